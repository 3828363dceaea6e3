"""What the warehouse remembers of feeds, pages and tombstones: what is decided by it is what to ask for and to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dateline.records import FeedState, Page, stable_id
from dateline.runs import Run

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse


@contextmanager
def warehouse_of(run: Run, purpose: str) -> Iterator[Warehouse]:
    """Open the run's warehouse for `purpose`, a word for whoever waits for the lock."""
    from dateline.store.warehouse import open_warehouse

    settings = run.settings
    told = f"dateline {purpose}, run {run.id}"
    with open_warehouse(settings.home, settings.root / "sql", told, wait_s=settings.store.lock_wait_s) as warehouse:
        yield warehouse


def known_feeds(run: Run) -> dict[str, FeedState]:
    """Return what is remembered of each feed, by URL."""
    from dateline.store.rows import state_of

    with warehouse_of(run, "plan") as warehouse:
        return {row["url"]: state_of(row) for row in warehouse.rows("FROM main.feeds")}


def known_pages(run: Run, urls: Sequence[str]) -> tuple[dict[str, Page], list[Page]]:
    """Return the pages known among `urls`, and the pages that failed and are worth another try."""
    from dateline.store.rows import page_of

    with warehouse_of(run, "select") as warehouse:
        known = warehouse.rows("SELECT * FROM main.pages WHERE url IN (SELECT unnest($urls))", {"urls": list(urls)})
        unfinished = warehouse.rows("SELECT * FROM main.pages WHERE NOT is_final")
    return {row["url"]: page_of(row) for row in known}, [page_of(row) for row in unfinished]


def pages_among(run: Run, urls: Sequence[str]) -> dict[str, Page]:
    """Return the pages known among `urls`."""
    from dateline.store.rows import page_of

    with warehouse_of(run, "list") as warehouse:
        known = warehouse.rows("SELECT * FROM main.pages WHERE url IN (SELECT unnest($urls))", {"urls": list(urls)})
    return {row["url"]: page_of(row) for row in known}


def forgotten_among(run: Run, urls: Sequence[str]) -> set[str]:
    """Return those of `urls` that were taken down (`dateline forget`): they are not to be fetched or read again."""
    hashes = {stable_id(url): url for url in urls}
    with warehouse_of(run, "select") as warehouse:
        return {hashes[id_] for id_ in tombstones_among(warehouse, list(hashes))}


def tombstones_among(warehouse: Warehouse, hashes: Sequence[str]) -> set[str]:
    """Return those of `hashes`, of addresses, that have a tombstone."""
    query = "SELECT url_hash FROM main.tombstones WHERE url_hash IN (SELECT unnest($hashes))"
    return {row["url_hash"] for row in warehouse.rows(query, {"hashes": list(hashes)})}
