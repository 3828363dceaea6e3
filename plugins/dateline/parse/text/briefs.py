"""News in brief: a text of several items, each with a dateline of its own, is read item by item.

Nothing of one item is another's: no place, no day, no toll, no party. Offsets of what was read are the whole text's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from dateline.parse.text.datelines import dateline_at
from dateline.records import Actor, Casualty, Place, Report, Weapon

_Child = TypeVar("_Child", Actor, Casualty, Place, Weapon)

_OPENING = re.compile(r"^[ \t]*(?=[^\W\d_a-z]{3})", re.MULTILINE)
_LEAST_ITEMS = 2


def find_briefs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the items of a text whose paragraphs open with datelines of different towns; else none.

    What stands before the first dateline is in no item. A dateline counts in capitals only.

    >>> text = "PARIS (AFP) - A bridge fell.\\n\\nROME (AFP) - A march was held."
    >>> [text[start:end].strip() for start, end in find_briefs(text)]
    ['PARIS (AFP) - A bridge fell.', 'ROME (AFP) - A march was held.']
    """
    starts: list[int] = []
    towns: set[str] = set()
    for opening in _OPENING.finditer(text):
        line = dateline_at(text, opening.end())
        if line is not None and line.place and line.place.isupper():
            starts.append(opening.end())
            towns.add(line.place)
    if len(towns) < _LEAST_ITEMS:
        return []
    return list(pairwise((*starts, len(text))))


def shift_report(report: Report, by: int) -> Report:
    """Return a report of an item with its offsets `by` code points further on, in the whole text."""
    if by == 0:
        return report
    return replace(
        report,
        evidence_start=report.evidence_start + by,
        evidence_end=report.evidence_end + by,
        actors=tuple(_shifted(each, by) for each in report.actors),
        casualties=tuple(_shifted(each, by) for each in report.casualties),
        places=tuple(_shifted(each, by) for each in report.places),
        weapons=tuple(_shifted(each, by) for each in report.weapons),
    )


def _shifted(child: _Child, by: int) -> _Child:
    start, end = child.mention_start, child.mention_end
    return replace(
        child,
        mention_start=None if start is None else start + by,
        mention_end=None if end is None else end + by,
    )
