"""Headings of items in a round-up, a bulletin or a live page: where each item is, and where its telling begins.

"HARARE: A magistrate jailed", "- Gao: a drone hit", "3. Laos. Vientiane has", "South Sudan - Peacekeepers have",
"17:05 The ministry puts": the heading is no part of the sentence behind it, and its place is that of the item.
A text has headings when it has two of a kind at least; one alone is a dateline or somebody's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_HEADING = re.compile(
    r"""^[ \t]*
    (?P<mark>(?:[-*\N{BULLET}\N{EN DASH}\N{EM DASH}]|\d{1,2}[.)])[ \t]+)?       # a bullet, a number
    (?:
        (?P<clock>\d{1,2}[:.]\d{2}(?:[ ]?[ap]\.?m\b\.?)?)(?=[ \t]+\S)              # the hour of an entry of a live page
      | (?P<name>[^\W\d_][^\n:;.!?,"\N{LEFT DOUBLE QUOTATION MARK}]{1,40}?)
        (?P<end>:(?=[ \t]+\S)|[ \t]+[-\N{EN DASH}\N{EM DASH}]{1,3}(?=[ \t]+\S)|\.(?=[ \t]+\S)|:?[ \t]*$)
    )""",
    re.MULTILINE | re.VERBOSE,
)
_SMALL = frozenset(("of", "and", "the", "de", "la", "del", "da", "do", "dos", "el", "al", "in", "du", "des", "&"))
_LEAST = 2
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that stands at `text[start:end]`; `name_start` and `name_end` are those of its name, equal for none."""

    start: int
    end: int
    name_start: int
    name_end: int


def find_headings(text: str) -> list[Heading]:
    """Return the headings of a text's items, in reading order; none where it has only one of a kind.

    >>> text = "Gao: a drone hit a market.\\nNiamey: the minister dissolved two unions."
    >>> [text[each.name_start:each.name_end] for each in find_headings(text)]
    ['Gao', 'Niamey']
    """
    by_kind: dict[str, list[Heading]] = {}
    for match in _HEADING.finditer(text):
        kind = _kind_of(match)
        if kind is None:
            continue
        start, end = match.span("name") if match["name"] else (match.end(), match.end())
        begin = match.start() + len(match[0]) - len(match[0].lstrip())
        by_kind.setdefault(kind, []).append(Heading(begin, match.end(), start, end))
    found = [each for headings in by_kind.values() if len(headings) >= _LEAST for each in headings]
    return sorted(found, key=lambda each: each.start)


def _kind_of(match: re.Match[str]) -> str | None:
    """Return how a heading is set off ("clock", ":", "-", ".", "line"); None for what only looks like one."""
    if match["clock"]:
        return "clock"
    words = match["name"].split()
    if len(words) > _MOST_WORDS or not all(word[:1].isupper() or word in _SMALL for word in words):
        return None
    end = match["end"].strip()
    if end.startswith("."):
        return "." if match["mark"] else None
    if end in ("", ":") and match.end() == len(match.string.rstrip()):
        return None
    if end.startswith(":"):
        return ":"
    return "-" if end else "line"


def places_of(headings: Sequence[Heading], places: Sequence[PlaceMention]) -> list[tuple[int, PlaceMention]]:
    """Return (where an item begins, the place its heading names), in reading order. `places` are in reading order."""
    found = []
    for heading in headings:
        named = [
            place
            for place in places
            if heading.name_start <= place.start < heading.name_end and place.kind not in ("demonym", "metonym")
        ]
        if named and max(place.end for place in named) - named[0].start >= (heading.name_end - heading.name_start) / 2:
            found.append((heading.start, named[0]))
    return found
