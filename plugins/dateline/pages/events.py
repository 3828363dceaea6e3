"""The page of events: a map, a time line and a table over a span of days, each event with the sentences that prove it.

The page works by itself: everything that it can show is packed into it. So its size is bounded: when the stories' text
around the sentences would make it too large, less of that text goes along, and the page says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from dateline.pages.packing import Row, Texts, columns, day_number, minute_number, text_columns
from dateline.pages.rendering import data_block, render, web_address
from dateline.store.asking import Ask, query_files
from dateline.vocab import DATA

SCRIPTS = ("events.js", "events_map.js", "events_table.js", "events_card.js", "events_print.js", "events_controls.js")
MAX_PLAIN_ROWS = 500
"""How many events the table has that stands in for the page where no JavaScript runs."""

MAX_SENTENCE_CHARS = 1_200
CONTEXTS = (240, 120, 60, 0)
"""Characters of the story before a sentence and after it: the first that keeps the page within its bounds."""

MAX_TEXT_BYTES = 8_000_000
MAX_PAGE_BYTES = 11_000_000
"""All texts, and texts with what is packed beside them: a page of 12 MB and more is slow to open."""

ROW_BYTES = {"events": 165, "reports": 57, "articles": 97, "history": 46}
"""What a row is packed into without its texts, as the benchmark's page has it (`benchmarks/events_page.py`)."""

RADIUS_KM = {"exact": 0, "near": 25, "admin2": 50, "admin1": 100, "region": 200, "water": 80}
"""How far around its point an event may have been, by `geo_precision`; `country` has no point. `near` is UCDP's 25 km
(its where_prec 2), `admin2` and `water` are what clustering allows, the others a size that such areas have."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which days a page shows, both inclusive; None: open. `days`: without a first day, so many until now."""

    first: date | None = None
    last: date | None = None
    days: int | None = 90

    def bounds(self, through: date) -> tuple[date, date]:
        """Return the first and the last day for a snapshot whose last night stands for `through`."""
        last = self.last or date.max
        if self.first or not self.days:
            return self.first or date.min, last
        return min(last, through) - timedelta(days=self.days - 1), last


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What a page of events tells. `context` is how much of the stories' text goes along; `first` None: all."""

    night_at: datetime
    run_id: str
    is_sample: bool
    first: date | None
    last: date | None
    n_all: int
    n_before: int
    n_after: int
    events: Sequence[Row]
    reports: Sequence[Row]
    articles: Sequence[Row]
    history: Sequence[Row]
    countries: Mapping[str, str]
    context: int = CONTEXTS[0]

    @property
    def n_counted(self) -> int:
        return sum(event["is_counted"] for event in self.events)


def read_events(snapshot: Path, sql_folder: Path, span: Span) -> EventFacts:
    """Return the events of a snapshot over a span of days.

    Raises StoreError when there is no snapshot.
    """
    with query_files(snapshot, sql_folder / "pages") as ask:
        return _bounded(_read(ask, span))


def _read(ask: Ask, span: Span) -> EventFacts:
    night = ask("events_span.sql", first=date.min, last=date.max)[0]
    first, last = span.bounds(night["data_through"].date())
    found = ask("events_span.sql", first=first, last=last)[0]
    events = ask("events_shown.sql", first=first, last=last)
    ids = [event["id"] for event in events]
    told = {
        name: ask(f"events_{name}.sql", ids=ids, context=CONTEXTS[0], most=MAX_SENTENCE_CHARS)
        for name in ("reports", "articles", "history", "countries")
    }
    return EventFacts(
        night_at=night["data_through"], run_id=night["run_id"], is_sample=bool(night["is_sample"]),
        first=None if first == date.min else first, last=None if last == date.max else last, n_all=found["n_all"],
        n_before=found["n_before"], n_after=found["n_after"], events=events, reports=told["reports"],
        articles=told["articles"], history=told["history"],
        countries={row["country"]: row["name"] for row in told["countries"]},
    )  # fmt: skip


def _bounded(facts: EventFacts) -> EventFacts:
    """Return the facts with as much of the stories' text as there is room for; a text that comes again counts once."""
    fixed = {row["summary"] or "" for row in facts.events}
    fixed |= {text for row in facts.articles for text in (row["url"], row["title"] or "")}
    rows = sum(len(getattr(facts, name)) * size for name, size in ROW_BYTES.items())
    room = min(MAX_TEXT_BYTES, MAX_PAGE_BYTES - rows)
    for context in CONTEXTS:
        reports = [_shortened(row, context) for row in facts.reports]
        passages = {text for row in reports for text in (row["before"], row["evidence"], row["after"])}
        if sum(len(text.encode(errors="replace")) for text in fixed | passages) <= room:
            break
    return replace(facts, reports=reports, context=context)


