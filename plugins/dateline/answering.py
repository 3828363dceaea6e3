"""What `dateline sql` answers, on stdout, and the warning that the snapshot is old, on stderr."""

from __future__ import annotations

import csv
import json
import os
import sys
from typing import Any

from dateline.config import Settings
from dateline.errors import UsageError


def print_query(settings: Settings, query: str, form: str | None = None) -> int:
    """Print what a query over the snapshot gives, as a table, `csv` or `json`. Raises DatelineError."""
    from dateline.store.asking import query_for_people

    names, rows = query_for_people(settings.home / "current.duckdb", settings.root / "sql", query)
    warn_of_age(settings)
    return _print_rows(names, rows, form)


def print_staged(settings: Settings, query: str | None, form: str | None) -> int:
    """Query what is not published yet: the warehouse, between the steps of a night. Raises DatelineError."""
    from dateline.store.warehouse import query_warehouse

    if not query:
        raise UsageError("sql --warehouse needs a query: the shell reads the snapshot alone")
    query = os.fsencode(query).decode("utf-8", "replace")
    return _print_rows(*query_warehouse(settings.home, query, wait_s=settings.store.lock_wait_s), form)


def warn_of_age(settings: Settings) -> None:
    """Say on stderr that the snapshot is older than it should be."""
    from dateline.store.snapshot import age_warning

    warning = age_warning(settings.home / "current.duckdb", settings.alerts.stale_after_hours)
    if warning:
        print(f"dateline: {warning}", file=sys.stderr)


def _print_rows(names: list[str], rows: list[tuple[Any, ...]], form: str | None) -> int:
    from dateline.tables import format_table

    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([["; ".join(map(str, v)) if isinstance(v, list) else v for v in row] for row in rows])
    elif form == "json":
        print(
            json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str, ensure_ascii=False, indent=1)
        )
    else:
        print(format_table(names, rows))
    return 0
