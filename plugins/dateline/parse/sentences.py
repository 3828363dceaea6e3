"""Sentences of a news text, by rules: paragraphs, quotes, abbreviations, headings in capitals."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text[start:end]`, without white space around it. `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int = 0


def find_sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in reading order, never overlapping. Never raises."""
    return []
