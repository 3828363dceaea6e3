"""The steps that stage rows and audit them: load, check, cluster. `dateline.publishing` takes what passed from there.

Everything here is safe to run again, also after a kill: rows are replaced as sets, and a set is whole or not there.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import NightBlocked
from dateline.neighbours import read_neighbourhood
from dateline.records import (
    Article,
    CheckResult,
    Feed,
    FeedState,
    Page,
    Report,
    as_json,
    from_json,
    stable_id,
)
from dateline.remembered import tombstones_among, warehouse_of
from dateline.runs import Run, read_json, read_lines, write_json

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

COPY_DAYS = 3
"""How far around an article's publication its copies are looked for."""


# -------------------------------------------------------------------------------------------------------- load


def load(run: Run, polled: Sequence[Path], extracted: Sequence[Path], parsed: Sequence[Path]) -> dict[str, int]:
    """Load what the steps before wrote: feeds and pages as they are, articles and reports into staging."""
    run.reopen()
    with run.timed("load"):
        feeds = [row for path in sorted(polled) for row in read_lines(path)]
        pages = [row for path in sorted(extracted) for row in read_lines(path)]
        outcomes = {row["version_id"]: row for path in sorted(parsed) for row in read_lines(path)}
        with warehouse_of(run, "load") as warehouse:
            pages = _not_forgotten(warehouse, pages)
            articles = _one_each(from_json(Article, row["article"]) for row in pages if row["article"])
            staged = _stage(warehouse, run, articles, outcomes)
            _load_pages(warehouse, [from_json(Page, row["page"]) for row in pages])
            _load_feeds(warehouse, feeds, run)
    counts = {"n_feeds": len(feeds), "n_pages": len(pages), "n_articles": len(articles), "n_reports": staged}
    write_json(run.path("load", "counts", "json"), counts)
    logger.info("loaded %s", " ".join(f"{name}={count}" for name, count in counts.items()))
    return counts


def _not_forgotten(warehouse: Warehouse, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was extracted without what was taken down; another address of such a story is kept as opted out."""
    by_page = {stable_id(row["page"]["url"]): row for row in rows}
    by_article = {row["article"]["id"] for row in rows if row["article"]}
    down = tombstones_among(warehouse, [*by_page, *by_article])
    kept = []
    for id_, row in by_page.items():
        if id_ in down:
            continue
        if row["article"] and row["article"]["id"] in down:
            told = {"outcome": "opt_out", "detail": "its story was taken down", "is_final": True, "article_id": None}
            row = {"page": row["page"] | told, "article": None}
        kept.append(row)
    return kept


def _one_each(articles: Iterable[Article]) -> list[Article]:
    """Return each article once: two pages (two feeds' links) can lead to one story."""
    return list({article.id: article for article in sorted(articles, key=lambda a: (a.id, a.page_url))}.values())


def _load_feeds(warehouse: Warehouse, polled: Sequence[Mapping[str, Any]], run: Run) -> None:
    from dateline.fetch.health import judged_silent
    from dateline.store.rows import feed_row

    new = "SELECT DISTINCT feed_url FROM main.pages WHERE first_seen_at = $at"
    fresh = {row["feed_url"] for row in warehouse.rows(new, {"at": run.logical_at})}
    rows = []
    for one in polled:
        state = from_json(FeedState, one["state"])
        if state.url in fresh:
            state = dataclasses.replace(state, last_new_at=run.logical_at)
        state = judged_silent(state, run.logical_at)
        rows.append(feed_row(from_json(Feed, one["feed"]), state))
    wire = [{"url": feed.url} for feed in run.wire().feeds]
    if run.kind == "night":
        warehouse.run_file("feeds.sql", {"feeds": rows, "wire": wire})


def _load_pages(warehouse: Warehouse, pages: Sequence[Page]) -> None:
    from dateline.store.rows import fields_of

    by_url = {page.url: fields_of(page) for page in pages}
    warehouse.run_file("pages.sql", {"pages": list(by_url.values())})


def _stage(
    warehouse: Warehouse, run: Run, articles: Sequence[Article], outcomes: Mapping[str, Mapping[str, Any]]
) -> int:
    from dateline.store.rows import article_row, report_rows, version_row

    groups = _group_copies(warehouse, articles)
    before = _texts_before(warehouse, articles)
    incoming: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            "articles", "article_versions", "reports", "report_actors", "report_casualties", "report_places",
            "report_weapons",
        )
    }  # fmt: skip
    for article in articles:
        parsed = outcomes.get(article.version_id, {"outcome": None, "reason": "not parsed", "reports": []})
        incoming["articles"].append(
            article_row(
                article,
                status="live",
                n_versions=1,
                parse_outcome=parsed["outcome"],
                parse_reason=parsed["reason"],
                **groups.get(article.id, {}),
            )
        )
        incoming["article_versions"].append(version_row(article, _diff(before.get(article.id), article)))
        for fields in parsed["reports"] if article.notice != "kill" else ():
            report = from_json(Report, fields)
            rows = report_rows(report, article_id=article.id, version_id=article.version_id, run_id=run.id)
            for table, found in rows.items():
                incoming[table] += found
    warehouse.run_file("stage.sql", incoming)
    return len(incoming["reports"])


