"""The places that a story names, each resolved: gazetteer first, then what the story itself says of them.

A country, a people ("Malian") or a region carries the point where a map writes its name; that is for finding it on a
map, and no report may take it for where something happened (codebook: no capital's coordinates for a country).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.gazetteer import Gazetteer, Toponym
from dateline.parse.text.datelines import Dateline
from dateline.parse.where.namespans import NameSpan, find_names, find_tokens
from dateline.parse.where.placehood import Evidence, find_people, weigh
from dateline.parse.where.placesenses import Sense, Surroundings, choose_senses, sense_key
from dateline.parse.where.placewords import (
    ACTS_AS_STATE,
    AREA_AFTER,
    BETWEEN_STATES,
    COMPASS_AFTER,
    COMPASS_BEFORE,
    LOCATIVE,
    NEAR,
    SPEAKS_AFTER,
)
from dateline.parse.who.groups import find_groups
from dateline.records import Document, GeoPrecision
from dateline.vocab import country_of_metonym, country_of_name

MentionKind = Literal["city", "admin1", "admin2", "country", "region", "water", "demonym", "metonym"]

_HINTING = 2_000
_LARGE = 300_000
_FIRST_LEVEL = frozenset(("governorate", "province", "oblast", "state"))
_PRECISION: dict[str, GeoPrecision] = {
    "city": "exact", "admin1": "admin1", "admin2": "admin2", "country": "country", "region": "region",
    "water": "water", "demonym": "country", "metonym": "country",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that can be a place's, with what speaks for it. Offsets into the text that was read."""

    start: int
    end: int
    text: str
    name: NameSpan
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place, named at `text[start:end]`.

    `kind` is what is named; a demonym ("Malian") and a metonym ("Moscow said") stand for a country, nobody is there.
    `name` is the place's name, with the compass where there is one ("northern Syria"). `country` is alpha-3, None
    where it lies in several. `latitude` and `longitude` of a country, a region or an area are a map's label.
    """

    start: int
    end: int
    text: str
    name: str
    kind: MentionKind
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    country: str | None
    admin1: str | None
    admin1_code: str | None
    admin2: str | None
    precision: GeoPrecision
    timezone: str | None = None
    belief: float = 0.0
    """How sure it is that this is a place: above 0; 3 and more is sure."""


def find_places(document: Document, gazetteer: Gazetteer, dateline: Dateline | None = None) -> list[PlaceMention]:
    """Return every place named in a document's text, resolved, in reading order. Never raises on any text.

    The agency that the dateline credits is no place, though a town may bear its name ("Lusaka (Cardinale) -").
    """
    credit = dateline.credit.casefold() if dateline and dateline.credit else None
    mentions = [each for each in find_toponyms(document.text, gazetteer) if each.text.casefold() != credit]
    return resolve_toponyms(document.text, mentions, gazetteer, dateline=dateline)


def find_toponyms(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Return the names in a text that can be a place's, longest match first, in reading order, never overlapping."""
    tokens = find_tokens(text)
    names = find_names(text, tokens, gazetteer)
    people = find_people(text, tokens, names)
    named = {at for name in names for at in range(name.first, name.last + 1)}
    return [
        Mention(name.start, name.end, name.text, name, weigh(text, tokens, name, people, named)) for name in names
    ]  # fmt: skip


def resolve_toponyms(
    text: str, mentions: Sequence[Mention], gazetteer: Gazetteer, *, dateline: Dateline | None = None
) -> list[PlaceMention]:
    """Return the mentions that are places, each with the place that this story means by it."""
    names = [mention.name for mention in mentions]
    evidence = [mention.evidence for mention in mentions]
    end = dateline.end if dateline else 0
    senses, surroundings = choose_senses(
        text, names, evidence, end, _hinted_country(dateline, gazetteer), _group_countries(text)
    )
    best = {key: max(evidence[at].score for at in sense.names) for key, sense in senses.items()}
    found = []
    for mention in mentions:
        sense = senses[sense_key(mention.name)]
        belief = _belief(mention, sense, surroundings, best[sense.key])
        if belief > 0:
            found.append(_place_mention(text, mention, sense.place, belief))
    return found


def _hinted_country(dateline: Dateline | None, gazetteer: Gazetteer) -> str | None:
    if dateline is None or not dateline.country_hint:
        return None
    hint = dateline.country_hint.strip(" .,")
    return country_of_name(hint) or next(
        (one.country for one in gazetteer.candidates(hint) if one.kind in ("country", "admin1")), None
    )


def _group_countries(text: str) -> frozenset[str]:
    """Return the countries of the armed groups, parties and organs that a text's beginning names."""
    groups = [span.group for span in find_groups(text[:_HINTING])]
    return frozenset(
        group.country
        for group in groups
        if group.country and len(group.country) == 3 and group.kind not in ("media", "body", "ngo", "mission")
    )


