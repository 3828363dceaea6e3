"""Named actors of `data/actors.csv` in a text: longest match in one pass, tolerant of spelling, careful with case.

A name is compared by its words without articles ("al-", "el-", "the"), accents, apostrophes and hyphens, with double
vowels and British endings levelled: "Al Shabab" is "al-Shabaab". Acronyms count only in capitals, names only with a
capital, unless the list writes them without one ("naxalites").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from dateline.parse.text.wordlists import listed
from dateline.parse.where.placewords import common_words, first_names
from dateline.vocab import cell_list, country_of_demonym, fold, read_table

GroupKind = Literal[
    "group", "gang", "militia", "party", "movement", "authority", "organ", "body", "mission", "ngo", "media"
]

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’‘ʿʾ`][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?\n])[\s\"“'‘(]*$")
_ARTICLES = listed("al, el, ul, the, as, ash, ad, ar, at, az")
_PERSONAL = "~"
"""Before an alias that is also a person's name or a place's: it counts only without a name beside it."""
_WORDS_TOO = listed("mend, arena, fact, bras, milf, sars, lucha, azov, congress, triads, crips, contras, congress")
"""Acronyms and names that copy without capitals cannot tell from words."""
_SPELLINGS = (("defence", "defense"), ("isation", "ization"), ("programme", "program"), ("labour", "labor"))


@dataclass(frozen=True, slots=True)
class Group:
    """A named actor of the list: `since` and `until` are years, None when open or not known."""

    entity: str
    country: str | None
    sector: str | None
    kind: GroupKind
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class GroupSpan:
    """Where a text names a group, offsets into it."""

    start: int
    end: int
    group: Group


@dataclass(frozen=True, slots=True)
class _Name:
    """One wording of a group: its words' keys, and how each has to be written ("a" any, "C" capital, "A" acronym)."""

    keys: tuple[str, ...]
    cases: str
    group: Group
    is_personal: bool


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    key: str


@cache
def group_list() -> tuple[Group, ...]:
    """Return the named actors in the order of the list."""
    return tuple(group for group, _ in _rows())


@cache
def group_wordings() -> dict[str, tuple[str, ...]]:
    """Return all wordings of each group in the list, by its entity."""
    found: dict[str, tuple[str, ...]] = {}
    for group, wordings in _rows():
        found[group.entity] = (*found.get(group.entity, ()), *(word.removeprefix(_PERSONAL) for word in wordings))
    return found


@cache
def _rows() -> tuple[tuple[Group, tuple[str, ...]], ...]:
    rows = []
    for row in read_table("actors.csv"):
        kind: GroupKind = row["kind"]  # type: ignore[assignment]
        group = Group(
            row["entity"], row["country"] or None, row["sector"] or None, kind, _year(row["since"]), _year(row["until"])
        )
        rows.append((group, (row["entity"], *cell_list(row["aliases"]))))
    return tuple(rows)


def _year(cell: str) -> int | None:
    return int(cell) if cell else None


@cache
def _wordings() -> dict[str, list[tuple[str, Group]]]:
    """Return every wording of the list by the key of its first word; read on only when a text has that word."""
    found: dict[str, list[tuple[str, Group]]] = {}
    for group, wordings in _rows():
        for wording in wordings:
            first = next((key for word in _WORD.findall(wording) if (key := name_key(word)) not in _ARTICLES), None)
            if first is not None:
                found.setdefault(first, []).append((wording, group))
    return found


@cache
def _names_from(first: str) -> tuple[_Name, ...]:
    """Return the names that begin with a word, the longest first; the careful reading of a personal one only."""
    names = []
    for wording, group in _wordings().get(first, ()):
        words = _words(wording.removeprefix(_PERSONAL))
        keys, cases = tuple(word.key for word in words), "".join(_case(word.text) for word in words)
        names.append(_Name(keys, cases, group, wording.startswith(_PERSONAL)))
    personal = {name.keys for name in names if name.is_personal}
    kept = (name for name in names if name.is_personal or name.keys not in personal)
    return tuple(sorted(kept, key=lambda name: -len(name.keys)))


def _case(word: str) -> str:
    bare = word.replace(".", "")
    if sum(char.isupper() for char in bare) > 1 or bare[:1].isdigit():
        return "A"
    return "C" if bare[:1].isupper() else "a"


def _words(text: str) -> list[_Word]:
    return [
        _Word(*found.span(), word, key)
        for found in _WORD.finditer(text)
        if (key := name_key(word := found[0])) not in _ARTICLES
    ]


