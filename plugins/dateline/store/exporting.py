"""`dateline export`: the snapshot, or its events, in the forms that other programs read.

Everything is written beside and renamed when it is whole. A snapshot without the stories' texts can be handed on where
the texts may not: the sentences that prove the events stay, as quotations.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from dateline.errors import StoreError, UsageError
from dateline.store.copying import copy_snapshot, export_error
from dateline.store.snapshot import PUBLISHED_TABLES, open_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

logger = logging.getLogger(__name__)

Form = Literal["parquet", "csv", "jsonl", "geojson", "acled", "ucdp", "gdelt", "duckdb"]
FORMS: tuple[Form, ...] = get_args(Form)

_MONTHS = {"events": "event_date", "reports": "event_date", "articles": "published_at"}
"""Tables that a Parquet export splits by month, and the column that says of which."""

_TEXT_COLUMNS = {"articles": ("text",), "article_versions": ("text", "diff")}
_TEXT_TABLES = ("article_words",)


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for: the form, the file or folder, the span of days (inclusive), and whether texts go along."""

    form: Form
    out: Path
    first: date | None = None
    last: date | None = None
    with_text: bool = True


def export(snapshot: Path, sql_folder: Path, asked: Export) -> str:
    """Write the export; return what was written, in words.

    Parquet is a folder with every table, events, reports and articles by month; duckdb a file like the snapshot; the
    others hold the events of v_events, or of the view in that dataset's columns.

    Raises:
        UsageError: the target is there already; a span of days with a form that is the whole snapshot.
        StoreError: there is no snapshot, or the target cannot be written.
    """
    if asked.out.exists():
        raise UsageError(f"{asked.out} is there already: remove it, or name another")
    if asked.form == "duckdb" and (asked.first or asked.last):
        raise UsageError("--as duckdb is the whole snapshot: it takes no days")
    writers: Mapping[Form, Callable[[DuckDBPyConnection, Path, Path, Export], int]] = {
        "parquet": _parquet, "csv": _csv, "jsonl": _jsonl, "geojson": _geojson,
        "acled": _csv, "ucdp": _csv, "gdelt": _gdelt,
    }  # fmt: skip
    with _written(asked.out) as part:
        if asked.form == "duckdb":
            copy_snapshot(snapshot, part, sql_folder, () if asked.with_text else _TEXT_TABLES, _blanked(asked))
            return f"{asked.out}: the snapshot" + ("" if asked.with_text else " without the stories' texts")
        with open_snapshot(snapshot) as connection, export_error(asked.out):
            n_events = writers[asked.form](connection, part, sql_folder, asked)
    return f"{asked.out}: {n_events} events"


@contextmanager
def _written(out: Path) -> Iterator[Path]:
    """Give a path beside `out`, and rename it when all is written; on a failure nothing is left."""
    part = out.with_name(out.name + ".part")
    _remove(part)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(out)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        _remove(part)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _blanked(asked: Export) -> Mapping[str, tuple[str, ...]]:
    return {} if asked.with_text else _TEXT_COLUMNS


# ------------------------------------------------------------------------------------------------------ forms


def _select_events(connection: DuckDBPyConnection, asked: Export) -> int:
    """Make `exported` the events of the span (all when it is open); return how many there are."""
    view = f"v_events_{asked.form}" if asked.form in ("acled", "ucdp", "gdelt") else "v_events"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE exported AS SELECT v.* FROM {view} AS v "
        f"WHERE v.{_id_of(asked.form)} IN (SELECT id FROM events "
        "WHERE ($1 IS NULL OR coalesce(event_date_end, event_date) >= $1) AND ($2 IS NULL OR event_date <= $2))",
        [asked.first, asked.last],
    )
    return int((connection.execute("SELECT count(*) FROM exported").fetchone() or [0])[0])


def _id_of(form: Form) -> str:
    return {"acled": "event_id_cnty", "gdelt": "GLOBALEVENTID"}.get(form, "id")


def _csv(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> int:
    n_events = _select_events(connection, asked)
    _copy(connection, "SELECT * FROM exported", part, "FORMAT csv, HEADER")
    return n_events


def _gdelt(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> int:
    """Tab-separated without a header, as GDELT's own files are."""
    n_events = _select_events(connection, asked)
    _copy(connection, "SELECT * FROM exported", part, "FORMAT csv, HEADER false, DELIMITER '\t', QUOTE ''")
    return n_events


def _jsonl(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> int:
    n_events = _select_events(connection, asked)
    _copy(connection, "SELECT * FROM exported", part, "FORMAT json")
    return n_events


def _geojson(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> int:
    _select_events(connection, asked)
    cursor = connection.execute((sql_folder / "export" / "geojson.sql").read_text(encoding="utf-8"))
    count = 0
    with part.open("w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[')
        while rows := cursor.fetchmany(1000):
            for (feature,) in rows:
                out.write((",\n" if count else "\n") + feature)
                count += 1
        out.write("\n]}\n")
    return count


def _parquet(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> int:
    """Write `<table>.parquet`, or `<table>/month=2026-03/….parquet` for the tables that grow by the month."""
    part.mkdir()
    for table in ("meta", "countries", *PUBLISHED_TABLES):
        if table in _TEXT_TABLES:  # made of the others, for `search` in the snapshot
            continue
        left_out = ", ".join(_blanked(asked).get(table, ()))
        columns = f"* EXCLUDE ({left_out})" if left_out else "*"
        day = _MONTHS.get(table)
        if day is None:
            _copy(connection, f"SELECT {columns} FROM {table}", part / f"{table}.parquet", "FORMAT parquet")
            continue
        span = f"({_bound(asked.first, day, '>=')}) AND ({_bound(asked.last, day, '<=')})"
        month = f"coalesce(strftime({day}, '%Y-%m'), 'unknown') AS month"
        query = f"SELECT {columns}, {month} FROM {table} WHERE {span} ORDER BY {day}"
        if connection.execute(f"SELECT count(*) > 0 FROM {table} WHERE {span}").fetchone() == (True,):
            _copy(connection, query, part / table, "FORMAT parquet, PARTITION_BY (month)")
    return int((connection.execute("SELECT count(*) FROM events").fetchone() or [0])[0])


def _bound(day: date | None, column: str, comparison: str) -> str:
    return "true" if day is None else f"{column}::DATE {comparison} DATE '{day.isoformat()}'"


def _copy(connection: DuckDBPyConnection, query: str, path: Path, options: str) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{quoted}' ({options})")
