"""Do two reports tell of one incident? A probability with its reasons, or a conflict that forbids it.

Two reports are compared by type, place at its precision, date at its precision, toll with its direction in time, mode,
weapon, parties, and the words of their evidence. Some differences forbid (`conflict`): two places that cannot be one,
two days that cannot be one, two incidents that one article tells apart. The rest is evidence, weighed by a fitted
table.

Source: data/likeness.csv, fitted by scripts/fit_likeness.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dateline.records import Report
from dateline.stories.nearness import Nearness, compare_days, compare_places
from dateline.stories.told import Cast, Told, weight_of
from dateline.vocab import read_table

THRESHOLD = 0.5
"""From this probability on two reports are one incident."""

_MODE_KIN = (
    frozenset({"explosives", "suicide-attack", "targeted", "destroy"}),
    frozenset({"aerial", "drone", "heavy-weapons", "explosives", "destroy"}),
    frozenset({"firearms", "targeted", "primitive", "beat"}),
    frozenset({"demo", "riot", "obstruct", "vandalize"}),
    frozenset({"demo", "strike", "boycott"}),
    frozenset({"arrest", "restrict", "convict", "deport", "expel"}),
    frozenset({"arrest", "seize"}),
    frozenset({"visit", "third-party", "multilateral", "phone"}),
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are: `score` 0-1, the reasons in words, and why they cannot be one (or None)."""

    score: float
    why: str
    conflict: str | None = None


def compare(one: Told, other: Told) -> Likeness:
    """Return how alike two reports are; the order of the two does not matter."""
    evidence, why, conflict = weigh(one, other)
    if conflict is not None:
        return Likeness(0.0, "", conflict)
    weights = _weights()["words" if one.is_wordy and other.is_wordy else "deeds"]
    logit = sum(weights[name] * value for name, value in evidence.items())
    return Likeness(round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 4), why)


def weigh(one: Told, other: Told) -> tuple[dict[str, float], str, str | None]:
    """Return what speaks for and against two reports being one, by the names of data/likeness.csv; or a conflict."""
    if one.family != other.family:
        return {}, "", "another type of event"
    if one.article_id == other.article_id and not (_is_said_twice(one, other) or _adds_to(one, other)):
        return {}, "", "one article tells them apart"
    place = compare_places(one, other)
    if place.conflict is not None:
        if not (one.is_wordy and other.is_wordy and _are_named_alike(one, other)):
            return {}, "", place.conflict
        place = Nearness({"other_place": 1.0})
    toll, toll_why = compare_tolls(one, other)
    day = compare_days(one, other, is_same_place=place.is_same)
    if day.conflict is not None:
        return {}, "", day.conflict
    evidence = {"always": 1.0, **place.evidence, **day.evidence, **toll, **_modes(one, other), **_heads(one, other)}
    parties = _parties(one, other)
    evidence |= parties
    evidence["words"] = common_words(one, other)
    if one.report.event_type != other.report.event_type:
        evidence["other_type"] = 1.0
    if one.article_id == other.article_id:
        evidence["same_article"] = 1.0
    is_common = parties.get("target_common", 0.0) + parties.get("source_common", 0.0) > 0
    why = ", ".join(filter(None, (place.why, day.why, toll_why, "common actors" if is_common else "")))
    return evidence, why, None


@cache
def _weights() -> dict[str, dict[str, float]]:
    rows = list(read_table("likeness.csv"))
    return {kind: {row["evidence"]: float(row[kind]) for row in rows} for kind in ("deeds", "words")}


# --------------------------------------------------------------------------------------------- tolls and heads


def compare_tolls(one: Told, other: Told) -> tuple[dict[str, float], str]:
    """Return how two tolls go together: equal, overlapping, near, rising in time, corrected, or not at all."""
    if one.toll is None or other.toll is None:
        return {}, ""
    (low_a, high_a), (low_b, high_b) = one.toll, other.toll
    if one.toll == other.toll:
        return {"same_toll": min(1.0, 0.4 + 0.2 * math.log2(1 + low_a))}, "same toll"
    if low_a <= high_b and low_b <= high_a:
        return {"toll_fits": 1.0}, "tolls overlap"
    a, b = (low_a + min(high_a, 2 * low_a + 1)) / 2, (low_b + min(high_b, 2 * low_b + 1)) / 2
    smaller, larger = min(a, b), max(a, b)
    if (one.report.is_correction or other.report.is_correction) and larger <= 3 * smaller:
        return {"toll_fits": 1.0}, "corrected toll"
    if larger - smaller <= 2 or larger <= 1.25 * smaller:
        return {"toll_near": 1.0}, "tolls near each other"
    early, late = (one, other) if _sort_time(one) <= _sort_time(other) else (other, one)
    is_rising = (late.toll or (0.0, 0.0))[0] > (early.toll or (0.0, 0.0))[0] and _sort_time(one) != _sort_time(other)
    ratio = larger / max(1.0, smaller)
    if is_rising and ratio <= 4:
        return {"toll_rises": 1.0}, "rising toll"
    return {"toll_clash": min(1.0, 0.5 + ratio / 20)}, ""


def _sort_time(told: Told) -> float:
    return told.at.timestamp() if told.at else 0.0


