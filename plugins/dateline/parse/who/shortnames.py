"""Names that the whole story explains: acronyms in brackets, surnames alone, "the group", leaders by their year."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.parse.who.bodies import body_of
from dateline.parse.who.groups import find_groups
from dateline.parse.who.leaders import find_leader, leaders
from dateline.parse.who.naming import find_full_names

_BRACKET = re.compile(r"[(\[]\s?(?P<acronym>[A-Z][A-Za-z&/-]{1,9})\s?[)\]]")
_JOINING = listed("of, for, the, and, de, del, la, los, du, des, da, do, dos, in, al, e, y, et, to, on")
_SHORT_BODIES: Mapping[str, frozenset[str]] = {
    "group": frozenset(("REB", "CRM", "PRM", "UAF", "SOC", "REL")),
    "organization": frozenset(("REB", "CRM", "PRM", "UAF", "SOC", "REL", "PTY")),
    "organisation": frozenset(("REB", "CRM", "PRM", "UAF", "SOC", "REL", "PTY")),
    "movement": frozenset(("REB", "OPP", "SOC", "REL", "PTY")),
    "front": frozenset(("REB", "OPP", "PTY")),
    "militia": frozenset(("REB", "PRM", "UAF")),
    "faction": frozenset(("REB", "PRM", "UAF")),
    "gang": frozenset(("CRM",)),
    "cartel": frozenset(("CRM",)),
    "party": frozenset(("PTY", "OPP")),
}
_SHORT_PEOPLE: Mapping[str, frozenset[str]] = {
    word: frozenset(("REB", "PRM"))
    for word in listed(
        "militants, insurgents, rebels, jihadists, jihadis, guerrillas, separatists, fighters, terrorists, "
        "militiamen, extremists, islamists, maoists"
    )
}
_NEAR = 1_500
_NOBODY = ActorMention(0, 0, "", None, "person", None, None, "unknown", "")


@dataclass(frozen=True, slots=True)
class _Known:
    """A named body met in the story: where, and what is known of it."""

    start: int
    end: int
    entity: str
    country: str | None
    sector: str | None


def introduced_names(text: str) -> dict[str, tuple[int, int]]:
    """Return the long names that a text gives with an acronym in brackets, as (start, end), by acronym.

    >>> introduced_names("The Northern Salt Front (NSF) attacked")
    {'NSF': (4, 23)}
    """
    found: dict[str, tuple[int, int]] = {}
    for bracket in _BRACKET.finditer(text):
        acronym = bracket["acronym"]
        if sum(char.isupper() for char in acronym) < 2 or acronym in found:
            continue
        long_name = _long_name(text, bracket.start(), acronym)
        if long_name is not None:
            found[acronym] = long_name
    return found


def _long_name(text: str, end: int, acronym: str) -> tuple[int, int] | None:
    """Return the capitalised words before a bracket, from the one that begins with the acronym's first letter on."""
    words = [(word.start(), word.end()) for word in re.finditer(r"[^\s]+", text[max(0, end - 120) : end])]
    base, best = max(0, end - 120), None
    for start, stop in reversed(words[-12:]):
        word = text[base + start : base + stop]
        if not (word[:1].isupper() or word.lower() in _JOINING) or word[-1] in ".;:!?":
            break
        if word[:1] == acronym[0]:
            best = base + start
    if best is None:
        return None
    name = text[best:end].rstrip()
    initials = [word[0] for word in re.split(r"[\s-]+", name) if word and word.lower() not in _JOINING]
    fits = len(initials) > 1 and sum(letter in acronym for letter in initials) * 2 > len(initials)
    return (best, best + len(name)) if fits else None


def resolve_names(mentions: Sequence[Mention], text: str = "", today: date | None = None) -> None:
    """Give short names the full ones of the story: "Ferreyros" after "Carlos Ferreyros", "the NSF", "the group"."""
    if not mentions:
        return
    actors = [actor for mention in mentions for actor in _actors_of(mention)]
    long_names = introduced_names(text)
    known = _known_bodies(text, actors)
    full = _full_names(text, actors)

    def resolved(actor: ActorMention) -> ActorMention:
        actor = _by_acronym(_full_name(actor, full), long_names, text)
        return _in_its_year(_by_short_name(actor, known, text), today)

    for mention in mentions:
        _each_actor(mention, resolved)


def _actors_of(mention: Mention) -> list[ActorMention]:
    return [*mention.sources, *mention.targets, *mention.reporters]


def _each_actor(mention: Mention, change: Callable[[ActorMention], ActorMention]) -> None:
    mention.sources = [change(actor) for actor in mention.sources]
    mention.targets = [change(actor) for actor in mention.targets]
    mention.reporters = [change(actor) for actor in mention.reporters]


