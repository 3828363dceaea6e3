"""What is checked before anything is published: each row by itself, the night as a whole, and the verdict on both.

Row checks (`row_checks.ROW_CHECKS`) are run by Great Expectations on the night's batch; a row that fails one of
severity `error` or `critical` goes into quarantine. Checks across tables and against history are SQL files
(`sql_checks`). Both give `CheckResult`s, which land in one table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dateline.checks.expectations import RowCheck, find_failures
from dateline.checks.frames import CHILDREN, Source, make_frames
from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.sql_checks import SqlCheck, judge, read_sql_check, read_sql_checks, to_result
from dateline.config import CheckSettings
from dateline.errors import InvalidDocument, UsageError
from dateline.parse.collecting import seldom_collected
from dateline.parse.commands import read_document
from dateline.records import Article, CheckResult, Document, Report, as_json, from_json

__all__ = [
    "ROW_CHECKS", "QuarantineRow", "RowCheck", "SqlCheck", "blocks", "check_reports", "failing_rows", "join_results",
    "judge", "judge_share", "read_sql_check", "read_sql_checks", "run_check_file", "skipped_checks", "to_result",
]  # fmt: skip

SHARE_CHECK = "quarantined_share"
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A row held back: `value` is what the check saw, in words; `row` the whole report as JSON."""

    report_id: str
    check_name: str
    value: str
    row: dict[str, Any]


def check_reports(
    reports: Sequence[Report],
    articles: Mapping[str, Source] | None = None,
    *,
    checks: Sequence[RowCheck] = ROW_CHECKS,
) -> list[CheckResult]:
    """Return one result a check, in the suite's order; `failing_ids` holds every failing report's id.

    `articles` gives each report's document: an Article or Document, the bare text, or None where it is not to be
    found. Without `articles` the checks that need them are left out (see `skipped_checks`).
    """
    wanted = [check for check in checks if articles is not None or check.needs is None]
    with seldom_collected():
        frames = make_frames(reports, articles)
        failures = find_failures(wanted, frames)
    results = []
    for check in wanted:
        positions = failures[check.name]
        rows = positions if check.table == "reports" else frames.table(check.table)["row"].iloc[positions].tolist()
        failing = [reports[row] for row in dict.fromkeys(rows)]
        results.append(_result(check, failing, len(reports), articles or {}))
    return results


def skipped_checks(*, has_articles: bool) -> list[RowCheck]:
    """Return the row checks that cannot run without the documents."""
    return [] if has_articles else [check for check in ROW_CHECKS if check.needs is not None]


def _result(check: RowCheck, failing: Sequence[Report], n_reports: int, articles: Mapping[str, Source]) -> CheckResult:
    observed = _observed(len(failing), n_reports)
    if not failing:
        return CheckResult(check.name, check.severity, "pass", observed, check.expected)
    return CheckResult(
        check.name, check.severity, "fail", observed, check.expected, len(failing),
        tuple(_id(report) for report in failing),
        tuple(_sample(check, report, articles.get(report.document_id)) for report in failing[:SAMPLES]),
    )  # fmt: skip


def _observed(n_failing: int, n_reports: int) -> str:
    return f"{n_failing} of {n_reports} reports"


def join_results(parts: Sequence[Sequence[CheckResult]], n_reports: int) -> list[CheckResult]:
    """Return the results of the same row checks on several chunks of `n_reports` reports as those of one run.

    That holds for checks that look at no more than the reports of one article, and ids that no two chunks share.
    """
    return [_joined(results, n_reports) for results in zip(*parts, strict=True)]


def _joined(results: Sequence[CheckResult], n_reports: int) -> CheckResult:
    n_failing = sum(result.n_failing for result in results)
    return replace(
        results[0], status="fail" if n_failing else "pass", observed=_observed(n_failing, n_reports),
        n_failing=n_failing, failing_ids=tuple(id_ for result in results for id_ in result.failing_ids),
        samples=tuple(sample for result in results for sample in result.samples)[:SAMPLES],
    )  # fmt: skip


def _sample(check: RowCheck, report: Report, source: Source) -> dict[str, Any]:
    url = source.url if isinstance(source, Article | Document) else None
    return {
        "id": _id(report),
        "value": describe(check, report),
        "sentence": report.evidence if isinstance(report.evidence, str) else None,
        "document_id": report.document_id,
        "url": url,
    }


def describe(check: RowCheck, report: Report) -> str:
    """Return what a person needs to see of a failing row: `fatalities_low 5, fatalities_best 3`."""
    rows = [report] if check.table == "reports" else getattr(report, check.table) or ()
    return "; ".join(", ".join(_shown(row, column) for column in check.shows) for row in rows)


def _shown(row: object, column: str) -> str:
    value = as_json(getattr(row, column, None))
    return f"{column} {'null' if value is None else value}"


