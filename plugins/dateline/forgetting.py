"""`dateline forget URL --why ...`: a story taken down everywhere, with a tombstone that keeps it from coming back.

Not beside a run: it refuses while one is open, and no run begins before it has ended. One that was cut off finds, when
it is taken up, its files without the story.

In this order, each part safe to do again: the tombstones, the archive's records, the files of runs, the tables, a new
snapshot, then what older files may still hold (older snapshots, the warehouse's free blocks). Killed anywhere, the
same command ends what is left to do.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from dateline.alerts.ledger import drop_told
from dateline.archive.erasing import Orphan, erase_spans, find_records
from dateline.archive.reading import read_record_at
from dateline.archive.writing import Exchange, WarcWriter
from dateline.config import Settings
from dateline.errors import StoreError, UsageError
from dateline.feeds.links import clean_url
from dateline.fetch.told import needles_of
from dateline.records import Article, EventChange, from_json, stable_id
from dateline.runs import read_json, read_lines, runs_elsewhere, write_json, write_lines

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything by which a story is known: addresses, articles, and the words that feeds announce it with."""

    urls: frozenset[str]
    article_ids: frozenset[str]
    titles: frozenset[str]
    warc_files: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Moved:
    was_file: str
    was_offset: int
    warc_file: str
    warc_offset: int


def forget(settings: Settings, url: str, why: str, now: datetime, tell: Told, *, anyway: bool = False) -> int:
    """Take the story at `url` down; return how many articles went. `anyway`: though a run of Airflow's is open, which
    is known to have died.

    Raises:
        UsageError: nothing is known of that address.
        LockHeld: a run of the command goes on; the message names it.
        StoreError: a run of Airflow's is not over; the message names it.
        StoreError, ArchiveError: a file cannot be read or written; the command can be given again.
    """
    from dateline.store.warehouse import compact_warehouse, held_lock

    if not (settings.home / "warehouse.duckdb").exists():
        raise StoreError(f"{settings.home}: no warehouse here: no night was held in this home")
    wait_s = settings.store.lock_wait_s
    with (
        held_lock(settings.home / "run.lock", "dateline forget", wait_s),
        held_lock(settings.home / "replay.lock", "dateline forget", wait_s),
        held_lock(settings.home / "release.lock", "dateline forget", wait_s),
        held_lock(settings.home / "forget.lock", "dateline forget", wait_s),
    ):
        _refuse_beside_runs(settings, tell, anyway=anyway)
        with _warehouse(settings) as warehouse:
            story = _find(warehouse, url)
            tombstones = [{"url_hash": stable_id(each), "forgotten_at": now, "why": why} for each in sorted(story.urls)]
            has_stood = bool(warehouse.rows("FROM main.tombstones WHERE url_hash = $id", {"id": stable_id(url)}))
            if not story.article_ids and not story.warc_files and not has_stood:
                raise UsageError(f"{url}: nothing is known of this address: no page, no article")
            warehouse.run_file("tombstones.sql", {"tombstones": tombstones})
        _clean_archive(settings, story, now, tell)
        _clean_runs(settings, story, tell)
        with _warehouse(settings) as warehouse:
            _clean_tables(warehouse, story, now, tell)
            _publish(warehouse, settings, now)
        for path in _older_snapshots(settings.home):
            path.unlink(missing_ok=True)
            tell(f"removed {path.name}: published before the story was taken down")
        compact_warehouse(settings.home, wait_s)
    tell(f"took down {len(story.article_ids)} articles at {len(story.urls)} addresses: {why}")
    return len(story.article_ids)


def _refuse_beside_runs(settings: Settings, tell: Told, *, anyway: bool) -> None:
    for run in runs_elsewhere(settings):
        told = f"run {run.id} (a {run.kind}, begun {run.started_at:%Y-%m-%d %H:%M} UTC) is not over"
        if not anyway:
            raise StoreError(
                f"{told}: a story that it has in hand would come back. Wait for its end; if it died, clear its task "
                "`close` in Airflow, or give --anyway"
            )
        tell(f"{told}: taken to be dead")


