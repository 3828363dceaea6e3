"""The other side of an act, where only the rest of the story tells it: whom it answers, who had done it, by what name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document, Report

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)  # a Thursday


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser.load()


def _read(parser: Parser, text: str, event_type: str) -> list[Report]:
    found = parser.parse(Document("d", text, published_at=NOON, language="en")).reports
    return [report for report in found if report.event_type == event_type]


def _names(report: Report, role: str) -> list[str]:
    return [actor.entity or actor.name for actor in report.actors if actor.role == role and actor.name]


@pytest.mark.parametrize(
    ("event_type", "role", "names", "text"),
    [
        ("ACCUSE", "target", ["Israel"], "Israel bombed a school in Tyre on Wednesday. France condemned the attack."),
        (
            "SUPPORT",
            "target",
            ["Government troops", "Ansar Allah"],
            "SANAA, March 4 (Reuters) - Government troops and Houthi rebels announced a truce in Marib on Wednesday. "
            "Oman welcomed the truce.",
        ),
        (
            "PROTEST",
            "target",
            ["roads", "energy ministry"],
            "QUITO, March 4 (Reuters) - Truck drivers blocked roads across Ecuador on Wednesday over fuel prices. The "
            "energy ministry refused to lower the prices.",
        ),
        (
            "REJECT",
            "target",
            ["Truck drivers"],
            "QUITO, March 4 (Reuters) - Truck drivers blocked roads across Ecuador on Wednesday over fuel prices. The "
            "energy ministry refused to lower the prices.",
        ),
        (
            "REQUEST",
            "target",
            ["Government troops", "Ansar Allah"],
            "SANAA, March 4 (Reuters) - Government troops clashed with Houthi fighters in Marib on Wednesday. The United "
            "Nations urged both sides to hold their fire.",
        ),
        (
            "AGREE",
            "source",
            ["foreign ministers of Japan", "India"],
            "TOKYO, March 4 (Reuters) - The foreign ministers of Japan and India met in Tokyo on Wednesday. The two "
            "ministers agreed to resume talks on trade.",
        ),
        (
            "ASSAULT",
            "source",
            ["Islamic State"],
            "KABUL, March 4 (Reuters) - A bomb killed six people in Kabul on Wednesday. The interior minister blamed "
            "Islamic State.",
        ),
        (
            "ASSAULT",
            "target",
            ["Garment workers"],
            "DHAKA, March 4 (Reuters) - Garment workers marched in Dhaka on Wednesday to demand higher pay. Police fired "
            "tear gas and rubber bullets.",
        ),
    ],
)
def test_a_side_that_the_story_tells_elsewhere(
    parser: Parser, event_type: str, role: str, names: list[str], text: str
) -> None:
    found = _read(parser, text, event_type)
    assert [_names(report, role) for report in found] == [names]


@pytest.mark.parametrize(
    ("event_type", "role", "text"),
    [  # an answer to somebody else, and a charge that is another's
        (
            "PROTEST",
            "target",
            "BERLIN, March 4 (Reuters) - Farmers drove tractors through Berlin on Wednesday to protest. France rejected a "
            "German request for troops.",
        ),
        (
            "SUPPORT",
            "target",
            "Israel bombed a school in Tyre on Wednesday, killing five. Egypt welcomed the truce of last month.",
        ),
        (
            "ASSAULT",
            "source",
            "KABUL, March 4 (Reuters) - A bomb killed six people in Kabul on Wednesday. The interior minister blamed "
            "Pakistan for the drought.",
        ),
    ],
)
def test_a_side_that_the_story_does_not_tell(parser: Parser, event_type: str, role: str, text: str) -> None:
    assert [_names(report, role) for report in _read(parser, text, event_type)] == [[]]


def test_captives_are_let_go_by_those_who_took_them_and_freed_by_whoever_frees_them(parser: Parser) -> None:
    taken = "LAHJ, March 4 (Reuters) - Gunmen kidnapped six teachers near Lahj on Monday. "
    text = taken + "Two of the teachers may have been let go on Wednesday, the state government said."
    assert [_names(report, "source") for report in _read(parser, text, "RETREAT")] == [["Gunmen"]]
    text = taken + "Soldiers freed three of the teachers on Wednesday, the governor said."
    assert [_names(report, "source") for report in _read(parser, text, "RETREAT")] == [["Soldiers"]]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Farmers gathered outside the agriculture ministry in Kyiv on Wednesday.", ["agriculture ministry"]),
        ("Teachers rallied outside parliament in Lusaka on Wednesday.", ["parliament"]),
        ("Hundreds protested in front of the Israeli embassy in Amman on Wednesday.", ["Israeli embassy"]),
        ("Families marched to the cathedral in Lima on Wednesday, calling for peace.", []),
        ("Hundreds of women rallied outside a mosque in Fez on Wednesday.", []),
    ],
)
def test_before_whose_door_a_protest_stands(parser: Parser, text: str, target: list[str]) -> None:
    assert [_names(report, "target") for report in _read(parser, text, "PROTEST")] == [target]


@pytest.mark.parametrize(
    ("event_type", "role", "names", "text"),
    [
        (
            "ACCUSE",
            "source",
            ["Observatory for Justice"],
            "DAKAR, March 4 (Reuters) - A rights group accused the army on Wednesday of burning two villages. The "
            "Observatory for Justice said 14 people had been shot.",
        ),
        (
            "SANCTION",
            "target",
            ["Irina Petrova"],
            "MINSK, March 4 (Reuters) - A court in Minsk sentenced a journalist to five years in prison on Wednesday. "
            "Irina Petrova, 34, who worked for a news site, was found guilty of insulting the president.",
        ),
        (
            "SANCTION",  # who speaks is another
            "target",
            ["journalist"],
            "MINSK, March 4 (Reuters) - A court in Minsk sentenced a journalist to five years in prison on Wednesday. "
            "Irina Petrova, a lawyer for the family, said the verdict was unjust.",
        ),
        (
            "ASSAULT",  # two names of the kind: it is not told which
            "source",
            ["armed group"],
            "NAIROBI, March 4 (Reuters) - An armed group attacked a village on Wednesday, killing four. The Salt Coast "
            "Front, which holds the hills, said it was not involved. The Lake Liberation Army was silent.",
        ),
    ],
)
def test_a_party_that_is_named_later(parser: Parser, event_type: str, role: str, names: list[str], text: str) -> None:
    assert _names(_read(parser, text, event_type)[0], role) == names


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("An Israeli air strike hit a school in Tyre on Wednesday, killing four.", ["Israel"]),
        ("Shelling by the Syrian army hit a market in Idlib on Wednesday, killing four.", ["Syrian army"]),
        ("A suicide attack hit a market in Idlib on Wednesday, killing four.", []),
        ("A family of suicide bombers attacked three churches in Surabaya on Wednesday.", ["suicide bombers"]),
        ("French and British warplanes bombed a convoy near Tripoli on Wednesday.", ["French and British warplanes",
                                                                                  "United Kingdom"]),
    ],
)  # fmt: skip
def test_whose_strike_it_was(parser: Parser, text: str, sources: list[str]) -> None:
    assert _names(_read(parser, text, "ASSAULT")[0], "source") == sources


def test_a_verb_in_the_present_that_is_taken_for_a_noun_has_its_object(parser: Parser) -> None:
    text = "5 December 2013: Anti-balaka militiamen attack Muslim civilians in Bangui, Central African Republic."
    assert _names(_read(parser, text, "ASSAULT")[0], "target") == ["Muslim civilians"]


@pytest.mark.parametrize(
    ("event_type", "role", "code", "text"),
    [
        ("ASSAULT", "target", "PSECVL", "A Palestinian was shot dead by soldiers near Jenin on Wednesday."),
        ("REQUEST", "source", "USAGOV", "The US is seeking the extradition of a hacker from Britain."),
        ("ACCUSE", "target", "UNK", "Julian Marks lives in London. He is accused of leaking state secrets, the foreign "
                                    "ministry said."),
        ("SUPPORT", "source", "MRTGOV", "Mauritania has expelled 300 migrants. The country signed an agreement with "
                                       "the European Union in March 2024."),
        ("RETREAT", "source", "KGZGOV", "A border post between Kyrgyzstan and Tajikistan reopened on Wednesday."),
    ],
)  # fmt: skip
def test_the_code_of_a_party(parser: Parser, event_type: str, role: str, code: str, text: str) -> None:
    actors = _read(parser, text, event_type)[0].actors
    assert next(actor.code for actor in actors if actor.role == role) == code
