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

from airflow.sdk import (
    AsyncCallback,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.dagtasks import REDONE, RETRIED, judge_and_publish, paths, run_in
from dateline.errors import ConfigError
from dateline.notifying import NightLate, TaskFailed, testable
from dateline.runs import begin_run

SETTINGS = Settings.from_env(os.environ)


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
        return [str(path) for path in pipeline.plan(run_in(run))]

    @task(pool="fetch", map_index_template="feeds {{ task.op_kwargs['batch'][-8:-5] }}", **RETRIED)
    def poll(run: str, batch: str) -> str:
        return str(pipeline.poll(run_in(run), Path(batch)))

    @task(pool="warehouse", **RETRIED)
    def select(run: str, polled: list[str]) -> list[str]:
        return [str(path) for path in pipeline.select(run_in(run), paths(polled))]

    @task(pool="fetch", map_index_template="pages {{ task.op_kwargs['batch'][-9:-6] }}", **RETRIED)
    def fetch(run: str, batch: str) -> str:
        return str(pipeline.fetch(run_in(run), Path(batch)))

    @task(pool="parse", **REDONE)
    def extract(run: str, fetched: str) -> str:
        return str(pipeline.extract(run_in(run), Path(fetched)))

    @task(pool="parse", **REDONE)
    def parse(run: str, extracted: str) -> str:
        return str(pipeline.parse(run_in(run), Path(extracted)))

    @task(pool="warehouse", **RETRIED)
    def load(run: str, polled: list[str], extracted: list[str], parsed: list[str]) -> dict[str, int]:
        return pipeline.load(run_in(run), paths(polled), paths(extracted), paths(parsed))

    run = begin()
    polled = poll.partial(run=run).expand(batch=plan(run))
    fetched = fetch.partial(run=run).expand(batch=select(run, polled))
    extracted = extract.partial(run=run).expand(fetched=fetched)
    parsed = parse.partial(run=run).expand(extracted=extracted)
    staged = load(run, polled, extracted, parsed)
    judge_and_publish(run, staged, [polled, fetched, extracted, parsed])


testable(dateline_nightly())
