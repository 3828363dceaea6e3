"""A night by `dateline run`: what it publishes, twice the same, killed anywhere, with a reader looking on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from samples.server import FIRST_DAY, LAST_DAY, SampleWire

import dateline.pipeline as pipeline
from dateline.cli import main
from dateline.config import Settings
from dateline.runs import begin_run
from dateline.store.snapshot import digest, list_snapshots, query_snapshot
from tests.conftest import night_of

TESTS = Path(__file__).parent
STEPS = (
    *("plan", "poll", "select", "fetch", "extract", "parse", "load", "check_rows", "cluster", "check_night"),
    *("publish", "snapshot", "rename", "tell"),
)
SettingsIn = Callable[[Path], Settings]


def hold(settings: Settings, day: int = 0) -> str:
    at = night_of(FIRST_DAY + timedelta(days=day))
    return pipeline.run_night(begin_run(settings, f"cli__{at.isoformat()}", at))


def ask(settings: Settings, query: str) -> list[tuple]:
    return query_snapshot(settings.home / "current.duckdb", query)[1]


@pytest.fixture(scope="module")
def two_nights(wire: SampleWire, feeds_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The home after the first two days of the sample wire."""
    from dataclasses import replace

    settings = replace(Settings.from_env(os.environ), home=tmp_path_factory.mktemp("home"), feeds_file=feeds_file)
    for day in (0, 1):
        wire.set_day(FIRST_DAY + timedelta(days=day))
        assert hold(settings, day) == "published"
    return settings


def test_every_selected_page_has_an_outcome_and_every_failure_its_reason(two_nights):
    assert ask(two_nights, "SELECT count(*) FROM pages WHERE outcome IS NULL") == [(0,)]
    assert ask(two_nights, "SELECT url FROM pages WHERE outcome <> 'article' AND detail IS NULL") == []
    assert ask(two_nights, "SELECT count(*) > 15 FROM pages WHERE outcome = 'article'") == [(True,)]


def test_every_event_has_the_sentence_that_proves_it(two_nights):
    wrong = """SELECT r.id FROM reports r JOIN articles a ON a.id = r.article_id
               WHERE substring(a.text, r.evidence_start + 1, r.evidence_end - r.evidence_start) <> r.evidence"""
    assert ask(two_nights, wrong) == []
    assert (
        ask(
            two_nights, "SELECT id FROM events WHERE status = 'live' AND id NOT IN (SELECT event_id FROM event_reports)"
        )
        == []
    )
    assert ask(two_nights, "SELECT count(*) > 10 FROM v_events") == [(True,)]


def test_nothing_quarantined_is_published(two_nights):
    assert ask(two_nights, "SELECT report_id FROM quarantine SEMI JOIN reports ON reports.id = report_id") == []


def test_a_second_night_over_the_same_wire_changes_nothing_and_asks_conditionally(two_nights, wire):
    before = digest(two_nights.home / "current.duckdb")
    wire.requests.clear()
    at = night_of(FIRST_DAY + timedelta(days=1)) + timedelta(hours=1)
    assert pipeline.run_night(begin_run(two_nights, "cli__again", at)) == "published"
    assert digest(two_nights.home / "current.duckdb") == before
    fetched = {f"{wire.base_url(one.agency)}{one.path}" for one in wire.requests}
    settled = {url for (url,) in ask(two_nights, "SELECT url FROM pages WHERE is_final")}
    assert not fetched & settled
    assert 304 in {one.status for one in wire.requests}


def test_a_story_changed_at_its_address_becomes_a_version_of_the_same_article(two_nights):
    rows = ask(two_nights, "SELECT n_versions, status FROM articles WHERE url LIKE '%haiti-curfew%'")
    assert rows == [(2, "updated")]
    assert ask(two_nights, "SELECT count(*) FROM article_versions WHERE diff LIKE '@@%' OR diff LIKE '%@@%'") == [(1,)]


