"""A reviewer corrects an event: at once in the warehouse and in a new snapshot, and whenever it is clustered again.

The lock of the warehouse makes a correction and a night wait for each other. A night that had clustered before the
correction came does so again before it publishes (`staged_mark` counts corrections).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dateline.config import Settings
from dateline.errors import StoreError, UsageError
from dateline.neighbours import Neighbourhood, read_events, read_reviews
from dateline.records import Event, EventChange
from dateline.stories.canonical import ClusterInput, told_order
from dateline.stories.reviews import Anchor, anchors_of, check_event, read_value, resolve_anchors, with_values

if TYPE_CHECKING:
    from dateline.gazetteer import Gazetteer
    from dateline.store.warehouse import Warehouse
    from dateline.stories.clusters import Clustering

_TOLL = ("fatalities_low", "fatalities_best", "fatalities_high")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reviewer asks for: fields to set, an event to merge, reports to split off, or a review to take back."""

    event_id: str
    reviewer: str
    why: str
    at: datetime
    settings: tuple[tuple[str, str], ...] = ()
    merge: str | None = None
    split: tuple[str, ...] = ()
    undo: int | None = None


def correct(settings: Settings, asked: Correction) -> list[str]:
    """Do what a reviewer asks for, and publish it; return what was done, in words.

    Raises:
        UsageError: no such event, report or review; a value is not on its list; a correction that changes nothing.
        StoreError: the warehouse or the snapshot cannot be written. Once written, a correction stays.
    """
    from dateline.store.snapshot import is_rolled_back, republish
    from dateline.store.warehouse import open_warehouse

    if not (settings.home / "warehouse.duckdb").exists():
        raise StoreError(f"{settings.home}: no warehouse here: no night was held in this home")
    wait_s = settings.store.lock_wait_s
    with open_warehouse(settings.home, settings.root / "sql", "dateline event", wait_s=wait_s) as warehouse:
        with warehouse.transaction():
            done = _correct(warehouse, replace(asked, event_id=live_id(warehouse, asked.event_id)))
        name = f"review__{asked.at:%Y%m%dT%H%M%S}"
        published = republish(warehouse, settings.home, name, settings.keep.snapshots)
    if published is None and is_rolled_back(settings.home):
        done.append("readers see it when the next night is published: the snapshot was rolled back")
    return done


def live_id(warehouse: Warehouse, event_id: str) -> str:
    """Return the id under which an event lives: its own, or that of the one it was merged into.

    Raises UsageError when there is none, or it was retracted.
    """
    seen: set[str] = set()
    while event_id not in seen:
        seen.add(event_id)
        rows = warehouse.rows("SELECT status, merged_into FROM main.events WHERE id = $id", {"id": event_id})
        if not rows:
            raise UsageError(f"{event_id}: no such event")
        if rows[0]["status"] == "live":
            return event_id
        if rows[0]["merged_into"] is None:
            break
        event_id = rows[0]["merged_into"]
    raise UsageError(f"{event_id}: this event was retracted")


def _correct(warehouse: Warehouse, asked: Correction) -> list[str]:
    if asked.undo is not None:
        return _undo(warehouse, asked, asked.undo)
    if asked.merge is not None:
        return _merge(warehouse, asked, asked.merge)
    return _split(warehouse, asked) if asked.split else _set(warehouse, asked)


# ------------------------------------------------------------------------------------------------ what is asked


def _set(warehouse: Warehouse, asked: Correction) -> list[str]:
    around = read_events(warehouse, [asked.event_id], asked.at)
    before = around.known.events[asked.event_id]
    wanted = _filled(asked.settings, before)
    check_event(with_values(before, {field: read_value(field, text) for field, text in wanted.items()}))
    rows, done = [], []
    for number, (field, text) in enumerate(wanted.items(), _next_number(warehouse)):
        old, new = _text(getattr(before, field)), _text(read_value(field, text))
        rows.append(_row(number, asked, "set", field=field, old=old, new=new))
        done.append(f"review {number}: {field}: {old or 'not known'} -> {new or 'not known'}")
    anchors = anchors_of(one.report for one in around.inputs)
    _write(warehouse, rows, {row["n"]: anchors for row in rows})
    _settle(warehouse, around, [_in_order(around.inputs)], around.known.links, asked)
    return done


def _filled(settings: Sequence[tuple[str, str]], before: Event) -> dict[str, str]:
    """Return what is set, with what follows from it: a best figure alone is low and high too, a place has its point.

    Raises UsageError for a field that is none, or has that value already.
    """
    wanted = dict(settings)
    if all(read_value(field, text) == getattr(before, field) for field, text in settings):
        field, text = settings[0]
        raise UsageError(f"{field}: it is {text or 'not known'} already")
    if "fatalities_best" in wanted and not {"fatalities_low", "fatalities_high"} & wanted.keys():
        wanted |= dict.fromkeys(_TOLL, wanted["fatalities_best"])
    if "event_date" in wanted and not {"event_date_end", "event_date_precision"} & wanted.keys():
        wanted |= {"event_date_end": wanted["event_date"], "event_date_precision": "day"}
    if wanted.get("place_name") and not {"latitude", "longitude"} & wanted.keys():
        from dateline.gazetteer import Gazetteer

        country = wanted.get("country") or before.country
        admin1 = before.admin1 if country == before.country else None
        wanted = _located(Gazetteer.load(), wanted["place_name"], country, admin1) | wanted
    return {field: text for field, text in wanted.items() if read_value(field, text) != getattr(before, field)}


