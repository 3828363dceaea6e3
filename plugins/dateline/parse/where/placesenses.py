"""Which of the places of a name a story means: its dateline, what contains it, its neighbours; population last."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dateline.gazetteer import Toponym
from dateline.parse.where.namespans import NameSpan
from dateline.parse.where.placehood import Evidence
from dateline.vocab import country, country_of_alpha2, country_of_metonym

_KIND = (
    r"(?:\s+(?:village|town|city|hamlet|township|locality|district|county|commune|cercle|woreda|kebele|tehsil|lga|area"
    r"|municipality|territory|department|raion|sub-?district|province|governorate|locality|camp|neighbou?rhood))?"
)
_CONTAINER_GAP = re.compile(
    rf"{_KIND},\s+(?:in |the )?|{_KIND}\s*\((?:in )?|{_KIND}\s+in (?:the )?|,?\s+", re.IGNORECASE
)
_BORDER_GAP = re.compile(
    rf"{_KIND},?\s+(?:(?:which lies |lies |lying |sits |located )?(?:right )?(?:on|near|along|at|close to|by) )?"
    r"(?:the|its) (?:\w+ )?(?:border|frontier|boundary) (?:with|to) (?:the )?",
    re.IGNORECASE,
)
_BORDERS_ON = re.compile(rf"{_KIND},?\s+(?:right )?(?:on|near|along|at|close to|by) the ", re.IGNORECASE)
_BORDER = re.compile(r"[\s-](?:border|frontier)\b", re.IGNORECASE)
_OWNER_GAP = re.compile(
    r"['\N{RIGHT SINGLE QUOTATION MARK}]s\s+(?:(?:far |mostly )?[a-z]+(?:ern|-?east|-?west|north|south|al)?\s+){0,2}",
    re.UNICODE,
)
_IS_AREA = re.compile(
    r"\s+(?:region|province|district|state|governorate|department|valley|county|area|oblast|prefecture|canton)\b"
)
_EXPLICIT_GAP = re.compile(r"\(| \w+,", re.IGNORECASE)
_MOST_CANDIDATES = 25
_MOST_ANCHORS = 60
_ROUNDS = 3
_HINT = 1.0
_SMALL = 20_000


@dataclass(slots=True)
class Sense:
    """All mentions of one name in a story, which mean one place. `scores` run beside `candidates`."""

    key: str
    candidates: tuple[Toponym, ...]
    names: list[int] = field(default_factory=list)
    wanted: dict[str, int] = field(default_factory=dict)
    containers: list[Toponym] = field(default_factory=list)
    across: set[str] = field(default_factory=set)
    """Countries beyond a border that the place is said to be on: it is in none of them."""
    is_dateline: bool = False
    is_stray: bool = False
    """Said to lie where none of the candidates is: a place of that name that the gazetteer lacks."""
    fixed: list[float] = field(default_factory=list)
    chosen: int = 0
    margin: float = 0.0

    @property
    def place(self) -> Toponym:
        """The place meant, as far as is known by now."""
        return self.candidates[self.chosen]


class Tally:
    """How much each country, or each first level area, is in a story, and which name says so."""

    def __init__(self) -> None:
        self._counts: dict[str, float] = defaultdict(float)
        self._said: dict[tuple[str, str], float] = defaultdict(float)
        self._most = 0.0

    def add(self, code: str, count: float, key: str) -> None:
        """Count a country or an area as often as the name `key` speaks for it."""
        self._counts[code] += count
        self._said[code, key] += count
        self._most = max(self._most, self._counts[code])

    @property
    def speaks_of_one(self) -> bool:
        """True where some country or area is spoken of beyond a doubt."""
        return self._most >= 1.5

    def share(self, code: str | None, key: str) -> float:
        """Return 0 for what the story does not speak of, up to 1 for what it is about; `key` does not back itself."""
        if code is None or code not in self._counts:
            return 0.0
        count = self._counts[code] - self._said.get((code, key), 0.0)
        return float((count / self._most) ** 0.5 * (1 - 0.35**count)) if count > 0 else 0.0


@dataclass(slots=True)
class Surroundings:
    """What the story is about: its countries and first level areas, and where its places are."""

    countries: Tally = field(default_factory=Tally)
    areas: Tally = field(default_factory=Tally)
    anchors: list[tuple[str, float, float]] = field(default_factory=list)
    """The name's key, latitude and longitude, degrees."""
    hinted: frozenset[str] = frozenset()

    def is_out_of_the_way(self, place: Toponym, key: str) -> bool:
        """True for a small town far from the homes of all groups in the story, which nothing else speaks for."""
        if not self.hinted or place.kind != "city" or place.population >= _SMALL or place.country in self.hinted:
            return False
        homes = [home for code in self.hinted if (home := country(code)) is not None]
        if any(country_of_alpha2(near) == place.country for home in homes for near in home.neighbours):
            return False
        return self.countries.share(place.country, key) == 0

    def support(self, place: Toponym, key: str) -> float:
        """Return 0 for a place far from all the story tells of, up to some 7 for one in the middle of it."""
        area = 4.0 if place.kind == "admin1" else 2.5
        support = 2.2 * self.countries.share(place.country, key) + area * self.areas.share(place.admin1_code, key)
        if place.kind in ("country", "region", "water"):
            return support
        near = sum(math.exp(-far / 120.0) for far in self._distances_km(place, key))
        return support + min(2.5, 1.3 * near)

    def _distances_km(self, place: Toponym, key: str) -> Iterator[float]:
        """Yield the kilometres from a place to the story's other places, near enough to tell homonyms apart."""
        latitude, longitude = place.latitude, place.longitude
        if latitude is None or longitude is None:
            return
        for other, north, east in self.anchors:
            if other != key:
                across = abs(longitude - east)
                across = min(across, 360 - across) * math.cos(math.radians((latitude + north) / 2))
                yield 111.2 * math.hypot(across, latitude - north)


