"""Query results for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def format_table(names: Sequence[str], rows: Sequence[Sequence[Any]], *, max_width: int = 60) -> str:
    """Return rows under their column names, aligned; long values end in `…`, addresses are whole, NULL is empty.

    >>> print(format_table(["type", "n"], [["ASSAULT", 3], ["AID", None]]))
    type     n
    -------  -
    ASSAULT  3
    AID
    """
    shown = [[_shown(value, max_width) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[at]) for row in shown)]) for at, name in enumerate(names)]
    lines = [names, ["-" * width for width in widths], *shown]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _shown(value: Any, max_width: int) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    is_whole = len(text) <= max_width or (text.startswith(("http://", "https://")) and " " not in text)
    return text if is_whole else text[: max_width - 1] + "…"  # an address that is cut opens nothing
