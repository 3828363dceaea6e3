"""The step that loads: what was fetched into feeds and pages, what was read into staging; a batch at a time.

Each batch is one transaction: its pages say that it was read only together with what was read off them. So memory is
bounded by the batch, and a load that was killed is simply done again. The same articles are staged in whatever batches
they come.
"""

from __future__ import annotations

import dataclasses
import difflib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.copies import begin_copies, group_copies
from dateline.records import Article, Feed, FeedState, Page, Report, from_json, stable_id
from dateline.remembered import tombstones_among, warehouse_of
from dateline.revisions import find_superseded, readings_before, with_corrections
from dateline.runs import Run, read_lines, write_json

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

logger = logging.getLogger(__name__)

STAGED_TABLES = (
    "articles", "article_versions", "reports", "report_actors", "report_casualties", "report_places", "report_weapons",
)  # fmt: skip

_COUNTED = """
SELECT
    (SELECT count(*) FROM loaded) AS n_articles,
    (SELECT count(*) FROM staging.reports SEMI JOIN loaded ON loaded.id = article_id) AS n_reports
"""


def load(run: Run, polled: Sequence[Path], extracted: Sequence[Path], parsed: Sequence[Path]) -> dict[str, int]:
    """Load what the steps before wrote: feeds and pages as they are, articles and reports into staging."""
    run.reopen()
    with run.timed("load"):
        with warehouse_of(run, "load") as warehouse:
            warehouse.connection.execute("CREATE TEMP TABLE loaded (id TEXT PRIMARY KEY, page_url TEXT)")
            begin_copies(warehouse)
            n_pages = 0
            for rows, outcomes in _batches(extracted, parsed):
                with warehouse.transaction():
                    n_pages += _load_batch(warehouse, run, rows, outcomes)
            n_feeds = _load_feeds(warehouse, (row for path in sorted(polled) for row in read_lines(path)), run)
            counts = {"n_feeds": n_feeds, "n_pages": n_pages, **warehouse.rows(_COUNTED)[0]}
        write_json(run.path("load", "counts", "json"), counts)
    logger.info("loaded %s", " ".join(f"{name}={count}" for name, count in counts.items()))
    return counts


def _batches(
    extracted: Sequence[Path], parsed: Sequence[Path]
) -> Iterator[tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]]:
    """Yield what was read off each batch of pages, with what was parsed of it by version: files of one name belong
    together."""
    by_name = {path.stem: path for path in parsed}
    for path in sorted(extracted):
        lines = read_lines(by_name[path.stem]) if path.stem in by_name else iter(())
        yield list(read_lines(path)), {row["version_id"]: row for row in lines}


def _load_batch(
    warehouse: Warehouse, run: Run, rows: Sequence[dict[str, Any]], outcomes: Mapping[str, Mapping[str, Any]]
) -> int:
    """Stage a batch's articles and write its pages, in the transaction that is open; return how many pages."""
    rows = _not_forgotten(warehouse, rows)
    if run.kind == "replay":
        rows = _not_older(warehouse, rows)
    told = _one_each(from_json(Article, row["article"]) for row in rows if row["article"])
    pages = [from_json(Page, row["page"]) for row in rows]
    superseded = find_superseded(warehouse, pages, {article.id: article for article in told})
    if superseded:
        warehouse.run_statements("supersede.sql", {"superseded": superseded})
    articles = _not_yet_loaded(warehouse, told)
    if articles:
        stage_articles(warehouse, run, articles, outcomes)
    _load_pages(warehouse, pages)
    return len(pages)


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


