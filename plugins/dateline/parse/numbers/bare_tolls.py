"""Tolls and weapons in sentences that tell of nothing else, behind the incident: "Six dead.", "The bomb was homemade."

Source: the codebook's report record: the toll is the incident's, wherever the story states it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.parse.incidents.attachments import can_have_toll
from dateline.parse.numbers.stated_none import find_stated_none
from dateline.parse.numbers.tolls import Toll, find_tolls
from dateline.parse.text.sentences import Sentence
from dateline.parse.what.mentions import Mention
from dateline.parse.what.weapons import WeaponMention, find_weapons, is_spent

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_LONGEST = 140
_REACH = 2
_FAR_REACH = 9
"""Sentences that a toll may stand behind its incident: further where the story has told of one incident only."""
_TOLD = re.compile(
    r"kill|dead|die[ds]|dying|fatalit|injur|wound|death|casualt|hurt|lives\b|bod(?:y|ies)\b|\b[KW]IA\b|martyr|perish|slain|treat(?:ed|ment)"
    r"|bur(?:y|ied|ying)\b|hospitali[sz]|harm(?:ed|ing)|victims|loss of",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\W*(?:[Cc]entral |[Gg]eneral |[Uu]niversity )?(?:[Hh]ospital|[Cc]linic|[Ii]nfirmary|[Mm]edical [Cc]ent)"
)
_BURYING = re.compile(
    r"\b(?:had|has|have|they|he|she|we) buried (?=(?:at least |about |some |nearly |more than )?[\w-]+ "
    r"(?:people|men|women|persons|villagers|residents|bodies|civilians|dead|soldiers|fighters|children)\b)"
)
_SINCE_DAY = re.compile(r"\bsince (?=(?:last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)", re.IGNORECASE)
_OTHER_TIME = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:last|previous|earlier|ago|since|year|years|month|months|week|weeks|similar|another)\b",
    re.IGNORECASE,
)


def attach_bare_tolls(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], places: Sequence[PlaceMention]
) -> None:
    """Give the tolls of sentences without an event of their own to the incident told just before.

    Such a sentence is short and names no other time or town. `places` are sorted by `start`.
    """
    last: Mention | None = None
    only: Mention | None = None
    where: set[int] = set()
    by_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    for index, sentence in enumerate(sentences):
        own = by_sentence.get(index, [])
        near = last if last is not None and index - last.sentence <= _REACH else None
        far = only if only is not None and len(where) <= 1 and index - only.sentence <= _FAR_REACH else None
        by_force = near is not None and near.event_type == "PROTEST"  # hurt by the force used, not by the marching
        meant = far if by_force and far is not None else near or far
        if meant is not None and not (own and _is_violent(own)):
            for toll in _bare_tolls(text, sentence, places):
                if can_have_toll(meant, toll) and not any(can_have_toll(mention, toll) for mention in own):
                    meant.tolls.append(toll)
            if meant.event_type == "ASSAULT":
                meant.weapons += _bare_weapons(text, sentence)
        able = [mention for mention in own if _can_be_meant(mention)]
        last = able[0] if able else None if own else last
        only = next((mention for mention in own if mention.event_type == "ASSAULT" and _is_news(mention)), only)
        if not (where and any(map(_takes_up, own))):  # "the clash began near Tafas": no second place
            where |= _towns([mention for mention in own if _is_news(mention)])


def _towns(mentions: Sequence[Mention]) -> set[int]:
    return {
        roled.place.geonames_id
        for mention in mentions
        for roled in mention.places
        if roled.role == "site" and roled.place.kind == "city" and roled.place.geonames_id is not None
    }


def _takes_up(mention: Mention) -> bool:
    return mention.event_type == "ASSAULT" and mention.is_nominal and mention.is_definite


def _is_violent(mentions: Sequence[Mention]) -> bool:
    """True when a sentence tells violence of its own, whose toll this is."""
    return any(mention.event_type == "ASSAULT" for mention in mentions)


def _can_be_meant(mention: Mention) -> bool:
    return mention.event_type in ("ASSAULT", "PROTEST") and _is_news(mention) and not mention.in_history_clause


def _is_news(mention: Mention) -> bool:
    return mention.assertion in ("stated", "attributed") and not mention.is_background


def _bare_weapons(text: str, sentence: Sentence) -> list[WeaponMention]:
    """ "The bomb had been hidden in a sack": what it was done with, in a sentence that tells no more."""
    said, start = text[sentence.start : sentence.end], sentence.start
    if _OTHER_TIME.search(said):
        return []
    return [
        replace(weapon, start=weapon.start + start, end=weapon.end + start)
        for weapon in find_weapons(said)
        if weapon.is_definite and is_spent(weapon)
    ]


def as_killed(said: str) -> str:
    """ "He had buried nine people since Thursday": of a fight just told those are its dead, all of them.

    The words are read as "had killed nine people after Thursday", which is as long.
    """
    read = _BURYING.sub(lambda match: match.group().replace("buried", "killed"), said)
    return said if read == said else _SINCE_DAY.sub("after ", read)


def _bare_tolls(text: str, sentence: Sentence, places: Sequence[PlaceMention]) -> list[Toll]:
    said = as_killed(text[sentence.start : sentence.end])
    if len(said) > _LONGEST or not _TOLD.search(said) or _OTHER_TIME.search(said):
        return []
    at = bisect_left(places, sentence.start, key=lambda place: place.start)
    towns = (place for place in places[at : at + 4] if place.start < sentence.end and place.kind == "city")
    if any(not _INSTITUTION.match(text, place.end) for place in towns):
        return []
    start = sentence.start
    return [
        replace(
            toll, start=toll.start + start, end=toll.end + start, head_start=toll.head_start + start,
            head_end=toll.head_end + start,
        )
        for toll in (*find_tolls(said), *find_stated_none(said))
        if toll.scope == "incident" and not toll.is_hypothetical
    ]  # fmt: skip
