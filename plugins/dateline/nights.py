"""Nights through Airflow, from a terminal: `make run`.

The real DAG `dateline_nightly` is run by Airflow's own `DAG.test` (what `airflow dags test` calls), in one process for
all nights, so that Airflow is started once. `sample`: the seven days of the sample wire, served on loopback meanwhile.
`live`: one night now over a feeds file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

from dateline.config import ROOT, Settings
from dateline.errors import DatelineError, UsageError
from dateline.runs import claim_home

SAMPLE_CLOCK = clock(23, 30, tzinfo=UTC)
"""When each sample night is held: late enough for what was published that day."""


RETRY_DELAY = timedelta(seconds=1)
"""How long a night in the foreground waits before it tries a failed task again; the scheduler's waits are the DAG's."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run nights; exit code 0 published, 3 blocked by checks, 1 failed, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m dateline.nights", description=__doc__)
    parser.add_argument("wire", choices=("sample", "live"))
    parser.add_argument("--feeds", type=Path, help="the feeds file of a live night")
    arguments = parser.parse_args(argv)
    try:
        return _sample_nights() if arguments.wire == "sample" else _live_night(arguments.feeds)
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return error.exit_code


def _sample_nights() -> int:
    sys.path.insert(0, str(ROOT / "samples"))
    from server import FIRST_DAY, LAST_DAY, SampleWire, WireError

    os.environ["DATELINE_FEEDS"] = str(ROOT / "config" / "feeds.sample.toml")
    settings = Settings.from_env(os.environ)
    claim_home(settings)
    before = _digest(settings)
    try:
        with SampleWire() as wire:
            return _hold(settings, list(_days(FIRST_DAY, LAST_DAY)), before, wire.set_day)
    except WireError as error:
        raise DatelineError(f"the sample wire cannot be served: {error}") from error


def _live_night(feeds: Path | None) -> int:
    if feeds is None:
        raise UsageError("a live night needs --feeds FILE (make run FEEDS=FILE)")
    os.environ["DATELINE_FEEDS"] = str(feeds.absolute())
    settings = Settings.from_env(os.environ)
    claim_home(settings)
    return _hold(settings, [datetime.now(UTC).replace(microsecond=0)], _digest(settings), None)


def _days(first: date, last: date) -> Iterator[datetime]:
    for number in range((last - first).days + 1):
        yield datetime.combine(first + timedelta(days=number), SAMPLE_CLOCK)


def _hold(settings: Settings, nights: Sequence[datetime], before: str | None, set_day: Any) -> int:
    with _airflow(settings) as test_dag:
        for logical_at in nights:
            if set_day:
                set_day(logical_at.date())
            started, clock_at = time.monotonic(), time.time()
            print(f"night of {logical_at:%Y-%m-%d %H:%M} UTC ... ", end="", flush=True)
            status = test_dag(logical_at)
            print(f"{status} in {time.monotonic() - started:.1f} s", flush=True)
            if status != "published":
                _print_alerts(settings, clock_at)
                print(f"\nThe log: {settings.home / 'airflow' / 'nights.log'}", file=sys.stderr)
                return 3 if status == "blocked" else 1
    _print_events(settings)
    if not set_day:  # the sample wire has a feed that is none, on purpose
        _print_failed_feeds(settings)
    after = _digest(settings)
    print(f"Digest: {after}" + (" (unchanged: nothing new was found)" if before == after else ""))
    return 0


# ----------------------------------------------------------------------------------------------------- Airflow


@contextmanager
def _airflow(settings: Settings) -> Iterator[Any]:
    """Set Airflow up inside the home, and give a function that runs the DAG for one logical instant."""
    home = settings.home / "airflow"
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(airflow_environment(settings, os.environ))
    log = home / "nights.log"
    with log.open("a", encoding="utf-8") as out, _output_to(out.fileno()):
        _prepare(home, settings.root / "config" / "pools.json")
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(dag_folder=str(settings.root / "dags"))
        errors = dict(bag.import_errors)
    if errors:
        raise DatelineError(f"the DAGs cannot be imported: {errors}")
    dag = bag.dags["dateline_nightly"]
    for each in dag.tasks:  # somebody sits before it: what fails is tried again at once
        each.retry_delay, each.retry_exponential_backoff = RETRY_DELAY, 0

    def test_dag(logical_at: datetime) -> str:
        with log.open("a", encoding="utf-8") as out, _output_to(out.fileno()):
            run = dag.test(logical_date=logical_at)
        return _status(settings, str(run.run_id)) if run is not None else "failed"

    yield test_dag


