"""What the DAGs share: how tasks are tried again, and the tasks that judge, publish and tell of a run.

The steps are `dateline.pipeline`'s. A task hands on the run's folder, never the run: each reads the settings anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import Asset, task
from airflow.sdk.exceptions import AirflowFailException

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.errors import DatelineError
from dateline.notifying import with_stored_connections
from dateline.runs import Run, open_run

SNAPSHOT = Asset(name="dateline_snapshot", uri="x-dateline://snapshot/current")
RETRIED: dict[str, Any] = {"retries": 2, "retry_delay": timedelta(minutes=2), "retry_exponential_backoff": 2.0}
REDONE: dict[str, Any] = {"retries": 1, "retry_delay": timedelta(seconds=10)}
"""For tasks that nothing outside can hold up: a worker may be lost, a fault of ours stays one."""


def run_in(folder: str) -> Run:
    """Return the run whose folder a task was handed. Raises StoreError."""
    return open_run(Path(folder), Settings.from_env(os.environ))


def paths(names: Iterable[str]) -> list[Path]:
    """Return the files that tasks before handed on."""
    return [Path(name) for name in names]


@task(pool="warehouse", **RETRIED)
def check_rows(run: str) -> dict[str, int]:
    """Check each row that is staged; what fails is held."""
    return pipeline.check_rows(run_in(run))


@task(pool="warehouse", **RETRIED)
def cluster(run: str) -> dict[str, int]:
    """Bring the staged reports to their events."""
    return pipeline.cluster(run_in(run))


@task(pool="warehouse", retries=0)
def check_night(run: str) -> str:
    """Check the night as a whole; red when it must not be published."""
    return pipeline.check_night(run_in(run))


@task(pool="warehouse", outlets=[SNAPSHOT], **RETRIED)
def publish(run: str, *, outlet_events: Any) -> str:
    """Publish the snapshot, and say so to DAGs that wait for it."""
    path = pipeline.publish(run_in(run))
    outlet_events[SNAPSHOT].extra = {"snapshot": str(path)}
    return str(path)


@task(pool="warehouse", trigger_rule="all_done", **REDONE)
def tell(run: str | None) -> int:
    """Write the night's page and send what is to be told, however the run ended."""
    if run is None:  # `begin` failed, and was told
        return 0
    return pipeline.tell(run_in(run), with_stored_connections(os.environ))


@task(trigger_rule="all_done", **REDONE)
def close(run: str | None) -> None:
    """End the run; red when it was not published."""
    if run is None:
        raise AirflowFailException("the run could not begin")
    try:
        pipeline.close(run_in(run))
    except DatelineError as error:
        raise AirflowFailException(str(error)) from error


def judge_and_publish(run: Any, staged: Any, writers: Iterable[Any]) -> None:
    """Hang the tail on a DAG: check, cluster, check, publish after `staged`; then tell and close, whatever happened.

    A batch that failed ends what comes after at once: all `writers` are waited for, and no run is over that still
    writes.
    """
    published = publish(run)
    staged >> check_rows(run) >> cluster(run) >> check_night(run) >> published
    [*writers, published] >> tell(run) >> close(run)