def _texts_before(warehouse: Warehouse, articles: Sequence[Article]) -> dict[str, tuple[str, str]]:
    """Return version id and text of each article as it stood before, by article id. Staging twice changes nothing."""
    bound = {"ids": [article.id for article in articles], "versions": [article.version_id for article in articles]}
    rows = warehouse.query_file("load/versions_before.sql", bound)
    return {row["id"]: (row["version_id"], row["text"]) for row in rows}


def _diff(before: tuple[str, str] | None, article: Article) -> str | None:
    """Return what changed since the version before, as a unified diff; None for a first or an unchanged text."""
    if before is None or before[0] == article.version_id:
        return None
    lines = difflib.unified_diff(before[1].splitlines(), article.text.splitlines(), "before", "after", n=0, lineterm="")
    return "\n".join(lines)


def _group_copies(warehouse: Warehouse, articles: Sequence[Article]) -> dict[str, dict[str, Any]]:
    """Return the duplicate group and kind of each article, by id, seen with its neighbours in time.

    Neighbours whose group or kind the newcomers change (an older original came in late) are brought up to date.
    """
    from dateline.stories.duplicates import KnownArticle, group_duplicates

    if not articles:
        return {}
    ours = {article.id for article in articles}
    near: dict[str, dict[str, Any]] = {}
    for first, last in copy_spans(article.published_at for article in articles):
        for row in warehouse.query_file("load/neighbour_articles.sql", {"first": first, "last": last}):
            near[row["id"]] = row
    known = [from_json(KnownArticle, row | {"article_id": id_}) for id_, row in near.items() if id_ not in ours]
    groups = {row.article_id: row for row in group_duplicates(articles, known)}
    changed = [as_json(row) for id_, row in groups.items() if id_ not in ours]
    if changed:
        warehouse.run_file("duplicates.sql", {"duplicates": changed})
    return {
        id_: {"duplicate_group": row.duplicate_group, "duplicate_kind": row.duplicate_kind}
        for id_, row in groups.items()
        if id_ in ours
    }


def copy_spans(instants: Iterable[datetime | None]) -> list[tuple[datetime, datetime]]:
    """Return the spans of time in which copies of articles published at `instants` are looked for, one by one: a story
    of ten years ago among tonight's must not bring in all that came between.

    >>> [last - first for first, last in copy_spans([datetime(2016, 3, 1), datetime(2026, 3, 1), datetime(2026, 3, 2)])]
    [datetime.timedelta(days=6), datetime.timedelta(days=7)]
    """
    margin = timedelta(days=COPY_DAYS)
    spans: list[tuple[datetime, datetime]] = []
    for instant in sorted(instant for instant in instants if instant):
        first, last = instant - margin, instant + margin
        if spans and first <= spans[-1][1]:
            first = spans.pop()[0]
        spans.append((first, last))
    return spans


# -------------------------------------------------------------------------------------------------- check_rows


