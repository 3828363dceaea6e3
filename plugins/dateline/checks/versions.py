"""A hash of each row check's definition: a row that is held is judged again when the definition is another one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from dateline.checks.expectations import RowCheck
from dateline.records import stable_id

_ROOM = Path(__file__).parent
_TABLES = _ROOM.parent / "data"


def check_versions(checks: Sequence[RowCheck]) -> Mapping[str, str]:
    """Return a hash of each check that holds rows back, by name. Warnings hold nothing back and have none.

    A rule calls others and looks up code lists, so every hash covers the sources of this room and all of those tables:
    a row is rather judged once too often than left behind.
    """
    shared = _shared()
    return {check.name: _version(check, shared) for check in checks if check.severity != "warning"}


def _version(check: RowCheck, shared: str) -> str:
    expect = check.expect
    values = sorted(map(str, expect.values())) if expect.values else ()
    return stable_id(
        check.name, check.severity, check.expected, check.table, expect.kind, expect.column, expect.low, expect.high,
        expect.pattern, *values, shared,
    )  # fmt: skip


@cache
def _shared() -> str:
    total = hashlib.sha256()
    for path in (*sorted(_ROOM.glob("*.py")), *sorted(_TABLES.glob("*.csv"))):
        total.update(path.read_bytes())
    return total.hexdigest()