def _belief(mention: Mention, sense: Sense, surroundings: Surroundings, best: float) -> float:
    """Return how sure it is that a mention is a place: its words, the place's size, and the story around it."""
    if mention.name.kind != "place":
        return mention.evidence.score
    place = sense.place
    belief = mention.evidence.score + _size(place)
    support = surroundings.support(place, sense.key)
    belief += min(2.5, 0.6 * support)
    if sense.containers:
        belief += 3.0
    if sense.is_dateline:
        belief += 2.5
    if sense.is_stray:
        belief -= 12.0
    if surroundings.is_out_of_the_way(place, sense.key):
        belief -= 4.0
    if _is_elsewheres_name(mention, sense, surroundings):
        belief -= 6.0
    if best >= 2.5 and not mention.evidence.is_person:
        belief += 1.2
    if not place.is_main_name:
        belief -= 1.0
    return belief


def _is_elsewheres_name(mention: Mention, sense: Sense, surroundings: Surroundings) -> bool:
    """ "Tunga Dabo village" in a story of Nigeria is not Tunga in the Philippines.

    The name is part of a longer one, or an area's ("the Zahra district"), and the story speaks of other countries and
    not of the town's.
    """
    place, evidence = sense.place, mention.evidence
    if place.kind != "city" or sense.containers or sense.is_dateline or place.population >= _LARGE:
        return False
    if not evidence.is_part and evidence.wanted_kind not in ("admin1", "admin2", "region"):
        return False
    return surroundings.countries.share(place.country, sense.key) == 0 and surroundings.countries.speaks_of_one


def _size(place: Toponym) -> float:
    if place.kind == "country":
        return 4.5
    if place.kind == "admin1":
        return 2.5
    if place.kind == "admin2":
        return -1.2 if place.is_bare else 1.2
    if place.kind in ("region", "water"):
        return 3.0
    return min(2.5, math.log10(max(place.population, 1_500)) - 4.3)


# --------------------------------------------------------------------------------------------- what is said


def _place_mention(text: str, mention: Mention, place: Toponym, belief: float) -> PlaceMention:
    name, start, kind, precision = _said_of(text, mention, place)
    return PlaceMention(
        start=start,
        end=mention.end,
        text=text[start : mention.end],
        name=name,
        kind=kind,
        geonames_id=place.geonames_id,
        latitude=place.latitude,
        longitude=place.longitude,
        country=place.country,
        admin1=place.admin1,
        admin1_code=place.admin1_code,
        admin2=place.admin2 if kind in ("city", "admin2") else None,
        precision=precision,
        timezone=place.timezone,
        belief=round(belief, 2),
    )


def _said_of(text: str, mention: Mention, place: Toponym) -> tuple[str, int, MentionKind, GeoPrecision]:
    if mention.name.kind in ("demonym", "metonym"):
        kind: MentionKind = "demonym" if mention.name.kind == "demonym" else "metonym"
        precision: GeoPrecision = (
            "region" if place.kind == "region" else "admin1" if place.kind == "admin1" else "country"
        )
        return place.name, mention.start, kind, precision
    before = text[max(0, mention.start - 80) : mention.start]
    after = text[mention.end : mention.end + 60]
    if place.kind in ("country", "admin1", "region") and (compass := _compass(before, after)):
        side, back = compass
        return f"{side} {place.name}", mention.start - back, "region", "region"
    if _is_metonym(place, before, after):
        return place.name, mention.start, "metonym", "country"
    if place.kind == "city" and (wider := _wider_kind(mention, after)):
        return place.name, mention.start, wider, wider
    precision = _PRECISION[place.kind]
    if place.kind in ("city", "admin2") and NEAR.search(before):
        precision = "near"
    return place.name, mention.start, place.kind, precision


def _wider_kind(mention: Mention, after: str) -> Literal["admin1", "admin2"] | None:
    """ "Hodeidah governorate" is no town, though the gazetteer has only the town by that name."""
    word = AREA_AFTER.match(after)
    if word is None or any(one.kind in ("admin1", "admin2", "region") for one in mention.name.candidates):
        return None
    return "admin1" if word["area"].lower() in _FIRST_LEVEL else "admin2"


def _compass(before: str, after: str) -> tuple[str, int] | None:
    """Return the side of a country or area that is meant and how many characters before the name it begins."""
    if found := COMPASS_BEFORE.search(before):
        if found["part"]:
            return _as_side(found["part"]), 0
        side = found.group().strip().lower()
        return side, len(found.group())
    if found := COMPASS_AFTER.match(after):
        return _as_side(found["side"]), 0
    return None


def _as_side(word: str) -> str:
    side = word.lower().replace("centre", "central").replace("center", "central")
    return f"{side}ern" if side.endswith(("north", "south", "east", "west")) else side


def _is_metonym(place: Toponym, before: str, after: str) -> bool:
    """Whether a capital stands for its government: "Moscow said", "Kyiv's forces", "talks between Ankara and"."""
    if place.kind not in ("city", "admin1") or country_of_metonym(place.name) != place.country:
        return False
    if LOCATIVE.search(before.lower()) and not BETWEEN_STATES.search(before):
        return False
    return bool(SPEAKS_AFTER.match(after) or ACTS_AS_STATE.match(after) or BETWEEN_STATES.search(before))
