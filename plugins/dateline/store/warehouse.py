"""`warehouse.duckdb`, the pipeline's own file: one lock, one writer, migrations applied before anything else.

DuckDB lets one process write, and then no other process read. So every opening happens under an advisory lock on
`warehouse.lock`, in which the holder writes its name; who waits too long is told who that is.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dateline.errors import LockHeld, MigrationError, StoreError

logger = logging.getLogger(__name__)

ROOM_BYTES = 50_000_000
"""So much must be free on the disk before anything is written to the warehouse."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@contextmanager
def held_lock(path: Path, purpose: str, wait_s: float) -> Iterator[None]:
    """Hold the lock of a file for the block, with the holder's name in it; it goes with the process, however that ends.

    Raises:
        LockHeld: another process kept it for longer than `wait_s` seconds; the message names that process.
        StoreError: the lock file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: cannot be made: {error.strerror}") from error
    try:
        _take(descriptor, path, wait_s)
        os.ftruncate(descriptor, 0)
        holder = f"process {os.getpid()} ({purpose}), since {datetime.now(UTC):%H:%M:%S} UTC"
        with suppress(OSError):  # the disk is full: the lock is held all the same, and what needs no room can be done
            os.pwrite(descriptor, holder.encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, wait_s: float) -> None:
    give_up_at = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= give_up_at:
                holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip() or "another process"
                raise LockHeld(f"{path}: held by {holder}; waited {wait_s:g} s for it") from None
            time.sleep(0.05)


class Warehouse:
    """An open warehouse. Make it with `open_warehouse`; its end closes it and gives the lock back."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, sql_folder: Path) -> None:
        self.connection, self.path, self.sql_folder = connection, path, sql_folder

    def rows(
        self, query: str, parameters: Mapping[str, object] | Sequence[object] | None = None
    ) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts by column name."""
        try:
            cursor = self.connection.execute(query, parameters) if parameters else self.connection.execute(query)
            names = [column[0] for column in cursor.description or []]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise StoreError(f"{self.path}: {_first_line(error)}") from error

    def query_file(self, name: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """Return the rows of the last statement of a file under `sql/`, its `$names` bound from `parameters`."""
        text = (self.sql_folder / name).read_text(encoding="utf-8")
        wanted = {key: value for key, value in (parameters or {}).items() if re.search(rf"\${key}\b", text)}
        return self.rows(text, wanted)

    def run_file(self, name: str, incoming: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> None:
        """Run a file under `sql/load/` in one transaction; `incoming` rows are seen there as `incoming_<table>`.

        Raises StoreError, naming the file, when a statement fails; then nothing of it happened.
        """
        with self.transaction():
            self.run_statements(name, incoming)

    def run_statements(self, name: str, incoming: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> None:
        """Run a file under `sql/load/` as `run_file` does, within the transaction that is open."""
        for table, records in (incoming or {}).items():
            self.connection.register(f"incoming_{table}", self.arrow(table, records))
        try:
            self.connection.execute((self.sql_folder / "load" / name).read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise StoreError(f"{self.path}: sql/load/{name}: {_first_line(error)}") from error
        finally:
            for table in incoming or {}:
                self.connection.unregister(f"incoming_{table}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in one transaction: all of it or nothing. Raises StoreError where there is no room for one."""
        self._refuse_full()
        self.connection.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _refuse_full(self) -> None:
        """DuckDB ends the process when a COMMIT finds the disk full: what is begun then has room to end."""
        free = shutil.disk_usage(self.path.parent).free
        if free < ROOM_BYTES:
            told = f"{free / 1e6:.0f} MB are free, {ROOM_BYTES / 1e6:.0f} are wanted"
            raise StoreError(f"{self.path}: cannot be written: the disk is full: {told}")

    def arrow(self, table: str, records: Sequence[Mapping[str, Any]]) -> pa.Table:
        """Return dicts as an Arrow table: with the columns and types of the table of that name, or their own."""
        records = [_storable(record) for record in records]
        known = self.connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = $1", [table]
        )
        if known.fetchone() is None:
            return pa.Table.from_pylist(records)
        schema = self.connection.execute(f"SELECT * FROM main.{table} LIMIT 0").to_arrow_table().schema
        try:
            return pa.Table.from_pylist(records, schema=schema)
        except (pa.ArrowException, OverflowError) as error:
            raise StoreError(f"{self.path}: a row for {table} does not fit its columns: {error}") from error


@contextmanager
def open_warehouse(home: Path, sql_folder: Path, purpose: str, *, wait_s: float = 120.0) -> Iterator[Warehouse]:
    """Open `home/warehouse.duckdb` for writing, brought up to the newest migration, under the lock.

    Raises:
        LockHeld: see `held_lock`.
        MigrationError: the file is of a newer version, or a migration was edited after it ran.
        StoreError: the file cannot be opened or is no warehouse.
    """
    path = home / "warehouse.duckdb"
    with held_lock(home / "warehouse.lock", purpose, wait_s):
        try:
            connection = duckdb.connect(str(path))
        except duckdb.Error as error:
            raise StoreError(f"{path}: cannot be opened: {_first_line(error)}") from error
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET preserve_insertion_order = true")
            migrate(connection, sql_folder / "migrations", path)
            yield Warehouse(connection, path, sql_folder)
        except duckdb.Error as error:
            raise StoreError(f"{path}: {_first_line(error)}") from error
        finally:
            connection.close()


