"""The step that publishes: what was staged, and passed its checks, becomes the snapshot that people open."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.auditing import check_rows
from dateline.config import Settings
from dateline.errors import DatelineError, StoreError, UsageError
from dateline.remembered import warehouse_of
from dateline.runs import Run, clean_run_id, open_run, read_json, write_json
from dateline.staging import check_night, cluster, save_run, staged_mark, verdict_file
from dateline.version import VERSION

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

MAX_AUDITS = 3
"""How often a run checks anew because another one staged rows meanwhile."""


@dataclass(frozen=True, slots=True)
class Force:
    """Who publishes a blocked night all the same, why, and when: kept in the run's row."""

    by: str
    why: str
    at: datetime


def publish(run: Run) -> Path:
    """Move what is staged into the published tables, and write the snapshot that people open.

    Nothing goes out that was not checked: where another run has staged something since this run's checks, they are
    done again first.

    Raises:
        NightBlocked: the checks done again forbid it.
        StoreError: the snapshot cannot be written (the old one stays, and running this step again mends it).
    """
    for _ in range(MAX_AUDITS):
        path = publish_checked(run)
        if path is not None:
            return path
        logger.warning("another run has staged rows since run %s checked its own: all are checked again", run.id)
        check_rows(run)
        cluster(run)
        check_night(run)
    raise StoreError(f"run {run.id}: other runs keep staging rows, what it checked cannot be published")


def publish_checked(run: Run) -> Path | None:
    """Publish as `publish` does when what is staged is what passed this run's checks; else do nothing, return None."""
    if (run.outcome() or ("", None))[0] == "published":
        run.reopen()
    with run.timed("publish"), warehouse_of(run, "publish") as warehouse:
        return _publish(warehouse, run) if staged_mark(warehouse) == _audited(run, forced=False) else None


def publish_by_force(settings: Settings, run_id: str, force: Force) -> Run:
    """Publish what a night's checks blocked, as they saw it, and keep who did so and why. Returns the run.

    Raises:
        UsageError: no such run, it is not over, it is not blocked, or nothing of it waits any more.
        StoreError: what is staged is not what this run checked; or the snapshot cannot be written.
    """
    run = _blocked_run(settings, run_id)
    with run.timed("publish"), warehouse_of(run, "publish by force") as warehouse:
        # the second is there when an earlier try moved the rows, and could not write the snapshot
        if staged_mark(warehouse) not in (_audited(run, forced=True), _audited(run, forced=False)):
            raise _cannot_force(warehouse, run)
        _publish(warehouse, run, force)
    write_json(run.path("publish", "forced", "json"), {"reason": force.why})  # `tell` says so
    return run


def _blocked_run(settings: Settings, run_id: str) -> Run:
    folder = settings.home / "runs" / clean_run_id(run_id)
    if not (folder / "run.json").exists():
        raise UsageError(f"no run {run_id} in {settings.home / 'runs'}; blocked: {_blocked_runs(settings)}")
    run = open_run(folder, settings)
    ended = run.outcome()
    if ended is None:
        raise UsageError(f"run {run.id} is not over: wait for it, or take it up again with `dateline run`")
    if ended[0] != "blocked":
        raise UsageError(f"run {run.id} is not blocked: it ended {ended[0]}; blocked: {_blocked_runs(settings)}")
    return run


def _blocked_runs(settings: Settings) -> str:
    runs = [open_run(path.parent, settings) for path in (settings.home / "runs").glob("*/run.json")]
    blocked = [run for run in runs if (run.outcome() or ("", None))[0] == "blocked"]
    return ", ".join(run.id for run in sorted(blocked, key=lambda run: run.started_at)) or "none"


def _cannot_force(warehouse: Warehouse, run: Run) -> DatelineError:
    """Return why a blocked run can be forced no more."""
    if not warehouse.rows("SELECT id FROM staging.articles LIMIT 1"):
        return UsageError(f"nothing of run {run.id} waits any more: a later run published what it had staged")
    later = warehouse.rows(
        "SELECT id FROM main.runs WHERE status = 'blocked' AND ended_at > (SELECT max(ended_at) FROM main.runs "
        "WHERE id = $id) ORDER BY ended_at DESC LIMIT 1", {"id": run.id},
    )  # fmt: skip
    which = f"run {later[0]['id']} has checked all of it" if later else "hold the next night, it checks all of it"
    return StoreError(f"run {run.id}: what is staged is not what it checked, more came since or was decided: {which}")


def _audited(run: Run, *, forced: bool) -> str | None:
    """Return the mark of what passed this run's checks (forced: of what they saw), None when nothing did."""
    path = run.path("check_rows", "staged", "json") if forced else verdict_file(run)
    if not path.exists():
        return None
    return str(read_json(path) if forced else read_json(path)["staged"])


def _publish(warehouse: Warehouse, run: Run, force: Force | None = None) -> Path:
    from dateline.store.snapshot import build_snapshot, prune_snapshots

    settings, wire = run.settings, run.wire()
    warehouse.run_file("publish.sql")
    write_json(verdict_file(run), {"verdict": "published", "staged": staged_mark(warehouse)})
    save_run(warehouse, run, "published", force)
    meta = {
        "dateline_version": VERSION, "parser": _parser(warehouse), "run_id": run.id,
        "data_through": _data_through(warehouse, run), "wire": wire.path.name, "is_sample": wire.sample,
    }  # fmt: skip
    path = build_snapshot(warehouse, settings.home, run.name, meta)
    prune_snapshots(settings.home, settings.keep.snapshots)
    run.end("published")
    return path


def _data_through(warehouse: Warehouse, run: Run) -> datetime:
    """Return the newest published night's instant: a replay or a release brings no news."""
    rows = warehouse.rows("SELECT max(logical_at) AS at FROM main.runs WHERE kind = 'night' AND status = 'published'")
    return rows[0]["at"] or run.logical_at


def _parser(warehouse: Warehouse) -> str | None:
    rows = warehouse.rows("SELECT parser FROM main.reports GROUP BY parser ORDER BY count(*) DESC, parser LIMIT 1")
    return rows[0]["parser"] if rows else None