def _located(gazetteer: Gazetteer, name: str, country: str | None, admin1: str | None) -> dict[str, str]:
    """Return where a place is that a reviewer names; one that no gazetteer has keeps its name, without a point, and is
    known as precisely as the province or the country is that it was in before.
    """
    kinds = ("city", "admin2", "admin1")
    known = [one for one in gazetteer.candidates(name) if one.country == country and one.kind in kinds]
    if not known:
        precision = "admin1" if admin1 else "country" if country else ""
        away = {} if admin1 else {"admin1": "", "admin1_code": ""}
        return dict.fromkeys(("latitude", "longitude", "geonames_id"), "") | away | {"geo_precision": precision}
    place = min(known, key=lambda one: kinds.index(one.kind))
    point = place.kind != "admin1" and place.latitude is not None
    return {
        "admin1": place.admin1 or "", "admin1_code": place.admin1_code or "",
        "latitude": str(place.latitude) if point else "", "longitude": str(place.longitude) if point else "",
        "geo_precision": "exact" if place.kind == "city" else place.kind, "geonames_id": str(place.geonames_id or ""),
    }  # fmt: skip


def _merge(warehouse: Warehouse, asked: Correction, other_id: str) -> list[str]:
    other = live_id(warehouse, other_id)
    if other == asked.event_id:
        raise UsageError(f"{other_id}: that is this event already")
    around = read_events(warehouse, [asked.event_id, other], asked.at)
    sides = [
        [one for one in around.inputs if around.known.links[one.report.id] == id_] for id_ in (asked.event_id, other)
    ]
    number = _next_number(warehouse)
    row = _row(number, asked, "merge", field="merged_into", new=asked.event_id, other_id=other)
    anchors = [anchor for part, side in enumerate(sides) for anchor in anchors_of((o.report for o in side), part)]
    _write(warehouse, [row], {number: anchors})
    _settle(warehouse, around, [_in_order(around.inputs)], around.known.links, asked)
    return [f"review {number}: {other} is merged into {asked.event_id}"]


def _split(warehouse: Warehouse, asked: Correction) -> list[str]:
    around = read_events(warehouse, [asked.event_id], asked.at)
    own = {one.report.id for one in around.inputs}
    strange = next((id_ for id_ in asked.split if id_ not in own), None)
    if strange is not None:
        raise UsageError(f"{strange}: no report of event {asked.event_id}")
    if own <= set(asked.split):
        raise UsageError(f"{asked.event_id}: all its reports would be split off: nothing would be left")
    sides = [[one for one in around.inputs if (one.report.id in asked.split) == is_off] for is_off in (False, True)]
    links = {id_: event_id for id_, event_id in around.known.links.items() if id_ not in asked.split}
    number = _next_number(warehouse)
    anchors = [anchor for part, side in enumerate(sides) for anchor in anchors_of((o.report for o in side), part)]
    _write(warehouse, [_row(number, asked, "split")], {number: anchors})
    after = _settle(warehouse, around, [_in_order(side) for side in sides], links, asked)
    new = next(event.id for event in after.events if event.status == "live" and event.id != asked.event_id)
    _write(warehouse, [_row(number, asked, "split", field="id", old=asked.event_id, new=new, other_id=new)], {})
    return [f"review {number}: {len(asked.split)} reports of {asked.event_id} are event {new} now"]


def _undo(warehouse: Warehouse, asked: Correction, number: int) -> list[str]:
    rows = warehouse.rows("FROM main.event_reviews WHERE n = $n", {"n": number})
    if not rows:
        raise UsageError(f"{number}: no review of that number")
    row = rows[0]
    if row["undone_at"] is not None:
        raise UsageError(f"review {number} was taken back already")
    ids = {live_id(warehouse, row["event_id"]), *([live_id(warehouse, row["other_id"])] if row["other_id"] else [])}
    if asked.event_id not in ids:
        raise UsageError(f"review {number} is of event {row['event_id']}, not of {asked.event_id}")
    together = _asked_with(warehouse, row)
    undone = {"undone_at": asked.at, "undone_by": asked.reviewer, "undone_why": asked.why}
    _write(warehouse, [one | undone for one in together], {})
    around = read_events(warehouse, ids, asked.at)
    if row["action"] == "set" or row["action"] == "split":
        _settle(warehouse, around, [_in_order(around.inputs)], around.known.links, asked)
    else:
        _part(warehouse, around, row, asked)
    return [f"review {one['n']} is taken back" for one in together]


