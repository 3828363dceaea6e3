"""Which articles of a load are copies, of each other or of what is known from the days around them.

Every article of those days is looked at once in a load: numbers that copies have in common are taken of its text and
kept in a temporary table, which finds the few that a batch must be compared with. So memory is bounded by a batch and
its copies, however many articles a day has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from dateline.records import Article, as_json, from_json

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

COPY_DAYS = 3
"""How far around an article's publication its copies are looked for."""

TEXTS_AT_ONCE = 200

PRINTS = """
CREATE TEMP TABLE printed (article_id TEXT PRIMARY KEY);
CREATE TEMP TABLE prints (print UBIGINT, article_id TEXT);
"""


def begin_copies(warehouse: Warehouse) -> None:
    """Make the tables in which a load keeps what it took of texts, for as long as the warehouse is open."""
    warehouse.connection.execute(PRINTS)


def group_copies(warehouse: Warehouse, articles: Sequence[Article]) -> dict[str, dict[str, Any]]:
    """Return the duplicate group and kind of each article, by id, seen with its neighbours in time.

    Neighbours whose group or kind the newcomers change (an older original came in late) are brought up to date.
    """
    groups: dict[str, dict[str, Any]] = {}
    undated = [article for article in articles if article.published_at is None]
    for first, last in copy_spans(article.published_at for article in articles):
        ours = [article for article in articles if article.published_at and first <= article.published_at <= last]
        groups |= _group_span(warehouse, ours, first, last)
    return groups | (_group_span(warehouse, undated, None, None) if undated else {})


def _group_span(
    warehouse: Warehouse, articles: Sequence[Article], first: datetime | None, last: datetime | None
) -> dict[str, dict[str, Any]]:
    from dateline.stories.duplicates import KnownArticle, group_duplicates

    ours = [article.id for article in articles]
    bound = {"first": first, "last": last, "ids": ours}
    near = warehouse.query_file("load/neighbour_articles.sql", bound)
    _print_neighbours(warehouse, [row["id"] for row in near])
    _print(warehouse, [(article.id, article.text) for article in articles])
    rows = warehouse.query_file("load/likely_copies.sql", bound)
    known = [from_json(KnownArticle, row | {"article_id": row["id"]}) for row in rows]
    groups = {row.article_id: row for row in group_duplicates(articles, known)}
    changed = [as_json(groups[id_]) for id_ in sorted(set(groups) - set(ours))]
    if changed:
        warehouse.run_statements("duplicates.sql", {"duplicates": changed})
    return {
        id_: {"duplicate_group": groups[id_].duplicate_group, "duplicate_kind": groups[id_].duplicate_kind}
        for id_ in ours
    }


def _print_neighbours(warehouse: Warehouse, ids: Iterable[str]) -> None:
    left = iter(ids)
    while some := list(islice(left, TEXTS_AT_ONCE)):
        rows = warehouse.query_file("load/article_texts.sql", {"ids": some})
        _print(warehouse, [(row["id"], row["text"]) for row in rows])


def _print(warehouse: Warehouse, texts: Sequence[tuple[str, str]]) -> None:
    from dateline.stories.duplicates import read_prints

    rows = [{"article_id": id_, "print": number} for id_, text in texts for number in read_prints(text)]
    if rows:
        warehouse.run_statements("prints.sql", {"prints": rows})


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