def choose_senses(
    text: str,
    names: Sequence[NameSpan],
    evidence: Sequence[Evidence],
    dateline_end: int,
    dateline_country: str | None,
    hinted: Collection[str] = (),
) -> tuple[dict[str, Sense], Surroundings]:
    """Return the sense of each name by its key, and the surroundings that decided.

    `hinted` are countries that speak from the story's actors ("Boko Haram").
    """
    senses = _gather(names, evidence, dateline_end)
    _find_containers(text, names, senses)
    for sense in senses.values():
        sense.fixed = [_prior(one, sense) for one in sense.candidates]
        _choose(sense, sense.fixed)
    surroundings = Surroundings()
    believed = {name.key for name, told in zip(names, evidence, strict=True) if told.score > -2.0}
    for _ in range(_ROUNDS):
        surroundings = _survey(senses, names, believed, dateline_country, hinted)
        for sense in senses.values():
            if len(sense.candidates) > 1:
                told = [
                    score + surroundings.support(one, sense.key)
                    for score, one in zip(sense.fixed, sense.candidates, strict=True)
                ]
                _choose(sense, told)
    return senses, surroundings


def _gather(names: Sequence[NameSpan], evidence: Sequence[Evidence], dateline_end: int) -> dict[str, Sense]:
    senses: dict[str, Sense] = {}
    for number, (name, told) in enumerate(zip(names, evidence, strict=True)):
        key = f"{name.kind[0]}:{name.key}" if name.kind != "place" else name.key
        sense = senses.get(key)
        if sense is None:
            sense = senses[key] = Sense(key, _shortlist(name.candidates))
        sense.names.append(number)
        if told.wanted_kind:
            sense.wanted[told.wanted_kind] = sense.wanted.get(told.wanted_kind, 0) + 1
        sense.is_dateline = sense.is_dateline or name.end <= dateline_end
    return senses


