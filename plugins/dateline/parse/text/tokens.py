"""Words, numbers and marks of a text with their offsets: what the finders of numbers and tolls walk over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    \d[\d.,]*            # 12  2,000  1.5   (a final comma or stop is given back below)
    | [^\W\d_][\w'’]*    # words, with the apostrophe of "Monday's" and "N'Djamena"
    | [^\w\s]            # one mark at a time
    """,
    re.VERBOSE,
)
_LONGEST_CLAUSE = 240
_TRAILING = ".,'’"


class Token(NamedTuple):
    """A word in lower case, a number or a mark; `start` and `end` are offsets into the text."""

    word: str
    start: int
    end: int


def find_tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of `text[start:end]` in reading order. Never raises.

    >>> [t.word for t in find_tokens("Two died, 30-40 HURT.")]
    ['two', 'died', ',', '30', '-', '40', 'hurt', '.']
    """
    return list(_read_tokens(text, start, len(text) if end is None else end))


@lru_cache(maxsize=64)  # the finders ask for a sentence one after the other
def _read_tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    tokens = []
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        if len(word) > 1 and word[-1] in _TRAILING:
            bare = word.rstrip(_TRAILING)
            tokens.append(Token(bare.lower(), match.start(), match.start() + len(bare)))
            tokens += [
                Token(mark, match.start() + len(bare) + at, match.start() + len(bare) + at + 1)
                for at, mark in enumerate(word[len(bare) :])
            ]
        else:
            tokens.append(Token(word.lower(), match.start(), match.end()))
    return tuple(tokens)


def find_clauses(text: str, start: int, end: int) -> Iterator[list[Token]]:
    """Yield the tokens of a sentence; one longer than any person writes, in pieces, so that time stays linear."""
    tokens = find_tokens(text, start, end)
    for at in range(0, len(tokens), _LONGEST_CLAUSE):
        yield tokens[at : at + _LONGEST_CLAUSE]


def words(line: str) -> frozenset[str]:
    """Return the words of a line as a set: how the small word lists of the finders are written down."""
    return frozenset(line.split())
