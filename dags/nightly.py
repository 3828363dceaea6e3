"""
### The night

Poll the feeds, fetch the new stories, extract and parse them, check what they say, publish what passed.

**A red task means**
- `begin`, `plan`: settings or the feeds file cannot be used; the message names the file and the line.
- `poll[n]`, `fetch[n]`: a batch could not finish at all (one dead feed or page is a recorded outcome, not a red task).
  Clear it; what was fetched before is kept.
- `extract[n]`, `parse[n]`: a fault of the program or a full disk. Clear it after the mend; the archive has the pages.
- `load`, `check_rows`, `cluster`, `publish`: the warehouse is held by another process, or the disk is full; the message
  says which. Clear it: these steps are safe to run again.
- `check_night`: a critical check failed; last night's snapshot stays published. The message names the check.
- `tell`: what was found could not be told; see its log. `close` only repeats the night's outcome, so that the run's
  colour is honest.

A failed task is told at once, a night that is not published `deadline_minutes` after it was queued too, and what its
checks found at its end. Each check and each task has its place in `docs/runbook.md`.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow.exceptions import AirflowFailException
from airflow.sdk import (
    Asset,
    AsyncCallback,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    dag,
    get_current_context,
    task,
)

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.errors import ConfigError, DatelineError
from dateline.notifying import NightLate, TaskFailed, testable, with_stored_connections
from dateline.runs import Run, begin_run, open_run

SNAPSHOT = Asset(name="dateline_snapshot", uri="x-dateline://snapshot/current")
SETTINGS = Settings.from_env(os.environ)
RETRIED = {"retries": 2, "retry_delay": timedelta(minutes=2), "retry_exponential_backoff": 2.0}
REDONE = {"retries": 1, "retry_delay": timedelta(seconds=10)}  # a worker that was lost; a fault of ours stays one


def _run(folder: str) -> Run:
    return open_run(Path(folder), Settings.from_env(os.environ))


def _paths(names: list[str]) -> list[Path]:
    return [Path(name) for name in names]


@dag(
    schedule=CronTriggerTimetable(SETTINGS.schedule.cron, timezone=SETTINGS.schedule.timezone),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,  # not the logical date: a night of the past would be late at once
        interval=timedelta(minutes=SETTINGS.schedule.deadline_minutes),
        callback=AsyncCallback(NightLate),
        name="published by its deadline",
    ),
    default_args={"on_failure_callback": TaskFailed()},
    doc_md=__doc__,
    tags=["dateline", "nightly"],
)
def dateline_nightly():
    @task(**REDONE)
    def begin() -> str:
        context = get_current_context()
        dag_run = context["dag_run"]
        logical_at = dag_run.logical_date or dag_run.run_after
        settings = Settings.from_env(os.environ)
        try:
            return str(begin_run(settings, dag_run.run_id, logical_at, due_only=dag_run.run_type == "scheduled").folder)
        except ConfigError as error:
            raise AirflowFailException(str(error)) from error

    @task(pool="warehouse", **RETRIED)
    def plan(run: str) -> list[str]:
        return [str(path) for path in pipeline.plan(_run(run))]

    @task(pool="fetch", map_index_template="feeds {{ task.op_kwargs['batch'][-8:-5] }}", **RETRIED)
    def poll(run: str, batch: str) -> str:
        return str(pipeline.poll(_run(run), Path(batch)))

    @task(pool="warehouse", **RETRIED)
    def select(run: str, polled: list[str]) -> list[str]:
        return [str(path) for path in pipeline.select(_run(run), _paths(polled))]

    @task(pool="fetch", map_index_template="pages {{ task.op_kwargs['batch'][-9:-6] }}", **RETRIED)
    def fetch(run: str, batch: str) -> str:
        return str(pipeline.fetch(_run(run), Path(batch)))

    @task(pool="parse", **REDONE)
    def extract(run: str, fetched: str) -> str:
        return str(pipeline.extract(_run(run), Path(fetched)))

    @task(pool="parse", **REDONE)
    def parse(run: str, extracted: str) -> str:
        return str(pipeline.parse(_run(run), Path(extracted)))

    @task(pool="warehouse", **RETRIED)
    def load(run: str, polled: list[str], extracted: list[str], parsed: list[str]) -> dict[str, int]:
        return pipeline.load(_run(run), _paths(polled), _paths(extracted), _paths(parsed))

    @task(pool="warehouse", **RETRIED)
    def check_rows(run: str) -> dict[str, int]:
        return pipeline.check_rows(_run(run))

    @task(pool="warehouse", **RETRIED)
    def cluster(run: str) -> dict[str, int]:
        return pipeline.cluster(_run(run))

    @task(pool="warehouse", retries=0)
    def check_night(run: str) -> str:
        return pipeline.check_night(_run(run))

    @task(pool="warehouse", outlets=[SNAPSHOT], **RETRIED)
    def publish(run: str, *, outlet_events) -> str:
        path = pipeline.publish(_run(run))
        outlet_events[SNAPSHOT].extra = {"snapshot": str(path)}
        return str(path)

    @task(pool="warehouse", trigger_rule="all_done", **REDONE)
    def tell(run: str | None) -> int:
        if run is None:  # `begin` failed, and was told
            return 0
        return pipeline.tell(_run(run), with_stored_connections(os.environ))

    @task(trigger_rule="all_done", **REDONE)
    def close(run: str | None) -> None:
        if run is None:
            raise AirflowFailException("the run could not begin")
        try:
            pipeline.close(_run(run))
        except DatelineError as error:
            raise AirflowFailException(str(error)) from error

    run = begin()
    polled = poll.partial(run=run).expand(batch=plan(run))
    fetched = fetch.partial(run=run).expand(batch=select(run, polled))
    extracted = extract.partial(run=run).expand(fetched=fetched)
    parsed = parse.partial(run=run).expand(extracted=extracted)
    staged = load(run, polled, extracted, parsed)
    published = publish(run)
    staged >> check_rows(run) >> cluster(run) >> check_night(run) >> published
    # a batch that failed ends what comes after at once: the others are waited for, and no run is over that still writes
    [polled, fetched, extracted, parsed, published] >> tell(run) >> close(run)


testable(dateline_nightly())