def _shortlist(candidates: tuple[Toponym, ...]) -> tuple[Toponym, ...]:
    if len(candidates) <= _MOST_CANDIDATES:
        return candidates
    areas = [one for one in candidates if one.kind != "city"]
    return tuple([*areas, *(one for one in candidates if one.kind == "city")][: 2 * _MOST_CANDIDATES])


def sense_key(name: NameSpan) -> str:
    """Return the key of a name's sense."""
    return f"{name.kind[0]}:{name.key}" if name.kind != "place" else name.key


def _find_containers(text: str, names: Sequence[NameSpan], senses: dict[str, Sense]) -> None:
    """Note for each name what is named right behind it as containing it: "Paris, Texas", "Kumba (Cameroon)"."""
    for one, other in pairwise(names):
        gap = text[one.end : other.start]
        if len(gap) <= 60 and _is_across_a_border(text, gap, other):
            senses[sense_key(one)].across.update(place.country for place in other.candidates[:1] if place.country)
            continue
        if one.kind == "place" and _OWNER_GAP.fullmatch(gap):
            _note_owner(text, one, other, senses[sense_key(other)])
            continue
        if other.kind in ("demonym", "metonym") or len(gap) > 25 or "\n" in gap or not _CONTAINER_GAP.fullmatch(gap):
            continue
        holders = [place for place in other.candidates if place.kind in ("country", "admin1", "admin2", "region")]
        if gap.strip(" ") in ("",) and other.kind != "abbreviation":
            holders = [place for place in holders if place.kind in ("country", "admin1")]
        sense = senses[sense_key(one)]
        if other.kind != "abbreviation" and _is_listed(text, one, other, sense):
            continue
        held = [holder for holder in holders if any(is_within(place, holder) for place in sense.candidates)]
        sense.containers.extend(held)
        if not held and _EXPLICIT_GAP.search(gap) and _are_elsewhere(sense, other):
            sense.is_stray = True


def _note_owner(text: str, one: NameSpan, other: NameSpan, sense: Sense) -> None:
    """ "Colombia's Catatumbo region": the second lies in the first, and is unknown where no place of its name does."""
    owners = [place for place in one.candidates[:1] if place.kind == "country"]
    if not owners or other.kind != "place":
        return
    held = [owner for owner in owners if any(is_within(place, owner) for place in sense.candidates)]
    sense.containers.extend(held)
    if not held and _IS_AREA.match(text, other.end) and _are_elsewhere(sense, one):
        sense.is_stray = True


def _is_across_a_border(text: str, gap: str, other: NameSpan) -> bool:
    """ "Rosso, on the border with Senegal", "Kilis near the Syrian border"."""
    if _BORDER_GAP.fullmatch(gap):
        return other.kind == "place" and any(place.kind == "country" for place in other.candidates[:1])
    return other.kind == "demonym" and bool(_BORDERS_ON.fullmatch(gap)) and bool(_BORDER.match(text, other.end))


def _are_elsewhere(sense: Sense, holder: NameSpan) -> bool:
    """ "Dara district (Panjshir)": true when all that bear the name lie in other countries than what contains it."""
    main = [place for place in holder.candidates if place.is_main_name and place.country]
    main = [place for place in main if place.kind in ("admin1", "country")] or main
    countries = {place.country for place in main}
    if not countries or any(place.kind in ("country", "region", "water") for place in sense.candidates):
        return False
    return all(place.country not in countries for place in sense.candidates)


def _is_listed(text: str, one: NameSpan, other: NameSpan, sense: Sense) -> bool:
    """Whether "Mexico, US" or "Indiana, Ohio and Iowa" is a list of like things, not one within the other."""
    kinds = {place.kind for place in sense.candidates[:3] if place.is_main_name}
    holders = {place.kind for place in other.candidates[:3] if place.is_main_name}
    if "country" in kinds and "country" in holders:
        return True
    if "admin1" not in kinds or "admin1" not in holders:
        return False
    before, after = text[max(0, one.start - 5) : one.start], text[other.end : other.end + 5]
    return before.endswith((", ", "and ")) or after.startswith((" and ", " or ")) or re.match(r",? \w", after) is None


