"""The words that make a head count a toll ("killed", "the death of", "missing"), from `data/casualty_words.csv`.

Forms: `past` (killed, shot dead: passive with an auxiliary, else active), `ing` and `base` (active), `intr` (died),
`state` (dead, hostage: behind the heads), `event` (death of: before the heads), `count` (deaths: behind the number).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from dateline.parse.text.tokens import Token, words
from dateline.records import CasualtyKind
from dateline.vocab import read_table

_LONGEST = 5
_BE = words("was were is are be been being am get gets got getting")
_CLAIMING = words("claimed claiming claims claim cost costs costing took taken takes taking take")
_SEIZING = words("took taken takes taking take seized seizing held holding hold grabbed grabbing")
_NEEDS_VERB = {"lives": _CLAIMING, "hostages": _SEIZING, "captives": _SEIZING, "hostage": _SEIZING | _BE}
_FINDING = words("found discovered recovered dumped retrieved exhumed lay lying fished finding finds find discover")
_BETWEEN = words(
    "and or also later then subsequently been being all both either have has had to reported believed feared said "
    "thought confirmed known presumed understood shot beaten raped tortured ambushed critically seriously badly "
    "since kidnapped abducted killed wounded injured arrested detained found discovered immediately instantly "
    "apparently again"
)
_MODALS = words("could would may might will should shall can must cannot can't won't wouldn't couldn't")
_INTENT = words(
    "plot plots plotted plotting vow vows vowed threaten threatens threatened threatening plan plans planned planning "
    "tried trying try attempt attempts attempted attempting want wants wanted order orders ordered intent intended "
    "conspiring conspired conspiracy seeking sought hoped likely able expected aimed aiming ready threat threats"
)
_NEGATIONS = words("not never n't nor neither didn't wasn't weren't hasn't haven't without nobody none no")


@dataclass(frozen=True, slots=True)
class CasualtyWord:
    """One such word or phrase at tokens `first` to `last` (exclusive).

    `subject_end` is the token where the subject of a passive or intransitive must end (its first auxiliary), None
    for an active verb. `is_hypothetical`: only threatened, planned, possible. `is_negated`: it did not happen.
    """

    first: int
    last: int
    kind: CasualtyKind
    form: str
    subject_end: int | None
    is_hypothetical: bool = False
    is_negated: bool = False


@cache
def _phrases() -> Mapping[str, tuple[CasualtyKind, str]]:
    return {row["phrase"]: (cast(CasualtyKind, row["kind"]), row["form"]) for row in read_table("casualty_words.csv")}


@cache
def _openers() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _phrases())


def find_casualty_words(tokens: Sequence[Token]) -> list[CasualtyWord]:
    """Return the casualty words of one sentence in reading order, longest first at each place.

    >>> from dateline.parse.text.tokens import find_tokens
    >>> [(w.kind, w.form, w.subject_end) for w in find_casualty_words(find_tokens("Two were shot dead, killing it"))]
    [('killed', 'past', 1), ('killed', 'ing', None)]
    """
    found = []
    at = 0
    while at < len(tokens):
        word = _word_at(tokens, at)
        if word is not None:
            found.append(word)
        at = word.last if word else at + 1
    return found


def _word_at(tokens: Sequence[Token], at: int) -> CasualtyWord | None:
    if tokens[at].word not in _openers():
        return None
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        phrase = " ".join(token.word for token in tokens[at : at + length])
        if phrase in _phrases():
            kind, form = _phrases()[phrase]
            return _describe(tokens, at, at + length, kind, form)
    return None


def _describe(tokens: Sequence[Token], first: int, last: int, kind: CasualtyKind, form: str) -> CasualtyWord | None:
    needed = _NEEDS_VERB.get(tokens[first].word)
    if needed and not any(tokens[at].word in needed for at in range(max(0, first - 7), first)):
        return None
    if tokens[first].word == "body" and not any(token.word in _FINDING for token in tokens):
        return None  # "the governing body of the club"
    subject_end = _passive_from(tokens, first) if form in {"past", "state"} else None
    if form in {"intr", "state"} and subject_end is None:
        subject_end = _auxiliary_from(tokens, first)
    begin = first if subject_end is None else subject_end
    before = [token.word for token in tokens[max(0, begin - 3) : first]]
    hypothetical = any(word in _MODALS for word in before) or "feared" in before
    if form in {"base", "past"} and "to" in before[-2:]:
        around = {token.word for token in tokens[max(0, first - 6) : first]}
        hypothetical = hypothetical or bool(around & _INTENT)
    negated = any(word in _NEGATIONS or word.endswith("n't") for word in before[-3:])
    return CasualtyWord(first, last, kind, form, subject_end, hypothetical, negated)


def _passive_from(tokens: Sequence[Token], first: int) -> int | None:
    """Return where the auxiliaries of a passive begin ("were", "have been", "are feared to have been"), or None."""
    start = None
    for at in range(first - 1, max(-1, first - 8), -1):
        word = tokens[at].word
        if word in _BE or (start is not None and word in _MODALS):
            start = at
        elif word in {"have", "has", "had", "to", "not", "also"} and (start == at + 1 or start is None):
            start = at if start is not None else start
        elif word not in _BETWEEN and not word.endswith("ly") and word not in _NEGATIONS:
            break
    return start


def _auxiliary_from(tokens: Sequence[Token], first: int) -> int:
    """Return where the words between a subject and its "died" or "missing" begin: "have also died"."""
    at = first
    while at > 0 and first - at < 5:
        word = tokens[at - 1].word
        if word not in _BETWEEN | _MODALS | _LINKS and not word.endswith("ly"):
            break
        at -= 1
    while at < first and tokens[at].word in {"and", "or"}:
        at += 1
    return at


_LINKS = words("was were is are remain remains remained went still left lay declared pronounced reported so had not")
