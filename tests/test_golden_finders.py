"""The golden cases of the finders: one file a theme, one test a case; and what holds for any text at all."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.parse.numbers.quantities import find_quantities, read_number
from dateline.parse.numbers.tolls import add_up, find_crowds, find_tolls
from dateline.parse.text.datelines import find_credit, find_dateline, find_notice, resolve_dateline_day
from dateline.parse.text.sentences import find_sentences
from dateline.parse.what.weapons import find_weapons
from dateline.parse.when.dates import find_dates

GOLDEN = Path(__file__).parent / "golden"
PLAIN = {"part_of_total": False, "scope": "incident", "is_correction": False, "superseded": None, "qualifier": None,
         "is_attacker": False, "is_more": False, "is_hypothetical": False}  # fmt: skip


def cases(room: str) -> list[Any]:
    found = []
    for path in sorted((GOLDEN / room).glob("*.json")):
        theme = json.loads(path.read_text(encoding="utf-8"))
        for case in theme["cases"]:
            found.append(pytest.param(case, theme["why"], id=f"{path.stem}-{slug(case['name'])}"))
    return found


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-")


@pytest.mark.parametrize(("case", "why"), cases("tolls"))
def test_a_golden_toll_is_read_as_written_down(case: dict[str, Any], why: str) -> None:
    tolls = find_tolls(case["text"])
    expected = [PLAIN | toll for toll in case["expect"]]
    keys = sorted({key for toll in expected for key in toll})
    read = [{key: case["text"][t.start : t.end] if key == "text" else getattr(t, key) for key in keys} for t in tolls]
    assert read == [
        {key: toll.get(key, row[key]) for key in keys} for toll, row in zip(expected, read, strict=False)
    ], why
    assert len(read) == len(expected), why
    for kind, total in case.get("adds_up", {}).items():
        assert list(add_up(tolls, kind)) == total, why
    if "crowds" in case:
        assert [[c.low, c.high, c.qualifier] for c in find_crowds(case["text"])] == case["crowds"], why


@pytest.mark.parametrize(("case", "why"), cases("dates"))
def test_a_golden_date_is_resolved_as_written_down(case: dict[str, Any], why: str) -> None:
    published = datetime.fromisoformat(case["published_at"]) if case.get("published_at") else None
    mentions = find_dates(case["text"], published, case.get("zone"))
    read = [
        [m.text, m.first.isoformat(), m.last.isoformat(), m.precision, *(["future"] if m.is_future else [])]
        for m in mentions
    ]
    assert read == case["expect"], why


@pytest.mark.parametrize(("case", "why"), cases("datelines"))
def test_a_golden_dateline_is_read_as_written_down(case: dict[str, Any], why: str) -> None:
    text, expect = case["text"], case["expect"]
    line = find_dateline(text)
    day = resolve_dateline_day(line, datetime.fromisoformat(case["published_at"])) if "published_at" in case else None
    read = {
        "place": line.place if line else None,
        "country_hint": line.country_hint if line else None,
        "day": list(line.day) if line and line.day else None,
        "credit": find_credit(text),
        "notice": find_notice(case.get("title"), text),
        "story": text[line.end :].strip()[:12] if line else None,
        "date": day.isoformat() if day else None,
    }
    assert {key: value for key, value in read.items() if value is not None} == expect, why


# ------------------------------------------------------------------------------------------- any text at all

VOCABULARY = (
    "at least up to more than dozens of 12 30-40 two three people soldiers killed were wounded and , . ( ) — - the "
    "toll rose from including five a man his sons died dead missing since Monday last week in July 2019 Aug 31 on "
    "car packed with explosives others of them whom displaced arrested hostage \n KABUL ( AFP ) \" ' 1,000 1.5 "
    "million twenty three hundred no one not between half dozen İstanbul ŉ ﬁve ١٢ ² 9999999999999 0"
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split(" ")), max_size=60).map(" ".join)
ANY_TEXT = st.one_of(st.text(max_size=200), WORDS)
FINDERS: dict[str, Callable[[str], Any]] = {
    "tolls": find_tolls, "crowds": find_crowds, "weapons": find_weapons, "sentences": find_sentences,
    "quantities": find_quantities,
}  # fmt: skip


@given(ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_spans_inside_it_and_ordered_numbers(text: str) -> None:
    for name, find in FINDERS.items():
        for found in find(text):
            assert 0 <= found.start < found.end <= len(text), name
            assert text[found.start : found.end].strip() == text[found.start : found.end], name
            numbers = [getattr(found, key, None) for key in ("low", "best", "high")]
            stated = [number for number in numbers if number is not None]
            assert stated == sorted(stated) and all(number >= 0 for number in stated), name
    assert all(weapon.text == text[weapon.start : weapon.end] for weapon in find_weapons(text))


@given(
    ANY_TEXT,
    st.none() | st.datetimes() | st.dates(),
    st.sampled_from([None, "UTC", "Asia/Kabul", "no/where", "../x", ""]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_at_any_time_gives_dates_that_begin_before_they_end(
    text: str, published: Any, zone: str | None
) -> None:
    for found in find_dates(text, published, zone):
        assert found.text == text[found.start : found.end]
        assert date.min <= found.first <= found.last


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_any_text_gives_a_dateline_at_its_head_or_none(title: str, text: str) -> None:
    line = find_dateline(text)
    assert line is None or (line.text == text[line.start : line.end] and line.end <= 400)
    assert find_notice(title, text) in {None, "kill", "correction", "recast"}
    credit = find_credit(text)
    assert credit is None or credit.strip()


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_sentences_of_any_text_leave_out_nothing_but_white_space(text: str) -> None:
    sentences = find_sentences(text)
    assert all(one.end <= other.start for one, other in pairwise(sentences))
    assert "".join(text[s.start : s.end] for s in sentences).split() or not text.strip()
    kept = {at for s in sentences for at in range(s.start, s.end)}
    assert all(letter.isspace() for at, letter in enumerate(text) if at not in kept)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_number_in_digits_is_read_back(number: int) -> None:
    assert read_number(str(number)) == number == read_number(f"{number:,}")


LONG = {
    "one_long_clause": "at least twelve people and " * 4_000,
    "commas": "two men, " * 10_000,
    "killed": "killed 12 people " * 5_000,
    "digits": "1" * 100_000,
    "words_without_space": "a" * 100_000,
    "stops": "." * 100_000,
    "blanks": " " * 50_000 + "\n" * 50_000,
    "brackets": "(" * 100_000,
    "hyphens": "a-" * 50_000,
    "dates": "Monday 3 May 2019 since " * 3_000,
    "including": "12 killed including five of them " * 2_000,
    "quotes": "\"' " * 33_000,
    "hundreds": "hundred " * 13_000,
    "killed_in_a_row": "killed and " * 9_000,
    "toll": "the toll of people from " * 4_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_text_takes_time_in_proportion_to_its_length(text: str) -> None:
    def seconds(of: str) -> float:
        started = time.perf_counter()
        for find in (*FINDERS.values(), find_dateline, find_credit, lambda t: find_notice(None, t)):
            find(of)
        find_dates(of, date(2026, 7, 5))
        return time.perf_counter() - started

    seconds(text[:1000])  # tables are read once
    part = seconds(text[: len(text) // 4])
    assert seconds(text) < 12 * part + 1.0
