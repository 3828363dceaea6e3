"""`current.duckdb`, the published snapshot that people open, and the older ones kept for `dateline rollback`.

A snapshot is the migrations applied to an empty file, the published tables copied into it, the views and macros for
people on top. It is written beside, closed, reopened and counted, and only then renamed over the old one: a reader
that has the old file open keeps reading it. On a full disk DuckDB can close without an error and leave a file without
tables; counting after reopening is what notices.
"""

from __future__ import annotations

import filecmp
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dateline.errors import StoreError
from dateline.store.dressing import dress_snapshot
from dateline.store.warehouse import Warehouse, migrate

logger = logging.getLogger(__name__)

PUBLISHED_TABLES = (
    "feeds", "pages", "articles", "article_versions", "reports", "report_actors", "report_casualties", "report_places",
    "report_weapons", "events", "event_reports", "event_history", "event_reviews", "event_review_reports", "runs",
    "check_results", "quarantine", "quarantine_history", "tombstones", "article_words",
)  # fmt: skip

_SORTED = {"article_words": "word, article_id"}
"""Tables that the snapshot holds in an order of its own: what is asked for by word is found without reading all."""

CONTENT_TABLES = {
    "feeds": "url, name, publisher, country, language, agency",
    "pages": "url, feed_url, host, outcome, http_status, article_id",
    "articles": "* EXCLUDE (fetched_at)",
    "article_versions": "* EXCLUDE (fetched_at)",
    "reports": "* EXCLUDE (run_id)",
    "report_actors": "*",
    "report_casualties": "*",
    "report_places": "*",
    "report_weapons": "*",
    "events": "* EXCLUDE (first_seen_at, last_seen_at)",
    "event_reports": "*",
    "event_history": '* EXCLUDE ("at")',
    "event_reviews": '* EXCLUDE ("at", undone_at)',
    "event_review_reports": "*",
    "tombstones": "url_hash, why",
    "quarantine": "report_id, check_name, value, status, decided_by, reason",
}
"""What `digest` reads: content, without run ids and the instants of bookkeeping."""


def build_snapshot(warehouse: Warehouse, home: Path, name: str, meta: Mapping[str, Any]) -> Path:
    """Write the published tables of an open warehouse as `snapshots/<name>.duckdb` and make it `current.duckdb`.

    Raises:
        StoreError: a folder cannot be written, the disk is full, the file does not hold what was put into it, or
            somebody has the current snapshot open for writing. The old snapshot is untouched then.
    """
    folder = home / "snapshots"
    path, part = folder / f"{name}.duckdb", folder / f"{name}.duckdb.part"
    _refuse_wal(home / "current.duckdb")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove(part, Path(f"{part}.wal"))
        part.touch()
        part.unlink()
    except OSError as error:
        raise StoreError(f"{folder}: the snapshot cannot be written: {error.strerror}") from error
    try:
        counts = _copy(warehouse, part, meta)
        _verify(part, counts)
        part.replace(path)
        _make_current(path, home)
    except (duckdb.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error).split("\n", 1)[0]
        raise StoreError(f"{part}: the snapshot cannot be written: {reason}") from error
    finally:
        _remove(part, Path(f"{part}.wal"))
    logger.info("published snapshot=%s events=%d", path.name, counts["events"])
    return path


def republish(warehouse: Warehouse, home: Path, name: str, keep: int) -> Path | None:
    """Write a snapshot of what the warehouse holds now, saying of itself what the current one says.

    For a change between nights. None when nothing was published yet, or when the current one is there by a rollback: to
    publish the warehouse would bring back what somebody took away. Raises StoreError as `build_snapshot`.
    """
    current = home / "current.duckdb"
    if not current.exists() or is_rolled_back(home):
        return None
    names, rows = query_snapshot(current, "SELECT * EXCLUDE (schema_version, built_at) FROM meta")
    path = build_snapshot(warehouse, home, name, dict(zip(names, rows[0], strict=True)))
    prune_snapshots(home, keep)
    return path