def test_the_sample_home_says_so_and_refuses_a_live_wire(two_nights, tmp_path, capsys):
    assert ask(two_nights, "SELECT is_sample FROM meta") == [(True,)]
    live = tmp_path / "live.toml"
    live.write_text('[[feeds]]\nname = "A"\nurl = "http://127.0.0.1:9/feed"\n', encoding="utf-8")
    assert main(["run", "--home", str(two_nights.home), "--feeds", str(live)]) == 2
    assert "holds a sample wire" in capsys.readouterr().err


def test_a_reader_keeps_what_it_opened_while_a_night_publishes(two_nights, wire, tmp_path):
    current = two_nights.home / "current.duckdb"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(current)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout and reader.stdin
    before = reader.stdout.readline()
    wire.set_day(FIRST_DAY + timedelta(days=2))
    assert hold(two_nights, 2) == "published"
    print("again", file=reader.stdin, flush=True)
    assert reader.stdout.readline() == before
    reader.stdin.close()
    assert reader.wait(timeout=20) == 0
    with duckdb.connect(str(current), read_only=True) as connection:
        now = connection.execute("SELECT run_id FROM meta").fetchone()
    assert now and str(now[0]) not in before


READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
ask = lambda: print(connection.execute("SELECT run_id, (SELECT count(*) FROM events) FROM meta").fetchall(), flush=True)
ask()
sys.stdin.readline()
ask()
"""


@pytest.mark.fault
def test_a_night_killed_inside_each_step_and_resumed_ends_as_if_it_had_not_been(
    wire, settings_in, feeds_file, tmp_path
):
    wire.set_day(FIRST_DAY)
    whole, killed = settings_in(tmp_path / "whole"), tmp_path / "killed"
    assert hold(whole) == "published"
    command = ["run", "--home", str(killed), "--feeds", str(feeds_file), "--at", night_of(FIRST_DAY).isoformat()]
    for step in STEPS:
        done = subprocess.run(
            [sys.executable, str(TESTS / "killed_night.py"), step, "--", *command], capture_output=True, text=True
        )
        assert done.returncode == -signal.SIGKILL, f"{step}: {done.stderr}"
        assert len(list((killed / "runs").iterdir())) == 1, f"{step}: the run was not taken up again"
    assert main(command) == 0
    assert digest(killed / "current.duckdb") == digest(whole.home / "current.duckdb")
    assert not list(killed.rglob("*.part")) and not list(killed.rglob("*.wal"))


def test_snapshots_are_kept_for_rollback(two_nights, capsys):
    newest = list_snapshots(two_nights.home)[0]
    assert main(["rollback", "--home", str(two_nights.home)]) == 0
    assert not (two_nights.home / "current.duckdb").samefile(newest)
    assert "is now" in capsys.readouterr().err


def test_every_query_of_the_readme_gives_the_answer_it_shows(wire, settings_in, tmp_path):
    """All seven nights of the sample wire, as `make run` holds them."""
    settings = settings_in(tmp_path / "week")
    for day in range((LAST_DAY - FIRST_DAY).days + 1):
        wire.set_day(FIRST_DAY + timedelta(days=day))
        assert hold(settings, day) == "published"
    readme = (TESTS.parent / "README.md").read_text(encoding="utf-8")
    (told,) = ask(settings, "FROM (SELECT concat(event_type, '/', event_mode, '   near ', place_name, ', ', country, '   ', "
        "assertion, '   ', n_sources, ' source   confidence ', round(confidence, 2)), concat('injured ', injured_best) "
        "FROM v_events WHERE place_name = 'Téra')")  # fmt: skip
    assert all(each in readme for each in told), told
    shown = re.findall(r"```sql\n(.*?)```\n```\n(.*?)```", readme, re.S)
    assert len(shown) >= 3
    for query, answer in shown:
        rows = [[str(value) for value in row if value is not None] for row in ask(settings, query)]
        assert rows == [re.split(r"\s{2,}", line) for line in answer.strip().splitlines()], query
