"""The scorer of golden stories, on reports made by hand: no parser is loaded here."""

from __future__ import annotations

import dataclasses
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import score_golden as scorer
from dateline.records import Report
from dateline.vocab import EVENT_TYPES, modes

TEXT = "Rebels shot two guards in Gao on Monday. Nurses in Ouro went on strike on Tuesday."
SHOT, STRIKE = "Rebels shot two guards", "Nurses in Ouro went on strike"
ASSAULT = {
    "event_type": "ASSAULT", "event_mode": "firearms", "evidence": SHOT, "event_date": "2026-07-06", "country": "MLI",
    "fatalities_low": 2, "fatalities_best": 2, "fatalities_high": 2, "actors": {"source": "Rebels"},
}  # fmt: skip
WALKOUT = {"event_type": "PROTEST", "event_mode": "strike", "evidence": STRIKE, "event_date": "2026-07-07"}
FIELDS = ("evidence_start", "evidence_end", "latitude", "longitude", "detained_best", "country", "event_date")


def _report(event_type: str, quote: str, **fields: Any) -> dict[str, Any]:
    start = TEXT.find(quote)
    plain: dict[str, Any] = dict.fromkeys((*FIELDS, "event_mode", "fatalities_low", "fatalities_best"))
    plain |= {"event_type": event_type, "evidence_start": start, "evidence_end": start + len(quote)}
    plain |= {"is_background": False, "assertion": "stated", "confidence": 0.9, "actors": [], "places": []}
    return plain | {"fatalities_high": None} | fields


def _shooting(**fields: Any) -> dict[str, Any]:
    rebels = {"role": "source", "name": "Rebels", "code": "MLIREB", "side": None}
    shot = {key: value for key, value in ASSAULT.items() if key not in ("evidence", "actors")}
    return _report("ASSAULT", SHOT, latitude=16.27, longitude=-0.04, actors=[rebels]) | shot | fields


def _story(*expect: dict[str, Any], **fields: Any) -> scorer.Story:
    return scorer.Story("gao", {"text": TEXT, "expect": list(expect), **fields})


def test_an_event_is_found_by_its_evidence_or_by_its_day() -> None:
    elsewhere = _report("PROTEST", SHOT, event_date="2026-07-07")
    assert scorer.pair_events(_story(ASSAULT, WALKOUT), [elsewhere, _shooting(event_date=None)]) == [(0, 1), (1, 0)]
    assert scorer.pair_events(_story(WALKOUT), [_report("PROTEST", SHOT, event_date="2026-07-01")]) == []


def test_a_report_stands_for_one_event_and_the_better_one_is_taken() -> None:
    twice = [_shooting(fatalities_best=9), _shooting()]
    assert scorer.pair_events(_story(ASSAULT), twice) == [(0, 1)]
    assert scorer.pair_events(_story(ASSAULT, ASSAULT), twice[:1]) == [(0, 0)]


def test_only_labelled_fields_are_checked() -> None:
    checks = scorer.check_fields(WALKOUT, _report("PROTEST", STRIKE, event_mode="demo", event_date="2026-07-07"), None)
    assert checks == {"background": True, "mode": False, "date": True}


def test_a_place_within_25_km_is_right_and_none_is_wrong() -> None:
    assert scorer.check_fields(ASSAULT, _shooting(), (16.2, -0.1))["place"]
    assert not scorer.check_fields(ASSAULT, _shooting(), (16.6, -0.1))["place"]
    assert not scorer.check_fields(ASSAULT, _shooting(latitude=None), (16.2, -0.1))["place"]


def test_a_story_is_whole_only_when_nothing_is_missing_forbidden_or_too_much() -> None:
    assert scorer.is_whole(_story(ASSAULT, at_most=1), [_shooting()])
    assert not scorer.is_whole(_story(ASSAULT, WALKOUT), [_shooting()])
    assert not scorer.is_whole(_story(ASSAULT, forbid=[{"country": "MLI"}]), [_shooting()])
    assert not scorer.is_whole(_story(ASSAULT, at_most=1), [_shooting(), _shooting()])


