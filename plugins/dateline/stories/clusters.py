"""Reports -> events: which reports tell of one incident, and what of an event's life has changed.

Everything here is a pure function of what is passed in: the order of the reports changes nothing. Pairs are compared
within blocks of type family, country and date; the best pairs are joined first; a join is refused when any two members
conflict. An event keeps the id of its oldest report's event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dateline.records import Event, EventChange, EventReport
from dateline.stories.blocks import find_candidates
from dateline.stories.canonical import ClusterInput, build_event, told_order
from dateline.stories.eventlives import choose_ids, list_changes
from dateline.stories.likeness import THRESHOLD, Likeness, compare
from dateline.stories.reviews import Bonds, Review, apply_reviews, find_bonds, forbidden_pairs
from dateline.stories.told import Told


@dataclass(frozen=True, slots=True)
class Clustering:
    """Events with the reports that belong to them, and the changes since the events that were published before.

    `events` holds the live events, and those of the previous ones that were merged or retracted now. Sorted by id.
    """

    events: tuple[Event, ...]
    event_reports: tuple[EventReport, ...]
    changes: tuple[EventChange, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of events before, by id, and the event of each report; `versions` are the last in their history (1
    where unknown). `at` is the instant that changes carry, else the latest publication time of the event's reports.
    `kept` are ids that go before older ones when two events become one. `renewed` are the ids of reports whose link was
    taken over from an earlier reading of their story: what they change is their doing.
    """

    events: Mapping[str, Event] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    at: datetime | None = None
    kept: frozenset[str] = frozenset()
    renewed: frozenset[str] = frozenset()


def cluster_reports(
    reports: Iterable[ClusterInput], known: Known | None = None, reviews: Sequence[Review] = ()
) -> Clustering:
    """Group reports into events.

    `reports` are all reports of the days in question: new ones and known ones, also of superseded versions of their
    articles (these are left out here). `known` are the published events of those days; of an event that is given, every
    report must be given, else it counts as retracted. `reviews` are what reviewers corrected and stands.
    """
    live = live_reports(reports)
    bonds = find_bonds(reviews, [one.report for one in live.values()])
    groups = _group(live, bonds)
    members = [[live[key] for key in group] for group, _ in groups]
    return settle(members, known or Known(), reviews, [reasons for _, reasons in groups])


def settle(
    members: Sequence[list[ClusterInput]],
    known: Known,
    reviews: Sequence[Review] = (),
    reasons: Sequence[Mapping[str, tuple[float, str]]] = (),
) -> Clustering:
    """Make events of groups of reports: their ids, their fields, and what changed since they were known.

    `members` are the groups, each in telling order; `reasons` say, group by group, why a report belongs.
    """
    ids, merged = choose_ids(members, known.events, known.links, known.kept)
    of_event = dict(zip(ids, members, strict=True))
    built = {event_id: build_event(event_id, inputs) for event_id, inputs in of_event.items()}
    events = apply_reviews(built, {id_: [one.report for one in ours] for id_, ours in of_event.items()}, reviews)
    rows: list[EventReport] = []
    for number, (event_id, inputs) in enumerate(of_event.items()):
        why_here = reasons[number] if reasons else {}
        for rank, one in enumerate(inputs):
            told = (1.0, "the first report of the event") if rank == 0 else (1.0, "as a reviewer left it")
            rows.append(EventReport(event_id, one.report.id, *why_here.get(one.report.id, told)))
    changes, ended = list_changes(
        events, of_event, known.events, known.links, merged, known.versions, known.at, known.renewed
    )  # fmt: skip
    events.update(ended)
    return Clustering(
        tuple(events[key] for key in sorted(events)),
        tuple(sorted(rows, key=lambda row: (row.event_id, row.report_id))),
        tuple(changes),
    )


def live_reports(reports: Iterable[ClusterInput]) -> dict[str, ClusterInput]:
    """Return the reports that count, by id, in a fixed order: of each article the latest version."""
    given = list(reports)
    latest: dict[str, int] = {}
    for one in given:
        latest[one.article_id] = max(latest.get(one.article_id, one.version), one.version)
    kept = [one for one in given if one.version == latest[one.article_id] and one.status in ("live", "updated")]
    return {one.report.id: one for one in sorted(kept, key=told_order)}


REVIEWED = "a reviewer told them apart"

_Reasons = dict[str, tuple[float, str]]
_Alike = Callable[[str, str], Likeness]


def _group(live: Mapping[str, ClusterInput], bonds: Bonds) -> list[tuple[list[str], _Reasons]]:
    """Return the groups of report ids, each in telling order, with why each but the first belongs."""
    apart, bound = forbidden_pairs(bonds), frozenset(id_ for ids in bonds.together for id_ in ids)
    told = {id_: Told(one.report, one.article_id, one.published_at) for id_, one in live.items()}
    order = {id_: number for number, id_ in enumerate(told)}
    likeness: dict[tuple[str, str], Likeness] = {}

    def alike(a: str, b: str) -> Likeness:
        key = (a, b) if order[a] < order[b] else (b, a)
        if key not in likeness:
            forbidden = frozenset(key) in apart
            likeness[key] = Likeness(0.0, "", REVIEWED) if forbidden else compare(told[key[0]], told[key[1]])
        return likeness[key]

    pairs = []
    for a, b in find_candidates(told):
        found = alike(a, b)
        if found.conflict is None and found.score >= THRESHOLD:
            first, second = sorted((a, b), key=order.__getitem__)
            pairs.append((-found.score, first, second))
    group_of = {id_: [id_] for id_ in told}

    def join(left: list[str], right: list[str]) -> None:
        joined = sorted(left + right, key=order.__getitem__)
        for id_ in joined:
            group_of[id_] = joined

    for first, *others in bonds.together:
        for id_ in others:
            if group_of[id_] is not group_of[first]:
                join(group_of[first], group_of[id_])
    for _, a, b in sorted(pairs, key=lambda pair: (pair[0], order[pair[1]], order[pair[2]])):
        left, right = group_of[a], group_of[b]
        if left is not right and _can_join(left, right, alike, bound):
            join(left, right)
    groups = {group[0]: group for group in group_of.values()}
    return [(group, _reasons(group, alike)) for _, group in sorted(groups.items(), key=lambda pair: order[pair[0]])]


def _can_join(left: list[str], right: list[str], alike: _Alike, bound: frozenset[str]) -> bool:
    """Tell whether no two members conflict, those of the smaller group find their like in the larger, and the two are
    not unlike on the whole.

    Not each needs to be like all: a first flash and the claim days later have little in common but the dispatch between
    them. What a reviewer put together may conflict within itself: then a report need only fit one of those that it
    holds.
    """
    fewer, more = (left, right) if len(left) <= len(right) else (right, left)
    likest, scores = [], []
    for a in fewer:
        best = 0.0
        for b in more:
            found = alike(a, b)
            if found.conflict == REVIEWED or (found.conflict and a not in bound and b not in bound):
                return False
            best = max(best, found.score)
            if not found.conflict:
                scores.append(found.score)
        likest.append(best)
    is_whole = sum(likest) / len(likest) >= THRESHOLD
    return is_whole and sum(scores) / len(scores) >= THRESHOLD / 2


def _reasons(group: list[str], alike: _Alike) -> _Reasons:
    reasons: _Reasons = {}
    for id_ in group[1:]:
        best = max((alike(id_, other) for other in group if other != id_), key=lambda found: (found.score, found.why))
        reasons[id_] = (best.score, best.why or "same type and time")
    return reasons