def _warehouse(settings: Settings) -> Any:
    from dateline.store.warehouse import open_warehouse

    return open_warehouse(settings.home, settings.root / "sql", "dateline forget", wait_s=settings.store.lock_wait_s)


def _find(warehouse: Warehouse, url: str) -> Story:
    """Return what belongs to the story at `url`: its page, its article, every other page that gave that article, and
    the articles that it superseded or that superseded it."""
    urls, ids, titles, warcs = {url, clean_url(url)} - {""}, set[str](), set[str](), set[str]()
    while True:
        known = len(urls), len(ids)
        bound = {"urls": sorted(urls), "ids": sorted(ids)}
        for table in ("main.articles", "staging.articles"):
            for row in warehouse.rows(
                f"SELECT id, url, page_url, title, feed_title, superseded_by FROM {table} "
                "WHERE id IN (SELECT unnest($ids)) OR superseded_by IN (SELECT unnest($ids)) "
                "OR url IN (SELECT unnest($urls)) OR page_url IN (SELECT unnest($urls))", bound,
            ):  # fmt: skip
                ids |= {row["id"], row["superseded_by"]} - {None}
                urls |= {row["url"], row["page_url"] or row["url"]}
                titles |= {row["title"], row["feed_title"]} - {None, ""}
        for row in warehouse.rows(
            "SELECT url, final_url, article_id, entry_title, warc_file FROM main.pages "
            "WHERE url IN (SELECT unnest($urls)) OR article_id IN (SELECT unnest($ids)) "
            "OR (final_url IN (SELECT unnest($urls)) AND article_id IS NOT NULL)",
            {"urls": sorted(urls), "ids": sorted(ids)},
        ):
            urls |= {row["url"]}
            if row["article_id"] and row["final_url"]:  # without an article it may be a front page, of all dead links
                urls |= {row["final_url"]}
            ids |= {row["article_id"]} - {None}
            titles |= {row["entry_title"]} - {None, ""}
            warcs |= {row["warc_file"] or "-"}
        if (len(urls), len(ids)) == known:
            return Story(frozenset(urls), frozenset(ids), frozenset(titles), frozenset(warcs))


# ----------------------------------------------------------------------------------------------------- archive


def _clean_archive(settings: Settings, story: Story, now: datetime, tell: Told) -> None:
    """Erase the story's records. Bodies that other pages' records had kept in these are moved, and known of, before."""
    archive = settings.home / "archive"
    for name in sorted(story.warc_files):
        if Path(name).is_absolute() and not Path(name).is_relative_to(settings.home):
            tell(f"{name}: not this home's archive: its record is left as it is")
    needles = needles_of(story.urls, story.titles)
    paths = sorted(archive.rglob("*.warc.gz"))
    erasures, orphans = find_records(paths, story.urls, lambda body: any(needle in body for needle in needles))
    moved = _keep_bodies(settings, orphans, now)
    if moved:
        with _warehouse(settings) as warehouse:
            warehouse.run_file("moved.sql", {"moved": [asdict(each) for each in moved]})
    by_path = {each.path: list(each.spans) for each in erasures}
    for orphan in orphans:
        by_path.setdefault(orphan.path, []).append((orphan.head.offset, orphan.head.end))
    for path, spans in by_path.items():
        erase_spans(path, sorted(spans))
        tell(f"took records out of {path.relative_to(settings.home)}")


def _keep_bodies(settings: Settings, orphans: Sequence[Orphan], now: datetime) -> list[_Moved]:
    """Write the answers whose body goes with another's record into a file of their own."""
    if not orphans:
        return []
    folder = settings.home / "archive" / f"{now:%Y/%m/%d}"
    path = folder / f"forget__{now:%Y%m%dT%H%M%S}-fetch-000.warc.gz"
    moved = []
    with WarcWriter(path, contact=settings.fetch.contact) as writer:
        for orphan in orphans:
            page = read_record_at(orphan.path, orphan.head.offset)
            kept = [(name, value) for name, value in page.headers.items() if name != "content-encoding"]
            offset = writer.write_response(Exchange(
                page.final_url, page.status, "OK", kept, page.body, page.fetched_at or now,
                requested_url=page.url if page.url != page.final_url else None, role=page.role or "page",
            ))  # fmt: skip
            was = str(orphan.path.relative_to(settings.home))
            moved.append(_Moved(was, orphan.head.offset, str(path.relative_to(settings.home)), offset))
    return moved


