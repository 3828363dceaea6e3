"""A feed's health between nights: how it did, and when it is due again. Pure functions on `FeedState`."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from dateline.records import Entry, FeedHealth, FeedState, stable_id

HARD_AFTER = 5
"""So many failures in a row make a feed's trouble hard, whatever its kind."""

HELD = "asks to wait"
MIN_DUE_S, MAX_DUE_S, DEFAULT_DUE_S = 900, 86_400, 3_600
SILENT_AFTER_GAPS = 4
"""Nothing new for so many times a feed's usual gap, and it is silent."""

MIN_SILENCE, SILENCE_WITHOUT_GAP = timedelta(hours=36), timedelta(days=7)
"""A night without news is no silence; a feed whose entries have no dates gets a week."""

_GONE_DUE_S = 7 * 86_400
_GAPS_OF = 20
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def answered(
    state: FeedState, now: datetime, *, etag: str | None, last_modified: str | None, ttl_s: int | None = None,
    headers: Mapping[str, str] | None = None, entries: Sequence[Entry] = (),
) -> FeedState:  # fmt: skip
    """Return the state of a feed that answered well (200, or 304)."""
    gap_s = usual_gap_s(entries, now) or state.usual_gap_s
    hole = find_hole(state.last_ok_at, entries, gap_s)
    return replace(
        state, health="ok", failures=0, last_error=None, last_polled_at=now, last_ok_at=now, etag=etag,
        last_modified=last_modified, usual_gap_s=gap_s,
        hole_from=hole[0] if hole else state.hole_from, hole_to=hole[1] if hole else state.hole_to,
        next_due_at=now + timedelta(seconds=due_s(ttl_s, headers or {}, gap_s)),
    )  # fmt: skip


def usual_gap_s(entries: Sequence[Entry], now: datetime) -> int | None:
    """Return the usual time between two entries, in seconds: the median of the newest twenty's; None for under four."""
    dated = {entry.published_at or entry.updated_at for entry in entries}
    newest = sorted((at for at in dated if at is not None and at <= now), reverse=True)[: _GAPS_OF + 1]
    if len(newest) < 4:
        return None
    return max(1, round(statistics.median((later - earlier).total_seconds() for later, earlier in pairwise(newest))))


def find_hole(
    last_ok_at: datetime | None, entries: Sequence[Entry], gap_s: int | None
) -> tuple[datetime, datetime] | None:
    """Return the span that no poll saw: the feed's oldest entry now is later than the last good poll, by more than the
    time in which usually nothing comes. None when the feed reaches back far enough, or says no dates.
    """
    dates = [at for entry in entries if (at := entry.published_at or entry.updated_at) is not None]
    if last_ok_at is None or len(dates) < max(2, len(entries) // 2):
        return None
    oldest = min(dates)
    slack = timedelta(seconds=2 * gap_s if gap_s else 0)
    return (last_ok_at, oldest) if oldest - last_ok_at > slack else None


def judged_silent(state: FeedState, now: datetime) -> FeedState:
    """Return the state as `silent` when the feed answers and has brought nothing new for far longer than it usually
    takes. `last_new_at` is what counts, not what the entries say of themselves.
    """
    if state.health not in ("ok", "silent") or state.last_new_at is None:
        return state
    usual = timedelta(seconds=SILENT_AFTER_GAPS * state.usual_gap_s) if state.usual_gap_s else SILENCE_WITHOUT_GAP
    is_silent = now - state.last_new_at > max(usual, MIN_SILENCE)
    return replace(state, health="silent" if is_silent else "ok")


def failed(
    state: FeedState, now: datetime, reason: str, *, status: int | None = None, retry_after_s: float | None = None
) -> FeedState:  # fmt: skip
    """Return the state of a feed that gave nothing: soft trouble at first, hard when it stays, gone at a 410.

    It is due again after an hour, then two, four, … up to a day, and up to a quarter more, by its address, so that
    feeds that failed together do not come back together; never before a Retry-After is over.
    """
    failures = state.failures + 1
    health: FeedHealth = "soft"
    if status == 410:
        health = "gone"
    elif failures >= HARD_AFTER or status in (401, 402, 403, 404, 451):
        health = "hard"
    jitter = int(stable_id(state.url, failures)[:4], 16) / 0xFFFF / 4
    wait_s = (
        _GONE_DUE_S if health == "gone" else min(MAX_DUE_S, DEFAULT_DUE_S * 2.0 ** min(failures - 1, 10)) * (1 + jitter)
    )
    if retry_after_s:
        reason = f"{reason}, {HELD} {retry_after_s:.0f} s" if HELD not in reason else reason
        wait_s = max(wait_s if status == 429 else 0.0, min(retry_after_s, _GONE_DUE_S))
    return replace(
        state, health=health, failures=failures, last_error=reason[:500], last_polled_at=now,
        next_due_at=now + timedelta(seconds=wait_s),
    )  # fmt: skip


def is_held(state: FeedState, now: datetime) -> bool:
    """Return True while a feed's host wants to be left alone (429, Retry-After): this binds unscheduled runs too."""
    asked = state.last_error is not None and (state.last_error.startswith("HTTP 429") or HELD in state.last_error)
    return asked and state.next_due_at is not None and state.next_due_at > now


def due_s(ttl_s: int | None, headers: Mapping[str, str], gap_s: int | None = None) -> int:
    """Return after how many seconds a feed is due again, within a quarter of an hour and a day.

    What it says itself (ttl, sy:updatePeriod, Cache-Control) is the least; where its entries come slower, half of their
    usual gap; an hour where nothing is known.
    """
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    said = [seconds for seconds in (ttl_s, int(age[1]) if age else None, (gap_s or 0) // 2) if seconds]
    return max(MIN_DUE_S, min(MAX_DUE_S, max(said))) if said else DEFAULT_DUE_S
