"""Whose organ "its" is at the head of a sentence: the state's that the sentence before began with.

"Peru denied it. Its foreign ministry accused ...": what the sentence's own parse cannot see. Source: the codebook's
actor rows: `country` is the actor's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.vocab import country_of_metonym, country_of_name, is_state

_ITS = re.compile(r"(?:^|[.!?][\"”’']?\s+|\n\s*)(?:Its|Their)\s(?:[\w-]+\s){0,2}$")
_OPENING = re.compile(r"(?:^|[.!?][\"”’']?\s+|\n\s*)(?P<said>[^.!?\n]+[.!?][\"”’']?\s*)$")
_NAME = re.compile(r"(?:The\s)?(?P<name>[^\W\d_][\w'’-]*(?:\s(?:of\s|and\s|the\s)?[A-Z][\w'’-]*){0,3})")
_NEAR = 400


def lend_countries(mentions: Sequence[Mention], text: str) -> None:
    """Give "its" organs of state the country that the sentence before speaks of first."""
    for mention in mentions:
        for role in (mention.sources, mention.targets, mention.reporters):
            role[:] = [_owned(actor, text) for actor in role]


def _owned(actor: ActorMention, text: str) -> ActorMention:
    if actor.country is not None or actor.is_pronoun or not is_state(actor.sector):
        return actor
    before = text[max(0, actor.start - _NEAR) : actor.start]
    its = _ITS.search(before)
    sentence = _OPENING.search(before[: its.start() + 1]) if its else None
    if sentence is None:
        return actor
    country = _opens_with(sentence["said"])
    return actor if country is None else replace(actor, country=country)


def _opens_with(sentence: str) -> str | None:
    """Return the country whose name is a sentence's first words, None where it begins with anything else."""
    found = _NAME.match(sentence)
    words = found["name"].split() if found else []
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        country = country_of_name(name) or country_of_metonym(name)
        if country is not None:
            return country
    return None
