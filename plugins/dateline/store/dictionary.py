"""What every table, view, macro and column means: read from `sql/dictionary.csv`, put into the snapshot as comments.

A line is `object,column,comment`: with an empty column it is about the object itself; with `*` as object it is about
the column of that name wherever no line is about it alone, so that what is passed through views is told once.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from dateline.errors import StoreError

Kind = Literal["TABLE", "VIEW", "MACRO TABLE", "MACRO"]

_OBJECTS = """
    SELECT 'TABLE' AS kind, table_name AS name, NULL AS parameters FROM duckdb_tables() WHERE NOT internal
    UNION ALL SELECT 'VIEW', view_name, NULL FROM duckdb_views() WHERE NOT internal
    UNION ALL
    SELECT CASE function_type WHEN 'table_macro' THEN 'MACRO TABLE' ELSE 'MACRO' END, function_name, parameters
    FROM duckdb_functions() WHERE NOT internal AND function_type IN ('macro', 'table_macro')
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or view, with its type in DuckDB's words."""

    name: str
    type: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A table, view or macro; a macro has `parameters` and no columns that DuckDB knows before it is called."""

    kind: Kind
    name: str
    comment: str | None
    columns: tuple[Column, ...] = ()
    parameters: tuple[str, ...] = ()


def comment_all(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the comments of `path` on everything that the connection's file holds and that a line is about.

    Raises:
        StoreError: a line is about something that is not there: the dictionary is out of date.
    """
    comments = read_comments(path)
    used: set[tuple[str, str]] = set()
    for entry in entries_of(connection):
        if (entry.name, "") in comments:
            _comment(connection, f"{entry.kind} {entry.name}", comments[entry.name, ""])
            used.add((entry.name, ""))
        for column in entry.columns:
            key = next((k for k in ((entry.name, column.name), ("*", column.name)) if k in comments), None)
            if key is not None:
                _comment(connection, f'COLUMN {entry.name}."{column.name}"', comments[key])
                used.add(key)
    unused = sorted(set(comments) - used)
    if unused:
        told = ", ".join(".".join(filter(None, key)) for key in unused[:5])
        raise StoreError(f"{path}: comments on what the snapshot does not have: {told}")


def _comment(connection: duckdb.DuckDBPyConnection, target: str, comment: str) -> None:
    quoted = comment.replace("'", "''")
    connection.execute(f"COMMENT ON {target} IS '{quoted}'")


def read_comments(path: Path) -> Mapping[tuple[str, str], str]:
    """Return the comments by object and column. Raises StoreError naming the line that is not three cells."""
    comments: dict[tuple[str, str], str] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            if len(row) != 3 or not row[0] or not row[2] or (row[0], row[1]) in comments:
                raise StoreError(f"{path}: line {number} is no `object,column,comment`, or stands twice")
            if number > 1:
                comments[row[0], row[1]] = row[2]
    return comments


def entries_of(connection: duckdb.DuckDBPyConnection) -> Iterator[Entry]:
    """Yield what a snapshot holds: tables, then views, then macros, each by name, with the comments in the file."""
    order: Mapping[str, int] = {"TABLE": 0, "VIEW": 1, "MACRO TABLE": 2, "MACRO": 3}
    found = sorted(set(_rows(connection, _OBJECTS)), key=lambda row: (order[row[0]], row[1]))
    told = dict(
        _rows(
            connection,
            "SELECT table_name, comment FROM duckdb_tables() UNION ALL SELECT view_name, comment FROM duckdb_views() "
            "UNION ALL SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal",
        )
    )
    for kind, name, parameters in found:
        columns = _columns(connection, name) if kind in ("TABLE", "VIEW") else ()
        yield Entry(kind, name, told.get(name), columns, tuple(parameters or ()))


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[Column, ...]:
    query = "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = $1 ORDER BY column_index"
    return tuple(Column(*row) for row in connection.execute(query, [name]).fetchall())


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:  # type: ignore[type-arg]
    rows = connection.execute(query).fetchall()
    return [tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row) for row in rows]