def is_within(place: Toponym, holder: Toponym) -> bool:
    """Whether a place lies in a country or a first level area (or in the second level area of that name)."""
    if place.kind in ("country", "region", "water"):
        return False
    if holder.kind == "country":
        return place.country == holder.country
    if holder.kind == "admin1":
        return place.kind != "admin1" and place.admin1_code is not None and place.admin1_code == holder.admin1_code
    if holder.kind == "admin2":
        return place.kind == "city" and place.admin1_code == holder.admin1_code and place.admin2 == holder.name
    return place.kind == "city" and holder.country is not None and place.country == holder.country


_KIND_PRIOR = {"city": 0.0, "admin1": -1.5, "admin2": -2.2, "country": 2.5, "region": 4.5, "water": 4.0}


def _prior(place: Toponym, sense: Sense) -> float:
    people = max(place.population, 2_000 if place.kind == "city" else 300)
    prior = 0.95 * math.log10(people) + _KIND_PRIOR[place.kind]
    if place.kind in ("region", "water"):
        prior = 0.95 * 3 + _KIND_PRIOR[place.kind]
    if not place.is_main_name:
        prior -= 1.8
    if place.kind == "city" and place.country and country_of_metonym(place.name) == place.country:
        prior += 1.5
    if place.is_bare:
        prior -= 1.5
    prior += sum(min(count, 3) * _kind_fit(place, wanted) for wanted, count in sense.wanted.items())
    if any(is_within(place, holder) for holder in sense.containers):
        prior += 7.0
    if sense.is_dateline and place.kind == "city":
        prior += 1.5
    if place.country in sense.across:
        prior -= 5.0
    return prior


def _kind_fit(place: Toponym, wanted: str) -> float:
    if wanted == "region":
        return 1.5 if place.kind in ("admin1", "region") else -0.5
    if wanted == place.kind:
        return 3.5
    if wanted == "admin1":
        return 1.0 if place.kind == "admin2" else -1.5
    if wanted == "admin2":
        return 1.0 if place.kind == "admin1" else -0.7
    return -2.0


def _choose(sense: Sense, scores: Sequence[float]) -> None:
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    sense.chosen = order[0]
    sense.margin = scores[order[0]] - scores[order[1]] if len(order) > 1 else 3.0


def _survey(
    senses: dict[str, Sense],
    names: Sequence[NameSpan],
    believed: Iterable[str],
    dateline_country: str | None,
    hinted: Collection[str],
) -> Surroundings:
    found = Surroundings(hinted=frozenset(hinted))
    for code in hinted:
        found.countries.add(code, _HINT / len(hinted), "")
    if dateline_country:
        found.countries.add(dateline_country, 2.0, "")
    known = set(believed)
    n_anchors = 0
    for sense in senses.values():
        place = sense.place
        if names[sense.names[0]].key not in known:
            continue
        sure = min(1.0, 0.25 + sense.margin / 3)
        count = min(len(sense.names), 4) * sure
        if place.kind in ("country", "admin1"):
            count *= 1.5
        if sense.is_dateline:
            count += 1.5
        if place.country:
            found.countries.add(place.country, count if place.kind != "city" else 0.6 * count, sense.key)
        if place.admin1_code:
            found.areas.add(place.admin1_code, count if place.kind == "admin1" else 0.8 * count, sense.key)
        if place.kind in ("city", "admin2") and sure > 0.4 and n_anchors < _MOST_ANCHORS:
            n_anchors += 1
            if place.latitude is not None and place.longitude is not None:
                found.anchors.append((sense.key, place.latitude, place.longitude))
    return found
