"""Checks across tables and against history: one SQL file each in `sql/checks/`, and the verdict on what it returns.

A file begins with comment lines `-- key: value`; further comment lines continue the one above. Keys: `name`,
`severity`, `why`, `expected`, and optionally `min_history` (how many earlier nights the check needs; its rows then
come with the count of nights it saw in the file's second query, see `history`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import ConfigError
from dateline.records import CheckResult, Severity, as_json

_KEYS = ("name", "severity", "why", "expected", "min_history", "history")
_REQUIRED = ("name", "severity", "why", "expected")
_SEVERITIES: Mapping[str, Severity] = {"critical": "critical", "error": "error", "warning": "warning"}
MAX_IDS = 10_000
"""How many failing ids of one check are kept by name; `n_failing` counts all."""


@dataclass(frozen=True, slots=True)
class SqlCheck:
    """One SQL check. `sql` returns the failing rows (`id`, `value`, ...); none means pass. `$run_id` is the night,
    `$logical_at` the instant it stands for, `$started_at` when it began: its own row is written when it has ended.

    `history_sql` returns one number: how many earlier nights there are to compare with. With fewer than
    `min_history` the check says so instead of judging.
    """

    name: str
    severity: Severity
    why: str
    expected: str
    sql: str
    min_history: int = 0
    history_sql: str | None = None
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
    min_history = header.get("min_history", "0")
    if not min_history.isdigit():
        raise ConfigError(f"{path}: min_history is a number of nights, not `{min_history}`")
    if (int(min_history) > 0) != bool(header.get("history")):
        raise ConfigError(f"{path}: `min_history` and `history` (the query that counts nights) go together")
    return SqlCheck(
        header["name"], _SEVERITIES[header["severity"]], header["why"], header["expected"], _query(text),
        int(min_history), header.get("history"), path,
    )  # fmt: skip


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


def to_result(check: SqlCheck, rows: Sequence[Mapping[str, Any]], history_rows: int | None = None) -> CheckResult:
    """Return the verdict on the rows that `check` returned. `history_rows`: earlier nights, None when not counted."""
    if check.min_history and (history_rows or 0) < check.min_history:
        observed = f"{history_rows or 0} earlier nights, {check.min_history} needed"
        return CheckResult(check.name, check.severity, "too_little_history", observed, check.expected)
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
