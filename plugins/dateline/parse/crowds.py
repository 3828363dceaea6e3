"""Crowds: people gathered, as a text counts them."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.parse.headcounts import find_headcounts
from dateline.parse.sentences import find_sentences
from dateline.parse.tokens import find_tokens, words

_GATHER = words(
    "rallied rally rallying marched march marching gathered gather gathering demonstrated demonstrate demonstrating "
    "protested protest protesting turned took poured chanted chanting thronged converged assembled massed flocked "
    "blocked paraded picketed joined attended staged occupied besieged filled crowded packed jammed walked lined "
    "streamed defied mourned surrounded"
)
_DRAWING = words("drew draws drawing attracted attracting brought")
_GATHERED = words("protesters protestors demonstrators marchers supporters strikers")
_FAR = 8


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
    found = []
    for sentence in find_sentences(text):
        tokens = find_tokens(text, sentence.start, sentence.end)
        if not any(token.word in _GATHER or token.word in _DRAWING or token.word == "crowd" for token in tokens):
            continue
        for count in find_headcounts(text, tokens):
            before = {token.word for token in tokens[max(0, count.first - 3) : count.first]}
            after = [token.word for token in tokens[count.last : count.last + _FAR]]
            if not (count.is_people or count.is_bare or count.qualifier) or count.is_definite or count.best == 1:
                continue
            named = text[count.start : count.end].lower().startswith("crowd") or "crowd" in before
            gathered = any(word in _GATHER for word in after[:4]) and not any(w in {"was", "were"} for w in after[:1])
            if not (named or gathered or before & _DRAWING or (count.noun in _GATHERED and after[:1] != ["were"])):
                continue
            low, high = count.low, count.high
            if count.best is not None and low is None and high is None:
                low = high = count.best
            found.append(Crowd(low, high, count.qualifier, count.victim, count.start, count.end))
    return found