def _shortened(report: Row, context: int) -> Row:
    """Return the report with so many characters around its sentence, cut between words where there is a gap."""
    before, after = report["before"][max(len(report["before"]) - context, 0) :], report["after"][:context]
    is_cut_before = report["is_cut_before"] or len(before) < len(report["before"])
    is_cut_after = report["is_cut_after"] or len(after) < len(report["after"])
    if is_cut_before:
        before = before[before.find(" ", 0, 40) + 1 :]
    if is_cut_after and (gap := after.rfind(" ", max(len(after) - 40, 0))) >= 0:
        after = after[:gap]
    return {**report, "before": before, "after": after, "is_cut_before": is_cut_before, "is_cut_after": is_cut_after}


def events_page(facts: EventFacts, linked: Iterable[str] = ()) -> str:
    """Return the page. `linked`: the files beside it (`night.html`) that it may lead to."""
    return render(
        "events.html", ("desk.css", "events.css"), SCRIPTS, facts=facts, packed=data_block(packed_events(facts)),
        world=_world(), plain=facts.events[:MAX_PLAIN_ROWS], linked=frozenset(linked), radius_km=RADIUS_KM,
    )  # fmt: skip


@cache
def _world() -> Markup:
    return data_block(json.loads((DATA / "map.json").read_text(encoding="utf-8")))


# ------------------------------------------------------------------------------------------------------ packing


def packed_events(facts: EventFacts) -> dict[str, Any]:
    """Return the facts as the page's script reads them: columns of numbers, texts by number."""
    texts = Texts()
    at_event = {event["id"]: number for number, event in enumerate(facts.events)}
    at_article = {article["id"]: number for number, article in enumerate(facts.articles)}
    packed = {
        "night": minute_number(facts.night_at),
        "context": facts.context,
        "radius_km": RADIUS_KM,
        "events": _events(facts.events, texts),
        "reports": _reports(facts.reports, at_event, at_article, texts),
        "articles": _articles(facts.articles, texts),
        "history": _history(facts.history, at_event, at_article, texts),
        "countries": dict(facts.countries),
    }
    return {"texts": texts.all, **packed}


def _events(rows: Sequence[Row], texts: Texts) -> dict[str, Any]:
    named = (
        "event_type", "event_mode", "event_date_precision", "place_name", "admin1", "country", "geo_precision",
        "assertion", "status", "summary", "toll_range",
    )  # fmt: skip
    plain = (
        "id", "quad_class", "fatalities_low", "fatalities_best", "fatalities_high", "injured_best", "n_reports",
        "n_articles", "n_sources",
    )  # fmt: skip
    flags = ("is_counted", "is_disputed", "is_background", "is_corrected", "is_reviewed")
    lists = ("source_actors", "target_actors", "weapons", "changes")
    return (
        columns(rows, plain)
        | text_columns(rows, named, texts)
        | {name: [texts.numbers(row[name]) for row in rows] for name in lists}
        | {name: [int(bool(row[name])) for row in rows] for name in flags}
        | {name: [_degrees(row[name]) for row in rows] for name in ("latitude", "longitude")}
        | {name: [day_number(row[name]) for row in rows] for name in ("event_date", "event_date_end")}
        | {name: [minute_number(row[name]) for row in rows] for name in ("first_seen_at", "last_seen_at")}
        | {"confidence": [_rounded(row["confidence"]) for row in rows]}
    )


def _reports(
    rows: Sequence[Row], at_event: Mapping[str, int], at_article: Mapping[str, int], texts: Texts
) -> dict[str, Any]:
    tolls = ("fatalities_low", "fatalities_best", "fatalities_high")
    flags = ("is_correction", "is_quoted", "is_cut_before", "is_cut_after")
    return (
        {"event": [at_event[row["event_id"]] for row in rows]}
        | {"article": [at_article[row["article_id"]] for row in rows]}
        | columns(rows, tolls)
        | text_columns(rows, ("before", "evidence", "after"), texts)
        | {name: [int(bool(row[name])) for row in rows] for name in flags}
        | {"confidence": [_rounded(row["confidence"]) for row in rows]}
    )


def _articles(rows: Sequence[Row], texts: Texts) -> dict[str, Any]:
    return {
        "id": [row["id"] for row in rows],  # by it `dateline forget` finds the page
        "url": [row["url"] or "" for row in rows],
        "is_link": [int(web_address(row["url"]) is not None) for row in rows],
        "published_at": [minute_number(row["published_at"]) for row in rows],
    } | text_columns(rows, ("title", "publisher", "status"), texts)


def _history(
    rows: Sequence[Row], at_event: Mapping[str, int], at_article: Mapping[str, int], texts: Texts
) -> dict[str, Any]:
    return {
        "event": [at_event[row["event_id"]] for row in rows],
        "at": [minute_number(row["at"]) for row in rows],
        "article": [at_article.get(row["article_id"], -1) for row in rows],
    } | text_columns(rows, ("change", "field", "old", "new", "reviewer", "why"), texts)


def _degrees(angle: float | None) -> float | None:
    return None if angle is None else round(float(angle), 4)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(float(share), 2)