def _id(report: Report) -> str:
    return "" if report.id is None else str(report.id)


def failing_rows(results: Iterable[CheckResult], reports: Sequence[Report]) -> list[QuarantineRow]:
    """Return a row for each report id and check of severity `error` or `critical` that it fails."""
    suite = {check.name: check for check in ROW_CHECKS}
    held: list[QuarantineRow] = []
    as_rows: dict[int, dict[str, Any]] = {}
    for result in results:
        if result.status != "fail" or result.severity == "warning" or result.check_name not in suite:
            continue
        failing = set(result.failing_ids)
        told: set[str] = set()
        check = suite[result.check_name]
        for position, report in enumerate(reports):
            if _id(report) in failing and _id(report) not in told:
                told.add(_id(report))
                if position not in as_rows:
                    as_rows[position] = as_json(report)
                held.append(QuarantineRow(_id(report), check.name, describe(check, report), as_rows[position]))
    return held


def judge_share(n_failing: int, n_rows: int, settings: CheckSettings) -> CheckResult:
    """Return the verdict on how many of the night's rows failed: too many are a parser's bug, not bad rows."""
    share = n_failing / n_rows if n_rows else 0.0
    observed = f"{n_failing} of {n_rows} reports ({share:.1%})"
    expected = f"at most {settings.blocking_share:.0%} of the reports fail a row check"
    if n_rows < settings.min_rows_for_share:
        told = f"{observed}: fewer than {settings.min_rows_for_share} reports to judge by"
        return CheckResult(SHARE_CHECK, "critical", "too_little_history", told, expected)
    failed = share > settings.blocking_share
    return CheckResult(SHARE_CHECK, "critical", "fail" if failed else "pass", observed, expected, n_failing * failed)


def blocks(results: Iterable[CheckResult], row_checks: Sequence[RowCheck] = ROW_CHECKS) -> list[CheckResult]:
    """Return the results that forbid publishing: failed, critical, and no row check (those block by their share)."""
    by_row = {check.name for check in row_checks}
    return [
        result for result in results
        if result.status == "fail" and result.severity == "critical" and result.check_name not in by_row
    ]  # fmt: skip


# --------------------------------------------------------------------------------------------- `dateline check`


def run_check_file(path: Path, documents: Path | None = None) -> tuple[list[str], int]:
    """Run the row checks on a JSONL file of reports. Returns the lines to print and the exit code.

    `documents`: the JSONL that `dateline parse` read, for the checks that need the texts. Exit code 1 when a check of
    severity error fails or a line is no report.

    Raises:
        UsageError: a file is not there or cannot be read.
    """
    reports, broken = _read_reports(path)
    articles = None if documents is None else _read_documents(documents)
    results = check_reports(reports, articles)
    lines = [f"{path}: line {number}: not a report: {reason}" for number, reason in broken]
    lines += [told(result) for result in results if result.status == "fail"]
    failed = [result for result in results if result.status == "fail"]
    skipped = skipped_checks(has_articles=articles is not None)
    lines.append(f"{len(reports)} reports, {len(results)} checks, {len(failed)} failed")
    if skipped:
        lines.append(f"skipped, they need the documents: {', '.join(check.name for check in skipped)}")
    is_wrong = bool(broken) or any(result.severity != "warning" for result in failed)
    return lines, int(is_wrong)


def told(result: CheckResult) -> str:
    ids = " ".join(identity or "(no id)" for identity in result.failing_ids)
    return f"{result.severity} {result.check_name}: {result.observed}, expected {result.expected}: {ids}"


def _read_reports(path: Path) -> tuple[list[Report], list[tuple[int, str]]]:
    reports: list[Report] = []
    broken: list[tuple[int, str]] = []
    for number, line in _lines(path):
        fields: Any = None
        try:
            fields = json.loads(line)
            if not isinstance(fields, dict):
                raise TypeError("not a JSON object")
            report = from_json(Report, fields)
            if any(child is None for name in CHILDREN for child in getattr(report, name) or ()):
                raise TypeError("null among its children")
            reports.append(report)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            named = f" (id {fields['id']})" if isinstance(fields, dict) and fields.get("id") else ""
            broken.append((number, f"{error}{named}"))
    return reports, broken


def _read_documents(path: Path) -> dict[str, Source]:
    documents: dict[str, Source] = {}
    for number, line in _lines(path):
        try:
            document = read_document(line, number)
        except InvalidDocument:
            continue  # the parser has told of it already
        documents[document.id] = document
    return documents


def _lines(path: Path) -> list[tuple[int, bytes]]:
    try:
        with path.open("rb") as stream:
            return [(number, line) for number, line in enumerate(stream, 1) if line.strip()]
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