def _copy(warehouse: Warehouse, part: Path, meta: Mapping[str, Any]) -> dict[str, int]:
    """Fill the new file from the warehouse; return the rows that each table must hold."""
    snapshot = duckdb.connect(str(part))
    try:
        snapshot.execute("SET TimeZone = 'UTC'")
        migrate(snapshot, warehouse.sql_folder / "migrations", part)
    finally:
        snapshot.close()
    connection, counts = warehouse.connection, {}
    quoted = str(part).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS snapshot")
    try:
        connection.execute("BEGIN TRANSACTION")
        for table in PUBLISHED_TABLES:
            order = f" ORDER BY {_SORTED[table]}" if table in _SORTED else ""
            connection.execute(f"INSERT INTO snapshot.main.{table} BY NAME SELECT * FROM main.{table}{order}")
            counts[table] = int((connection.execute(f"SELECT count(*) FROM main.{table}").fetchone() or [0])[0])
        connection.execute("COMMIT")
    finally:
        connection.execute("DETACH snapshot")
    snapshot = duckdb.connect(str(part))
    try:
        snapshot.execute("SET TimeZone = 'UTC'")
        snapshot.execute("DROP SCHEMA staging CASCADE")
        _write_meta(snapshot, meta)
        dress_snapshot(snapshot, warehouse.sql_folder)
        snapshot.execute("CHECKPOINT")
    finally:
        snapshot.close()
    return counts


def _write_meta(snapshot: duckdb.DuckDBPyConnection, meta: Mapping[str, Any]) -> None:
    version = snapshot.execute("SELECT max(version) FROM schema_migration").fetchone()
    row = dict(meta) | {"schema_version": version[0] if version else 0, "built_at": datetime.now(UTC)}
    names = ", ".join(row)
    snapshot.execute(f"INSERT INTO meta ({names}) VALUES ({', '.join('$' + name for name in row)})", row)


def _verify(part: Path, counts: Mapping[str, int]) -> None:
    if Path(f"{part}.wal").exists():
        raise StoreError(f"{part}: not closed whole: a .wal was left (is the disk full?)")
    with open_snapshot(part) as connection:
        for table, expected in counts.items():
            try:
                found = int((connection.execute(f"SELECT count(*) FROM {table}").fetchone() or [0])[0])
            except duckdb.Error as error:
                raise StoreError(f"{part}: table {table} is missing after writing (is the disk full?)") from error
            if found != expected:
                raise StoreError(f"{part}: table {table} has {found} rows after writing, not {expected}")


def _make_current(path: Path, home: Path) -> None:
    """Rename a link to `path` over `current.duckdb`."""
    current, beside = home / "current.duckdb", home / "current.duckdb.part"
    _remove(beside)
    try:
        os.link(path, beside)
    except OSError as error:
        raise StoreError(f"{current}: cannot be replaced: {error.strerror}") from error
    _refuse_wal(current)
    beside.replace(current)


