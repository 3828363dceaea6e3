"""Rules of the row checks that read the text again at a child's span: whole words, and the words that the row has.

Without the document only spans within the report's own sentence can be read; what cannot be read passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dateline.checks.frames import LONGEST, UNREAD, Frames, Table
from dateline.parse.text.wordlists import listed
from dateline.parse.what.weapons import find_weapons

if TYPE_CHECKING:
    import pandas as pd

Rule = Callable[[Frames], Any]

_WORDS = re.compile(r"\w+")
_BRACKETED = re.compile(r"\[[^\]]*\]?")
_OPENING = listed("a, an, the, of, in, on, at, by, to, for, from, with, and, or")
"""Words with which no mention of anybody ends."""


def said_at(frames: Frames, table: Table) -> list[str | None]:
    """Return what the text says at each child's span; None without a text or a usable span."""
    found: list[str | None] = []
    frame = frames.table(table)
    for row, start, end in zip(frame["row"], frame["mention_start"], frame["mention_end"], strict=True):
        text = frames.texts[row]
        readable = text is not None and 0 <= start < end <= len(text)
        said = text[int(start) : int(end)] if text is not None and readable else None
        found.append(None if said is None or UNREAD in said else said)
    return found


@lru_cache(maxsize=50_000)
def plain_words(text: str) -> str:
    """Return the words of a text in small letters, a space between them."""
    return " ".join(_WORDS.findall(text.casefold()))


def reads_again(table: Table, column: str, fits: Callable[[str, str], bool]) -> Rule:
    """Expect the words at the span to give the column's value again, where there are words and a value."""

    def rule(frames: Frames) -> pd.Series[bool]:
        rows = zip(said_at(frames, table), frames.table(table)[column], strict=True)
        return frames.flags(
            table, [said is None or not isinstance(value, str) or fits(said, value) for said, value in rows]
        )

    return rule


def same_words(said: str, value: str) -> bool:
    """Whether both are the same words; what an editor put in brackets may be missing."""
    return plain_words(said) == plain_words(value) or plain_words(_BRACKETED.sub(" ", said)) == plain_words(value)


def stands_in_text(table: Table, column: str) -> Rule:
    """Expect the column's words in the text, wherever; without the whole text nothing is judged."""

    def rule(frames: Frames) -> pd.Series[bool]:
        rows = zip(frames.table(table)["row"], frames.table(table)[column], strict=True)
        right = []
        for row, value in rows:
            text = frames.texts[row] if frames.is_whole[row] else None
            judged = text is not None and isinstance(value, str) and value.strip()
            right.append(not judged or plain_words(value) in plain_words(text or ""))
        return frames.flags(table, right)

    return rule


def span_whole(table: Table) -> Rule:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        start, end = frame["mention_start"], frame["mention_end"]
        absent = frame["mention_start_given"].isna() & frame["mention_end_given"].isna()
        return absent | ((start >= 0) & (start < end) & (end <= LONGEST))

    return rule


def span_inside(table: Table) -> Rule:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        return ~(frame["mention_end"] > frame["text_length"])

    return rule


def cuts_at_words(table: Table) -> Rule:
    """Expect a span to begin and end where words do: one that was shifted cuts into a word, a blank or a phrase."""

    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        rows = zip(frame["row"], frame["mention_start"], frame["mention_end"], strict=True)
        return frames.flags(table, [_is_cut_at_words(frames.texts[row], start, end) for row, start, end in rows])

    return rule


def _is_cut_at_words(text: str | None, start: float, end: float) -> bool:
    if text is None or not 0 <= start < end <= len(text):
        return True
    first, last = int(start), int(end)
    mention, before, after = text[first:last], text[first - 1 : first] if first else "", text[last : last + 1]
    if UNREAD in mention:
        return True
    splits = (before.isalnum() and mention[0].isalnum()) or (mention[-1].isalnum() and after.isalnum())
    return mention == mention.strip() and not splits and mention.rpartition(" ")[2] not in _OPENING


def ordinals_once(table: Table) -> Rule:
    return lambda frames: ~frames.table(table).duplicated(["row", "ordinal"], keep="first")


def ordinals_in_order(table: Table) -> Rule:
    """Children are numbered 0, 1, 2, ... as they come."""

    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        repeated = frame.duplicated(["row", "ordinal"], keep=False)
        return (frame.groupby("row").cumcount() == frame["ordinal"]) | repeated if len(frame) else ~repeated

    return rule


def weapon_type_is_listed(frames: Frames) -> pd.Series[bool]:
    """A weapon's wording, looked up again, gives its type."""

    def is_right(mention: Any, stated: Any) -> bool:
        if not isinstance(mention, str) or not mention.strip() or stated is None:
            return True
        return any(weapon.type == stated for weapon in find_weapons(mention))

    return frames.judged("weapons", ("mention", "type"), is_right)
