"""What `dateline event ID` prints: an event's life, with every report, sentence, source and change."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateline.config import Settings
from dateline.errors import UsageError
from dateline.store.snapshot import open_snapshot

Row = dict[str, Any]

WIDTH = 100


def read_life(settings: Settings, event_id: str) -> Row:
    """Return the life of an event: `event`, `reports`, `changes`, `reviews`, and `asked` where it was merged into it.

    Raises:
        UsageError: there is no such event.
        StoreError: nothing was published yet.
    """
    folder = settings.root / "sql" / "read"
    with open_snapshot(settings.home / "current.duckdb") as connection:
        event, passed = _event(connection, event_id)
        told = {
            name: _rows(connection, (folder / f"event_{name}.sql").read_text(encoding="utf-8"), event["id"])
            for name in ("reports", "changes", "reviews")
        }
    return {"asked": event_id, "redirects": passed, "event": event} | told


def _event(connection: Any, event_id: str) -> tuple[Row, list[str]]:
    """Return the event that lives under an id, and the ids that were passed through on the way to it."""
    passed: list[str] = []
    while True:
        rows = _rows(connection, "FROM events WHERE id = $id", event_id)
        if not rows:
            raise UsageError(f"{event_id}: no such event in the snapshot")
        target = rows[0]["merged_into"]
        if target is None or target in passed:
            return rows[0], passed
        passed.append(event_id)
        event_id = target


def _rows(connection: Any, query: str, event_id: str) -> list[Row]:
    cursor = connection.execute(query, {"id": event_id})
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def tell_life(life: Mapping[str, Any]) -> list[str]:
    """Return the lines that tell an event's life to a person."""
    event, lines = life["event"], []
    lines += [f"{old} was merged into {event['id']}" for old in life["redirects"]]
    mode = f"/{event['event_mode']}" if event["event_mode"] else ""
    marks = [name.removeprefix("is_") for name in ("is_disputed", "is_corrected", "is_background", "is_reviewed")
             if event.get(name)]  # fmt: skip
    state = [] if event["status"] == "live" else [event["status"]]
    lines.append(
        f"event {event['id']}  {event['event_type']}{mode}  {', '.join([*state, event['assertion'] or '', *marks])}"
    )
    lines += _facts(event)
    lines += ["", f"Reports ({len(life['reports'])}), as they were told; times are UTC"]
    for row in life["reports"]:
        lines += _report(row)
    lines += ["", f"Changes ({len(life['changes'])})"]
    lines += [_change(row) for row in life["changes"]]
    if life["reviews"]:
        lines += ["", f"Reviews ({len(life['reviews'])})", *map(_review, life["reviews"])]
    return lines


def _facts(event: Mapping[str, Any]) -> list[str]:
    day = f"{event['event_date'] or 'not known'}"
    if event["event_date_end"] and event["event_date_end"] != event["event_date"]:
        day += f" to {event['event_date_end']}"
    place = ", ".join(filter(None, (event["place_name"], event["admin1"], event["country"]))) or "not known"
    point = f" ({event['latitude']:.3f}, {event['longitude']:.3f})" if event["latitude"] is not None else ""
    facts = {
        "day": day, "place": f"{place}{point}{', ' + event['geo_precision'] if event['geo_precision'] else ''}",
        "by": ", ".join(event["source_actors"] or ()) or "nobody named", "to": ", ".join(event["target_actors"] or ()),
        "dead": _toll(event), "injured": event["injured_best"], "weapons": ", ".join(event["weapons"] or ()),
        "told by": f"{event['n_sources']} independent sources, {event['n_articles']} articles",
        "confidence": event["confidence"],
    }  # fmt: skip
    return [f"  {name:<11}{value}" for name, value in facts.items() if value not in (None, "")]


def _toll(row: Mapping[str, Any]) -> str | None:
    low, best, high = row["fatalities_low"], row["fatalities_best"], row["fatalities_high"]
    if low is None and best is None and high is None:
        return None
    told = str(best) if best is not None else "not known"
    if (low, high) != (best, best):
        told += f" (at least {low if low is not None else '?'}, at most {high if high is not None else '?'})"
    spread = row.get("toll_range")
    return f"{told}, reports say {spread}" if spread and spread != str(best) else told


def _report(row: Mapping[str, Any]) -> list[str]:
    source = row["publisher"] or "unknown publisher"
    if row["credit"] and row["duplicate_kind"] not in (None, "original"):
        source += f" (a copy of {row['credit']})"
    marks = [word for word, name in (("background", "is_background"), ("correction", "is_correction"),
             ("disputed", "is_disputed")) if row[name]]  # fmt: skip
    dead = _toll(row)
    said = [str(row["event_date"] or "no day"), row["place_name"] or row["country"] or "no place"]
    said += ([f"dead {dead}"] if dead else []) + [row["assertion"], *marks]
    return [
        f"  {_instant(row['published_at'])}  {source}: {row['title'] or 'no title'}",
        *textwrap.wrap(
            f"“{' '.join(row['evidence'].split())}”", WIDTH, initial_indent="    ", subsequent_indent="    "
        ),
        f"    {'; '.join(said)}",
        f"    {row['why']} ({row['score']:.2f}) · report {row['report_id']} · {row['url']}",
    ]


def _change(row: Mapping[str, Any]) -> str:
    what = f" {row['field']}: {row['old'] or 'not known'} -> {row['new'] or 'not known'}" if row["field"] else ""
    cause = f"{row['publisher'] or 'unknown publisher'}, {row['title']}" if row["url"] else ""
    if row["reviewer"]:
        cause = f"reviewer {row['reviewer']}: {row['why']}"
    return f"  {row['version']}  {_instant(row['at'])}  {row['change']}{what}{'  (' + cause + ')' if cause else ''}"


def _review(row: Mapping[str, Any]) -> str:
    what = {
        "set": f"{row['field']}: {row['old'] or 'not known'} -> {row['new'] or 'not known'}",
        "merge": f"{row['other_id']} merged into it", "split": f"split off as {row['other_id']}",
    }[row["action"]]  # fmt: skip
    told = f"  review {row['n']}  {_instant(row['at'])}  {what}  ({row['reviewer']}: {row['why']})"
    if row["undone_at"]:
        told += f"; taken back {_instant(row['undone_at'])} ({row['undone_by']}: {row['undone_why']})"
    return told


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "no time known   "