def _asked_with(warehouse: Warehouse, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a review with those that one `--set` wrote with it: a toll's best figure alone back would leave it above
    its highest one, a place's name without its point would lie.
    """
    if row["action"] != "set":
        return [row]
    query = """
        FROM main.event_reviews
        WHERE action = 'set' AND event_id = $event_id AND reviewer = $reviewer AND "at" = $at AND undone_at IS NULL
        ORDER BY n
    """
    return warehouse.rows(query, {name: row[name] for name in ("event_id", "reviewer", "at")})


def _part(warehouse: Warehouse, around: Neighbourhood, row: Mapping[str, Any], asked: Correction) -> None:
    """Part again what a merge put together: what it brought goes back to its event, what came later stays."""
    anchors = [Anchor(**{k: v for k, v in one.items() if k != "n"}) for one in warehouse.rows(
        "FROM main.event_review_reports WHERE n = $n AND part = 1", {"n": row["n"]})]  # fmt: skip
    brought = set(resolve_anchors(anchors, [one.report for one in around.inputs]))
    sides = [[one for one in around.inputs if (one.report.id in brought) == is_other] for is_other in (False, True)]
    if not all(sides):
        raise UsageError(f"review {row['n']}: nothing is left to part: one side has no reports any more")
    redirect = read_events(warehouse, [row["other_id"]], asked.at).known
    events = dict(around.known.events) | {
        id_: replace(event, status="live", merged_into=None) for id_, event in redirect.events.items()
    }  # fmt: skip
    links = {
        one.report.id: row["other_id"] if one.report.id in brought else around.known.links[one.report.id]
        for one in around.inputs
    }  # fmt: skip
    versions = dict(around.known.versions) | dict(redirect.versions)
    known = dataclasses.replace(around.known, events=events, versions=versions)
    back = EventChange(
        row["other_id"], versions.get(row["other_id"], 1) + 1, "split", "merged_into", asked.event_id, None, None,
        asked.at, asked.reviewer, asked.why,
    )  # fmt: skip
    whole = dataclasses.replace(around, known=known)
    _settle(warehouse, whole, [_in_order(side) for side in sides], links, asked, [back])


# ------------------------------------------------------------------------------------------------ what is done


def _in_order(inputs: Sequence[ClusterInput]) -> list[ClusterInput]:
    return sorted(inputs, key=told_order)


def _settle(
    warehouse: Warehouse,
    around: Neighbourhood,
    members: Sequence[list[ClusterInput]],
    links: Mapping[str, str],
    asked: Correction,
    more: Sequence[EventChange] = (),
) -> Clustering:
    """Write the events of these groups, with what changed, because of this reviewer."""
    from dateline.store.rows import change_row, event_row, link_row
    from dateline.stories.clusters import settle

    ids = sorted(around.known.events)
    reviews = read_reviews(warehouse, ids, sorted({one.article_id for one in around.inputs}))
    known = dataclasses.replace(around.known, links=links, kept=frozenset({asked.event_id}))
    whys = {row["report_id"]: row for row in warehouse.rows(
        "FROM main.event_reports WHERE event_id IN (SELECT unnest($ids))", {"ids": ids})}  # fmt: skip
    reasons = [
        {
            one.report.id: (row["score"], row["why"])
            for one in group
            if (row := whys.get(one.report.id)) and row["event_id"] == links.get(one.report.id)
        }
        for group in members
    ]
    clustering = settle(members, known, reviews, reasons)
    changes = [_reviewed(change, asked) for change in clustering.changes]
    warehouse.run_statements("reclustered.sql", {
        "events": [event_row(event) for event in clustering.events],
        "event_reports": [link_row(link) for link in clustering.event_reports],
        "event_history": [change_row(change) for change in (*changes, *more)],
    })  # fmt: skip
    return clustering


def _reviewed(change: EventChange, asked: Correction) -> EventChange:
    told = replace(change, article_id=None, reviewer=asked.reviewer, why=asked.why)
    if change.change == "new":
        return replace(told, change="split", field="id", old=asked.event_id, new=change.event_id)
    return told


def _next_number(warehouse: Warehouse) -> int:
    return int(warehouse.rows("SELECT coalesce(max(n), 0) + 1 AS n FROM main.event_reviews")[0]["n"])


def _row(number: int, asked: Correction, action: str, **more: Any) -> dict[str, Any]:
    return {
        "n": number, "event_id": asked.event_id, "action": action, "field": None, "old": None, "new": None,
        "other_id": None, "reviewer": asked.reviewer, "why": asked.why, "at": asked.at, "undone_at": None,
        "undone_by": None, "undone_why": None,
    } | more  # fmt: skip


def _write(warehouse: Warehouse, rows: Sequence[Mapping[str, Any]], anchors: Mapping[int, Sequence[Anchor]]) -> None:
    about = [{"n": n} | dataclasses.asdict(anchor) for n, ours in anchors.items() for anchor in ours]
    warehouse.run_statements("reviews.sql", {"event_reviews": rows, "event_review_reports": about})


def _text(value: Any) -> str | None:
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(value) if isinstance(value, tuple) else str(value)
