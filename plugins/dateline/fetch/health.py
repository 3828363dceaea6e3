"""A feed's health between nights: how it did, and when it is due again. Pure functions on `FeedState`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from dateline.records import FeedHealth, FeedState

HARD_AFTER = 5
"""So many failures in a row make a feed's trouble hard, whatever its kind."""

HELD = "asks to wait"
MIN_DUE_S, MAX_DUE_S, DEFAULT_DUE_S = 900, 86_400, 3_600
_GONE_DUE_S = 7 * 86_400
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def answered(
    state: FeedState, now: datetime, *, etag: str | None, last_modified: str | None, moved_to: str | None,
    ttl_s: int | None = None, headers: Mapping[str, str] | None = None,
) -> FeedState:  # fmt: skip
    """Return the state of a feed that answered well (200, or 304)."""
    return replace(
        state, health="ok", failures=0, last_error=None, last_polled_at=now, last_ok_at=now,
        etag=etag, last_modified=last_modified, moved_to=moved_to or state.moved_to,
        next_due_at=now + timedelta(seconds=due_s(ttl_s, headers or {})),
    )  # fmt: skip


def failed(
    state: FeedState, now: datetime, reason: str, *, status: int | None = None, retry_after_s: float | None = None,
    moved_to: str | None = None,
) -> FeedState:  # fmt: skip
    """Return the state of a feed that gave nothing: soft trouble at first, hard when it stays, gone at a 410.

    It is due again after an hour, then two, four, … up to a day; never before a Retry-After is over.
    """
    failures = state.failures + 1
    health: FeedHealth = "soft"
    if status == 410:
        health = "gone"
    elif failures >= HARD_AFTER or status in (401, 402, 403, 404, 451):
        health = "hard"
    wait_s = _GONE_DUE_S if health == "gone" else min(MAX_DUE_S, DEFAULT_DUE_S * 2.0 ** min(failures - 1, 10))
    if retry_after_s:
        reason = f"{reason}, {HELD} {retry_after_s:.0f} s" if HELD not in reason else reason
        wait_s = max(wait_s if status == 429 else 0.0, min(retry_after_s, _GONE_DUE_S))
    return replace(
        state, health=health, failures=failures, last_error=reason[:500], last_polled_at=now,
        next_due_at=now + timedelta(seconds=wait_s), moved_to=moved_to or state.moved_to,
    )  # fmt: skip


def is_held(state: FeedState, now: datetime) -> bool:
    """Return True while a feed's host wants to be left alone (429, Retry-After): this binds unscheduled runs too."""
    asked = state.last_error is not None and (state.last_error.startswith("HTTP 429") or HELD in state.last_error)
    return asked and state.next_due_at is not None and state.next_due_at > now


def due_s(ttl_s: int | None, headers: Mapping[str, str]) -> int:
    """Return after how many seconds a feed is due again: what it says itself, within a quarter of an hour and a day."""
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    said = [seconds for seconds in (ttl_s, int(age[1]) if age else None) if seconds]
    return max(MIN_DUE_S, min(MAX_DUE_S, max(said))) if said else DEFAULT_DUE_S
