"""Copy that the language model reads badly, made readable without moving a letter.

Capitals, control characters, what an editor put in square brackets, and the capitals that stand where none belong in
copy whose case was restored by a machine ("the FMLN [the Front] Attacked a post").
"""

from __future__ import annotations

import re
from functools import cache

from dateline.parse.grammar.nouns import actor_nouns
from dateline.parse.text.wordlists import listed
from dateline.parse.what.triggers import trigger_table

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff]")
_INSERTION = re.compile(
    r"(?<=[\w\"”’)]\s)\[[^\[\]]{1,80}\](?:\s(?P<next>[A-Z][a-z-]+))?"
)  # 'the FMLN [Farabundo Marti Front]'
_RAISED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ed\b(?! [A-Z])")  # 'they Burned a bus'
_STOPPED = re.compile(r"[.!?][\"”’')]*\s*$")
_FUNCTION = listed(
    "a, an, the, and, or, but, of, in, on, at, to, for, from, by, with, against, during, after, before, near, between, "
    "over, under, about, into, has, have, had, was, were, is, are, be, been, will, would, may, did, not, this, that, "
    "these, those, its, his, her, their, it, they, he, she, which, who, where, when, while, as, if, than, then, also, "
    "responsible, today, yesterday, members, leaders, forces, told, said, announced, units, offices, leader, leftist"
)


def readable(piece: str) -> str:
    """Return a sentence as the model reads it best, of the same length."""
    letters = list(filter(str.isalpha, piece))
    if len(letters) > 20 and sum(map(str.isupper, letters)) > 0.8 * len(letters):
        piece = piece[:1] + "".join(char.lower() if len(char.lower()) == 1 else char for char in piece[1:])
    if "[" in piece:
        piece = _INSERTION.sub(_blanked, piece)
    piece = _RAISED.sub(lambda match: _lowered(match.group()), piece)
    return _UNREADABLE.sub(" ", piece)


def _blanked(match: re.Match[str]) -> str:
    """Blank an insertion, unless it begins a new sentence or stands for the speaker's own words."""
    inserted, after = match.group(), match.group("next")
    if _STOPPED.search(match.string[max(0, match.start() - 6) : match.start()]):
        return inserted
    if not (inserted[1].isupper() or inserted[1].isdigit()):
        return inserted
    if after is None:
        return " " * len(inserted)
    return " " * (len(inserted) - len(after)) + (_lowered(after) if after.lower() not in _FUNCTION else after.lower())


def _lowered(word: str) -> str:
    return word.lower() if word.lower() in _event_words() else word


@cache
def _event_words() -> frozenset[str]:
    """Return generic actors and the past forms of trigger verbs: no names."""
    verbs = {lemma for lemma, rows in trigger_table().items() if any(row.pos == "v" for row in rows)}
    return frozenset(actor_nouns()) | {f"{verb.removesuffix('e')}ed" for verb in verbs}
