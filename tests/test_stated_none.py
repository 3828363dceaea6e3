"""Stated zeros: what says that nobody came to harm, what only looks like it, and whose toll it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from dateline.checks.suite import ROW_CHECKS, check_reports
from dateline.parse.numbers.stated_none import find_stated_none
from dateline.parse.parser import Parser
from dateline.records import Document

THURSDAY = datetime(2026, 3, 5, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Nobody was killed.", "killed"),
        ("No one has been reported killed or wounded.", "killed injured"),
        ("No-one died.", "killed"),
        ("Two vans burned, but no one was hurt, police said.", "killed injured"),
        ("There were no casualties.", "killed injured"),
        ("There were no deaths or injuries.", "killed injured"),
        ("The rocket fell in a field without causing any injuries.", "injured"),
        ("The blast tore open a wall, leaving no casualties.", "killed injured"),
        ("Shells hit the orchard without hurting anyone.", "killed injured"),
        ("No casualties or damage reported.", "killed injured"),
        ("The depot burned for a day, and no deaths were recorded.", "killed"),
    ],
)
def test_a_stated_none_is_read_with_its_kinds(text: str, kinds: str) -> None:
    tolls = find_stated_none(text)
    assert " ".join(toll.kind for toll in tolls) == kinds
    assert all((toll.low, toll.best, toll.high) == (0, 0, 0) for toll in tolls)
    assert all(text[toll.start : toll.end].lower() == toll.qualifier for toll in tolls)


@pytest.mark.parametrize(
    "text",
    [
        "No one has claimed responsibility.",
        "Nobody else was hurt.",
        "No civilians were killed.",
        "None of the crew was hurt.",
        "Nobody was seriously hurt.",
        "There were no immediate reports of casualties.",
        "No casualties had been reported so far.",
        "There were no deaths among the soldiers.",
        "The army suffered no casualties.",
        "No injuries to staff were reported.",
        "She prayed that nobody had been killed.",
        "They cleared the street to make sure that no one was hurt.",
        "No deaths in custody were examined.",
        "No victims came forward.",
        "Was nobody killed?",
        "Nobody was arrested.",
    ],
)
def test_what_is_said_of_some_of_the_moment_or_of_a_hope_states_none_of_all(text: str) -> None:
    assert find_stated_none(text) == []


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A grenade was thrown at a mayor's house in Bor, Serbia, on Tuesday. Nobody was hurt.", 0, 0),
        ("Gunmen abducted 30 pupils near Kaya, Burkina Faso, on Tuesday. A cook fled. Nobody was killed.", 0, None),
        ("Rockets hit an airfield near Gao, Mali, on Tuesday without causing injuries, the army said.", None, 0),
        ("Drones struck an oil depot in Port Sudan on Wednesday, but there were no casualties, the navy said.", 0, 0),
        ("A mine wounded three soldiers near Gao, Mali, on Tuesday. Nobody was killed.", 0, 3),
        ("A mine killed three soldiers near Gao, Mali, on Tuesday. No civilians were hurt.", 3, None),
        ("A bomb went off at a bank in Quito on Tuesday. No one has claimed it.", None, None),
    ],
)
def test_the_none_is_the_incident_s_and_passes_the_checks(
    parser: Parser, text: str, killed: int | None, injured: int | None
) -> None:
    document = Document("d", text, published_at=THURSDAY, language="en")
    reports = parser.parse(document).reports
    assert [(r.fatalities_low, r.fatalities_best, r.fatalities_high) for r in reports] == [(killed,) * 3]
    assert reports[0].injured_best == injured
    of_tolls = [check for check in ROW_CHECKS if re.search("toll|fatalities|casualt", check.name)]
    asked = check_reports(reports, {"d": document}, checks=of_tolls)
    assert not [result.check_name for result in asked if result.failing_ids]
    told = {result.check_name for result in asked}
    assert {"casualty_figure_in_text", "casualty_kind_in_text", "casualty_qualifier_in_text"} <= told


def test_a_figure_goes_before_a_stated_none(parser: Parser) -> None:
    text = "A bomb in Gao, Mali, killed two men on Tuesday. Nobody was killed by the bomb, the army said."
    reports = parser.parse(Document("d", text, published_at=THURSDAY, language="en")).reports
    assert {report.fatalities_best for report in reports} == {2}
