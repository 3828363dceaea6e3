"""Names that a story gives late: "a militia warned shippers ... the spokesman of the Salt Coast Brigades said".

A lead tells its parties by kind and the sentences behind it by name. A body that "a" or "two" announce is the one, or
the two, of that kind which the next sentences name, where they name no more of them; a person of whom a lead tells what
was done is the one whose full name the next sentence begins with. Source: the codebook's actor rows: `name`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.parse.who.appositions import SPEAKS
from dateline.parse.who.bodies import body_of
from dateline.parse.who.groups import find_groups
from dateline.parse.who.naming import find_full_names

_KINDS = listed(
    "group, militia, gang, faction, movement, organisation, organization, network, cartel, brigade, front, outfit, "
    "union, federation, association, charity, watchdog"
)
_ANNOUNCED = re.compile(r"(?:^|[\s(\"“—–-])(?P<n>an?|one|two|three)\s(?:[^\W_][\w'’-]*\s){0,5}$", re.IGNORECASE)
_OF_KIND = re.compile(
    rf"\b(?P<n>an?|one|two)\s(?:[\w-]+\s){{0,4}}(?P<kind>{'|'.join(sorted(_KINDS))})s?\b", re.IGNORECASE
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_ARMED = frozenset(("REB", "UAF", "PRM", "CRM"))
_CIVIC = frozenset(("SOC", "LAB", "MED", "EDU", "REL", "CVL", "OPP", "PTY"))
_BODY = re.compile(
    r"(?<=[Tt]he\s)[^\W\d_a-z][\w'’-]*(?:\s(?:(?:of|for|of\sthe|for\sthe|de|del)\s)?[^\W\d_a-z][\w'’-]*){1,6}"
)
_ANEW = re.compile(r",\s(?:an?|another|one\sof)\s")
_APPOSED = re.compile(rf"\b(?:an?|another)\s(?:[\w-]+\s){{0,4}}(?:{'|'.join(sorted(_KINDS))}),\sthe\s$", re.IGNORECASE)
"""Before a name: a further body that a phrase of its own announces, "a larger group, the Reef Front"."""
_POINTED = re.compile(r"\b(?:the|both|these)\s(?:two\s)?$", re.IGNORECASE)
_REACH = 900
_EARLIER = 20_000
"""Characters before a party in which the name must not stand yet, and the longest way to the next sentence."""
_DONE_TO = re.compile(
    r"(?:,\s\d\d,\s|,\swho\s|,\sthe\s|,\san?\s)|\s(?:was|were|has\sbeen|had\sbeen)\s(?:[\w-]+ly\s)?\w+(?:ed|n|t|d)\b"
)
_PAST = re.compile(r"(?:[.!?][\"”’')]?\s+|\n\s*)")
_TYPES = frozenset(("COERCE", "SANCTION", "ASSAULT"))


@dataclass(frozen=True, slots=True)
class _Body:
    """A body that the text names: its span; what is known of it."""

    start: int
    end: int
    entity: str | None
    country: str | None
    sector: str | None


def name_late(mentions: Sequence[Mention], text: str) -> None:
    """Give the parties that a story tells by kind the names that its next sentences give them."""
    several: dict[str, list[ActorMention]] = {}
    for mention in mentions:
        mention.sources = [each for actor in mention.sources for each in _bodies_named(actor, text, several)]
        mention.targets = [each for actor in mention.targets for each in _bodies_named(actor, text, several)]
        if mention.event_type in _TYPES:
            taken = [*mention.sources, *mention.reporters]
            mention.targets = [_person_named(actor, mention.targets, taken, text) for actor in mention.targets]


def _bodies_named(actor: ActorMention, text: str, several: dict[str, list[ActorMention]]) -> list[ActorMention]:
    """Return an actor as the body or bodies that it is; `several` remembers two by their kind, for "the groups"."""
    if actor.status != "generic" or actor.is_pronoun or actor.sector not in _ARMED | _CIVIC:
        return [actor]
    own = text[actor.start : actor.end]
    if own.lower() in several and _POINTED.search(text, max(0, actor.start - 10), actor.start):
        return [replace(each) for each in several[own.lower()]]
    is_kind = actor.head in _KINDS
    announced = _ANNOUNCED.search(text, max(0, actor.start - 60), actor.start) if is_kind else None
    inner = None if is_kind else _OF_KIND.search(own)
    told = announced or inner
    if told is None:
        return [actor]
    n = _COUNTS[told["n"].lower()]
    found = _named_after(actor, text, n)
    if len(found) != n:
        return [actor]
    bodies = [_as_body(actor, body, text) for body in found]
    if announced and n > 1:
        several[own.lower().rpartition(" ")[2]] = bodies
    return bodies if announced else [actor, *bodies]


def _named_after(actor: ActorMention, text: str, n: int) -> list[_Body]:
    """Return the bodies of the actor's kind named behind it, none where one is announced anew."""
    last = min(len(text), actor.end + _REACH)
    found: list[_Body] = []
    for body in _bodies_in(text, actor.end, last):
        name = text[body.start : body.end]
        if not _may_be(actor.sector, body.sector) or text.find(name, max(0, actor.start - _EARLIER), actor.start) >= 0:
            continue
        if body.start - actor.end > 6 and _APPOSED.search(text, max(actor.end, body.start - 60), body.start):
            continue
        if all(name != text[held.start : held.end] for held in found):
            found.append(body)
    if len(found) == n and not any(_ANEW.match(text, body.end) for body in found):
        return found
    return []


