"""Parties that no slot of a trigger holds: of a light verb, of what was hit, of the strike that did it, of a border.

"Carried out a raid", "opened fire on his car", "an Israeli air strike hit a school", "a post between Chad and Sudan".
Source: the codebook's actor rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.parse.grammar.nouns import is_class, noun_of
from dateline.parse.grammar.syntax import find_arguments, find_subjects
from dateline.parse.what.triggers import TriggerHit
from dateline.parse.who.actors import ActorMention, resolve_actor
from dateline.parse.who.complements import between
from dateline.parse.who.harm import laid_at, struck
from dateline.parse.who.participants import (
    EVENT_NOUNS,
    bearers,
    can_be_actor,
    can_be_named_before,
    may_act,
    shift,
)


def light_sources(hit: TriggerHit, offset: int) -> list[ActorMention]:
    """Return who does what a light verb carries: "the army carried out a raid"."""
    arguments = find_arguments(hit.light_verb)
    heads = arguments.get("by" if arguments.passive else "subj")
    return [
        shift(resolve_actor(head), offset) for head in heads if head.i != hit.token.i and not is_class(head, "weapon")
    ]


def light_targets(hit: TriggerHit, offset: int) -> list[ActorMention]:
    """Return whom a light verb's prepositions name: "launched an attack ... on the town", "gave them aid"."""
    arguments = find_arguments(hit.light_verb)
    slots = [
        slot
        for slot in ("on", "against", "at", "with", "to", "iobj", "into")
        if slot in (*hit.trigger.target_slots, "iobj")
    ]
    return [
        shift(resolve_actor(each), offset)
        for slot in slots
        for head in arguments.get(slot)
        if can_be_actor(head)
        for each in bearers(head, hit.trigger.event_type)
    ]


def owners_hit(hit: TriggerHit, offset: int) -> list[ActorMention]:
    """ "The senator escaped when gunmen opened fire on his car": whose car it was, where the clause above says."""
    verb = hit.token if hit.trigger.pos == "v" else hit.token.head
    slots = {slot.partition(":")[0] for each in hit.trigger.target_slots for slot in each.split("|")}
    owned = any(
        child.dep_ == "poss" and child.lower_ in ("his", "her")
        for slot in slots
        for head in hit.arguments.get(slot)
        if is_class(head, "facility")
        for child in head.children
    )
    if not owned or verb.dep_ != "advcl":
        return []
    owners = [each for each in find_subjects(verb.head) if each.tag_ in ("NN", "NNP") and not is_class(each, "weapon")]
    return [shift(resolve_actor(each), offset) for each in owners]


def hit_where_laid(hit: TriggerHit, held: Sequence[ActorMention], offset: int) -> list[ActorMention]:
    """ "A bomb hidden under a van exploded": the van; and the plane that blew up itself."""
    if any(actor.kind == "facility" for actor in held):
        return []
    subjects = hit.arguments.get("subj")
    laid = [struck(resolve_actor(place)) for head in subjects if is_class(head, "weapon") for place in laid_at(head)]
    if hit.trigger.event_mode == "explosives" and not hit.arguments.get("obj"):
        laid += [resolve_actor(head) for head in subjects if head.lemma_.lower() in _BLOWN_UP]
    return [shift(actor, offset) for actor in laid if actor.kind == "facility"]


def sharers(hit: TriggerHit, offset: int) -> list[ActorMention]:
    """ "A crossing between Chad and Sudan reopened", "flights between them were resumed": the states that share it."""
    is_shared = hit.trigger.event_mode == "access" or hit.trigger.event_type == "COOPERATE"
    things = [*hit.arguments.get("subj"), *hit.arguments.get("obj")] if is_shared else []
    heads = [head for thing in things for head in between(thing)]
    return [shift(resolve_actor(head), offset) for head in heads] if all(is_class(h, "nation") for h in heads) else []


def strikers(hit: TriggerHit, offset: int) -> list[ActorMention]:
    """ "An Israeli air strike hit a school", "shelling by the army killed": whose strike the subject is."""
    found: list[ActorMention] = []
    for strike in hit.arguments.get("subj") if hit.trigger.pos == "v" else ():
        is_strike = is_class(strike, "weapon") or strike.lemma_.lower() in EVENT_NOUNS or strike.lower_ in EVENT_NOUNS
        if noun_of(strike) is not None or not is_strike:
            continue
        arguments = find_arguments(strike)
        heads = [*arguments.get("by"), *arguments.get("poss"), *filter(can_be_named_before, arguments.get("nat"))]
        found += [shift(resolve_actor(head), offset) for head in heads if head.pos_ != "PRON"]
    return [actor for actor in found if may_act(actor)]


_BLOWN_UP = frozenset(("plane", "airplane", "aeroplane", "airliner", "train", "pipeline", "building", "house", "ship"))
"""What is blown up, and never a bomb on wheels."""
