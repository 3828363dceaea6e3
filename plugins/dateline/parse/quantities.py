"""Numbers of heads as news writes them: digits, number words, ranges, and the qualifier in front.

(Called `quantities`, not `numbers`: no module of ours bears the name of one of the standard library's.)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: "at least 40", "30 to 40", "dozens", "a dozen", "more than two hundred".

    `low`, `best`, `high` are counts, None where the text leaves them open ("dozens": all three None).
    `qualifier` is its normal form in lower case ("at least", "up to", "about", "dozens"), or None for a bare number.
    `start` and `end` hold the qualifier too: `text[start:end]` is the mention.
    """

    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    start: int
    end: int


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in reading order. Never raises."""
    return []


def read_number(text: str) -> int | None:
    """Return the whole number that `text` is, in digits or words, or None."""
    return None
