"""What is held is tried again when the reason may be gone: another definition of its check, or another parser.

A check that changed judges the kept rows again, beside what is published of their articles; where a report passes now,
its article is staged once more, whole, and goes the way of the night. A new parser reads such articles again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from dateline.copies import begin_copies
from dateline.loading import stage_articles
from dateline.records import Article, Report, as_json, from_json
from dateline.remembered import warehouse_of
from dateline.runs import Run

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

MAX_READ_AGAIN = 200
"""How many articles with held rows of an older parser a run reads again; the next run takes the next ones."""


# --------------------------------------------------------------------------------------- a check that has changed


def try_again(warehouse: Warehouse, run: Run) -> int:
    """Judge again what is held by another definition of a check than today's; stage what passes now, return how much.

    What still fails stays held, under today's definition.
    """
    from dateline.auditing import Audit, audit_chunk, settle
    from dateline.checks.suite import ROW_CHECKS
    from dateline.checks.versions import check_versions

    versions = check_versions(ROW_CHECKS)
    bound = {"names": list(versions), "versions": list(versions.values())}
    waiting = warehouse.query_file("load/held_by_other_checks.sql", bound)
    articles = list(dict.fromkeys(row["article_id"] for row in waiting))
    n_free = 0
    for batch in _batches(articles, run.settings.checks.chunk_reports):
        reports, of_batch = _held_and_published(warehouse, batch)
        asked = {row["report_id"] for row in waiting if row["article_id"] in set(batch)}
        audit = Audit()
        warehouse.run_file("audit_begin.sql")
        audit_chunk(warehouse, audit, reports, of_batch, run.id, run.logical_at)
        free = [report for report in reports if report.id in asked - audit.failing]
        n_free += len(free)
        still = [{"report_id": id_} for id_ in sorted(asked & audit.failing)]
        warehouse.run_file("audit_still_held.sql", {"still_held": still or [{"report_id": ""}]})
        settle(warehouse, run.id, run.logical_at)
        restage(warehouse, sorted({report.document_id for report in free}))
    if waiting:
        logger.info("tried again held=%d free=%d", len(waiting), n_free)
    return n_free


def _batches(ids: Sequence[str], size: int) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch


def _held_and_published(warehouse: Warehouse, article_ids: Sequence[str]) -> tuple[list[Report], dict[str, Article]]:
    """Return the reports of published articles, those that are held with them, and the articles by id."""
    from dateline.store.rows import CHILD_TABLES, reports_of

    bound = {"ids": list(article_ids)}
    ours = "SELECT id FROM main.reports WHERE article_id IN (SELECT unnest($ids))"
    children = {t: warehouse.rows(f"FROM main.{t} WHERE report_id IN ({ours})", bound) for t in CHILD_TABLES}
    reports = reports_of(warehouse.rows(f"FROM main.reports WHERE id IN ({ours})", bound), children)
    held = [report_of(row) for row in held_rows(warehouse, article_ids)]
    query = "FROM main.articles WHERE id IN (SELECT unnest($ids))"
    articles = [from_json(Article, row) for row in warehouse.rows(query, bound)]
    ordered = sorted([*reports, *held], key=lambda one: (one.document_id, one.ordinal, one.id))
    return ordered, {article.id: article for article in articles}


# ------------------------------------------------------------------------------------------------- staged once more


def restage(warehouse: Warehouse, article_ids: Sequence[str], report_ids: Sequence[str] = ()) -> None:
    """Stage published articles once more, whole: what is published of them, what is kept out, and `report_ids`.

    What is kept out stays so until `check_rows` or a person lets it go.
    """
    with warehouse.transaction():
        restage_within(warehouse, article_ids, report_ids)


def restage_within(warehouse: Warehouse, article_ids: Sequence[str], report_ids: Sequence[str] = ()) -> None:
    """Do as `restage`, within the transaction that is open."""
    from dateline.store.rows import CHILD_TABLES, report_rows

    if not article_ids:
        return
    incoming: dict[str, list[dict[str, Any]]] = {name: [] for name in ("reports", *CHILD_TABLES)}
    for row in held_rows(warehouse, article_ids, report_ids):
        rows = report_rows(
            report_of(row), article_id=row["article_id"], version_id=row["version_id"], run_id=row["run_id"]
        )
        for table, found in rows.items():
            incoming[table] += found
    restaged = {"restaged": [{"id": id_} for id_ in sorted(set(article_ids))]}
    warehouse.run_statements("restage.sql", {**incoming, **restaged})


def held_rows(warehouse: Warehouse, article_ids: Sequence[str], report_ids: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return what is kept out of published articles, and `report_ids` whatever their status, one row a report."""
    bound = {"ids": list(article_ids), "reports": list(report_ids)}
    return warehouse.query_file("load/held_rows.sql", bound)


def report_of(row: Mapping[str, Any]) -> Report:
    """Return the report that a row of the quarantine keeps."""
    return from_json(Report, json.loads(row["row"]) | {"document_id": row["article_id"]})


# ------------------------------------------------------------------------------------------------ a new parser


def read_again(run: Run) -> int:
    """Parse the articles again whose held rows an older parser made, and stage them; return how many.

    The parser is loaded only where there are any: in the nights after its version changed. It reads without the
    warehouse's lock.
    """
    articles = _of_older_parser(run)
    if not articles:
        return 0
    from dateline.parse.parser import PARSER_NAME, Parser
    from dateline.pipeline import document_of

    parser = Parser.load()
    outcomes = {
        article.version_id: {"outcome": parsed.outcome, "reason": parsed.reason, "reports": as_json(parsed.reports)}
        for article, parsed in zip(articles, parser.parse_batch([document_of(one) for one in articles]), strict=True)
    }
    with warehouse_of(run, "read again") as warehouse:
        query = (
            "SELECT id, version_id FROM main.articles "
            "WHERE id IN (SELECT unnest($ids)) AND id NOT IN (SELECT id FROM staging.articles)"
        )
        rows = warehouse.rows(query, {"ids": [article.id for article in articles]})
        standing = {row["id"]: row["version_id"] for row in rows}
        # while it was parsed without the lock, another run may have staged an article, or published a newer version
        articles = [article for article in articles if standing.get(article.id) == article.version_id]
        begin_copies(warehouse)
        with warehouse.transaction():
            stage_articles(warehouse, run, articles, outcomes)
    logger.info("read again articles=%d parser=%s", len(articles), PARSER_NAME)
    return len(articles)


def _of_older_parser(run: Run) -> list[Article]:
    with warehouse_of(run, "read again") as warehouse:
        if not warehouse.rows("SELECT report_id FROM main.quarantine WHERE status = 'held' LIMIT 1"):
            return []
        from dateline.parse.parser import PARSER_NAME

        bound = {"parser": PARSER_NAME, "n": MAX_READ_AGAIN}
        return [from_json(Article, row) for row in warehouse.query_file("load/held_by_older_parser.sql", bound)]
