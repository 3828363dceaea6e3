"""Times as pages write them -> an instant with its zone, or a day. Never a guess: no zone, no instant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"""(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)
        (?:[T\s]+(?P<hour>\d{1,2}):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?
           \s*(?P<zone>Z|UTC|GMT|[+-]\s?\d\d:?(?:\d\d)?)?
        )?(?!\d)""",
    re.X | re.I,
)
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)  # noqa: SIM905
}  # fmt: skip
_NAMED = re.compile(
    r"""(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?:of\s+)?(?P<month>[A-Z][a-z]{2,8})\.?,?[\s-]+
          | (?P<month2>[A-Z][a-z]{2,8})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+ )
        (?P<year>(?:19|20)\d\d)\b""",
    re.X | re.I,
)
_CLOCK = re.compile(
    r"""\b(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\.?\s?m\b\.?)?
        \s*\(?(?P<zone>GMT(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?|UTC(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?
              |EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|EET|EEST|BST|MSK|Z|[+-]\d\d:?\d\d)?(?![A-Za-z])""",
    re.X | re.I,
)
_ZONES = {
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180,
}  # fmt: skip
"""Minutes east of Greenwich. IST, BST and the like name several zones and are not read."""


@dataclass(frozen=True, slots=True)
class Timestamp:
    """One time a page states: its day there, the clock time where given, and the instant where a zone was given too."""

    day: date
    clock: datetime | None = None
    instant: datetime | None = None


def read_timestamp(text: object, *, now: datetime | None = None) -> Timestamp | None:
    """Return the time that `text` states, or None. Days before 1990 or after tomorrow are nobody's publication time.

    >>> read_timestamp("2026-07-05T22:40:00+11:00").instant.isoformat()
    '2026-07-05T11:40:00+00:00'
    >>> read_timestamp("5 July 2026").day.isoformat(), read_timestamp("2026-07-05 10:00").instant
    ('2026-07-05', None)
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        text = str(int(text)) if abs(text) < 1e15 else ""
    if not isinstance(text, str) or not text.strip():
        return None
    text = text.strip()[:200]
    try:
        stamp = _epoch(text) or _iso(text) or _mail(text) or _named(text)
    except (ValueError, OverflowError):
        return None
    if stamp is None:
        return None
    latest = (now.date() if now else date(2100, 1, 1)) + timedelta(days=2)
    return stamp if date(1990, 1, 1) <= stamp.day <= latest else None


def _epoch(text: str) -> Timestamp | None:
    if not re.fullmatch(r"\d{10}(?:\d{3})?", text):
        return None
    instant = datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
    return Timestamp(instant.date(), instant.replace(tzinfo=None), instant)


def _iso(text: str) -> Timestamp | None:
    match = _ISO.match(text)
    if not match:
        return None
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return Timestamp(day)
    clock = datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), int(match["second"] or 0))  # noqa: DTZ001 - a clock time without its zone is what this is
    rest = text[match.end() :]
    return _zoned(clock, match["zone"] or (rest.strip() if rest.strip().upper() in _ZONES else None))


def _mail(text: str) -> Timestamp | None:
    if not re.match(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d", text):
        return None
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    clock = when.replace(tzinfo=None)
    return Timestamp(clock.date(), clock, when.astimezone(UTC) if when.tzinfo else None)


def _named(text: str) -> Timestamp | None:
    match = _NAMED.search(text)
    if not match:
        return None
    month = _MONTHS.get((match["month"] or match["month2"])[:3].lower())
    if month is None:
        return None
    day = date(int(match["year"]), month, int(match["day"] or match["day2"]))
    clock = _CLOCK.search(text, match.end()) or _CLOCK.search(text[: match.start()])
    if clock is None:
        return Timestamp(day)
    hour = int(clock["hour"])
    half = (clock["half"] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        return Timestamp(day)
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return _zoned(datetime(day.year, day.month, day.day, hour, int(clock["minute"])), clock["zone"])  # noqa: DTZ001 - zone follows


def _zoned(clock: datetime, zone: str | None) -> Timestamp:
    minutes = _offset(zone)
    if minutes is None:
        return Timestamp(clock.date(), clock)
    instant = clock.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC)
    return Timestamp(clock.date(), clock, instant)


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    name = zone.upper().replace(" ", "")
    if name in ("Z", "UTC", "GMT"):
        return 0
    if name in _ZONES:
        return _ZONES[name]
    match = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?", name)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return minutes if match[1] == "+" else -minutes
