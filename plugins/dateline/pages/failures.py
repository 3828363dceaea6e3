"""The checks that failed in a night, each with the rows that failed it and the sentence of each in its context."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.suite import SHARE_CHECK, describe
from dateline.pages.passages import Passage, cut_passage, find_mentions
from dateline.records import Report, from_json

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

Row = dict[str, Any]

MAX_ROWS = 8
"""How many rows of one check are shown; the rest is a query away."""

_STORY = ("url", "title", "publisher", "published_at")
_SHARE_WHY = "Where so many rows fail it is the parser that is at fault, and the rows that passed are in doubt too."
_SUITE = {check.name: check for check in ROW_CHECKS}


@dataclass(frozen=True, slots=True)
class Story:
    """The story that a row was read from. `id` is its article's: `dateline forget` knows the page by it."""

    id: str | None
    url: str | None
    title: str | None
    publisher: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailingRow:
    """One row that failed: `told` says what it is, `value` what the check saw, `quote` the sentence it rests on.

    `is_repeated`: an earlier check on the page showed its sentence already.
    """

    id: str
    told: str | None
    value: str | None
    quote: str | None
    passage: Passage | None
    story: Story | None
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed check. `rows` are the first few of `n_failing`; `sql` shows all of them."""

    name: str
    severity: str
    observed: str | None
    expected: str | None
    why: str | None
    n_failing: int
    rows: tuple[FailingRow, ...]
    sql: str

    @property
    def n_more(self) -> int:
        return max(self.n_failing - len(self.rows), 0)


def read_failures(warehouse: Warehouse, results: Iterable[Row], reasons: Mapping[str, str]) -> list[Failure]:
    """Return the failed checks among `results` in their order. `reasons`: why the SQL checks are there, by name."""
    failed = [result for result in results if result["status"] == "fail"]
    wanted = [str(identity) for result in failed for identity in (result["failing_ids"] or [])[:MAX_ROWS]]
    telling = _telling_reports(warehouse, wanted)
    reports = _reports(warehouse, [*wanted, *telling.values()])
    texts = _texts(warehouse, {report.document_id for report in reports.values()})
    return _told_once([_failure(result, reasons, telling, reports, texts) for result in failed])


def _told_once(failures: Iterable[Failure]) -> list[Failure]:
    shown: set[str] = set()
    once = []
    for failure in failures:
        rows = tuple(replace(row, is_repeated=row.id in shown) for row in failure.rows)
        shown |= {row.id for row in rows}
        once.append(replace(failure, rows=rows))
    return once


def _failure(
    result: Row, reasons: Mapping[str, str], telling: Mapping[str, str], reports: Mapping[str, Report],
    texts: Mapping[str, Sequence[Row]],
) -> Failure:  # fmt: skip
    samples = {str(sample.get("id")): sample for sample in _samples(result)}
    rows = []
    for identity in dict.fromkeys([*samples, *map(str, (result["failing_ids"] or [])[:MAX_ROWS])]):
        report = reports.get(identity) or reports.get(telling.get(identity, ""))
        sample = samples.get(identity, {})
        if report is not None or sample or not samples:
            rows.append(_row(identity, sample, report, result["check_name"], texts))
    check = _SUITE.get(result["check_name"])
    why = check.why if check else {SHARE_CHECK: _SHARE_WHY, **reasons}.get(result["check_name"])
    return Failure(
        result["check_name"], result["severity"], result["observed"], result["expected"],
        why, max(result["n_failing"], len(rows)),
        tuple(rows[:MAX_ROWS]), _sql(result),
    )  # fmt: skip


def _samples(result: Row) -> list[Row]:
    try:
        samples = json.loads(result["samples"] or "[]")
    except ValueError:
        return []
    return [sample for sample in samples if isinstance(sample, dict)]


def _row(
    identity: str, sample: Row, report: Report | None, check_name: str, texts: Mapping[str, Sequence[Row]]
) -> FailingRow:
    value = _value(sample, report, check_name)
    if report is None:
        has_story = sample.get("url") or sample.get("document_id")
        story = Story(sample.get("document_id"), sample.get("url"), None, None, None) if has_story else None
        return FailingRow(identity, None, value, sample.get("sentence"), None, story)
    passage, version = _passage(report, texts.get(report.document_id, ()))
    story = Story(report.document_id, *(version[name] if version else None for name in _STORY))
    quote = str(report.evidence) if report.evidence and (passage is None or not passage.is_quoted) else None
    return FailingRow(identity, _told(report), value, quote, passage, story)


def _value(sample: Row, report: Report | None, check_name: str) -> str | None:
    if sample.get("value") is not None:
        return str(sample["value"])
    check = _SUITE.get(check_name)
    return describe(check, report) if check and report else None


def _told(report: Report) -> str:
    where = ", ".join(part for part in (report.place_name, report.country) if part)
    parts = (report.event_type, report.event_mode, where, str(report.event_date or "no date"))
    return " · ".join(str(part) for part in parts if part)


def _passage(report: Report, versions: Sequence[Row]) -> tuple[Passage | None, Row | None]:
    """Return the passage in the version of the story that says what the report quotes, else in its latest one."""
    if not versions:
        return None, None
    start, end = report.evidence_start, report.evidence_end
    says = (version for version in versions if version["text"][start:end] == report.evidence)
    version = next(says, versions[0])
    return cut_passage(version["text"], start, end, report.evidence, find_mentions(report)), version


def _sql(result: Row) -> str:
    name, run = _quoted(result["check_name"]), _quoted(result["run_id"])
    if result["check_name"] == SHARE_CHECK:
        return f"SELECT check_name, count(*) AS n FROM quarantine WHERE run_id = {run} GROUP BY ALL ORDER BY n DESC;"
    if result["check_name"] in _SUITE and result["severity"] != "warning":
        return f'SELECT report_id, value, "row" FROM quarantine WHERE check_name = {name} AND run_id = {run};'
    return f"SELECT unnest(failing_ids) AS id FROM check_results WHERE check_name = {name} AND run_id = {run};"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ------------------------------------------------------------------------------------------------------- reading


def _telling_reports(warehouse: Warehouse, ids: Sequence[str]) -> dict[str, str]:
    """Return the report that tells best of each event among `ids`, by the event's id."""
    rows = warehouse.query_file("pages/evidence_of.sql", {"ids": list(ids)})
    return {row["id"]: row["report_id"] for row in rows}


