"""What clustering is given: reports with the facts of their articles, their events, and what reviewers said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dateline.records import Article, EventReport, Report, from_json
from dateline.stories.told import WORDY

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse
    from dateline.stories.canonical import ClusterInput
    from dateline.stories.clusters import Known
    from dateline.stories.reviews import Review

NEIGHBOUR_DAYS = 10
"""How far around a staged report's days other reports are looked at for the same incident."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Reports of some days or events, what is known of their events, and the corrections that stand."""

    inputs: list[ClusterInput]
    known: Known
    reviews: list[Review]


def read_neighbourhood(
    warehouse: Warehouse, staged: Sequence[Report], articles: Mapping[str, Article], at: datetime
) -> Neighbourhood:
    """Return the staged reports that are not held, with the published ones of the days and places that they touch.

    `articles` are all staged ones: they replace what was published of them.
    """
    bound: dict[str, Any] = {"days": NEIGHBOUR_DAYS, "wordy": sorted(WORDY)}
    near = [row["id"] for row in warehouse.query_file("load/neighbour_reports.sql", bound)]
    known = read_reports(warehouse, near)
    fresh = [report for report in known if report.document_id not in articles]
    replaced = [report for report in known if report.document_id in articles]
    inputs = _inputs(warehouse, [*fresh, *staged])
    links = _links(warehouse, near)
    links += _inherited(staged, replaced, links)
    return _with_events(warehouse, inputs, links, at)


def read_events(warehouse: Warehouse, event_ids: Collection[str], at: datetime) -> Neighbourhood:
    """Return the reports of published events, by what they are known as now."""
    query = "FROM main.event_reports WHERE event_id IN (SELECT unnest($ids)) ORDER BY ALL"
    links = [from_json(EventReport, row) for row in warehouse.rows(query, {"ids": sorted(event_ids)})]
    reports = read_reports(warehouse, [link.report_id for link in links])
    return _with_events(warehouse, _inputs(warehouse, reports), links, at, event_ids)


def read_reports(warehouse: Warehouse, ids: Sequence[str]) -> list[Report]:
    """Return published reports with their children, by id."""
    from dateline.store.rows import CHILD_TABLES, reports_of

    bound = {"ids": list(ids)}
    # The wide rows are read by their place in the table: found by id, a million sentences would be read for some.
    found = warehouse.rows("SELECT rowid AS at FROM main.reports WHERE id IN (SELECT unnest($ids))", bound)
    at = {"at": [row["at"] for row in found]}
    return reports_of(
        warehouse.rows("FROM main.reports WHERE rowid IN (SELECT unnest($at)) ORDER BY id", at),
        {t: warehouse.rows(f"FROM main.{t} WHERE report_id IN (SELECT unnest($ids))", bound) for t in CHILD_TABLES},
    )


def _inputs(warehouse: Warehouse, reports: Sequence[Report]) -> list[ClusterInput]:
    ids = sorted({report.document_id for report in reports})
    facts = {row["id"]: row for row in warehouse.query_file("load/article_facts.sql", {"ids": ids})}
    return [cluster_input(report, facts[report.document_id]) for report in reports]


def cluster_input(report: Report, facts: Mapping[str, Any]) -> ClusterInput:
    """Return what clustering weighs of a report, with the facts of its article."""
    from dateline.stories.canonical import ClusterInput

    return ClusterInput(
        report, facts["id"], facts["publisher"], facts["published_at"], facts["duplicate_group"],
        facts["duplicate_kind"], facts["credit"], 1, facts["status"],
    )  # fmt: skip


def _links(warehouse: Warehouse, ids: Sequence[str]) -> list[EventReport]:
    query = "FROM main.event_reports WHERE report_id IN (SELECT unnest($ids))"
    return [from_json(EventReport, row) for row in warehouse.rows(query, {"ids": list(ids)})]


def _with_events(
    warehouse: Warehouse,
    inputs: list[ClusterInput],
    links: Sequence[EventReport],
    at: datetime,
    event_ids: Collection[str] = (),
) -> Neighbourhood:
    from dateline.store.rows import event_of
    from dateline.stories.clusters import Known

    ids = sorted({*event_ids, *(link.event_id for link in links)})
    bound = {"ids": ids}
    rows = warehouse.rows("FROM main.events WHERE id IN (SELECT unnest($ids))", bound)
    histories = warehouse.rows(
        "SELECT event_id, max(version) AS version FROM main.event_history WHERE event_id IN (SELECT unnest($ids)) "
        "GROUP BY event_id", bound)  # fmt: skip
    known = Known(
        {row["id"]: event_of(row) for row in rows}, {link.report_id: link.event_id for link in links},
        {row["event_id"]: row["version"] for row in histories}, at,
    )  # fmt: skip
    return Neighbourhood(inputs, known, read_reviews(warehouse, ids, sorted({one.article_id for one in inputs})))


def read_reviews(warehouse: Warehouse, event_ids: Sequence[str], article_ids: Sequence[str]) -> list[Review]:
    """Return the corrections that stand of these events, and those about reports of these articles."""
    from dateline.stories.reviews import Review

    bound = {"events": list(event_ids), "articles": list(article_ids)}
    return [from_json(Review, row) for row in warehouse.query_file("load/standing_reviews.sql", bound)]


def _inherited(staged: Sequence[Report], replaced: Sequence[Report], links: Sequence[EventReport]) -> list[EventReport]:
    """Return the links that reports of a new version, or of a new parser, take over from those they replace.

    A report follows the one of its article that tells of the same type on the same day, else at the same place, else
    has the same place in the story: so an event outlives the rewriting of its only story.
    """
    event_of_report = {link.report_id: link.event_id for link in links}
    free = {report.id: report for report in replaced if report.id in event_of_report}
    inherited = []
    for report in staged:
        if report.id in event_of_report:
            free.pop(report.id, None)
            continue
        alike = [
            old for old in free.values()
            if old.document_id == report.document_id and old.event_type == report.event_type
        ]  # fmt: skip
        best = max(alike, key=lambda old: (_likeness(old, report), old.id), default=None)
        if best is not None and _likeness(best, report) > 0:
            del free[best.id]
            inherited.append(EventReport(event_of_report[best.id], report.id, 1.0, "replaces an earlier reading"))
    return inherited


def _likeness(old: Report, new: Report) -> int:
    return (
        4 * (old.event_date == new.event_date) + 2 * (old.place_name == new.place_name) + (old.ordinal == new.ordinal)
    )
