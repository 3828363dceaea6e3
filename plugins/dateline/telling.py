"""The last two steps: `tell` people what became of the night, `close` the run in the colour of its outcome."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dateline.errors import DatelineError
from dateline.nightpages import write_night_page
from dateline.records import CheckResult, from_json
from dateline.runs import Run, read_json, write_json

logger = logging.getLogger(__name__)


def tell(run: Run, environ: Mapping[str, str] | None = None) -> int:
    """Tell people what changed in this night, if anything did; return how many channels took it. Never raises for one
    that did not: that is logged, and the message is in a file under `pages/alerts/`.
    """
    from dateline.alerts.channels import send
    from dateline.alerts.messages import FailedTask, NightSummary, compose, sql_reasons

    status, reason = run.outcome() or ("failed", "the run ended before it was published")
    run.path("tell", "deliveries", "json").unlink(missing_ok=True)
    results, before = _results(run, status)
    write_night_page(run)
    failing = {result.check_name for result in results if result.status == "fail"}
    nights = {name: n for name in failing if (n := _nights_in_a_row(name, before))}
    recovered = sorted(before[0] - failing) if before else []
    counts: dict[str, int] = {}
    for path in sorted(run.folder.glob("*/counts.json")):
        counts |= read_json(path)
    night = NightSummary(
        run.id, run.logical_at, status, results, run.settings.home, _instead(run) if status != "published" else None,
        run.wire().sample, [FailedTask("run", reason)] if status == "failed" and reason else [], counts, nights,
        recovered, sql_reasons(run.settings),
    )  # fmt: skip
    message = compose(night)
    channels = run.settings.alerts.channels
    deliveries = send(message, channels, environ or os.environ, run.settings.home) if message else []
    delivered = sum(delivery.ok for delivery in deliveries)
    write_json(run.path("tell", "deliveries", "json"), {"told": message is not None, "delivered": delivered})
    logger.info("told status=%s channels=%d", status, delivered)
    return delivered


def _results(run: Run, status: str) -> tuple[list[CheckResult], list[set[str]]]:
    """Return this run's check results, and the names of the failed checks of the nights before, newest first.

    A run that failed gets its row here: no other step of it can write one.
    """
    from dateline.remembered import warehouse_of
    from dateline.staging import save_run

    try:
        with warehouse_of(run, "tell") as warehouse:
            if status == "failed":
                save_run(warehouse, run, status)
            own = warehouse.rows("FROM main.check_results WHERE run_id = $run_id", {"run_id": run.id})
            earlier = warehouse.query_file(
                "load/earlier_failures.sql", {"run_id": run.id, "logical_at": run.logical_at}
            )
    except DatelineError as error:  # what broke the night may well break this: the message must go out all the same
        logger.warning("check results are not at hand: %s", error)
        return [], []
    return [_result(row) for row in own], [set(row["failed"] or ()) for row in earlier]


def _result(row: Mapping[str, Any]) -> CheckResult:
    fields = {name: value for name, value in row.items() if name not in ("run_id", "samples")}
    samples = tuple(json.loads(row["samples"] or "[]"))
    return replace(from_json(CheckResult, fields | {"failing_ids": row["failing_ids"] or []}), samples=samples)


def _nights_in_a_row(name: str, before: Sequence[set[str]]) -> int:
    nights = 0
    for failed in before:
        if name not in failed:
            break
        nights += 1
    return nights


def _instead(run: Run) -> str | None:
    from dateline.store.snapshot import query_snapshot

    current = run.settings.home / "current.duckdb"
    try:
        _, rows = query_snapshot(current, "SELECT data_through, built_at FROM meta")
    except DatelineError:
        return None
    return f"the snapshot of {rows[0][0]:%Y-%m-%d}, built {rows[0][1]:%Y-%m-%d %H:%M} UTC"


def close(run: Run) -> None:
    """End the run in the colour of its outcome: raise when it was not published or could not be told of.

    Raises DatelineError, saying how the run ended.
    """
    status, reason = run.outcome() or ("failed", "the run ended before it was published")
    told = run.path("tell", "deliveries", "json").exists()
    run.close()
    if status != "published":
        raise DatelineError(f"run {run.id} ended {status}: {reason}")
    if not told:
        raise DatelineError(f"run {run.id} was published, but nobody could be told what its checks found")
