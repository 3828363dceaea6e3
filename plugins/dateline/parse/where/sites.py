"""Where an incident was: the most precise place told of it, with what the codebook lets a place say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.parse.what.mentions import Mention, RoledPlace
from dateline.records import GeoPrecision

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_RANKS = {
    "city": 0,
    "town": 0,
    "facility": 0,
    "admin2": 1,
    "admin1": 2,
    "water": 3,
    "region": 4,
    "country": 5,
    "demonym": 6,
    "metonym": 7,
}


@dataclass(frozen=True, slots=True)
class Site:
    """A place as a report holds it. All None: nowhere known. `start` is the mention's offset, None when inherited."""

    name: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    precision: GeoPrecision | None = None
    start: int | None = None


NOWHERE = Site()
"""What is at no place, not even in its parties' countries: a call by telephone."""


def choose_site(mentions: Sequence[Mention], fallback: Site | None) -> Site:
    """Return the site of an incident: its own most precise place, else the story's (`fallback`), else nothing."""
    sites = [roled for mention in mentions for roled in mention.places if roled.role == "site"]
    if sites:
        best = _best(mentions, sites)
        if _RANKS.get(best.place.kind, 5) < 5 or fallback is None or fallback.country != best.place.country:
            return site_of(best)
    if fallback is not None and fallback.country is not None:
        return fallback
    named = [
        roled for mention in mentions for roled in mention.places if roled.role != "speaker" and roled.place.country
    ]
    if sites:
        return site_of(sites[0])
    if named:
        country = named[0].place.country
        return Site(country=country, precision="country")
    return Site()


def most_precise(sites: Iterable[RoledPlace]) -> RoledPlace | None:
    """Return the place that says most exactly where; of equals the first named. None when there is none."""
    return min(sites, key=lambda roled: (_RANKS.get(roled.place.kind, 5), roled.place.start), default=None)


def _best(mentions: Sequence[Mention], sites: Sequence[RoledPlace]) -> RoledPlace:
    """The first sentence's most precise place; a later one only sharpens it, inside the same country and province."""

    def rank(roled: RoledPlace) -> tuple[int, int]:
        return _RANKS.get(roled.place.kind, 5), roled.place.start

    first = min(
        (mention.sentence for mention in mentions if any(roled.role == "site" for roled in mention.places)), default=0
    )
    best = min(
        (
            roled
            for mention in mentions
            if mention.sentence == first
            for roled in mention.places
            if roled.role == "site"
        ),
        key=rank,
    )
    within = [
        roled
        for roled in sites
        if roled.place.country == best.place.country
        and (best.place.admin1_code is None or roled.place.admin1_code == best.place.admin1_code)
    ]
    return min(within, key=rank, default=best)


def wording_of(place: PlaceMention) -> str:
    """Return a place's name as the text has it; the gazetteer's where the copy has lost its capitals, or for areas."""
    text = " ".join(place.text.split())
    if place.kind not in ("city", "admin1", "admin2", "water") or text.isupper() or text.islower():
        return place.name
    return text


def site_of(roled: RoledPlace) -> Site:
    """Return a place mention as a site; countries and regions carry no coordinates."""
    place = roled.place
    precision = place.precision
    if roled.is_off:  # "patrols off Guadalcanal": on the sea, at no point of the island
        return Site(place.name, place.country, place.admin1, place.admin1_code, precision="water", start=place.start)
    if place.kind in ("country", "demonym", "metonym"):
        return Site(
            name=place.name if place.kind == "country" else None,
            country=place.country,
            precision="country",
            start=place.start,
        )
    if place.kind == "region":
        return Site(place.name, place.country, place.admin1, place.admin1_code, precision="region", start=place.start)
    if roled.is_near and precision == "exact":
        precision = "near"
    return Site(
        wording_of(place),
        place.country,
        place.admin1,
        place.admin1_code,
        place.admin2,
        place.latitude,
        place.longitude,
        place.geonames_id,
        precision,
        place.start,
    )
