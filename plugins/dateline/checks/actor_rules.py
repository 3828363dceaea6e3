"""Rules of the row checks on actors: what goes with a name and what with none, and what the lists say of an entity."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from dateline.checks.frames import Frames
from dateline.checks.place_rules import names_country
from dateline.checks.text_rules import plain_words
from dateline.parse.grammar.nouns import actor_nouns
from dateline.parse.who.groups import find_groups, group_list, group_wordings
from dateline.parse.who.leaders import find_leader
from dateline.vocab import SUPRANATIONAL, country_of_demonym, country_of_name

if TYPE_CHECKING:
    import pandas as pd

_CAPITALISED = re.compile(r"\b[A-Z][\w-]*")
_NO_NATIONALITY = re.compile(r"\bethnic\b|\b(?:north|south|east|west)(?:ern)?\b|\bnew\b", re.IGNORECASE)
"""Beside such words a nationality is a people, or half of another country's name."""


_OF_ANY_SECTOR = frozenset(
    ("leader", "leaders", "member", "members", "chief", "chiefs", "head", "heads", "officer", "officers")
)


def unknown_has_no_name(frames: Frames) -> pd.Series[bool]:
    """Who is unknown has no name, no entity, no kind and no span; a code it may have ("the police", left out)."""

    def is_right(status: Any, name: Any, entity: Any, kind: Any, start: Any) -> bool:
        blank = not isinstance(name, str) or not name.strip()
        if status == "unknown":
            return blank and entity is None and kind is None and start is None
        return not blank or name is None

    return frames.judged("actors", ("status", "name", "entity", "kind", "mention_start"), is_right)


def known_has_a_kind(frames: Frames) -> pd.Series[bool]:
    return frames.judged(
        "actors", ("status", "kind", "name"),
        lambda status, kind, name: status == "unknown" or kind is not None or not str(name or "").strip(),
    )  # fmt: skip


def known_has_a_span(frames: Frames) -> pd.Series[bool]:
    return frames.judged(
        "actors", ("status", "mention_start", "mention_end", "name"),
        lambda status, start, end, name: (
            status == "unknown" or not str(name or "").strip() or start is not None or end is not None
        ),
    )  # fmt: skip


def code_is_country_and_sector(frames: Frames) -> pd.Series[bool]:
    def is_right(code: Any, country: Any, sector: Any) -> bool:
        return bool(code == (f"{country or ''}{sector or ''}" or "UNK"))

    return frames.judged("actors", ("code", "country", "sector"), is_right)


def side_is_of_source(frames: Frames) -> pd.Series[bool]:
    """Only those who act have a side: in a clash of two, both do."""

    def is_right(side: Any, role: Any) -> bool:
        return side is None or (role == "source" and isinstance(side, int) and side >= 1)

    return frames.judged("actors", ("side", "role"), is_right)


# --------------------------------------------------------------------------------------------------- the lists


@cache
def _codes_of_groups() -> dict[str, frozenset[tuple[str | None, str | None]]]:
    found: dict[str, set[tuple[str | None, str | None]]] = {}
    for group in group_list():
        found.setdefault(group.entity, set()).add((group.country, group.sector))
    return {entity: frozenset(codes) for entity, codes in found.items()}


def entity_is_as_listed(frames: Frames) -> pd.Series[bool]:
    """A state has its code, a body of the list its country and sector, a leader the country; what is open is free."""

    def is_right(entity: Any, country: Any, sector: Any) -> bool:
        if isinstance(entity, str) and (home := country_of_name(entity)) is not None:
            return bool(country == home)
        listed = _codes_of_groups().get(entity) if isinstance(entity, str) else None
        if listed:
            return any(home in (None, country) and kind in (None, sector) for home, kind in listed)
        leader = find_leader(entity) if isinstance(entity, str) else None
        return leader is None or country in (None, leader.country)

    return frames.judged("actors", ("entity", "country", "sector"), is_right)


def entity_is_named(frames: Frames) -> pd.Series[bool]:
    """Whoever has a resolved name is somebody named, or people of a body that is."""

    def is_right(entity: Any, status: Any, kind: Any) -> bool:
        return entity is None or status == "named" or kind in ("people", "person")

    return frames.judged("actors", ("entity", "status", "kind"), is_right)


