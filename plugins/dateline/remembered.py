"""What the warehouse remembers of feeds, pages and tombstones: what is decided by it is what to ask for and to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dateline.records import FeedState, Page, as_json, stable_id
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


TOLD_STORIES = """
SELECT split_part(url, '#', 1) AS home, url, etag, entry_updated_at FROM main.pages
WHERE contains(url, '#') AND etag IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY home ORDER BY fetched_at DESC, url) <= $most
ORDER BY url
"""


def known_feeds(
    run: Run, most: int
) -> tuple[dict[str, FeedState], dict[str, dict[str, tuple[str, str | None]]], list[str]]:
    """Return what is remembered of each feed, by URL; of each provider's newest `most` stories the etag and the instant
    of its last version, by the provider's home and the hash of the story's key; and the hashes of what was taken down.
    """
    from dateline.store.rows import state_of

    told: dict[str, dict[str, tuple[str, str | None]]] = defaultdict(dict)
    with warehouse_of(run, "plan") as warehouse:
        states = {row["url"]: state_of(row) for row in warehouse.rows("FROM main.feeds")}
        for row in warehouse.rows(TOLD_STORIES, {"most": most}):
            told[row["home"]][stable_id(row["url"])] = row["etag"], as_json(row["entry_updated_at"])
        down = [row["url_hash"] for row in warehouse.rows("SELECT url_hash FROM main.tombstones ORDER BY url_hash")]
    return states, dict(told), down


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