def _full_names(text: str, actors: Sequence[ActorMention]) -> dict[str, ActorMention]:
    full: dict[str, ActorMention] = {}
    for actor in actors:
        words = actor.name.split()
        if actor.status == "named" and len(words) > 1 and actor.kind == "person" and words[-1][:1].isupper():
            for word in words[1:]:
                _keep_longer(full, word.lower(), actor)
    for start, end in find_full_names(text):
        words = text[start:end].split()
        for word in words[1:]:
            told = ActorMention(start, end, text[start:end], None, "person", None, None, "named", words[-1].lower())
            _keep_longer(full, word.lower(), told)
    return full


def _keep_longer(full: dict[str, ActorMention], word: str, actor: ActorMention) -> None:
    """Keep the first bearer of a surname, in the longest wording of the same name."""
    held = full.get(word)
    if held is None or (len(actor.name) > len(held.name) and held.name in actor.name):
        full[word] = actor


def _full_name(actor: ActorMention, full: Mapping[str, ActorMention]) -> ActorMention:
    """Return the person by the full name of the story; a leader known by the surname alone gives way to a namesake."""
    words = actor.name.split()
    if not words or actor.status != "named" or actor.kind != "person" or (actor.entity is not None and len(words) > 1):
        return actor
    known = full.get(words[-1].lower())
    if known is None or known is actor or len(words) >= len(known.name.split()):
        return actor
    if any(word not in known.name.split() for word in words):
        return actor
    namesake = find_leader(known.name)
    own = actor if actor.entity is None or namesake is None or namesake.name == actor.entity else _NOBODY
    if actor.entity is not None and namesake is None:
        own = _NOBODY
    return replace(
        known,
        entity=(namesake.name if namesake else None) or known.entity or known.name,
        country=own.country or known.country or (namesake.country if namesake else None),
        sector=own.sector or known.sector or (namesake.sector if namesake else None),
        kind="person",
    )


def _by_acronym(actor: ActorMention, long_names: Mapping[str, tuple[int, int]], text: str) -> ActorMention:
    """ "The NFS" is the National Front for Something of the first paragraph, whatever another list calls NFS."""
    named = next((word for word in re.findall(r"[A-Z][A-Za-z&/-]+", actor.name) if word in long_names), None)
    if named is None:
        return actor
    start, end = long_names[named]
    groups = find_groups(text[start:end])
    if groups:
        group = groups[0].group
        return replace(actor, entity=group.entity, country=group.country, sector=group.sector, status="named")
    body = body_of(text[start:end])
    return replace(
        actor,
        entity=text[start:end],
        sector=(body.sector if body else None) or actor.sector,
        kind="organisation" if actor.name == named else actor.kind,
        status="named",
    )


def _known_bodies(text: str, actors: Sequence[ActorMention]) -> list[_Known]:
    listed_here = [
        _Known(span.start, span.end, span.group.entity, span.group.country, span.group.sector)
        for span in find_groups(text)
        if span.group.kind in ("group", "gang", "militia", "party", "movement")
    ]
    own = [
        _Known(actor.start, actor.end, actor.entity or actor.name, actor.country, actor.sector)
        for actor in actors
        if actor.status == "named" and actor.kind == "organisation" and actor.entity is None and actor.sector
    ]
    return [*listed_here, *own]


def _by_short_name(actor: ActorMention, known: Sequence[_Known], text: str) -> ActorMention:
    """ "The group", "the rebels": the one body of that kind that the story has named before, unless there are two."""
    word = actor.name.lower()
    is_body = word in _SHORT_BODIES
    sectors = _SHORT_BODIES.get(word) or _SHORT_PEOPLE.get(word)
    if sectors is None or actor.status == "named" or text[max(0, actor.start - 4) : actor.start].lower() != "the ":
        return actor
    before = [each for each in known if each.end <= actor.start and each.sector in sectors]
    near = [each for each in before if actor.start - each.end < _NEAR]
    entities = {each.entity for each in near or before}
    if len(entities) != 1:
        return actor
    named = max(near or before, key=lambda each: (each.end - each.start, -each.start))
    changed = replace(
        actor, entity=named.entity, country=named.country, sector=named.sector or actor.sector, status="named"
    )
    if not is_body:
        return changed
    return replace(changed, start=named.start, end=named.end, name=text[named.start : named.end], kind="organisation")


def _in_its_year(actor: ActorMention, today: date | None) -> ActorMention:
    """Give a leader the office of the story's year: a president of old is a former elite."""
    leader = leaders().get(actor.entity or "") if actor.kind == "person" else None
    if leader is None or today is None or actor.sector == "ELI":
        return actor
    return replace(actor, sector=leader.sector_in(today.year))