# -------------------------------------------------------------------------------------------------------- runs


def _clean_runs(settings: Settings, story: Story, tell: Told) -> None:
    """Take the story out of the files that steps left, tell runs that are to be taken up of it, and remove messages
    that speak of it, and what processes that were killed left half written."""
    home = settings.home
    for folder in ("runs", "archive", "snapshots", "pages"):
        for path in sorted([*(home / folder).rglob("*.part"), *(home / folder).rglob("*.part.wal")]):
            path.unlink(missing_ok=True)
    hashes = {stable_id(url) for url in story.urls}
    for path in sorted((home / "runs").glob("*/plan/*.json")):
        planned = read_json(path)
        if path.name == "tombstones.json":
            write_json(path, sorted({*planned, *hashes}))
        elif path.name != "index.json":
            for row in planned:
                row["told"] = {id_: one for id_, one in row.get("told", {}).items() if id_ not in hashes}
            write_json(path, planned)
    marks = [json.dumps(mark)[1:-1].encode("ascii") for mark in (*story.urls, *story.article_ids)]
    for path in sorted((home / "runs").rglob("*.jsonl")):
        if _holds(path, marks):
            write_lines(path, [row for each in read_lines(path) if (row := _without(each, story)) is not None])
    said = {*story.urls, *story.titles, *story.article_ids}
    words = [word.encode("utf-8", "replace") for word in said | {str(escape(word)) for word in said}]
    for path in sorted((home / "pages").rglob("*")) if (home / "pages").is_dir() else ():
        if path.is_file() and _holds(path, words):
            path.unlink()
            tell(f"removed {path.relative_to(home)}: it spoke of the story")
    try:
        if n_gone := drop_told(home, {*said, *(json.dumps(word)[1:-1] for word in said)}):
            tell(f"removed {n_gone} alerts that waited to be sent: they spoke of the story")
    except OSError as error:
        raise StoreError(f"{home / 'alerts'}: what waits to be told cannot be rewritten: {error}") from error


def _holds(path: Path, marks: Iterable[bytes]) -> bool:
    content = path.read_bytes()
    return any(mark in content for mark in marks)


def _without(row: dict[str, Any], story: Story) -> dict[str, Any] | None:
    """Return a line of a step's file without the story; None when it is of the story alone."""
    if "entries" in row:
        return row | {"entries": [entry for entry in row["entries"] if entry["url"] not in story.urls]}
    page, article = row.get("page") or row, row.get("article") or {}
    if page.get("url") in story.urls or page.get("final_url") in story.urls:
        return None
    return None if {article.get("id"), row.get("article_id"), page.get("article_id")} & story.article_ids else row


# ------------------------------------------------------------------------------------------------------ tables


def _clean_tables(warehouse: Warehouse, story: Story, now: datetime, tell: Told) -> None:
    """Take the story out of the tables; events that others tell of too lose a source, the others go."""
    ids = {"ids": sorted(story.article_ids)}
    touched = [row["event_id"] for row in warehouse.rows(
        "SELECT DISTINCT event_id FROM main.event_reports WHERE report_id IN "
        "(SELECT id FROM main.reports WHERE article_id IN (SELECT unnest($ids)))", ids)]  # fmt: skip
    left = {row["event_id"] for row in warehouse.rows(
        "SELECT DISTINCT l.event_id FROM main.event_reports AS l JOIN main.reports AS r ON r.id = l.report_id "
        "WHERE l.event_id IN (SELECT unnest($events)) AND r.article_id NOT IN (SELECT unnest($ids))",
        {**ids, "events": touched})}  # fmt: skip
    lost = _with_redirects(warehouse, set(touched) - left)
    groups = [row["duplicate_group"] for row in warehouse.rows(
        "SELECT DISTINCT duplicate_group FROM main.articles WHERE id IN (SELECT unnest($ids)) "
        "AND duplicate_group IS NOT NULL", ids)]  # fmt: skip
    with warehouse.transaction():
        warehouse.run_statements("forget.sql", {
            "forgotten_articles": [{"id": id_} for id_ in sorted(story.article_ids)] or [{"id": ""}],
            "forgotten_pages": [{"url": url} for url in sorted(story.urls)],
            "lost_events": [{"id": id_} for id_ in sorted(lost)] or [{"id": ""}],
        })  # fmt: skip
        _regroup(warehouse, groups)
        _recluster(warehouse, sorted(left), now)
    tell(f"{len(lost)} events went with it, {len(left)} lost a source")


