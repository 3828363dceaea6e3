"""What violence hits: buildings, vehicles and installations, parts of them seen as the whole.

Source: the codebook's actor rows (`kind` facility). An embassy speaks as an organisation and is hit as a building.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.parse.grammar.nouns import object_classes
from dateline.parse.grammar.syntax import Token, find_arguments, find_subjects, in_series
from dateline.parse.text.wordlists import listed
from dateline.parse.who.actors import ActorMention

_PARTS = listed(
    "front, back, rear, side, door, doors, entrance, gate, gates, window, windows, facade, facing, wall, walls, roof, "
    "floor, part, parts, outside, inside, premises, basement, lobby, ceiling, shelves, glass, masonry, wing, corner, "
    "grounds, courtyard, garden"
)
_BUILT = listed(
    "institute, branch, business, structure, institution, firm, enterprise, museum, library, theater, theatre"
)
_CROWDED = listed("meeting, wedding, funeral, court, patrol, settlement, port, ports")
_AREAS = listed(
    "district, neighborhood, neighbourhood, town, city, suburb, highway, road, street, area, region, province, "
    "department, capital, outskirts, zone, sector, county, municipality, avenue"
)

SETTLEMENTS = listed(
    "village, hamlet, town, settlement, camp, neighbourhood, neighborhood, quarter, suburb, district, compound, "
    "market, bazaar, farm, island, port, area"
)
"""Where people live and trade: who an attack on one hit is told later."""
_AIMS = frozenset(("target", "object", "objective", "victim"))
_DAMAGING = listed(
    "damage, destroy, shatter, hit, strike, rock, shake, wreck, demolish, level, gut, break, rip, affect, shear, ruin"
)
_DOING = frozenset(("cause", "do", "inflict", "wreak"))
_DONE = frozenset(("damage", "destruction", "havoc"))


def hit_by(noun: Token) -> list[Token]:
    """Return what the clause around an attack's noun says it hit.

    "The bank was the target of an attack", "the explosion shattered the windows of the bank", "the blast caused
    damage to the bank and to nearby shops".
    """
    above = noun.head
    if noun.dep_ == "pobj" and above.lower_ == "of" and above.head.lemma_ in _AIMS:
        aim = above.head
        subjects = find_subjects(aim.head) if aim.dep_ in ("attr", "oprd") else []
        return [each for subject in subjects for each in (subject, *subject.conjuncts)]
    if noun.dep_ != "nsubj":
        return []
    objects = [child for child in above.rights if child.dep_ == "dobj"]
    if above.lemma_ in _DAMAGING:
        wholes = [whole(head) for head in objects]
        listed_here = [(*head.conjuncts, *in_series(head)) for head in wholes]
        return [each for at, head in enumerate(objects) for each in (head, *head.conjuncts, *listed_here[at])]
    if above.lemma_ in _DOING:
        return [hit for head in objects if head.lemma_ in _DONE for hit in _done_to(head, above)]
    return []


def _done_to(damage: Token, verb: Token) -> list[Token]:
    places = [child for above in (damage, verb) for child in above.rights if child.lower_ in ("to", "in", "on")]
    places += [last for place in places for last in place.children if last.dep_ == "conj" and last.lower_ == "to"]
    heads = [child for place in places for child in place.children if child.dep_ == "pobj"]
    return [each for head in heads for each in (head, *head.conjuncts)]


_LAYING = listed(
    "place, plant, put, leave, hide, conceal, attach, fix, stick, strap, wire, park, throw, hurl, lob, set, toss"
)
_SPOTS = listed("in, inside, under, underneath, beneath, on, to, at, outside, near, beside, against")


def laid_at(bomb: Token) -> list[Token]:
    """Return where the clause on a bomb says it was laid: "a bomb planted under a van", "which was left at a shop"."""
    verbs = [
        child
        for child in bomb.rights
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in _LAYING and child.tag_ in ("VBN", "VBD")
    ]
    places = [(slot, head) for verb in verbs for slot in _SPOTS for head in find_arguments(verb).get(slot)]
    return [whole(head) for _, head in sorted(places, key=lambda place: place[1].i)]


def whole(head: Token) -> Token:
    """Return what a part is part of: "in front of the embassy", "the windows of the consulate"."""
    if head.lower_ not in _PARTS:
        return head
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), head)
    return head


def struck(actor: ActorMention) -> ActorMention:
    """Return a target as what was hit: an embassy, a newspaper or an ambulance is a building or a vehicle."""
    classes = object_classes().get(actor.head) or frozenset()
    if actor.kind == "facility" or not ("facility" in classes or actor.head in _BUILT) or actor.head in _CROWDED:
        return actor
    return replace(actor, kind="facility", status="generic" if actor.name.islower() else actor.status)


def is_area(actor: ActorMention) -> bool:
    """True for a part of town or country: where it was, not who or what was hit."""
    return (actor.head in _AREAS and actor.country is None) or _RIVERSIDE.search(actor.name) is not None


_RIVERSIDE = re.compile(
    r"\b(?:(?:north|south|east|west)(?:ern)?|left|right|far|near|opposite|other|river)\sbanks?\b", re.IGNORECASE
)
"""No house of money: "the east bank of the Tigris"."""