def entity_is_told(frames: Frames) -> pd.Series[bool]:
    """A resolved name is told by the text, in one of its wordings; one that no list has is alike its mention."""
    right = []
    for row, entity, name in frames.rows("actors", "row", "entity", "name"):
        if not isinstance(entity, str):
            right.append(True)
            continue
        text = frames.texts[row] if frames.is_whole[row] else None
        alike = _is_listed(entity) or not isinstance(name, str) or _shares_word(entity, name)
        right.append(alike and (text is None or _is_told(entity, text)))
    return frames.flags("actors", right)


@lru_cache(maxsize=5_000)
def _is_told(entity: str, text: str) -> bool:
    home = country_of_name(entity)
    if home is not None and names_country(home, text):
        return True
    words = plain_words(text.replace(".", ""))
    leader = find_leader(entity)
    wordings = group_wordings().get(entity, (entity, entity.split()[-1]) if leader else (entity,))
    if any(_key(wording) in words for wording in wordings):
        return True
    if leader is not None and any(find_leader(word) == leader for word in _CAPITALISED.findall(text)):
        return True
    return any(span.group.entity == entity for span in find_groups(text))


def _key(wording: str) -> str:
    return plain_words(wording.replace(".", "")).removeprefix("al ").removeprefix("the ")


@lru_cache(maxsize=20_000)
def _is_listed(entity: str) -> bool:
    return entity in _codes_of_groups() or find_leader(entity) is not None or country_of_name(entity) is not None


def _shares_word(entity: str, name: str) -> bool:
    """Whether a mention can stand for a name: an acronym, or a word that begins alike ("rebels": "Rebel spokesman")."""
    stems = {word[:4] for word in plain_words(entity).split()}
    has_acronym = any(sum(letter.isupper() for letter in word) > 1 for word in name.split())
    return has_acronym or any(word[:4] in stems for word in plain_words(name).split())


def sector_is_of_noun(frames: Frames) -> pd.Series[bool]:
    """ "Police" are COP, "gunmen" UAF: a name that is one noun of the list has its sector.

    Leaders and officers may be of any, and a man who shot is an unidentified armed one.
    """

    def is_right(name: Any, entity: Any, status: Any, sector: Any) -> bool:
        noun = actor_nouns().get(name.lower()) if isinstance(name, str) and entity is None else None
        if noun is None or status != "generic" or noun.word in _OF_ANY_SECTOR:
            return True
        return sector == noun.sector or (noun.sector == "CVL" and sector == "UAF")

    return frames.judged("actors", ("name", "entity", "status", "sector"), is_right)


# ---------------------------------------------------------------------------------------------------- countries


def country_is_of_name(frames: Frames) -> pd.Series[bool]:
    """ "Syrian soldiers" are of Syria."""

    def is_right(name: Any, entity: Any, country: Any) -> bool:
        said = _nation_in(name) if isinstance(name, str) and entity is None else None
        return said is None or country == said

    return frames.judged("actors", ("name", "entity", "country"), is_right)


@lru_cache(maxsize=20_000)
def _nation_in(name: str) -> str | None:
    """Return the one nation that a name has for its first word, None where the word may be part of something else."""
    words = _CAPITALISED.findall(name)
    if not words or _NO_NATIONALITY.search(name) or not name.startswith(words[0]) or len(words) > 1:
        return None
    return country_of_demonym(words[0])


def country_is_told(frames: Frames) -> pd.Series[bool]:
    """The text names an actor's country, or the report is there."""
    homes = dict(enumerate(code for (code,) in frames.rows("reports", "country")))
    places: dict[int, set[Any]] = {}
    for row, code in frames.rows("places", "row", "country"):
        places.setdefault(row, set()).add(code)
    right = []
    for row, code, entity in frames.rows("actors", "row", "country", "entity"):
        free = code is None or code in SUPRANATIONAL or entity is not None or code == homes[row]
        text = frames.texts[row] if frames.is_whole[row] else None
        right.append(free or text is None or code in places.get(row, ()) or names_country(code, text))
    return frames.flags("actors", right)
