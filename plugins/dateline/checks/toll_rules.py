"""Rules of the row checks on figures: the report's columns beside its casualty rows, and those beside their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from dateline.checks.frames import COUNTS, UNREAD, Frames
from dateline.checks.text_rules import said_at
from dateline.parse.numbers.bare_tolls import as_killed
from dateline.parse.numbers.casualty_words import find_casualty_words
from dateline.parse.numbers.crowds import find_crowds
from dateline.parse.numbers.quantities import find_quantities
from dateline.parse.numbers.stated_none import find_stated_none
from dateline.parse.text.tokens import find_tokens

if TYPE_CHECKING:
    import pandas as pd

VERBAL_TYPES = ("AGREE", "SUPPORT", "CONCEDE", "CONSULT", "REQUEST", "ACCUSE", "REJECT", "THREATEN")
SUMMED = (
    ("killed", "fatalities_best"), ("injured", "injured_best"), ("detained", "detained_best"),
    ("abducted", "abducted_best"), ("displaced", "displaced_best"),
)  # fmt: skip
"""A kind of casualty, and the report's column that tells how many."""

BOUNDED = (
    ("killed", ("fatalities_low", "fatalities_best", "fatalities_high")),
    ("injured", ("injured_low", "injured_best", "injured_high")),
)
AT_LEAST = re.compile(r"\b(?:at least|no fewer than|not less than|more than|over|upwards of|minimum)\b", re.IGNORECASE)
UP_TO = re.compile(r"\b(?:up to|as many as|no more than|at most|fewer than|less than)\b", re.IGNORECASE)

_MOST_PARTS = 8
_AROUND = 250
"""How far from a figure the word is looked for that says killed, injured, ...: a sentence, in characters."""

_ARTICLE = re.compile(r"\b(?:an?|another|one|and the)\b", re.IGNORECASE)

_NONE = re.compile(r"nobody|no[- ]one|no|without|no people|no persons", re.IGNORECASE)
_MORE = re.compile(r"\b(?:an?|another|and|or|nor|including)\b", re.IGNORECASE)

Figures = tuple[int | None, int | None, int | None]


# ------------------------------------------------------------------------------------------------ the columns


def ordered(low: str, best: str, high: str) -> Callable[[Frames], Any]:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.reports
        wrong = (frame[low] > frame[best]) | (frame[best] > frame[high]) | (frame[low] > frame[high])
        return ~wrong

    return rule


