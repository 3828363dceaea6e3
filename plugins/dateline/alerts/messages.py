"""What people are told: of a night whose checks failed, and of a task that failed. A good night sends nothing."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from dateline.alerts.channels import RANK, Delivery, Message, send, without_secrets
from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.sql_checks import read_sql_checks
from dateline.config import Settings
from dateline.errors import DatelineError, NightBlocked
from dateline.records import CheckResult, Severity

__all__ = ["Delivery", "FailedTask", "Message", "NightSummary", "compose", "send", "task_failed"]

logger = logging.getLogger(__name__)

RUNBOOK = "docs/runbook.md"
_IN_WORDS = {"published": "was published", "blocked": "was not published: its checks failed", "failed": "failed"}
_MAX_REASON = 1_500


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A step that could not finish; `reason` is its error in one sentence."""

    task_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class NightSummary:
    """What `compose` needs to know of a night.

    `instead` says in words what people now read ("the snapshot of 2026-03-06, built 02:41"); None: nothing yet.
    `nights_failing`: for checks which failed in the nights before too, in how many in a row. `recovered`: checks
    which failed in the night before and pass now.
    """

    run_id: str
    logical_at: datetime
    status: Literal["published", "blocked", "failed"]
    results: Sequence[CheckResult]
    home: Path
    instead: str | None = None
    is_sample: bool = False
    failed_tasks: Sequence[FailedTask] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    nights_failing: Mapping[str, int] = field(default_factory=dict)
    recovered: Sequence[str] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why each check is there, by name, where the suite itself does not know (the SQL checks)."""


def compose(night: NightSummary) -> Message | None:
    """Return what to tell of the night: None when it was published, no check failed and none recovered."""
    failed = sorted(
        (result for result in night.results if result.status == "fail"),
        key=lambda result: (-RANK[result.severity], result.check_name),
    )
    if night.status == "published" and not failed and not night.recovered and not night.failed_tasks:
        return None
    new = [result for result in failed if not night.nights_failing.get(result.check_name)]
    old = [result for result in failed if night.nights_failing.get(result.check_name)]
    parts = [_opening(night, failed), *(_task_lines(task) for task in night.failed_tasks)]
    parts += [_full(result, night) for result in new]
    if old:
        parts.append("Still failing\n" + "\n".join(_line(result, night) for result in old))
    if night.recovered:
        parts.append("Recovered\n" + "\n".join(f"  {name}" for name in sorted(night.recovered)))
    return Message(
        _subject(night, failed), "\n\n".join(parts), _severity(night, failed), _slug(night.run_id, "night"),
        _facts(night, failed),
    )  # fmt: skip


def _severity(night: NightSummary, failed: Sequence[CheckResult]) -> Severity:
    if night.status != "published" or night.failed_tasks:
        return "critical"
    return max((result.severity for result in failed), key=lambda severity: RANK[severity], default="warning")


def _subject(night: NightSummary, failed: Sequence[CheckResult]) -> str:
    counted = ((len(failed), "check"), (len(night.failed_tasks), "task"))
    told = [f"{n} {what}{'s' if n > 1 else ''} failed" for n, what in counted if n]
    told += [f"{len(night.recovered)} recovered"] if night.recovered else []
    return f"[{_brand(night.is_sample)}] night of {night.logical_at:%Y-%m-%d} {night.status}: {', '.join(told)}"


def _brand(is_sample: bool) -> str:
    return "Dateline SAMPLE" if is_sample else "Dateline"


def _opening(night: NightSummary, failed: Sequence[CheckResult]) -> str:
    lines = [f"The night of {night.logical_at:%Y-%m-%d} (run {night.run_id}) {_IN_WORDS[night.status]}."]
    if night.counts:
        lines.append(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in night.counts.items()))
    if night.status != "published":
        lines.append(f"Published instead: {night.instead or 'nothing yet: there is no earlier snapshot'}.")
    elif night.instead:
        lines.append(f"Published: {night.instead}.")
    return "\n".join(lines)


def _task_lines(task: FailedTask) -> str:
    return (
        f"FAILED TASK  {task.task_id}\n  {task.reason[:_MAX_REASON]}\n  What to do: {RUNBOOK}#{anchor_of(task.task_id)}"
    )


def _full(result: CheckResult, night: NightSummary) -> str:
    why = _why(night).get(result.check_name)
    lines = [f"{result.severity.upper()}  {result.check_name}"]
    lines += [f"  Why it matters: {why}"] if why else []
    lines += [f"  Observed: {result.observed}", f"  Expected: {result.expected}"]
    for number, sample in enumerate(result.samples[:3], 1):
        lines += _sample_lines(number, sample)
    lines += [
        f"  All of them, in {_where(night)}:",
        f"    {_sql(result, night.run_id)}",
        f"  What to do: {RUNBOOK}#{result.check_name}",
    ]
    return "\n".join(lines)


def _sample_lines(number: int, sample: Mapping[str, Any]) -> list[str]:
    lines = [f"  {number}. {sample.get('id')}: {sample.get('value')}"]
    if sample.get("sentence"):
        lines.append(f"     “{_short(str(sample['sentence']))}”")
    if sample.get("url"):
        lines.append(f"     {sample['url']}")
    return lines


def _short(sentence: str, limit: int = 400) -> str:
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= limit else f"{sentence[:limit]}…"


def _line(result: CheckResult, night: NightSummary) -> str:
    nights = night.nights_failing[result.check_name] + 1
    return f"  {result.severity} {result.check_name}: {result.observed} (night {nights} in a row)"


def _where(night: NightSummary) -> str:
    return str(night.home / ("current.duckdb" if night.status == "published" else "warehouse.duckdb"))


def _sql(result: CheckResult, run_id: str) -> str:
    name, run = _quoted(result.check_name), _quoted(run_id)
    if result.severity == "error" and result.check_name in _row_reasons():
        return f'SELECT report_id, value, "row" FROM quarantine WHERE check_name = {name} AND run_id = {run};'
    return f"SELECT unnest(failing_ids) AS id FROM check_results WHERE check_name = {name} AND run_id = {run};"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _row_reasons() -> dict[str, str]:
    return {check.name: check.why for check in ROW_CHECKS}


def _why(night: NightSummary) -> dict[str, str]:
    return {**_row_reasons(), **night.reasons}


def _facts(night: NightSummary, failed: Sequence[CheckResult]) -> dict[str, Any]:
    return {
        "run_id": night.run_id,
        "night": f"{night.logical_at:%Y-%m-%d}",
        "status": night.status,
        "is_sample": night.is_sample,
        "counts": dict(night.counts),
        "published_instead": night.instead if night.status != "published" else None,
        "failed_tasks": [{"task_id": task.task_id, "reason": task.reason[:_MAX_REASON]} for task in night.failed_tasks],
        "recovered": sorted(night.recovered),
        "checks": [
            {
                "check": result.check_name, "severity": result.severity, "observed": result.observed,
                "expected": result.expected, "n_failing": result.n_failing, "samples": list(result.samples[:3]),
                "nights": night.nights_failing.get(result.check_name, 0) + 1,
                "runbook": f"{RUNBOOK}#{result.check_name}",
            }
            for result in failed
        ],
    }  # fmt: skip


def _slug(run_id: str, what: str) -> str:
    """Return a file name: a run id holds `:` and `+`."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", f"{run_id}-{what}").strip("-.")[:150]


