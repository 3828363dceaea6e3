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

_KEPT_BY = {
    "events": ("id", "events"), "event_reports": ("event_id", "events"), "event_history": ("event_id", "events"),
    "event_reviews": ("event_id", "events"), "reports": ("id", "reports"), "report_actors": ("report_id", "reports"),
    "report_casualties": ("report_id", "reports"), "report_places": ("report_id", "reports"),
    "report_weapons": ("report_id", "reports"), "articles": ("id", "articles"),
    "article_versions": ("article_id", "articles"),
}  # fmt: skip
"""Tables of which a span of days keeps a part: the column that names an event, report or article that is kept."""

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
        UsageError: the target is there already; a span of days that ends before it begins, or with a form that is the
            whole snapshot.
        StoreError: there is no snapshot, or the target cannot be written.
    """
    if asked.out.exists():
        raise UsageError(f"{asked.out} is there already: remove it, or name another")
    if asked.first and asked.last and asked.first > asked.last:
        raise UsageError(f"--first {asked.first} is after --last {asked.last}")
    if asked.form == "duckdb" and (asked.first or asked.last):
        raise UsageError("--as duckdb is the whole snapshot: it takes no days")
    writers: Mapping[Form, Callable[[DuckDBPyConnection, Path, Path, Export], str]] = {
        "parquet": _parquet, "csv": _csv, "jsonl": _jsonl, "geojson": _geojson,
        "acled": _csv, "ucdp": _csv, "gdelt": _gdelt,
    }  # fmt: skip
    with _written(asked.out) as part:
        if asked.form == "duckdb":
            copy_snapshot(snapshot, part, sql_folder, () if asked.with_text else _TEXT_TABLES, _blanked(asked))
            return f"{asked.out}: the snapshot" + ("" if asked.with_text else " without the stories' texts")
        with open_snapshot(snapshot) as connection, export_error(asked.out):
            told = writers[asked.form](connection, part, sql_folder, asked)
    return f"{asked.out}: {told}"


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
        _remove(part.with_name(f"{part.name}.wal"))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _blanked(asked: Export) -> Mapping[str, tuple[str, ...]]:
    return {} if asked.with_text else _TEXT_COLUMNS


# ------------------------------------------------------------------------------------------------------ forms


_SPAN = "($1 IS NULL OR coalesce(event_date_end, event_date) >= $1) AND ($2 IS NULL OR event_date <= $2)"
"""Whether the days of an event or a report share one with the span; what has no day is in an open span alone."""


def _select_events(connection: DuckDBPyConnection, asked: Export) -> int:
    """Make `exported` the events of the span (all when it is open); return how many there are."""
    view = f"v_events_{asked.form}" if asked.form in ("acled", "ucdp", "gdelt") else "v_events"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE exported AS SELECT v.* FROM {view} AS v "
        f"WHERE v.{_id_of(asked.form)} IN (SELECT id FROM events WHERE {_SPAN})",
        [asked.first, asked.last],
    )
    return _count(connection, "exported")


def _id_of(form: Form) -> str:
    return {"acled": "event_id_cnty", "gdelt": "GLOBALEVENTID"}.get(form, "id")


def _count(connection: DuckDBPyConnection, table: str) -> int:
    return int((connection.execute(f"SELECT count(*) FROM {table}").fetchone() or [0])[0])


def _csv(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> str:
    """Lists stand as `a; b`, since CSV has none; what is not known is empty, as an empty list is."""
    n_events = _select_events(connection, asked)
    lists = [name for name, kind in _columns(connection) if kind.endswith("[]")]
    joined = ", ".join(f"array_to_string({name}, '; ') AS {name}" for name in lists)
    chosen = f"* REPLACE ({joined})" if joined else "*"
    _copy(connection, f"SELECT {chosen} FROM exported", part, "FORMAT csv, HEADER")
    return f"{n_events} events"


def _gdelt(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> str:
    """Tab-separated without a header, as GDELT's own files are: a tab or a line's end within a name becomes a blank."""
    n_events = _select_events(connection, asked)
    texts = [name for name, kind in _columns(connection) if kind == "VARCHAR"]
    on_a_line = ", ".join(f"regexp_replace({name}, '[\t\r\n]+', ' ', 'g') AS {name}" for name in texts)
    query = f"SELECT * REPLACE ({on_a_line}) FROM exported"
    _copy(connection, query, part, "FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE ''")
    return f"{n_events} events"


def _columns(connection: DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the columns of `exported`, each quoted, with its type."""
    return [(f'"{row[0]}"', row[1]) for row in connection.execute("DESCRIBE exported").fetchall()]


