"""Retention: what goes when it is older than the settings keep it. Ages are told by files' times of change."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from dateline.alerts.ledger import read_state
from dateline.config import Settings
from dateline.store.snapshot import list_snapshots, prune_snapshots

logger = logging.getLogger(__name__)

STALE_PART_DAYS = 2


def keep_house(settings: Settings, now: datetime, *, dry_run: bool = False) -> list[Path]:
    """Remove run folders, snapshots, logs, pages of events, messages, archive files (only where `archive_days` is set)
    and leftovers of killed runs that are older than kept; return what went.
    """
    home, keep = settings.home, settings.keep
    gone = [*_older(home / "runs", "*", now, keep.runs_days)]
    gone += _older(home / "airflow" / "logs", "**/*.log", now, keep.logs_days)
    for folder in ("archive", "pages"):
        gone += _older(home / folder, "**/*.part", now, STALE_PART_DAYS)
    gone += _old_event_pages(home / "pages", now, keep.event_pages_days)
    if keep.alerts_days:
        gone += _old_messages(home, now, keep.alerts_days)
    if keep.archive_days:
        gone += _older(home / "archive", "**/*.warc.gz", now, keep.archive_days)
    gone += list_snapshots(home)[max(keep.snapshots, 1) :] if dry_run else prune_snapshots(home, keep.snapshots)
    if not dry_run:
        for path in gone:
            _remove(path)
    logger.info("kept house removed=%d", len(gone))
    return gone


def _old_event_pages(folder: Path, now: datetime, days: int) -> list[Path]:
    """Return the old pages of events, megabytes each on a busy wire; never the one that was written last."""
    newest = max(folder.glob("*/events.html"), key=lambda path: path.stat().st_mtime, default=None)
    return [path for path in _older(folder, "*/events.html", now, days) if path != newest]


def _old_messages(home: Path, now: datetime, days: int) -> list[Path]:
    """Return the files of old messages, none of one that waits for its channel: that was not queued later than its file
    was written. What a channel was given up for lies in a folder of its own, and stays.
    """
    waits_since = min((one.queued_at for one in read_state(home).waiting), default=now)
    found = _older(home / "pages" / "alerts", "*.txt", now, days)
    return [path for path in found if path.stat().st_mtime < waits_since.timestamp()]


def _older(folder: Path, pattern: str, now: datetime, days: int) -> Iterator[Path]:
    limit = (now - timedelta(days=days)).timestamp()
    for path in sorted(folder.glob(pattern)) if folder.is_dir() else ():
        if path.stat().st_mtime < limit:
            yield path


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