def anchor_of(task_id: str) -> str:
    """Return the runbook's anchor of a task; a mapped or grouped task is known by its last name."""
    return "task-" + re.sub(r"\[\d+\]$", "", task_id).rpartition(".")[2].replace("_", "-")


def sql_reasons(settings: Settings) -> dict[str, str]:
    """Return why each SQL check of this installation is there, by name."""
    return {check.name: check.why for check in read_sql_checks(settings.root / "sql" / "checks")}


# ----------------------------------------------------------------------------------------- a task failed (Airflow)


def task_failed(context: Mapping[str, Any]) -> None:
    """Tell of a failed task: Airflow's `on_failure_callback`. Never raises.

    A night that checks block is a verdict, told by `tell` with its rows; `close` only repeats a night's outcome.
    """
    try:
        if isinstance(context.get("exception"), NightBlocked) or _task_id(context) == "close":
            return
        settings = Settings.from_env(os.environ)
        send(task_message(context, settings, os.environ), settings.alerts.channels, os.environ, settings.home)
    except Exception as error:  # noqa: BLE001 -- a callback that raises hides the failure which it should tell
        logger.warning("the failure of a task could not be told: %s", type(error).__name__)


def task_message(context: Mapping[str, Any], settings: Settings, environ: Mapping[str, str]) -> Message:
    """Return the message about the failed task of an Airflow context."""
    task_id, run_id, at = _task_id(context), _run_id(context), datetime.now(UTC)
    task = FailedTask(task_id, without_secrets(_reason(context.get("exception")), environ))
    instance = context.get("task_instance") or context.get("ti")
    tries = getattr(instance, "try_number", None)
    lines = [
        f"Task {task_id} of {_dag_id(context)} failed (run {run_id}" + (f", try {tries})." if tries else ")."),
        f"Published stays: {_snapshot_in_words(settings.home, at)}.",
        "",
        _task_lines(task),
    ]
    log_url = getattr(instance, "log_url", None)
    lines += [f"  Log: {log_url}"] if isinstance(log_url, str) else []
    facts = {"run_id": run_id, "status": "task failed", "failed_tasks": [{"task_id": task_id, "reason": task.reason}]}
    return Message(
        f"[{_brand(_is_sample(settings.home))}] task {task_id} failed", "\n".join(lines), "critical",
        _slug(run_id, task_id), facts,
    )  # fmt: skip


def _reason(error: object) -> str:
    if error is None:
        return "no exception was given: it was killed, or timed out"
    told = str(error).strip() or type(error).__name__
    return told if isinstance(error, DatelineError) else f"{type(error).__name__}: {told}"


def _task_id(context: Mapping[str, Any]) -> str:
    instance = context.get("task_instance") or context.get("ti")
    task_id = str(getattr(instance, "task_id", None) or "unknown")
    index = getattr(instance, "map_index", -1)
    return f"{task_id}[{index}]" if isinstance(index, int) and index >= 0 else task_id


def _run_id(context: Mapping[str, Any]) -> str:
    instance = context.get("task_instance") or context.get("ti")
    return str(context.get("run_id") or getattr(instance, "run_id", None) or "unknown")


def _dag_id(context: Mapping[str, Any]) -> str:
    instance = context.get("task_instance") or context.get("ti")
    return str(getattr(instance, "dag_id", None) or "dateline")


def _is_sample(home: Path) -> bool:
    wire = home / "wire"
    return wire.is_file() and "sample" in wire.read_text(encoding="utf-8", errors="replace")


def _snapshot_in_words(home: Path, now: datetime) -> str:
    snapshot = home / "current.duckdb"
    if not snapshot.exists():
        return "nothing yet, there is no snapshot"
    built = datetime.fromtimestamp(snapshot.stat().st_mtime, UTC)
    hours = (now - built).total_seconds() / 3600
    return f"the snapshot built {built:%Y-%m-%d %H:%M} UTC, {hours:.0f} hours ago"
