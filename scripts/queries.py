#!/usr/bin/env python3
"""Write docs/queries.md: the questions of sql/examples, each with query and answer over a small example home.

    .venv/bin/python scripts/queries.py       # rewrites the tests' answers too: read the diff

The example home is tests/example_home.py: two weeks of invented events, row by row.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dateline.config import ROOT
from dateline.shell import Example, read_examples
from dateline.store.snapshot import query_snapshot
from dateline.tables import format_table

sys.path.insert(0, str(ROOT))

from tests.example_home import build_example_home

PAGE, ANSWERS = ROOT / "docs" / "queries.md", ROOT / "tests" / "golden" / "examples"
FIRST = (
    "deadliest_this_week", "who_attacked_whom", "what_changed_since", "single_source", "protests_by_month",
    "tolls_revised", "within_50_km", "told_first_by", "rows_to_distrust", "weekly_chart",
)  # fmt: skip
HEAD = (ROOT / "scripts" / "queries_page.md").read_text(encoding="utf-8")


def answer(example: Example, snapshot: Path) -> str:
    """Return what a query gives over a snapshot, as the shell prints it."""
    return format_table(*query_snapshot(snapshot, example.query), max_width=72)


def in_order() -> list[Example]:
    """Return the examples, the ten questions that everybody asks first."""
    examples = {one.name: one for one in read_examples(ROOT / "sql" / "examples")}
    return [examples.pop(name) for name in FIRST] + list(examples.values())


def page(snapshot: Path) -> str:
    """Return the page, with answers from a snapshot."""
    return "\n".join([HEAD, *(line for example in in_order() for line in _told(example, snapshot))])


def _told(example: Example, snapshot: Path) -> Iterator[str]:
    yield f"## {example.question}\n\n`.examples {example.name}`\n"
    yield f"```sql\n{example.query}\n```\n```\n{answer(example, snapshot)}\n```\n"


def main() -> None:
    """Write the page and the answers."""
    ANSWERS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dateline-queries-") as folder:
        snapshot = build_example_home(Path(folder))
        PAGE.write_text(page(snapshot).rstrip() + "\n", encoding="utf-8")
        for example in in_order():
            (ANSWERS / f"{example.name}.txt").write_text(answer(example, snapshot) + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} and {ANSWERS.relative_to(ROOT)} written", file=sys.stderr)


if __name__ == "__main__":
    main()
