"""The record of a date mention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateline.records import DatePrecision

DateKind = Literal["explicit", "relative", "duration", "lasting"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression and the days it covers, first and last inclusive; `text` is `source[start:end]`.

    `precision` is the width that the text supports; the span may be narrower ("early July": 1-10 July, month).
    `kind`: 'explicit' names its year ("31 August 2019", "in 2023"), 'relative' needs the publication day ("Friday",
    "last week", "35 years since": the year that long ago), 'duration' reaches from a past day till now ("since
    Monday", "the past three days"), 'lasting' is how long a deed went on until its end ("after two days of fighting",
    "ended a five-day strike"). `is_future`: "next week", "will vote on Friday".
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    precision: DatePrecision
    kind: DateKind = "relative"
    is_future: bool = False
