"""Do two reports tell of one incident? A probability with its reasons, or a conflict that forbids it.

Two reports are compared by type, place at its precision, date at its precision, toll with its direction in time, mode,
weapon, parties, and the words of their evidence. Some differences forbid (`conflict`): two places that cannot be one,
two days that cannot be one, two incidents that one article tells apart. The rest is evidence, weighed by a fitted
table.

Source: data/likeness.csv, fitted by scripts/fit_likeness.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dateline.records import Report
from dateline.stories.casts import Cast, alike, is_named_in
from dateline.stories.nearness import Nearness, compare_days, compare_places
from dateline.stories.told import Told, weight_of
from dateline.vocab import read_table

THRESHOLD = 0.4
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
    logit = math.fsum(weights[name] * value for name, value in evidence.items())
    return Likeness(round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 4), why)


def weigh(one: Told, other: Told) -> tuple[dict[str, float], str, str | None]:
    """Return what speaks for and against two reports being one, by the names of data/likeness.csv; or a conflict."""
    if one.family != other.family:
        return {}, "", "another type of event"
    if one.article_id == other.article_id and not (_is_said_twice(one, other) or _adds_to(one, other)):
        return {}, "", "one article tells them apart"
    if len(one.words) >= _WHOLE_SENTENCE and _are_copies(one, other) and _differ(one, other):
        return {}, "", "one sentence tells them apart"
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
    early, late = sorted((one, other), key=lambda told: (_sort_time(told), told.toll))
    is_rising = (late.toll or (0.0, 0.0))[0] > (early.toll or (0.0, 0.0))[0]
    ratio = larger / max(1.0, smaller)
    if is_rising and ratio <= 4:
        return {"toll_rises": 1.0}, "rising toll"
    return {"toll_clash": min(1.0, 0.5 + ratio / 20)}, ""


def _sort_time(told: Told) -> float:
    """Return the time of a story. Of two at one time, or of none, either may be the later: stories are changed."""
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
        else:
            found["kin_mode" if any(a in kin and b in kin for kin in _MODE_KIN) else "other_mode"] = 1.0
    if one.weapons and other.weapons:
        found["same_weapon" if one.weapons & other.weapons else "other_weapon"] = 1.0
    return found


# -------------------------------------------------------------------------------------------- parties and words


def _parties(one: Told, other: Told) -> dict[str, float]:
    """Compare who did it and to whom, whichever side a text puts them on."""
    found: dict[str, float] = {}
    source, target = alike(one.source, other.source), alike(one.target, other.target)
    across = alike(one.source, other.target), alike(one.target, other.source)
    if _is_mutual(one) and _is_mutual(other):
        source, target = max((source, target), across, key=sum)
    elif max(across) > max(0.0, source, target):
        is_directed = one.report.event_type in _DIRECTED and other.report.event_type in _DIRECTED
        found["answered" if is_directed else "crossed"] = max(across)
        source, target = max(source, 0.0), max(target, 0.0)
    is_between = one.is_wordy and other.is_wordy and "crossed" not in found
    if is_between and source <= 0 and one.source and other.source and not _may_speak_for(one.source, other.source):
        source = _OTHER_VOICE
    if source <= 0 and not (one.source and other.source):
        source = max(source, _named(one.source, other), _named(other.source, one))
    if target <= 0 and not (one.target and other.target):
        target = max(target, _named(one.target, other), _named(other.target, one))
    for role, how_far in (("source", source), ("target", target)):
        if how_far > 0:
            found[f"{role}_common"] = how_far
        elif how_far < 0:
            found[f"{role}_clash"] = -how_far
    return found


_DIRECTED = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SANCTION"})
"""What one says to another: the other's own is an answer."""


def _is_mutual(told: Told) -> bool:
    """Tell whether an act is both sides': who meets whom is the text's choice."""
    return told.report.event_type in ("CONSULT", "COOPERATE", "AGREE")


def _named(cast: Cast, told: Told) -> float:
    """Return how far a cast is known to a report that gives none for the role: its evidence may name it."""
    return 0.5 if is_named_in(cast, told.words) and not told.is_twofold else 0.0


_OTHER_VOICE = -1.0
"""What it says of words that those who speak have nothing in common: who says a thing is half of the act."""


def _may_speak_for(one: Cast, other: Cast) -> bool:
    """Tell whether nothing but their names tells two speakers of one country apart: "leaders", and a president."""
    return alike(one, other) >= 0.0 and bool(one.countries & other.countries)


def _are_named_alike(one: Told, other: Told) -> bool:
    """Tell whether the same, by name, are spoken to by the same: then stories may place it with either of them.

    Who speaks may be untold in a report ("were put on a sanctions list"); where both tell it, it must be the same.
    """
    straight = _share_names(one.target, other.target) and _may_share(one.source, other.source)
    return straight or (_share_names(one.target, other.source) and _share_names(one.source, other.target))


def _are_between(one: Told, other: Told) -> bool:
    """Tell whether each is placed in a country of the parties: a text has words here or there, of him who speaks or
    of him who is spoken to. What both tell of the parties must go together.
    """
    places = {one.report.country, other.report.country}
    parties = one.source.countries | one.target.countries | other.source.countries | other.target.countries
    if None in places or not places <= parties:
        return False
    told = _parties(one, other)
    is_common = "source_common" in told or "target_common" in told
    return is_common and not {"source_clash", "target_clash", "answered"} & told.keys()


def _share_names(one: Cast, other: Cast) -> bool:
    return bool(one.names & other.names)


def _may_share(one: Cast, other: Cast) -> bool:
    return not one or not other or _share_names(one, other)


_FEW_WORDS = 1.5
"""What is added to the weight of an evidence's words: three words in common of four are no proof yet."""


def common_words(one: Told, other: Told) -> float:
    """Return how much of the shorter evidence's plain words the other has too, 0-1, rare words counting more."""
    smaller = min(math.fsum(map(weight_of, one.plain)), math.fsum(map(weight_of, other.plain)))
    return math.fsum(map(weight_of, one.plain & other.plain)) / (smaller + _FEW_WORDS)


# -------------------------------------------------------------------------------------------- within one article


_WHOLE_SENTENCE = 8
"""From this many telling words on, one sentence in two stories is a copy."""


def _are_copies(one: Told, other: Told) -> bool:
    """The same sentence to its figures: with another figure it is the sentence of an earlier or a later version."""
    return one.words == other.words and _FIGURE.findall(one.report.evidence) == _FIGURE.findall(other.report.evidence)


_FIGURE = re.compile(r"\d+")


def _differ(one: Told, other: Told) -> bool:
    """Tell whether two readings of one sentence, in a story and its copy, are of two incidents that it tells.

    "Gunmen killed three on Monday, a day after a bomb killed eight."
    """
    a, b = one.report, other.report
    is_dated = a.event_date_source == b.event_date_source == "text"
    return (
        (is_dated and a.event_date != b.event_date)
        or one.toll != other.toll
        or (a.event_mode != b.event_mode and None not in (a.event_mode, b.event_mode))
    )


def _adds_to(one: Told, other: Told) -> bool:
    """Tell whether one of an article's reports only adds to the other: nothing in it is against their being one.

    "A bomb killed 34 at the depot. The blast went off at dusk." Reports that each state a toll, name other targets, or
    differ in their mode, are two incidents; so are two at different places, unless the later one tells no day of its
    own.
    """
    if "other_mode" in _modes(one, other) or (one.toll is not None and other.toll is not None):
        return False
    source, target = alike(one.source, other.source), alike(one.target, other.target)
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
