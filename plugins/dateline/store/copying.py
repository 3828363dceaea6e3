"""Copies of a snapshot to hand on, whole or without what may not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dateline.errors import StoreError
from dateline.store.dressing import dress_snapshot
from dateline.store.snapshot import PUBLISHED_TABLES, open_snapshot
from dateline.store.warehouse import migrate


@contextmanager
def export_error(out: Path) -> Iterator[None]:
    """Turn what DuckDB says of a file that it could not write into a StoreError that names it."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(f"{out}: cannot be written: {str(error).split(chr(10), 1)[0]}") from error


def copy_snapshot(
    path: Path, out: Path, sql_folder: Path, emptied: Sequence[str] = (),
    blanked: Mapping[str, Sequence[str]] | None = None,
) -> None:  # fmt: skip
    """Write a snapshot as a new file, without the rows of the tables `emptied` and the values of the columns `blanked`.

    Raises StoreError when it cannot be written; nothing of what was left out is in the file.
    """
    with open_snapshot(path):  # is it one?
        pass
    quoted = str(path).replace("'", "''")
    with export_error(out):
        connection = duckdb.connect(str(out))
        try:
            connection.execute("SET TimeZone = 'UTC'")
            migrate(connection, sql_folder / "migrations", out)
            connection.execute(f"ATTACH '{quoted}' AS source (READ_ONLY)")
            for table in ("meta", *(table for table in PUBLISHED_TABLES if table not in emptied)):
                columns = (blanked or {}).get(table, ())
                replaced = ", ".join(f"'' AS {column}" for column in columns)
                chosen = f"* REPLACE ({replaced})" if replaced else "*"
                connection.execute(f"INSERT INTO {table} BY NAME SELECT {chosen} FROM source.main.{table}")
            connection.execute("DETACH source")
            connection.execute("DROP SCHEMA staging CASCADE")
            dress_snapshot(connection, sql_folder)
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
