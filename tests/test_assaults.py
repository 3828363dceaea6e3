"""One act of violence told in several sentences is one report with all that the sentences tell of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dateline.parse.parser import Parser
from dateline.parse.tolls import find_tolls
from dateline.records import Document, Report

NOON = datetime(2026, 7, 8, 12, tzinfo=UTC)  # a Wednesday


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser.load()


def assaults(parser: Parser, text: str) -> list[Report]:
    parsed = parser.parse(Document("d", text, published_at=NOON, language="en"))
    return [report for report in parsed.reports if report.event_type == "ASSAULT"]


def only(parser: Parser, text: str) -> Report:
    found = assaults(parser, text)
    assert len(found) == 1, [(report.event_mode, report.evidence) for report in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "injured"),
    [
        ("Eleven wounded villagers had been brought to his ward, a surgeon said.", 11),
        ("Forty people were being treated at two clinics.", 40),
        ("Some 19 wounded were flown to the capital.", 19),
        ("Another five were left injured.", 5),
        ("The hospital treats wounded soldiers.", None),
        ("He said they had been treated badly.", None),
        ("He spent two nights in hospital.", None),
    ],
)
def test_the_wounded_are_counted_where_they_are_brought_in(text: str, injured: int | None) -> None:
    assert [toll.best for toll in find_tolls(text) if toll.kind == "injured"] == ([injured] if injured else [])


@pytest.mark.parametrize("killed", ["Three night guards", "A 17-year-old apprentice", "Two dockers"])
def test_who_works_by_night_or_by_hand_is_counted(killed: str) -> None:
    assert [toll.text for toll in _texts(f"{killed} died in the fire.")] == [killed]


def _texts(text: str) -> list[Any]:
    from types import SimpleNamespace

    return [SimpleNamespace(text=text[toll.start : toll.end]) for toll in find_tolls(text)]


def test_a_toll_some_sentences_later_belongs_to_the_only_incident(parser: Parser) -> None:
    report = only(
        parser,
        "Shells killed six people at a bakery in Kherson on Tuesday, the mayor said.\n"
        "They came from across the river. Bread was still on the racks. Nobody was selling it.\n"
        "A further 14 people were hurt.",
    )
    assert (report.fatalities_best, report.injured_best) == (6, 14)


def test_a_toll_of_another_year_or_town_stays_away(parser: Parser) -> None:
    report = only(
        parser,
        "Shells killed six people at a bakery in Kherson on Tuesday, the mayor said.\n"
        "A blaze in Kharkiv is a different matter. Last year 14 people were hurt.",
    )
    assert report.injured_best is None


def test_who_dies_in_the_flames_leaves_the_arson_an_arson(parser: Parser) -> None:
    report = only(
        parser,
        "Rebels set fire to a market in Gonaives on Monday. The stalls beside it went up within minutes. "
        "Two night guards died in the flames.",
    )
    assert (report.event_mode, report.fatalities_best) == ("destroy", 2)
