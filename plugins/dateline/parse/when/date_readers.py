"""How each wording of a time expression is read; the wordings are in `date_wordings`.

A reader gets the match and the context (publication day, the mention before) and returns a span, or None when the
wording cannot be resolved without guessing. ValueError and OverflowError mean that there is no such day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from dateline.parse.numbers.quantities import read_number
from dateline.parse.when.date_records import DateKind, DateMention
from dateline.records import DatePrecision

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FUTURE = re.compile(
    r"\b(?:will|scheduled|due|plans? to|planning to|set to|is to|are to|upcoming|ahead of|vows? to|vowed to|"
    r"expected to|slated|shall|won['’]t|called (?:for|on)|call for|'ll)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|starting|beginning|as of)(?: (?:midnight|noon|dawn|early|late))?(?: on)? $", re.IGNORECASE
)
_VOWED = re.compile(
    r"\b(?:threaten|vow|warn|promise|pledge|announce|declare|call|agree|decide|vote)(?:e?d|s)?\b", re.IGNORECASE
)
"""Verbs of what is to come, with a day from which on: "threatened to walk out from Wednesday"."""
_SINCE = re.compile(r"\bsince (?:the |about |around )?(?:early |late |mid-?|last |this )?$", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;!?\n]")
_LIKE_PLAIN = str.maketrans(
    "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}\N{LATIN SMALL LETTER DOTLESS I}"
    "\N{LATIN SMALL LETTER LONG S}\N{KELVIN SIGN}",
    "IisK",
)


class Context(NamedTuple):
    """What a reader may look at: the local publication day and instant (None: unknown), the mention before.

    `until` is the local day of a change of the text up to six days after its publication, else None.
    """

    text: str
    today: date | None
    instant: datetime | None
    before: DateMention | None
    is_future: bool
    until: date | None = None


class Span(NamedTuple):
    """The days that a wording covers."""

    first: date
    last: date
    precision: DatePrecision
    kind: DateKind = "relative"
    is_future: bool = False


Reader = Callable[[re.Match[str], Context], Span | None]


def is_future_clause(text: str, start: int) -> bool:
    """Say whether the clause up to `start` speaks of what is to come: "will", "scheduled for"."""
    clause = _CLAUSE.split(text[max(0, start - 80) : start])[-1]
    return bool(_FUTURE.search(clause)) or bool(_FROM.search(clause) and _VOWED.search(clause))


def plain_letters(text: str) -> str:
    """Return a text of the same length with the letters made plain that a regex takes for i, s and k of any case.

    >>> plain_letters("augu\N{LATIN SMALL LETTER LONG S}t")
    'august'
    """
    return text if text.isascii() else text.translate(_LIKE_PLAIN)


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _day(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, day)


def _whole_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _since(match: re.Match[str], context: Context, span: Span | None) -> Span | None:
    """Stretch a span to the publication day when "since" stands before it."""
    if span is None or context.today is None or span.first > context.today:
        return span
    if not _SINCE.search(context.text[max(0, match.start() - 24) : match.start()]):
        return span
    return span._replace(last=context.today, kind="duration", is_future=False)


# ------------------------------------------------------------------------------------------- days of a month


def read_day(match: re.Match[str], context: Context) -> Span | None:
    month, day = _month(match["month"]), _day(match["day"])
    last_day = _day(match["to"]) if match["to"] else day
    year = int(match["year"]) if match["year"] else _nearest_year(month, day, context)
    if year is None or last_day < day:
        return None
    first, last = _in_year(year, month, day), _in_year(year, month, last_day)
    future = context.today is not None and first > context.today
    precision: DatePrecision = "day" if (last - first).days < 2 else "week" if (last - first).days < 7 else "month"
    return _since(match, context, Span(first, last, precision, "explicit" if match["year"] else "relative", future))


def _nearest_year(month: int, day: int, context: Context) -> int | None:
    """Return the year of a day without one: the latest that is not ahead, or the next when the clause looks ahead."""
    today = context.today
    if today is None:
        return None
    year = today.year
    if month == 2 and day == 29:
        return year if monthrange(year, 2)[1] == 29 else None
    ahead = (date(year, month, day) - today).days
    if context.is_future:
        return year + 1 if ahead < -180 else year
    return year - 1 if ahead > 7 else year + 1 if ahead < -358 else year


def read_iso(match: re.Match[str], context: Context) -> Span | None:
    day = date(int(match["year"]), int(match["m"]), int(match["d"]))
    return Span(day, day, "day", "explicit", context.today is not None and day > context.today)


def read_numeric(match: re.Match[str], context: Context) -> Span | None:
    one, two = int(match["a"]), int(match["b"])
    if one <= 12 and two <= 12 and one != two:
        return None  # 03/04/2025 is March in one house and April in another
    day, month = (one, two) if two <= 12 else (two, one)
    found = date(int(match["year"]), month, day)
    return Span(found, found, "day", "explicit", context.today is not None and found > context.today)


# --------------------------------------------------------------------------------------------- months, years


def read_month(match: re.Match[str], context: Context) -> Span | None:
    month = _month(match["month"])
    kind: DateKind = "explicit" if match["year"] else "relative"
    year = int(match["year"]) if match["year"] else _month_year(match, month, context)
    if year is None:
        return None
    first, last = _part_of_month(match["part"], year, month)
    return _since(match, context, Span(first, last, "month", kind, context.today is not None and first > context.today))


def _month_year(match: re.Match[str], month: int, context: Context) -> int | None:
    today = context.today
    if today is None:
        return None
    cue = (match["cue"] or "").lower()
    if cue == "last":
        return today.year if month < today.month else today.year - 1
    if cue == "next" or context.is_future:
        return today.year if month >= today.month else today.year + 1
    return today.year if month <= today.month else today.year - 1


def _part_of_month(part: str | None, year: int, month: int) -> tuple[date, date]:
    first, last = _whole_month(year, month)
    word = (part or "").lower()
    if word.startswith(("early", "the start", "the beginning", "start", "beginning", "the first")):
        return first, first.replace(day=10)
    if word.startswith(("mid", "the middle")):
        return first.replace(day=11), first.replace(day=20)
    if word.startswith(("late", "the end", "end", "the last")):
        return first.replace(day=21), last
    return first, last


def read_year(match: re.Match[str], context: Context) -> Span | None:
    year = int(match["year"])
    first, last = date(year, 1, 1), date(year, 12, 31)
    part = (match.groupdict().get("part") or "").lower()
    if part.startswith(("early", "the start", "the beginning")):
        last = date(year, 4, 30)
    elif part.startswith("mid"):
        first, last = date(year, 5, 1), date(year, 8, 31)
    elif part.startswith(("late", "the end")):
        first = date(year, 9, 1)
    to = match.groupdict().get("to")
    if to:
        last = date(int(to) if len(to) == 4 else year // 100 * 100 + int(to), 12, 31)
        if last < first:
            return None
    future = context.today is not None and first > context.today
    return _since(match, context, Span(first, last, "year", "explicit", future))


def read_decade(match: re.Match[str], context: Context) -> Span | None:
    year = int(match["year"])
    return Span(date(year, 1, 1), date(year + 9, 12, 31), "year", "explicit")


# ------------------------------------------------------------------------------------------------- weekdays


def read_weekday(match: re.Match[str], context: Context) -> Span | None:
    if context.today is None:
        return None
    cue, tail = (match["cue"] or "").lower(), (match["tail"] or "").lower()
    day = _weekday(match["weekday"], cue, tail, context)
    last = day + timedelta(1) if match["overnight"] and cue not in {"into", "to"} else day
    first = day - timedelta(1) if cue in {"into"} and match["overnight"] else day
    return _since(match, context, Span(first, last, "day", "relative", day > (context.until or context.today)))


def _weekday(name: str, cue: str, tail: str, context: Context) -> date:
    """Return the day that a weekday names: today or the latest before, unless a word points elsewhere."""
    assert context.today is not None
    today = context.today
    back = (today.weekday() - _WEEKDAYS.index(name.lower())) % 7
    if "last week" in tail or "previous week" in tail:
        return today - timedelta(today.weekday() + 7 - _WEEKDAYS.index(name.lower()))
    if "next week" in tail:
        return today + timedelta(7 - today.weekday() + _WEEKDAYS.index(name.lower()))
    if cue == "last" or tail.strip() == "last":
        return today - timedelta(back or 7)
    if cue in {"next", "coming", "this coming"}:
        return today + timedelta((-back) % 7 or 7)
    if context.is_future:
        return today + timedelta((-back) % 7)
    ahead = today + timedelta(7 - back)
    if context.until is not None and context.until - timedelta(1) <= ahead <= context.until:
        return ahead  # written into the text when it was changed
    return today - timedelta(back)


def read_near_day(match: re.Match[str], context: Context) -> Span | None:
    """Read today, yesterday, tonight, tomorrow, overnight, last night, this morning."""
    if context.today is None:
        return None
    word = " ".join(match.group().lower().split())
    if word == "overnight":
        return Span(context.today - timedelta(1), context.today, "day")
    shift = 1 if word.startswith("tomorrow") else -1 if word.startswith(("yesterday", "last")) else 0
    if word.startswith("the day before yesterday"):
        shift = -2
    day = context.today + timedelta(shift)
    return _since(match, context, Span(day, day, "day", "relative", shift > 0))


def read_weekend(match: re.Match[str], context: Context) -> Span | None:
    if context.today is None:
        return None
    back = (context.today.weekday() - 5) % 7
    saturday = context.today - timedelta(back)
    if context.is_future or (match["cue"] or "").lower() == "next":
        saturday = context.today + timedelta((-back) % 7)
    elif (match["cue"] or "").lower() == "last" and back < 2:
        saturday -= timedelta(7)
    return Span(saturday, saturday + timedelta(1), "day", "relative", saturday > context.today)


# ------------------------------------------------------------------------------------- this, last, ago, past


def read_unit(match: re.Match[str], context: Context) -> Span | None:
    """Read "last week", "earlier this month", "next year"."""
    if context.today is None:
        return None
    step = {"last": -1, "this": 0, "next": 1}[match["cue"].lower()]
    first, last, precision = _unit(context.today, match["unit"].lower(), step)
    edge = (match["edge"] or "").lower()
    if step == 0 and (edge in {"earlier", "early"} or not context.is_future):
        last = context.today
    if edge in {"late", "end"}:
        first = last - (last - first) // 3
    elif edge == "early" and step:
        last = first + (last - first) // 3
    return _since(match, context, Span(first, last, precision, "relative", step > 0))


def _unit(today: date, unit: str, step: int) -> tuple[date, date, DatePrecision]:
    if unit == "week":
        monday = today - timedelta(today.weekday()) + timedelta(7 * step)
        return monday, monday + timedelta(6), "week"
    if unit == "month":
        first, last = _whole_month(*_shift_month(today, step))
        return first, last, "month"
    return date(today.year + step, 1, 1), date(today.year + step, 12, 31), "year"


def _shift_month(today: date, step: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 + step
    return months // 12, months % 12 + 1


def _count(words: str) -> int | None:
    return 1 if words.lower() in {"a", "an"} else read_number(words)


def read_ago(match: re.Match[str], context: Context) -> Span | None:
    number = _count(match["n"])
    if context.today is None or number is None:
        return None
    return _ago(context, match["unit"].lower().rstrip("s"), number)


def _ago(context: Context, unit: str, number: int) -> Span | None:
    assert context.today is not None
    today = context.today
    if unit in {"hour", "minute"}:
        if context.instant is None:
            return None
        day = (context.instant - (timedelta(hours=number) if unit == "hour" else timedelta(minutes=number))).date()
        return Span(day, day, "day")
    if unit in {"day", "night"}:
        day = today - timedelta(number)
        return Span(day, day, "day")
    if unit in {"week", "fortnight"}:
        day = today - timedelta(number * (7 if unit == "week" else 14))
        return Span(day - timedelta(3), day + timedelta(3), "week")
    if unit == "month":
        first, last = _whole_month(*_shift_month(today, -number))
        return Span(first, last, "month")
    year = today.year - number * {"year": 1, "decade": 10, "century": 100}.get(unit, 1)
    return Span(date(year, 1, 1), date(year, 12, 31), "year")


def read_anniversary(match: re.Match[str], context: Context) -> Span | None:
    """Read "35 years since", "the 20th anniversary of": the year that long ago."""
    number = _count(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", match["n"]))
    ordinal = ORDINALS.get(match["n"].lower().replace("-", " "))
    number = ordinal or number
    if context.today is None or not number:
        return None
    unit = (match.groupdict().get("unit") or "year").lower().rstrip("s")
    return _ago(context, unit, number)


ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
         "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
         "twentieth"),
        1,
    )
}  # fmt: skip


def read_past(match: re.Match[str], context: Context) -> Span | None:
    """Read "in the past three days": from then till now."""
    number = _count(match["n"]) if match["n"] else 1
    if context.today is None or number is None:
        return None
    unit = match["unit"].lower().rstrip("s")
    days = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}[unit]
    span = (number + 23) // 24 if unit == "hour" else days * number
    precision: DatePrecision = "day" if span < 3 else "week" if span <= 7 else "month" if span <= 31 else "year"
    return Span(context.today - timedelta(span), context.today, precision, "duration")


def read_day_before(match: re.Match[str], context: Context) -> Span | None:
    """Read "a day earlier": counted from the day named before it; nothing without one."""
    before = context.before
    if before is None or before.precision != "day":
        return None
    word = match.group().lower()
    if word.endswith("before") and context.text[match.end() + 1 : match.end() + 2].isupper():
        return None  # "on Friday, the day before Christmas"
    step = 1 if "later" in word or "next" in word or "following" in word or "after" in word else -1
    number = _count(match["n"]) if match["n"] else 1
    if number is None:
        return None
    day = before.first + timedelta(step * number)
    return Span(day, day, "day", before.kind if before.kind != "duration" else "relative")


def read_after(match: re.Match[str], context: Context) -> Span | None:
    """Read "on Monday, a day after": the day of what follows, counted back from the day named before it.

    Nothing without one: "a day after the vote" alone tells no day.
    """
    before = context.before
    if before is None or before.precision != "day" or match.start() - before.end > _SAME_CLAUSE:
        return None
    number = _count(match["n"]) if match["n"] else 1
    if number is None:
        return None
    unit = match["unit"].lower().rstrip("s")
    if unit == "hour":
        return Span(before.first, before.last, "day") if number < 12 else None
    span = _ago(context._replace(today=before.first), unit, number)
    return span._replace(is_future=before.is_future) if span is not None else None


def read_lasting(match: re.Match[str], context: Context) -> Span | None:
    """Read "on Saturday, after two days of fighting": from two days before the day named before it, or today, to it."""
    number, before = _count(match["n"]), context.before
    end = before.last if before is not None and before.precision == "day" else context.today
    if number is None or end is None or number > _LONGEST_LASTING:
        return None
    days = number * (7 if match["unit"].lower().startswith("week") else 1)
    return Span(end - timedelta(days), end, "day", "lasting")


def read_ended(match: re.Match[str], context: Context) -> Span | None:
    """Read "ended a five-day strike": its days, the last of them today or the day named before it."""
    number, before = _count(match["n"]), context.before
    end = before.last if before is not None and before.precision == "day" else context.today
    if number is None or not number or end is None or number > _LONGEST_LASTING:
        return None
    days = number * (7 if match["unit"].lower() == "week" else 1)
    return Span(end - timedelta(days - 1), end, "day", "lasting")


_SAME_CLAUSE = 120
_LONGEST_LASTING = 30


def read_feast(match: re.Match[str], context: Context) -> Span | None:
    month, day = _FEASTS[match["feast"].lower().replace("’", "'")]
    year = int(match["year"]) if match["year"] else _nearest_year(month, day, context)
    if year is None:
        return None
    found = date(year, month, day)
    return Span(found, found, "day", "explicit" if match["year"] else "relative")


_FEASTS = {"christmas day": (12, 25), "christmas eve": (12, 24), "new year's eve": (12, 31), "new year's day": (1, 1),
           "boxing day": (12, 26)}  # fmt: skip