def _refuse_wal(current: Path) -> None:
    if Path(f"{current}.wal").exists():
        raise StoreError(f"{current}: somebody has opened the snapshot for writing; close that, then publish again")


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def list_snapshots(home: Path) -> list[Path]:
    """Return the snapshots kept, newest first."""
    return sorted(
        (home / "snapshots").glob("*.duckdb"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True
    )


def prune_snapshots(home: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` snapshots (never the current one); return what went."""
    current = home / "current.duckdb"
    gone = [path for path in list_snapshots(home)[max(keep, 1) :] if not (current.exists() and path.samefile(current))]
    _remove(*gone)
    return gone


def rollback(home: Path) -> Path:
    """Publish the snapshot before the current one again; return it.

    Raises StoreError when there is none, or it is damaged: then the current one stays.
    """
    current, kept = home / "current.duckdb", list_snapshots(home)
    if not current.exists():
        raise StoreError(f"{current}: nothing was published yet")
    at = _place_of(current, kept)
    at = -1 if at is None else at
    if at + 1 >= len(kept):
        raise StoreError(f"{home / 'snapshots'}: no older snapshot is kept")
    with open_snapshot(kept[at + 1]):  # is it one?
        pass
    _refuse_wal(current)
    _make_current(kept[at + 1], home)
    return kept[at + 1]


def discard_unpublished(home: Path, name: str) -> None:
    """Remove the snapshot of that name where it is not the current one: its run died before it could make it that.

    As the newest of the kept it would make the current one look rolled back. Raises StoreError.
    """
    path, current = home / "snapshots" / f"{name}.duckdb", home / "current.duckdb"
    if not path.exists() or (current.exists() and path.samefile(current)):
        return
    try:
        path.unlink()
    except OSError as error:
        raise StoreError(f"{path}: cannot be removed: {error.strerror}") from error


def is_rolled_back(home: Path) -> bool:
    """True when the current snapshot is one of the kept and not the newest: until the next night publishes."""
    current = home / "current.duckdb"
    return current.exists() and _place_of(current, list_snapshots(home)) not in (None, 0)


def _place_of(current: Path, kept: Sequence[Path]) -> int | None:
    """Return which of the kept snapshots is the current one; None when it is none of them.

    It is a link to one. In a home that was restored from a copy it may be a file of its own: then the same bytes count.
    """
    for is_same in (Path.samefile, _same_bytes):
        for index, path in enumerate(kept):
            if is_same(path, current):
                return index
    return None


def _same_bytes(one: Path, other: Path) -> bool:
    return filecmp.cmp(one, other, shallow=False)


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot read-only.

    Raises StoreError when it is missing or no DuckDB file.
    """
    if not path.exists():
        raise StoreError(f"{path}: nothing was published yet")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise StoreError(f"{path}: cannot be opened: {str(error).split(chr(10), 1)[0]}") from error
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def query_snapshot(path: Path, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return column names and rows of one query over a snapshot.

    Raises StoreError with DuckDB's own words when the query is wrong.
    """
    with open_snapshot(path) as connection:
        try:
            cursor = connection.execute(query)
            return [column[0] for column in cursor.description or []], cursor.fetchall()
        except duckdb.Error as error:
            raise StoreError(str(error).strip()) from error


def held_at(path: Path) -> datetime:
    """Return when the last night of a snapshot was published: what is published anew in between (a story taken down, a
    replay) makes it no younger. Where no night was held: when it was built. Raises StoreError.
    """
    query = (
        "SELECT coalesce(max(ended_at) FILTER (kind = 'night' AND status = 'published'), "
        "(SELECT max(built_at) FROM meta)) FROM runs"
    )
    at = query_snapshot(path, query)[1][0][0]
    if not isinstance(at, datetime):
        raise StoreError(f"{path}: does not say when it was built")
    return at


def age_warning(path: Path, stale_after_hours: float, now: datetime | None = None) -> str | None:
    """Return one line for whoever reads a snapshot that is too old; None when it is fresh, or cannot be read at all."""
    try:
        at = held_at(path)
    except StoreError:
        return None
    hours = ((now or datetime.now(UTC)) - at).total_seconds() / 3600
    if hours <= stale_after_hours:
        return None
    ago = f"{at:%Y-%m-%d %H:%M} UTC, {told_hours(hours)} ago"
    return f"{path}: its last night was published {ago}: nights may have stopped (see `dateline doctor`)"


def told_hours(hours: float) -> str:
    """Return a span for people.

    >>> told_hours(30.2), told_hours(100)
    ('30 hours', '4 days')
    """
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"


def digest(path: Path) -> str:
    """Return a hash of a snapshot's content: equal digests mean that nothing changed for a reader."""
    total = hashlib.sha256()
    with open_snapshot(path) as connection:
        for table, columns in CONTENT_TABLES.items():
            cursor = connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL")
            total.update(f"{table}\n".encode())
            while rows := cursor.fetchmany(1000):
                for row in rows:
                    total.update(repr(row).encode("utf-8", "surrogatepass") + b"\n")
    return total.hexdigest()[:32]
