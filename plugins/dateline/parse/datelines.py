"""The line that a wire story opens with, the agency it credits, and notices of correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Notice = Literal["correction", "recast", "kill"]


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a story was filed from: "IDLIB, Syria, Aug 31 (AFP) -".

    `text[start:end]` is the whole line with its dash: the story begins at `end`. `place` is the town, `country_hint`
    what follows it (a country, a state: "Syria", "Ala."), `day` is (month, day), `credit` the agency.
    """

    start: int
    end: int
    text: str
    place: str | None
    country_hint: str | None = None
    day: tuple[int, int] | None = None
    credit: str | None = None


def find_dateline(text: str) -> Dateline | None:
    """Return the dateline that `text` opens with, or None. Never raises."""
    return None


def find_credit(text: str) -> str | None:
    """Return the agency that `text` credits, in its dateline or its last lines, or None."""
    return None


def find_notice(title: str | None, text: str) -> Notice | None:
    """Return 'kill', 'correction' or 'recast' when the story says that it withdraws or mends an earlier one."""
    return None


def resolve_dateline_day(dateline: Dateline | None, published_at: datetime | None) -> date | None:
    """Return the dateline's day with the year that lies nearest to `published_at`, or None without either."""
    return None
