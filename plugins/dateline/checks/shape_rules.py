"""Rules of the row checks on a row's shape: values of their column's type, flags, evidence, each incident once."""

from __future__ import annotations

import re
import types
import typing
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dateline.checks.frames import CHILDREN, COUNTS, LONGEST, Frames, Table
from dateline.records import Article, Document, Report

if TYPE_CHECKING:
    import pandas as pd

FLAGS = ("is_disputed", "is_background", "is_correction")
_CORRECTED = re.compile(
    r"\bcorrect(?:s|ed|ion|ing)\b|\blower(?:s|ed|ing)\b|\brais(?:es|ed|ing) (?:the|its|their|to)|\brevis"
    r"|\b(?:down|up) from|\b(?:earlier|previous|initial)(?:ly)?\b|\bupdated?\b|\bnot \w+,? as\b|\binstead of\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bden(?:y|ie[ds]|ying|ials?)\b|\breject|\bunfounded|\bfalse|\bbaseless|\bdismiss|\brefut|\bhoax|\bfake|\buntrue"
    r"|\bcontradict|\bdisput|\brule[ds]? out|\bno evidence|\bnot true|\bnot responsible|\bnothing to do with",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|tell|accord|report|claim|alleg|announc|accus|blam|confirm|den[iy]|add(?:ed|s)|stat(?:ed|es|ement)"
    r"|declar|wrote|writ|quot|tweet|describ|believ|call|warn|insist|admit|acknowledg|not(?:ed|es)|maintain|argu|suspect)",
    re.IGNORECASE,
)


# ------------------------------------------------------------------------------------------------------- types


@cache
def _types_of(table: Table) -> dict[str, tuple[type, ...]]:
    """Return the types of each column's values, counts, bounds and flags left out: they have checks of their own."""
    record = Report if table == "reports" else CHILDREN[table]
    hints = typing.get_type_hints(record)
    own = {name: _plain_types(hint) for name, hint in hints.items() if name not in CHILDREN}
    checked = {*COUNTS, "low", "best", "high", "id", "confidence", *FLAGS}
    return {name: kinds for name, kinds in own.items() if name not in checked}


def _plain_types(hint: Any) -> tuple[type, ...]:
    parts = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    found: set[type] = set()
    for part in parts:
        if typing.get_origin(part) is typing.Literal:
            found.add(str)
        elif isinstance(part, type) and part is not types.NoneType:
            found |= {int, float} if part is float else {part}
    return tuple(found)


def values_have_their_types(table: Table) -> Callable[[Frames], Any]:
    """Expect text where text belongs, whole numbers, days: null is another check's to tell."""

    def rule(frames: Frames) -> pd.Series[bool]:
        kinds = _types_of(table)
        right = [True] * len(frames.table(table))
        for name, allowed in kinds.items():
            for row, (value,) in enumerate(frames.rows(table, name)):
                if value is not None and type(value) not in allowed:
                    right[row] = False
        return frames.flags(table, right)

    return rule


def flags_are_given(frames: Frames) -> pd.Series[bool]:
    return frames.judged("reports", FLAGS, lambda *flags: all(isinstance(flag, bool) for flag in flags))


def part_is_given(frames: Frames) -> pd.Series[bool]:
    return frames.judged("casualties", ("part_of_total",), lambda flag: isinstance(flag, bool))


def lists_are_given(frames: Frames) -> pd.Series[bool]:
    """A report without actors has an empty list of them; with none at all it was cut."""
    return frames.reports["has_lists"]


def confidence_is_a_number(frames: Frames) -> pd.Series[bool]:
    return frames.reports["confidence"].notna()


# ---------------------------------------------------------------------------------------------------- evidence


