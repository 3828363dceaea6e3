"""Instants as feeds write them: RFC 822 and ISO 8601, and the many ways of missing both. Pure functions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_ZONES_H = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "sast": 2, "msk": 3, "pkt": 5, "wib": 7, "ict": 7, "hkt": 8, "pht": 8, "sgt": 8, "wita": 8, "awst": 8, "jst": 9,
    "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "ast": -4, "adt": -3, "est": -5, "edt": -4,
    "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""Hours east of Greenwich. Names with two meanings have the one of RFC 822 (est, cst) or of the larger press."""

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\b\.?)?"
_ZONE = r"(?P<zone>(?:GMT|UTC)?\s*[+-]\s*\d{1,2}:?(?:\d{2})?\b|[A-Za-z]{1,5}\b)?"
_BY_NAME = re.compile(  # "Thu, 28 Jul 2022 04:35:05 +0900", "Thu,28 Jul 2022 4:35:5 GMT+9", "28-Jul-22 04:35"
    rf"(?:^|[\s,])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?,?[\s-]+(?P<year>\d{{4}}|\d{{2}})\b(?:,?\s*(?:at\s+)?{_CLOCK}\s*{_ZONE})?",
)
_BY_NAME_US = re.compile(  # "July 28, 2022 4:35 PM EST", "Thu Jul 28 04:35:05 2022" has its year last
    rf"(?:^|[\s,])(?P<month>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b(?:,?\s*(?:-\s*|at\s+)?{_CLOCK}\s*{_ZONE})?",
)
_ASCTIME = re.compile(
    rf"(?:^|[\s,])(?P<month>[A-Za-z]{{3}})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s*(?P<zone>[A-Za-z]{{1,5}}\s+|[+-]\d{{4}}\s+)?(?P<year>\d{{4}})\b"
)
_BY_NUMBER = re.compile(  # "2022-07-28T04:35:05+09:00", "2022/07/28 04:35", "2022-07-28"
    rf"(?:^|\s)(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)(?:[T\s,]+{_CLOCK}\s*{_ZONE})?"
)
_COMPACT = re.compile(  # "20220728T043505Z", "20220728043505"
    r"^(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z|[+-]\d{4})?)?$"
)
_EPOCH = re.compile(r"^(?P<seconds>\d{10})(?:\d{3})?$")
_FORMS = (_BY_NUMBER, _BY_NAME, _BY_NAME_US, _ASCTIME, _COMPACT)


def read_instant(text: str | None) -> datetime | None:
    """Return the instant that `text` names, in UTC, or None when it names none.

    Without a zone, UTC is meant (feeds mostly do); a day without a time is its midnight in UTC. What lies before 1990
    or after 2100 is a filler, not a date: None.

    >>> read_instant("Thu,28 Jul 2022 4:35:5 GMT+9")
    datetime.datetime(2022, 7, 27, 19, 35, 5, tzinfo=datetime.timezone.utc)
    """
    text = " ".join((text or "").split())[:100]
    epoch = _EPOCH.match(text)
    if epoch:
        return _plausible(datetime.fromtimestamp(int(epoch["seconds"]), UTC))
    for form in _FORMS:
        match = form.search(text)
        if match:
            return _plausible(_instant(match.groupdict()))
    return None


def _instant(parts: dict[str, str | None]) -> datetime | None:
    month = _month(parts["month"] or "")
    offset = _offset(parts.get("zone"))
    if month is None or offset is None:
        return None
    year = int(parts["year"] or 0)
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "")[:1].lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        second = min(int(parts.get("second") or 0), 59)  # a leap second
        midnight = datetime(year + 2000 if year < 100 else year, month, int(parts["day"] or 0), tzinfo=timezone(offset))
        if hour > 24 or int(parts.get("minute") or 0) > 59:
            return None
        return (midnight + timedelta(hours=hour, minutes=int(parts.get("minute") or 0), seconds=second)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else _MONTHS.get(text[:3].lower())


def _offset(zone: str | None) -> timedelta | None:
    """Return the offset east of Greenwich; zero for no zone and for a word that is none, None for one out of range."""
    zone = re.sub(r"\s", "", zone or "").lower()
    sign = re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?", zone)
    if sign:
        hours, minutes = int(sign[2]), int(sign[3] or 0)
        if hours > 14 or minutes > 59:
            return None
        return timedelta(hours=hours, minutes=minutes) * (-1 if sign[1] == "-" else 1)
    return timedelta(hours=_ZONES_H.get(zone, 0))


def _plausible(instant: datetime | None) -> datetime | None:
    return instant if instant is not None and 1990 <= instant.year <= 2100 else None
