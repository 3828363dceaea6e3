#!/usr/bin/env python3
"""Write docs/dictionary.md: every table, view, macro and column of the snapshot, with its comment.

    .venv/bin/python scripts/dictionary.py

Run it after a change to sql/dictionary.csv, a migration, a view or a macro.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.config import ROOT
from dateline.store.dictionary import Entry, entries_of
from dateline.store.snapshot import build_snapshot, open_snapshot
from dateline.store.warehouse import open_warehouse

PAGE = ROOT / "docs" / "dictionary.md"
HEAD = (ROOT / "scripts" / "dictionary_page.md").read_text(encoding="utf-8")
SECTIONS = {
    "VIEW": "Views: where to begin", "MACRO TABLE": "Macros: questions with parameters", "TABLE": "Tables",
    "MACRO": "Functions",
}  # fmt: skip


def page() -> str:
    """Return the page, made from an empty snapshot."""
    with tempfile.TemporaryDirectory(prefix="dateline-dictionary-") as folder:
        home = Path(folder)
        with open_warehouse(home, ROOT / "sql", "dictionary", wait_s=5) as warehouse:
            snapshot = build_snapshot(warehouse, home, "empty", {"dateline_version": "", "is_sample": False})
        with open_snapshot(snapshot) as connection:
            entries = list(entries_of(connection))
    return "\n".join([HEAD, *(line for kind in SECTIONS for line in _section(kind, entries))])


def _section(kind: str, entries: Iterable[Entry]) -> Iterator[str]:
    yield f"## {SECTIONS[kind]}\n"
    for entry in entries:
        if entry.kind != kind:
            continue
        if entry.kind.startswith("MACRO"):
            yield f"- `{entry.name}({', '.join(entry.parameters)})`: {(entry.comment or '').partition(': ')[2]}"
            continue
        yield f"### `{entry.name}`\n\n{entry.comment}\n\n| column | type | meaning |\n|---|---|---|"
        for column in entry.columns:
            yield f"| `{column.name}` | {column.type} | {(column.comment or '').replace('|', '/')} |"
        yield ""
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page().rstrip() + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written", file=sys.stderr)
