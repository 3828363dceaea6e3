"""Whom an office stands for: "the archbishop", in a story that names one archbishop, is that archbishop.

Source: the codebook's actor rows: `name` is the longest wording the text has for an actor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.parse.grammar.nouns import actor_nouns
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.parse.who.naming import TITLES, find_full_names

_BEFORE = re.compile(r"([A-Za-z-]{3,})\.?\s$")
_BEHIND = re.compile(
    r""",\s(?:\d\d,\s)?(?:who\s(?:was|is)\s)?(?:the|a|an|his|her|their)\s
    (?P<words>(?:[\w'’-]+\s){0,3}[\w-]+)""",
    re.VERBOSE,
)
_POINTED = re.compile(r"\b(?:the|this|that)\s(?:[\w'’-]+\s){0,2}$", re.IGNORECASE)
_VAGUE = listed("man, woman, person, boy, girl, official, leader, member, victim, civilian, resident, citizen, suspect")


def name_offices(mentions: Sequence[Mention], text: str) -> None:
    """Give "the judge" as a party to violence the name of the one judge that the story names."""
    violent = [mention for mention in mentions if mention.event_type == "ASSAULT"]
    if not any(_is_office(actor, text) for mention in violent for actor in (*mention.sources, *mention.targets)):
        return
    holders = find_holders(text)
    for mention in violent:
        mention.sources = [_named(actor, holders, text) for actor in mention.sources]
        mention.targets = [_named(actor, holders, text) for actor in mention.targets]


def find_holders(text: str) -> Mapping[str, tuple[int, int]]:
    """Return the span of the person's name that a text gives to each office, where it gives it to one person only.

    >>> text = "Bishop Carlos Mora met Ana Ruiz, the mayor of Tarma. The mayor thanked the bishop."
    >>> {office: text[start:end] for office, (start, end) in find_holders(text).items()}
    {'bishop': 'Carlos Mora', 'mayor': 'Ana Ruiz'}
    """
    found: dict[str, tuple[int, int]] = {}
    shared: set[str] = set()
    for start, end in find_full_names(text):
        for office in _offices_at(text, start, end):
            held = found.setdefault(office, (start, end))
            if not _are_one(text[held[0] : held[1]], text[start:end]):
                shared.add(office)
            elif end - start > held[1] - held[0]:
                found[office] = (start, end)
    return {office: span for office, span in found.items() if office not in shared}


def _offices_at(text: str, start: int, end: int) -> list[str]:
    before = _BEFORE.search(text[max(0, start - 30) : start])
    words = [before.group(1)] if before else []
    behind = _BEHIND.match(text, end)
    if behind:
        words += behind["words"].split()
    offices = [word.lower() for word in words if _holds(word.lower())]
    return offices[:1] if behind is None or before is None else offices[:2]


def _holds(word: str) -> bool:
    noun = actor_nouns().get(word)
    is_person = noun is not None and noun.kind != "organisation"
    return word not in _VAGUE and (is_person or word in TITLES) and not word.endswith("s")


def _are_one(name: str, other: str) -> bool:
    return name.split()[-1] == other.split()[-1] or name in other or other in name


def _is_office(actor: ActorMention, text: str) -> bool:
    is_one = actor.kind == "person" and actor.status == "generic" and not actor.is_pronoun
    return is_one and _holds(actor.head) and _POINTED.search(text, max(0, actor.start - 40), actor.start) is not None


def _named(actor: ActorMention, holders: Mapping[str, tuple[int, int]], text: str) -> ActorMention:
    span = holders.get(actor.head) if _is_office(actor, text) else None
    if span is None:
        return actor
    start, end = span
    return replace(
        actor, start=start, end=end, name=text[start:end], status="named", head=text[start:end].lower().split()[-1]
    )
