"""The sentences the classifier is trained on: enough of them, varied, and no two alike."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from datasketch import MinHash, MinHashLSH

import labelled
from dateline.config import ROOT
from dateline.parse.parser import Parser
from dateline.vocab import EVENT_TYPES

MOST_ALIKE = 0.6
"""Jaccard likeness of two sentences' five-letter pieces."""
SHINGLE = 5
RUN = 8
"""Words in a row that a training sentence must not share with a story that is read elsewhere."""


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    paths = sorted(labelled.TRAINING.glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def test_there_are_three_thousand_sentences_of_all_types_and_many_without_any(lines: list[dict[str, Any]]):
    types = Counter(event["type"] for line in lines for event in line["events"])
    assert len(lines) >= 3000
    assert set(types) == set(EVENT_TYPES) and min(types.values()) >= 60
    assert sum(not line["events"] for line in lines) >= len(lines) / 4


def test_no_region_and_no_style_rules(lines: list[dict[str, Any]]):
    told = [line for line in lines if "region" in line]  # those of general news name none
    regions = Counter(line["region"] for line in told)
    styles = Counter(line["style"] for line in told)
    assert len(told) >= 8000
    assert len(regions) >= 10 and max(regions.values()) <= len(lines) / 5
    assert len(styles) >= 6 and min(styles.values()) >= 100


def test_their_triggers_are_of_four_hundred_lemmas(lines: list[dict[str, Any]]):
    words = sorted({event["trigger"].lower() for line in lines for event in line["events"]})
    model = Parser.load()._model
    single = [token[0].lemma_.lower() for token in model.pipe(words) if len(token) == 1]
    assert len(set(single)) >= 400


def test_no_two_are_near_duplicates(lines: list[dict[str, Any]]):
    assert list(_alike([line["text"] for line in lines])) == []


def test_a_near_duplicate_would_be_found():
    text = "Gunmen on motorcycles killed four farmers near Zurmi on Sunday, the district head said."
    assert list(_alike([text, text.replace("four", "five"), "Ministers met in Muscat on Tuesday."]))


def test_none_shares_a_run_of_words_with_a_story_that_is_measured(lines: list[dict[str, Any]]):
    told = {run for text in _measured_texts() for run in _runs(text)}
    assert len(told) > 10_000
    assert [line["text"] for line in lines if told.intersection(_runs(line["text"]))] == []
    stories, _ = labelled.read_stories()
    assert [story.id for story in stories if told.intersection(_runs(story.text))] == []


def test_a_shared_run_would_be_found():
    text = "Rebels shelled the port of Kalemie overnight, and two boats sank at their moorings, fishermen said."
    assert set(_runs(text)).intersection(_runs(f"KALEMIE - {text.upper()} More follows."))


def _measured_texts() -> Iterator[str]:
    """Yield the texts of all golden stories and notes, and of the sample wire."""
    for path in sorted((ROOT / "tests" / "golden").rglob("*.json*")):
        rows = path.read_text(encoding="utf-8").splitlines() if path.suffix == ".jsonl" else [path.read_text("utf-8")]
        for row in map(json.loads, filter(None, rows)):
            for each in row if isinstance(row, list) else [row]:
                if isinstance(each, dict) and isinstance(each.get("text"), str):
                    yield each["text"]
    for path in sorted((ROOT / "samples" / "stories").rglob("*.md")):
        yield path.read_text(encoding="utf-8")


def _runs(text: str) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]


def _alike(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs that are too much alike: candidates by MinHash, decided by counting."""
    index, pieces = MinHashLSH(threshold=MOST_ALIKE - 0.1, num_perm=64), [_pieces(text) for text in texts]
    for at, own in enumerate(pieces):
        sketch = MinHash(64, seed=1)
        sketch.update_batch([piece.encode() for piece in own])
        for other in index.query(sketch):
            if len(own & pieces[other]) > MOST_ALIKE * len(own | pieces[other]):
                yield texts[other], texts[at]
        index.insert(at, sketch)


def _pieces(text: str) -> set[str]:
    plain = re.sub(r"\W+", " ", text.lower())
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))}
