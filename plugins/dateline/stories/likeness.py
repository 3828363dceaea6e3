"""Do two reports tell of one incident? A score 0-1 with its reasons, or a conflict that forbids it.

The first stated rule. Two reports are compared by type, place at its precision, date at its precision, toll with its
direction in time, mode, actors, and the words of their evidence. Some differences forbid (`conflict`): two places that
cannot be one, two days that cannot be one, two incidents that one article tells apart. The rest is weighed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dateline.records import Actor, Report

THRESHOLD = 0.55
"""From this score on two reports are one incident."""

FOLLOW_UP_DAYS = 3
"""How many days after the incident stories still carry their own day in its place."""

_FAMILIES = {
    "COERCE": "force", "SANCTION": "force", "CONSULT": "talks", "COOPERATE": "talks", "AGREE": "talks",
    "AID": "help", "SUPPORT": "help", "RETREAT": "yield", "CONCEDE": "yield",
}  # fmt: skip
_VERBAL = frozenset({"talks", "ACCUSE", "REJECT", "REQUEST", "THREATEN", "help"})
"""Families that happen between actors rather than at a place: without common actors they are never one event."""

_MODE_KIN = (
    frozenset({"explosives", "suicide-attack", "targeted", "destroy"}),
    frozenset({"aerial", "drone", "heavy-weapons", "explosives", "destroy"}),
    frozenset({"firearms", "targeted", "primitive", "beat"}),
    frozenset({"demo", "riot", "obstruct", "vandalize"}),
    frozenset({"demo", "strike", "boycott"}),
    frozenset({"arrest", "restrict", "convict", "deport", "expel"}),
    frozenset({"visit", "third-party", "multilateral", "phone"}),
)

_RADIUS_KM = {"exact": 6.0, "near": 25.0, "admin2": 50.0, "water": 80.0}
_COARSE = {"admin1": 0.55, "region": 0.4, "country": 0.3}
_PLACE_TIERS = ("exact", "near", "admin2", "water", "admin1", "region", "country")
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
        "for",
        "by",
        "with",
        "from",
        "as",
        "is",
        "was",
        "were",
        "are",
        "be",
        "been",
        "has",
        "have",
        "had",
        "it",
        "its",
        "his",
        "her",
        "their",
        "that",
        "this",
        "which",
        "who",
        "said",
        "says",
        "say",
        "told",
        "least",
        "after",
        "before",
        "more",
        "than",
        "people",
        "killed",
        "wounded",
        "injured",
        "dead",
        "died",
    ]
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are: `score` 0-1, the reasons in words, and why they cannot be one (or None)."""

    score: float
    why: str
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A report made ready to be compared: what is looked up often is computed once."""

    report: Report
    article_id: str
    at: datetime | None
    family: str = field(init=False)
    first: date | None = field(init=False)
    last: date | None = field(init=False)
    words: frozenset[str] = field(init=False)
    sources: frozenset[str] = field(init=False)
    targets: frozenset[str] = field(init=False)
    toll: tuple[float, float] | None = field(init=False)

    def __post_init__(self) -> None:
        report = self.report
        put = object.__setattr__
        put(self, "family", _FAMILIES.get(report.event_type, report.event_type))
        put(self, "first", report.event_date)
        put(self, "last", report.event_date_end or report.event_date)
        put(self, "words", frozenset(w for w in _WORD.findall(report.evidence.casefold()) if len(w) > 2) - _STOP)
        put(self, "sources", _named(report.actors, "source"))
        put(self, "targets", _named(report.actors, "target"))
        put(self, "toll", read_toll(report))


def read_toll(report: Report) -> tuple[float, float] | None:
    """Return the least and the most dead that a report allows; None when it states none."""
    low, best, high = report.fatalities_low, report.fatalities_best, report.fatalities_high
    if low is None and best is None and high is None:
        return None
    floor = low if low is not None else best if best is not None else 0
    if best is not None and high is None:
        return float(min(floor, best)), float(best)
    return float(floor), float(high) if high is not None else math.inf


def compare(one: Told, other: Told) -> Likeness:
    """Return how alike two reports are; the order of the two does not matter."""
    if one.family != other.family:
        return Likeness(0.0, "", "another type of event")
    if one.article_id == other.article_id and not (_is_said_twice(one.report, other.report) or _adds_to(one, other)):
        return Likeness(0.0, "", "one article tells them apart")
    place, place_why = _place(one.report, other.report)
    if place is None:
        return Likeness(0.0, "", place_why)
    toll, toll_why = _toll(one, other)
    day, day_why = _day(one, other, is_same_place=place >= 0.9, is_same_toll=toll >= 1.0)
    if day is None:
        return Likeness(0.0, "", day_why)
    actors, actors_why = _actors(one, other)
    mode = _mode(one.report, other.report)
    text = len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))
    kind = 0.0 if one.report.event_type == other.report.event_type else -0.1
    if one.family in _VERBAL:
        if actors <= 0 and text < 0.6:
            return Likeness(0.0, "", None)
        score = 0.15 * place + 0.25 * day + 0.3 * max(0.0, actors) + 0.3 * text + 0.05 * mode + kind
    else:
        score = 0.36 * place + 0.24 * day + 0.15 * toll + 0.08 * mode + 0.12 * actors + 0.15 * text + kind
    why = ", ".join(part for part in (place_why, day_why, toll_why, actors_why) if part)
    return Likeness(round(max(0.0, min(1.0, score)), 4), why)


# ---------------------------------------------------------------------------------------------------- place


def _place(one: Report, other: Report) -> tuple[float | None, str]:
    """Return how far two places may be one (0-1, None: they cannot) and why."""
    if one.geonames_id is not None and one.geonames_id == other.geonames_id:
        return (_COARSE.get(_tier(one, other), 1.0)), "same place"
    if not _has_place(one) or not _has_place(other):
        return 0.1, ""
    apart = distance_km(one, other)
    coarse = _tier(one, other)
    if one.country and other.country and one.country != other.country and (apart is None or apart > 30):
        return None, "another country"
    if coarse in _COARSE:
        return _contained(one, other, coarse)
    if apart is not None:
        radius = max(_RADIUS_KM.get(p or "exact", 6.0) for p in (one.geo_precision, other.geo_precision))
        if _same_name(one, other) and apart <= 2 * radius:
            return 1.0, "same place"
        if apart > radius:
            return None, f"{apart:.0f} km apart"
        return 1.0 - 0.3 * apart / radius, f"{apart:.0f} km apart"
    if _same_name(one, other):
        return 0.95, "same place name"
    if one.place_name and other.place_name:
        return None, "another place name"
    return _contained(one, other, "admin1" if one.admin1 and one.admin1 == other.admin1 else "country")


def _contained(one: Report, other: Report, coarse: str) -> tuple[float | None, str]:
    """Compare two places of which one is an area: it may hold the other."""
    if one.admin1 and other.admin1:
        same = (
            one.admin1_code == other.admin1_code
            if one.admin1_code and other.admin1_code
            else one.admin1 == other.admin1
        )
        if not same and coarse != "region":
            return None, "another province"
        if same:
            return _COARSE["admin1"], "same province"
    if one.country and one.country == other.country:
        return _COARSE["country"] + (0.1 if coarse != "country" else 0.0), "same country"
    return 0.1, ""


def distance_km(one: Report, other: Report) -> float | None:
    """Return the great-circle distance between two reports in km, or None where one has no coordinates."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    a, b, c, d = (math.radians(float(v or 0)) for v in (one.latitude, one.longitude, other.latitude, other.longitude))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, h)))


