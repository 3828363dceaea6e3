"""`dateline sql` without a query: a shell over the snapshot, read-only."""

from __future__ import annotations

import sys
from pathlib import Path

from dateline.errors import StoreError
from dateline.store.snapshot import query_snapshot
from dateline.tables import format_table


def run_shell(snapshot: Path) -> int:
    """Read statements that end in `;` from stdin and print what they give, until end of input or `.quit`.

    Returns 1 when a statement of a script (stdin is no terminal) failed: the others were answered all the same.
    """
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401 - line editing and history come with the import

        _say(f"{snapshot} (read-only). Statements end in ;   .quit leaves")
    statement, failed = "", False
    while (line := _line("   ... " if statement else "dateline> ", interactive)) is not None:
        if not statement and line.strip() in (".quit", ".exit"):
            break
        statement = f"{statement}\n{line}".strip()
        if statement.endswith(";"):
            failed = not _answer(snapshot, statement) or failed
            statement = ""
    if statement:
        failed = not _answer(snapshot, statement) or failed
    return int(failed and not interactive)


def _answer(snapshot: Path, statement: str) -> bool:
    try:
        _say(format_table(*query_snapshot(snapshot, statement)))
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return False
    return True


def _line(prompt: str, interactive: bool) -> str | None:
    try:
        return input(prompt if interactive else "")
    except EOFError:
        return None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
