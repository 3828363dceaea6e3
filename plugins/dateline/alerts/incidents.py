"""What is told at once, not by a night's `tell`: a task that failed, a night that is late, an installation in trouble.

Plain functions of an Airflow context, without Airflow: `dateline.notifying` wraps them for the DAGs. None raises.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateline.alerts.blotting import without_secrets
from dateline.alerts.changes import Changes, find_changes
from dateline.alerts.channels import WAITS_S
from dateline.alerts.ledger import Failing
from dateline.alerts.message import RANK, Delivery, Message
from dateline.alerts.messages import FRESH, IN_TIME, PUBLISHED, TASK, brand, shortened, slug_of, task_lines
from dateline.alerts.outbox import tell_all
from dateline.config import Channel, Settings
from dateline.errors import DatelineError, NightBlocked
from dateline.records import CheckResult

logger = logging.getLogger(__name__)

NIGHTLY = "dateline_nightly"


# ---------------------------------------------------------------------------------------------------- failed task


def task_failed(context: Mapping[str, Any], environ: Mapping[str, str], waits_s: Sequence[float] = WAITS_S) -> None:
    """Tell of a failed task, once a run however many of its mapped instances fail. Never raises.

    A night that checks block is a verdict, told by `tell` with its rows; `close` only repeats a night's outcome.
    """
    try:
        if isinstance(context.get("exception"), NightBlocked) or task_of(context) == "close":
            return
        settings = Settings.from_env(environ)
        message = task_message(context, settings, environ)
        run_id, task_id, is_night = run_of(context), _unmapped(task_of(context)), _dag_of(context) == NIGHTLY
        now = datetime.now(UTC)

        def compose(channel: Channel, told: Mapping[str, Failing]) -> tuple[Message | None, Mapping[str, Failing]]:
            if "critical" not in channel.gets:
                return None, told
            if not is_night:
                return message, told
            failed = [_failed(TASK + task_id, message.facts["reason"]), _failed(PUBLISHED, f"{task_id} failed")]
            changes = find_changes(failed, told, at=_night_at(context) or now, run_id=run_id, alerts=settings.alerts)
            return _counted(message, changes.failing.get(TASK + task_id)), changes.failing

        key = f"{run_id} {_dag_of(context)} {task_id} try {_try_of(context)} failed"
        tell_all(settings, environ, key, compose, now=now, waits_s=waits_s)
    except Exception as error:  # noqa: BLE001 -- a callback that raises hides the failure which it should tell
        logger.warning("the failure of a task could not be told: %s", type(error).__name__)


def task_message(context: Mapping[str, Any], settings: Settings, environ: Mapping[str, str]) -> Message:
    """Return the message about the failed task of an Airflow context."""
    task_id, run_id, dag_id = task_of(context), run_of(context), _dag_of(context)
    reason = without_secrets(_reason(context.get("exception")), environ)
    instance = context.get("task_instance") or context.get("ti")
    tries, log_url = _try_of(context), getattr(instance, "log_url", None)
    anchor = f"{settings.alerts.runbook}#task-{_unmapped(task_id).rpartition('.')[2].replace('_', '-')}"
    lines = [
        f"What to do: mend this, {shortened(reason, 300)}; see {anchor}.",
        "  Then clear the task in Airflow: the run goes on from there.",
        f"People read: {snapshot_in_words(settings.home, datetime.now(UTC))}. Nothing fetched is lost.",
        f"Task {task_id} of {dag_id} failed (run {run_id}" + (f", try {tries})." if tries else ")."),
    ]
    lines += [f"Its log: {log_url}"] if isinstance(log_url, str) else []
    text = "\n".join([*lines, "", task_lines(task_id, reason, settings.alerts.runbook)])
    is_night, at = dag_id == NIGHTLY, _night_at(context)
    night = f"night of {at:%Y-%m-%d} failed in {task_id}" if at else f"{task_id} failed"
    what = f"NOT PUBLISHED: {night}" if is_night else f"{dag_id}: {task_id} failed"
    keep = f"; {_keep(settings.home)}" if is_night else ""
    return Message(
        f"[{brand(is_sample(settings.home))}] {what}{keep}", text, "critical",
        slug_of(run_id, _unmapped(task_id)),
        {"run_id": run_id, "dag_id": dag_id, "status": "task failed", "task_id": task_id, "reason": reason,
         "runbook": anchor},
    )  # fmt: skip


def _failed(name: str, reason: str) -> CheckResult:
    return CheckResult(name, "critical", "fail", reason, "the night is published", 1)


def _counted(message: Message, known: Failing | None) -> Message:
    if known is None or known.nights < 2:
        return message
    again = f"It is night {known.nights} in a row that this task fails, since {known.since:%Y-%m-%d}."
    return replace(message, text=f"{message.text}\n\n{again}")


def _reason(error: object) -> str:
    if error is None:
        return "no exception was given: it was killed, or timed out"
    told = str(error).strip() or type(error).__name__
    return told if isinstance(error, DatelineError) else f"{type(error).__name__}: {told}"


# ---------------------------------------------------------------------------------------------------- a late night


def night_late(
    run_id: str, at: datetime | None, settings: Settings, environ: Mapping[str, str], waits_s: Sequence[float] = WAITS_S
) -> list[Delivery]:
    """Tell that a night has not published by its deadline. `at`: the instant that the night stands for."""
    now = datetime.now(UTC)
    late = CheckResult(IN_TIME, "critical", "fail", "not published yet", "published by its deadline", 1)

    def compose(channel: Channel, told: Mapping[str, Failing]) -> tuple[Message | None, Mapping[str, Failing]]:
        if "critical" not in channel.gets:
            return None, told
        changes = find_changes([late], told, at=at or now, run_id=run_id, alerts=settings.alerts)
        return late_message(run_id, at, settings, now, changes.failing[IN_TIME].nights), changes.failing

    return tell_all(settings, environ, f"{run_id} late", compose, now=now, waits_s=waits_s)


def late_message(run_id: str, at: datetime | None, settings: Settings, now: datetime, nights: int) -> Message:
    """Return the message about a night that is late."""
    minutes, anchor = settings.schedule.deadline_minutes, f"{settings.alerts.runbook}#{IN_TIME}"
    what = f"night of {at:%Y-%m-%d}" if at else f"run {run_id}"
    lines = [
        f"What to do: look at the run in Airflow: which task runs, waits or is red? Then {anchor}.",
        f"People read: {snapshot_in_words(settings.home, now)}. The night goes on; its end is told.",
        f"The {what} (run {run_id}) had not published {minutes} minutes after it was queued (`deadline_minutes`).",
    ]
    lines += [f"It is night {nights} in a row that is late."] if nights > 1 else []
    return Message(
        f"[{brand(is_sample(settings.home))}] LATE: {what} not published after {minutes} minutes; "
        f"{_keep(settings.home)}", "\n".join(lines), "critical", slug_of(run_id, "late"),
        {"run_id": run_id, "status": "late", "deadline_minutes": minutes, "runbook": anchor},
    )  # fmt: skip


# ------------------------------------------------------------------------------------------ an installation in trouble


def tell_findings(
    results: Sequence[CheckResult],
    advice: Mapping[str, str],
    settings: Settings,
    environ: Mapping[str, str],
    now: datetime,
    waits_s: Sequence[float] = WAITS_S,
) -> list[Delivery]:
    """Tell what `dateline doctor` found wrong, once when it is new, again after `renotify_hours`, and its end."""
    run_id = f"doctor {now:%Y-%m-%dT%H:%M:%S.%f}"  # two looks within one second are two

    def compose(channel: Channel, told: Mapping[str, Failing]) -> tuple[Message | None, Mapping[str, Failing]]:
        ours = [one for one in results if one.status != "fail" or one.severity in channel.gets]
        changes = find_changes(ours, told, at=now, run_id=run_id, alerts=settings.alerts)
        shown = changes if "recovery" in channel.gets else replace(changes, recovered=())
        return (_trouble(shown, advice, settings, now) if shown else None), changes.failing

    return tell_all(settings, environ, run_id, compose, now=now, waits_s=waits_s)


def _trouble(changes: Changes, advice: Mapping[str, str], settings: Settings, now: datetime) -> Message:
    failing = [*changes.new, *(result for result, _ in (*changes.worse, *changes.still))]
    failing.sort(key=lambda one: (-RANK[one.severity], one.check_name != FRESH, one.check_name))
    severity: Any = max((one.severity for one in failing), key=lambda kind: RANK[kind], default="recovery")
    lines = ["What to do: " + ("what each line below says." if failing else "nothing, this is good news.")]
    lines.append(f"People read: {snapshot_in_words(settings.home, now)}.")
    known = changes.failing
    for one in failing:
        since = f" (since {known[one.check_name].since:%Y-%m-%d %H:%M} UTC)" if one not in changes.new else ""
        lines += ["", f"{one.severity.upper()}  {one.check_name}{since}", f"  Observed: {one.observed}"]
        lines += [f"  What to do: {advice[one.check_name]}"] if advice.get(one.check_name) else []
        lines += [f"  More: {settings.alerts.runbook}#doctor"]
    if changes.recovered:
        lines += ["", "== RECOVERED"]
        lines += [
            f"  {one.check}: well again (wrong since {one.since:%Y-%m-%d %H:%M} UTC)" for one in changes.recovered
        ]
    first = failing[0].observed if failing else ", ".join(one.check for one in changes.recovered) + " recovered"
    more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
    facts = {
        "status": "doctor", "recovered": [one.check for one in changes.recovered],
        "findings": [
            {"what": one.check_name, "severity": one.severity, "observed": one.observed,
             "do": advice.get(one.check_name)}
            for one in failing
        ],
    }  # fmt: skip
    subject = f"[{brand(is_sample(settings.home))}] {first}{more}"
    return Message(subject, "\n".join(lines), severity, slug_of("doctor", f"{now:%Y-%m-%dT%H.%M.%S.%f}"), facts)


# ---------------------------------------------------------------------------------------------- an Airflow context


def task_of(context: Mapping[str, Any]) -> str:
    instance = context.get("task_instance") or context.get("ti")
    task_id = str(getattr(instance, "task_id", None) or "unknown")
    index = getattr(instance, "map_index", -1)
    return f"{task_id}[{index}]" if isinstance(index, int) and index >= 0 else task_id


def run_of(context: Mapping[str, Any]) -> str:
    instance = context.get("task_instance") or context.get("ti")
    return str(context.get("run_id") or getattr(instance, "run_id", None) or "unknown")


def _dag_of(context: Mapping[str, Any]) -> str:
    instance = context.get("task_instance") or context.get("ti")
    return str(getattr(instance, "dag_id", None) or "dateline")


def _try_of(context: Mapping[str, Any]) -> object:
    return getattr(context.get("task_instance") or context.get("ti"), "try_number", None)


def _night_at(context: Mapping[str, Any]) -> datetime | None:
    dag_run = context.get("dag_run")
    at = getattr(dag_run, "logical_date", None) or getattr(dag_run, "run_after", None)
    return at if isinstance(at, datetime) else None


def _unmapped(task_id: str) -> str:
    return re.sub(r"\[\d+\]$", "", task_id)


def is_sample(home: Path) -> bool:
    wire = home / "wire"
    return wire.is_file() and wire.read_text(encoding="utf-8", errors="replace").startswith("sample")


def snapshot_in_words(home: Path, now: datetime) -> str:
    """Return what people read now. The file's own time: DuckDB is not loaded for a message."""
    snapshot = home / "current.duckdb"
    if not snapshot.exists():
        return "nothing yet, there is no snapshot"
    built = datetime.fromtimestamp(snapshot.stat().st_mtime, UTC)
    hours = (now - built).total_seconds() / 3600
    return f"the snapshot built {built:%Y-%m-%d %H:%M} UTC, {hours:.0f} hours ago"


def _keep(home: Path) -> str:
    snapshot = home / "current.duckdb"
    if not snapshot.exists():
        return "nothing is published yet"
    return f"readers keep the snapshot built {datetime.fromtimestamp(snapshot.stat().st_mtime, UTC):%Y-%m-%d %H:%M} UTC"
