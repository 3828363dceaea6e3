"""Weapons in the text's own wording, each with its type from `data/weapons.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.parse.tokens import Token, find_tokens, words

_TABLE = Path(__file__).parent.parent / "data" / "weapons.csv"
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
# What makes the word mean something else: a gold mine, a think tank, the rock of a musician.
_OTHER_BEFORE = {
    "mine": words("gold coal copper diamond iron tin salt silver uranium emerald jade cobalt zinc lithium of is a-of"),
    "mines": words("gold coal copper diamond iron tin salt silver uranium emerald jade cobalt zinc lithium of and ministry"),
    "tank": words("think fuel water oil gas septic storage fish gasoline propane"),
    "tanks": words("think fuel water oil gas septic storage fish gasoline propane"),
    "shell": words("royal company"), "club": words("football sports night the soccer country rugby golf cricket a nuclear fan"),
    "clubs": words("football sports night the soccer country rugby golf cricket nuclear fan"),
    "rock": words("the of punk hard a"), "stone": words("cornerstone foundation precious a of milestone the rolling"),
    "acid": words("amino citric folic"), "arrow": words("broken an"), "pellet": words("wood"),
    "bullet": words("the-silver silver bite bullet"), "blade": words("runner"), "hammer": words("auction the"),
    "grad": words("a college new"), "missile": words(""), "fire": words(""), "gun": words("jumped top starting"),
    "poison": words("rat ivy"), "pot": words(""), "axe": words("the battle"), "ax": words("the"), "bow": words("a the to"),
    "pellets": words("wood feed fuel"), "whip": words("party majority minority chief government opposition the to"),
    "brick": words("a-of red"), "cannon": words("loose"), "grenades": words(""), "baton": words("the conductor's"),
}  # fmt: skip
_OTHER_AFTER = {
    "mine": words("workers worker shaft owner site collapse accident operator is was"),
    "gun": words("control laws law violence lobby owners owner rights ownership salute"),
    "nuclear weapon": words(""), "mig": words(""), "rock": words("band music star concert and"), "acid": words("rain"),
    "stone": words("age building wall walls house bridge"), "tank": words("top"), "rocket": words("scientist fuel lab man"),
    "drone": words("footage video pictures images photography"), "brick": words("wall walls building house factory kiln"),
    "bullet": words("train trains point points"), "shell": words("company shocked shock petroleum oil plc nigeria"),
    "missile": words("tests test launch"), "bomb": words("disposal squad experts technicians threat threats shelter hoax"),
    "bombs": words("disposal"), "explosives": words("experts"), "knife": words("edge"), "blade": words("runner"),
}  # fmt: skip
_VERB_BEFORE = words("to will would could should may might must not would-be they we you can did")
_VERBS = words(
    "bomb rocket mine shell knife club grenade hammer stone rock ax axe whip gun poison missile spear arrow bow"
)


@dataclass(frozen=True, slots=True)
class WeaponMention:
    """A weapon as the text words it ("a car packed with explosives") and its type ("car bomb")."""

    start: int
    end: int
    text: str
    type: str


@cache
def _phrases() -> Mapping[tuple[str, ...], str]:
    """Return phrases as tokens, each with its type; plurals of the last word are added."""
    with _TABLE.open(encoding="utf-8", newline="") as table:
        rows = [(tuple(t.word for t in find_tokens(row["phrase"])), row["type"]) for row in csv.DictReader(table)]
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
            found.append(WeaponMention(start, end, text[start:end], kind))
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
    if before in _OTHER_BEFORE.get(phrase, ()) or after in _OTHER_AFTER.get(phrase, ()):
        return True
    return phrase in _VERBS and before in _VERB_BEFORE


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""
