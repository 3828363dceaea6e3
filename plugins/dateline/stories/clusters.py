"""Reports -> events: which reports tell of one incident, and what of an event's life has changed.

Everything here is a pure function of what is passed in: the order of the reports changes nothing. Pairs are compared
within blocks of type family, country and date; the best pairs are joined first; a join is refused when any two members
conflict. An event keeps the id of its oldest report's event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from dateline.records import Event, EventChange, EventReport
from dateline.stories.canonical import ClusterInput, build_event, told_order
from dateline.stories.eventlives import choose_ids, list_changes
from dateline.stories.likeness import FOLLOW_UP_DAYS, THRESHOLD, Likeness, Told, compare

_BUCKET_DAYS = 8
"""Longer than any follow-up or correction gap: what is two buckets apart is never one event."""


@dataclass(frozen=True, slots=True)
class Clustering:
    """Events with the reports that belong to them, and the changes since the events that were published before.

    `events` holds the live events, and those of the previous ones that were merged or retracted now. Sorted by id.
    """

    events: tuple[Event, ...]
    event_reports: tuple[EventReport, ...]
    changes: tuple[EventChange, ...]


def cluster_reports(
    reports: Iterable[ClusterInput],
    previous_events: Iterable[Event] = (),
    previous_links: Iterable[EventReport] = (),
    *,
    versions: Mapping[str, int] | None = None,
    renewed: Container[str] = (),
    at: datetime | None = None,
) -> Clustering:
    """Group reports into events.

    `reports` are all reports of the days in question: new ones and known ones, also of superseded versions of their
    articles (these are left out here). `previous_events` are the published events of those days with `previous_links`
    to their reports; of an event that is given, every report must be given, else it counts as retracted. `versions` are
    the last version numbers in the history of those events (1 where unknown), `at` is the instant that changes carry
    (else the latest publication time of the event's reports). `renewed` are the ids of reports whose link was taken
    over from an earlier reading of their story: what they change is their doing.
    """
    live = live_reports(reports)
    groups = _group(live)
    previous = {event.id: event for event in previous_events}
    links = {link.report_id: link.event_id for link in previous_links}
    members = [[live[key] for key in group] for group, _ in groups]
    ids, merged = choose_ids(members, previous, links)
    events: dict[str, Event] = {}
    rows: list[EventReport] = []
    for event_id, inputs, (_, reasons) in zip(ids, members, groups, strict=True):
        events[event_id] = build_event(event_id, inputs)
        for one in inputs:
            score, why = reasons.get(one.report.id, (1.0, "the first report of the event"))
            rows.append(EventReport(event_id, one.report.id, score, why))
    told = members_by_id(ids, members)
    changes, ended = list_changes(events, told, previous, links, merged, versions or {}, at, renewed)
    events.update(ended)
    return Clustering(
        tuple(events[key] for key in sorted(events)),
        tuple(sorted(rows, key=lambda row: (row.event_id, row.report_id))),
        tuple(changes),
    )


def members_by_id(ids: Sequence[str], members: Sequence[list[ClusterInput]]) -> dict[str, list[ClusterInput]]:
    """Return each event's reports by the event's id."""
    return dict(zip(ids, members, strict=True))


def live_reports(reports: Iterable[ClusterInput]) -> dict[str, ClusterInput]:
    """Return the reports that count, by id, in a fixed order: of each article the latest version."""
    given = list(reports)
    latest: dict[str, int] = {}
    for one in given:
        latest[one.article_id] = max(latest.get(one.article_id, one.version), one.version)
    kept = [one for one in given if one.version == latest[one.article_id] and one.status in ("live", "updated")]
    return {one.report.id: one for one in sorted(kept, key=told_order)}


_Reasons = dict[str, tuple[float, str]]
_Alike = Callable[[str, str], Likeness]


def _group(live: Mapping[str, ClusterInput]) -> list[tuple[list[str], _Reasons]]:
    """Return the groups of report ids, each in telling order, with why each but the first belongs."""
    told = {id_: Told(one.report, one.article_id, one.published_at) for id_, one in live.items()}
    order = {id_: number for number, id_ in enumerate(told)}
    likeness: dict[tuple[str, str], Likeness] = {}

    def alike(a: str, b: str) -> Likeness:
        key = (a, b) if order[a] < order[b] else (b, a)
        if key not in likeness:
            likeness[key] = compare(told[key[0]], told[key[1]])
        return likeness[key]

    pairs = []
    for a, b in _candidates(told):
        found = alike(a, b)
        if found.conflict is None and found.score >= THRESHOLD:
            first, second = sorted((a, b), key=order.__getitem__)
            pairs.append((-found.score, first, second))
    group_of = {id_: [id_] for id_ in told}
    for _, a, b in sorted(pairs, key=lambda pair: (pair[0], order[pair[1]], order[pair[2]])):
        left, right = group_of[a], group_of[b]
        if left is right or not _can_join(left, right, alike):
            continue
        joined = sorted(left + right, key=order.__getitem__)
        for id_ in joined:
            group_of[id_] = joined
    groups = {group[0]: group for group in group_of.values()}
    return [(group, _reasons(group, alike)) for _, group in sorted(groups.items(), key=lambda pair: order[pair[0]])]


def _can_join(left: list[str], right: list[str], alike: _Alike) -> bool:
    """Tell whether no two members conflict, and most of them are rather alike than not."""
    scores = []
    for a in left:
        for b in right:
            found = alike(a, b)
            if found.conflict is not None:
                return False
            scores.append(found.score)
    return sum(scores) / len(scores) >= THRESHOLD * 0.75


def _reasons(group: list[str], alike: _Alike) -> _Reasons:
    reasons: _Reasons = {}
    for id_ in group[1:]:
        best = max((alike(id_, other) for other in group if other != id_), key=lambda found: (found.score, found.why))
        reasons[id_] = (best.score, best.why or "same type and time")
    return reasons


def _candidates(told: Mapping[str, Told]) -> Iterator[tuple[str, str]]:
    """Yield each pair that shares a family and may share place and date, once."""
    blocks: dict[tuple[str, int], list[str]] = defaultdict(list)
    for id_, one in told.items():
        for bucket in _buckets(one):
            blocks[one.family, bucket].append(id_)
    seen: set[tuple[str, str]] = set()
    for key in sorted(blocks):
        for a, b in combinations(blocks[key], 2):
            mine, theirs = told[a].report.country, told[b].report.country
            if (mine and theirs and mine != theirs and not _has_near_point(told[a], told[b])) or (a, b) in seen:
                continue
            seen.add((a, b))
            yield a, b


def _buckets(one: Told) -> range:
    """Return the numbers of the date buckets that a report may share with another of the same event."""
    first, last = one.first, one.last
    if first is None or last is None:
        day = (one.at or datetime(1970, 1, 1, tzinfo=UTC)).date()
        first, last = day - timedelta(days=FOLLOW_UP_DAYS), day
    last = min(last, first + timedelta(days=400))
    return range((first.toordinal() - FOLLOW_UP_DAYS) // _BUCKET_DAYS, _bucket_after(last) + 1)


def _bucket_after(day: date) -> int:
    return (day.toordinal() + FOLLOW_UP_DAYS) // _BUCKET_DAYS


def _has_near_point(one: Told, other: Told) -> bool:
    a, b = one.report, other.report
    if None in (a.latitude, b.latitude, a.longitude, b.longitude):
        return False
    return abs((a.latitude or 0) - (b.latitude or 0)) < 0.5 and abs((a.longitude or 0) - (b.longitude or 0)) < 1.0
