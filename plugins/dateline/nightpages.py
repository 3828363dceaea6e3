"""The page of a night on disk: written by `tell`, whatever became of the night, and by `dateline report night`."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.config import Settings
from dateline.errors import StoreError, UsageError
from dateline.remembered import warehouse_of
from dateline.runs import Run, clean_run_id, is_sample_home, open_run

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)


def write_night_page(run: Run) -> Path | None:
    """Write the page of the night that `run` held; return where it is. Never raises: a page is for looking only, and a
    night that is published stays so. What went wrong is logged.
    """
    try:
        with warehouse_of(run, "page") as warehouse:
            return _write(warehouse, run.settings, run.id, run)
    except Exception as error:  # noqa: BLE001 -- see above
        logger.warning("the page of run %s could not be written: %s: %s", run.id, type(error).__name__, error)
        return None


def report_night(settings: Settings, which: str | None) -> Path:
    """Write the page of a night anew: of the run, or the day's last night, that `which` names; None: of the last night.

    Raises:
        UsageError: there is no such night.
        StoreError: the warehouse cannot be read, or the page not written.
    """
    from dateline.store.warehouse import open_warehouse

    if not (settings.home / "warehouse.duckdb").exists():
        raise StoreError(f"{settings.home}: no night was held here yet")
    wait_s = settings.store.lock_wait_s
    with open_warehouse(settings.home, settings.root / "sql", "dateline report night", wait_s=wait_s) as warehouse:
        run_id = _run_id(warehouse, which)
        return _write(warehouse, settings, run_id, _run_folder(settings, run_id))


def _run_id(warehouse: Warehouse, which: str | None) -> str:
    runs = warehouse.rows("SELECT id, kind, logical_at FROM main.runs ORDER BY logical_at DESC, started_at DESC")
    nights = [run for run in runs if run["kind"] == "night"]
    if which is None:
        found = nights or runs
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", which):
        found = [run for run in [*nights, *runs] if f"{run['logical_at']:%Y-%m-%d}" == which]
    else:
        found = [run for run in runs if which in (run["id"], clean_run_id(run["id"]))]
    if not found:
        raise UsageError(f"no night {which}" if which else "no night was held here yet")
    return str(found[0]["id"])


def _run_folder(settings: Settings, run_id: str) -> Run | None:
    try:
        return open_run(settings.home / "runs" / clean_run_id(run_id), settings)
    except StoreError:
        return None  # it went with the time: what the warehouse knows is enough


def _write(warehouse: Warehouse, settings: Settings, run_id: str, run: Run | None) -> Path:
    from dateline.pages.night import night_page, read_night
    from dateline.pages.rendering import write_page

    ended = run.outcome() if run else None
    night = read_night(
        warehouse, run_id, settings.root, is_sample=is_sample_home(settings.home), reason=ended[1] if ended else None,
        step_seconds=run.step_seconds() if run else None,
    )  # fmt: skip
    if night is None:
        raise StoreError(f"run {run_id}: the warehouse does not know it")
    pages = settings.home / "pages"
    folder = pages / f"{night.run['logical_at']:%Y-%m-%d}"
    path = folder / _file_name(folder, night.run, night.same_day)
    linked = frozenset(found.parent.name for found in pages.glob("????-??-??/night.html"))
    write_page(path, night_page(night, linked, has_events=(folder / "events.html").is_file()))
    logger.info("wrote page=%s", path)
    return path


def _file_name(folder: Path, run: dict[str, Any], same_day: Sequence[dict[str, Any]]) -> str:
    """Return `night.html` for the last night of a day. An earlier one's page is kept beside it under its run's name."""
    nights = [other for other in same_day if other["kind"] == "night"]
    own = f"{run['kind']}-{clean_run_id(run['id'])}.html"
    if run["kind"] != "night" or any(other["is_later"] for other in nights):
        return own
    if nights:
        before = folder / f"night-{clean_run_id(nights[-1]['id'])}.html"
        if (folder / "night.html").exists() and not before.exists():
            (folder / "night.html").replace(before)
    return "night.html"
