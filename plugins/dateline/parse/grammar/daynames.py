"""Words that name a day: the model in use here names no entities."""

from __future__ import annotations

from typing import Any

from dateline.parse.text.wordlists import listed

_MONTHS_AND_DAYS = listed(
    "january, february, march, april, may, june, july, august, september, october, november, december, monday, "
    "tuesday, wednesday, thursday, friday, saturday, sunday"
)


def names_day(token: Any) -> bool:
    """True for the name of a month or of a day of the week, and for a year: the model names no entities here."""
    return bool(token.lower_ in _MONTHS_AND_DAYS or is_year(token))


def is_year(token: Any) -> bool:
    """True for four digits: "the 2014 raid"."""
    return bool(token.is_digit and len(token) == 4)
