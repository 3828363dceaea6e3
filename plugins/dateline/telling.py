"""The last two steps: `tell` people what became of the night, `close` the run in the colour of its outcome."""

from __future__ import annotations

import json
import logging
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import DatelineError
from dateline.eventpages import write_events_page
from dateline.nightpages import write_night_page
from dateline.records import CheckResult, from_json, stable_id
from dateline.runs import Run, RunStatus, read_json, write_json

if TYPE_CHECKING:
    from dateline.alerts.ledger import Failing
    from dateline.alerts.message import Message
    from dateline.alerts.messages import NightSummary
    from dateline.config import Channel
    from dateline.store.warehouse import Warehouse

STEPS = (
    "plan", "poll", "select", "fetch", "extract", "parse", "load", "check_rows", "cluster", "check_night", "publish",
)  # fmt: skip

logger = logging.getLogger(__name__)


def tell(
    run: Run,
    environ: Mapping[str, str] | None = None,
    *,
    now: datetime | None = None,
    waits_s: Sequence[float] | None = None,
) -> int:
    """Tell each channel what changed in this night for it, if anything did; return how many deliveries there were.

    Never raises: what could not be delivered waits in the outbox, and is in a file under `pages/alerts/`. `environ`
    holds the connections (default: the process's), `now` is when it is (default: now), for quiet hours.
    """
    from dateline.alerts.blotting import without_secrets

    run.path("tell", "deliveries", "json").unlink(missing_ok=True)
    environ = os.environ if environ is None else environ
    try:
        delivered = _tell(run, environ, now, waits_s)
    except Exception as error:  # noqa: BLE001 -- a published night must not fail because of a message about it
        reason = without_secrets(str(error), environ)
        logger.warning("run %s could not be told of: %s: %s", run.id, type(error).__name__, reason)
        return 0
    write_json(run.path("tell", "deliveries", "json"), {"delivered": delivered})
    return delivered


def _tell(run: Run, environ: Mapping[str, str], now: datetime | None, waits_s: Sequence[float] | None) -> int:
    from dateline.alerts.changes import find_changes
    from dateline.alerts.channels import WAITS_S
    from dateline.alerts.messages import compose
    from dateline.alerts.outbox import tell_all

    status, reason = run.outcome() or ("failed", "the run ended before it was published; its red task says why")
    results, before = _results(run, status)
    write_events_page(run)
    night, settings = _summary(run, status, write_night_page(run)), run.settings
    nights = {name: _nights_in_a_row(name, before) for name in {one.check_name for one in results}}

    def compose_for(channel: Channel, told: Mapping[str, Failing]) -> tuple[Message | None, Mapping[str, Failing]]:
        ours = [*results, *_verdicts(run, status, reason, told)]
        heard = [one for one in ours if one.status != "fail" or one.severity in channel.gets]
        changes = find_changes(
            heard, told, at=run.logical_at, run_id=run.id, alerts=settings.alerts, nights=nights,
            gone=_gone(told, night) if status != "failed" else (),
        )  # fmt: skip
        return compose(night, changes, channel.gets), changes.failing

    marks = sorted(f"{one.check_name} {one.n_failing} {one.observed}" for one in results if one.status == "fail")
    key = stable_id(run.id, status, reason, *marks)
    deliveries = tell_all(settings, environ, key, compose_for, now=now, waits_s=WAITS_S if waits_s is None else waits_s)
    delivered = sum(delivery.ok for delivery in deliveries)
    logger.info("told status=%s delivered=%d of=%d", status, delivered, len(deliveries))
    return delivered


def _summary(run: Run, status: RunStatus, page: Path | None) -> NightSummary:
    from dateline.alerts.incidents import is_sample
    from dateline.alerts.messages import NightSummary
    from dateline.checks.row_checks import ROW_CHECKS
    from dateline.checks.sql_checks import read_sql_checks

    counts: dict[str, int] = {}
    for path in sorted(run.folder.glob("*/counts.json")):
        counts |= read_json(path)
    try:
        sql_checks = {check.name: check.why for check in read_sql_checks(run.settings.root / "sql" / "checks")}
    except DatelineError:  # a broken check file may be why the night failed: the message must go out all the same
        sql_checks = {}
    forced = run.path("publish", "forced", "json")
    row_checks = {check.name: check.why for check in ROW_CHECKS}
    return NightSummary(
        run.id, run.logical_at, status, run.settings.home, run.kind, _published_now(run), is_sample(run.settings.home),
        counts, row_checks | sql_checks, frozenset(row_checks), page,
        run.settings.alerts.runbook, read_json(forced)["reason"] if forced.exists() else None, _program(),
    )  # fmt: skip


