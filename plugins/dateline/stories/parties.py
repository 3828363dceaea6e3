"""Who an event's parties are, over all of its reports: one ranking, from which both their names and the code come.

A party is told in several words ("the police", "officers"): it stands once, by the name that most sources give it. Who
is named, or is an organ of a named state, goes before generic words. Source: the codebook's rules of the event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dateline.records import Actor
from dateline.stories.casts import read_stems
from dateline.vocab import is_state

_MOST = 5
_UNCLEAR = ("UNK", "UAF")
_EVERYBODY = frozenset(("people", "persons", "civilians", "others"))
_APART = frozenset(("CVL", "UNK", None))
"""Sectors of which two generic wordings may be two parties: "residents" and "traders"."""


@dataclass(slots=True)
class Party:
    """One participant: who tells of it, its rows in their reports, and its best rank among a report's (`first`)."""

    actors: list[Actor] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    first: int = 0

    @property
    def name(self) -> str:
        """The resolved name, else the wording told most, the longest of equals."""
        entities = [actor.entity for actor in self.actors if actor.entity]
        told = Counter(" ".join(name.split()) for name in entities or [actor.name for actor in self.actors])
        return min(told, key=lambda name: (-told[name], -len(name), name))

    @property
    def code(self) -> str | None:
        """The code told most, one that says something before an unclear one."""
        told = Counter(actor.code for actor in self.actors if actor.code)
        return min(told, key=lambda code: (code.endswith(_UNCLEAR), -told[code], -len(code), code), default=None)

    @property
    def is_identified(self) -> bool:
        """Named, or an organ of a named state: "Yemen's government" is nobody else's. A named hotel is no guest."""
        return any(
            (actor.status == "named" and actor.kind != "facility")
            or (actor.kind == "organisation" and actor.country is not None and is_state(actor.sector))
            for actor in self.actors
        )


def rank_parties(told: Iterable[tuple[str, Sequence[Actor]]], *, is_protest: bool = False) -> list[Party]:
    """Return the parties of one role, the best attested first, five at most.

    `told` are the independent source and the actors of that role of each report. A protest keeps its crowd beside
    whoever is named.
    """
    parties: list[Party] = []
    for source, actors in told:
        for at, actor in enumerate(actor for actor in actors if actor.status != "unknown"):
            party = next((held for held in parties if any(_are_one(held_as, actor) for held_as in held.actors)), None)
            if party is None:
                party = Party(first=at)
                parties.append(party)
            party.actors.append(actor)
            party.sources.add(source)
            party.first = min(party.first, at)
    kept = list(_telling(parties, is_protest=is_protest))
    return sorted(
        kept, key=lambda one: (-len(one.sources), one.first, (one.code or "UNK").endswith(_UNCLEAR), one.name)
    )[:_MOST]


def _telling(parties: Sequence[Party], *, is_protest: bool) -> Iterator[Party]:
    identified = any(party.is_identified for party in parties)
    crowd = [party for party in parties if party.actors[0].kind in ("people", "person")]
    for party in parties:
        is_crowd = is_protest and party.actors[0].kind == "people"
        if identified and not party.is_identified and not is_crowd:
            continue
        if len(crowd) > 1 and party.name.lower() in _EVERYBODY:
            continue
        yield party


def _are_one(one: Actor, other: Actor) -> bool:
    name, another = _key(one), _key(other)
    if name == another:
        return True
    words, others = set(name.split()), set(another.split())
    if one.kind == other.kind == "person" and "named" == one.status == other.status:
        return words <= others or others <= words
    if one.status != "generic" or other.status != "generic":
        return False
    stems = [read_stems(actor.entity or actor.name, _singular) for actor in (one, other)]
    if "facility" in (one.kind, other.kind):
        return one.kind == other.kind and not stems[0].isdisjoint(stems[1])
    if None not in (one.country, other.country) and one.country != other.country:
        return False
    if one.sector in _APART or one.sector != other.sector:
        return one.sector == other.sector and (stems[0] <= stems[1] or stems[1] <= stems[0])
    return True


def _key(actor: Actor) -> str:
    return " ".join((actor.entity or actor.name).split()).casefold().removeprefix("the ")


def _singular(noun: str) -> str:
    """Return what "bus" and "buses", "force" and "forces" share. A party is called by nouns; `stem` cuts verbs too."""
    return noun.removesuffix("s").removesuffix("e").removesuffix("s")
