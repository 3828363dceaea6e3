"""The way of a message: queued for each channel that gets it, sent when its hours allow, kept until it is delivered.

Nothing here raises: an alert that cannot be delivered waits on disk and goes with the next message, or with the next
`dateline doctor --tell`; it never fails the night that it tells of.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dateline.alerts.channels import WAITS_S, deliver, without_secrets_in
from dateline.alerts.connections import Failed
from dateline.alerts.ledger import FOLDER, Failing, Waiting, changed_state, locked, read_state
from dateline.alerts.message import RANK, Delivery, Message
from dateline.alerts.senders import UNDELIVERED, set_aside
from dateline.config import Channel, Settings
from dateline.records import stable_id

logger = logging.getLogger(__name__)

DELIVER_WAIT_S = 180.0
"""Two processes do not deliver at once; the second finds what the first left."""

MAX_WAITING = 60
"""Messages kept for one channel; older ones are set aside as files under `pages/alerts/undelivered/`."""

Compose = Callable[[Channel, Mapping[str, Failing]], tuple[Message | None, Mapping[str, Failing]]]
"""What to tell a channel that was told so much, and what it has been told then."""


def tell_all(
    settings: Settings,
    environ: Mapping[str, str],
    key: str,
    compose: Compose,
    *,
    now: datetime | None = None,
    waits_s: Sequence[float] = WAITS_S,
) -> list[Delivery]:
    """Queue for every channel what `compose` has for it, and deliver what waits. `key`: told once however often this
    is called with it.
    """
    at, fresh = now or datetime.now(UTC), []
    try:
        with changed_state(settings.home) as state:
            for channel in settings.alerts.channels:
                id_ = stable_id(channel.key, key)
                if id_ in state.told:
                    continue
                message, failing = compose(channel, state.failing.get(channel.key, {}))
                state.failing[channel.key] = dict(failing)
                state.told[id_] = at
                if message is not None:
                    fresh.append(Waiting(channel.key, replace(without_secrets_in(message, environ), id=id_), at))
            state.waiting += fresh
    except OSError as error:  # the folder cannot be written: what is to be told is told all the same, at once
        logger.warning("what was told cannot be kept in %s: %s", settings.home / FOLDER, error)
        fresh = fresh or _unkept(settings, environ, key, compose, at)
        return [delivery for _, delivery in _deliver(fresh, settings, environ, waits_s)]
    return deliver_waiting(settings, environ, now=at, waits_s=waits_s)


def _unkept(settings: Settings, environ: Mapping[str, str], key: str, compose: Compose, at: datetime) -> list[Waiting]:
    told = [(channel, compose(channel, {})[0]) for channel in settings.alerts.channels]
    return [
        Waiting(channel.key, replace(without_secrets_in(message, environ), id=stable_id(channel.key, key)), at)
        for channel, message in told if message is not None
    ]  # fmt: skip


def deliver_waiting(
    settings: Settings,
    environ: Mapping[str, str],
    *,
    now: datetime | None = None,
    waits_s: Sequence[float] = WAITS_S,
) -> list[Delivery]:
    """Send what waits and may be sent now; what fails waits on. Never raises."""
    at = now or datetime.now(UTC)
    try:
        with locked(settings.home / FOLDER / "deliver.lock", DELIVER_WAIT_S):
            waiting = [one for one in read_state(settings.home).waiting if _may_go(one, settings, at)]
            done = _deliver(waiting, settings, environ, waits_s)
            if done:
                _keep_outcome(settings.home, done)
    except OSError as error:
        logger.warning("what waits in %s cannot be sent: %s", settings.home / FOLDER, error)
        return []
    return [delivery for _, delivery in done]


def _may_go(one: Waiting, settings: Settings, at: datetime) -> bool:
    return one.message.severity == "critical" or one.channel in _files(settings) or not is_quiet(settings, at)


def is_quiet(settings: Settings, at: datetime) -> bool:
    """Is this within the quiet hours?"""
    alerts = settings.alerts
    if not alerts.quiet_from:
        return False
    local = f"{at.astimezone(ZoneInfo(alerts.quiet_timezone or settings.schedule.timezone)):%H:%M}"
    if alerts.quiet_from <= alerts.quiet_until:
        return alerts.quiet_from <= local < alerts.quiet_until
    return local >= alerts.quiet_from or local < alerts.quiet_until


def _files(settings: Settings) -> list[str]:
    return [channel.key for channel in settings.alerts.channels if channel.kind == "file"]


def _deliver(
    waiting: Sequence[Waiting], settings: Settings, environ: Mapping[str, str], waits_s: Sequence[float]
) -> list[tuple[list[Waiting], Delivery]]:
    """Send one message a channel (a file each where they go to files); return what became of which."""
    channels = {channel.key: channel for channel in settings.alerts.channels}
    done = []
    for key in dict.fromkeys(one.channel for one in waiting):
        ours = [one for one in waiting if one.channel == key]
        channel = channels.get(key, Channel("file"))  # the settings know it no more: a file is better than nothing
        if key not in channels:
            logger.warning("alert channel %s is not in the settings any more: its messages go to files", key)
        for part in [[one] for one in ours] if channel.kind == "file" else [ours]:
            done.append((part, deliver(together(part), channel, environ, settings.home, waits_s)))
            if not done[-1][1].ok and not _has_file(part, settings):
                done.append(([], deliver(together(part), Channel("file"), environ, settings.home, ())))
    return done


def _has_file(waiting: Sequence[Waiting], settings: Settings) -> bool:
    """Is the message in a file already, by its own channel or since an earlier try failed?"""
    kinds = {one.message.severity for one in waiting if not one.attempts}
    return all(
        any(kind in channel.gets for channel in settings.alerts.channels if channel.kind == "file") for kind in kinds
    )


def together(waiting: Sequence[Waiting]) -> Message:
    """Return one message out of all that waited for a channel: the newest, and under it what was kept back before."""
    *earlier, last = sorted(waiting, key=lambda one: one.queued_at)
    if not earlier:
        return last.message
    parts = [last.message.text]
    for one in reversed(earlier):
        parts.append(
            f"---- kept back since {one.queued_at:%Y-%m-%d %H:%M} UTC\n{one.message.subject}\n\n{one.message.text}"
        )
    severity = max((one.message.severity for one in waiting), key=lambda kind: RANK[kind])
    facts = last.message.facts | {"earlier": [{"subject": one.message.subject} | one.message.facts for one in earlier]}
    return replace(
        last.message, subject=f"{last.message.subject} (and {len(earlier)} kept back)", text="\n\n".join(parts),
        severity=severity, facts=facts,
    )  # fmt: skip


def _keep_outcome(home: Path, done: Sequence[tuple[list[Waiting], Delivery]]) -> None:
    became = {one.message.id: delivery for part, delivery in done for one in part}
    with changed_state(home) as state:
        kept = []
        for one in state.waiting:
            delivery = became.get(one.message.id)
            if delivery is None:
                kept.append(one)
            elif not delivery.ok:
                kept.append(replace(one, attempts=one.attempts + max(delivery.attempts, 1), detail=delivery.detail))
        state.waiting[:] = _newest(kept, home)


def _newest(waiting: Sequence[Waiting], home: Path) -> list[Waiting]:
    """Return what goes on waiting: a channel that is dead for months gets no book. The rest is set aside in files."""
    kept: list[Waiting] = []
    for one in reversed(waiting):
        if sum(other.channel == one.channel for other in kept) < MAX_WAITING or not _given_up(one, home):
            kept.append(one)
    return kept[::-1]


def _given_up(one: Waiting, home: Path) -> bool:
    """Set a message aside in a file; False when that cannot be written: then it waits on."""
    try:
        set_aside(one.message, home)
    except Failed as error:
        logger.warning("what waits for alert channel %s cannot be set aside: %s", one.channel, error)
        return False
    logger.warning("alert channel %s is given up for: %s (see %s)", one.channel, one.message.subject, UNDELIVERED)
    return True
