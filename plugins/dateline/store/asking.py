"""Queries as people ask them: in a session that knows word stems where DuckDB's fts extension is installed."""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from dateline.errors import StoreError
from dateline.store.snapshot import open_snapshot

logger = logging.getLogger(__name__)

Row = dict[str, Any]
Ask = Callable[..., list[Row]]


def query_for_people(path: Path, sql_folder: Path, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return what `query_snapshot` does, with `search` comparing stems where it can.

    Raises KeyboardInterrupt when the reader stops it (Ctrl-C): nothing of it runs on.
    """
    with open_snapshot(path) as connection:
        if "search" in query or "asked_words" in query:
            _load_stems(connection, sql_folder)
        try:
            cursor = connection.execute(query)
            return [column[0] for column in cursor.description or []], cursor.fetchall()
        except duckdb.Error as error:
            raise StoreError(str(error).strip()) from error
        except RuntimeError as error:  # DuckDB's own answer to Ctrl-C, which leaves its threads at work
            if not isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
                raise
            connection.interrupt()
            raise KeyboardInterrupt from error


def _load_stems(connection: duckdb.DuckDBPyConnection, sql_folder: Path) -> None:
    """Load the fts extension from its package, never from the network; without it `search` folds plurals only."""
    spec = importlib.util.find_spec("duckdb_extension_fts")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    file = folder and folder / "extensions" / f"v{duckdb.__version__}" / "fts.duckdb_extension"
    if file is None or not file.is_file():
        return
    quoted = str(file).replace("'", "''")
    try:
        connection.execute(f"LOAD '{quoted}'")
    except duckdb.Error as error:
        logger.info("search folds plurals only, the fts extension cannot be loaded: %s", str(error).split("\n", 1)[0])
        return
    for statement in sorted((sql_folder / "fts").glob("*.sql")):
        connection.execute(statement.read_text(encoding="utf-8"))


@contextmanager
def query_files(path: Path, folder: Path) -> Iterator[Ask]:
    """Open a snapshot, and give a function that returns the rows of a file's query, its `$names` bound.

    Raises StoreError, naming the file, when there is no snapshot or the query is wrong.
    """
    with open_snapshot(path) as connection:

        def ask(name: str, **parameters: object) -> list[Row]:
            text = (folder / name).read_text(encoding="utf-8")
            wanted = {key: value for key, value in parameters.items() if re.search(rf"\${key}\b", text)}
            try:
                cursor = connection.execute(text, wanted)
                names = [column[0] for column in cursor.description or []]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            except duckdb.Error as error:
                raise StoreError(f"{path}: {name}: {str(error).split(chr(10), 1)[0]}") from error

        yield ask
