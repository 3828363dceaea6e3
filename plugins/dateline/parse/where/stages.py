"""Where words were spoken when their own sentence names no town: at a news conference, at a rally outside a house.

"He accused the ruling party of theft. 'We sold calendars,' he told a rally outside the printing house": the stage may
stand in the sentence beside, when its speaker goes on there, and its place may be a building that the story has put in
a town before. What was said by telephone, in writing or on the air was said anywhere.

Source: samples/README.md (an act of words is placed where it was spoken if the text says so).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dateline.parse.grammar.nouns import object_classes
from dateline.parse.text.sentences import Sentence
from dateline.parse.text.wordlists import listed

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_TO = r"\b(?:t(?:old|ells?|elling)|address(?:ed|es|ing)?|at|in|during|after|to|before) "
_PRESS = r"(?:news|press|media) (?:conference|briefing)s?|briefing|reporters|journalists"
_CROWD = (
    r"rally|crowds?|gathering|public meeting|congress of (?:his|her|its|their|the) [\w' -]{1,30}|ceremony|funeral|"
    r"supporters|mourners|worshippers|marchers|demonstrators|protesters|strikers|audience|forum|conference|vigil"
)
_CHAMBER = r"parliament|lawmakers|legislators|MPs|senators|(?:the )?(?:national |federal )?(?:assembly|senate|congress)"
_OCCASION = re.compile(
    rf"{_TO}(?:an?|the|his|her|their|its)? ?(?:[\w'’-]+ ){{0,3}}?"
    rf"(?:(?P<press>{_PRESS})|(?P<crowd>{_CROWD})|(?P<chamber>{_CHAMBER}))\b",
    re.IGNORECASE,
)
_REMOTE = re.compile(
    r"\b(?:by|over the|on the) (?:tele)?phone\b|\bvideo[- ]?(?:link|call|conference|message|address)"
    r"|\bconference call\b"
    r"|\b(?:voice|recorded|audio|written|text|e-?mailed|televised) (?:message|statement|address|comments?|reply)\b"
    r"|\bin an? (?:\w+ ){0,2}(?:statement|letter|e-?mail|tweet|post|communique|communiqué|broadcast)\b"
    r"|\b(?:online|virtual|televised) (?:\w+ )?(?:conference|briefing|press)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(?:Speaking |Meeting |Later )?(?:[Ii]n|[Aa]t|[Ff]rom)(?: the [\w -]{1,40})? $")
_WHERE = re.compile(
    r"^[^.;\"”]{0,60}?\b(?:in|at|outside|near|inside)"
    r"(?: the [\w' -]{1,40}?(?:city|town|capital|port|village)(?: of)?,?)? $"
)
_SAYS = re.compile(r"\b(?:said|told|says|tells|declared|announced|warned|accused|demanded|called)\b")
_SPEAKS = re.compile(r"\b(?:he|she|it|they)(?: \w+ly)? (?:said|told|says|tells|added|declared|warned)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^\W*(?:He|She|They|It|The (?:spokes\w+|minister|president|leader|union|group|party|movement))\b"
)
_AT_HOUSE = re.compile(
    r"\b(?:outside|inside|in front of|at|in|near|into|on the steps of|from) "
    r"(?:the |its |their |his |her )(?P<first>[a-z][\w'’-]*)(?: (?P<second>[a-z][\w-]*))?"
)
_PUT = re.compile(
    r"\b(?:(?P<kind>[a-z][\w'’-]*) )?(?P<house>[a-z][\w-]*) (?:in|at|near|outside)"
    r"(?: the (?:[\w'’-]+ ){0,3}?(?:city|town|village|port|suburb|district)(?: of)?,?)? $"
)
_NO_HOUSE = listed(
    "town, village, city, district, suburb, line, lines, network, system, computer, position, positions, meeting, "
    "wedding, funeral, neighborhood, neighbourhood, server, site, website, street, road, highway, border, crossing, "
    "crops, vehicle, car, truck, bus, plane, train, ship, boat, newspaper, newspapers, office, offices, home, homes, "
    "house, houses, convoy, settlement, post, base"
)
"""Things of the table that move, are many in a story, or are as wide as a town; "printing house" and the like count."""
_MORE_HOUSES = listed(
    "brewery, cannery, mill, sawmill, smelter, mine, pit, quarry, library, theatre, theater, arena, courthouse, "
    "museum, hall, square, plaza, park, cemetery, dockyard, shipyard, slaughterhouse, laboratory, studio, studios, "
    "madrasa, seminary, convent, orphanage, hostel, dormitory, racecourse, plantation, dump, landfill"
)
_LOOSE = listed("the, a, an, its, their, his, her, old, new, main, big, small, local, private, own, same, that, this")
_BACK = 140


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a sentence was spoken: at `place`, or, where that is None, before an audience of the kind `audience`."""

    audience: str | None = None
    place: PlaceMention | None = None


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of a story, by sentence, and the buildings that it has put in a town."""

    text: str = ""
    sentences: Sequence[Sentence] = ()
    towns: Sequence[PlaceMention] = ()
    houses: Mapping[tuple[str | None, str], PlaceMention] | None = None

    def find(self, index: int) -> Stage | None:
        """Return the stage of what was spoken in a sentence; of one beside where its speaker goes on there."""
        if not self.sentences:
            return None
        own = self._own(index)
        if own is not None:
            return own
        after = self._own(index + 1) if self._is_by_pronoun(index + 1) else None
        if after is not None:
            return after
        return self._own(index - 1) if self._goes_on(index) else None

    def find_house(self, told: str) -> PlaceMention | None:
        """Return the town of a building that `told` points back to: "outside the printing house"; else None."""
        for found in _AT_HOUSE.finditer(told) if self.houses else ():
            first, second = found["first"], found["second"] or ""
            town = self._town_of(None if first in _LOOSE else first, second) or self._town_of(None, first)
            if town is not None:
                return town
        return None

    def _town_of(self, kind: str | None, house: str) -> PlaceMention | None:
        houses = self.houses or {}
        if kind is not None:
            return houses.get((kind, house))
        named = {id(town): town for (_, each), town in houses.items() if each == house}
        return next(iter(named.values())) if len(named) == 1 else None

    def _own(self, index: int) -> Stage | None:
        if not 0 <= index < len(self.sentences):
            return None
        sentence = self.sentences[index]
        said = self.text[sentence.start : sentence.end]
        occasion = _OCCASION.search(said)
        inside = [town for town in self.towns if sentence.start <= town.start < sentence.end]
        opening = next((town for town in inside if _OPENING.match(said[: town.start - sentence.start])), None)
        if occasion is None or _REMOTE.search(said):
            return Stage(place=opening) if opening is not None and _SAYS.search(said) else None
        end = sentence.start + occasion.end()
        town = next((town for town in inside if _WHERE.match(self.text[end : town.start])), None) or opening
        house = None if town is not None else self.find_house(said[occasion.start() :])
        audience = next(kind for kind, words in occasion.groupdict().items() if words)
        return Stage(audience, town or house)

    def _is_by_pronoun(self, index: int) -> bool:
        if not 0 <= index < len(self.sentences):
            return False
        sentence = self.sentences[index]
        return _SPEAKS.search(self.text, sentence.start, sentence.end) is not None

    def _goes_on(self, index: int) -> bool:
        sentence = self.sentences[index]
        said = self.text[sentence.start : sentence.end]
        return _GOES_ON.match(said) is not None or _SPEAKS.search(said) is not None


def read_stages(text: str, sentences: Sequence[Sentence], places: Sequence[PlaceMention]) -> Stages:
    """Return the stages of a story, of which `places` are the places in reading order."""
    towns = [place for place in places if place.kind == "city" and place.latitude is not None]
    houses: dict[tuple[str | None, str], PlaceMention] = {}
    shared: set[tuple[str | None, str]] = set()
    for town in towns:
        put = _PUT.search(text, max(0, town.start - _BACK), town.start)
        if put is None:
            continue
        kind = None if put["kind"] in _LOOSE else put["kind"]
        if not _is_house(kind, put["house"]):
            continue
        key = (kind, put["house"])
        known = houses.setdefault(key, town)
        if known.geonames_id != town.geonames_id:
            shared.add(key)
    return Stages(text, sentences, towns, {key: town for key, town in houses.items() if key not in shared})


def _is_house(kind: str | None, house: str) -> bool:
    """ "Printing house", "monastery", "market": a building; a bare "house" or "office" may be any."""
    is_bare = house in _NO_HOUSE and not (kind is not None and house in ("house", "office", "post", "base"))
    return (house in _houses() or house in _MORE_HOUSES) and not is_bare


@cache
def _houses() -> frozenset[str]:
    return frozenset(word for word, classes in object_classes().items() if "facility" in classes)
