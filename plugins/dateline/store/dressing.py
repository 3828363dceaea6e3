"""What a snapshot wears for people: code lists, functions, views, macros, and a comment on everything."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from dateline.store.dictionary import comment_all
from dateline.vocab import DATA


def dress_snapshot(connection: duckdb.DuckDBPyConnection, sql_folder: Path) -> None:
    """Put on a snapshot what is for people: code lists, functions, views, macros, and a comment on everything.

    Each file makes what it is named after. Views that read views come after those, and macros last: DuckDB binds what
    they read when they are made.
    """
    connection.execute("BEGIN TRANSACTION")  # some five hundred statements, each of which would be written out alone
    for folder in ("snapshot", "functions", "views", "macros"):
        for statement in _in_order(sql_folder / folder):
            connection.execute(statement, {"folder": str(DATA)} if folder == "snapshot" else None)
    comment_all(connection, sql_folder / "dictionary.csv")
    connection.execute("COMMIT")


def _in_order(folder: Path) -> list[str]:
    """Return the statements of a folder, each after those of the folder that it reads."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))}
    code = {name: re.sub(r"--.*", "", text) for name, text in texts.items()}
    reads = {name: set(re.findall(r"\w+", code[name])) & (texts.keys() - {name}) for name in texts}
    return [texts[name] for name in TopologicalSorter(reads).static_order()]