def _not_older(warehouse: Warehouse, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a replay's pages without those of which a newer record came in since they were listed: a night's, say."""
    query = (
        "SELECT url, warc_file, warc_offset, fetched_at FROM main.pages "
        "WHERE url IN (SELECT unnest($urls)) AND fetched_at IS NOT NULL"
    )
    known = {row["url"]: row for row in warehouse.rows(query, {"urls": [row["page"]["url"] for row in rows]})}

    def is_older(page: Mapping[str, Any]) -> bool:
        place = known.get(page["url"])
        if place is None or not page["fetched_at"]:
            return False
        if (place["warc_file"], place["warc_offset"]) == (page["warc_file"], page["warc_offset"]):
            return False
        return bool(place["fetched_at"] > datetime.fromisoformat(page["fetched_at"]))

    return [row for row in rows if not is_older(row["page"])]


def _one_each(articles: Iterable[Article]) -> list[Article]:
    """Return each article once: two pages (two feeds' links) can lead to one story, the last by address counts."""
    return list({article.id: article for article in sorted(articles, key=lambda a: (a.id, a.page_url))}.values())


def _not_yet_loaded(warehouse: Warehouse, articles: Sequence[Article]) -> list[Article]:
    """Return the articles without those that an earlier batch of this load gave by a page that counts more."""
    found = [{"id": article.id, "page_url": article.page_url} for article in articles]
    if not found:
        return []
    warehouse.run_statements("loaded.sql", {"loaded": found})
    query = "SELECT id FROM loaded WHERE (id, page_url) IN (SELECT unnest($ids), unnest($urls))"
    bound = {"ids": [one["id"] for one in found], "urls": [one["page_url"] for one in found]}
    ours = {row["id"] for row in warehouse.rows(query, bound)}
    return [article for article in articles if article.id in ours]


def _load_feeds(warehouse: Warehouse, polled: Iterable[Mapping[str, Any]], run: Run) -> int:
    """Write what is remembered of each feed that was polled; return how many there were."""
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
    wire = [{"url": feed.url} for feed in run.wire().feeds if feed.enabled]
    if run.kind == "night":
        warehouse.run_file("feeds.sql", {"feeds": rows, "wire": wire})
    return len(rows)


def _load_pages(warehouse: Warehouse, pages: Sequence[Page]) -> None:
    from dateline.store.rows import fields_of

    by_url = {page.url: fields_of(page) for page in pages}
    warehouse.run_statements("pages.sql", {"pages": list(by_url.values())})


def stage_articles(
    warehouse: Warehouse, run: Run, articles: Sequence[Article], outcomes: Mapping[str, Mapping[str, Any]]
) -> None:
    """Stage articles, each whole with its reports in `outcomes` (by version), in the transaction that is open."""
    from dateline.store.rows import article_row, report_rows, version_row

    groups = group_copies(warehouse, articles)
    before, earlier = _texts_before(warehouse, articles), readings_before(warehouse, articles)
    incoming: dict[str, list[dict[str, Any]]] = {name: [] for name in STAGED_TABLES}
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
        told = [from_json(Report, fields) for fields in parsed["reports"] if article.notice != "kill"]
        for report in with_corrections(article, told, earlier.get(article.id, ())):
            rows = report_rows(report, article_id=article.id, version_id=article.version_id, run_id=run.id)
            for table, found in rows.items():
                incoming[table] += found
    warehouse.run_statements("stage.sql", incoming)


def _texts_before(warehouse: Warehouse, articles: Sequence[Article]) -> dict[str, tuple[str, str]]:
    """Return version id and text of each article as it stood before, by article id: under its own address, else under
    the one that this superseded. Staging twice changes nothing."""
    bound = {"ids": [article.id for article in articles], "versions": [article.version_id for article in articles]}
    rows = warehouse.query_file("load/versions_before.sql", bound)
    return {row["id"]: (row["version_id"], row["text"]) for row in rows}


def _diff(before: tuple[str, str] | None, article: Article) -> str | None:
    """Return what changed since the version before, as a unified diff; None for a first or an unchanged text."""
    if before is None or before[0] == article.version_id or before[1] == article.text:
        return None
    lines = difflib.unified_diff(before[1].splitlines(), article.text.splitlines(), "before", "after", n=0, lineterm="")
    return "\n".join(lines)
