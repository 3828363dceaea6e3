"""`dateline doctor`: what is wrong with an installation, a line each, for a person or a monitor.

Each finding that is not good says what to do. Some of them are worth waking somebody for: those have a severity, and
`dateline doctor --tell` sends them through the alert channels, once when they are new and again after a day.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dateline.config import Settings, read_feeds_file
from dateline.errors import ConfigError, StoreError
from dateline.findings import Finding
from dateline.installation import look_at_disk, look_at_folders, look_at_locks, look_at_schema, look_at_versions
from dateline.runs import Run, open_run
from dateline.store.snapshot import held_at, query_snapshot, told_hours

HOLES_TOLD = timedelta(days=14)
CUT_OFF_AFTER = timedelta(hours=12)
"""A run that has not ended for so long will not end by itself."""

_BAD = ("gone", "hard", "silent")


def examine(settings: Settings, now: datetime | None = None, environ: Mapping[str, str] | None = None) -> list[Finding]:
    """Return what was found, in the order in which to read it."""
    at, environ = now or datetime.now(UTC), os.environ if environ is None else environ
    return [
        *look_at_versions(settings), *_config(settings), *look_at_folders(settings), *look_at_disk(settings),
        *look_at_locks(settings), *look_at_schema(settings), *_last_run(settings, at), *_snapshot(settings, at),
        *_channels(settings, environ, at),
    ]  # fmt: skip


def _config(settings: Settings) -> Iterator[Finding]:
    try:
        wire = read_feeds_file(settings.feeds_file)
    except ConfigError as error:
        yield Finding("config", str(error), do="mend the feeds file at that line", severity="critical")
        return
    enabled = [feed for feed in wire.feeds if feed.enabled]
    yield Finding("config", f"{settings.feeds_file}: {len(enabled)} feeds", bool(enabled), "enable a feed in it")
    if not wire.sample and not settings.fetch.contact:
        yield Finding(
            "config", "no `contact` in [fetch]: sites cannot tell who asks them",
            do="set [fetch] contact in config/settings.toml to an address of yours",
        )  # fmt: skip
    for folder in settings.fetch.wire_folders:
        if not Path(folder).is_dir():
            yield Finding(
                "config", f"wire_folders: {folder} is no folder",
                do="make the folder, or take it out of [fetch] wire_folders",
            )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- last night


def _last_run(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Look at the newest night: how it ended, or where it stands."""
    run = _newest_run(settings)
    if run is None:
        yield Finding("night", "none was held yet", True)
        return
    ended, when = run.outcome(), f"{run.logical_at:%Y-%m-%d %H:%M} UTC"
    if ended is None:
        age = now - run.started_at
        told = f"{run.id} of {when} was begun {told_hours(age.total_seconds() / 3600)} ago and has not ended"
        yield Finding(
            "night", told, age <= CUT_OFF_AFTER or run.is_closed,
            "hold the night again: `dateline run` takes a run up that was cut off; under Airflow look at its tasks",
            "error",
        )  # fmt: skip
        return
    status, reason = ended
    if status == "published":
        yield Finding("night", f"{run.id} of {when} was published", True)
        return
    from dateline.telling import stopped_in

    step = "check_night" if status == "blocked" else stopped_in(run)
    advice = (
        f'read its message in pages/alerts/; mend, run again, or `dateline publish --force "{run.id}" --why ...`'
        if status == "blocked"
        else f"see docs/runbook.md#task-{(step or 'plan').replace('_', '-')}; then `dateline run` again"
    )
    yield Finding("night", f"{run.id} of {when} {status} in {step or 'an unknown step'}: {reason}", do=advice)


def _newest_run(settings: Settings) -> Run | None:
    runs = []
    for path in (settings.home / "runs").glob("*/run.json"):
        try:
            runs.append(open_run(path.parent, settings))
        except (StoreError, KeyError, ValueError):
            continue
    return max((run for run in runs if run.kind == "night"), key=lambda run: run.started_at, default=None)


# --------------------------------------------------------------------------------------------------------- snapshot


