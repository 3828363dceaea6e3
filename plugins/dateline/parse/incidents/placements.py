"""What a place of a sentence is to its events: where one was, where it came from, who speaks there, or merely named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.parse.grammar.syntax import Token
from dateline.parse.incidents.attachments import SPEECH, Owners
from dateline.parse.said.utterances import is_spoken, role_of_place
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention, RoledPlace
from dateline.parse.who.actors import ActorMention
from dateline.records import PlaceRole
from dateline.vocab import country_of_metonym

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_NEAR = re.compile(
    r"\b(?:near|outside|close to|around|(?:north|south|east|west|outskirts) of|(?:km|miles|kilometers|kilometres) from)"
    r"\W+(?:[\w'-]+\W+){0,6}$",
    re.I,
)
_OFF = re.compile(r"\boff(?: the)?(?: (?:[a-z-]+ )?(?:coast|shores?|islands?) of)?(?: the)? $")
_AREAS = frozenset(("admin1", "admin2", "region", "country"))
_ORIGIN_PREPS = frozenset(("from",))
_WAYS = listed("road, highway, route, motorway, bus, train, ferry, flight, track, bridge, railway, line")
_OTHER_PREPS = listed("by, with, for, about, against, between, like, than, as, besides, including, despite, among")
_STATES = frozenset(
    ("country", "state", "nation", "republic", "island", "neighbour", "neighbor", "port", "city", "town")
)
_BANKS = frozenset(("bank", "shore", "side"))
DEEDS = frozenset(("ASSAULT", "PROTEST", "COERCE", "MOBILIZE"))


def attach_places(owners: Owners, text: str, places: Sequence[PlaceMention]) -> None:
    """Give each place, with its role, to the mention that governs it; a place of the whole sentence to all."""
    for place in places:
        role = "mention" if text[place.end : place.end + 1] == ":" else place_role(owners, place)
        found = owners.owner(place.start)
        is_near = bool(_NEAR.search(text[max(0, place.start - 60) : place.start]))
        is_off = _OFF.search(text, max(0, place.start - 40), place.start) is not None
        stage = is_stage(owners, place, found)
        roled = RoledPlace(place, role, is_near or is_off, stage, is_off and place.kind in _AREAS)
        if found is not None:
            roled = _spoken(owners, found, roled)
            role = roled.role
            found.places.append(roled)
            if role == "site":
                for mention in owners.mentions:
                    if (
                        mention is not found
                        and not mention.in_history_clause
                        and not mention.places
                        and (mention.event_type == found.event_type or _share_scene(found, mention))
                    ):
                        mention.places.append(roled)
        else:
            for mention in owners.mentions:
                mention.places.append(_spoken(owners, mention, roled))
    for mention in owners.mentions:
        if mention.event_type in ("ASSAULT", "PROTEST", "MOBILIZE"):
            if not mention.places:  # "Kunduz was fought over before rebels took it": what was taken is the place
                taken = [place for place in places if place.kind == "city" and _is_among(place, mention.targets)]
                mention.places += [RoledPlace(place, "site") for place in taken]
            towns = [
                roled.place for roled in mention.places if roled.place.kind not in ("country", "demonym", "metonym")
            ]
            mention.targets = [actor for actor in mention.targets if not _is_town(actor, towns)]


def _share_scene(found: Mention, mention: Mention) -> bool:
    """ "Police fired on a march in Kisumu": deeds of one sentence have one scene, unless one of them is recalled."""
    return found.event_type in DEEDS and mention.event_type in DEEDS and not found.in_history_clause


def is_stage(owners: Owners, place: PlaceMention, mention: Mention | None) -> bool:
    """True for the place where a word was spoken or a deed done: it hangs on that very word, or on its occasion."""
    token = owners.token_at(place.end - 1)
    for _ in range(8):
        if token is None:
            return False
        if token.dep_ == "pobj":
            above = token.head.head
            if token.head.lower_ == "of" and above.pos_ in ("NOUN", "PROPN"):  # "in the town of Parang"
                token = above
                continue
            if token.head.lower_ not in _STAGE_PREPS:
                return False
            if mention is None:  # "In Oslo, the minister said": of the whole sentence
                return above.pos_ in ("VERB", "AUX")
            lemma = above.lemma_.lower()
            return above.i == mention.token or lemma in _OCCASIONS or (above.pos_ == "VERB" and lemma in SPEECH)
        if token.dep_ not in ("compound", "amod", "nmod", "appos", "conj"):
            return False
        token = token.head
    return False


_STAGE_PREPS = frozenset(("in", "at", "inside", "outside", "near", "off", "around", "across"))
_OCCASIONS = listed(
    "conference, briefing, reporter, journalist, rally, speech, interview, summit, meeting, parliament, assembly, "
    "congress, session, hearing, talk, forum, ceremony, visit, statement, address, sermon, broadcast"
)


def _is_among(place: PlaceMention, actors: Sequence[ActorMention]) -> bool:
    return any(actor.start <= place.start and place.end <= actor.end for actor in actors if actor.sector is None)


def _spoken(owners: Owners, mention: Mention, roled: RoledPlace) -> RoledPlace:
    if not is_spoken(mention):
        return roled
    role = role_of_place(owners.token_at(roled.place.end - 1), owners.sentence[mention.token], roled.role)
    return roled if role == roled.role else replace(roled, role=role)


def _is_town(actor: ActorMention, towns: Sequence[PlaceMention]) -> bool:
    return actor.sector is None and any(town.start <= actor.start and actor.end <= town.end for town in towns)


def place_role(owners: Owners, place: PlaceMention) -> PlaceRole:
    """Return what a place is to the event, from the words above it: where, from where, who speaks, or merely named."""
    if place.kind in ("demonym", "metonym"):
        return "mention"
    token = owners.token_at(place.end - 1)
    if token is None or _is_party(token):
        return "mention"
    if place.kind == "water" and token.dep_ in ("amod", "compound", "nmod") and token.head.lemma_.lower() in _STATES:
        return "mention"  # "the Baltic country"
    for step in range(12):
        head = token.head
        if token.dep_ in ("pobj", "pcomp"):
            if head.lower_ in _ORIGIN_PREPS and head.head.lemma_.lower() in (
                "fire",
                "launch",
                "rocket",
                "missile",
                "drone",
                "come",
                "fly",
                "shoot",
                "lob",
            ):
                return "origin"
            if head.lower_ == "of" and owners.is_mention(head.head):  # "as a result of the shelling of Izium"
                return "site"
            if head.lower_ == "of" and place.kind == "water" and head.head.lemma_.lower() in _BANKS:
                return "mention"  # a town is on it, and the bank is in the town
            if head.lower_ == "of" and head.head.pos_ in ("NOUN", "PROPN"):
                token = head.head
                continue
            if head.lower_ in ("to", "from", "between") and head.head.lemma_.lower() in _WAYS:
                return "mention"  # "a checkpoint on the road to Homs"
            if _is_speaker(head.head):
                return "speaker"
            return "mention" if head.lower_ in _OTHER_PREPS else "site"
        if token.dep_ in ("compound", "amod", "poss", "nmod", "appos", "conj", "npadvmod", "nummod"):
            if (
                token.dep_ == "poss"
                and step == 0
                and head.pos_ == "NOUN"
                and head.lemma_.lower() not in ("city", "town", "north", "south", "east", "west", "capital", "province")
            ):
                return "mention"
            token = head
            continue
        if token.dep_ in ("nsubj", "nsubjpass") and head.lemma_.lower() in SPEECH:
            return "speaker"
        if token.dep_ in ("dobj", "nsubjpass"):
            return "site"
        return "site" if token.dep_ in ("ROOT", "dep", "advmod", "npadvmod", "attr") else "mention"
    return "mention"


def _is_party(token: Token) -> bool:
    """ "Moscow and Damascus": capitals of two countries side by side stand for their governments."""
    mine = country_of_metonym(token.text)
    return mine is not None and any(country_of_metonym(other.text) not in (None, mine) for other in token.conjuncts)


def _is_speaker(token: Token) -> bool:
    current = token
    for _ in range(6):
        if current.dep_ in ("nsubj", "pobj") and (
            current.head.lemma_.lower() in SPEECH
            or (current.head.lower_ == "to" and current.head.head.lower_ == "according")
        ):
            return True
        if current.lemma_.lower() in SPEECH and current.pos_ == "VERB":
            return True
        if current.head == current or current.pos_ == "VERB":
            return False
        current = current.head
    return False
