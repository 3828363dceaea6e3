"""Victims named beside what they were: "two nuns, Ana Ruiz of Cusco and Ines Mora", "members, including Luis Diaz".

The sentence's grammar is read first (naming.py); these are the wordings in which it loses its way.
Source: the codebook's actor rows: an actor keeps the name the text gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.parse.who.naming import find_full_names

_WINDOW = 160
_LATER = 2_500
"""Characters behind an incident in which its victims may be named."""
_BESIDE = re.compile(r"\s?(?:,|--|\N{EM DASH}|\N{EN DASH}|\()\s?")
_INCLUDING = re.compile(r",?\s(?:including|among them)\s(?:[^\s,.;()]+\s){0,6}$")
_LINK = re.compile(
    r"""(?:\sof\s[A-Z][\w-]+)?(?:,\s\d\d)?           # "Ana Ruiz of Cusco", "Ana Ruiz, 32"
    (?:,?\sand\s|,\s(?:together|along)\swith\s|,\s)  # "and", "together with"
    (?:[A-Z]\w+\s)?$""",
    re.VERBOSE,
)
_CLOSED = re.compile(r"(?:\sof\s[A-Z][\w-]+)?\s?(?:[,.;)]|--|\N{EM DASH}|\N{EN DASH}|(?:was|were|who|and)\b)")


_SPEAKING = re.compile(r",\s[^,.;]{1,60},\s(?:said|told|reported|announced|added|stated|confirmed|claimed|denied)\b")


_VICTIMS = ("victims", "dead", "deceased", "citizens", "nationals")
"""Words for those whom another word told before."""
SPEAKS = re.compile(r"\W{0,2}(?:,\s[^,.;]{1,60},)?\s?(?:said|told|reported|announced|added|stated|confirmed|denied)\b")


def name_victims(mentions: Sequence[Mention], text: str) -> None:
    """Give the targets of violence and force the names that stand beside them in the text."""
    for mention in mentions:
        if mention.event_type not in ("ASSAULT", "COERCE"):
            continue
        taken = [actor for actor in (*mention.sources, *mention.reporters) if not actor.is_pronoun]
        mention.targets = [each for actor in mention.targets for each in _named(actor, mention.targets, taken, text)]
        if mention.event_type == "ASSAULT" and not any(actor.status == "named" for actor in mention.targets):
            mention.targets = [each for actor in mention.targets for each in _named_later(actor, text)]


def _named(
    actor: ActorMention, targets: Sequence[ActorMention], taken: Sequence[ActorMention], text: str
) -> list[ActorMention]:
    if actor.kind not in ("person", "people") or actor.is_pronoun or actor.status == "unknown":
        return [actor]
    names, is_among = _names_after(actor, text)
    if not names or any(held.start < end and start < held.end for held in taken for start, end in names):
        return [actor]
    own = [
        _person_named(actor, start, end, text)
        for start, end in names
        if all(end <= held.start or held.end <= start for held in targets if held is not actor)
    ]
    if is_among or actor.status == "named":
        return [actor, *own]
    return own or [actor]


def _named_later(actor: ActorMention, text: str) -> list[ActorMention]:
    """ "Two nurses were killed ... The nurses, Ana Ruiz and Ines Mora, came from Cusco": whoever the text names next.

    Only the first sentence that points back to them with names is read, and they are not who speaks in it.
    """
    if actor.status != "generic" or actor.kind not in ("person", "people") or not actor.head.isalpha():
        return [actor]
    noun = text[actor.start : actor.end].rpartition(" ")[2]
    nouns = "|".join(map(re.escape, (noun, *(_VICTIMS if actor.kind == "people" else ()))))
    again = re.compile(
        rf"\b[Tt]h(?:e|ese)\s(?:[\w.'-]+\s){{0,3}}(?P<noun>{nouns})(?=\s?(?:,|--|\N{{EM DASH}}|\(|[A-Z]))"
    )
    for match in islice(again.finditer(text, actor.end, actor.end + _LATER), 3):
        told = replace(actor, start=match.start("noun"), end=match.end())
        names, _ = _names_after(told, text)
        is_many = actor.kind == "people"
        if names and (len(names) > 1) == is_many and not SPEAKS.match(text, names[-1][1]):
            return [_person_named(actor, start, end, text) for start, end in names]
    return [actor]


def _person_named(actor: ActorMention, start: int, end: int, text: str) -> ActorMention:
    name = text[start:end]
    head = name.rpartition(" ")[2].lower()
    return replace(actor, start=start, end=end, name=name, kind="person", status="named", entity=None, head=head)


def _names_after(actor: ActorMention, text: str) -> tuple[list[tuple[int, int]], bool]:
    """Return the names that follow an actor's words, and whether they are but some of those meant."""
    window = text[actor.end : actor.end + _WINDOW]
    found = [(start, end) for start, end in find_full_names(window) if end < _WINDOW]
    if not found:
        return [], False
    gap = window[: found[0][0]]
    is_among = actor.status != "named" and _INCLUDING.fullmatch(gap) is not None
    first = _LINK.fullmatch(gap) if actor.status == "named" else _BESIDE.fullmatch(gap)
    if not first and not is_among:
        return [], False
    names = [found[0]]
    for start, end in found[1:]:
        if not _LINK.fullmatch(window[names[-1][1] : start]):
            break
        names.append((start, end))
    if not _CLOSED.match(window, names[-1][1]) or _SPEAKING.match(window, names[-1][1]):
        return [], False
    if actor.kind == "person" and actor.status != "named":
        names = names[:1]
    return [(actor.end + start, actor.end + end) for start, end in names], is_among
