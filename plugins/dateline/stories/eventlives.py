"""The life of an event: which id it keeps, and what changed since it was last published.

An event keeps the id of its oldest report's event. Two events that turn out to be one leave the younger id as a
redirect (`merged`); an event whose reports are all gone is `retracted`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from dateline.records import Event, EventChange, Report, stable_id
from dateline.stories.canonical import ClusterInput, told_order
from dateline.stories.likeness import THRESHOLD, compare
from dateline.stories.told import Told

Change = Literal["new", "updated", "corrected", "retracted", "merged", "split"]

_TOLL_FIELDS = ("fatalities_low", "fatalities_best", "fatalities_high")
_TRACKED = (
    "event_type", "event_mode", "event_date", "event_date_end", "event_date_precision", "place_name", "country",
    "geonames_id", "geo_precision", "source_actors", "target_actors", "weapons", *_TOLL_FIELDS, "injured_best",
    "toll_range",
    "assertion", "is_disputed", "is_background", "is_corrected", "n_sources", "is_reviewed",
)  # fmt: skip
"""The fields whose changes an event's history keeps. What follows from them (codes, coordinates) is not told twice."""

_CORRECTED = (
    *_TOLL_FIELDS, "injured_best", "toll_range", "event_date", "event_date_end", "place_name", "country",
    "is_corrected",
)  # fmt: skip
"""The fields whose change is a correction when a correction brought it."""

_SHARED = (
    "event_type", "event_mode", "event_date", "event_date_end", "event_date_precision", "place_name", "admin1",
    "admin1_code", "country", "latitude", "longitude", "geo_precision", "geonames_id", *_TOLL_FIELDS, "confidence",
)  # fmt: skip


def choose_ids(
    members: Sequence[Sequence[ClusterInput]],
    previous: Mapping[str, Event],
    links: Mapping[str, str],
    kept: frozenset[str] = frozenset(),
) -> tuple[list[str], dict[str, str]]:
    """Return each group's event id, and which previous ids are merged into which.

    `members` are the groups, each in telling order. `links` say to which event a report belonged. An event that lost
    all its reports (a new version of its article, another parser) lives on in the group that tells of the same thing.
    An id in `kept` goes before an older one.
    """
    claims: dict[str, list[tuple[int, int]]] = {}
    for group, inputs in enumerate(members):
        for rank, one in enumerate(inputs):
            event_id = links.get(one.report.id)
            if event_id is not None and event_id in previous and previous[event_id].status == "live":
                claims.setdefault(event_id, []).append((rank, group))
    owner = {event_id: _owner(found, members) for event_id, found in claims.items()}
    owned: dict[int, list[str]] = {}
    for event_id, group in owner.items():
        owned.setdefault(group, []).append(event_id)
    for event_id, group in _orphans(members, previous, set(claims), set(owned)):
        owned.setdefault(group, []).append(event_id)
    ids: list[str] = []
    merged: dict[str, str] = {}
    taken = set(previous)
    for group, inputs in enumerate(members):
        known = sorted(owned.get(group, ()), key=lambda id_: (id_ not in kept, _age(id_, inputs, previous, links)))
        chosen = known[0] if known else _new_id(inputs, taken)
        taken.add(chosen)
        ids.append(chosen)
        merged.update(dict.fromkeys(known[1:], chosen))
    return ids, merged


def list_changes(
    events: Mapping[str, Event],
    members: Mapping[str, Sequence[ClusterInput]],
    previous: Mapping[str, Event],
    links: Mapping[str, str],
    merged: Mapping[str, str],
    versions: Mapping[str, int],
    at: datetime | None,
    renewed: Container[str] = (),
) -> tuple[list[EventChange], dict[str, Event]]:
    """Return what changed since the previous events, by event and field, and the events that ended."""
    changes: list[EventChange] = []
    ended: dict[str, Event] = {}
    for event_id in sorted(events):
        event, inputs = events[event_id], members[event_id]
        told = at or event.last_seen_at
        before = previous.get(event_id)
        if before is None:
            split_from = next((links[one.report.id] for one in inputs if one.report.id in links), None)
            first_change: Change = "split" if split_from else "new"
            old = split_from
            article = inputs[0].article_id
            version = versions.get(event_id, 0) + 1
            field, new = ("id", event_id) if old else (None, None)
            changes.append(EventChange(event_id, version, first_change, field, old, new, article, told))
            continue
        version = versions.get(event_id, 1) + 1
        fresh = [one for one in inputs if one.report.id not in links or one.report.id in renewed]
        corrects = event.is_corrected and any(one.report.is_correction for one in fresh)
        for name in _TRACKED:
            old, new = getattr(before, name), getattr(event, name)
            if _shown(old) != _shown(new):
                kind: Change = "corrected" if corrects and name in _CORRECTED else "updated"
                cause = _cause(inputs, fresh, name, new)
                changes.append(EventChange(event_id, version, kind, name, _shown(old), _shown(new), cause, told))
    for event_id in sorted(previous):
        before = previous[event_id]
        if event_id in events or before.status != "live":
            continue
        version = versions.get(event_id, 1) + 1
        target = merged.get(event_id)
        if target is not None:
            cause = _cause(members[target], [one for one in members[target] if one.report.id not in links])
            ended[event_id] = replace(before, status="merged", merged_into=target)
            told = at or events[target].last_seen_at
            changes.append(EventChange(event_id, version, "merged", "merged_into", None, target, cause, told))
        else:
            ended[event_id] = replace(before, status="retracted")
            changes.append(EventChange(event_id, version, "retracted", "status", "live", "retracted", None, at))
    return changes, ended


