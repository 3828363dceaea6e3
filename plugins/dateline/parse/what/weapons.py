"""Weapons in the text's own wording, each with its type from `data/weapons.csv`.

Words that are weapons only in some company (a mine, a tank, to bomb) are told apart by `data/weapon_homonyms.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dateline.parse.text.tokens import Token, find_tokens, words
from dateline.vocab import read_table

_LONGEST = 7
_VEHICLES = {
    "car": "car bomb", "vehicle": "car bomb", "minibus": "car bomb", "van": "car bomb", "taxi": "car bomb",
    "bus": "car bomb", "jeep": "car bomb", "pickup": "car bomb", "suv": "car bomb", "sedan": "car bomb",
    "ambulance": "car bomb", "truck": "truck bomb", "lorry": "truck bomb", "tanker": "truck bomb",
    "tractor": "truck bomb", "motorcycle": "motorcycle bomb", "motorbike": "motorcycle bomb",
    "bicycle": "motorcycle bomb", "rickshaw": "motorcycle bomb", "scooter": "motorcycle bomb", "cart": "bomb",
    "boat": "boat bomb", "speedboat": "boat bomb", "backpack": "bomb", "bag": "bomb", "suitcase": "bomb",
    "drone": "drone", "vest": "suicide vest", "donkey": "bomb", "parcel": "parcel bomb", "package": "parcel bomb",
}  # fmt: skip
_LOADED = words("packed loaded laden rigged filled stuffed laced fitted primed")
_CHARGE = words("explosives explosive dynamite tnt bombs ammonium gunpowder grenades shrapnel c-4 explosives-filled")
_MODIFIERS = words(
    "homemade powerful small large huge heavy remote-controlled handmade sophisticated crude anti-tank incendiary "
    "high-caliber large-caliber long-range short-range medium-range precision-guided rusty sharp"
)
_VERB_BEFORE = words("to will would could should may might must not would-be they we you can did")
_POINTING = words("the this that these those")
_VERBS = words(
    "bomb rocket mine shell knife club grenade hammer stone rock ax axe whip gun poison missile spear arrow bow"
)


@dataclass(frozen=True, slots=True)
class WeaponMention:
    """A weapon as the text words it ("a car packed with explosives") and its type ("car bomb").

    `is_definite`: "the bomb", "those rockets", one that the text has spoken of.
    """

    start: int
    end: int
    text: str
    type: str
    is_definite: bool = False


@cache
def _phrases() -> Mapping[tuple[str, ...], str]:
    """Return phrases as tokens, each with its type; plurals of the last word are added."""
    rows = [(tuple(t.word for t in find_tokens(row["phrase"])), row["type"]) for row in read_table("weapons.csv")]
    phrases: dict[tuple[str, ...], str] = {}
    for phrase, kind in rows:
        phrases.setdefault(phrase, kind)
    for phrase, kind in rows:
        for plural in _plurals(phrase[-1]):
            phrases.setdefault((*phrase[:-1], plural), kind)
    return phrases


def _plurals(word: str) -> tuple[str, ...]:
    if word.endswith("fe"):
        return (word[:-2] + "ves",)
    return (word + "es", word + "s") if word.endswith(("x", "s", "sh", "ch")) else (word + "s",)


@cache
def _homonyms() -> Mapping[tuple[str, str], frozenset[str]]:
    """Return, by word and side, the neighbours that make it no weapon: a gold mine, a think tank, gun control."""
    return {(row["word"], row["side"]): words(row["neighbours"]) for row in read_table("weapon_homonyms.csv")}


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _phrases())


def find_weapons(text: str) -> list[WeaponMention]:
    """Return the weapons that `text` names, in reading order, longest wording. Never raises.

    >>> [(w.text, w.type) for w in find_weapons("A car packed with explosives blew up; gunmen fired AK-47 rifles.")]
    [('A car packed with explosives', 'car bomb'), ('AK-47 rifles', 'assault rifle')]
    """
    tokens = find_tokens(text)
    found = []
    at = 0
    while at < len(tokens):
        first, last, kind = _loaded(tokens, at) or _listed(tokens, at) or (at, at + 1, None)
        if kind is not None:
            start, end = tokens[first].start, tokens[last - 1].end
            found.append(WeaponMention(start, end, text[start:end], kind, _word(tokens, first - 1) in _POINTING))
        at = last
    return found


def _loaded(tokens: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    """Read "a car packed with explosives" and "an explosives-laden truck" that begin at `at`."""
    first = at
    if tokens[at].word in {"a", "an"}:
        at += 1
    for vehicle in range(at, min(at + 3, len(tokens))):
        if tokens[vehicle].word in _VEHICLES and _word(tokens, vehicle + 1) in _LOADED:
            return _until_charge(tokens, first, vehicle)
        if (
            tokens[vehicle].word in _CHARGE
            and _word(tokens, vehicle + 1) == "-"
            and _word(tokens, vehicle + 2) in _LOADED
        ):
            for noun in range(vehicle + 3, min(vehicle + 6, len(tokens))):
                if tokens[noun].word.removesuffix("s") in _VEHICLES:
                    return first, noun + 1, _VEHICLES[tokens[noun].word.removesuffix("s")]
        if not tokens[vehicle].word.isalpha():
            break
    return None


def _until_charge(tokens: Sequence[Token], first: int, vehicle: int) -> tuple[int, int, str] | None:
    for end in range(vehicle + 2, min(vehicle + 9, len(tokens))):
        if tokens[end].word in _CHARGE:
            return first, end + 1, _VEHICLES[tokens[vehicle].word]
        if tokens[end].word in {".", ",", ";"}:
            break
    return None


def _listed(tokens: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    if tokens[at].word not in _first_words():
        return None
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        phrase = tuple(token.word for token in tokens[at : at + length])
        kind = _phrases().get(phrase)
        if kind is None or _is_other(tokens, at, at + length, " ".join(phrase)):
            continue
        first = at
        while first > 0 and tokens[first - 1].word in _MODIFIERS:
            first -= 1
        return first, at + length, kind
    return None


def _is_other(tokens: Sequence[Token], first: int, last: int, phrase: str) -> bool:
    """Say whether the words mean no weapon here: a gold mine, "to bomb", gun control."""
    before, after = _word(tokens, first - 1), _word(tokens, last)
    if before in _homonyms().get((phrase, "before"), ()) or after in _homonyms().get((phrase, "after"), ()):
        return True
    return phrase in _VERBS and before in _VERB_BEFORE


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


_SPENT = re.compile(r"bomb|drone|missile|rocket|grenade|mine|mortar|shell|ied|explosive|device|torpedo", re.IGNORECASE)


def is_spent(weapon: WeaponMention) -> bool:
    """True for what is used up by its use: "the bomb" of a later sentence is the bomb of the first."""
    return _SPENT.search(weapon.type) is not None


def weapon_key(weapon: WeaponMention) -> str:
    """Return what tells a weapon from others of a story: the last word of its wording, in the singular.

    >>> [weapon_key(each) for each in find_weapons("Two hand grenades were thrown; the grenade failed.")]
    ['grenade', 'grenade']
    """
    return weapon.text.rpartition(" ")[2].lower().removesuffix("s")