def counts_are_whole(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    right = frame["id"].isna() | True
    for name in COUNTS:
        right &= frame[f"{name}_given"].isna() | (frame[name] % 1 == 0)
    return right


def smallest_count(frames: Frames) -> pd.Series[Any]:
    return frames.reports[list(COUNTS)].min(axis=1)


def largest_count(frames: Frames) -> pd.Series[Any]:
    return frames.reports[list(COUNTS)].max(axis=1)


def no_harm_in_words(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    harmed = frame[[name for name in COUNTS if name.startswith(("fatalities", "injured"))]].notna().any(axis=1)
    return ~(frame["event_type"].isin(VERBAL_TYPES) & harmed)


def crowd_is_protest(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    return (frame["event_type"] == "PROTEST") | (frame["crowd_low"].isna() & frame["crowd_high"].isna())


def crowd_is_told(frames: Frames) -> pd.Series[bool]:
    """Read the crowd again: in the evidence, or elsewhere in the text where that is at hand."""
    right = []
    for row, (low, high, evidence) in enumerate(frames.rows("reports", "crowd_low", "crowd_high", "evidence")):
        whole = frames.texts[row] if frames.is_whole[row] else None
        judged = (low is not None or high is not None) and isinstance(evidence, str)
        right.append(not judged or (low, high) in _crowds(evidence) or (low, high) in _crowds(whole or evidence))
    return frames.flags("reports", right)


@lru_cache(maxsize=2_000)
def _crowds(text: str) -> frozenset[tuple[int | None, int | None]]:
    return frozenset((crowd.low, crowd.high) for crowd in find_crowds(text))


# ---------------------------------------------------------------------------------- the columns and their rows


def no_cumulative_toll(frames: Frames) -> pd.Series[bool]:
    """`fatalities_best` must not be a figure which the casualty rows give only for a period or a whole war."""
    if "incident" not in frames.memo:
        wrong = [_not_only_other_scope(frames, kind, column) for kind, column in SUMMED[:2]]
        frames.memo["incident"] = wrong[0] & wrong[1]
    right: pd.Series[bool] = frames.memo["incident"]
    return right


def _not_only_other_scope(frames: Frames, kind: str, column: str) -> pd.Series[bool]:
    rows = frames.casualties[frames.casualties["kind"] == kind]
    stated = frames.reports[column]
    same = rows[["best", "low", "high"]].eq(rows["row"].map(stated).astype(float), axis=0).any(axis=1)
    here = rows["scope"] == "incident"
    other = set(rows.loc[same & ~here, "row"])
    counted = set(rows.loc[here, "row"])
    only_other = set(rows["row"]) - counted
    position = frames.reports.index.to_series()
    told = frames.flags("reports", [column in row for row in _told(frames)])
    return ~(stated.notna() & (position.isin(only_other) | (position.isin(other) & ~told)))


def columns_agree_with_casualties(frames: Frames) -> pd.Series[bool]:
    """Each figure is one incident row's, or the sum of some that are no part of another."""
    if "summed" in frames.memo:
        return frames.memo["summed"]  # type: ignore[no-any-return]
    told = _told(frames)
    stated = frames.rows("reports", *(column for _, column in SUMMED))
    right = [
        all(figure is None or column in told[row] for (_, column), figure in zip(SUMMED, figures, strict=True))
        for row, figures in enumerate(stated)
    ]
    frames.memo["summed"] = frames.flags("reports", right) | ~no_cumulative_toll(frames)  # that check tells of those
    return frames.memo["summed"]  # type: ignore[no-any-return]


def bounds_agree_with_casualties(frames: Frames) -> pd.Series[bool]:
    """`low` and `high` come from the rows that gave `best`; judged where `best` has its row and all are ordered."""
    sums = _sums(frames)
    right = frames.reports["id"].isna() | True
    for kind, names in BOUNDED:
        fits = [
            figures == (None, None, None) or figures in sums.get((row, kind), ())
            for row, figures in enumerate(frames.rows("reports", *names))
        ]
        right &= frames.flags("reports", fits) | ~ordered(*names)(frames)
    return right | ~columns_agree_with_casualties(frames) | ~no_cumulative_toll(frames)


def tolls_are_kept(frames: Frames) -> pd.Series[bool]:
    """A casualty row of the incident itself, no part of another, is in the report's own columns."""
    sums = _sums(frames)
    columns: dict[str, tuple[str, ...]] = {**dict(BOUNDED), **{kind: (name,) for kind, name in SUMMED[2:]}}
    right = [True] * len(frames.reports)
    for kind, names in columns.items():
        for row, figures in enumerate(frames.rows("reports", *names)):
            counted = (row, kind) in sums and (len(names) == 3 or any(one[0] or one[1] for one in sums[row, kind]))
            right[row] &= not counted or any(figure is not None for figure in figures)
    corrected = [flag is True for (flag,) in frames.rows("reports", "is_correction")]
    for kind, column in SUMMED:
        for row, (figure,) in enumerate(frames.rows("reports", column)):
            lone = [best for _, best, _ in frames.memo["parts"].get((row, kind), ()) if isinstance(best, int)]
            right[row] &= corrected[row] or not isinstance(figure, int) or max(lone, default=0) <= figure
    return frames.flags("reports", right)


def _told(frames: Frames) -> list[set[str]]:
    """Return for each report the columns whose figure its casualty rows give. Worked out once a batch."""
    if "told" in frames.memo:
        return frames.memo["told"]  # type: ignore[no-any-return]
    sums = _sums(frames)
    found = []
    for row, figures in enumerate(frames.rows("reports", *(column for _, column in SUMMED))):
        given = set()
        for (kind, column), figure in zip(SUMMED, figures, strict=True):
            parts = sums.get((row, kind), ())
            lone = kind not in ("killed", "injured")  # "at least 40 arrested": the one column takes the low
            if any(figure in ((one[1], one[0]) if lone else (one[1],)) for one in parts):
                given.add(column)
        found.append(given)
    frames.memo["told"] = found
    return found


def _sums(frames: Frames) -> dict[tuple[int, str], set[Figures]]:
    """Return (low, best, high) of the incident's rows, of each by itself and of some added up, by report and kind."""
    if "sums" in frames.memo:
        return frames.memo["sums"]  # type: ignore[no-any-return]
    parts: dict[tuple[int, str], list[Figures]] = {}
    columns = ("row", "kind", "scope", "part_of_total", "qualifier", "low", "best", "high")
    for row, kind, scope, is_part, qualifier, *figures in frames.rows("casualties", *columns):
        counted = scope == "incident" and is_part is False and qualifier != "superseded"
        if counted and any(figure is not None for figure in figures):
            parts.setdefault((row, kind), []).append(tuple(figures))
    sums = {key: _added_up(found) for key, found in parts.items()}
    frames.memo["sums"], frames.memo["parts"] = sums, parts
    return sums


def _added_up(parts: Sequence[Figures]) -> set[Figures]:
    if len(parts) > _MOST_PARTS:
        return {*parts, _total(parts)}
    return {_total(some) for size in range(1, len(parts) + 1) for some in combinations(parts, size)}


def _total(parts: Sequence[Figures]) -> Figures:
    low, best, high = (
        None if any(not isinstance(one, int) for one in column) else sum(column) for column in zip(*parts, strict=True)
    )
    return low, best, high


# ------------------------------------------------------------------------------------- the rows and their words


def toll_ordered(frames: Frames) -> pd.Series[bool]:
    frame = frames.casualties
    low, best, high = frame["low"], frame["best"], frame["high"]
    return ~((low > best) | (best > high) | (low > high))


def whole_heads(frames: Frames) -> pd.Series[bool]:
    frame = frames.casualties
    right = frame["row"] >= 0
    for name in ("low", "best", "high"):
        right &= frame[f"{name}_given"].isna() | ((frame[name] % 1 == 0) & (frame[name] >= 0))
    return right


def qualified(pattern: re.Pattern[str], empty: str) -> Callable[[Frames], Any]:
    """Expect a bound that the qualifier leaves open to be null, and the figure itself to be the other one."""

    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.casualties
        said = frame["qualifier"].map(lambda words: isinstance(words, str) and bool(pattern.search(words)))
        return ~(said.astype(bool) & frame[empty].notna())

    return rule


def qualifier_is_told(frames: Frames) -> pd.Series[bool]:
    """The words of a qualifier stand beside the figure, and "at least" is kept with one figure of which it is said.

    "superseded" is ours, for a figure that the text takes back.
    """
    right = []
    mentions = said_at(frames, "casualties")
    frame = frames.casualties
    rows = zip(frame["row"], frame["qualifier"], frame["mention_start"], frame["mention_end"], strict=True)
    for said, (row, words, start, end) in zip(mentions, rows, strict=True):
        around = _around(frames.texts[row], start, end, 60)
        if words is None:
            right.append(said is None or not _is_qualified(said))
            continue
        judged = around is not None and isinstance(words, str) and words != "superseded"
        right.append(not judged or all(word in (around or "").lower() for word in words.lower().split()))
    return frames.flags("casualties", right)


@lru_cache(maxsize=20_000)
def _is_qualified(said: str) -> bool:
    quantities = find_quantities(said)
    return len(quantities) == 1 and quantities[0].qualifier is not None


def kind_is_told(frames: Frames) -> pd.Series[bool]:
    """Near the figure a word says what became of the people; a corrected toll may be told by the word "toll" alone."""
    corrected = set(frames.reports.index[frames.reports["is_correction"] == True])  # noqa: E712 -- a column
    frame = frames.casualties
    right = []
    for row, kind, start, end in zip(
        frame["row"], frame["kind"], frame["mention_start"], frame["mention_end"], strict=True
    ):
        around = _around(frames.texts[row], start, end, _AROUND)
        right.append(around is None or row in corrected or kind in _kinds_in(around))
    return frames.flags("casualties", right)


@lru_cache(maxsize=20_000)
def _kinds_in(text: str) -> frozenset[str]:
    words = frozenset(word.kind for word in find_casualty_words(find_tokens(as_killed(text))))
    return words | {toll.kind for toll in find_stated_none(text)}  # "no casualties": neither killed nor injured


def _around(text: str | None, start: float, end: float, reach: int) -> str | None:
    """Return the text around a span; None where the span is not to be read."""
    if text is None or not 0 <= start < end <= len(text) or UNREAD in text[int(start) : int(end)]:
        return None
    return text[max(0, int(start) - reach) : int(end) + reach].strip(UNREAD)


def figure_is_read_again(frames: Frames) -> pd.Series[bool]:
    """Read each casualty's words again: `best` is one of their figures, or the sum of them.

    Words without a figure ("the driver", "a suspect", "both sisters") are one or two people, "nobody" is 0. A figure
    which the text takes back ("from 31") is judged by the check on the row that replaces it.
    """
    columns = ("low", "best", "high", "qualifier")
    rows = zip(said_at(frames, "casualties"), frames.rows("casualties", *columns), strict=True)
    right = [
        said is None or qualifier == "superseded" or _gives(said, (low, best, high), qualifier)
        for said, (low, best, high, qualifier) in rows
    ]
    return frames.flags("casualties", right)


@lru_cache(maxsize=50_000)
def _gives(said: str, figures: Figures, qualifier: str | None) -> bool:
    stated = {figure for figure in figures if isinstance(figure, int | float)}
    quantities = find_quantities(said)
    if not quantities:
        is_none = _NONE.fullmatch(said.strip()) is not None
        if is_none or not stated:
            return stated == {0} if is_none else True
        return len(stated) == 1 and None not in figures and 0 < min(stated) <= 2  # nobody is "at least the driver"
    if len(quantities) == 1 and qualifier in (None, quantities[0].qualifier) and not _MORE.search(said):
        return figures == (quantities[0].low, quantities[0].best, quantities[0].high)
    bests = [quantity.best for quantity in quantities if quantity.best is not None]
    bounds = {bound for quantity in quantities for bound in (quantity.low, quantity.high) if bound is not None}
    ones = range(len(_ARTICLE.findall(said)) + 1)  # "two officers and a shoe-shine boy"
    sums = {
        sum(some) + more for size in range(len(bests) + 1) for some in combinations(bests[:6], size) for more in ones
    }
    return stated <= sums | bounds
