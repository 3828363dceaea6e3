"""A sentence in its context: the part of a story's text around a report's evidence, cut into marked pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.records import Report

CONTEXT_CHARS = 280
"""How much of the story is shown before the evidence, and after it."""

MAX_EVIDENCE_CHARS = 1_200


@dataclass(frozen=True, slots=True)
class Mention:
    """What one span of the text was read as; `kind` is a word for a person: `actor`, `toll`, `place`, `weapon`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is all of one kind; None: nothing was read there. `is_last`: the mention ends with it."""

    text: str
    kind: str | None = None
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """A story's text before the evidence, the evidence, and after it. `is_cut_before`: the story begins earlier.

    `is_quoted` is false when the text does not say there what the report quotes: then the span is what is shown.
    """

    before: tuple[Piece, ...]
    evidence: tuple[Piece, ...]
    after: tuple[Piece, ...]
    is_cut_before: bool
    is_cut_after: bool
    is_quoted: bool = True


def find_mentions(report: Report) -> list[Mention]:
    """Return the spans that the report says it was read from, in reading order; those it does not know are left out."""
    read = (
        *((actor.mention_start, actor.mention_end, "actor") for actor in report.actors),
        *((toll.mention_start, toll.mention_end, "toll") for toll in report.casualties),
        *((place.mention_start, place.mention_end, "place") for place in report.places),
        *((weapon.mention_start, weapon.mention_end, "weapon") for weapon in report.weapons),
    )
    spans = {
        Mention(start, end, kind)
        for start, end, kind in read
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end
    }
    return sorted(spans, key=lambda mention: (mention.start, -mention.end, mention.kind))


def cut_passage(text: str, start: int, end: int, evidence: str, mentions: Iterable[Mention] = ()) -> Passage | None:
    """Return the passage around `text[start:end]`, which a report quotes as `evidence`. Offsets are code points.

    None when the span is none of this text. Mentions that overlap are told by the first one.
    """
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        return None
    shown_end = min(end, start + MAX_EVIDENCE_CHARS)
    first, last = _word_start(text, start - CONTEXT_CHARS), _word_end(text, shown_end + CONTEXT_CHARS)
    apart = _apart(mentions)
    return Passage(
        _pieces(text, first, start, apart), _pieces(text, start, shown_end, apart),
        _pieces(text, shown_end, last, apart), first > 0, last < len(text), text[start:end] == evidence,
    )  # fmt: skip


def _word_start(text: str, at: int) -> int:
    """Return the first word's start at or after `at`: no context begins within a word."""
    if at <= 0:
        return 0
    gap = text.find(" ", at, at + 40)
    return at if gap < 0 else gap + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    gap = text.rfind(" ", max(at - 40, 0), at)
    return at if gap < 0 else gap


def _apart(mentions: Iterable[Mention]) -> list[Mention]:
    apart: list[Mention] = []
    for mention in mentions:
        if not apart or mention.start >= apart[-1].end:
            apart.append(mention)
    return apart


def _pieces(text: str, first: int, last: int, mentions: Sequence[Mention]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = first
    for mention in mentions:
        start, end = max(mention.start, first), min(mention.end, last)
        if start >= end:
            continue
        pieces += [Piece(text[at:start])] if start > at else []
        pieces.append(Piece(text[start:end], mention.kind, mention.end <= last))
        at = end
    return tuple([*pieces, Piece(text[at:last])] if at < last else pieces)
