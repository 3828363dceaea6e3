"""The step that judges rows: `check_rows` runs the row checks on everything staged and keeps out what fails.

Before that, what is held for a reason that may be gone is tried again (see `dateline.retrying`). Staged reports are
read and judged in chunks of whole articles, so that memory is bounded by the chunk and not by a backlog.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dateline.checks.decisions import decide_rows
from dateline.records import Article, CheckResult, Report
from dateline.remembered import warehouse_of
from dateline.runs import Run, write_json
from dateline.staging import json_text, save_results, staged_mark, staged_reports

if TYPE_CHECKING:
    from dateline.checks.suite import QuarantineRow
    from dateline.config import CheckSettings
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

MAX_SHARE_IDS = 10_000
"""How many of the reports behind a blocking share are kept by name."""


@dataclass(slots=True)
class Audit:
    """What the row checks found, chunk by chunk. `failing` are the reports kept out that no person decided on."""

    parts: list[list[CheckResult]] = field(default_factory=list)
    n_reports: int = 0
    failing: set[str] = field(default_factory=set)
    n_of: Counter[str] = field(default_factory=Counter)

    def results(self) -> list[CheckResult]:
        """Return one result a check, over all chunks."""
        from dateline.checks.suite import join_results

        return join_results(self.parts, self.n_reports) if self.parts else []


def check_rows(run: Run) -> dict[str, int]:
    """Run the row checks on everything staged; hold what fails in quarantine."""
    from dateline.retrying import read_again, try_again

    run.reopen()
    with run.timed("check_rows"):
        read_again(run)
        with warehouse_of(run, "check_rows") as warehouse:
            try_again(warehouse, run)
            audit = audit_staged(warehouse, run.settings.checks.chunk_reports, run.id, run.logical_at)
            settle(warehouse, run.id, run.logical_at)
            write_json(run.path("check_rows", "staged", "json"), staged_mark(warehouse))
            results = audit.results()
            save_results(warehouse, run, [*results, judge_night(audit, results, run.settings.checks)])
    counts = {"n_checked": audit.n_reports, "n_quarantined": len(audit.failing)}
    write_json(run.path("check_rows", "counts", "json"), counts)
    logger.info("checked rows reports=%d quarantined=%d", audit.n_reports, len(audit.failing))
    return counts


def audit_staged(warehouse: Warehouse, chunk_reports: int, run_id: str, at: datetime) -> Audit:
    """Return what the row checks find in all that is staged; what is to be kept out waits for `settle`."""
    warehouse.run_file("audit_begin.sql")
    audit = Audit()
    for reports, articles in staged_chunks(warehouse, chunk_reports):
        audit_chunk(warehouse, audit, reports, articles, run_id, at)
    warehouse.run_file("audit_staged.sql")
    return audit


def audit_chunk(
    warehouse: Warehouse, audit: Audit, reports: Sequence[Report], articles: Mapping[str, Article], run_id: str,
    at: datetime,
) -> None:  # fmt: skip
    """Judge a chunk of whole articles and add it to `audit`."""
    from dateline.checks.suite import ROW_CHECKS, check_reports, failing_rows
    from dateline.checks.versions import check_versions

    results = check_reports(reports, articles)
    found = failing_rows(results, reports)
    verdicts = decide_rows(found, reports, _decisions(warehouse, list(articles)))
    versions = check_versions(ROW_CHECKS)
    by_id = {report.id: report for report in reports}
    rows = []
    for row, decision in verdicts:
        report = by_id.get(row.report_id)
        article = articles.get(report.document_id) if report else None
        rows.append(_quarantine_row(row, report, article, versions.get(row.check_name), run_id, at) | dict(decision))
    warehouse.run_file(
        "audit_found.sql",
        {"quarantine": rows, "checked": [{"report_id": id_} for id_ in by_id] or [{"report_id": ""}]},
    )
    decided = {(row.report_id, row.check_name) for row, decision in verdicts if decision["status"] != "held"}
    audit.parts.append([_without(result, decided) for result in results])
    audit.n_reports += len(reports)
    undecided = [row for row, decision in verdicts if decision["status"] == "held"]
    audit.failing |= {row.report_id for row in undecided}
    audit.n_of.update(row.check_name for row in undecided)


def _decisions(warehouse: Warehouse, article_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return what people decided on reports of these articles."""
    query = (
        "FROM main.quarantine WHERE by_hand AND status IN ('released', 'dismissed') "
        "AND article_id IN (SELECT unnest($ids)) ORDER BY decided_at, report_id, check_name"
    )
    return warehouse.rows(query, {"ids": list(article_ids)})


