"""The step that publishes: what was staged, and passed its checks, becomes the snapshot that people open."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import StoreError
from dateline.remembered import warehouse_of
from dateline.runs import Run, read_json, write_json
from dateline.staging import check_night, check_rows, cluster, save_run, staged_mark, verdict_file
from dateline.version import VERSION

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

MAX_AUDITS = 3
"""How often a run checks anew because another one staged rows meanwhile."""


def publish(run: Run, *, forced: bool = False) -> Path:
    """Move what is staged into the published tables, and write the snapshot that people open.

    Nothing goes out that was not checked: where another run has staged something since this run's checks, they are
    done again first. `forced` publishes what checks blocked, and only that.

    Raises:
        NightBlocked: the checks done again forbid it.
        StoreError: the snapshot cannot be written (the old one stays, and running this step again mends it); forced,
            and what is staged is not what this run checked.
    """
    if (run.outcome() or ("", None))[0] == "published":
        run.reopen()
    for _ in range(MAX_AUDITS):
        with run.timed("publish"), warehouse_of(run, "publish") as warehouse:
            if staged_mark(warehouse) == _audited(run, forced=forced):
                return _publish(warehouse, run)
        if forced:
            raise StoreError(
                f"run {run.id}: what is staged is not what it checked: a later run published or changed it"
            )
        logger.warning("another run has staged rows since run %s checked its own: all are checked again", run.id)
        check_rows(run)
        cluster(run)
        check_night(run)
    raise StoreError(f"run {run.id}: other runs keep staging rows, what it checked cannot be published")


def _audited(run: Run, *, forced: bool) -> str | None:
    """Return the mark of what passed this run's checks (forced: of what they saw), None when nothing did."""
    path = run.path("check_rows", "staged", "json") if forced else verdict_file(run)
    if not path.exists():
        return None
    return str(read_json(path) if forced else read_json(path)["staged"])


def _publish(warehouse: Warehouse, run: Run) -> Path:
    from dateline.store.snapshot import build_snapshot, prune_snapshots

    settings, wire = run.settings, run.wire()
    warehouse.run_file("publish.sql")
    write_json(verdict_file(run), {"verdict": "published", "staged": staged_mark(warehouse)})
    save_run(warehouse, run, "published")
    meta = {
        "dateline_version": VERSION, "parser": _parser(warehouse), "run_id": run.id,
        "data_through": run.logical_at, "wire": wire.path.name, "is_sample": wire.sample,
    }  # fmt: skip
    path = build_snapshot(warehouse, settings.home, run.name, meta)
    prune_snapshots(settings.home, settings.keep.snapshots)
    run.end("published")
    return path


def _parser(warehouse: Warehouse) -> str | None:
    rows = warehouse.rows("SELECT parser FROM main.reports GROUP BY parser ORDER BY count(*) DESC, parser LIMIT 1")
    return rows[0]["parser"] if rows else None
