"""The real DAGs, run by the real Airflow over the sample wire, in a home of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from samples.server import FIRST_DAY

from dateline.config import Settings
from dateline.nights import airflow_environment
from dateline.store.snapshot import digest, query_snapshot
from tests.conftest import ROOT, night_of

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(400)]

EVENTS = "SELECT event_type, event_date, place_name, n_reports, summary FROM v_events ORDER BY ALL"

LIST_DAGS = """
import json
import warnings
from airflow.dag_processing.dagbag import DagBag
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    bag = DagBag(dag_folder="dags")
print("DAGS " + json.dumps({
    "warnings": [f"{one.filename}:{one.lineno}: {one.message}" for one in warned if "site-packages" not in one.filename],
    "errors": {str(path): error for path, error in bag.import_errors.items()},
    "dags": {id_: {
        "doc": dag.doc_md, "tags": sorted(dag.tags), "catchup": dag.catchup, "schedule": getattr(dag.timetable, "expression", None), "late": [str(one.callback.path) for one in dag.deadline or []],
        "tasks": {task.task_id: {"retries": task.retries, "pool": task.pool, "mapped": task.is_mapped,
                                 "rule": str(task.trigger_rule), "after": sorted(task.upstream_task_ids), "told": bool(task.on_failure_callback)}
                  for task in dag.tasks},
    } for id_, dag in bag.dags.items()},
}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose Airflow database is made."""
    home = tmp_path_factory.mktemp("airflow-home")
    environment = _environment(home, ROOT / "config" / "feeds.sample.toml")
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=environment, check=True, capture_output=True)
    command = [sys.executable, "-m", "airflow", "pools", "import", "config/pools.json"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    return home


def _environment(home: Path, feeds_file: Path, **more: str) -> dict[str, str]:
    settings = replace(Settings.from_env(os.environ), home=home, feeds_file=feeds_file)
    return dict(os.environ) | airflow_environment(settings, os.environ) | more


def reasons(done: subprocess.CompletedProcess[str]) -> str:
    """The lines of Airflow's output that say what went wrong."""
    return "\n".join(
        line for line in done.stdout.splitlines() if re.search(r"^\s*[\w.]*(?:Error|Exception|Blocked)\b", line)
    )


@pytest.fixture
def airflow(home: Path, feeds_file: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = _environment(home, feeds_file, **more)
        command = [sys.executable, "-m", "airflow", *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)

    return run


def test_every_dag_loads_and_has_docs_tags_retries_pools_and_somebody_who_is_told(home, feeds_file):
    done = subprocess.run(
        [sys.executable, "-c", LIST_DAGS], env=_environment(home, feeds_file), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(next(line[5:] for line in done.stdout.splitlines() if line.startswith("DAGS ")))
    assert found["errors"] == {} and found["warnings"] == [], found
    assert set(found["dags"]) == {"dateline_nightly", "dateline_replay", "dateline_housekeeping", "dateline_watch"}
    for id_, dag in found["dags"].items():
        assert "A red task means" in dag["doc"] and "dateline" in dag["tags"] and not dag["catchup"]
        assert all(task["told"] for task in dag["tasks"].values()), id_
    nightly = found["dags"]["dateline_nightly"]["tasks"]
    assert [name for name, task in nightly.items() if task["mapped"]] == ["poll", "fetch", "extract", "parse"]
    assert {name for name, task in nightly.items() if task["pool"] == "warehouse"} == {
        "plan", "select", "load", "check_rows", "cluster", "check_night", "publish", "tell",
    }  # fmt: skip
    assert nightly["check_night"]["retries"] == 0
    assert all(task["retries"] > 0 for name, task in nightly.items() if name != "check_night")
    replay = found["dags"]["dateline_replay"]["tasks"]
    assert [name for name, task in replay.items() if task["mapped"]] == ["list_pages", "extract", "parse"]
    assert {"poll", "fetch", "extract", "parse", "publish"} <= set(nightly["tell"]["after"]), (
        "no run is over that writes"
    )
    assert {"list_pages", "extract", "parse", "publish"} <= set(replay["tell"]["after"])
    assert nightly["tell"]["rule"].lower().endswith("all_done") and nightly["close"]["rule"].lower().endswith(
        "all_done"
    )
    assert found["dags"]["dateline_nightly"]["schedule"] == "30 2 * * *"
    assert found["dags"]["dateline_nightly"]["late"] == ["dateline.notifying.NightLate"]


def test_a_night_through_airflow_publishes_events_with_their_sentences(airflow, home, wire):
    wire.set_day(FIRST_DAY)
    done = airflow("dags", "test", "dateline_nightly", night_of(FIRST_DAY).isoformat())
    assert done.returncode == 0, reasons(done)
    current = home / "current.duckdb"
    assert query_snapshot(current, "SELECT count(*) > 5 FROM v_events")[1] == [(True,)]
    assert query_snapshot(current, "SELECT event_id FROM v_evidence WHERE evidence = ''")[1] == []
    assert query_snapshot(current, "SELECT status FROM runs")[1] == [("published",)]
    steps = query_snapshot(current, "SELECT map_keys(step_seconds) FROM runs")[1][0][0]
    assert {"plan", "poll", "select", "fetch", "extract", "parse", "load", "check_rows", "cluster"} <= set(steps)


def test_a_blocked_night_is_red_and_told_and_the_next_good_one_catches_up(airflow, home, wire, tmp_path):
    """A row of an earlier blocked night still waits, wrong, and the settings allow no share of wrong rows."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        articles = "WHERE id IN (SELECT article_id FROM reports)"
        connection.execute(f"INSERT INTO staging.articles SELECT * FROM articles {articles}")
        for child in ("report_actors", "report_casualties", "report_places", "report_weapons"):
            connection.execute(f"INSERT INTO staging.{child} SELECT * FROM {child}")
        wrong = "SELECT * REPLACE (9 AS fatalities_low, 3 AS fatalities_best, 2 AS fatalities_high) FROM reports"
        connection.execute(f"INSERT INTO staging.reports {wrong}")
    strict = (ROOT / "config" / "settings.toml").read_text(encoding="utf-8")
    (tmp_path / "settings.toml").write_text(
        strict.replace("blocking_share = 0.2", "blocking_share = 0.0"), encoding="utf-8"
    )
    current, day = home / "current.duckdb", FIRST_DAY + timedelta(days=1)
    before = digest(current)
    wire.set_day(day)
    done = airflow(
        "dags", "test", "dateline_nightly", night_of(day).isoformat(), DATELINE_SETTINGS=str(tmp_path / "settings.toml")
    )
    assert done.returncode == 1, "a blocked night must be red"
    assert digest(current) == before, "a blocked night must not change what people read"
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT status FROM runs ORDER BY logical_at DESC").fetchone() == ("blocked",)
        assert connection.execute(
            "SELECT count(*) > 0 FROM quarantine WHERE check_name LIKE '%fatalities%'"
        ).fetchone() == (True,)
    told = [path.read_text(encoding="utf-8") for path in (home / "pages" / "alerts").glob("*.txt")]
    assert any("quarantined_share" in text and "docs/runbook.md" in text for text in told)

    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        columns = ("fatalities_low", "fatalities_best", "fatalities_high")
        mended = ", ".join(f"{column} = r.{column}" for column in columns)
        connection.execute(f"UPDATE staging.reports AS s SET {mended} FROM reports AS r WHERE r.id = s.id")
    done = airflow("dags", "test", "dateline_nightly", (night_of(day) + timedelta(hours=1)).isoformat())
    assert done.returncode == 0, reasons(done)
    both_days = f"SELECT count(DISTINCT published_at::DATE) > 1 FROM articles WHERE published_at::DATE <= DATE '{day}'"
    assert query_snapshot(current, both_days)[1] == [(True,)]


def test_the_replay_dag_gives_what_the_nights_gave(airflow, home):
    before = query_snapshot(home / "current.duckdb", EVENTS)
    done = airflow("dags", "test", "dateline_replay", "2026-03-09T08:00:00+00:00")
    assert done.returncode == 0, reasons(done)
    kinds = query_snapshot(home / "current.duckdb", "SELECT kind, status FROM runs ORDER BY started_at DESC LIMIT 1")[1]
    assert kinds == [("replay", "published")]
    assert query_snapshot(home / "current.duckdb", EVENTS) == before


def test_the_housekeeping_dag_runs(airflow, home):
    stale = home / "archive" / "old.warc.gz.part"
    stale.write_bytes(b"cut off")
    os.utime(stale, (0, 0))
    done = airflow("dags", "test", "dateline_housekeeping", "2026-03-08T12:00:00+00:00")
    assert done.returncode == 0, reasons(done)
    assert not stale.exists()
    assert list((home / "archive").rglob("*.warc.gz"))
