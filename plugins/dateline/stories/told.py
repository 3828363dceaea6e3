"""A report made ready to be compared: what is looked up often is computed once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from dateline.records import Actor, Report
from dateline.vocab import read_table

_FAMILIES = {
    "COERCE": "force", "SANCTION": "force", "CONSULT": "talks", "COOPERATE": "talks", "AGREE": "talks",
    "AID": "help", "SUPPORT": "help", "RETREAT": "yield", "CONCEDE": "yield",
}  # fmt: skip

WORDY = frozenset(
    {"CONSULT", "COOPERATE", "AGREE", "ACCUSE", "REJECT", "REQUEST", "THREATEN", "AID", "SUPPORT", "SANCTION"}
)
"""Types that happen between parties rather than at a place."""

_DECLARED = frozenset({"AGREE", "SUPPORT", "COOPERATE", "SANCTION", "RETREAT", "CONCEDE"})
"""Acts that are announced on one day and may take effect on the next."""

_ARMED_STATE, _ARMED_OTHER, _RULERS = "state", "rebels", "rulers"
_SIDES = {
    **dict.fromkeys(("MIL", "COP", "PRM", "SPY"), _ARMED_STATE), **dict.fromkeys(("REB", "UAF", "CRM"), _ARMED_OTHER),
    **dict.fromkeys(("GOV", "LEG", "JUD", "PTY", "OPP", "ELI"), _RULERS),
}  # fmt: skip

_WORD = re.compile(r"\w+")
_GENERIC = frozenset(
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
        "spokesman",
        "spokeswoman",
        "ministry",
        "minister",
        "chief",
        "military",
        "side",
        "sides",
        "parties",
        "groups",
        "group",
        "both",
        "two",
    ]
)
_NO_NAME = frozenset(["the", "a", "an", "of", "in", "on", "at", "to", "and", "or", "for", "by", "with", "from", "s"])


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays a role in a report: `names` what tells them from others, `words` all that they are called, `codes`."""

    names: frozenset[str]
    words: frozenset[str]
    initials: frozenset[str]
    codes: frozenset[str]
    countries: frozenset[str]
    sides: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.words or self.codes)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a report is: `point` in radians, None without coordinates; `tier` its precision.

    `name` is the place's, `own_name` that of a village or quarter, "" where the place is the area itself.
    """

    is_known: bool
    tier: str
    name: str
    own_name: str
    point: tuple[float, float] | None

    @property
    def is_area(self) -> bool:
        return self.tier in ("admin1", "region", "country")


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it is compared; `at` is the publication of its story, None when that is not known.

    `toll` is the least and the most dead that it allows. `words` are those of its evidence, weighed by `weight_of`.
    """

    report: Report
    article_id: str
    at: datetime | None
    family: str = field(init=False)
    is_wordy: bool = field(init=False)
    is_declared: bool = field(init=False)
    first: date | None = field(init=False)
    last: date | None = field(init=False)
    spot: Spot = field(init=False)
    words: frozenset[str] = field(init=False)
    source: Cast = field(init=False)
    target: Cast = field(init=False)
    weapons: frozenset[str] = field(init=False)
    toll: tuple[float, float] | None = field(init=False)

    def __post_init__(self) -> None:
        report = self.report
        put = object.__setattr__
        put(self, "family", _FAMILIES.get(report.event_type, report.event_type))
        put(self, "is_wordy", report.event_type in WORDY)
        put(self, "is_declared", report.event_type in _DECLARED)
        put(self, "first", report.event_date)
        put(self, "last", report.event_date_end or report.event_date)
        put(self, "spot", _spot(report))
        put(self, "words", _telling_words(report))
        put(self, "source", _cast(report.actors, "source"))
        put(self, "target", _cast(report.actors, "target"))
        put(self, "weapons", frozenset(weapon.type for weapon in report.weapons if weapon.type))
        put(self, "toll", read_toll(report))


def _spot(report: Report) -> Spot:
    tier = report.geo_precision or ("exact" if report.latitude is not None or report.place_name else "country")
    name = _key(report.place_name)
    is_area = tier == "country" or name in (_key(report.admin1), _key(report.country))
    point = None
    if report.latitude is not None and report.longitude is not None:
        point = math.radians(report.latitude), math.radians(report.longitude)
    is_known = bool(report.country or report.place_name or point)
    return Spot(is_known, tier, name, "" if is_area else name, point)


def _key(name: str | None) -> str:
    return " ".join(_WORD.findall((name or "").casefold()))


def read_toll(report: Report) -> tuple[float, float] | None:
    """Return the least and the most dead that a report allows; None when it states none."""
    low, best, high = report.fatalities_low, report.fatalities_best, report.fatalities_high
    if low is None and best is None and high is None:
        return None
    floor = low if low is not None else best if best is not None else 0
    if best is not None and high is None:
        return float(min(floor, best)), float(best)
    return float(floor), float(high) if high is not None else math.inf


@cache
def _weights() -> dict[str, float]:
    return {row["word"]: float(row["weight"]) for row in read_table("word_weights.csv")}


def weight_of(word: str) -> float:
    """Return how much a common word tells, 0-1: rare ones and names tell most. Source: data/word_weights.csv."""
    return _weights().get(word, 1.0)


def stem(word: str) -> str:
    """Return a word without its commonest endings: what a headline and a dispatch have in common.

    >>> stem("soldiers"), stem("bombed"), stem("bombing")
    ('soldier', 'bomb', 'bomb')
    """
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 - (ending == "s"):
            return word[: -len(ending)]
    return word


def _telling_words(report: Report) -> frozenset[str]:
    """Return the stems of the evidence's words, without those of the place: it is compared as a place."""
    place = " ".join(filter(None, (report.place_name, report.admin1, report.admin2)))
    of_place = {stem(word) for word in _WORD.findall(place.casefold())}
    return frozenset(stem(w) for w in _WORD.findall(report.evidence.casefold()) if len(w) > 2) - of_place


def _cast(actors: Iterable[Actor], role: str) -> Cast:
    names: set[str] = set()
    words: set[str] = set()
    initials: set[str] = set()
    codes: set[str] = set()
    countries: set[str] = set()
    sides: set[str] = set()
    for actor in actors:
        if actor.role != role or actor.status == "unknown":
            continue
        called = _WORD.findall(actor.entity or actor.name)
        told = {stem(w.casefold()) for w in called if len(w) > 1} - _NO_NAME
        words |= told
        names |= told - {stem(word) for word in _GENERIC}
        letters = "".join(word[0] for word in called if word[0].isupper())
        if len(letters) >= 3:
            initials.add(letters.casefold())
        if actor.code:
            codes.add(actor.code)
        if actor.country:
            countries.add(actor.country)
        if actor.sector and actor.sector != "UNK":
            sides.add(_SIDES.get(actor.sector, "people"))
    return Cast(*map(frozenset, (names, words, initials, codes, countries, sides)))
