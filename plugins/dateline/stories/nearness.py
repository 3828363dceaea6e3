"""Could two reports be of one place and one day? How near they are, or why they cannot be.

Places are compared at their precision: two sites by distance, a site and an area by containment. Days are compared as
ranges; a story that carries its own day in place of the incident's may lag behind it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from dateline.stories.told import Spot, Told

FOLLOW_UP_DAYS = 6
"""How many days after the incident stories still carry their own day in its place."""

CORRECTION_DAYS = 7

_RADIUS_KM = {"exact": 6.0, "near": 25.0, "admin2": 50.0, "water": 80.0}
_BORDER_KM = 30.0
_QUARTER_KM = 100.0
"""How far the point of a place may lie from the city of which a text calls it a quarter."""

_CITY_KM = 12.0
"""How far a quarter of a large city may lie from the point that stands for the city."""


_FAR = math.radians(2.0)


@dataclass(frozen=True, slots=True)
class Nearness:
    """What speaks for two reports being of one place (or day), in words and as evidence, or why they cannot be."""

    evidence: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    conflict: str | None = None

    @property
    def is_same(self) -> bool:
        """True when this alone would do: one place at the precision of a site."""
        return self.evidence.get("same_place", 0.0) >= 0.9


def compare_places(one: Told, other: Told) -> Nearness:
    """Return how near two places are at their precision. The order does not matter."""
    here, there, a, b = one.spot, other.spot, one.report, other.report
    if not here.is_known or not there.is_known:
        return _named_or(one, other, Nearness({"no_place": 1.0}))
    is_area = here.is_area or there.is_area
    if a.geonames_id is not None and a.geonames_id == b.geonames_id:
        return Nearness({"same_area" if is_area else "same_place": 1.0}, "same place")
    apart = _distance_km(here, there)
    if "water" in (here.tier, there.tier) and here.name != there.name:
        return _on_water(one, other, apart)
    if a.country and b.country and a.country != b.country and (apart is None or apart > _BORDER_KM):
        return Nearness(conflict="another country")
    if is_area:
        return _contained(one, other, is_coded="region" not in (here.tier, there.tier))
    is_same_name = bool(here.name) and here.name == there.name
    if apart is not None:
        radius = max(_RADIUS_KM.get(report.geo_precision or "exact", 6.0) for report in (a, b))
        if is_same_name and apart <= 2 * radius:
            return Nearness({"same_place": 1.0}, "same place")
        if apart > max(radius, _CITY_KM):
            if apart <= _QUARTER_KM and _is_quarter(one, other):
                return Nearness({"same_place": 0.8}, "a quarter of the other's place")
            return Nearness(conflict=f"{apart:.0f} km apart")
        if apart > radius:
            is_other = bool(here.own_name and there.own_name)
            return Nearness({"near_by": 1.0} | ({"other_name": 1.0} if is_other else {}), f"{apart:.0f} km apart")
        return Nearness({"same_place": 1.0 - 0.3 * apart / radius}, f"{apart:.0f} km apart")
    if is_same_name:
        return Nearness({"same_place": 0.95}, "same place name")
    if here.name and there.name:
        if _is_quarter(one, other):
            return Nearness({"same_place": 0.8}, "a quarter of the other's place")
        return Nearness(conflict="another place name")
    return _contained(one, other, is_coded=True)


_SEA_KM = 1500.0
"""How far the point that stands for a water may lie from its shores."""


def _on_water(one: Told, other: Told, apart: float | None) -> Nearness:
    """Compare a water with a place: a ship is hit in a sea, or off a port, and the water is nobody's."""
    if apart is not None and apart <= _RADIUS_KM["water"]:
        return Nearness({"near_by": 1.0}, f"{apart:.0f} km apart")
    if apart is not None and apart > _SEA_KM:
        return Nearness(conflict=f"{apart:.0f} km apart")
    is_one_country = one.report.country and one.report.country == other.report.country
    return Nearness({"in_country": 1.0}, "same country") if is_one_country else Nearness({"no_place": 1.0})


def _contained(one: Told, other: Told, *, is_coded: bool) -> Nearness:
    """Compare two places of which one is an area: it may hold the other."""
    a, b = one.report, other.report
    if a.admin1 and b.admin1 and is_coded:
        both_coded = a.admin1_code and b.admin1_code
        is_same = a.admin1_code == b.admin1_code if both_coded else a.admin1 == b.admin1
        if not is_same:
            return Nearness(conflict="another province")
        names = one.spot.own_name, other.spot.own_name
        if names[0] and names[0] == names[1]:
            return Nearness({"same_place": 0.9}, "same place name")
        found = {"in_province": 1.0} | ({"other_name": 1.0} if all(names) else {})
        return _named_or(one, other, Nearness(found, "same province"))
    if a.country and a.country == b.country:
        return _named_or(one, other, Nearness({"in_country": 1.0}, "same country"))
    return _named_or(one, other, Nearness({"no_place": 1.0}))


def _named_or(one: Told, other: Told, found: Nearness) -> Nearness:
    """Return what was found, unless a report that is put in an area, or nowhere, names the other's place after all."""
    if _is_named(one, other) or _is_named(other, one):
        return Nearness({"named_there": 1.0}, "one names the other's place")
    return found