def _quarantine_row(
    row: QuarantineRow, report: Report | None, article: Article | None, version: str | None, run_id: str, at: datetime
) -> dict[str, Any]:
    article_id = report.document_id if report else row.row.get("document_id")
    return {
        "report_id": row.report_id, "run_id": run_id, "check_name": row.check_name, "value": row.value,
        "row": json_text(row.row | {"article_id": article_id}), "article_id": article_id,
        "version_id": article.version_id if article else None, "parser": report.parser if report else None,
        "check_version": version, "held_at": at,
    }  # fmt: skip


def _without(result: CheckResult, decided: Collection[tuple[str, str]]) -> CheckResult:
    """Return a result without the reports on which a person has decided: they are no news."""
    kept = tuple(id_ for id_ in result.failing_ids if (id_, result.check_name) not in decided)
    if len(kept) == len(result.failing_ids):
        return result
    names = set(kept)
    n_failing = result.n_failing - (len(result.failing_ids) - len(kept))
    return replace(
        result, status="fail" if n_failing else "pass", n_failing=n_failing, failing_ids=kept,
        samples=tuple(sample for sample in result.samples if sample.get("id") in names),
    )  # fmt: skip


def settle(warehouse: Warehouse, run_id: str, at: datetime) -> None:
    """Write what an audit found into the quarantine: hold, release what passes now, and let superseded rows rest."""
    from dateline.checks.suite import ROW_CHECKS
    from dateline.checks.versions import check_versions

    warehouse.run_file(
        "quarantine.sql",
        {
            "versions": [{"check_name": name, "version": one} for name, one in check_versions(ROW_CHECKS).items()],
            "audit": [{"run_id": run_id, "at": at}],
        },
    )


def staged_chunks(warehouse: Warehouse, size: int) -> Iterator[tuple[list[Report], dict[str, Article]]]:
    """Yield the staged reports with their articles, about `size` reports at a time, each article whole in one chunk.

    Articles that share a report's id (that is a fault, which a check tells of) are in one chunk too.
    """
    batch: list[str] = []
    n_batch = 0
    for row in warehouse.query_file("load/staged_sizes.sql"):
        if batch and n_batch + row["n_reports"] > size and not row["is_shared"]:
            yield staged_reports(warehouse, batch)
            batch, n_batch = [], 0
        batch.append(row["article_id"])
        n_batch += row["n_reports"]
    if batch:
        yield staged_reports(warehouse, batch)


def judge_night(audit: Audit, results: Sequence[CheckResult], settings: CheckSettings) -> CheckResult:
    """Return the verdict on the share of rows that fail, with the checks behind it: they point at the parser's bug."""
    from dateline.checks.suite import judge_share

    verdict = judge_share(len(audit.failing), audit.n_reports, settings)
    if verdict.status != "fail":
        return verdict
    worst = audit.n_of.most_common(3)
    told = ", ".join(f"{name} {n}" for name, n in worst)
    samples = next((result.samples for result in results if result.check_name == worst[0][0]), ())
    return replace(
        verdict, observed=f"{verdict.observed}; most fail {told}", samples=samples,
        failing_ids=tuple(sorted(audit.failing)[:MAX_SHARE_IDS]),
    )  # fmt: skip
