"""Who speaks in a statement, a report or a count of the dead; what two who spoke by telephone agreed on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document, Report

PUBLISHED = datetime(2026, 5, 14, 15, tzinfo=UTC)


def parse(parser: Parser, text: str) -> tuple[Report, ...]:
    return parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports


def named(report: Report, role: str) -> list[str]:
    return [actor.name for actor in report.actors if actor.role == role]


@pytest.mark.parametrize(
    ("text", "reporters"),
    [
        ("Gunmen shot dead a judge in Quito on Monday, according to a report from the prosecutor's office.",
         ["prosecutor's office"]),
        ("Nine people were killed in shelling of Kadugli on Monday, according to figures released by the health ministry.",
         ["health ministry"]),
        ("A statement by the army said soldiers killed nine rebels in Kadugli on Monday.", ["army"]),
        ("The governor's statement said gunmen killed nine miners near Zamora on Monday.", ["governor"]),
        # nobody's paper, and its own
        ("Nine people were killed by soldiers in Kadugli on Monday, according to a report.", ["report"]),
        ("Soldiers killed nine people in Kadugli on Monday, their statement said.", ["statement"]),
    ],
)  # fmt: skip
def test_a_paper_is_told_by_whoever_issued_it(parser: Parser, text: str, reporters: list[str]) -> None:
    (report,) = parse(parser, text)
    assert (report.assertion, named(report, "reporter")) == ("attributed", reporters)


def test_who_is_credited_is_no_party(parser: Parser) -> None:
    text = "Chad and Libya agreed on Monday to open a road, according to a statement from Sudan's presidency."
    (report,) = parse(parser, text)
    assert named(report, "source") == ["Chad", "Libya"]
    assert not named(report, "target")
    assert named(report, "reporter") == ["Sudan's presidency"]


def test_figures_that_are_released_are_nobody_let_go(parser: Parser) -> None:
    assert not parse(parser, "The figures were released by the interior ministry in Juba on Monday.")
    text = "Two opposition figures were released by the interior ministry in Juba on Monday."
    assert [report.event_mode for report in parse(parser, text)] == ["release"]


CALL = "ASUNCION, May 14 (Halyard) - The presidents of Brazil and Paraguay spoke by phone on Thursday about a dam."
TALKS = "ASUNCION, May 14 (Halyard) - The presidents of Brazil and Paraguay met on Thursday to talk about a dam."


@pytest.mark.parametrize(("lead", "place"), [(CALL, (None, None)), (TALKS, ("Asunción", "PRY"))])
def test_what_two_agree_on_by_telephone_is_nowhere(
    parser: Parser, lead: str, place: tuple[str | None, str | None]
) -> None:
    reports = parse(parser, f"{lead}\n\nThe two leaders agreed to reopen a border bridge, a spokesman said.")
    met, agreed = (next(each for each in reports if each.event_type == kind) for kind in ("CONSULT", "AGREE"))
    assert (met.place_name, met.country) == place
    assert named(agreed, "source") == ["presidents of Brazil", "Paraguay"]
    assert (agreed.country is None) == (lead == CALL)
