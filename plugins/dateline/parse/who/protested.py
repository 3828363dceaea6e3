"""Before whose door a protest stands: "outside the Israeli embassy", "at the gates of the mining company".

Who gathers before a seat of power or of business is there for its owner. A place of worship, a hospital, a square and a
school are where people meet. Source: the codebook's actor rows: the target is whom the act is directed at.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse.grammar.nouns import is_class, noun_of
from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed

_SEATS = listed(
    "embassy, consulate, ministry, parliament, assembly, congress, senate, court, courthouse, courtroom, palace, "
    "council, secretariat, prosecutor, commission, authority, agency, mission, legislature, police, barracks, "
    "presidency, bank, company, factory, refinery, mine, municipality"
)
_ROOMS = listed(
    "office, headquarters, home, house, residence, building, premises, compound, seat, mansion, hall, station, base, "
    "branch, plant, depot, hq, villa, offices"
)
_EDGES = listed("gate, door, entrance, front, step, wall, fence, doorstep, perimeter, side")
_BEFORE = frozenset(("outside", "before", "at", "in", "near", "around", "opposite", "on", "towards", "toward", "to"))
_PLAIN = frozenset(("outside", "opposite", "before"))


def faced(word: Token) -> Iterator[Token]:
    """Yield whose seat the people of a verb, or of a noun, of protest stand before."""
    for child in word.children:
        if child.dep_ in ("prep", "advmod") and child.lower_ in _BEFORE:
            for place in child.children:
                if place.dep_ == "pobj":
                    yield from _owner(place, is_before=child.lower_ in _PLAIN)
        elif child.dep_ == "dobj" and any(inner.lower_ in _PLAIN for inner in child.lefts):
            yield from _owner(child, is_before=True)  # "rallied outside parliament", misread
        elif child.dep_ in ("relcl", "acl", "conj") and child.i > word.i and child.lemma_.lower() in _GATHERING:
            yield from faced(child)
        elif child.dep_ == "prep" and child.lower_ in ("by", "of"):
            for crowd in child.children:  # "a demonstration by hundreds who gathered outside the ministry"
                if crowd.dep_ == "pobj":
                    yield from faced(crowd)


_GATHERING = listed("gather, assemble, rally, march, demonstrate, stand, chant, protest, camp, sit, mass, picket")


def _owner(place: Token, *, is_before: bool) -> Iterator[Token]:
    lemma = place.lemma_.lower()
    if lemma in _EDGES:
        for child in place.rights:
            if child.dep_ == "prep" and child.lower_ == "of":
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        yield from _owner(inner, is_before=True)
        return
    if not is_before:
        return
    if lemma in _ROOMS:
        owner = next(_owners(place), None)
        if owner is not None:
            yield owner
        return
    if lemma in _SEATS or is_class(place, "state"):
        yield place


def _owners(room: Token) -> Iterator[Token]:
    """ "The company's headquarters", "the offices of the water authority", "a party office", "police station"."""
    for child in room.children:
        if child.dep_ == "poss" and child.pos_ != "PRON":
            yield child
        elif child.dep_ == "prep" and child.lower_ == "of":
            yield from (inner for inner in child.children if inner.dep_ == "pobj" and _may_own(inner))
    yield from (child for child in room.lefts if child.dep_ in ("compound", "nmod") and _may_own(child))


def _may_own(noun: Token) -> bool:
    return noun_of(noun) is not None or noun.pos_ == "PROPN" or noun.lemma_.lower() in _SEATS
