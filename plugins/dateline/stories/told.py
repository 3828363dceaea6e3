"""A report made ready to be compared: what is looked up often is computed once."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from dateline.records import Report
from dateline.stories.casts import Cast, read_cast, stem
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

_WORD = re.compile(r"\w+")


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

    `is_loose`: its day may be the story's in place of the incident's. `toll` is the least and the most dead that it
    allows. `words` are those of its evidence, weighed by `weight_of`, `plain` those without the names of the parties:
    they are compared as parties.
    """

    report: Report
    article_id: str
    at: datetime | None
    family: str = field(init=False)
    is_wordy: bool = field(init=False)
    is_declared: bool = field(init=False)
    is_loose: bool = field(init=False)
    first: date | None = field(init=False)
    last: date | None = field(init=False)
    spot: Spot = field(init=False)
    words: frozenset[str] = field(init=False)
    plain: frozenset[str] = field(init=False)
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
        put(self, "is_loose", _is_loose(report, self.at))
        put(self, "first", report.event_date)
        put(self, "last", _last_day(report, self.at))
        put(self, "spot", _spot(report))
        put(self, "words", _telling_words(report))
        put(self, "source", read_cast(report.actors, "source"))
        put(self, "target", read_cast(report.actors, "target"))
        put(self, "plain", self.words - self.source.names - self.target.names)
        put(self, "weapons", frozenset(weapon.type for weapon in report.weapons if weapon.type))
        put(self, "toll", read_toll(report))

    @property
    def spoken(self) -> str:
        """The words of the evidence in a row, between blanks: names are looked for in it."""
        return f" {place_key(self.report.evidence)} "

    @property
    def is_twofold(self) -> bool:
        """True when the evidence tells of two things, so that not all that it names is the incident's."""
        return _TWOFOLD.search(self.report.evidence) is not None


_TWOFOLD = re.compile(
    r"""
    \bwhile\b | \bmeanwhile\b | \bseparate(?:ly)?\b | \banother\b | \belsewhere\b
    | \b(?:hours?|days?|weeks?|months?)\s+(?:after|before|earlier|later)\b
    | \bsecond\s+(?:attack|blast|explosion|bomb\w*|raid|strike|round|incident|ambush|shooting)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Wordings of sentences that tell of two things: what else they name may belong to the other."""

_RETOLD = re.compile(
    r"""
    \b(?:condemn|denounc|deplor|mourn|commemorat)(?:s|e|es|ed|ing)?\b
    | \b(?:bury|buries|buried|burying|funerals?|vigils?|mourners?|survivors?)\b
    | \bclaim(?:s|ed|ing)?\s+(?:responsibility|the\s+\w+)\b | \b(?:was|were|been)\s+behind\b | \bresponsib\w+\s+for\b
    | \btoll\b.{0,80}\b(?:r[oi]se|risen|rises|climb\w*|rais\w+|lower\w*|revis\w+|cut|increas\w+|up)\b
    | \b(?:rose|risen|rises|climbed|raised|lowered|cut|revised)\b.{0,80}\bto\b.{0,20}\b(?:\d+|from)\b
    | \bdied\b.{0,40}\b(?:wounds|injuries|hospital)\b | \bsuccumbed\b
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""Wordings of sentences that come back to an incident: what they date is often what was said or done about it."""


def _is_loose(report: Report, at: datetime | None) -> bool:
    """Tell whether a report's day may be that of its story.

    So it is where the text gives none, and where a sentence that comes back to an attack has the day it was written on:
    "condemned on Wednesday the killing of 22 people".
    """
    if report.event_date_source in ("publication", "dateline"):
        return True
    if report.event_type != "ASSAULT":
        return False
    day = report.event_date
    is_telling_day = day is not None and at is not None and abs((at.date() - day).days) <= 1
    if not is_telling_day or day != report.event_date_end or _TWOFOLD.search(report.evidence):
        return False
    return _RETOLD.search(report.evidence) is not None


def _last_day(report: Report, at: datetime | None) -> date | None:
    """Return the last day that a report allows.

    "Last week", said on a Sunday, may be the week that ends: six more days, but none after the story was published.
    """
    last = report.event_date_end or report.event_date
    if last is None or report.event_date_precision != "week" or report.event_date_source != "text":
        return last
    later = last + timedelta(days=6)
    return max(last, min(later, at.date())) if at else later


def _spot(report: Report) -> Spot:
    tier = report.geo_precision or ("exact" if report.latitude is not None or report.place_name else "country")
    name = place_key(report.place_name)
    is_area = tier == "country" or name in (place_key(report.admin1), place_key(report.country))
    point = None
    if report.latitude is not None and report.longitude is not None:
        point = math.radians(report.latitude), math.radians(report.longitude)
    is_known = bool(report.country or report.place_name or point)
    return Spot(is_known, tier, name, "" if is_area else name, point)


def place_key(name: str | None) -> str:
    """Return a name (or a text) as names are compared: its words, in small letters."""
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


def place_words(report: Report) -> frozenset[str]:
    """Return the stems of the names of a report's place and of the areas that it lies in."""
    place = " ".join(filter(None, (report.place_name, report.admin1, report.admin2)))
    return frozenset(map(stem, _WORD.findall(place.casefold())))


def _telling_words(report: Report) -> frozenset[str]:
    """Return the stems of the evidence's words, without those of the place: it is compared as a place."""
    of_place = place_words(report)
    told = (word for word in _WORD.findall(report.evidence) if len(word) > 2 or (len(word) == 2 and word.isupper()))
    return frozenset(stem(word.casefold()) for word in told) - of_place
