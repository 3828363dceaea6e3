"""Records as rows, and rows as records: the one place that knows how a report lies in its five tables."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from dateline.records import (
    Actor,
    Article,
    Casualty,
    Event,
    EventChange,
    EventReport,
    Feed,
    FeedState,
    Page,
    Place,
    Report,
    Weapon,
    from_json,
)

Row = dict[str, Any]

CHILD_TABLES = {
    "report_actors": ("actors", Actor),
    "report_casualties": ("casualties", Casualty),
    "report_places": ("places", Place),
    "report_weapons": ("weapons", Weapon),
}


def fields_of(record: Any) -> Row:
    """Return a record's own fields as a row (children stay records)."""
    return {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}


def feed_row(feed: Feed, state: FeedState) -> Row:
    """Return the row of table `feeds`: what the feeds file says, and what the last poll said."""
    row = fields_of(feed) | fields_of(state)
    for name in ("enabled", "pace_s"):
        row.pop(name)
    return row


def article_row(article: Article, **more: object) -> Row:
    """Return the row of table `articles`; `more` gives status, versions, duplicates and the parse's outcome."""
    return fields_of(article) | more


def version_row(article: Article, diff: str | None) -> Row:
    """Return the row of table `article_versions`."""
    return {
        "id": article.version_id, "article_id": article.id, "title": article.title, "text": article.text,
        "fetched_at": article.fetched_at, "modified_at": article.modified_at, "diff": diff,
    }  # fmt: skip


def report_rows(report: Report, *, article_id: str, version_id: str, run_id: str) -> dict[str, list[Row]]:
    """Return the rows of one report by table: itself and its children."""
    row = fields_of(report) | {"article_id": article_id, "version_id": version_id, "run_id": run_id}
    row["weapons"] = list(dict.fromkeys(weapon.type for weapon in report.weapons if weapon.type))
    rows: dict[str, list[Row]] = {"reports": [row]}
    for table, (attribute, _) in CHILD_TABLES.items():
        rows[table] = [{"report_id": report.id} | fields_of(child) for child in getattr(report, attribute)]
    for weapon_row in rows["report_weapons"]:
        weapon_row["weapon_type"] = weapon_row.pop("type")
    return rows


def reports_of(rows: Iterable[Mapping[str, Any]], children: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Report]:
    """Return reports from rows of `reports` and, by table name, rows of their children."""
    by_report: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for table, (attribute, kind) in CHILD_TABLES.items():
        for child in sorted(children.get(table, ()), key=lambda row: row["ordinal"]):
            named = dict(child) | ({"type": child["weapon_type"]} if table == "report_weapons" else {})
            by_report[child["report_id"]][attribute].append(from_json(kind, named))
    reports = []
    for row in rows:
        fields = dict(row) | {"document_id": row["article_id"], "weapons": ()}
        report = from_json(Report, fields)
        own: dict[str, Any] = {name: tuple(found) for name, found in by_report[report.id].items()}
        reports.append(dataclasses.replace(report, **own) if own else report)
    return reports


def page_of(row: Mapping[str, Any]) -> Page:
    """Return a page from its row."""
    return from_json(Page, row)


def state_of(row: Mapping[str, Any]) -> FeedState:
    """Return what is remembered of a feed from its row."""
    return from_json(FeedState, row)


def event_row(event: Event) -> Row:
    """Return the row of table `events`."""
    return fields_of(event) | {
        name: list(getattr(event, name)) for name in ("source_actors", "target_actors", "weapons")
    }  # fmt: skip


def event_of(row: Mapping[str, Any]) -> Event:
    """Return an event from its row."""
    lists = {name: tuple(row[name] or ()) for name in ("source_actors", "target_actors", "weapons")}
    return from_json(Event, dict(row) | lists)


def link_row(link: EventReport) -> Row:
    """Return the row of table `event_reports`."""
    return fields_of(link)


def change_row(change: EventChange) -> Row:
    """Return the row of table `event_history`."""
    return fields_of(change)
