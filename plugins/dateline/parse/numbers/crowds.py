"""Crowds: people gathered, as a text counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.parse.numbers.headcounts import HeadCount, find_headcounts
from dateline.parse.text.sentences import find_sentences
from dateline.parse.text.tokens import Token, find_clauses, words

_GATHER = words(
    "rallied rally rallying marched march marching gathered gather gathering demonstrated demonstrate demonstrating "
    "protested protest protesting turned took poured chanted chanting thronged converged assembled massed flocked "
    "blocked paraded picketed joined attended staged occupied besieged filled crowded packed jammed walked lined "
    "streamed defied mourned surrounded"
)
_DRAWING = words("drew draws drawing attracted attracting brought")


@dataclass(frozen=True, slots=True)
class Crowd:
    """People gathered: "about 3,000 people rallied" (3000/3000). "Thousands": low and high None, qualifier kept.

    "At least 3,000" leaves high open, "up to 3,000" low. `text[start:end]` is the number with its people.
    """

    low: int | None
    high: int | None
    qualifier: str | None
    who: str | None
    start: int
    end: int


def find_crowds(text: str) -> list[Crowd]:
    """Return the crowds that `text` counts, in reading order. Never raises.

    >>> [(c.low, c.high, c.qualifier) for c in find_crowds("About 3,000 people rallied. Thousands of women marched.")]
    [(3000, 3000, 'about'), (None, None, 'thousands')]
    """
    return [
        crowd
        for sentence in find_sentences(text)
        for tokens in find_clauses(text, sentence.start, sentence.end)
        for crowd in _crowds(text, tokens)
    ]


def _crowds(text: str, tokens: Sequence[Token]) -> list[Crowd]:
    if not any(token.word in _GATHER or token.word in _DRAWING or token.word == "crowd" for token in tokens):
        return []
    found = []
    for count in find_headcounts(text, tokens):
        if not _is_gathered(text, tokens, count):
            continue
        low, high = count.low, count.high
        if count.best is not None and low is None and high is None:
            low = high = count.best
        found.append(Crowd(low, high, count.qualifier, count.victim, count.start, count.end))
    return found


def _is_gathered(text: str, tokens: Sequence[Token], count: HeadCount) -> bool:
    """Say whether the counted people rally, or are told as a crowd: never one person, never the dead of a rally."""
    if count.is_definite or count.best == 1 or not (count.is_people or count.is_bare or count.qualifier):
        return False
    before = {token.word for token in tokens[max(0, count.first - 3) : count.first]}
    after = [token.word for token in tokens[count.last : count.last + 4]]
    if after[:1] and after[0] in {"was", "were", "are", "is", "have", "had"} and not set(after) & _GATHER:
        return False
    if "crowd" in before or "crowd" in text[count.start : count.end].lower().split()[:2] or before & _DRAWING:
        return True
    gathers = next((word for word in after if word in _GATHER), None)
    return gathers is not None and not (
        gathers == "took" and "streets" not in {t.word for t in tokens[count.last : count.last + 7]}
    )
