"""What is loaded does not depend on the batches in which it comes, nor on how often: copies, addresses, counts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.records import Article, Page, as_json, stable_id
from dateline.remembered import warehouse_of
from dateline.runs import Run, begin_run, write_lines

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = [
    "the",
    "council",
    "of",
    "a",
    "town",
    "by",
    "river",
    "said",
    "on",
    "day",
    "that",
    "bridge",
    "would",
    "be",
    "shut",
    "for",
    "works",
    "and",
    "no",
    "date",
    "was",
    "given",
    "yet",
]
STAGED = (
    "SELECT id, page_url, status, duplicate_kind, (SELECT url FROM staging.articles AS o WHERE o.id = a.duplicate_group) "
    "AS of FROM staging.articles AS a ORDER BY id"
)


def told(number: int, kind: int, day: int, *, page: str | None = None, publisher: str | None = None) -> dict[str, Any]:
    """A page with its article: articles of one kind are copies of each other, others are not."""
    url = f"https://a.example/{number}"
    text = " ".join(f"{word}{kind}" for word in WORDS * 3) + f" Number {number}."
    article = Article(
        stable_id(url), stable_id(url, text), url, page or url, f"Kind {kind}", text,
        publisher=publisher or f"Paper {number % 3}", published_at=AT + timedelta(days=day, minutes=number),
        published_precision="instant", published_source="page", fetched_at=AT,
    )  # fmt: skip
    row = Page(page or url, "", "https://a.example:443", "article", True, attempts=1, article_id=article.id)
    return {"page": as_json(row), "article": as_json(article)}


ROWS = [
    *(told(n, kind=n % 4, day=0) for n in range(12)),
    *(told(n, kind=n % 4, day=20) for n in range(12, 20)),  # too late for copies of those before
    told(3, kind=3, day=0, page="https://a.example/z"),
    told(5, kind=1, day=0, page="https://a.example/0a"),
]


def load(run: Run, rows: Sequence[dict[str, Any]], size: int) -> dict[str, int]:
    paths = []
    for number, batch in enumerate(_batches(rows, size)):
        paths.append(run.path("extract", f"{size:03d}-{number:03d}"))
        write_lines(paths[-1], batch)
    return pipeline.load(run, [], paths, [])


def _batches(rows: Sequence[dict[str, Any]], size: int) -> list[Sequence[dict[str, Any]]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


@pytest.mark.parametrize("size", [1, 3, 7])
def test_the_same_pages_are_staged_alike_in_batches_of_any_size(size: int, feeds_file: Path, tmp_path: Path) -> None:
    staged, counts = [], []
    for name, each in (("whole", 100), ("parts", size), ("twice", size)):
        settings = replace(Settings.from_env(os.environ), home=tmp_path / name, feeds_file=feeds_file)
        run = begin_run(settings, "replay__x", AT, "replay")
        counts.append(load(run, ROWS, each))
        if name == "twice":
            counts.append(load(run, ROWS, each))
        with warehouse_of(run, "a test") as warehouse:
            staged.append(warehouse.rows(STAGED))
    assert staged[0] == staged[1] == staged[2]
    assert counts[0] == counts[1] == counts[3] == {"n_feeds": 0, "n_pages": 22, "n_articles": 20, "n_reports": 0}
    kinds = [row["duplicate_kind"] for row in staged[0]]
    assert kinds.count("original") == 8 and None not in kinds, "four kinds on each of two days"
    pages = {row["page_url"] for row in staged[0]}
    assert "https://a.example/z" in pages and "https://a.example/0a" not in pages


def test_a_replay_does_not_load_what_a_night_has_fetched_anew_since_it_was_listed(
    feeds_file: Path, tmp_path: Path
) -> None:
    """A replay of a year takes longer than a day: a night between would have its newer version replaced by the old."""
    settings = replace(Settings.from_env(os.environ), home=tmp_path / "home", feeds_file=feeds_file)
    old, new, other = told(1, kind=0, day=0), told(1, kind=1, day=0), told(2, kind=2, day=0)
    for row, warc, day in ((old, "old", 0), (new, "new", 1), (other, "old", 0)):
        row["page"] |= {"warc_file": warc, "warc_offset": 7, "fetched_at": as_json(AT + timedelta(days=day))}
    night, replayed = begin_run(settings, "night", AT), begin_run(settings, "replay__1", AT, "replay")
    load(night, [new], 1)
    for _ in range(2):
        load(replayed, [old, other], 1)
    with warehouse_of(night, "a test") as warehouse:
        staged = {row["id"]: row["version_id"] for row in warehouse.rows("FROM staging.articles")}
        places = [row["warc_file"] for row in warehouse.rows("FROM main.pages ORDER BY url")]
    assert staged == {row["article"]["id"]: row["article"]["version_id"] for row in (new, other)}
    assert places == ["new", "old"]
