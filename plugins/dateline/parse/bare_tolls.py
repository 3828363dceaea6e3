"""Tolls in sentences that tell of nothing else: "Six dead.", "Four fatalities were reported.", behind the incident.

Source: the codebook's report record: the toll is the incident's, wherever the story states it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.parse.attachments import can_have_toll
from dateline.parse.mentions import Mention
from dateline.parse.sentences import Sentence
from dateline.parse.tolls import Toll, find_tolls

if TYPE_CHECKING:
    from dateline.parse.toponyms import PlaceMention

_LONGEST = 140
_REACH = 2
_TOLD = re.compile(
    r"kill|dead|die[ds]|dying|fatalit|injur|wound|death|casualt|hurt|lives\b|bod(?:y|ies)\b|\b[KW]IA\b|martyr|perish|slain",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:last|previous|earlier|ago|since|year|years|month|months|week|weeks|similar|another)\b",
    re.IGNORECASE,
)


def attach_bare_tolls(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], places: Sequence[PlaceMention]
) -> None:
    """Give the tolls of sentences without an event of their own to the incident told just before.

    Such a sentence is short and names no other time or town. `places` are sorted by `start`.
    """
    last: Mention | None = None
    by_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    for index, sentence in enumerate(sentences):
        own = by_sentence.get(index, [])
        if last is not None and index - last.sentence <= _REACH and not (own and _is_violent(own)):
            for toll in _bare_tolls(text, sentence, places):
                if can_have_toll(last, toll) and not any(can_have_toll(mention, toll) for mention in own):
                    last.tolls.append(toll)
        able = [mention for mention in own if _can_be_meant(mention)]
        last = able[0] if able else None if own else last


def _is_violent(mentions: Sequence[Mention]) -> bool:
    """True when a sentence tells violence of its own, whose toll this is."""
    return any(mention.event_type == "ASSAULT" for mention in mentions)


def _can_be_meant(mention: Mention) -> bool:
    return (
        mention.event_type in ("ASSAULT", "PROTEST")
        and mention.assertion in ("stated", "attributed")
        and not mention.is_background
        and not mention.in_history_clause
    )


def _bare_tolls(text: str, sentence: Sentence, places: Sequence[PlaceMention]) -> list[Toll]:
    said = text[sentence.start : sentence.end]
    if len(said) > _LONGEST or not _TOLD.search(said) or _OTHER_TIME.search(said):
        return []
    at = bisect_left(places, sentence.start, key=lambda place: place.start)
    if any(place.kind == "city" for place in places[at : at + 4] if place.start < sentence.end):
        return []
    start = sentence.start
    return [
        replace(
            toll, start=toll.start + start, end=toll.end + start, head_start=toll.head_start + start,
            head_end=toll.head_end + start,
        )
        for toll in find_tolls(said)
        if toll.scope == "incident" and not toll.is_hypothetical
    ]  # fmt: skip
