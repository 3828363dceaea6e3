"""Could two reports be of one place and one day? How near they are, or why they cannot be.

Places are compared at their precision: two sites by distance, a site and an area by containment. Days are compared as
ranges; a story that carries its own day in place of the incident's may lag behind it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from dateline.records import Report
from dateline.stories.told import Told

FOLLOW_UP_DAYS = 6
"""How many days after the incident stories still carry their own day in its place."""

CORRECTION_DAYS = 7

_RADIUS_KM = {"exact": 6.0, "near": 25.0, "admin2": 50.0, "water": 80.0}
_AREAS = ("admin1", "region", "country")
_TIERS = ("exact", "near", "admin2", "water", *_AREAS)
_BORDER_KM = 30.0
_CITY_KM = 12.0
"""How far a quarter of a large city may lie from the point that stands for the city."""

_WORD = re.compile(r"\w+")


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


def compare_places(one: Report, other: Report) -> Nearness:
    """Return how near two places are at their precision. The order does not matter."""
    if not _has_place(one) or not _has_place(other):
        return Nearness({"no_place": 1.0})
    apart, coarse = distance_km(one, other), _coarser(one, other)
    if one.geonames_id is not None and one.geonames_id == other.geonames_id:
        return Nearness({"same_area" if coarse in _AREAS else "same_place": 1.0}, "same place")
    if one.country and other.country and one.country != other.country and (apart is None or apart > _BORDER_KM):
        return Nearness(conflict="another country")
    if coarse in _AREAS:
        return _contained(one, other, coarse)
    if apart is not None:
        radius = max(_RADIUS_KM.get(report.geo_precision or "exact", 6.0) for report in (one, other))
        if _same_name(one, other) and apart <= 2 * radius:
            return Nearness({"same_place": 1.0}, "same place")
        if apart > max(radius, _CITY_KM):
            return Nearness(conflict=f"{apart:.0f} km apart")
        if apart > radius:
            return Nearness({"near_by": 1.0}, f"{apart:.0f} km apart")
        return Nearness({"same_place": 1.0 - 0.3 * apart / radius}, f"{apart:.0f} km apart")
    if _same_name(one, other):
        return Nearness({"same_place": 0.95}, "same place name")
    if one.place_name and other.place_name:
        return Nearness(conflict="another place name")
    return _contained(one, other, "country")


def _contained(one: Report, other: Report, coarse: str) -> Nearness:
    """Compare two places of which one is an area: it may hold the other."""
    if one.admin1 and other.admin1 and coarse != "region":
        both_coded = one.admin1_code and other.admin1_code
        is_same = one.admin1_code == other.admin1_code if both_coded else one.admin1 == other.admin1
        if not is_same:
            return Nearness(conflict="another province")
        names = [_own_name(report) for report in (one, other)]
        if names[0] and names[0] == names[1]:
            return Nearness({"same_place": 0.9}, "same place name")
        return Nearness({"in_province": 1.0} | ({"other_name": 1.0} if all(names) else {}), "same province")
    if one.country and one.country == other.country:
        return Nearness({"in_country": 1.0}, "same country")
    return Nearness({"no_place": 1.0})


def distance_km(one: Report, other: Report) -> float | None:
    """Return the great-circle distance between two reports in km, or None where one has no coordinates."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    a, b, c, d = (math.radians(float(v or 0)) for v in (one.latitude, one.longitude, other.latitude, other.longitude))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, h)))


def _coarser(one: Report, other: Report) -> str:
    """Return the coarser of two precisions."""
    return max((_tier(one), _tier(other)), key=_TIERS.index)


def _tier(report: Report) -> str:
    if report.geo_precision:
        return report.geo_precision
    return "exact" if report.latitude is not None or report.place_name else "country"


def _has_place(report: Report) -> bool:
    return bool(report.country or report.place_name or report.latitude is not None)


def _key(name: str | None) -> str:
    return " ".join(_WORD.findall((name or "").casefold()))


def _same_name(one: Report, other: Report) -> bool:
    return bool(_key(one.place_name)) and _key(one.place_name) == _key(other.place_name)


def _own_name(report: Report) -> str:
    """Return the name of a village or quarter; "" where the place is the area itself."""
    name = _key(report.place_name)
    return "" if name in (_key(report.admin1), _key(report.country)) or _tier(report) == "country" else name


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
    if gap == 1:
        if one.is_declared and other.is_declared:
            return Nearness({"next_day": 1.0}, "announced and in force a day apart")
        return Nearness({"day_apart": 1.0}, "a day apart")
    return Nearness(conflict=f"{gap} days apart")


def _is_late(told: Told, other: Told) -> bool:
    """Tell whether a story carries its own day, which is after the other's."""
    is_loose = told.report.event_date_source in ("publication", "dateline")
    return is_loose and told.first is not None and other.first is not None and told.first >= other.first


def _told_within(one: Told, other: Told, days: int) -> bool:
    return one.at is not None and other.at is not None and abs(one.at - other.at) <= timedelta(days=days)