def _is_named(vague: Told, other: Told) -> bool:
    name = "" if other.spot.is_area else other.spot.name
    is_vague = vague.spot.is_area or not vague.spot.is_known
    return is_vague and bool(name) and f" {name} " in vague.spoken and not vague.is_twofold


_QUARTER = r"""
    {part} ,? \s+ (?: (?:a|an|the) \s+ )? (?: [\w-]+ \s+ ){{0,4}}?          # "Kohati, an old quarter of Peshawar"
    (?: district | quarter | suburb | neighbou?rhood | ward | borough | township | commune | area | side | outskirts )
    (?: \s+ [\w-]+ ){{0,5}}? \s+ (?: of | in ) \s+ (?: [\w-]+ \s+ ){{0,3}}? {whole} \b
    | \b {whole} (?: 's | ’s ) \s+ (?: [\w-]+ \s+ ){{0,3}}? {part} \b       # "Baghdad's Karrada district"
"""


def _is_quarter(one: Told, other: Told) -> bool:
    """Tell whether a text says that the place of one is a part of the other's: then a far point is a namesake's.

    "In the Kohati district of Peshawar": one story is put in the quarter (or in a village of its name), another in the
    city.
    """
    a, b = one.spot.name, other.spot.name
    if one.report.country != other.report.country or not a or not b:
        return False
    texts = (one.report.evidence.casefold(), other.report.evidence.casefold())
    return any(
        part in text and whole in text and _quarter_pattern(part, whole).search(text) is not None
        for part, whole in ((a, b), (b, a))
        for text in texts
    )


@cache
def _quarter_pattern(part: str, whole: str) -> re.Pattern[str]:
    names = (re.escape(name).replace("\\ ", r"[\s-]+") for name in (part, whole))
    return re.compile(_QUARTER.format(**dict(zip(("part", "whole"), names, strict=True))), re.VERBOSE)


def _distance_km(here: Spot, there: Spot) -> float | None:
    """Return the great-circle distance in km, or None where one has no coordinates."""
    if here.point is None or there.point is None:
        return None
    (a, b), (c, d) = here.point, there.point
    if abs(a - c) > _FAR:
        return abs(a - c) * 6371.0  # near enough: nothing so far north of the other is the same place
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, h)))


# ----------------------------------------------------------------------------------------------------- date


def compare_days(one: Told, other: Told, *, is_same_place: bool) -> Nearness:
    """Return how near two dates are. The order does not matter."""
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return Nearness({"no_day_near": 1.0} if _told_within(one, other, FOLLOW_UP_DAYS) else {"no_day": 1.0})
    gap = max((other.first - one.last).days, (one.first - other.last).days, 0)
    spans = [(told.last - told.first).days for told in (one, other) if told.first and told.last]
    if gap == 0:
        if max(spans) == 0:
            return Nearness({"same_day": 1.0}, "same day")
        return Nearness({"same_span": 1.0 / (1.0 + min(spans) / 6.0), "wide": 1.0 - 1.0 / (1.0 + max(spans) / 6.0)},
                        "overlapping dates")  # fmt: skip
    if gap <= FOLLOW_UP_DAYS and any(_is_late(told, other if told is one else one) for told in (one, other)):
        return Nearness({"follow_up": 1.0 - gap / (FOLLOW_UP_DAYS + 1)}, f"follow-up after {gap} days")
    if (one.report.is_correction or other.report.is_correction) and gap <= CORRECTION_DAYS and is_same_place:
        return Nearness({"follow_up": 0.5}, "a correction")
    if gap <= FOLLOW_UP_DAYS and _goes_on(one) and _goes_on(other):
        return Nearness({"goes_on": 1.0}, f"goes on {gap} days later")
    if gap == 1:
        if one.is_declared and other.is_declared:
            return Nearness({"next_day": 1.0}, "announced and in force a day apart")
        if _is_of_night(min(one, other, key=_first_day)):
            return Nearness({"next_night": 1.0}, "a night and the day after")
        return Nearness({"day_apart": 0.5 if _is_long_ago(one) or _is_long_ago(other) else 1.0}, "a day apart")
    return Nearness(conflict=f"{gap} days apart")


def _is_late(told: Told, other: Told) -> bool:
    """Tell whether a story carries its own day, which is after the other's."""
    return told.is_loose and told.first is not None and other.first is not None and told.first >= other.first


_LASTING = frozenset({"strike", "hunger", "boycott"})
_VAGUE_AFTER_DAYS = 7


def _goes_on(told: Told) -> bool:
    """Tell whether what is told is of a kind that lasts: a story may tell any of its days."""
    return told.report.event_mode in _LASTING


def _first_day(told: Told) -> tuple[date, str]:
    return told.first or date.max, told.report.id


def _is_of_night(told: Told) -> bool:
    """Tell whether the text has the incident at night: another may count it to the day after."""
    return "night" in (told.report.date_text or "").casefold()


def _is_long_ago(told: Told) -> bool:
    """Tell whether a story came a week after: "ten days ago" may be eleven."""
    return told.at is not None and told.last is not None and (told.at.date() - told.last).days >= _VAGUE_AFTER_DAYS


def _told_within(one: Told, other: Told, days: int) -> bool:
    return one.at is not None and other.at is not None and abs(one.at - other.at) <= timedelta(days=days)