def _tier(one: Report, other: Report) -> str:
    """Return the coarser of two precisions."""
    tiers = [
        r.geo_precision or ("exact" if r.latitude is not None else "country" if not r.place_name else "exact")
        for r in (one, other)
    ]
    return max(tiers, key=_PLACE_TIERS.index)


def _has_place(report: Report) -> bool:
    return bool(report.country or report.place_name or report.latitude is not None)


def _same_name(one: Report, other: Report) -> bool:
    a, b = (" ".join(_WORD.findall((r.place_name or "").casefold())) for r in (one, other))
    return bool(a) and a == b


# ----------------------------------------------------------------------------------------------------- date


def _day(one: Told, other: Told, *, is_same_place: bool, is_same_toll: bool) -> tuple[float | None, str]:
    """Return how far two dates may be one (0-1, None: they cannot) and why."""
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return 0.3 if _told_within(one, other, FOLLOW_UP_DAYS) else 0.1, ""
    gap = max((other.first - one.last).days, (one.first - other.last).days, 0)
    width = max((t.last - t.first).days for t in (one, other) if t.first and t.last)
    if gap == 0:
        return 1.0 / (1.0 + width / 6.0), "same day" if width == 0 else "overlapping dates"
    loose = [t for t in (one, other) if t.report.event_date_source in ("publication", "dateline")]
    is_corrected = one.report.is_correction or other.report.is_correction
    if loose and gap <= FOLLOW_UP_DAYS and all(_is_later(t, other if t is one else one) for t in loose[:1]):
        return 0.7 - 0.15 * gap, f"follow-up after {gap} days"
    if is_corrected and gap <= 7 and is_same_place:
        return 0.5, "a correction"
    if gap == 1 and is_same_place and is_same_toll and (one.toll or (0.0, 0.0))[1] >= 3:
        return 0.5, "a day apart with the same toll"
    return None, f"{gap} days apart"


def _is_later(loose: Told, other: Told) -> bool:
    return loose.first is not None and other.first is not None and loose.first >= other.first


def _told_within(one: Told, other: Told, days: int) -> bool:
    return one.at is not None and other.at is not None and abs(one.at - other.at) <= timedelta(days=days)


