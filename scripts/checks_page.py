"""Write docs/checks.md from the suite, and the tables of row checks in docs/runbook.md.

    .venv/bin/python scripts/checks_page.py [--check]

With `--check` nothing is written: exit 1 when a page is not what the suite says (a test runs that). In the runbook a
row is kept under the heading it has; a new check goes behind the one before it in the suite.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from dateline.checks.expectations import GX_SEVERITY, RowCheck
from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.sql_checks import SqlCheck, read_sql_checks

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "checks.md"
RUNBOOK = ROOT / "docs" / "runbook.md"
_ROW = re.compile(r'\| <a id="(?P<name>\w+)"></a>`\w+` \|.*\n')
_HEAD = "| check | severity | why | right is |\n|---|---|---|---|\n"

HEADER = """# The checks

Written by `scripts/checks_page.py` from `plugins/dateline/checks/` and `sql/checks/`: change a check there. What to do
when one fails stands in the [runbook](runbook.md), under its name.

**Severities**, ours, as they are stored: `critical` blocks publishing, `error` holds the row in quarantine (a night
check of that severity tells), `warning` tells. A row check blocks a night only through the share of rows that fail
(`quarantined_share`). Great Expectations runs the row checks once a batch under its own words: {words}.

**Needs**: `articles` stands for the publication time, `texts` for the article's text; without them (`dateline check`
without `--documents`) such a check is skipped. A check that reads words again and needs nothing reads the
evidence where it stands, and all of the article where it is at hand.

A check says `too_little_history` instead of judging until it has the nights it names, and whenever a night brings too
little to judge ("judged from 5 feeds"). What was not judged has neither failed nor recovered: nothing is told of it.
"""


def page() -> str:
    """Return docs/checks.md."""
    words = ", ".join(f"`{ours}` is `{theirs}`" for ours, theirs in GX_SEVERITY.items())
    nightly = read_sql_checks(ROOT / "sql" / "checks")
    parts = [HEADER.format(words=words), f"{len(ROW_CHECKS)} row checks, {len(nightly)} night checks.\n"]
    for table in dict.fromkeys(check.table for check in ROW_CHECKS):
        parts += [f"## Row checks: {table}\n", "| check | severity | why | right is | needs |\n|---|---|---|---|---|"]
        parts += [_row_line(check) for check in ROW_CHECKS if check.table == table]
        parts.append("")
    parts += ["## Night checks\n", "| check | severity | why | right is | judged from |\n|---|---|---|---|---|"]
    parts += [
        _night_line(check) for check in sorted(nightly, key=lambda check: (check.severity != "critical", check.name))
    ]
    return "\n".join(parts) + "\n"


def _row_line(check: RowCheck) -> str:
    return _line(check, check.needs or "")


def _night_line(check: SqlCheck) -> str:
    needs = [f"{check.min_history} nights"] * bool(check.min_history)
    needs += [f"{check.min_judged} to judge by"] * bool(check.min_judged)
    return _line(check, ", ".join(needs))


def _line(check: RowCheck | SqlCheck, last: str) -> str:
    cells = [
        f"[`{check.name}`](runbook.md#{check.name})",
        check.severity,
        _cell(check.why),
        _cell(check.expected),
        last,
    ]
    return f"| {' | '.join(cells)} |"


def runbook(text: str) -> str:
    """Return the runbook with its tables of row checks as the suite has them."""
    head_of: dict[str, str] = {}
    heading = ""
    for line in text.splitlines(keepends=True):
        if line.startswith("### "):
            heading = line
        row = _ROW.match(line)
        if row:
            head_of[row["name"]] = heading
    rows: dict[str, list[str]] = {}
    before = ""
    for check in ROW_CHECKS:
        before = head_of.get(check.name, before)
        rows.setdefault(before, []).append(
            f'| <a id="{check.name}"></a>`{check.name}` | {check.severity} | {_cell(check.why)} | '
            f"{_cell(check.expected)} |\n"
        )
    for heading, lines in rows.items():
        start = text.index(_HEAD, text.index(heading)) + len(_HEAD)
        end = start
        while row := _ROW.match(text, end):
            end = row.end()
        text = text[:start] + "".join(lines) + text[end:]
    return text


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def main(argv: Sequence[str]) -> int:
    """Write or compare; the exit code."""
    wanted = {PAGE: page(), RUNBOOK: runbook(RUNBOOK.read_text(encoding="utf-8"))}
    if "--check" in argv:
        old = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        for path in old:
            sys.stdout.write(f"{path.relative_to(ROOT)} is not what the suite says: run scripts/checks_page.py\n")
        return int(bool(old))
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
