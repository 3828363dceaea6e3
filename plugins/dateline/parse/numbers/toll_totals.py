"""Totals: "the death toll rose to 61", "raising the toll from a week of shelling to 61", "to 22 from 31"; and scopes.

Source: the codebook's cases 1 and 3: an incident's toll is never mixed with a cumulative or a period toll.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dateline.parse.numbers.quantities import Quantity, scan_quantities
from dateline.parse.text.tokens import Token, words
from dateline.records import CasualtyKind, CasualtyScope

_COUNTED: dict[str, CasualtyKind] = {
    "dead": "killed", "killed": "killed", "deaths": "killed", "fatalities": "killed", "victims": "killed",
    "slain": "killed", "died": "killed", "injured": "injured", "wounded": "injured", "missing": "missing",
    "displaced": "displaced", "arrested": "detained", "detained": "detained", "arrests": "detained",
    "abducted": "abducted", "kidnapped": "abducted",
}  # fmt: skip
_LINKS = words(
    "to at of was is reached reaches reaching hit passed passes exceeded exceeds topped tops : above as stood stands"
)
_LOWERING = words("lowered lowering lowers lower cut cuts cutting revised revising revises reduced reducing corrected "
                  "correcting corrects dropped fell adjusted downgraded amended")  # fmt: skip
_RAISING = words("raised raising raises brought bringing brings bring lifted lifting lifts pushed pushing pushes took "
                 "taking takes rose rises risen rising climbed climbs climbing jumped increased increases mounted "
                 "takes up soared doubled updated")  # fmt: skip
_NOT_TOLLS = words("road roads booth booths gate gates plaza plazas station stations highway bridge tax free fee fees")
_LISTED = words("fatalities deaths dead killed injured wounded missing arrested detained abducted displaced")
_EARLIER = words("earlier previous previously initial initially originally first prior")
_INCIDENT = words(
    "attack blast bombing explosion shooting raid strike airstrike crash ambush assault bomb massacre collapse fire "
    "clash stampede incident shelling accident disaster earthquake quake quakes siege stabbing derailment sinking "
    "attacks"
)
_LONG = words(
    "week weeks month months year years war conflict insurgency campaign offensive uprising crisis fighting unrest "
    "violence bombardment days decade decades since total overall cumulative epidemic outbreak season so-called far"
)
_CUMULATIVE = re.compile(
    r"\bsince (?!the (?:attack|blast|bombing|raid|strike|crash)\b)(?:the |its |his |her |last |early |late |mid-)?\w"
    r"|\bso far\b|\bto date\b|\bin total\b|\boverall\b|\bover the course of\b|\b(?:during|in|of) the (?:\S{1,14}[ -])?"
    r"(?:war|conflict|insurgency|uprising|crackdown|rebellion|violence)\b|\bin (?:\S{1,14} )?(?:years|months) of "
    r"|\bsince\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:in|over|during|within|for) (?:the )?(?:past|last|previous|preceding) "
    r"(?:(?:\w{1,12}|\d{1,3}) )?(?:hours|days|weeks|months|years|week|month|year|decade|decades|fortnight)\b"
    r"|\b(?:this|each|every|per) (?:year|month)\b|\b(?:this|each|every|per) week alone\b"
    r"|\bin the first (?:\w{1,10} )?(?:half|quarter|months|weeks|month|week|days)\b|\bin \w{1,9} alone\b"
    r"|\bin a week of\b|\bbetween (?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)\b",
    re.IGNORECASE,
)
_PERFECT = re.compile(
    r"\b(?:have|has|had) (?:also |now |already |since |reportedly )?(?:been|died|killed|claimed|left|fled)\b",
    re.IGNORECASE,
)
_LONG_SUBJECT = re.compile(
    r"\bsince [^.,;]{1,40} (?:has|have) (?:killed|claimed|left|displaced|cost|forced|uprooted|wounded|injured)\b|"
    r"\b(?:war|conflict|insurgency|violence|fighting|campaign|crackdown|unrest|uprising|rebellion|feud)\b"
    r"[^.;]{0,60}\b(?:has|have|had) (?:killed|claimed|left|displaced|cost|forced|uprooted|wounded|injured)\b",
    re.IGNORECASE,
)
_FAR = 26


@dataclass(frozen=True, slots=True)
class Total:
    """A total as a text words it. `superseded` is the figure that it replaces; `verb` what was done to it."""

    kind: CasualtyKind
    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    start: int
    end: int
    head_start: int
    head_end: int
    superseded: int | None
    is_correction: bool
    verb: str | None


class _Spanned(Protocol):
    @property
    def kind(self) -> CasualtyKind: ...
    @property
    def is_more(self) -> bool: ...


def find_totals(text: str, tokens: Sequence[Token]) -> list[Total]:
    """Return the totals of one sentence, in reading order.

    >>> from dateline.parse.text.tokens import find_tokens
    >>> line = "A hospital lowered the toll from Monday's blast to 22 from 31"
    >>> [(t.best, t.superseded, t.is_correction) for t in find_totals(line, find_tokens(line))]
    [(22, 31, True)]
    """
    found: list[Total] = []
    quantities: list[tuple[int, int, Quantity]] | None = None
    floor = 0
    for at, head in enumerate(tokens):
        kind = _head(tokens, at)
        if kind is None or at < floor:
            continue
        quantities = scan_quantities(tokens) if quantities is None else quantities
        main = _main(tokens, quantities, at)
        if main is None:
            continue
        first, last, quantity = main
        verb = _verb(tokens, min(at, first), max(at, last))
        superseded = _superseded(tokens, quantities, at, first, last)
        correction = verb in _LOWERING or (superseded is not None and verb not in _RAISING)
        found.append(
            Total(kind, quantity.low, quantity.best, quantity.high, quantity.qualifier, quantity.start, quantity.end,
                  head.start, head.end, superseded, correction, verb)
        )  # fmt: skip
        floor = max(last, at + 1)
    return found


def _head(tokens: Sequence[Token], at: int) -> CasualtyKind | None:
    """Return the kind when token `at` heads a total: "toll", or "number" in "number of people killed"."""
    word = tokens[at].word
    if word in _LISTED and _word(tokens, at + 1) == ":":
        return _COUNTED.get(word, "killed")
    if word in {"toll", "tolls"}:
        following, before = _word(tokens, at + 1), _word(tokens, at - 1)
        if following in _NOT_TOLLS or (before in {"heavy", "a", "its", "their"} and following in {"on", ""}):
            return None
        return _COUNTED.get(before, "killed")
    if word in {"number", "total"}:
        for index in range(at + 1, min(at + 9, len(tokens))):
            if tokens[index].word in _COUNTED and tokens[at - 1].word not in {"a"}:
                return _COUNTED[tokens[index].word]
            if tokens[index].word in {",", ";", "."}:
                return None
        if word == "total" and _word(tokens, at - 1) == "the" and _verb(tokens, at, at) in _RAISING:
            return "killed"
    return None


def _main(
    tokens: Sequence[Token], quantities: list[tuple[int, int, Quantity]], at: int
) -> tuple[int, int, Quantity] | None:
    for first, last, quantity in quantities:
        if first > at and first - at <= _FAR:
            between = {token.word for token in tokens[at + 1 : first]}
            if between & {";", "?", "while", "but"}:
                return None
            before = _word(tokens, first - 1)
            if before in _LINKS and not (before == "of" and _word(tokens, at + 1) != "of"):
                return first, last, quantity
            if before in {"at", "to"} | _LINKS and first - at < 6:
                return first, last, quantity
    # "bringing to 61 the number of people killed"
    for first, last, quantity in reversed(quantities):
        if last <= at and at - last <= 3 and _word(tokens, first - 1) == "to":
            return first, last, quantity
    return None


def _verb(tokens: Sequence[Token], first: int, last: int) -> str | None:
    for index in [*range(first - 1, max(-1, first - 7), -1), *range(first, min(last + 1, len(tokens)))]:
        if tokens[index].word in _LOWERING or tokens[index].word in _RAISING:
            return _word(tokens, index)
    return None


def _superseded(
    tokens: Sequence[Token], quantities: list[tuple[int, int, Quantity]], at: int, main_first: int, main_last: int
) -> int | None:
    """Return the earlier figure: "from 31" before or behind the main one, "not 31", "an earlier 31"."""
    for first, _, quantity in quantities:
        if first == main_first or not (at < first <= main_last + 9):
            continue
        before = [token.word for token in tokens[max(0, first - 4) : first]]
        if before and (before[-1] in {"from", "than", "not"} or set(before) & _EARLIER):
            return quantity.best
    return None


def read_scope(
    text: str, tokens: Sequence[Token], start: int, end: int, *, total: Total | None, others: Sequence[_Spanned]
) -> CasualtyScope:
    """Return what the figure at `text[start:end]` covers: this incident, all so far, or a stretch of time."""
    sentence = text[tokens[0].start : tokens[-1].end]
    if total is not None:
        return _total_scope(text, tokens, total, others)
    return _figure_scope(sentence, start - tokens[0].start, end - tokens[0].start)


def _total_scope(text: str, tokens: Sequence[Token], total: Total, others: Sequence[_Spanned]) -> CasualtyScope:
    start, end = min(total.head_start, total.start) - 1, max(total.end, total.head_end) + 60
    near = [token.word for token in tokens if start <= token.start <= end]
    around = {word.removesuffix("'s").removesuffix("’s") for word in near}
    if around & _LONG:
        return "cumulative"
    if total.superseded is not None or around & _INCIDENT:
        return "incident"
    same = [other for other in others if other.kind == total.kind and not other.is_more]
    return "cumulative" if same and total.verb in _RAISING else "incident"


def _figure_scope(sentence: str, start: int, end: int) -> CasualtyScope:
    tail = re.split(r"[;—–]|, (?:and|but|while|when|after|raising|bringing)\b", sentence[end : end + 160])[0]
    head = sentence[: min(start, 60)]
    perfect = _PERFECT.search(sentence[max(0, start - 60) : end + 60])
    period = _PERIOD.search(tail) or (head and _PERIOD.match(head))
    if period and (perfect or not re.search(r"\bin an?\b|\bwhen\b", tail)):
        return "period"
    if re.match(r"\W{0,2}since\b", head, re.IGNORECASE) and perfect:
        return "cumulative"
    if _CUMULATIVE.search(tail) and (perfect or re.search(r"\bsince\b|so far|to date", tail, re.IGNORECASE)):
        return "cumulative"
    return "cumulative" if _LONG_SUBJECT.search(sentence[max(0, start - 120) : end]) else "incident"


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""
