"""Copy without proper capitals, made readable without moving a letter: wire text all in capitals, or in none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.parse.sentences import Sentence
from dateline.parse.wordlists import listed

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff]")
_STOP = re.compile(r"(?<=\w\w\w)[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[^\W\d_])")
_ABBREVIATIONS = listed(
    "gen, col, capt, mrs, sgt, gov, sen, rep, rev, hon, prof, dept, approx, nos, maj, lieut, brig, adm, messrs, vol"
)
_SAMPLE = 4_000


def readable(piece: str) -> str:
    """Return a sentence as the model reads it best, of the same length: copy in capitals is put in lower case."""
    letters = [char for char in piece if char.isalpha()]
    if len(letters) > 20 and sum(char.isupper() for char in letters) > 0.8 * len(letters):
        piece = piece[:1] + "".join(char.lower() if len(char.lower()) == 1 else char for char in piece[1:])
    return _UNREADABLE.sub(" ", piece)


def is_lower_case(text: str) -> bool:
    """True for copy that has lost its capitals: fewer than one letter in two hundred."""
    letters = [char for char in text[:_SAMPLE] if char.isalpha()]
    return len(letters) > 40 and sum(char.isupper() for char in letters) < 0.005 * len(letters)


def split_lower_case(text: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences, those of lower-case copy cut at every full stop that follows a word of three letters."""
    if not is_lower_case(text):
        return list(sentences)
    found: list[Sentence] = []
    for sentence in sentences:
        start = sentence.start
        for stop in _STOP.finditer(text, sentence.start, sentence.end):
            word = re.search(r"[\w']*$", text[max(start, stop.start() - 20) : stop.start()])
            if word is not None and word.group().lower() in _ABBREVIATIONS:
                continue
            found.append(Sentence(start, stop.start() + len(stop.group().rstrip()), sentence.paragraph))
            start = stop.end()
        if start < sentence.end:
            found.append(Sentence(start, sentence.end, sentence.paragraph))
    return found
