"""Sentences of a news text, by rules: paragraphs, quotes, abbreviations, headings in capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.parse.text.tokens import words

_PARAGRAPH = re.compile(r"\S[^\n]*")
# A stop, perhaps several, perhaps with the quotes and brackets that it closes. What follows decides if it ends.
_STOP = re.compile(r"[.!?…。！？؟۔][.!?…]{0,5}[\"”’'»)\]]{0,3}")
_LONGEST_WORD = 24
_SAMPLE = 4_000
_ABBREVIATIONS = words(
    "mr mrs ms dr prof gen lt col maj capt cpl sgt pvt cmdr adm brig gov sen rep hon rev fr sr jr st ste mt ft "
    "no nos art fig vol pp vs etc inc ltd co corp dept univ est approx al cf "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa "
    "tenn tex va vt wash wis wyo a.m p.m i.e e.g u.s u.n u.k e.u u.s.a d.c ph.d b.c a.d d.r.c u.a.e"
)
# After these a capital letter may begin a new sentence: "at 5 p.m. The army said", "in the U.S. Troops were sent".
_ENDING = words("a.m p.m u.s u.n u.k e.u u.s.a d.c inc ltd co corp etc jr sr b.c a.d d.r.c u.a.e")
_OPENERS = words(
    "the a an in on at it he she they we but and this that these those there his her their its after before when "
    "while as if some several two three four five six seven eight nine ten no one another both many most meanwhile "
    "earlier later however since according"
)
_PLAIN_OPENERS = _OPENERS | words("local police officials witnesses troops residents security gunmen")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text[start:end]`, without white space around it. `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int = 0


def find_sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in reading order, never overlapping. Never raises.

    A line break always ends a sentence; within a line, a stop does unless it belongs to an abbreviation, a number
    or an initial; in copy without capitals any stop after a word of three letters does. A quoted sentence keeps its
    closing quote, and its ", he said" tail.

    >>> text = 'Gen. A. B. Haro said: "We left." The U.S. Army at 5 p.m. agreed. Nobody died!'
    >>> [text[s.start:s.end] for s in find_sentences(text)]
    ['Gen. A. B. Haro said: "We left."', 'The U.S. Army at 5 p.m. agreed.', 'Nobody died!']
    """
    found: list[Sentence] = []
    plain = _has_no_capitals(text)
    for number, line in enumerate(_PARAGRAPH.finditer(text)):
        start = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if stop.end() > start and _ends(text, stop, line.end(), plain=plain):
                _add(found, text, start, stop.end(), number)
                start = stop.end()
        _add(found, text, start, line.end(), number)
    return found


def _has_no_capitals(text: str) -> bool:
    """True for copy that has lost its capitals: fewer than one letter in two hundred."""
    letters = list(filter(str.isalpha, text[:_SAMPLE]))
    return len(letters) > 40 and sum(map(str.isupper, letters)) < 0.005 * len(letters)


def _add(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Sentence(start, end, paragraph))


def _ends(text: str, stop: re.Match[str], line_end: int, *, plain: bool) -> bool:
    """Say whether the stop ends a sentence, from the word before it and the first letter after."""
    at = stop.end()
    if at >= line_end:
        return True
    if stop.group()[0] in "。！？؟۔":
        return True
    if not text[at].isspace():
        return False
    after = _next_word(text, at, line_end)
    first = after.lstrip("\"“‘'«([-–—")[:1]
    if not first:
        return True
    if plain and first.islower():
        before = _word_before(text, stop.start()).lower()
        return (len(before) > 2 or before == "pm") and before not in _ABBREVIATIONS and "." not in before
    if stop.group()[0] != "." or len(stop.group().rstrip("\"”’'»)]")) > 1:
        return not first.islower()
    return _full_stop_ends(_word_before(text, stop.start()), after, first, closed=stop.group()[-1] != ".")


def _full_stop_ends(before: str, after: str, first: str, *, closed: bool) -> bool:
    lower = before.lower()
    if first.islower():
        # Copy without capitals still has full stops: only a known beginning counts, and never after an abbreviation.
        is_word = len(before) > 2 or lower == "pm"  # "around 10 pm. police fired"
        return not closed and lower not in _ABBREVIATIONS and is_word and after in _PLAIN_OPENERS
    if closed:
        return True
    if lower in _ABBREVIATIONS or (len(before) > 1 and "." in before):
        return (
            (lower in _ENDING or lower not in _ABBREVIATIONS) and after.lower() in _OPENERS and after != after.upper()
        )
    if len(before) == 1 and before.isalpha():
        return before == "I" and after.lower() in _OPENERS  # initials: "A. B. Haro"
    return not (before.isdigit() and first.isdigit())


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and end - start < _LONGEST_WORD and not text[start - 1].isspace():
        start -= 1
    return text[start:end].lstrip("\"“‘'«([-–—")


def _next_word(text: str, at: int, line_end: int) -> str:
    while at < line_end and text[at].isspace():
        at += 1
    end = at
    while end < line_end and end - at < _LONGEST_WORD and not text[end].isspace():
        end += 1
    return text[at:end].rstrip(",;:")
