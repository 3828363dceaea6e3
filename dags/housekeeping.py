"""
### Housekeeping

Once a week, remove what is kept longer than `[keep]` in `config/settings.toml` says: run folders, snapshots, Airflow's
task logs, pages of events, messages that were delivered, leftovers of killed runs, and WARC files where `archive_days`
is set (by default they are kept for ever).

**A red task means** that a file could not be removed: the message names it. Nothing people read depends on it.
"""

import os
from datetime import UTC, datetime, timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from dateline.config import Settings
from dateline.notifying import TaskFailed

SETTINGS = Settings.from_env(os.environ)


@dag(
    schedule=CronTriggerTimetable("0 12 * * 0", timezone=SETTINGS.schedule.timezone),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"on_failure_callback": TaskFailed(), "retries": 1, "retry_delay": timedelta(minutes=5)},
    doc_md=__doc__,
    tags=["dateline", "housekeeping"],
)
def dateline_housekeeping():
    @task(pool="warehouse")
    def keep_house() -> int:
        from dateline.housekeeping import keep_house as keep

        return len(keep(Settings.from_env(os.environ), datetime.now(UTC)))

    keep_house()


dateline_housekeeping()