# ----------------------------------------------------------------------------------------- toll, mode, actors


def _toll(one: Told, other: Told) -> tuple[float, str]:
    """Return how well two tolls go together, -1 to 1: equal, overlapping, rising in time, corrected, or neither."""
    if one.toll is None or other.toll is None:
        return 0.0, ""
    (low_a, high_a), (low_b, high_b) = one.toll, other.toll
    if one.toll == other.toll:
        return 1.0, "same toll"
    if low_a <= high_b and low_b <= high_a:
        return 0.7, "tolls overlap"
    a, b = (low_a + min(high_a, 2 * low_a + 1)) / 2, (low_b + min(high_b, 2 * low_b + 1)) / 2
    smaller, larger = min(a, b), max(a, b)
    if (one.report.is_correction or other.report.is_correction) and larger <= 3 * smaller:
        return 0.6, "corrected toll"
    if larger - smaller <= 2 or larger <= 1.25 * smaller:
        return 0.4, "tolls near each other"
    early, late = (one, other) if _sort_time(one) <= _sort_time(other) else (other, one)
    rises = (late.toll or (0.0, 0.0))[0] > (early.toll or (0.0, 0.0))[0] and _sort_time(one) != _sort_time(other)
    if rises:
        ratio = larger / max(1.0, smaller)
        return (0.3 if ratio <= 3 else -0.2 if ratio <= 10 else -0.8), "rising toll"
    return -1.0 if larger > 2 * smaller else -0.6, ""


def _sort_time(told: Told) -> float:
    return told.at.timestamp() if told.at else 0.0


def _mode(one: Report, other: Report) -> float:
    if one.event_mode is None or other.event_mode is None:
        return 0.0
    if one.event_mode == other.event_mode:
        return 1.0
    return 0.0 if any(one.event_mode in kin and other.event_mode in kin for kin in _MODE_KIN) else -1.0


def _actors(one: Told, other: Told) -> tuple[float, str]:
    """Return how well the participants go together, -1 to 1, whichever side a text puts them on."""
    targets = _overlap(one.targets, other.targets)
    sources = _overlap(one.sources, other.sources)
    crossed = _overlap(one.sources | one.targets, other.sources | other.targets)
    total = max(-1.0, min(1.0, (targets + sources) / (2 if targets * sources < 0 else 1)))
    if total < 0 and crossed > 0:
        total = 0.2
    return total, "common actors" if total > 0 else ""


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    return 1.0 if one & other else -1.0


_ROLE_WORDS = frozenset(
    [
        "people",
        "person",
        "men",
        "women",
        "man",
        "woman",
        "child",
        "children",
        "civilians",
        "civilian",
        "gunmen",
        "militants",
        "fighters",
        "rebels",
        "forces",
        "force",
        "army",
        "police",
        "troops",
        "soldiers",
        "officials",
        "government",
        "group",
        "attackers",
        "attacker",
        "unknown",
        "unidentified",
        "suspected",
        "armed",
        "local",
        "others",
        "victims",
        "residents",
        "protesters",
        "demonstrators",
        "workers",
        "members",
        "leader",
        "leaders",
        "suspects",
        "authorities",
        "security",
        "state",
        "national",
    ]
)


def _named(actors: Iterable[Actor], role: str) -> frozenset[str]:
    """Return the words that name the actors of a role: what tells two of them apart, and a group's common word."""
    words: set[str] = set()
    for actor in actors:
        if actor.role != role or actor.status == "unknown":
            continue
        told = {w.rstrip("s") for w in _WORD.findall((actor.entity or actor.name).casefold()) if len(w) > 2} - _STOP
        named = told - {w.rstrip("s") for w in _ROLE_WORDS}
        words |= named or told
    return frozenset(words)


def _adds_to(one: Told, other: Told) -> bool:
    """Tell whether one of an article's reports only adds to the other: same place, no toll or target against it.

    "A bomb killed 34 at the depot. The blast went off at dusk." Reports that each state a toll, name other
    targets, or differ in their mode, are two incidents.
    """
    if one.family in _VERBAL or _mode(one.report, other.report) < 0:
        return False
    is_complement = (one.toll is None or other.toll is None) and _overlap(one.targets, other.targets) >= 0
    place, _ = _place(one.report, other.report)
    return is_complement and place is not None and place >= 0.9


def _is_said_twice(one: Report, other: Report) -> bool:
    """Tell whether one article gives the same incident twice: same kind, place, day and stated toll."""
    return (
        (one.event_type, one.event_mode, one.event_date, one.place_name, one.geonames_id)
        == (other.event_type, other.event_mode, other.event_date, other.place_name, other.geonames_id)
        and one.fatalities_best is not None
        and one.fatalities_best == other.fatalities_best
        and _named(one.actors, "target") == _named(other.actors, "target")
    )