def _reports(warehouse: Warehouse, ids: Sequence[str]) -> dict[str, Report]:
    """Return the reports with these ids wherever they lie: staged, published, or held in quarantine."""
    found: dict[str, Report] = {}
    for read in (_held, _published, _staged):
        found |= read(warehouse, list(ids))
    return found


def _staged(warehouse: Warehouse, ids: list[str]) -> dict[str, Report]:
    return _reports_of(warehouse, "staging", ids)


def _published(warehouse: Warehouse, ids: list[str]) -> dict[str, Report]:
    return _reports_of(warehouse, "main", ids)


def _reports_of(warehouse: Warehouse, schema: str, ids: list[str]) -> dict[str, Report]:
    from dateline.store.rows import CHILD_TABLES, reports_of

    rows = warehouse.rows(f"FROM {schema}.reports WHERE id IN (SELECT unnest($ids))", {"ids": ids})
    known = {"ids": [row["id"] for row in rows]}
    children = {
        table: warehouse.rows(f"FROM {schema}.{table} WHERE report_id IN (SELECT unnest($ids))", known)
        for table in CHILD_TABLES
    }
    return {report.id: report for report in reports_of(rows, children)}


def _held(warehouse: Warehouse, ids: list[str]) -> dict[str, Report]:
    query = (
        'SELECT DISTINCT ON (report_id) report_id, "row" FROM main.quarantine WHERE report_id IN (SELECT unnest($ids))'
    )
    held: dict[str, Report] = {}
    for row in warehouse.rows(query, {"ids": ids}):
        try:
            held[row["report_id"]] = from_json(Report, json.loads(row["row"]))
        except (ValueError, TypeError, AttributeError, KeyError):
            continue  # the row is what is wrong: its sample still shows it
    return held


def _texts(warehouse: Warehouse, article_ids: Iterable[str]) -> dict[str, list[Row]]:
    texts: dict[str, list[Row]] = {}
    for row in warehouse.query_file("pages/texts.sql", {"ids": sorted(map(str, article_ids))}):
        texts.setdefault(row["article_id"], []).append(row)
    return texts