def _owner(found: Sequence[tuple[int, int]], members: Sequence[Sequence[ClusterInput]]) -> int:
    """Return the group that keeps an event's id: the one with the event's oldest report."""
    return min(found, key=lambda claim: told_order(members[claim[1]][claim[0]]))[1]


def _orphans(
    members: Sequence[Sequence[ClusterInput]], previous: Mapping[str, Event], claimed: set[str], taken: set[int]
) -> list[tuple[str, int]]:
    """Return live events that lost all their reports, each with the group of new reports that tells of it."""
    found: list[tuple[float, str, int]] = []
    for event_id in sorted(previous):
        event = previous[event_id]
        if event_id in claimed or event.status != "live":
            continue
        ghost = Told(_as_report(event), f"event {event_id}", event.last_seen_at)
        for group, inputs in enumerate(members):
            if group in taken:
                continue
            scores = [compare(ghost, Told(one.report, one.article_id, one.published_at)) for one in inputs]
            best = max((s.score for s in scores if s.conflict is None), default=0.0)
            if best >= THRESHOLD:
                found.append((-best, event_id, group))
    chosen: list[tuple[str, int]] = []
    for _, event_id, group in sorted(found):
        if event_id not in {e for e, _ in chosen} and group not in {g for _, g in chosen}:
            chosen.append((event_id, group))
    return chosen


def _as_report(event: Event) -> Report:
    shared: dict[str, Any] = {name: getattr(event, name) for name in _SHARED}
    return Report(
        id=event.id, document_id=event.id, parser="", ordinal=0, evidence=event.summary or "", evidence_start=0,
        evidence_end=0, event_date_source="text", is_correction=False, **shared,
    )  # fmt: skip


def _age(
    event_id: str, inputs: Sequence[ClusterInput], previous: Mapping[str, Event], links: Mapping[str, str]
) -> tuple[int, datetime, str]:
    """Return how old an event is within a group: the place of its oldest report, then when it was first seen."""
    rank = next((n for n, one in enumerate(inputs) if links.get(one.report.id) == event_id), len(inputs))
    return rank, previous[event_id].first_seen_at or datetime.max.replace(tzinfo=UTC), event_id


def _new_id(inputs: Sequence[ClusterInput], taken: set[str]) -> str:
    ids = (stable_id("event", one.report.id) for one in inputs)
    return next((id_ for id_ in ids if id_ not in taken), stable_id("event", *[one.report.id for one in inputs]))


def _cause(
    inputs: Sequence[ClusterInput], fresh: Sequence[ClusterInput], name: str = "", value: object = None
) -> str | None:
    """Return the article that brought a change: of the new readings the first that says so, else the last told of them,
    else the last told of all."""
    saying = [one for one in fresh if name and value is not None and _says(one.report, name, value)]
    if saying:
        return min(saying, key=told_order).article_id
    return max(fresh or inputs, key=told_order).article_id if inputs else None


def _says(report: Report, name: str, value: object) -> bool:
    """Tell whether a report has what became of an event's field."""
    if name == "is_corrected":
        return report.is_correction
    if name in ("source_actors", "target_actors"):
        role = name.partition("_")[0]
        called = {(actor.entity or actor.name) for actor in report.actors if actor.role == role}
        return isinstance(value, tuple) and bool(called & set(value))
    return name not in ("weapons", "n_sources", "toll_range", "is_disputed") and getattr(report, name, None) == value


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