def query_warehouse(home: Path, query: str, *, wait_s: float) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return column names and rows of one query over the warehouse, read-only: what is staged is seen there alone.

    Raises:
        LockHeld: see `held_lock`.
        StoreError: there is no warehouse, or the query is wrong (with DuckDB's own words).
    """
    path = home / "warehouse.duckdb"
    if not path.exists():
        raise StoreError(f"{path}: no night was held in this home")
    with held_lock(home / "warehouse.lock", "dateline sql", wait_s):
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise StoreError(f"{path}: cannot be opened: {_first_line(error)}") from error
        try:
            connection.execute("SET TimeZone = 'UTC'")
            cursor = connection.execute(query)
            return [column[0] for column in cursor.description or []], cursor.fetchall()
        except duckdb.Error as error:
            raise StoreError(str(error).strip()) from error
        finally:
            connection.close()


def compact_warehouse(home: Path, wait_s: float) -> None:
    """Write the warehouse anew and put that in its place: what was deleted does not linger in its free blocks.

    Raises LockHeld, or StoreError when it cannot be written; the old file is untouched then.
    """
    path, part = home / "warehouse.duckdb", home / "warehouse.duckdb.part"
    with held_lock(home / "warehouse.lock", "compact", wait_s):
        try:
            for left in (part, Path(f"{part}.wal")):
                left.unlink(missing_ok=True)
            connection = duckdb.connect(str(path))
            try:
                quoted = str(part).replace("'", "''")
                connection.execute(f"ATTACH '{quoted}' AS compacted")
                connection.execute("COPY FROM DATABASE warehouse TO compacted")
                _compare(connection, part)
                connection.execute("DETACH compacted")
            finally:
                connection.close()
            if Path(f"{part}.wal").exists():
                raise StoreError(f"{part}: not closed whole: a .wal was left (is the disk full?)")
            part.replace(path)
        except (duckdb.Error, OSError) as error:
            raise StoreError(f"{part}: cannot be written: {_first_line(error)}") from error
        finally:
            for left in (part, Path(f"{part}.wal")):
                left.unlink(missing_ok=True)


def _compare(connection: duckdb.DuckDBPyConnection, part: Path) -> None:
    tables = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'warehouse'"
    ).fetchall()
    for schema, table in tables:
        counts = [
            connection.execute(f'SELECT count(*) FROM {base}.{schema}."{table}"').fetchone()
            for base in ("warehouse", "compacted")
        ]
        if counts[0] != counts[1]:
            raise StoreError(f"{part}: table {table} has {counts[1]} rows after writing, not {counts[0]}")


# ------------------------------------------------------------------------------------------------ migrations


def migrate(connection: duckdb.DuckDBPyConnection, folder: Path, path: Path) -> int:
    """Apply the migrations of `folder` that `connection`'s file has not seen; return the schema's version.

    Raises:
        MigrationError: naming the file and the migration.
    """
    known = {int(file.name[:4]): file for file in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migration "
        "(version INTEGER PRIMARY KEY, name TEXT, sha256 TEXT, applied_at TIMESTAMPTZ)"
    )
    done = connection.execute("SELECT version, name, sha256 FROM schema_migration ORDER BY version").fetchall()
    for version, name, sha256 in done:
        if version not in known:
            raise MigrationError(f"{path}: made by a newer version of Dateline (it has migration {name})")
        if _sha256(known[version]) != sha256:
            raise MigrationError(f"{known[version].name}: edited after it was applied to {path}")
    for version in sorted(set(known) - {row[0] for row in done}):
        _apply(connection, version, known[version], path)
    return max(known, default=0)


def _apply(connection: duckdb.DuckDBPyConnection, version: int, file: Path, path: Path) -> None:
    connection.execute("BEGIN TRANSACTION")
    try:
        connection.execute(file.read_text(encoding="utf-8"))
        connection.execute("INSERT INTO schema_migration VALUES (?, ?, ?, now())", [version, file.stem, _sha256(file)])
        connection.execute("COMMIT")
    except duckdb.Error as error:
        with suppress(duckdb.TransactionException):  # a COMMIT that failed has undone everything already
            connection.execute("ROLLBACK")
        raise MigrationError(f"{path}: migration {file.name} failed: {_first_line(error)}") from error
    logger.info("migrated file=%s to=%s", path.name, file.stem)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _storable(value: Any) -> Any:
    """Return a value with U+FFFD for each lone surrogate in its texts: UTF-8 has none, and offsets stay as they are."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {key: _storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, tuple):
        return tuple(_storable(one) for one in value)
    return value


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]
