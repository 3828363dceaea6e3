"""Lines read off a page -> the lines of the story: without headline, promotions, repetitions, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dateline.articles.metadata import PageFacts
from dateline.articles.promotions import is_promotion, without_buttons
from dateline.articles.signatures import split_signature

_MAX_COMPARED = 600
_MAX_COMPARED_CHARS = 300_000
"""A page of more lines or text than this is not searched for repetitions: the time grows with their product."""

_MIN_REPEATED_WORDS = 11
_MAX_KICKER_WORDS = 5


class StoryLines(NamedTuple):
    """The story's lines, and the lines around it that say who made it ("Reporting by ...", "Quelle: dpa")."""

    story: list[str]
    signed: list[str]


def read_story_lines(lines: Iterable[str], facts: PageFacts, *, links: frozenset[str]) -> StoryLines:
    """Return the lines of the story. `links` are those, folded, that are only a link on the page."""
    titles = {folded(title) for title in (facts.title, facts.headline) if title and folded(title)}
    kept: list[str] = []
    for line in map(without_buttons, lines):
        bare = folded(line)
        if not bare or (len(kept) < 2 and _is_headline(bare, titles)):
            continue
        if (bare in links or is_promotion(line)) and bare not in titles:
            continue
        if kept and line == kept[-1]:
            continue
        kept.append(line)
    story, signed = split_signature(without_repetitions(kept), facts)
    while story and story[-1].endswith(":") and len(story[-1].split()) <= 5:
        story.pop()
    return StoryLines(story, signed)


def _is_headline(bare: str, titles: set[str]) -> bool:
    """Tell whether a line is the headline again, alone or below its kicker ("Harbour talks Port to reopen")."""
    return any(
        bare.endswith(title)
        and len(bare[: -len(title)].split()) <= (_MAX_KICKER_WORDS if len(title.split()) >= 4 else 0)
        for title in titles
    )


def without_repetitions(lines: Sequence[str]) -> list[str]:
    """Return the lines without those whose words another line holds too: pull quotes, captions, decks said again.

    >>> lead = "The port of Kadir will stay shut until Friday, its harbour master said on Monday."
    >>> without_repetitions([lead, "Two ships wait.", lead]) == [lead, "Two ships wait."]
    True
    """
    if len(lines) > _MAX_COMPARED or sum(map(len, lines)) > _MAX_COMPARED_CHARS:
        return list(lines)
    bare = [f" {folded(line)} " for line in lines]
    whole = "\n".join(bare)
    kept: list[str] = []
    seen: set[str] = set()
    for line, words in zip(lines, bare, strict=True):
        is_long = words.count(" ") > _MIN_REPEATED_WORDS
        if is_long and (words in seen or whole.count(words) > sum(words == other for other in bare)):
            continue
        seen.add(words)
        kept.append(line)
    return kept


def folded(text: str) -> str:
    """Return the words of `text` in lower case, one space between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))
