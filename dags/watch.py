"""
### The watch

Every hour, send what waits: alerts that quiet hours kept back, or that no channel took. Then look at the installation
as `dateline doctor` does, and tell what is new: a snapshot that grows old, a full disk, a lock that nobody gives back.

It cannot tell that the scheduler itself is down: for that have cron, or a monitor elsewhere, call `dateline doctor
--tell` (docs/operations.md).

**A red task means** that the looking itself failed; the message says how. Nothing people read depends on it.
"""

import os
from datetime import UTC, datetime, timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from dateline.config import Settings
from dateline.notifying import TaskFailed, with_stored_connections


@dag(
    schedule=CronTriggerTimetable("17 * * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"on_failure_callback": TaskFailed(), "retries": 1, "retry_delay": timedelta(minutes=1)},
    doc_md=__doc__,
    tags=["dateline", "watch"],
)
def dateline_watch():
    @task
    def look() -> list[str]:
        from dateline.doctor import examine, tell_of

        settings = Settings.from_env(os.environ)
        findings = examine(settings)
        tell_of(findings, settings, with_stored_connections(os.environ))
        return [finding.line() for finding in findings if not finding.is_good]

    look()


dateline_watch()
