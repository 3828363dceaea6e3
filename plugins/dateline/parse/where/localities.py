"""Where within a town: "the Salt Gate area", "the village of Kot", "in Lower Quay,": to tell incidents apart.

The wordings are kept as they are: no gazetteer has most of them.

A locality is (kind, name): its noun and what stands before it. The kind of a place that opens its sentence ("In Surat,
three died") is "".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.where.placewords import common_words

Locality: TypeAlias = tuple[str, str]

_KINDS = {
    "area": "area", "areas": "area", "locality": "area", "localities": "area", "neighbourhood": "area",
    "neighborhood": "area", "colony": "area", "ward": "area", "quarter": "area", "suburb": "area", "slum": "area",
    "town": "town", "village": "town", "city": "town", "township": "town", "hamlet": "town",
    "district": "district", "taluka": "district", "tehsil": "district", "county": "district", "province": "district",
}  # fmt: skip
_ORDINARY = listed(
    "walled, old, new, port, capital, border, rural, urban, neighbouring, neighboring, nearby, residential, market, "
    "sensitive, affected, riot-hit, remote, entire, whole, main, adjoining, surrounding, same, other, another, town, "
    "city, village, area, district, north, south, east, west, northern, southern, eastern, western, central, coastal, "
    "mountain, mountainous, tribal, police, station, small, large, home, native, major, several, some, many, few, two, "
    "three, four, five, six, poor, busy, crowded, industrial, metropolitan, greater, minority, holy, twin, ancient"
)
_FRONTED = frozenset(("in", "at", "near"))


def find_localities(sentence: Token, triggers: Collection[int]) -> Mapping[int, frozenset[Locality]]:
    """Return the localities told with each trigger, by token number, and all of the sentence under -1."""
    found: dict[int, set[Locality]] = {at: set() for at in triggers}
    all_told: set[Locality] = set()
    for token in sentence:
        locality = _locality(token)
        if locality is None:
            continue
        all_told.add(locality)
        owner = _owner(token, found)
        for at in [owner] if owner is not None else list(found):
            found[at].add(locality)
    found[-1] = all_told
    return {at: frozenset(localities) for at, localities in found.items()}


def are_apart(some: Collection[Locality], others: Collection[Locality]) -> bool:
    """True when two incidents name different localities of one kind, and none in common."""
    if not some or not others or {name for _, name in some} & {name for _, name in others}:
        return False
    return bool({kind for kind, _ in some} & {kind for kind, _ in others})


def _locality(token: Token) -> Locality | None:
    kind = _KINDS.get(token.lower_)
    if kind is not None:
        called = [
            inner.lower_
            for child in token.rights
            if child.lower_ == "of" and child.i == token.i + 1
            for inner in child.children
            if inner.dep_ == "pobj"
        ]
        words = called or [child.lower_ for child in token.lefts if child.dep_ in ("compound", "nmod", "amod")]
        name = " ".join(word for word in words if word not in _ORDINARY and word not in common_words())
        return (kind, name) if name else None
    is_first = token.dep_ == "pobj" and token.head.i == token.doc[0].i and token.head.lower_ in _FRONTED
    if is_first and token.pos_ in ("PROPN", "NOUN") and token.lower_ not in common_words():
        return ("", str(token.lower_))
    return None


def _owner(token: Token, triggers: Collection[int]) -> int | None:
    for _ in range(40):
        if token.i in triggers:
            return int(token.i)
        if token.head == token:
            return None
        token = token.head
    return None
