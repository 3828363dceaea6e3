"""Whose act it was, and on whom: do two tellings have the same parties, or do they tell of different incidents?"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention

_KIN = {"MIL": "COP", "COP": "MIL", "UAF": "REB", "REB": "UAF", "CRM": "UAF"}
_STATE = frozenset(("COP", "MIL", "SPY"))
_OF_STATES = frozenset(("country", "demonym", "metonym"))
_NOT_STATE = frozenset(("CVL", "OPP", "REB", "UAF", "CRM", "EDU", "AGR", "LAB", "REL", "SOC", "PRM"))
MOST_MENTIONS = 64
"""Mentions of an incident that are looked at: more than a story has, so that time stays linear in its length."""


def are_alike(some: Sequence[ActorMention], others: Sequence[ActorMention]) -> bool:
    """The same name, or generic wordings of one sector: "a police patrol" and "the officers"."""
    keys = {party_key(actor) for actor in some}
    if any(party_key(actor) in keys for actor in others):
        return True
    if all(actor.status == "named" for actor in some) and all(actor.status == "named" for actor in others):
        return False
    sectors = {actor.sector for actor in some} | {_KIN.get(actor.sector or "") for actor in some}
    return any(actor.sector in sectors or actor.kind == "facility" for actor in others)


def have_other_targets(first: Mention, mention: Mention) -> bool:
    """For words rather than violence: other parties make another event."""
    if not first.targets or not mention.targets:
        return False
    return not share_party(first.targets, mention.targets)


def have_other_countries(first: Mention, mention: Mention) -> bool:
    """ "Serbia and Croatia met. Iran and Iraq met as well": states that nothing links did two things."""
    sides = [
        {actor.country for actor in (*each.sources, *each.targets) if actor.country is not None}.union(
            roled.place.country or "" for roled in each.places if roled.place.kind in _OF_STATES
        )
        for each in (first, mention)
    ]
    return all(len(side) > 1 for side in sides) and sides[0].isdisjoint(sides[1])


def share_party(some: Sequence[ActorMention], others: Sequence[ActorMention]) -> bool:
    """True when two lists of actors have one in common, a pronoun being anybody."""
    keys = {party_key(actor) for actor in some}
    return any(party_key(actor) in keys or actor.is_pronoun for actor in others)


def party_key(actor: ActorMention) -> str:
    """Return what tells an actor from others: entity, else the last word of the name."""
    return (actor.entity or actor.name.rsplit(" ", 1)[-1]).lower()


def has_police(mentions: Sequence[Mention]) -> bool:
    """True where the police act."""
    return any(actor.sector == "COP" for mention in mentions for actor in mention.sources)


def have_other_sides(some: Sequence[Mention], others: Sequence[Mention]) -> bool:
    """True when the state's forces act in the one telling and others alone in the other: a mob's deed, and police fire.

    Where both fight ("clashed with") either side may act in what follows.
    """
    if any(mention.is_two_sided for mention in (*some[:MOST_MENTIONS], *others[:MOST_MENTIONS])):
        return False
    sides = [_sides(some), _sides(others)]
    return all(len(side) == 1 for side in sides) and sides[0] != sides[1]


def have_same_victims(some: Sequence[Mention], others: Sequence[Mention]) -> bool:
    """True when both tellings have the very words of a victim in common."""
    starts = {actor.start for mention in some[:MOST_MENTIONS] for actor in mention.targets if not actor.is_pronoun}
    return any(actor.start in starts for mention in others[:MOST_MENTIONS] for actor in mention.targets)


def have_same_force(some: Sequence[Mention], others: Sequence[Mention]) -> bool:
    """True where the state's forces act in both, or nobody else does in the one."""
    sides = [_sides(some), _sides(others)]
    return "state" in sides[0] | sides[1] and "other" not in sides[0] | sides[1]


def _sides(mentions: Sequence[Mention]) -> set[str]:
    mentions = mentions[:MOST_MENTIONS]
    sectors = {actor.sector for mention in mentions for actor in mention.sources if not actor.is_pronoun}
    sectors |= {mention.implied for mention in mentions if mention.implied and not mention.sources}
    return {"state" for each in sectors if each in _STATE} | {"other" for each in sectors if each in _NOT_STATE}