def _snapshot(settings: Settings, now: datetime) -> Iterator[Finding]:
    current = settings.home / "current.duckdb"
    try:
        at, run_id = held_at(current), _rows(current, "SELECT run_id FROM meta")[0][0]
        feeds = _rows(current, "SELECT name, url, health, last_error, last_new_at, last_ok_at FROM v_feed_health")
        holes = _rows(
            current,
            "SELECT name, hole_from, hole_to FROM v_feed_health WHERE hole_to IS NOT NULL ORDER BY hole_to, name",
        )
        newest = _rows(current, "SELECT max(last_polled_at) FROM feeds")[0][0]
    except StoreError as error:
        is_new = _age_hours(settings.home, now) <= settings.alerts.stale_after_hours and not current.exists()
        yield Finding(
            "snapshot", str(error), do="hold a night: `dateline run`", severity=None if is_new else "critical"
        )  # fmt: skip
        return
    hours = (now - at).total_seconds() / 3600
    yield Finding(
        "snapshot", f"{told_hours(hours)} old, of run {run_id}",
        hours <= settings.alerts.stale_after_hours,
        "nights have stopped, or are not published: look at the line `night`, at the scheduler, at cron", "critical",
    )  # fmt: skip
    bad = [feed for feed in feeds if feed[2] in _BAD]
    for name, url, health, last_error, last_new_at, last_ok_at in bad:
        told = last_error if health != "silent" else f"nothing new since {_told_at(last_new_at)}"
        since = "" if health == "silent" else f", last good answer {_told_at(last_ok_at)}"
        yield Finding(
            "feed", f"{name} is {health}: {told}{since} ({url})",
            do=f"`dateline feeds check {url}`; correct it in the feeds file, or set `enabled = false`",
        )  # fmt: skip
    if feeds and not bad:
        yield Finding("feeds", f"{len(feeds)} feeds, none hard, gone or silent", True)
    for name, hole_from, hole_to in holes:
        if newest is not None and newest - hole_to <= HOLES_TOLD:
            yield Finding(
                "hole", f"{name} may miss what came between {_told_at(hole_from)} and {_told_at(hole_to)}",
                do="fetch its sitemap as a feed for a night, or replay an archive of those days",
            )  # fmt: skip


def _age_hours(home: Path, now: datetime) -> float:
    """Return how long there has been something in a home: before its first night is over, no snapshot is no alarm."""
    made = [path.stat().st_mtime for path in home.iterdir()] if home.is_dir() else []
    return (now.timestamp() - min(made)) / 3600 if made else float("inf")


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    return query_snapshot(path, query)[1]


def _told_at(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


# ----------------------------------------------------------------------------------------------------------- alerts


def _channels(settings: Settings, environ: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Look whether each channel has what it needs, and whether messages wait."""
    from dateline.alerts.connections import Failed
    from dateline.alerts.ledger import read_state
    from dateline.alerts.message import Message
    from dateline.alerts.outbox import is_quiet
    from dateline.alerts.senders import sender_of

    probe = Message("probe", "", "warning", "probe")
    for channel in settings.alerts.channels:
        try:
            target, _ = sender_of(channel, probe, environ, settings.home)
            told = target if channel.kind != "file" else str(settings.home / "pages" / "alerts")
            yield Finding("alerts", f"{channel.key}: {told}, gets {', '.join(channel.gets) or 'nothing'}", True)
        except Failed as error:
            yield Finding(
                "alerts", f"{channel.key}: {error}",
                do="set it where nights run, or keep the connection in Airflow (docs/operations.md)",
            )  # fmt: skip
    waiting = read_state(settings.home).waiting
    failed = [one for one in waiting if one.attempts]
    for one in failed:
        yield Finding(
            "alerts",
            f"{one.channel}: not delivered since {_told_at(one.queued_at)}: {one.message.subject} ({one.detail})",
            do="mend the channel, then `dateline doctor --tell`; the message is in pages/alerts/ as well",
        )  # fmt: skip
    if quiet := len(waiting) - len(failed):
        until = f"until {settings.alerts.quiet_until}" if is_quiet(settings, now) else "for `dateline doctor --tell`"
        yield Finding("alerts", f"{quiet} messages wait {until}", True)


def send_test(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Send a real message through each channel; return what became of each."""
    from dateline.alerts.channels import deliver
    from dateline.alerts.message import Message
    from dateline.alerts.messages import slug_of

    at = datetime.now(UTC)
    message = Message(
        "[Dateline] test message: this channel works",
        "What to do: nothing. `dateline doctor --send-test` was called to see whether this arrives.\n"
        f"Home: {settings.home}\nSent: {at:%Y-%m-%d %H:%M} UTC",
        "warning", slug_of("doctor-test", f"{at:%Y-%m-%dT%H.%M.%S}"), {"status": "test"},
    )  # fmt: skip
    findings = []
    for channel in settings.alerts.channels:
        done = deliver(message, channel, environ, settings.home)
        told = f"{channel.key} to {done.target}: {done.detail} (tries: {done.attempts})"
        findings.append(Finding("test", told, done.ok, "mend the connection that it names; docs/operations.md"))
    return findings


def tell_of(findings: Sequence[Finding], settings: Settings, environ: Mapping[str, str]) -> int:
    """Send what waits, and tell what is new among the findings that are worth it; return how many deliveries failed."""
    from dateline.alerts.incidents import tell_findings
    from dateline.alerts.messages import FRESH
    from dateline.records import CheckResult

    results, advice = [], {}
    for what in dict.fromkeys(one.what for one in findings if one.severity):
        name = FRESH if what == "snapshot" else f"doctor_{what}"
        bad = [one for one in findings if one.what == what and one.severity and not one.is_good]
        if not bad:
            results.append(CheckResult(name, "warning", "pass"))
            continue
        told = f"{what} {'; '.join(one.told for one in bad)}"
        results.append(CheckResult(name, bad[0].severity or "error", "fail", told, None, len(bad)))
        advice[name] = "; ".join(dict.fromkeys(one.do for one in bad if one.do))
    deliveries = tell_findings(results, advice, settings, environ, datetime.now(UTC))
    return sum(not delivery.ok for delivery in deliveries)