def test_the_figures_of_two_small_stories() -> None:
    told = _story(ASSAULT, WALKOUT, near=[16.27, -0.04], allow=[{"event_type": "REQUEST"}])
    reports = [_shooting(), _report("ACCUSE", SHOT, confidence=0.3), _report("REQUEST", STRIKE)]
    quiet = scorer.score_story(_story(at_most=0), [_report("ASSAULT", SHOT, confidence=0.3)])
    figures = scorer.add_up([scorer.score_story(told, reports), quiet])
    assert figures["events"] == {
        "expected": 2, "reported": 3, "found": 1, "precision": 0.3333, "recall": 0.5, "f1": 0.4,
    }  # fmt: skip
    assert figures["fields"]["place"] == {"right": 1, "n": 1, "accuracy": 1.0}
    assert figures["non_events"] == {"stories": 1, "reports": 1, "per_story": 1.0}
    assert figures["calibration_found"]["error"] == pytest.approx((0.1 + 0.6) / 3, abs=1e-4)
    assert "stories met whole   0 of 2" in list(scorer.render(figures))


def test_sure_and_right_rows_have_no_calibration_error() -> None:
    assert scorer.reliability([(1.0, True), (1.0, True), (0.0, False)])["error"] == 0
    assert scorer.reliability([])["error"] is None


def test_a_folder_without_stories_is_wrong_usage(tmp_path: Path) -> None:
    assert scorer.main([str(tmp_path)]) == 2


FOLDERS = (scorer.HELD, scorer.HELD.parent / "calibration")
STORY_FIELDS = {
    "why", "source", "title", "text", "published_at", "near", "expect", "forbid", "allow", "at_most",
}  # fmt: skip
MODES: dict[str, set[str | None]] = {event_type: {None, *modes(event_type)} for event_type in EVENT_TYPES}
REPORT_FIELDS = {field.name for field in dataclasses.fields(Report)} | {"codes", "sides"}


def _patterns(story: scorer.Story) -> list[scorer.Row]:
    return [*story.expect, *story.fields.get("allow", ()), *story.fields.get("forbid", ())]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_stories_that_measure_are_well_formed(folder: Path) -> None:
    stories = scorer.read_stories(folder)
    assert all(set(story.fields) <= STORY_FIELDS and story.fields["published_at"] for story in stories)
    events = [(story, wanted) for story in stories for wanted in story.expect]
    assert {wanted["event_type"] for _, wanted in events} == set(EVENT_TYPES)
    assert all(story.text.count(wanted["evidence"]) == 1 for story, wanted in events)
    for pattern in (pattern for story in stories for pattern in _patterns(story)):
        assert set(pattern) <= REPORT_FIELDS
        assert "event_type" not in pattern or pattern.get("event_mode") in MODES[pattern["event_type"]]


def test_what_a_story_allows_is_quoted_once() -> None:
    for story in scorer.read_stories(FOLDERS[1]):
        quotes = [allowed["evidence"] for allowed in story.fields.get("allow", ())]
        assert all(story.text.count(quote) == 1 for quote in quotes)


def _triples(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def test_no_two_stories_tell_the_same() -> None:
    told = [_triples(story.text) for folder in FOLDERS for story in scorer.read_stories(folder)]
    assert all(len(one & other) < 0.3 * len(one | other) for one, other in combinations(told, 2))


def test_a_file_that_holds_no_story_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "gao.json").write_text('{"text": "Rebels shot two guards.", "expect": []}', encoding="utf-8")
    (tmp_path / "known_misses.json").write_text('{"gao": "the guards"}', encoding="utf-8")
    (tmp_path / "names.json").write_text('["gao"]', encoding="utf-8")
    assert [story.name for story in scorer.read_stories(tmp_path)] == ["gao"]
