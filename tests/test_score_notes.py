"""The scorer of single-event notes, on reports made by hand: no parser is loaded here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import score_notes as scorer
from dateline.vocab import countries

NOTES = Path(__file__).parent / "golden" / "notes" / "notes.jsonl"
NOTE: dict[str, Any] = {
    "id": "gao", "text": "Rebels shot two guards in Gao.", "acled_event_type": "Battles", "event_date": "2026-07-06",
    "country": "MLI", "fatalities": 2, "near": [16.27, -0.04], "actors": [["rebels"], ["soldiers", "guards"]],
}  # fmt: skip


def _report(**fields: Any) -> dict[str, Any]:
    plain = {"is_background": False, "assertion": "stated", "confidence": 0.7, "evidence_start": 0, "actors": []}
    where = {"latitude": 16.27, "longitude": -0.04, "country": "MLI", "event_date": "2026-07-06"}
    return plain | where | {"acled_event_type": "Battles", "fatalities_best": 2} | fields


def test_news_and_fact_stand_before_a_surer_report() -> None:
    told, planned = _report(confidence=0.4), _report(assertion="planned", confidence=0.9)
    assert scorer.choose_primary([_report(is_background=True), planned, told]) is told
    assert scorer.choose_primary([]) is None


def test_a_report_meets_what_it_has_right_and_no_report_meets_nothing() -> None:
    rebels = {"name": "armed Rebels", "entity": None}
    checks = scorer.check_note(NOTE, _report(actors=[rebels], latitude=None))
    assert [name for name, right in checks.items() if not right] == ["place", "all actors"]
    assert not any(scorer.check_note(NOTE, None).values())


def test_silence_about_deaths_is_right_where_the_note_is_silent() -> None:
    assert scorer.check_note(NOTE | {"fatalities": None}, _report(fatalities_best=None))["deaths"]
    assert scorer.check_note(NOTE | {"fatalities": None}, _report(fatalities_best=0))[
        "deaths"
    ]  # it says that none died
    assert not scorer.check_note(NOTE | {"fatalities": None}, _report(fatalities_best=1))["deaths"]
    assert not scorer.check_note(NOTE | {"fatalities": 2}, _report(fatalities_best=0))["deaths"]


def test_the_misses_of_the_held_out_half_are_not_shown() -> None:
    assert scorer.main(["--misses"]) == 2


@pytest.mark.parametrize("path", [NOTES, scorer.HELD], ids=["notes", "held"])
def test_notes_are_well_formed(path: Path) -> None:
    notes = scorer.read_notes(path)
    assert len({note["id"] for note in notes}) == len(notes)
    assert {note["country"] for note in notes} <= set(countries())
    assert len({note["acled_event_type"] for note in notes}) == 6
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", note["event_date"]) for note in notes)
