"""What clustering is given: reports with the facts of their articles, their events, and what reviewers said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dateline.records import EventReport, Report, from_json
from dateline.revisions import pair_readings, staged_successors
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
    """Reports of some days or events, what is known of their events, and the corrections that stand.

    `replaced` says, by id, which report of the version before a report tells anew.
    """

    inputs: list[ClusterInput]
    known: Known
    reviews: list[Review]
    replaced: Mapping[str, Report] = field(default_factory=dict)


def read_neighbourhood(warehouse: Warehouse, staged: Sequence[Report], at: datetime) -> Neighbourhood:
    """Return the staged reports that are not held, with the published ones of the days and places that they touch."""
    bound: dict[str, Any] = {"days": NEIGHBOUR_DAYS, "wordy": sorted(WORDY)}
    near = [row["id"] for row in warehouse.query_file("load/neighbour_reports.sql", bound)]
    ours = {row["id"] for row in warehouse.rows("SELECT id FROM staging.articles")}
    known = read_reports(warehouse, near)
    links = _links(warehouse, near)
    replaced = _replaced(staged, [report for report in known if report.document_id in ours], links, warehouse)
    event_of_report = {link.report_id: link.event_id for link in links}
    links += [
        EventReport(event_of_report[old.id], id_, 1.0, "replaces an earlier reading") for id_, old in replaced.items()
    ]
    told = [*(report for report in known if report.document_id not in ours), *staged]
    found = _with_events(warehouse, _inputs(warehouse, told), links, at)
    return replace(found, known=replace(found.known, renewed=frozenset(replaced)), replaced=replaced)


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


def _replaced(
    staged: Sequence[Report], earlier: Sequence[Report], links: Sequence[EventReport], warehouse: Warehouse
) -> dict[str, Report]:
    """Return which published report each staged one tells anew: of the version before, or of another parser.

    So an event outlives the rewriting of its only story, and the change of that story's address.
    """
    successors = staged_successors(warehouse)
    linked = {link.report_id for link in links}
    kept = {report.id for report in staged}
    old_of: dict[str, list[Report]] = defaultdict(list)
    for old in earlier:
        if old.id in linked and old.id not in kept:
            old_of[successors.get(old.document_id, old.document_id)].append(old)
    new_of: dict[str, list[Report]] = defaultdict(list)
    for report in staged:
        if report.id not in linked:
            new_of[report.document_id].append(report)
    return {
        id_: old for article_id in old_of for id_, old in pair_readings(new_of[article_id], old_of[article_id]).items()
    }
