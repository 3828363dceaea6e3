"""The steps that audit what `dateline.loading` staged: check, cluster. What passed is for `dateline.publishing`.

Everything here is safe to run again, also after a kill: rows are replaced as sets, and a set is whole or not there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import NightBlocked
from dateline.neighbours import read_neighbourhood
from dateline.records import (
    Article,
    CheckResult,
    EventChange,
    Report,
    as_json,
    from_json,
)
from dateline.remembered import warehouse_of
from dateline.revisions import staged_successors, told_of_successions
from dateline.runs import Run, read_json, write_json

if TYPE_CHECKING:
    from dateline.publishing import Force
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)


# ------------------------------------------------------------------------------------------- what is staged


def staged_mark(warehouse: Warehouse) -> str:
    """Return a hash of what is staged: it tells whether that is what a run checked."""
    return str(warehouse.query_file("load/staged_mark.sql")[0]["mark"])


def staged_reports(
    warehouse: Warehouse, article_ids: Sequence[str] | None = None
) -> tuple[list[Report], dict[str, Article]]:
    """Return the staged reports (`document_id` is the article's id) and their articles by id.

    `article_ids` takes those of some articles, in that order; without it everything is read.
    """
    if article_ids is None:
        article_ids = staged_ids(warehouse)
    reports = _staged_reports(warehouse, article_ids)
    query = "FROM staging.articles WHERE id IN (SELECT unnest($ids))"
    articles = [from_json(Article, row) for row in warehouse.rows(query, {"ids": list(article_ids)})]
    return reports, {article.id: article for article in articles}


def staged_ids(warehouse: Warehouse) -> list[str]:
    """Return the articles that reports are staged of."""
    return [row["article_id"] for row in warehouse.query_file("load/staged_sizes.sql")]


def _staged_reports(warehouse: Warehouse, article_ids: Sequence[str]) -> list[Report]:
    from dateline.store.rows import CHILD_TABLES, reports_of

    bound = {"ids": list(article_ids)}
    ours = "SELECT id FROM staging.reports WHERE article_id IN (SELECT unnest($ids))"
    children = {
        table: warehouse.rows(f"FROM staging.{table} WHERE report_id IN ({ours})", bound) for table in CHILD_TABLES
    }
    query = "FROM staging.reports WHERE article_id IN (SELECT unnest($ids)) ORDER BY article_id, ordinal, id"
    place = {id_: number for number, id_ in enumerate(article_ids)}
    return sorted(reports_of(warehouse.rows(query, bound), children), key=lambda report: place[report.document_id])


def save_results(warehouse: Warehouse, run: Run, results: Iterable[CheckResult]) -> None:
    """Write check results as rows of this run."""
    rows = [
        {"run_id": run.id} | as_json(result) | {"samples": json_text(result.samples)} for result in results
    ]  # fmt: skip
    warehouse.run_file("check_results.sql", {"check_results": rows})


def json_text(value: object) -> str:
    """Return a record or plain values as the text of a JSON column."""
    return json.dumps(as_json(value), ensure_ascii=False)


# ----------------------------------------------------------------------------------------------------- cluster


def cluster(run: Run) -> dict[str, int]:
    """Group the staged reports that passed with those of the days around into events."""
    run.reopen()
    with run.timed("cluster"), warehouse_of(run, "cluster") as warehouse:
        from dateline.store.rows import change_row, event_row, link_row
        from dateline.stories.clusters import cluster_reports

        held = warehouse.rows("SELECT report_id FROM main.quarantine WHERE status IN ('held', 'dismissed')")
        out = {row["report_id"] for row in held}
        passed = [one for one in _staged_reports(warehouse, sorted(staged_ids(warehouse))) if one.id not in out]
        around = read_neighbourhood(warehouse, passed, run.logical_at)
        clustering = cluster_reports(around.inputs, around.known, around.reviews)
        article_of = {one.report.id: one.article_id for one in around.inputs}
        changes = told_of_successions(
            around.known.links, article_of, staged_successors(warehouse), around.replaced, around.known.versions,
            run.logical_at,
        )  # fmt: skip
        changes += clustering.changes
        version_of = _version_ids(warehouse, changes)
        warehouse.run_file(
            "stage_events.sql",
            {
                "events": [event_row(event) for event in clustering.events],
                "event_reports": [link_row(link) for link in clustering.event_reports],
                "event_history": [
                    change_row(change) | {"version_id": version_of.get(change.article_id or "")} for change in changes
                ],
            },
        )
    counts = {"n_events": len(clustering.events), "n_changes": len(changes)}
    write_json(run.path("cluster", "counts", "json"), counts)
    logger.info(
        "clustered reports=%d events=%d changes=%d", len(around.inputs), counts["n_events"], counts["n_changes"]
    )
    return counts


def _version_ids(warehouse: Warehouse, changes: Iterable[EventChange]) -> dict[str, str]:
    """Return the version that each article stands in now: the one that brought a change which the article caused."""
    ids = sorted({change.article_id for change in changes if change.article_id})
    return {row["id"]: row["version_id"] for row in warehouse.query_file("load/article_facts.sql", {"ids": ids})}


# ------------------------------------------------------------------------------------------------- check_night


def check_night(run: Run) -> str:
    """Check the night against the other tables and its history; the verdict is `pass` or an exception.

    Raises NightBlocked, naming the checks, when a critical one failed. The rows stay in staging then.
    """
    from dateline.checks.suite import blocks, judge, read_sql_checks

    run.reopen()
    verdict_file(run).unlink(missing_ok=True)
    with run.timed("check_night"), warehouse_of(run, "check_night") as warehouse:
        bound = {"run_id": run.id, "logical_at": run.logical_at, "started_at": run.started_at}

        def ask(query: str) -> list[dict[str, Any]]:
            return warehouse.rows(query, _bound(query, bound))

        results = []
        for check in read_sql_checks(run.settings.root / "sql" / "checks"):
            if run.kind == "release" and check.severity != "critical":
                continue  # a few reports let in by hand are no night: its amounts, mix and feeds are not judged by them
            results.append(judge(check, ask))
        save_results(warehouse, run, results)
        saved = warehouse.rows("FROM main.check_results WHERE run_id = $run_id", {"run_id": run.id})
        blocking = blocks([_result_of(row) for row in saved])
        if blocking:
            reason = "; ".join(f"{one.check_name}: {one.observed}, expected {one.expected}" for one in blocking)
            save_run(warehouse, run, "blocked")
            run.end("blocked", reason)
            raise NightBlocked(f"run {run.id} is not published: {reason}")
    write_json(verdict_file(run), {"verdict": "pass", "staged": read_json(run.path("check_rows", "staged", "json"))})
    return "pass"


def verdict_file(run: Run) -> Path:
    """Return where a run keeps that its checks passed, and what was staged then."""
    return run.path("check_night", "verdict", "json")


def _bound(sql: str, parameters: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in parameters.items() if f"${name}" in sql}


def _result_of(row: Mapping[str, Any]) -> CheckResult:
    fields = {name: value for name, value in row.items() if name not in ("run_id", "samples")}
    return from_json(CheckResult, fields | {"failing_ids": row["failing_ids"] or []})


def save_run(warehouse: Warehouse, run: Run, status: str, force: Force | None = None) -> None:
    """Write the run's row; `force` says who published it against its checks."""
    counts: dict[str, int] = {}
    for step in ("load", "check_rows", "cluster"):
        if run.path(step, "counts", "json").exists():
            counts |= read_json(run.path(step, "counts", "json"))
    names = ("n_feeds", "n_pages", "n_articles", "n_reports", "n_events", "n_quarantined")
    row: dict[str, Any] = {name: counts.get(name) for name in names}
    row |= {
        "id": run.id, "kind": run.kind, "logical_at": run.logical_at, "started_at": run.started_at,
        "ended_at": datetime.now(UTC), "status": status, "step_seconds": list(run.step_seconds().items()),
    }  # fmt: skip
    if force is not None:
        row |= {"forced_by": force.by, "forced_why": force.why, "forced_at": force.at}
    warehouse.run_file("runs.sql", {"runs": [row]})