def _with_redirects(warehouse: Warehouse, lost: set[str]) -> set[str]:
    """Return events that go, and those that were merged into them."""
    while True:
        query = "SELECT id FROM main.events WHERE merged_into IN (SELECT unnest($ids))"
        more = {row["id"] for row in warehouse.rows(query, {"ids": sorted(lost)})}
        if more <= lost:
            return lost
        lost = lost | more


def _regroup(warehouse: Warehouse, groups: Collection[str]) -> None:
    """Find anew which of the copies that are left is the original."""
    from dateline.stories.duplicates import group_duplicates

    rows = warehouse.rows(
        "FROM main.articles WHERE duplicate_group IN (SELECT unnest($groups))", {"groups": sorted(groups)}
    )
    if rows:
        found = group_duplicates([from_json(Article, row) for row in rows])
        changed = [
            {"article_id": row.article_id, "duplicate_group": row.duplicate_group, "duplicate_kind": row.duplicate_kind}
            for row in found
        ]
        warehouse.run_statements("duplicates.sql", {"duplicates": changed})


def _recluster(warehouse: Warehouse, event_ids: Sequence[str], now: datetime) -> None:
    """Choose the fields of events anew from the reports that are left, and write what changed into their history."""
    from dateline.neighbours import read_events
    from dateline.store.rows import change_row, event_row, link_row
    from dateline.stories.clusters import cluster_reports

    if not event_ids:
        return
    left = read_events(warehouse, event_ids, now)
    before, versions = left.known.events, left.known.versions
    clustering = cluster_reports(left.inputs, left.known, left.reviews)
    changes = [
        change if change.article_id is None else replace(change, article_id=None) for change in clustering.changes
    ]
    after = {event.id: event for event in clustering.events}
    for event_id, event in before.items():
        n_left = after[event_id].n_articles if event_id in after else 0
        changes.append(EventChange(
            event_id, versions.get(event_id, 1) + 1, "updated", "sources", f"{event.n_articles} articles",
            f"{n_left} articles: one was taken down", None, now,
        ))  # fmt: skip
    warehouse.run_statements("reclustered.sql", {
        "events": [event_row(event) for event in clustering.events],
        "event_reports": [link_row(link) for link in clustering.event_reports],
        "event_history": [change_row(change) for change in changes],
    })  # fmt: skip


# --------------------------------------------------------------------------------------------------- snapshots


def _publish(warehouse: Warehouse, settings: Settings, now: datetime) -> None:
    """Write a snapshot without the story, with what the current one says of itself."""
    from dateline.store.snapshot import build_snapshot, query_snapshot

    current = settings.home / "current.duckdb"
    if not current.exists():
        return
    names, rows = query_snapshot(current, "SELECT * EXCLUDE (schema_version, built_at) FROM meta")
    build_snapshot(warehouse, settings.home, f"forget__{now:%Y%m%dT%H%M%S}", dict(zip(names, rows[0], strict=True)))


def _older_snapshots(home: Path) -> list[Path]:
    from dateline.store.snapshot import list_snapshots

    current = home / "current.duckdb"
    return [path for path in list_snapshots(home) if not (current.exists() and path.samefile(current))]


def forgotten_at() -> datetime:
    """Return the instant that a tombstone carries."""
    return datetime.now(UTC).replace(microsecond=0)