def evidence_is_long_enough(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    length = frame["evidence"].map(lambda text: len(text) if isinstance(text, str) else 0)
    blank = frame["evidence"].map(lambda text: not (isinstance(text, str) and text.strip()))
    fits = frame["evidence_end"] - frame["evidence_start"] == length
    return ~blank & fits & (frame["evidence_start"] >= 0) & (frame["evidence_end"] <= LONGEST)


def evidence_is_there(frames: Frames) -> pd.Series[bool]:
    right = []
    rows = frames.rows("reports", "evidence", "evidence_start", "evidence_end")
    for row, (evidence, start, end) in enumerate(rows):
        text = frames.texts[row] if frames.is_whole[row] else None
        judged = text is not None and isinstance(start, int) and isinstance(end, int) and start >= 0 and end >= 0
        right.append(not judged or (text or "")[start:end] == evidence)
    return frames.flags("reports", right) | ~evidence_is_long_enough(frames)


def evidence_agrees(frames: Frames) -> pd.Series[bool]:
    """Sentences of one document are the same or apart: one that overlaps another, or reads differently, is wrong."""
    sentences: dict[Any, Counter[tuple[int, int, Any]]] = {}
    rows = list(frames.rows("reports", "document_id", "evidence_start", "evidence_end", "evidence"))
    for document_id, start, end, text in rows:
        if isinstance(start, int) and isinstance(end, int):
            sentences.setdefault(document_id, Counter())[start, end, text] += 1
    wrong = {(document_id, *one) for document_id, told in sentences.items() for one in _overlapping(told)}
    return frames.flags("reports", [row not in wrong for row in rows])


def _overlapping(told: Counter[tuple[int, int, Any]]) -> Iterator[tuple[int, int, Any]]:
    """Yield of each two sentences that overlap the one that fewer reports have, both where they are as many."""
    ordered = sorted(told, key=lambda one: one[:2])
    for one, other in pairwise(ordered):
        if other[0] < one[1]:
            yield from (each for each in (one, other) if told[each] <= min(told[one], told[other]))


def evidence_is_whole(frames: Frames) -> pd.Series[bool]:
    """Evidence is whole sentences: it begins and ends with a letter, a figure or a mark, never with a blank."""

    def is_right(text: Any) -> bool:
        return not isinstance(text, str) or text == text.strip()

    return frames.judged("reports", ("evidence",), is_right)


# ------------------------------------------------------------------------------------------------------- stance


def _has_words(
    column: str, value: object, pattern: re.Pattern[str], *, by: str | None = None
) -> Callable[[Frames], Any]:
    """Expect words of a kind in the text where a column has a value; `by`: an actor of that role will do as well."""

    def rule(frames: Frames) -> pd.Series[bool]:
        told = {row for row, role in frames.rows("actors", "row", "role") if role == by} if by else set()
        right = []
        for row, (stated,) in enumerate(frames.rows("reports", column)):
            text = frames.texts[row] if frames.is_whole[row] else None
            judged = stated == value and text is not None and row not in told
            right.append(not judged or pattern.search(text or "") is not None)
        return frames.flags("reports", right)

    return rule


dispute_is_told = _has_words("is_disputed", True, _DENIED)
attribution_is_told = _has_words("assertion", "attributed", _TOLD, by="reporter")


def denial_is_told(frames: Frames) -> pd.Series[bool]:
    """What is `denied` is denied in the evidence itself: that sentence carries how the text stands to the event."""

    def is_right(assertion: Any, evidence: Any) -> bool:
        return assertion != "denied" or not isinstance(evidence, str) or _DENIED.search(evidence) is not None

    return frames.judged("reports", ("assertion", "evidence"), is_right)


def correction_is_told(frames: Frames) -> pd.Series[bool]:
    """A correction says so in its sentence, or the story does at its head or foot."""
    right = []
    for row, (is_correction, evidence) in enumerate(frames.rows("reports", "is_correction", "evidence")):
        text, source = frames.texts[row], frames.sources[row]
        judged = is_correction is True and text is not None and frames.is_whole[row]
        title = source.title if isinstance(source, Article | Document) else None
        edges = f"{title or ''} {(text or '')[:300]} {(text or '')[-400:]} {evidence}"
        right.append(not judged or _CORRECTED.search(edges) is not None)
    return frames.flags("reports", right)


def superseded_is_correction(frames: Frames) -> pd.Series[bool]:
    """A report with a figure that the text takes back is a correction."""
    taken_back = {row for row, word in frames.rows("casualties", "row", "qualifier") if word == "superseded"}
    rows = frames.rows("reports", "is_correction")
    return frames.flags("reports", [flag is True or row not in taken_back for row, (flag,) in enumerate(rows)])


# ------------------------------------------------------------------------------------------------------ once each


def violence_has_a_source(frames: Frames) -> pd.Series[bool]:
    sources = frames.actors.loc[frames.actors["role"] == "source", "row"]
    position = frames.reports.index.to_series()
    return (frames.reports["event_type"] != "ASSAULT") | position.isin(set(sources))


def said_once(frames: Frames) -> pd.Series[bool]:
    """The second and later rows of one incident from one document. The first stands."""
    columns = ("document_id", "parser", "event_type", "event_mode", "event_date", "event_date_end", "place_name",
               "evidence_start", "evidence_end", "is_background", "assertion", "fatalities_best")  # fmt: skip
    seen: set[tuple[Any, ...]] = set()
    right = []
    for key in frames.rows("reports", *columns):
        right.append(key not in seen)
        seen.add(key)
    return frames.flags("reports", right)
