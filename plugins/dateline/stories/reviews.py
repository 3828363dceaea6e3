"""What a reviewer says of events: a field set, two events that are one, reports that are another event.

A review is about reports, named by what outlives a parser's ids: their article, type and place in the text. So it holds
after a replay with another parser too. What it says of grouping binds the clustering; what it says of a field is put
over what the reports say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any, Literal, get_args

from dateline.errors import UsageError
from dateline.records import Assertion, DatePrecision, Event, GeoPrecision, Report
from dateline.vocab import ACLED_PAIRS, EVENT_TYPES, cameo_root, countries, country_of_name, modes, quad_class

Action = Literal["set", "merge", "split"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A report that a review is about. `part` tells its sides apart: 0 the event's, 1 the other's or split off."""

    report_id: str
    article_id: str
    event_type: str
    evidence_start: int
    evidence_end: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """One correction by a reviewer; `new` is the value as text, None for an unknown one."""

    n: int
    event_id: str
    action: Action
    anchors: tuple[Anchor, ...]
    field: str | None = None
    new: str | None = None
    other_id: str | None = None


@dataclass(frozen=True, slots=True)
class Bonds:
    """Reports that must be in one event, and pairs that must not, by report id."""

    together: tuple[tuple[str, ...], ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()


# --------------------------------------------------------------------------------------------------- grouping


def find_bonds(reviews: Iterable[Review], reports: Sequence[Report]) -> Bonds:
    """Return what reviews say of the grouping of these reports; a later review goes before an earlier one."""
    together: list[tuple[str, ...]] = []
    apart: set[frozenset[str]] = set()
    for review in sorted(reviews, key=lambda review: review.n):
        if review.action == "set":
            continue
        sides = [resolve_anchors([a for a in review.anchors if a.part == part], reports) for part in (0, 1)]
        across = {frozenset((a, b)) for a in sides[0] for b in sides[1] if a != b}
        if review.action == "merge":
            apart -= across
            together.append((*sides[0], *sides[1]))
        else:
            apart |= across
            together = [group for ids in together for group in _without(ids, sides[1])]
            together.append(tuple(sides[1]))
    return Bonds(tuple(ids for ids in together if len(ids) > 1), frozenset(apart))


def _without(ids: tuple[str, ...], split: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(id_ for id_ in ids if id_ not in split), tuple(id_ for id_ in ids if id_ in split)]


def resolve_anchors(anchors: Sequence[Anchor], reports: Sequence[Report]) -> list[str]:
    """Return the ids of the reports that anchors mean: that very report, else the likest of its article and type.

    Each report stands for one anchor. One whose article is not among the reports, or tells it no more, gives nothing.
    """
    known = {report.id: report for report in reports}
    found = [anchor.report_id for anchor in anchors if anchor.report_id in known]
    taken = set(found)
    for anchor in anchors:
        if anchor.report_id in known:
            continue
        alike = [
            report for report in reports
            if report.document_id == anchor.article_id and report.event_type == anchor.event_type
            and report.id not in taken and _overlap(anchor, report) > 0
        ]  # fmt: skip
        best = max(alike, key=lambda report: (_overlap(anchor, report), report.id), default=None)
        if best is not None:
            taken.add(best.id)
            found.append(best.id)
    return found


def _overlap(anchor: Anchor, report: Report) -> int:
    return min(anchor.evidence_end, report.evidence_end) - max(anchor.evidence_start, report.evidence_start)


def anchors_of(reports: Iterable[Report], part: int = 0) -> list[Anchor]:
    """Return what a review keeps of reports."""
    return [
        Anchor(report.id, report.document_id, report.event_type, report.evidence_start, report.evidence_end, part)
        for report in reports
    ]


def forbidden_pairs(bonds: Bonds) -> frozenset[frozenset[str]]:
    """Return the pairs that must not share an event, without those that a later review put together."""
    joined = {frozenset(pair) for ids in bonds.together for pair in combinations(ids, 2)}
    return frozenset(bonds.apart - joined)


# ----------------------------------------------------------------------------------------------------- fields


def apply_reviews(
    events: Mapping[str, Event], members: Mapping[str, Sequence[Report]], reviews: Iterable[Review]
) -> dict[str, Event]:
    """Return the events with what reviewers set put over it, and marked.

    A review follows its event's id; where that is gone, the event that has most of its reports.
    """
    reports = [report for told in members.values() for report in told]
    event_of = {report.id: event_id for event_id, told in members.items() for report in told}
    settings: dict[str, dict[str, Any]] = {}
    marked: set[str] = set()
    for review in sorted(reviews, key=lambda review: review.n):
        found = Counter(event_of[id_] for id_ in resolve_anchors(review.anchors, reports))
        own = review.event_id if review.event_id in events else None
        target = own or next((event_id for event_id, _ in sorted(found.items(), key=lambda p: (-p[1], p[0]))), None)
        if review.action == "split":
            marked |= set(found)
        if target is None:
            continue
        marked.add(target)
        if review.action == "set" and review.field:
            settings.setdefault(target, {})[review.field] = read_value(review.field, review.new)
    return {id_: _set(event, settings.get(id_, {}), is_marked=id_ in marked) for id_, event in events.items()}


def _set(event: Event, settings: Mapping[str, Any], *, is_marked: bool) -> Event:
    if not is_marked:
        return event
    changed = with_values(event, settings)
    is_mode_known = changed.event_mode in (None, *modes(changed.event_type))
    return replace(changed, event_mode=changed.event_mode if is_mode_known else None, is_reviewed=True)


def with_values(event: Event, settings: Mapping[str, Any]) -> Event:
    """Return an event with other values, and what follows from them: the codes of its type, no mode of another type; a
    toll that a reviewer states is the toll in words too, whatever sources said (`v_tolls` keeps that).
    """
    changed = replace(event, **settings)
    if not _FATALITIES.isdisjoint(settings):
        changed = replace(changed, toll_range=_toll_in_words(changed))
    if not {"event_type", "event_mode"} & settings.keys():
        return changed
    if changed.event_type != event.event_type:
        kept = (
            changed.event_mode if "event_mode" in settings or changed.event_mode in modes(changed.event_type) else None
        )
        nothing: dict[str, Any] = {
            name: None for name in ("acled_event_type", "acled_sub_event_type") if name not in settings
        }
        changed = replace(changed, event_mode=kept, ucdp_violence_type=None, **nothing)
    mode = changed.event_mode if changed.event_mode in modes(changed.event_type) else None
    codes = {"quad_class": quad_class(changed.event_type), "cameo_root": cameo_root(changed.event_type, mode)}
    return replace(changed, **codes)  # type: ignore[arg-type]


def _toll_in_words(event: Event) -> str | None:
    figures = [n for n in (event.fatalities_low, event.fatalities_best, event.fatalities_high) if n is not None]
    if not figures:
        return None
    told = str(figures[0]) if figures[0] == figures[-1] else f"{figures[0]}-{figures[-1]}"
    return told if event.fatalities_high is not None else f"{told}+"


_COUNTS = ("fatalities_low", "fatalities_best", "fatalities_high", "injured_best")
_FATALITIES = frozenset(_COUNTS[:3])
_LISTS = ("source_actors", "target_actors", "weapons")
_FLAGS = ("is_disputed", "is_background", "is_corrected")
_DAYS = ("event_date", "event_date_end")
_CODES: dict[str, tuple[str, ...]] = {
    "event_type": EVENT_TYPES, "event_date_precision": get_args(DatePrecision), "geo_precision": get_args(GeoPrecision),
    "assertion": get_args(Assertion), "acled_event_type": tuple(sorted({kind for kind, _ in ACLED_PAIRS})),
    "acled_sub_event_type": tuple(sorted({sub for _, sub in ACLED_PAIRS})),
    "event_mode": tuple(sorted({mode for kind in EVENT_TYPES for mode in modes(kind)})),
}  # fmt: skip
_TEXTS = ("place_name", "admin1", "admin1_code")
_NUMBERS = {"latitude": 90.0, "longitude": 180.0}
_NEVER_NULL = ("event_type", "assertion", *_FLAGS)
FIELDS = (*_CODES, *_DAYS, "country", *_TEXTS, *_NUMBERS, "geonames_id", *_COUNTS, *_LISTS, *_FLAGS)
"""The fields of an event that a reviewer may set."""


def read_value(field: str, text: str | None) -> Any:
    """Return the value that a reviewer's words give a field; an empty text means that it is not known.

    Raises UsageError, naming the field and what it takes.

    >>> read_value("fatalities_best", "22"), read_value("event_mode", ""), read_value("weapons", "car bomb; rifle")
    (22, None, ('car bomb', 'rifle'))
    """
    text = (text or "").strip()
    if field not in FIELDS:
        raise UsageError(f"{field}: no field that can be set; these can: {', '.join(sorted(FIELDS))}")
    if field in _LISTS:
        return tuple(part.strip() for part in text.split(";") if part.strip())
    if not text:
        if field in _NEVER_NULL:
            raise UsageError(f"{field}: needs a value")
        return None
    if field in _CODES:
        return _code(field, text, _CODES[field])
    if field == "country":
        return _code(field, text, tuple(countries()))
    if field in _FLAGS:
        return _code(field, text.casefold(), ("true", "false")) == "true"
    try:
        if field in _DAYS:
            return date.fromisoformat(text)
        if field in _NUMBERS:
            return _within(field, float(text), -_NUMBERS[field], _NUMBERS[field])
        if field in _COUNTS or field == "geonames_id":
            return int(_within(field, int(text), 0, 10**9))
    except ValueError:
        kind = "a day such as 2026-03-02" if field in _DAYS else "a number"
        raise UsageError(f"{field}: {text!r} is not {kind}") from None
    return text


def _code(field: str, text: str, known: Sequence[str]) -> str:
    if text not in known:
        meant = country_of_name(text) if field == "country" else None
        listed = ", ".join(known) if len(known) <= 30 else f"one of {len(known)} codes, such as {meant or known[0]}"
        raise UsageError(f"{field}: {text!r} is not on the list: {listed}")
    return text


def _within(field: str, value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise UsageError(f"{field}: {value:g} is not between {least:g} and {most:g}")
    return value


def check_event(event: Event) -> None:
    """Raise UsageError when a reviewed event's fields do not go together."""
    if event.event_mode is not None and event.event_mode not in modes(event.event_type):
        listed = ", ".join(modes(event.event_type)) or "none"
        raise UsageError(f"event_mode: {event.event_mode!r} is no mode of {event.event_type}: {listed}")
    pair = (event.acled_event_type, event.acled_sub_event_type)
    if None not in pair and pair not in ACLED_PAIRS:
        raise UsageError(f"acled_sub_event_type: {pair[1]!r} is not of {pair[0]!r}")
    counts = [n for n in (event.fatalities_low, event.fatalities_best, event.fatalities_high) if n is not None]
    if counts != sorted(counts):
        raise UsageError(f"fatalities: low, best and high are {counts}, which do not rise")
    if event.event_date and event.event_date_end and event.event_date > event.event_date_end:
        raise UsageError(f"event_date_end: {event.event_date_end} is before {event.event_date}")
    if (event.latitude is None) != (event.longitude is None):
        raise UsageError("latitude and longitude: set both or neither")
