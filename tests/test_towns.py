"""Protests of one sentence in several towns, and protests to come beside the threat that sets their day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document, Report

PUBLISHED = datetime(2026, 5, 14, 15, tzinfo=UTC)  # a Thursday


def protests(parser: Parser, text: str) -> list[Report]:
    reports = parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports
    return [report for report in reports if report.event_type == "PROTEST"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Rallies took place on Monday in Warsaw and Gdansk against the bill.", ["Warsaw", "Gdansk"]),
        ("Thousands of Tunisians protested in Tunis, Sfax and Sousse on Wednesday against a new tax.",
         ["Tunis", "Sfax", "Sousse"]),
        ("Teachers marched through Lima on Tuesday over pay. Marches were also held in Arequipa and in Cusco, their "
         "union said.", ["Lima", "Arequipa", "Cusco"]),
        ("About 2,000 people marched from Lima to Callao on Tuesday against a mining law.", ["Lima"]),
    ],
)  # fmt: skip
def test_a_protest_is_told_for_each_of_the_towns_listed(parser: Parser, text: str, places: list[str]) -> None:
    assert [report.place_name for report in protests(parser, text)] == places


def test_the_crowd_of_all_towns_together_is_that_of_none(parser: Parser) -> None:
    found = protests(parser, "About 4,000 people protested in Tunis and Sfax on Wednesday against a new tax.")
    assert [(report.crowd_low, report.crowd_high) for report in found] == [(None, None)] * 2


@pytest.mark.parametrize(
    ("text", "kinds", "day"),
    [
        ("Nurses in Ghana's state hospitals threatened on Wednesday to walk out from Monday unless the government pays "
         "them.", ["THREATEN", "PROTEST"], date(2026, 5, 18)),
        ("Teachers in Peru will stop work from Tuesday unless the government raises their pay, their union said.",
         ["PROTEST", "THREATEN"], date(2026, 5, 19)),
        ("Zimbabwe's opposition vowed to march on the capital Harare on Saturday.", ["THREATEN", "PROTEST"],
         date(2026, 5, 16)),
        ("Nurses in Ghana threatened the government on Wednesday with a walkout unless it pays them.", ["THREATEN"], None),
    ],
)  # fmt: skip
def test_a_protest_with_a_day_is_planned_beside_the_threat(
    parser: Parser, text: str, kinds: list[str], day: date | None
) -> None:
    reports = parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports
    assert [report.event_type for report in reports] == kinds
    assert [(r.assertion, r.event_date) for r in reports if r.event_type == "PROTEST"] == [("planned", day)] * (
        day is not None
    )
    assert all(report.event_date <= PUBLISHED.date() for report in reports if report.event_type == "THREATEN")
