"""Could two reports be of one place and one day? How near they are, or why they cannot be.

Places are compared at their precision: two sites by distance, a site and an area by containment. Days are compared as
ranges; a story that carries its own day in place of the incident's may lag behind it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from dateline.stories.told import Spot, Told

FOLLOW_UP_DAYS = 6
"""How many days after the incident stories still carry their own day in its place."""

CORRECTION_DAYS = 7

_RADIUS_KM = {"exact": 6.0, "near": 25.0, "admin2": 50.0, "water": 80.0}
_BORDER_KM = 30.0
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
        return Nearness({"no_place": 1.0})
    is_area = here.is_area or there.is_area
    if a.geonames_id is not None and a.geonames_id == b.geonames_id:
        return Nearness({"same_area" if is_area else "same_place": 1.0}, "same place")
    apart = _distance_km(here, there)
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
            return Nearness(conflict=f"{apart:.0f} km apart")
        if apart > radius:
            return Nearness({"near_by": 1.0}, f"{apart:.0f} km apart")
        return Nearness({"same_place": 1.0 - 0.3 * apart / radius}, f"{apart:.0f} km apart")
    if is_same_name:
        return Nearness({"same_place": 0.95}, "same place name")
    if here.name and there.name:
        return Nearness(conflict="another place name")
    return _contained(one, other, is_coded=True)


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
        return Nearness({"in_province": 1.0} | ({"other_name": 1.0} if all(names) else {}), "same province")
    if a.country and a.country == b.country:
        return Nearness({"in_country": 1.0}, "same country")
    return Nearness({"no_place": 1.0})


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
