"""Airflow's notifiers around our plain senders, for the DAGs alone: whoever imports this imports Airflow.

Connections come from the environment, as everywhere; what is not there is looked up in Airflow's own store (its
database, a secrets backend), which only its tasks, its DAG processor and its triggerer can ask.
"""

import asyncio
import logging
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from airflow.sdk import BaseNotifier, Connection

from dateline.alerts.connections import variable_of
from dateline.alerts.incidents import night_late, task_failed
from dateline.config import Settings
from dateline.errors import DatelineError
from dateline.runs import clean_run_id, open_run

logger = logging.getLogger(__name__)


class TaskFailed(BaseNotifier):  # type: ignore[misc] # Airflow is not typed here
    """Tell of a failed task: an `on_failure_callback`. Never raises."""

    def notify(self, context: Any) -> None:
        task_failed(context, with_stored_connections(os.environ))


class NightLate(BaseNotifier):  # type: ignore[misc] # as above
    """Tell of a night that has not published by its deadline: the callback of a `DeadlineAlert`, in the triggerer.

    Its context holds the DAG run and the deadline, nothing else.
    """

    async def async_notify(self, context: Any) -> None:
        environ = dict(os.environ)
        for connection_id in _wanted(environ):
            try:
                environ[variable_of(connection_id)] = _as_json(await Connection.async_get(connection_id))
            except Exception as error:  # noqa: BLE001 -- another channel may still work
                logger.warning("connection %s is not to be had: %s", connection_id, type(error).__name__)
        await asyncio.to_thread(tell_late, context, environ)

    def notify(self, context: Any) -> None:
        tell_late(context, with_stored_connections(os.environ))


def testable(dag: Any) -> Any:
    """Return the DAG with a `test` (what `airflow dags test` calls) that leaves its deadline out.

    Airflow 3.3.2's own looks the deadline up by an id that only the DAG processor gives: a good run then ends in an
    error, after all its tasks.
    """
    run_test = dag.test

    def test(*arguments: Any, **named: Any) -> Any:
        deadline, dag.deadline = dag.deadline, None
        try:
            return run_test(*arguments, **named)
        finally:
            dag.deadline = deadline

    dag.test = test
    return dag


def tell_late(context: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Tell that the context's night is late, unless it was published meanwhile."""
    settings = Settings.from_env(environ)
    dag_run = context["dag_run"]
    run_id = str(_of(dag_run, "run_id") or _of(dag_run, "dag_run_id"))
    at = _of(dag_run, "logical_date") or _of(dag_run, "run_after")
    at = datetime.fromisoformat(at.replace("Z", "+00:00")) if isinstance(at, str) else at
    try:
        run = open_run(settings.home / "runs" / clean_run_id(run_id), settings)
    except DatelineError:
        run = None  # not begun: it waits for a slot
    if run is not None and (run.outcome() or ("", None))[0] == "published":
        logger.info("run %s is over its deadline, and published", run_id)
        return
    night_late(run_id, at, settings, environ)


def _of(dag_run: Any, name: str) -> Any:
    return dag_run.get(name) if isinstance(dag_run, Mapping) else getattr(dag_run, name, None)


def with_stored_connections(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the channels' connections that only Airflow's store has, as `AIRFLOW_CONN_...`."""
    full = dict(environ)
    for connection_id in _wanted(environ):
        try:
            full[variable_of(connection_id)] = _as_json(Connection.get(connection_id))
        except Exception as error:  # noqa: BLE001 -- another channel may still work; delivery tells of this one
            logger.warning("connection %s is not to be had: %s", connection_id, type(error).__name__)
    return full


def _wanted(environ: Mapping[str, str]) -> list[str]:
    try:
        channels = Settings.from_env(environ).alerts.channels
    except DatelineError as error:
        logger.warning("the alert channels cannot be read: %s", error)
        return []
    named = dict.fromkeys(channel.connection for channel in channels if channel.connection)
    return [name for name in named if name and not environ.get(variable_of(name), "").strip()]


def _as_json(connection: Any) -> str:
    return str(connection.as_json())
