"""Checks across tables and against history: one SQL file each in `sql/checks/`, and the verdict on what it returns.

A file begins with comment lines `-- key: value`; further comment lines continue the one above. Keys: `name`,
`severity`, `why`, `expected`, and two pairs that may be left out: `min_history` with `history` (how many earlier nights
the check needs, and the query that counts them), `min_judged` with `judged` (the same of tonight's feeds, pages or
reports). The column of such a query is called by what it counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import ConfigError
from dateline.records import CheckResult, Severity, as_json

_KEYS = ("name", "severity", "why", "expected", "min_history", "history", "min_judged", "judged")
_REQUIRED = ("name", "severity", "why", "expected")
_SEVERITIES: Mapping[str, Severity] = {"critical": "critical", "error": "error", "warning": "warning"}
MAX_IDS = 10_000
"""How many failing ids of one check are kept by name; `n_failing` counts all."""


@dataclass(frozen=True, slots=True)
class SqlCheck:
    """One SQL check. `sql` returns the failing rows (`id`, `value`, ...); none means pass. `$run_id` is the night,
    `$logical_at` the instant it stands for, `$started_at` when it began: its own row is written when it has ended.

    `history_sql` returns one number: how many earlier nights there are to compare with; `judged_sql` one too: how much
    of tonight there is to judge. With less than `min_history` or `min_judged` the check says so instead of judging:
    what was not judged has not passed, and nobody is told that it recovered.
    """

    name: str
    severity: Severity
    why: str
    expected: str
    sql: str
    min_history: int = 0
    history_sql: str | None = None
    min_judged: int = 0
    judged_sql: str | None = None
    path: Path | None = None


def read_sql_checks(folder: Path) -> list[SqlCheck]:
    """Return the checks of `folder`, by file name.

    Raises:
        ConfigError: a file without a required header line, an unknown severity, or the same name twice.
    """
    checks = [read_sql_check(path) for path in sorted(folder.glob("*.sql"))]
    seen: dict[str, SqlCheck] = {}
    for check in checks:
        if check.name in seen:
            raise ConfigError(f"{check.path}: a check named `{check.name}` is in {seen[check.name].path} already")
        seen[check.name] = check
    return checks


def read_sql_check(path: Path) -> SqlCheck:
    """Return the check in one file; see `read_sql_checks`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    header = _read_header(text)
    for key in _REQUIRED:
        if not header.get(key):
            raise ConfigError(f"{path}: the header has no `-- {key}: ...`")
    if header["severity"] not in _SEVERITIES:
        raise ConfigError(f"{path}: severity is critical, error or warning, not `{header['severity']}`")
    min_history, min_judged = _least(header, "history", path), _least(header, "judged", path)
    return SqlCheck(
        header["name"], _SEVERITIES[header["severity"]], header["why"], header["expected"], _query(text),
        min_history, header.get("history"), min_judged, header.get("judged"), path,
    )  # fmt: skip


def _least(header: Mapping[str, str], query: str, path: Path) -> int:
    """Return how much a check needs of what `query` counts; 0 where it has no such query."""
    least = header.get(f"min_{query}", "0")
    if not least.isdigit():
        raise ConfigError(f"{path}: min_{query} is a number, not `{least}`")
    if (int(least) > 0) != bool(header.get(query)):
        raise ConfigError(f"{path}: `min_{query}` and `{query}` (the query that counts) go together")
    return int(least)


def _query(text: str) -> str:
    """Return the query below the header: DuckDB refuses parameters that only a comment names."""
    lines = text.splitlines()
    first = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return "\n".join(lines[first:]).strip()


def _read_header(text: str) -> dict[str, str]:
    header: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        said = re.match(r"--\s*(\w+):\s*(.*)", line)
        if said and said[1] in _KEYS:
            key = said[1]
            header[key] = said[2].strip()
        elif key:
            header[key] = f"{header[key]} {line.removeprefix('--').strip()}".strip()
    return header


def judge(check: SqlCheck, ask: Callable[[str], Sequence[Mapping[str, Any]]]) -> CheckResult:
    """Return the verdict of a check; `ask` answers a query, its parameters bound, with rows by column name."""
    for least, query in ((check.min_history, check.history_sql), (check.min_judged, check.judged_sql)):
        if query is None:
            continue
        [(counted, found)] = ask(query)[0].items()
        if (found or 0) < least:
            observed = f"{found or 0:g} {counted}, {least} needed"
            return CheckResult(check.name, check.severity, "too_little_history", observed, check.expected)
    return to_result(check, ask(check.sql))


def to_result(check: SqlCheck, rows: Sequence[Mapping[str, Any]]) -> CheckResult:
    """Return the verdict on the rows that `check` returned."""
    if not rows:
        return CheckResult(check.name, check.severity, "pass", "nothing found", check.expected)
    ids = tuple("" if row.get("id") is None else str(row["id"]) for row in rows)
    return CheckResult(
        check.name, check.severity, "fail", _observed(rows), check.expected, len(rows), ids[:MAX_IDS],
        tuple(_sample(row) for row in rows[:3]),
    )  # fmt: skip


def _observed(rows: Sequence[Mapping[str, Any]]) -> str:
    first = f"{rows[0].get('value')}"
    return first if len(rows) == 1 else f"{len(rows)} rows, the first: {first}"


def _sample(row: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(as_json(dict(row)), default=str))
    return plain