def _heads(one: Told, other: Told) -> dict[str, float]:
    """Compare those taken, held or hurt: an equal number speaks for one incident, another one hardly against."""
    found: dict[str, float] = {}
    for name in ("abducted_best", "detained_best", "injured_best", "crowd_low"):
        a, b = getattr(one.report, name), getattr(other.report, name)
        if a is not None and b is not None:
            found["same_heads" if a == b else "other_heads"] = 1.0
    return found


def _modes(one: Told, other: Told) -> dict[str, float]:
    found: dict[str, float] = {}
    a, b = one.report.event_mode, other.report.event_mode
    if a is not None and b is not None:
        if a == b:
            found["same_mode"] = 1.0
        elif not any(a in kin and b in kin for kin in _MODE_KIN):
            found["other_mode"] = 1.0
    if one.weapons and other.weapons:
        found["same_weapon" if one.weapons & other.weapons else "other_weapon"] = 1.0
    return found


# -------------------------------------------------------------------------------------------- parties and words


def _parties(one: Told, other: Told) -> dict[str, float]:
    """Compare who did it and to whom, whichever side a text puts them on."""
    found: dict[str, float] = {}
    source, target = _alike(one.source, other.source), _alike(one.target, other.target)
    crossed = max(_alike(one.source, other.target), _alike(one.target, other.source))
    if crossed > 0 and crossed > max(source, target):
        found["crossed"] = crossed
        source, target = max(source, 0.0), max(target, 0.0)
    if source <= 0 and one.source and other.source and one.is_wordy and other.is_wordy and "crossed" not in found:
        source = _OTHER_VOICE
    for role, alike in (("source", source), ("target", target)):
        if alike > 0:
            found[f"{role}_common"] = alike
        elif alike < 0:
            found[f"{role}_clash"] = -alike
    return found


_OTHER_VOICE = -1.0
"""What it says of words that those who speak have nothing in common: who says a thing is half of the act."""


def _are_named_alike(one: Told, other: Told) -> bool:
    """Tell whether the same, by name, are spoken to by the same: then stories may place it with either of them.

    Who speaks may be untold in a report ("were put on a sanctions list"); where both tell it, it must be the same.
    """
    straight = _share_names(one.target, other.target) and _may_share(one.source, other.source)
    return straight or (_share_names(one.target, other.source) and _share_names(one.source, other.target))


def _share_names(one: Cast, other: Cast) -> bool:
    return bool(one.names & other.names)


def _may_share(one: Cast, other: Cast) -> bool:
    return not one or not other or _share_names(one, other)


def _alike(one: Cast, other: Cast) -> float:
    """Return how far two casts are one, -1 to 1: by name, by code, by country; 0 when one of them is not told."""
    if not one or not other:
        return 0.0
    if one.names & other.names or one.initials & other.words or other.initials & one.words:
        return 1.0
    if one.codes & other.codes or one.words & other.words:
        return 0.7
    if one.countries and other.countries and not one.countries & other.countries:
        return -1.0
    if one.sides and other.sides and not one.sides & other.sides:
        return -0.7
    return 0.4 if one.countries & other.countries and one.sides & other.sides else 0.0


def common_words(one: Told, other: Told) -> float:
    """Return how much of the shorter evidence's telling words the other has too, 0-1, rare words counting more."""
    smaller = min(sum(map(weight_of, one.words)), sum(map(weight_of, other.words)))
    return sum(map(weight_of, one.words & other.words)) / smaller if smaller else 0.0


# -------------------------------------------------------------------------------------------- within one article


def _adds_to(one: Told, other: Told) -> bool:
    """Tell whether one of an article's reports only adds to the other: nothing in it is against their being one.

    "A bomb killed 34 at the depot. The blast went off at dusk." Reports that each state a toll, name other targets, or
    differ in their mode, are two incidents; so are two at different places, unless the later one tells no day of its
    own.
    """
    if "other_mode" in _modes(one, other) or (one.toll is not None and other.toll is not None):
        return False
    source, target = _alike(one.source, other.source), _alike(one.target, other.target)
    if one.is_wordy and other.is_wordy:
        is_one_kind = one.report.event_type == other.report.event_type
        return is_one_kind and min(source, target) >= 0 and source + target > 0
    place = compare_places(one, other)
    if place.conflict is not None or target < 0:
        return False
    later = max(one, other, key=lambda told: (told.report.ordinal, told.report.id))
    tells_no_day = later.report.event_date_source in ("publication", "dateline", None)
    return place.is_same or (tells_no_day and source >= 0 and "other_name" not in place.evidence)


def _is_said_twice(one: Told, other: Told) -> bool:
    """Tell whether one article gives the same incident twice: same kind, place, day and stated toll."""
    return (
        _kind_place_day(one.report) == _kind_place_day(other.report)
        and one.report.fatalities_best is not None
        and one.report.fatalities_best == other.report.fatalities_best
        and one.target.names == other.target.names
    )


def _kind_place_day(report: Report) -> Mapping[str, object]:
    names = ("event_type", "event_mode", "event_date", "place_name", "geonames_id")
    return {name: getattr(report, name) for name in names}
