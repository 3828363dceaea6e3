"""What spares a search must not change what it finds: needed words of the wordings of days, windows before a name."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

import train
from dateline.config import ROOT
from dateline.parse.said.charges import may_charge
from dateline.parse.text.datelines import find_notice
from dateline.parse.when.date_wordings import NEEDED, PATTERNS
from dateline.parse.when.dates import find_dates
from dateline.parse.where.placewords import LOCATIVE, search_before


def _texts() -> list[str]:
    folders = (ROOT / "tests" / "golden" / name for name in ("reports", "notes"))
    stories = (json.loads(path.read_text(encoding="utf-8")) for folder in folders for path in folder.glob("*.json"))
    told = [story["text"] for story in stories if isinstance(story, dict) and story.get("text")]
    return told + [sentence.text for sentence in train.read_training()[0]]


def test_every_wording_of_a_day_holds_a_word_that_it_needs():
    for text in _texts():
        for pattern in PATTERNS:
            for match in pattern.regex.finditer(text):
                beside = text[max(0, match.start() - 12) : match.end()].lower()  # "after " stands before its match
                assert any(word in beside for word in pattern.needs & NEEDED), beside


@pytest.mark.parametrize(
    "text",
    ["a day earlier", "two days later", "six days before", "the following day", "the next day", "the night before"],
)
def test_a_day_counted_from_another_is_not_passed_by(text: str):
    told = find_dates(f"On 3 March 2020 a bus burned. It was seen {text}.", datetime(2020, 3, 5, tzinfo=UTC))
    assert any(each.text.endswith(text.removeprefix("a ").removeprefix("the ")) for each in told)


@pytest.mark.parametrize("width", [3, 20, 70])
def test_a_window_lowered_finds_what_a_search_that_ignores_case_finds(width: int):
    loud = re.compile(LOCATIVE.pattern, re.IGNORECASE)
    for text in _texts()[::7]:
        for name in re.finditer(r"\b[A-Z]\w+", text):
            start = name.start()
            assert bool(search_before(LOCATIVE, text, start, width)) == bool(
                loud.search(text, max(0, start - width), start)
            ), (text, start)


def test_a_word_that_the_window_cuts_does_not_begin_there():
    assert search_before(LOCATIVE, "They went to Berlin Lima", 20, 3) is None, "the end of Berlin is no `in`"
    assert search_before(LOCATIVE, "They went IN Lima", 13, 3) is not None


def test_words_in_capitals_pass_the_gates_too():
    assert may_charge("THE MINISTER LIED")
    assert find_notice("CORRECTED, Lima 3: the toll is 22", "") == "correction"
    assert find_notice("KILL: ferry story", "") == "kill"
