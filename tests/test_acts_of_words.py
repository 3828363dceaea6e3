"""Acts of words: `tests/golden/acts/acts.json`, sentences with what is done in them by speaking, and with what is not.

The rules stand alone here: the fitted classifier weighs what they find, and may be fitted anew. `expect` names the
type of each report, with its mode where it has one; an empty list is a sentence that only sounds like an act.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dateline.parse.grammar.language_model import LanguageModel
from dateline.parse.parser import Parser
from dateline.parse.said.asking import ASKED, THREATENED, mode_of_act
from dateline.parse.said.charges import may_charge
from dateline.parse.said.menaces import may_menace
from dateline.parse.said.refusals import may_refuse
from dateline.records import Document, Report

SENTENCES = json.loads((Path(__file__).parent / "golden" / "acts" / "acts.json").read_text(encoding="utf-8"))
WORDS = frozenset(("ACCUSE", "AGREE", "CONCEDE", "CONSULT", "REJECT", "REQUEST", "SUPPORT", "THREATEN"))
WEDNESDAY = datetime(2026, 3, 4, 18, tzinfo=UTC)


@pytest.fixture
def parser(rules: Parser) -> Parser:
    return rules


def _acts(parser: Parser, text: str) -> list[Report]:
    reports = parser.parse(Document(id="act", text=text, published_at=WEDNESDAY)).reports
    return [report for report in reports if report.event_type in WORDS]


def _named(report: Report, role: str) -> list[str]:
    return [actor.name for actor in report.actors if actor.role == role and actor.name]


@pytest.mark.parametrize("case", SENTENCES, ids=[case["text"][:60] for case in SENTENCES])
def test_a_sentence_tells_the_acts_that_a_reader_finds(parser: Parser, case: dict[str, Any]) -> None:
    acts = _acts(parser, case["text"])
    told = [f"{act.event_type}/{act.event_mode}" if act.event_mode else act.event_type for act in acts]
    assert sorted(told) == sorted(case["expect"])
    assert all(act.assertion == "stated" and not act.is_background for act in acts)


def test_whoever_speaks_for_a_party_makes_its_act_no_hearsay(parser: Parser) -> None:
    (act,) = _acts(parser, "Rwanda is ready to withdraw its troops, its foreign minister said on Monday.")
    assert (act.event_type, act.assertion, _named(act, "reporter")) == ("AGREE", "stated", [])


def test_an_act_told_by_others_is_attributed(parser: Parser) -> None:
    (act,) = _acts(parser, "Rwanda has accused Burundi of arming rebels, diplomats in Kigali said on Monday.")
    assert (act.event_type, act.assertion) == ("ACCUSE", "attributed")


def test_a_pronoun_goes_on_with_the_speaker_before(parser: Parser) -> None:
    text = "The lawyers' union met in Lusaka on Monday. It called on the president to sack the police chief."
    act = next(act for act in _acts(parser, text) if act.event_type == "REQUEST")
    assert _named(act, "source") == ["lawyers' union"]


def test_a_refusal_turns_down_whoever_asked_before(parser: Parser) -> None:
    text = (
        "The mining ministry appealed to the strikers to return. The miners' union turned the request down on Monday."
    )
    act = next(act for act in _acts(parser, text) if act.event_type == "REJECT")
    assert (_named(act, "target"), act.event_mode) == (["mining ministry"], "yield")


def test_a_reply_on_a_condition_is_a_refusal(parser: Parser) -> None:
    text = (
        "The interior ministry appealed to the hunger strikers to eat. "
        "A committee of the prisoners replied in a note that they would do so when the cells had windows."
    )
    act = next(act for act in _acts(parser, text) if act.event_type == "REJECT")
    assert (_named(act, "source"), _named(act, "target")) == (["committee of the prisoners"], ["interior ministry"])


def test_who_told_the_clause_before_goes_on(parser: Parser) -> None:
    text = "A blast killed six soldiers near Gao on Monday, a monitoring group said, and blamed the army for the road."
    act = next(act for act in _acts(parser, text) if act.event_type == "ACCUSE")
    assert _named(act, "source") == ["monitoring group"]


def test_an_act_is_placed_where_it_was_spoken(parser: Parser) -> None:
    text = (
        "OSLO, March 4 (Reuters) - Norway threatened on Wednesday to expel diplomats of Belarus unless Minsk frees "
        "a student who was arrested in Gomel."
    )
    (act,) = _acts(parser, text)
    assert (act.place_name, act.country) == ("Oslo", "NOR")


def test_a_later_act_without_a_place_is_told_by_country_alone(parser: Parser) -> None:
    text = (
        "SEGOU, Mali, March 4 (Reuters) - Gunmen killed four farmers near Segou on Tuesday. "
        "The prime minister of Mali condemned the killings and said that troops would be sent from Sikasso."
    )
    act = next(act for act in _acts(parser, text) if act.event_type == "ACCUSE")
    assert (act.country, act.place_name) == ("MLI", None)


def test_the_day_of_what_is_promised_is_not_the_day_of_the_promise(parser: Parser) -> None:
    (act,) = _acts(parser, "Togo promised on Tuesday to free 40 prisoners by the end of June.")
    assert (act.event_type, str(act.event_date), act.is_background) == ("AGREE", "2026-03-03", False)


def test_a_meeting_in_a_diary_is_planned_and_no_promise(parser: Parser) -> None:
    acts = _acts(parser, "The presidents of Ghana and Togo will meet in Lome on Friday.")
    assert [(act.event_type, act.assertion) for act in acts] == [("CONSULT", "planned")]


@pytest.mark.parametrize(
    ("kind", "sentence", "mode"),
    [
        (ASKED, "hold talks", "meet"),
        (ASKED, "send troops", "assist"),
        (ASKED, "free the prisoners", "yield"),
        (ASKED, "amend the law", "change"),
        (ASKED, "eat soup", None),
        (THREATENED, "cut off gas", "relations"),
        (THREATENED, "annex the islands", "territory"),
        (THREATENED, "arrest the leaders", "arrest"),
    ],
)
def test_the_mode_is_that_of_the_nearest_word_the_table_knows(kind: str, sentence: str, mode: str | None) -> None:
    tree = next(iter(LanguageModel.load().pipe([f"They will {sentence}."], batch_size=1)))
    verb = next(word for word in tree if word.pos_ == "VERB")
    assert mode_of_act(verb, kind) == mode


@pytest.mark.parametrize(
    ("gate", "text"),
    [
        (may_refuse, "The ministry won’t lift the fee"),
        (may_menace, "They will pay a heavy price"),
        (may_charge, "The minister lied"),
    ],
)
def test_the_gates_let_their_own_words_pass_and_plain_copy_not(gate: Any, text: str) -> None:
    assert gate(text)
    assert not gate("Rain fell on the quay and the boats lay at anchor")


@pytest.mark.parametrize(
    "text",
    [
        "The prosecutor's office in Lima said on Tuesday that it had opened an investigation into the ruling party.",
        "Ghana's attorney general's office said on Tuesday that it had opened an inquiry into the opposition party.",
    ],
)
def test_an_office_acts_as_whose_it_is(parser: Parser, text: str) -> None:
    reports = parser.parse(
        Document("d", text, published_at=datetime(2026, 3, 5, 18, tzinfo=UTC), language="en")
    ).reports
    assert [(each.event_type, each.event_mode, each.assertion) for each in reports] == [
        ("ACCUSE", "investigate", "stated")
    ]
    assert [actor.sector for actor in reports[0].actors if actor.role == "source"] in (["JUD"], ["GOV"])


@pytest.mark.parametrize(
    "text",
    [
        "Myanmar's army denied that its planes had bombed a market in Myitkyina, a day after a human rights group accused it "
        "of the raid.",
        "Turkey denied on Monday that it had sent drones to Chad, hours after Libya's parliament condemned the delivery.",
    ],
)
def test_an_accusation_before_a_denial_is_not_what_was_denied(parser: Parser, text: str) -> None:
    (act,) = [act for act in _acts(parser, text) if act.event_type == "ACCUSE"]
    assert act.assertion == "stated"


def test_what_a_speaker_recalls_by_the_way_is_stated_whoever_tells_the_rest(parser: Parser) -> None:
    text = (
        "Pilots earn half of what they were promised in the accord that ended the 40-day strike of 2021, the union says. "
        "Kenya's pilots met on Monday."
    )
    reports = parser.parse(Document(id="act", text=text, published_at=WEDNESDAY)).reports
    (strike,) = [report for report in reports if report.event_type == "PROTEST"]
    assert (strike.is_background, strike.assertion) == (True, "stated")


def test_what_was_called_something_was_not_called_for(parser: Parser) -> None:
    (act,) = _acts(parser, "The opposition leader called the inquiry into his party's funds a witch hunt on Monday.")
    assert (act.event_type, act.event_mode) == ("ACCUSE", "disapprove")


def test_an_office_of_a_state_and_a_body_of_captives_speak(parser: Parser) -> None:
    (act,) = _acts(parser, "Armenia's office for refugees said on Monday that it saw no reason to negotiate.")
    assert (act.event_type, _named(act, "source")) == ("REJECT", ["Armenia's office"])
    (act,) = _acts(parser, "A committee of the prisoners rejected the appeal on Monday.")
    assert (act.event_type, _named(act, "source")) == ("REJECT", ["committee of the prisoners"])