def airflow_environment(settings: Settings, environ: Any) -> dict[str, str]:
    """Return the environment in which Airflow keeps to the home and finds the project's folders."""
    home = settings.home / "airflow"
    fixed = {
        "AIRFLOW_HOME": str(home),
        "DATELINE_HOME": str(settings.home),
        "DATELINE_FEEDS": str(settings.feeds_file),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.root / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.root / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "GX_ANALYTICS_ENABLED": "false",
    }
    defaults = {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__API_AUTH__JWT_SECRET": os.urandom(48).hex(),
    }
    return fixed | {name: environ.get(name, value) for name, value in defaults.items()}


def _prepare(home: Path, pools: Path) -> None:
    """Bring Airflow's database up to date and make the pools, once per home."""
    done = home / "prepared"
    if done.exists():
        return
    for step in (["db", "migrate"], ["pools", "import", str(pools)]):
        subprocess.run([sys.executable, "-m", "airflow", *step], check=True)
    done.touch()


@contextmanager
def _output_to(descriptor: int) -> Iterator[None]:
    """Send what this process and its children print to a file for a while: Airflow talks a lot."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    try:
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, saved in zip((1, 2), kept, strict=True):
            os.dup2(saved, number)
            os.close(saved)


def _status(settings: Settings, run_id: str) -> str:
    """Return how the run that just ended did: its folder's word."""
    from dateline.runs import clean_run_id, open_run

    folders = sorted(
        (settings.home / "runs").glob(f"{clean_run_id(run_id)}*/run.json"), key=lambda path: path.stat().st_mtime
    )
    ended = open_run(folders[-1].parent, settings).outcome() if folders else None
    return ended[0] if ended else "failed"


# ------------------------------------------------------------------------------------------------------ output


def _digest(settings: Settings) -> str | None:
    from dateline.store.snapshot import digest

    current = settings.home / "current.duckdb"
    return digest(current) if current.exists() else None


def _print_alerts(settings: Settings, since: float) -> None:
    """Print what an operator would have been sent since then (seconds of the clock): what failed, what to do."""
    from dateline.alerts.senders import FOLDER

    for path in sorted((settings.home / FOLDER).glob("*.txt")):
        if path.stat().st_mtime >= since:
            print(f"\n{path.read_text(encoding='utf-8').rstrip()}")


def _print_events(settings: Settings) -> None:
    from dateline.store.snapshot import query_snapshot
    from dateline.tables import format_table

    current = settings.home / "current.duckdb"
    query = (settings.root / "sql" / "examples" / "events_published.sql").read_text(encoding="utf-8")
    names, rows = query_snapshot(current, query)
    print("\n" + format_table(names, rows, max_width=44))
    print(f"\n{len(rows)} events (without background, denied and planned ones) in {current}")
    print(f'Look further: .venv/bin/dateline sql "FROM v_events" --home {settings.home}')


def _print_failed_feeds(settings: Settings) -> None:
    """Name the feeds that gave nothing, and why: beside a short table of events nothing else would say it."""
    from dateline.store.snapshot import query_snapshot

    current = settings.home / "current.duckdb"
    _, feeds = query_snapshot(current, "SELECT name, url, last_error, failures FROM v_feed_health")
    failed = [feed for feed in feeds if feed[3]]
    if failed:
        print(f"\n{len(failed)} of {len(feeds)} feeds could not be read:")
        for name, url, reason, _ in failed:
            print(f"  {name}, {url}: {reason}")
        print(f"Ask them again: .venv/bin/dateline feeds check {settings.feeds_file}")


if __name__ == "__main__":
    sys.exit(main())
