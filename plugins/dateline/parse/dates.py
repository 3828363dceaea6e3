"""Days that a text names, resolved in the local day of where it was filed.

Source: the codebook's `event_date` fields and case 10 (the local day decides).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dateline.records import DatePrecision

DateKind = Literal["explicit", "relative", "duration"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression and the days it covers, first and last inclusive.

    `precision` is the width that the text supports. `kind`: 'explicit' names its year ("31 August 2019", "in 2023"),
    'relative' needs the publication day ("on Friday", "last week"), 'duration' reaches from a past day till now
    ("since Monday", "35 years since": first is the beginning). `is_future`: "next week", "will ... on Friday".
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    precision: DatePrecision
    kind: DateKind = "relative"
    is_future: bool = False


def local_day(published_at: datetime, zone: str | None) -> date:
    """Return the day on the wall calendar of `zone` (IANA name; None or unknown: UTC) at that instant."""
    return published_at.date()


def find_dates(text: str, published_at: datetime | date | None, zone: str | None = None) -> list[DateMention]:
    """Return the days named in `text`, in reading order. Without `published_at`, only explicit ones. Never raises."""
    return []
