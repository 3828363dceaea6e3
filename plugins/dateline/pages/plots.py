"""Small plots, as numbers that a template draws in SVG: where each mark is, how high, and what it says in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

STRIP_STEP, STRIP_HEIGHT = 15, 26
COLUMN_STEP, COLUMN_HEIGHT = 22, 64
MIN_BAR = 5
"""A failure by one row is seen beside one by a thousand."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One night of a plot. `x` is its left edge, `top` and `height` its bar; `says` is the mark in words.

    `kind` is how it is drawn, never by colour alone: `pass` a tick, `fail` a bar with a cross, `unknown` a ring,
    `none` nothing; in columns `now` is filled, `before` is lighter, `unpublished` is only an outline.
    """

    x: float
    top: float
    height: float
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of the last nights, oldest first: from the `first` to the `last`, its highest mark standing for `most`.

    `line` is the height at which the `usual` value is drawn, if it is.
    """

    width: float
    height: float
    step: float
    marks: tuple[Mark, ...]
    says: str
    line: float | None = None
    usual: float | None = None
    most: int = 0
    first: str = ""
    last: str = ""


def strip_of(nights: Sequence[str], verdicts: Sequence[tuple[str, int] | None]) -> Plot:
    """Return the plot of one check: by night its status and how many rows failed, None where it did not run.

    >>> strip_of(["1 March", "2 March"], [("pass", 0), ("fail", 3)]).says
    '1 March passed, 2 March failed (3)'
    """
    most = max((verdict[1] for verdict in verdicts if verdict), default=0)
    marks = tuple(
        _verdict(at, night, verdict, most) for at, (night, verdict) in enumerate(zip(nights, verdicts, strict=True))
    )
    return Plot(STRIP_STEP * len(marks), STRIP_HEIGHT, STRIP_STEP, marks, _said(marks))


def _said(marks: Sequence[Mark]) -> str:
    if len(marks) > 2 and all(mark.kind == "pass" for mark in marks):
        return f"passed in all {len(marks)} nights"
    return ", ".join(mark.says for mark in marks)


_KINDS = {"pass": ("pass", "passed"), "fail": ("fail", "failed"), "too_little_history": ("unknown", "could not judge")}


def _verdict(at: int, night: str, verdict: tuple[str, int] | None, most: int) -> Mark:
    if verdict is None:
        return Mark(at * STRIP_STEP, STRIP_HEIGHT, 0, "none", f"{night} did not run")
    kind, told = _KINDS.get(verdict[0], ("unknown", verdict[0]))
    if kind != "fail":
        return Mark(at * STRIP_STEP, STRIP_HEIGHT, 0, kind, f"{night} {told}")
    room = STRIP_HEIGHT - MIN_BAR - 9  # above the bar stands its cross
    height = MIN_BAR + room * (verdict[1] / most if most else 1)
    counted = f" ({verdict[1]:,})" if verdict[1] else ""
    return Mark(at * STRIP_STEP, round(STRIP_HEIGHT - height, 1), round(height, 1), kind, f"{night} {told}{counted}")


def columns_of(nights: Sequence[str], counts: Sequence[int | None], published: Sequence[bool]) -> Plot:
    """Return the plot of one count by night, the last night being the one that is looked at.

    The line is the median of the published nights before it; there is none with fewer than three of them.
    """
    most = max((count for count in counts if count), default=0)
    earlier = [count for count, is_out in zip(counts[:-1], published[:-1], strict=True) if is_out and count is not None]
    usual = float(median(earlier)) if len(earlier) >= 3 else None
    marks = tuple(
        _column(at, night, count, most, _column_kind(is_now=at == len(counts) - 1, is_published=is_out))
        for at, (night, count, is_out) in enumerate(zip(nights, counts, published, strict=True))
    )
    line = None if usual is None or not most else round(COLUMN_HEIGHT * (1 - usual / most), 1)
    said = ", ".join(mark.says for mark in marks)
    size = COLUMN_STEP * len(marks), COLUMN_HEIGHT, COLUMN_STEP
    return Plot(*size, marks, said, line, usual, most, nights[0], nights[-1])


def _column_kind(is_now: bool, *, is_published: bool) -> str:
    return ("now" if is_now else "before") if is_published else ("now unpublished" if is_now else "unpublished")


def _column(at: int, night: str, count: int | None, most: int, kind: str) -> Mark:
    if count is None:
        return Mark(at * COLUMN_STEP, COLUMN_HEIGHT, 0, "none", f"{night} not known")
    height = max(COLUMN_HEIGHT * count / most, 1.0) if most else 1.0
    told = f"{night} {count:,}" + (" (not published)" if "unpublished" in kind else "")
    return Mark(at * COLUMN_STEP, round(COLUMN_HEIGHT - height, 1), round(height, 1), kind, told)
