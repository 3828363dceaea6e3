"""Runs that are tried again: cut off, cleared, failed for a reason nobody thought of, or beside another run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from samples.server import FIRST_DAY, SampleWire

import dateline.pipeline as pipeline
from dateline.cli import main
from dateline.config import Settings
from dateline.copies import copy_spans
from dateline.errors import DatelineError, NightBlocked
from dateline.loading import _diff, _texts_before
from dateline.records import Article, Page
from dateline.remembered import warehouse_of
from dateline.runs import Run, begin_run
from dateline.store.rows import CHILD_TABLES, fields_of, version_row
from dateline.store.snapshot import query_snapshot
from dateline.store.warehouse import open_warehouse
from tests.conftest import ROOT, night_of

AT = night_of(FIRST_DAY)
SettingsIn = Callable[[Path], Settings]


@pytest.fixture
def settings(wire: SampleWire, settings_in: SettingsIn, tmp_path: Path) -> Settings:
    wire.set_day(FIRST_DAY)
    return settings_in(tmp_path / "home")


def ask(settings: Settings, query: str) -> list[tuple]:
    return query_snapshot(settings.home / "current.duckdb", query)[1]


def take_up_to_load(run: Run) -> None:
    polled = [pipeline.poll(run, batch) for batch in pipeline.plan(run)]
    extracted = [pipeline.extract(run, pipeline.fetch(run, batch)) for batch in pipeline.select(run, polled)]
    pipeline.load(run, polled, extracted, [pipeline.parse(run, path) for path in extracted])


def test_a_run_done_again_under_its_id_keeps_what_its_first_try_archived(settings):
    """What Airflow does when a process that held a night was killed, or a task is cleared."""
    for _ in range(2):
        run = begin_run(settings, "manual__x", AT)
        polled = [pipeline.poll(run, batch) for batch in pipeline.plan(run)]
        for batch in pipeline.select(run, polled):
            pipeline.fetch(run, batch)
    names = sorted(path.name for path in (settings.home / "archive").rglob("*.warc.gz"))
    assert names == [f"manual__x-{step}-000{again}.warc.gz" for step in ("fetch", "poll") for again in (".2", "")]


def test_a_cleared_run_that_fails_at_its_second_try_is_not_green(settings):
    run = begin_run(settings, "manual__x", AT)
    assert pipeline.run_night(run) == "published"
    snapshots = settings.home / "snapshots"
    snapshots.rename(settings.home / "kept")
    snapshots.write_text("in the way", encoding="utf-8")
    with pytest.raises(DatelineError, match="snapshots"):
        pipeline.publish(run)
    pipeline.tell(run)
    with pytest.raises(DatelineError, match="ended failed"):
        pipeline.close(run)
    with warehouse_of(run, "a test") as warehouse:
        assert warehouse.rows("SELECT status FROM runs") == [{"status": "failed"}]


def test_what_another_run_stages_meanwhile_is_checked_before_it_is_published(settings, wire):
    """A replay beside a night, a night of cron beside one of Airflow: each step takes the lock for itself alone."""
    take_up_to_load(one := begin_run(settings, "manual__one", AT))
    for step in (pipeline.check_rows, pipeline.cluster, pipeline.check_night):
        step(one)
    wire.set_day(FIRST_DAY + timedelta(days=1))
    take_up_to_load(begin_run(settings, "manual__two", AT + timedelta(days=1)))
    pipeline.publish(one)
    orphans = "SELECT count(*) FROM reports WHERE id NOT IN (SELECT report_id FROM event_reports)"
    assert ask(settings, orphans) == [(0,)]
    assert ask(settings, "SELECT count(DISTINCT run_id) FROM reports") == [(2,)]


def block(settings: Settings, run: Run) -> list[str]:
    """Let a critical check fail for a run, and return the command that publishes it all the same."""
    take_up_to_load(run)
    with warehouse_of(run, "a test") as warehouse:
        warehouse.connection.execute(
            "INSERT INTO staging.report_actors (report_id, ordinal, role) VALUES ('x', 0, 'y')"
        )
    pipeline.check_rows(run)
    pipeline.cluster(run)
    with pytest.raises(NightBlocked, match="children_have_reports"):
        pipeline.check_night(run)
    return ["publish", "--force", run.id, "--why", "one child", "--by", "Ada", "--home", str(settings.home)]


def test_a_blocked_night_is_published_by_force_as_it_was_checked(settings, monkeypatch):
    monkeypatch.setenv("DATELINE_FEEDS", str(settings.feeds_file))
    assert main(block(settings, begin_run(settings, "manual__one", AT))) == 0
    assert ask(settings, "SELECT count(*) > 0 FROM events") == [(True,)]
    forced = ask(settings, "SELECT status, forced_by, forced_why, forced_at IS NOT NULL FROM runs")
    assert forced == [("published", "Ada", "one child", True)]
    told = [path.read_text(encoding="utf-8") for path in (settings.home / "pages" / "alerts").glob("*.txt")]
    assert any("published by hand against its checks, for this reason: one child" in text for text in told), told


def test_a_night_forced_onto_a_full_disk_is_published_when_it_is_forced_again(settings, monkeypatch, capsys):
    """Its rows are published by then, and nothing waits any more: the snapshot is what is missing."""
    monkeypatch.setenv("DATELINE_FEEDS", str(settings.feeds_file))
    force = block(settings, begin_run(settings, "manual__one", AT))
    snapshots = settings.home / "snapshots"
    snapshots.write_text("in the way", encoding="utf-8")
    assert main(force) == 1
    assert "the snapshot cannot be written" in capsys.readouterr().err
    snapshots.unlink()
    assert main(force) == 0
    assert ask(settings, "SELECT status, forced_why FROM runs") == [("published", "one child")]
    assert ask(settings, "SELECT count(*) > 0 FROM events") == [(True,)]


def test_force_publishes_nothing_that_came_after_what_was_checked(settings, wire, monkeypatch, capsys):
    monkeypatch.setenv("DATELINE_FEEDS", str(settings.feeds_file))
    force = block(settings, begin_run(settings, "manual__one", AT))
    wire.set_day(FIRST_DAY + timedelta(days=1))
    take_up_to_load(begin_run(settings, "manual__two", AT + timedelta(days=1)))
    assert main(force) == 1
    assert "manual__one: what is staged is not what it checked" in capsys.readouterr().err
    assert not (settings.home / "current.duckdb").exists()


def test_copies_of_a_story_of_ten_years_ago_are_looked_for_around_its_own_day():
    """Else one old story in a feed would bring ten years of texts into memory."""
    days = [AT - timedelta(days=3650), AT, None, AT + timedelta(days=2)]
    spans = [(first - AT, last - AT) for first, last in copy_spans(days)]
    assert spans == [
        (timedelta(days=-3653), timedelta(days=-3647)),
        (timedelta(days=-3), timedelta(days=5)),
    ]


def test_a_page_that_vanished_still_leads_to_the_bytes_of_its_article(settings):
    page = Page("http://a.example/1", "http://a.example/", "http://a.example:80", warc_file="one", warc_offset=7)
    stages = [("article", "one", 7, "id"), ("404", "two", 9, "id"), ("article", "three", 11, "id")]
    with warehouse_of(begin_run(settings, "manual__x", AT), "a test") as warehouse:
        places = []
        for outcome, file, offset, article in stages:
            told = replace(page, outcome=outcome, warc_file=file, warc_offset=offset, article_id=article)
            warehouse.run_file("pages.sql", {"pages": [fields_of(told)]})
            places += warehouse.rows("SELECT outcome, warc_file, warc_offset FROM pages")
    assert [tuple(place.values()) for place in places] == [
        ("article", "one", 7),
        ("404", "one", 7),
        ("article", "three", 11),
    ]


def test_a_feed_taken_out_of_the_feeds_file_is_forgotten(settings, wire, tmp_path):
    """Else it is told of as failing every night, for ever."""
    assert pipeline.run_night(begin_run(settings, "manual__one", AT)) == "published"
    first, *others = wire.feeds_toml().split("[[feeds]]")
    fewer = tmp_path / "fewer.toml"
    fewer.write_text("[[feeds]]".join([first, *others[1:]]), encoding="utf-8")
    run = begin_run(replace(settings, feeds_file=fewer), "manual__two", AT + timedelta(days=1))
    assert pipeline.run_night(run) == "published"
    assert ask(settings, "SELECT count(*) FROM feeds") == [(len(others) - 1,)]


def test_a_fault_nobody_thought_of_ends_the_run_and_is_told(settings, monkeypatch):
    """Else each later night would take up the run that cannot end."""
    run = begin_run(settings, "cli__x", AT)
    monkeypatch.setattr(pipeline, "load", lambda *_: {}["no such key"])
    with pytest.raises(KeyError):
        pipeline.run_night(run)
    assert run.is_closed and run.outcome() == ("failed", "KeyError: 'no such key'")
    told = [path.read_text(encoding="utf-8") for path in (settings.home / "pages" / "alerts").glob("*.txt")]
    assert len(told) == 1 and "no such key" in told[0]


def test_a_night_cut_off_yesterday_is_finished_and_tonight_is_held_too(settings, wire, feeds_file, capsys):
    begin_run(settings, f"cli__{AT.isoformat()}", AT)
    wire.set_day(FIRST_DAY + timedelta(days=1))
    tonight = AT + timedelta(days=1)
    command = ["run", "--home", str(settings.home), "--feeds", str(feeds_file), "--at", tonight.isoformat()]
    assert main(command) == 0
    assert ask(settings, "SELECT logical_at::DATE - DATE '2026-01-01', status FROM runs ORDER BY 1") == [
        ((day - FIRST_DAY.replace(month=1, day=1)).days, "published")
        for day in (FIRST_DAY, FIRST_DAY + timedelta(days=1))
    ]
    assert "taking up run" in capsys.readouterr().err


def test_a_load_done_again_still_knows_what_changed_since_the_version_before(tmp_path):
    at = datetime(2026, 3, 2, tzinfo=UTC)
    versions = [
        Article("a", f"v{n}", "u", "u", "Curfew", f"Curfew from {n}.", fetched_at=at + timedelta(days=n))
        for n in (1, 2)
    ]
    with open_warehouse(tmp_path, ROOT / "sql", "test") as warehouse:
        for article in (*versions, versions[1]):
            diff = _diff(_texts_before(warehouse, [article]).get("a"), article)
            row = [version_row(article, diff)]
            warehouse.run_file(
                "stage.sql", {key: [] for key in ("articles", "reports", *CHILD_TABLES)} | {"article_versions": row}
            )
        rows = warehouse.rows("SELECT id, diff FROM staging.article_versions ORDER BY id")
    assert [row["id"] for row in rows] == ["v1", "v2"] and rows[0]["diff"] is None
    assert "-Curfew from 1." in rows[1]["diff"] and "+Curfew from 2." in rows[1]["diff"]