@lru_cache(maxsize=50_000)
def name_key(word: str) -> str:
    """Return a word as names are compared by it.

    >>> name_key("Defence"), name_key("Shabaab's"), name_key("U.N.")
    ('defense', 'shabab', 'un')
    """
    key = fold(word).removesuffix("'s").replace("'", "").replace("`", "").replace("ʿ", "").replace(".", "")
    if len(key) < 4 or (len(key) < 6 and word.isupper()):
        return key
    for british, american in _SPELLINGS:
        key = key.replace(british, american)
    return key.replace("aa", "a").replace("ee", "i").replace("oo", "u")


@lru_cache(maxsize=64)  # a story and its sentences, one after the other
def find_groups(text: str) -> tuple[GroupSpan, ...]:
    """Return where `text` names actors of the list, in reading order, never overlapping.

    >>> [(span.start, span.end, span.group.entity) for span in find_groups("fighters of the Al-Shabab group")]
    [(16, 25, 'al-Shabaab')]
    """
    words = _words(text)
    table, mute = _wordings(), text.islower() or text[1:].islower() or text.isupper()
    found: list[GroupSpan] = []
    at = 0
    while at < len(words):
        names = _names_from(words[at].key) if words[at].key in table else ()
        name = next((one for one in names if _stands(one, words, at, text, mute=mute)), None)
        if name is None:
            at += 1
            continue
        last = at + len(name.keys) - 1
        found.append(GroupSpan(_with_article(text, words[at].start), _without_possessive(words[last]), name.group))
        at = last + 1
    return tuple(found)


def _stands(name: _Name, words: list[_Word], at: int, text: str, *, mute: bool) -> bool:
    size = len(name.keys)
    if at + size > len(words) or any(words[at + step].key != name.keys[step] for step in range(1, size)):
        return False
    if any(not _joins(text[words[at + step].end : words[at + step + 1].start]) for step in range(size - 1)):
        return False
    loose = size > 1 and not _SENTENCE_START.search(text, max(0, words[at].start - 3), words[at].start)
    if not all(_is_written(words[at + step].text, case, loose and step > 0) for step, case in enumerate(name.cases)):
        first = name.keys[0]
        is_word = first in _WORDS_TOO or first in common_words() or name.is_personal
        return mute and (size > 1 or (len(first) > 3 and not is_word))
    return not name.is_personal or not _has_name_beside(words, at, text)


def _joins(gap: str) -> bool:
    """Only spaces, hyphens, brackets and articles stand between two words of a name."""
    bare = re.sub(r"[^\W\d_]+", "", gap)
    return len(gap) <= 7 and not bare.strip(" -/()\u00a0\u2010\u2011\u2013")


def _is_written(word: str, case: str, loose: bool) -> bool:
    """Whether a word is written as the list asks; `loose` inside a sentence, where "Medellin cartel" will do."""
    bare = word.replace(".", "")
    if case == "a" or (case == "C" and loose):
        return True
    if case == "C":
        return bare[:1].isupper() or bare[:1].isdigit()
    uppers = sum(char.isupper() for char in bare)
    return uppers > 1 or bare[:1].isdigit() or (uppers == 1 and bare[0].isupper() and len(bare) == 1) or _is_said(bare)


def _is_said(word: str) -> bool:
    """British papers write acronyms that are said as words like names: "Unicef", "Monusco"."""
    return len(word) > 4 and word[:1].isupper() and word[1:].islower() and word.lower() not in ("arena", "grapo")


def _has_name_beside(words: list[_Word], at: int, text: str) -> bool:
    """ "Richard Wagner", "in Fano", "Maute Jr": a name or a preposition of place beside it makes it another's."""
    if at:
        before, gap = words[at - 1], text[words[at - 1].end : words[at].start]
        if gap == " " and (before.key in ("in", "near", "mr", "mrs") or before.key in first_names()):
            return True
    if at + 1 < len(words):
        after, gap = words[at + 1], text[words[at].end : words[at + 1].start]
        return gap == " " and after.text[:1].isupper() and not country_of_demonym(after.text)
    return False


def _with_article(text: str, start: int) -> int:
    """Return the start of a name with its Arabic article: "al-Shabaab", "Al Jazeera"."""
    before = text[max(0, start - 4) : start]
    found = re.search(r"(?<!\w)(?:[Aa][Ll]|[Ee][Ll]|[Aa]sh?|[Aa]d)[-\s\u2010\u2011]$", before)
    return start - len(found.group()) if found and (found.group()[-1] != " " or found.group()[0].isupper()) else start


def _without_possessive(word: _Word) -> int:
    return word.end - 2 if re.search(r"['’]s$", word.text) else word.end
