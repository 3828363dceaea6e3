"""Who plays a role in a report, made ready to be compared; and how far two casts are one.

A reading often knows a party by half: "protesters" in one story and "demonstrators" of a known country in another,
"people" where another says who they were. Only what two texts state against each other speaks against.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from dateline.records import Actor
from dateline.vocab import country_of_demonym

_ARMED_STATE, _ARMED_OTHER, _RULERS, _PEOPLE = "state", "rebels", "rulers", "people"
_SIDES = {
    **dict.fromkeys(("MIL", "COP", "PRM", "SPY"), (_ARMED_STATE,)),
    **dict.fromkeys(("REB", "UAF", "CRM"), (_ARMED_OTHER,)),
    **dict.fromkeys(("GOV", "LEG", "JUD", "PTY", "ELI"), (_RULERS,)),
    "OPP": (_RULERS, _PEOPLE),
}  # fmt: skip
"""Sides by sector; who is in none of them is of the people. Opposition is politicians and marchers alike."""

_STATE = frozenset({"GOV", "MIL"})
"""A government and its army: a text has now the one, now the other for what a state does."""

_WORD = re.compile(r"\w+")
_GENERIC_WORDS = """
    people person men women man woman child children civilians civilian gunmen militants fighters rebels forces force
    army police troops soldiers officials government group attackers attacker unknown unidentified suspected armed
    local others victims residents protesters demonstrators workers members leader leaders suspects authorities
    security state national spokesman spokeswoman ministry minister chief military side sides parties groups both two
"""
_ANYBODY_WORDS = """
    people person men women man woman child children civilians civilian others victims residents locals passers
    bystanders someone somebody
"""
_NO_NAME = frozenset(["the", "a", "an", "of", "in", "on", "at", "to", "and", "or", "for", "by", "with", "from", "s"])


def stem(word: str) -> str:
    """Return a word without its commonest endings: what a headline and a dispatch have in common.

    >>> stem("soldiers"), stem("bombed"), stem("bombing")
    ('soldier', 'bomb', 'bomb')
    """
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 - (ending == "s"):
            return word[: -len(ending)]
    return word


_GENERIC = frozenset(map(stem, _GENERIC_WORDS.split()))
_ANYBODY = frozenset(map(stem, _ANYBODY_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays a role in a report: `names` what tells them from others, `words` all that they are called, `codes`.

    `is_anybody`: nothing is said of them but that they are people.
    """

    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.words or self.codes)

    @property
    def is_anybody(self) -> bool:
        return bool(self.words) and self.words <= _ANYBODY


@cache
def _is_demonym(word: str) -> bool:
    return country_of_demonym(word) is not None


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name) if len(word) > 1 and word.casefold() not in _NO_NAME]


def read_telling_stems(name: str, to_stem: Callable[[str], str] = stem) -> frozenset[str]:
    """Return the stems of an actor's words, without those of grammar and of its country.

    >>> sorted(read_telling_stems("the Kenyan traffic wardens")), read_telling_stems("Kenyans")
    (['traffic', 'warden'], frozenset())
    """
    return frozenset(to_stem(word.casefold()) for word in _words(name) if not _is_demonym(word))


def read_stems(name: str, to_stem: Callable[[str], str] = stem) -> frozenset[str]:
    """Return the same stems, but the country's own for who is called by nothing else: "Kenyans"."""
    return read_telling_stems(name, to_stem) or frozenset(to_stem(word.casefold()) for word in _words(name))


def read_cast(actors: Iterable[Actor], role: str) -> Cast:
    """Return who plays a role among a report's actors; empty where it is nobody that the text knows."""
    names, words, initials, codes, countries, sectors, sides = (set[str]() for _ in range(7))
    for actor in actors:
        if actor.role != role or actor.status == "unknown":
            continue
        called = actor.entity or actor.name
        words |= read_stems(called)
        names |= read_telling_stems(called) - _GENERIC
        letters = "".join(word[0] for word in _WORD.findall(called) if word[0].isupper())
        if len(letters) >= 2:
            initials.add(letters.casefold())
        if actor.code and not actor.code.endswith("UNK"):
            codes.add(actor.code)
        if actor.country:
            countries.add(actor.country)
        if actor.sector and actor.sector != "UNK":
            sectors.add(actor.sector)
            sides.update(_SIDES.get(actor.sector, (_PEOPLE,)))
    return Cast(*map(frozenset, (names, words, initials, codes, countries, sectors, sides)))


def alike(one: Cast, other: Cast) -> float:
    """Return how far two casts are one, -1 to 1: by name, code, country and side; 0 when one of them is not told."""
    if not one or not other:
        return 0.0
    if one.names & other.names or one.initials & other.words or other.initials & one.words:
        return 1.0
    codes = one.codes & other.codes
    if any(not code.endswith("CVL") for code in codes) or (one.words & other.words) - _ANYBODY:
        return 0.7
    is_one_country = bool(one.countries & other.countries)
    if one.countries and other.countries and not is_one_country:
        return -1.0
    if one.sides and other.sides and not one.sides & other.sides:
        if one.is_anybody or other.is_anybody:
            return 0.0
        if is_one_country and "CVL" in one.sectors | other.sectors:
            return 0.2
        return 0.3 if is_one_country and one.sectors | other.sectors == _STATE else -0.7
    sectors = one.sectors & other.sectors
    if sectors - {"CVL"}:
        return 0.5
    if is_one_country and one.sides & other.sides:
        return 0.4
    return 0.2 if sectors and not (one.is_anybody and other.is_anybody) else 0.0


def is_named_in(cast: Cast, words: frozenset[str]) -> bool:
    """Tell whether an evidence's words (stems) hold a name of the cast, or its initials."""
    return not words.isdisjoint(cast.names) or not words.isdisjoint(cast.initials)