def check_rows(run: Run) -> dict[str, int]:
    """Run the row checks on everything staged; hold what fails in quarantine."""
    run.reopen()
    with run.timed("check_rows"), warehouse_of(run, "check_rows") as warehouse:
        from dateline.checks.suite import check_reports, failing_rows, judge_share

        reports, articles = staged_reports(warehouse)
        write_json(run.path("check_rows", "staged", "json"), staged_mark(warehouse))
        results = check_reports(reports, articles) if reports else []
        held = failing_rows(results, reports)
        failing = {row.report_id for row in held}
        results.append(judge_share(len(failing), len(reports), run.settings.checks))
        rows = [
            {"report_id": row.report_id, "run_id": run.id, "check_name": row.check_name, "value": row.value,
             "row": _json_text(row.row | {"article_id": row.row.get("document_id")}), "status": "held"}
            for row in held
        ]  # fmt: skip
        warehouse.run_file("quarantine.sql", {"quarantine": rows})
        save_results(warehouse, run, results)
    counts = {"n_checked": len(reports), "n_quarantined": len(failing)}
    write_json(run.path("check_rows", "counts", "json"), counts)
    logger.info("checked rows reports=%d quarantined=%d", len(reports), len(failing))
    return counts


def staged_mark(warehouse: Warehouse) -> str:
    """Return a hash of what is staged: it tells whether that is what a run checked."""
    return str(warehouse.query_file("load/staged_mark.sql")[0]["mark"])


def staged_reports(warehouse: Warehouse) -> tuple[list[Report], dict[str, Article]]:
    """Return the staged reports (`document_id` is the article's id) and their articles by id."""
    from dateline.store.rows import CHILD_TABLES, reports_of

    children = {table: warehouse.rows(f"FROM staging.{table}") for table in CHILD_TABLES}
    reports = reports_of(warehouse.rows("FROM staging.reports ORDER BY article_id, ordinal, id"), children)
    articles = [from_json(Article, row) for row in warehouse.rows("FROM staging.articles")]
    return reports, {article.id: article for article in articles}


def save_results(warehouse: Warehouse, run: Run, results: Iterable[CheckResult]) -> None:
    """Write check results as rows of this run."""
    rows = [
        {"run_id": run.id} | as_json(result) | {"samples": _json_text(result.samples)} for result in results
    ]  # fmt: skip
    warehouse.run_file("check_results.sql", {"check_results": rows})


def _json_text(value: object) -> str:
    return json.dumps(as_json(value), ensure_ascii=False)


# ----------------------------------------------------------------------------------------------------- cluster


def cluster(run: Run) -> dict[str, int]:
    """Group the staged reports that passed with those of the days around into events."""
    run.reopen()
    with run.timed("cluster"), warehouse_of(run, "cluster") as warehouse:
        from dateline.store.rows import change_row, event_row, link_row
        from dateline.stories.clusters import cluster_reports

        reports, articles = staged_reports(warehouse)
        held = warehouse.rows("SELECT report_id FROM main.quarantine WHERE status IN ('held', 'dismissed')")
        out = {row["report_id"] for row in held}
        passed = [report for report in reports if report.id not in out]
        around = read_neighbourhood(warehouse, passed, articles, run.logical_at)
        clustering = cluster_reports(around.inputs, around.known, around.reviews)
        warehouse.run_file(
            "stage_events.sql",
            {
                "events": [event_row(event) for event in clustering.events],
                "event_reports": [link_row(link) for link in clustering.event_reports],
                "event_history": [change_row(change) for change in clustering.changes],
            },
        )
    counts = {"n_events": len(clustering.events), "n_changes": len(clustering.changes)}
    write_json(run.path("cluster", "counts", "json"), counts)
    logger.info(
        "clustered reports=%d events=%d changes=%d", len(around.inputs), counts["n_events"], counts["n_changes"]
    )
    return counts


# ------------------------------------------------------------------------------------------------- check_night


def check_night(run: Run) -> str:
    """Check the night against the other tables and its history; the verdict is `pass` or an exception.

    Raises NightBlocked, naming the checks, when a critical one failed. The rows stay in staging then.
    """
    from dateline.checks.suite import blocks, read_sql_checks, to_result

    run.reopen()
    verdict_file(run).unlink(missing_ok=True)
    with run.timed("check_night"), warehouse_of(run, "check_night") as warehouse:
        results = []
        for check in read_sql_checks(run.settings.root / "sql" / "checks"):
            bound = {"run_id": run.id}
            history = None
            if check.history_sql:
                history = next(iter(warehouse.rows(check.history_sql, _bound(check.history_sql, bound))[0].values()))
            rows = warehouse.rows(check.sql, _bound(check.sql, bound))
            results.append(to_result(check, rows, history))
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


def save_run(warehouse: Warehouse, run: Run, status: str) -> None:
    """Write the run's row."""
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
    warehouse.run_file("runs.sql", {"runs": [row]})