def _program() -> str:
    """Return how a shell calls this program: whoever is woken stands in no virtual environment."""
    beside = Path(sys.executable).with_name("dateline")
    return shlex.quote(str(beside)) if sys.prefix != sys.base_prefix and beside.exists() else "dateline"


def _verdicts(run: Run, status: str, reason: str | None, told: Mapping[str, Failing]) -> list[CheckResult]:
    """Return how the run itself did, like checks: was it published, in time; did a task fail.

    A task that its own callback told of in this run is known already.
    """
    from dateline.alerts.messages import FRESH, IN_TIME, PUBLISHED, TASK

    tasks = [name for name in told if name.startswith(TASK)]
    if status == "published":
        return [CheckResult(name, "critical", "pass") for name in (PUBLISHED, IN_TIME, FRESH, *tasks)]
    verdict = CheckResult(PUBLISHED, "critical", "fail", reason or status, "the night is published", 1)
    if status == "blocked":
        return [verdict, *(CheckResult(name, "critical", "pass") for name in tasks)]
    failed = [name for name in tasks if told[name].run_id == run.id] or [TASK + (stopped_in(run) or "run")]
    return [verdict, *(CheckResult(name, "critical", "fail", reason, "the task ends", 1) for name in failed)]


def _gone(told: Mapping[str, Failing], night: NightSummary) -> list[str]:
    """Return the checks that were told of as failing and exist no more: they would never pass again."""
    from dateline.alerts.messages import FRESH, IN_TIME, PUBLISHED, TASK

    kept = {*night.reasons, "quarantined_share", PUBLISHED, IN_TIME, FRESH}
    return [name for name in told if name not in kept and not name.startswith((TASK, "doctor_"))]


def stopped_in(run: Run) -> str | None:
    """Return the step that did not come to its end in a run that failed; None when all did, as far as files tell."""
    batches = {"poll": "plan", "fetch": "select", "extract": "select", "parse": "select"}
    for step in STEPS:
        index = run.path(batches[step], "index", "json") if step in batches else None
        wanted = len(read_json(index)) if index is not None and index.exists() else 1
        if len(list((run.folder / "timings").glob(f"{step}.*.json"))) < wanted:
            return step
    return None


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
            results = _with_sentences(warehouse, [_result(row) for row in own])
    except DatelineError as error:  # what broke the night may well break this: the message must go out all the same
        logger.warning("check results are not at hand: %s", error)
        return [], []
    return results, [set(row["failed"] or ()) for row in earlier]


def _with_sentences(warehouse: Warehouse, results: Sequence[CheckResult]) -> list[CheckResult]:
    """Return the results, their samples with the sentence and the address of the report or event they name."""
    bare = {str(sample.get("id")) for one in results for sample in one.samples if not sample.get("sentence")}
    if not bare:
        return list(results)
    found = {row["id"]: row for row in warehouse.query_file("load/sample_sentences.sql", {"ids": sorted(bare)})}
    return [
        replace(one, samples=tuple(_told_more(sample, found.get(str(sample.get("id")))) for sample in one.samples))
        for one in results
    ]


def _told_more(sample: dict[str, Any], found: Mapping[str, Any] | None) -> dict[str, Any]:
    if found is None:
        return sample
    return sample | {key: found[key] for key in ("sentence", "url") if not sample.get(key)}


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


def _published_now(run: Run) -> str | None:
    from dateline.store.snapshot import query_snapshot

    current = run.settings.home / "current.duckdb"
    try:
        _, rows = query_snapshot(current, "SELECT data_through, built_at FROM meta")
    except DatelineError:
        return None
    hours = (datetime.now(UTC) - rows[0][1]).total_seconds() / 3600
    return f"the snapshot of {rows[0][0]:%Y-%m-%d}, built {rows[0][1]:%Y-%m-%d %H:%M} UTC ({hours:.0f} hours ago)"


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