def _bodies_in(text: str, start: int, last: int) -> Iterator[_Body]:
    for match in _BODY.finditer(text, start, last):
        body = body_of(match.group())
        known = next((span for span in find_groups(match.group()) if span.start == 0), None)
        if known is not None:
            group = known.group
            if group.kind in ("group", "gang", "militia", "movement", "ngo"):
                yield _Body(match.start(), match.start() + known.end, group.entity, group.country, group.sector)
        elif body is not None:
            yield _Body(match.start(), match.end(), None, None, body.sector)


def _may_be(told: str | None, named: str | None) -> bool:
    return (told in _ARMED and named in _ARMED) or (told == named and named is not None)


def _as_body(actor: ActorMention, body: _Body, text: str) -> ActorMention:
    name = text[body.start : body.end]
    sector = actor.sector if body.entity is None and actor.sector not in ("UAF", "CVL") else body.sector
    return replace(
        actor,
        start=body.start,
        end=body.end,
        name=name,
        entity=body.entity,
        country=body.country or actor.country,
        sector=sector or actor.sector,
        kind="organisation",
        status="named",
        head=name.rpartition(" ")[2].lower(),
    )


def _person_named(
    actor: ActorMention, targets: Sequence[ActorMention], taken: Sequence[ActorMention], text: str
) -> ActorMention:
    """ "Convicted the former director. Ana Ruiz, 58, who ran ...": the one whom the next sentence begins with."""
    if actor.kind != "person" or actor.status != "generic" or actor.is_pronoun:
        return actor
    if sum(each.kind in ("person", "people") for each in targets) != 1:
        return actor
    stop = _PAST.search(text, actor.end, actor.end + _EARLIER)
    if stop is None:
        return actor
    names = find_full_names(text[stop.end() : stop.end() + 60])
    if not names or names[0][0] != 0:
        return actor
    start, end = stop.end(), stop.end() + names[0][1]
    name = text[start:end]
    is_other = any(name in each.name or each.name in name for each in taken if each.status == "named")
    if is_other or SPEAKS.match(text, end) or _DONE_TO.match(text, end) is None:
        return actor
    return replace(
        actor, start=start, end=end, name=name, entity=None, status="named", head=name.rpartition(" ")[2].lower()
    )
