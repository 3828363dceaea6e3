"""`dateline doctor`: what is wrong with an installation, a line each, for a person or a monitor."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dateline.config import Settings, read_feeds_file
from dateline.errors import ConfigError, StoreError
from dateline.store.snapshot import query_snapshot

FRESH = timedelta(hours=36)
"""A nightly snapshot is a day old at most, and a night takes some hours."""

HOLES_TOLD = timedelta(days=14)
MIN_FREE_BYTES = 2_000_000_000
_BAD = ("gone", "hard", "silent")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `what` is a word for it; `is_good` says whether it is as it should be."""

    what: str
    told: str
    is_good: bool = False

    def line(self) -> str:
        return f"{'ok ' if self.is_good else 'BAD'} {self.what:<9} {self.told}"


def examine(settings: Settings, now: datetime | None = None) -> tuple[list[str], int]:
    """Return what was found, a line each, and 1 when something is wrong."""
    at = now or datetime.now(UTC)
    findings = [*_config(settings), *_disk(settings), *_snapshot(settings, at)]
    return [finding.line() for finding in findings], int(not all(finding.is_good for finding in findings))


def _config(settings: Settings) -> Iterator[Finding]:
    try:
        wire = read_feeds_file(settings.feeds_file)
    except ConfigError as error:
        yield Finding("config", str(error))
        return
    enabled = [feed for feed in wire.feeds if feed.enabled]
    yield Finding("config", f"{settings.feeds_file}: {len(enabled)} feeds", bool(enabled))
    if not wire.sample and not settings.fetch.contact:
        yield Finding("config", "no `contact` in [fetch]: sites cannot tell who asks them")
    for folder in settings.fetch.wire_folders:
        if not Path(folder).is_dir():
            yield Finding("config", f"wire_folders: {folder} is no folder")


def _disk(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    while not home.exists() and home != home.parent:
        home = home.parent
    free = shutil.disk_usage(home).free
    yield Finding("disk", f"{free / 1e9:.1f} GB free for {settings.home}", free >= MIN_FREE_BYTES)


def _snapshot(settings: Settings, now: datetime) -> Iterator[Finding]:
    current = settings.home / "current.duckdb"
    try:
        meta = _rows(current, "SELECT built_at, run_id FROM meta")
        feeds = _rows(current, "SELECT name, url, health, last_error, last_new_at, last_ok_at FROM v_feed_health")
        holes = _rows(
            current,
            "SELECT name, hole_from, hole_to FROM v_feed_health WHERE hole_to IS NOT NULL ORDER BY hole_to, name",
        )
        newest = _rows(current, "SELECT max(last_polled_at) FROM feeds")[0][0]
    except StoreError as error:
        yield Finding("snapshot", str(error))
        return
    built_at, run_id = meta[0]
    age = now - built_at
    yield Finding("snapshot", f"{_told_span(age)} old, of run {run_id}", age <= FRESH)
    bad = [feed for feed in feeds if feed[2] in _BAD]
    for name, url, health, last_error, last_new_at, last_ok_at in bad:
        told = last_error if health != "silent" else f"nothing new since {_told_at(last_new_at)}"
        since = "" if health == "silent" else f", last good answer {_told_at(last_ok_at)}"
        yield Finding("feed", f"{name} is {health}: {told}{since} ({url})")
    if feeds and not bad:
        yield Finding("feeds", f"{len(feeds)} feeds, none hard, gone or silent", True)
    for name, hole_from, hole_to in holes:
        if newest is not None and newest - hole_to <= HOLES_TOLD:
            yield Finding("hole", f"{name} may miss what came between {_told_at(hole_from)} and {_told_at(hole_to)}")


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    return query_snapshot(path, query)[1]


def _told_at(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


def _told_span(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
