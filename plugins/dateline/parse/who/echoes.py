"""One actor told in several words is one: "police" and "the officers", "the army" and its jets, "people" and "nurses".

Source: the codebook's actor rows: an actor stands once, by the wording that says most. Who is named, or whose country
differs, is another.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.parse.text.wordlists import listed
from dateline.parse.who.actors import ActorMention

_FORCES = frozenset(("COP", "MIL", "JUD", "UAF", "REB", "CRM", "PRM"))
_STATE_FORCES = frozenset(("COP", "MIL"))
_WHOLE = listed("army, military, force, police, office, court, judiciary")
"""Words for a force as a whole: "the army" is "the armed forces", and no battalion of it."""
_INSTRUMENTS = listed(
    "jet, warplane, aircraft, helicopter, gunship, warship, tank, artillery, plane, bomber, drone, frigate, ship, "
    "convoy, patrol, gunner, fighter"
)
_VAGUE = listed(
    "people, person, protester, protestor, demonstrator, marcher, crowd, hundred, thousand, dozen, score, group, mob, "
    "participant, picketer, rally-goer, masse, hundreds, thousands, dozens, scores, masses"
)
_VAGUEST = listed("people, person, hundred, thousand, dozen, score, hundreds, thousands, dozens, scores, masses, group")


def without_echoes(
    actors: Sequence[ActorMention], event_type: str, *, two_sided: bool = False, apart: bool = False
) -> list[ActorMention]:
    """Return the actors of one role, each once; the sides of a fight stay apart, but for those of one state.

    `apart` keeps a body beside the people of it, as the codebook wants it of those who did violence.
    """
    kept = [actor for actor in actors if not _is_instrument(actor, actors)]
    if event_type == "PROTEST":
        kept = _without_crowd(kept)
    told: list[ActorMention] = []
    for actor in kept:
        at = next((at for at, held in enumerate(told) if _are_one(held, actor, two_sided=two_sided, apart=apart)), None)
        if at is None:
            told.append(actor)
        elif _weight(actor) > _weight(told[at]):
            told[at] = actor
    return told


def _is_instrument(actor: ActorMention, actors: Sequence[ActorMention]) -> bool:
    """ "Its jets" beside the army whose they are."""
    if actor.head not in _INSTRUMENTS or actor.sector != "MIL" or actor.status == "named":
        return False
    return any(
        other.sector == "MIL" and other.head not in _INSTRUMENTS and _may_be_of_one_country(other, actor)
        for other in actors
    )


def _without_crowd(actors: Sequence[ActorMention]) -> list[ActorMention]:
    """ "People", "the protesters" beside "nurses": the crowd by what it is made of, else by what it does."""
    crowd = [actor for actor in actors if actor.kind in ("people", "organisation")]
    told = [actor for actor in crowd if actor.head not in _VAGUE] or [
        actor for actor in crowd if actor.head not in _VAGUEST
    ]
    if not told:
        return list(actors)
    least = _VAGUE if told[0].head not in _VAGUE else _VAGUEST
    return [actor for actor in actors if actor.status == "named" or actor.head not in least]


def _are_one(one: ActorMention, other: ActorMention, *, two_sided: bool, apart: bool) -> bool:
    if apart and not two_sided and (one.kind == "organisation") != (other.kind == "organisation"):
        return False
    if one.status != "generic" or other.status != "generic" or one.sector != other.sector:
        return False
    if "facility" in (one.kind, other.kind) or one.sector not in _FORCES or not _may_be_of_one_country(one, other):
        return False
    if one.kind == other.kind == "organisation" and not {one.head, other.head} <= _WHOLE:
        return False
    return not two_sided or one.sector in _STATE_FORCES


def _may_be_of_one_country(one: ActorMention, other: ActorMention) -> bool:
    return one.country == other.country or None in (one.country, other.country)


def _weight(actor: ActorMention) -> tuple[bool, bool, int]:
    return (actor.country is not None, actor.kind == "organisation", len(actor.name.split()))
