"""The hand-grouped stories: what they are, what clustering scores on them, and that the order of arrival changes nothing."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cluster_gold import FOLDER, parse_gold, read_gold
from dateline.config import Settings
from dateline.loading import load
from dateline.records import Article, Page, Report, as_json, from_json, stable_id
from dateline.remembered import warehouse_of
from dateline.runs import begin_run, write_lines
from dateline.staging import cluster as cluster_step
from score_clusters import B_CUBED_TARGET, PAIR_TARGET, baselines, cluster, score


def stories() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, (FOLDER / "stories.jsonl").read_text("utf-8").splitlines())}


def test_the_set_is_large_enough_and_its_halves_share_nothing() -> None:
    rows, told = read_gold("all"), stories()
    assert len(told) >= 150
    assert len({row["incident"] for row in rows}) >= 40
    parts = {part: {row["incident"] for row in rows if row["part"] == part} for part in ("dev", "held")}
    assert not parts["dev"] & parts["held"]
    countries = {p: {row.get("country") for row in rows if row["part"] == p} - {None} for p in ("dev", "held")}
    assert not countries["dev"] & countries["held"]


def test_evidence_stands_in_the_story_and_every_incident_of_it_is_reported() -> None:
    told = stories()
    by_story = defaultdict(set)
    for row in read_gold("all"):
        assert told[row["document_id"]]["text"][row["evidence_start"] : row["evidence_end"]] == row["evidence"]
        by_story[row["document_id"]].add(row["incident"])
    assert {id_: set(story["incidents"]) for id_, story in told.items()} == by_story


@pytest.mark.parametrize("part", ["dev", "held"])
def test_clustering_is_better_than_it_has_to_be_and_simple_ways_are_not(part: str) -> None:
    rows = read_gold(part)
    gold = {row["id"]: row["incident"] for row in rows}
    found = score(gold, cluster(rows))
    assert found.f1 >= B_CUBED_TARGET
    assert found.pair_precision >= PAIR_TARGET
    assert all(score(gold, simple).f1 < 0.80 for simple in baselines(rows).values())


@pytest.mark.parametrize("part", ["dev", "held"])
def test_what_the_parser_reads_is_grouped_better_than_by_equal_fields(part: str, tmp_path: Path) -> None:
    rows = parse_gold(part, tmp_path)
    gold = {row["id"]: row["incident"] for row in rows if row["incident"]}
    events = cluster(rows)
    found = score(gold, {id_: events[id_] for id_ in gold})
    exact = score(gold, {id_: event for id_, event in baselines(rows)["exact"].items() if id_ in gold})
    assert found.pair_precision >= PAIR_TARGET
    assert found.f1 > exact.f1 + 0.05


def test_the_command_groups_the_same_whatever_the_order_of_its_lines() -> None:
    rows = read_gold("all")
    events = cluster(rows)
    for seed in range(3):
        shuffled = random.Random(seed).sample(rows, len(rows))
        assert cluster(shuffled) == events


def groups_after(home: Path, nights: list[list[str]]) -> set[frozenset[str]]:
    """Hold nights that bring stories of the development part; return what the published events group."""
    home.mkdir()
    feeds = home / "feeds.toml"
    feeds.write_text('[[feeds]]\nname = "Made"\nurl = "https://news.example/feed"\n', encoding="utf-8")
    settings = Settings.from_env({"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds)})
    told, by_story = stories(), defaultdict(list)
    for row in read_gold("dev"):
        by_story[row["document_id"]].append(row)
    for number, names in enumerate(nights):
        run = begin_run(settings, f"cli__{number}", datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=number))
        pages, parsed = [], []
        for name in names:
            article = an_article(told[name])
            reports = tuple(replace(from_json(Report, row), document_id=article.id) for row in by_story[name])
            page = Page(article.url, "https://news.example/feed", "news.example", "article", True)
            pages.append({"page": as_json(page), "article": as_json(article)})
            parsed.append(
                {"version_id": article.version_id, "outcome": "parsed", "reason": None, "reports": as_json(reports)}
            )
        write_lines(run.path("extract", "0"), pages)
        write_lines(run.path("parse", "0"), parsed)
        load(run, [], [run.path("extract", "0")], [run.path("parse", "0")])
        cluster_step(run)
        with warehouse_of(run, "publish") as warehouse:
            warehouse.run_file("publish.sql")
    with warehouse_of(run, "read") as warehouse:
        by_event = defaultdict(set)
        for row in warehouse.rows("FROM main.event_reports"):
            by_event[row["event_id"]].add(row["report_id"])
    return set(map(frozenset, by_event.values()))


def an_article(story: dict[str, Any]) -> Article:
    url = f"https://news.example/{story['id']}"
    at = datetime.fromisoformat(story["published_at"])
    return Article(
        stable_id(url), stable_id(url, story["text"]), url, url, story["title"], story["text"], publisher=story["source"],
        published_at=at, credit=story.get("credit"), language="en",
    )  # fmt: skip


def test_nights_in_any_order_end_in_the_same_events_as_one_night(tmp_path: Path) -> None:
    names = sorted(name for name, story in stories().items() if story["part"] == "dev")
    at_once = groups_after(tmp_path / "once", [names])
    shuffled = random.Random(5).sample(names, len(names))
    in_parts = groups_after(tmp_path / "parts", [shuffled[at::5] for at in range(5)])
    assert in_parts == at_once
