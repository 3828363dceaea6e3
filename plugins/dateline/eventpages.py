"""The page of events on disk: written by `tell` after a night that was published, and by `dateline report`.

There is one for each night's day, and only the snapshot that people open is ever shown: taking one back, or a story
down, writes the page of what is open now.
"""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

from dateline.config import Settings
from dateline.errors import UsageError
from dateline.runs import Run

logger = logging.getLogger(__name__)


def write_events_page(run: Run) -> Path | None:
    """Write the page of the snapshot that `run` published; return where it is, None when the run published nothing.

    Never raises, as with a night's page: what went wrong is logged, the night stays published.
    """
    if (run.outcome() or ("", None))[0] != "published":
        return None
    return refresh_events_page(run.settings)


def refresh_events_page(settings: Settings) -> Path | None:
    """Write the page of the snapshot that is open to people now; None when it could not be written, which is logged."""
    try:
        return report_events(settings)
    except Exception as error:  # noqa: BLE001 -- a page is for looking only
        logger.warning("the page of events could not be written: %s: %s", type(error).__name__, error)
        return None


def report_events(
    settings: Settings, out: Path | None = None, first: date | None = None, last: date | None = None, *,
    is_all: bool = False,
) -> Path:  # fmt: skip
    """Write the page of the current snapshot: to `out`, else as `pages/<date>/events.html` of its last night's day.

    Without days it shows the last ones, as many as settings say.

    Raises:
        UsageError: the days are in the wrong order, or given with `is_all`.
        StoreError: nothing was published yet, or the page cannot be written.
    """
    from dateline.pages.events import Span, events_page, read_events
    from dateline.pages.rendering import write_page

    if is_all and (first or last):
        raise UsageError("--all shows all days: give it without --first and --last")
    if first and last and first > last:
        raise UsageError(f"--first {first} is after --last {last}")
    span = Span(first, last, None if is_all else settings.pages.days)
    facts = read_events(settings.home / "current.duckdb", settings.root / "sql", span)
    path = out or settings.home / "pages" / f"{facts.night_at:%Y-%m-%d}" / "events.html"
    beside = {found.name for found in path.parent.glob("night.html")} if out is None else set()
    write_page(path, events_page(facts, beside))
    logger.info("wrote page=%s events=%d reports=%d", path, len(facts.events), len(facts.reports))
    return path
