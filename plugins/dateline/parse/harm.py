"""What violence hits: buildings, vehicles and installations, parts of them seen as the whole.

Source: the codebook's actor rows (`kind` facility). An embassy speaks as an organisation and is hit as a building.
"""

from __future__ import annotations

from dataclasses import replace

from dateline.parse.actors import ActorMention
from dateline.parse.nouns import object_classes
from dateline.parse.syntax import Token
from dateline.parse.wordlists import listed

_PARTS = listed(
    "front, back, rear, side, door, doors, entrance, gate, gates, window, windows, facade, facing, wall, walls, roof, "
    "floor, part, parts, outside, inside, premises, basement, lobby"
)
_BUILT = listed(
    "institute, branch, business, structure, institution, firm, enterprise, museum, library, theater, theatre"
)
_CROWDED = listed("meeting, wedding, funeral, court, patrol, settlement, port, ports")
_AREAS = listed(
    "district, neighborhood, neighbourhood, town, city, suburb, highway, road, street, area, region, province, "
    "department, capital, outskirts, zone, sector, county, municipality, avenue"
)


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
    return actor.head in _AREAS and actor.country is None