def _jsonl(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> str:
    n_events = _select_events(connection, asked)
    _copy(connection, "SELECT * FROM exported", part, "FORMAT json")
    return f"{n_events} events"


def _geojson(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> str:
    n_events = _select_events(connection, asked)
    cursor = connection.execute((sql_folder / "export" / "geojson.sql").read_text(encoding="utf-8"))
    count = 0
    with part.open("w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[')
        while rows := cursor.fetchmany(1000):
            for (feature,) in rows:
                out.write((",\n" if count else "\n") + feature)
                count += 1
        out.write("\n]}\n")
    return f"{count} events with a point; {n_events - count} have none and are left out"


def _parquet(connection: DuckDBPyConnection, part: Path, sql_folder: Path, asked: Export) -> str:
    """Write `<table>.parquet`, or `<table>/month=2026-03/….parquet` for the tables that grow by the month."""
    part.mkdir()
    _keep(connection, asked)
    for table in ("meta", "countries", *PUBLISHED_TABLES):
        if table in _TEXT_TABLES:  # made of the others, for `search` in the snapshot
            continue
        left_out = ", ".join(_blanked(asked).get(table, ()))
        columns = f"* EXCLUDE ({left_out})" if left_out else "*"
        key, kept = _KEPT_BY.get(table, ("", ""))
        rows = f"{table} WHERE {key} IN (FROM kept_{kept})" if kept else table
        day = _MONTHS.get(table)
        if day is None:
            _copy(connection, f"SELECT {columns} FROM {rows}", part / f"{table}.parquet", "FORMAT parquet")
        elif _count(connection, rows):
            month = f"coalesce(strftime({day}, '%Y-%m'), 'unknown') AS month"
            query = f"SELECT {columns}, {month} FROM {rows} ORDER BY {day}"
            _copy(connection, query, part / table, "FORMAT parquet, PARTITION_BY (month)")
    return f"{_count(connection, 'kept_events')} events, also those that v_events leaves out"


def _keep(connection: DuckDBPyConnection, asked: Export) -> None:
    """Make `kept_events`, `kept_reports` and `kept_articles` the ids of a span of days: no event without its reports,
    wherever they put it, and no report without its story.
    """
    connection.execute("SET TimeZone = 'UTC'")
    span = [asked.first, asked.last]
    connection.execute(f"CREATE TEMP TABLE kept_events AS SELECT id FROM events WHERE {_SPAN}", span)
    connection.execute(
        f"CREATE TEMP TABLE kept_reports AS SELECT id FROM reports WHERE {_SPAN} "
        "UNION SELECT report_id FROM event_reports WHERE event_id IN (FROM kept_events)",
        span,
    )
    connection.execute(
        "CREATE TEMP TABLE kept_articles AS SELECT id FROM articles WHERE "
        "($1 IS NULL OR published_at::DATE >= $1) AND ($2 IS NULL OR published_at::DATE <= $2) "
        "UNION SELECT article_id FROM reports WHERE id IN (FROM kept_reports)",
        span,
    )


def _copy(connection: DuckDBPyConnection, query: str, path: Path, options: str) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{quoted}' ({options})")
