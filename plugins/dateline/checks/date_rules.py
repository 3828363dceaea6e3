"""Rules of the row checks on time: spans and precisions, what the story's own day allows, what the date's words give.

Days are ordinals in the frames' own columns, dates as given in `Frames.rows`. A story is judged against its
publication: the future begins where a day has begun nowhere yet (UTC+14), the past where it is over all over (UTC-12).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dateline.checks.frames import Frames
from dateline.parse.text.datelines import find_dateline, resolve_dateline_day
from dateline.parse.text.notes import is_note, opening_day
from dateline.parse.text.sentences import find_sentences
from dateline.parse.when.dates import day_of_change, find_dates
from dateline.records import Article, Document

if TYPE_CHECKING:
    import pandas as pd

OLD_DAYS = 30
"""An incident that many days older than the story is background. Source: codebook, "Decisions of ours"."""

_LOOSE = timedelta(days=8)
"""How far a day may be from its words read alone: "Friday" may be the coming one, "a day earlier" hangs on another."""

_LONGEST_DAYS = {"day": 2, "week": 14, "month": 92, "year": 18_300}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORD = re.compile(r"[a-z]+|\d+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SMALL = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
)
_DAYS = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_SMALL)})[- ]days?\b", re.IGNORECASE)
_WEEK = re.compile(r"\b(?:a|one) (?:\w+ )?week of\b|\bweek-?long\b", re.IGNORECASE)


# ----------------------------------------------------------------------------------------------------- the span


def date_whole(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    parts = frame[["event_date", "event_date_end", "event_date_precision", "event_date_source"]].notna()
    return parts.all(axis=1) | ~parts.any(axis=1)


def date_ordered(frames: Frames) -> pd.Series[bool]:
    return ~(frames.reports["event_date"] > frames.reports["event_date_end"])


def span_fits(frames: Frames) -> pd.Series[bool]:
    """A short span of a wide precision ends with the story ("this month"): it still begins where the month did.

    Days that the sentence counts ("a five-day strike") are a span of days, each end known.
    """
    columns = ("event_date", "event_date_end", "event_date_precision", "evidence")
    return frames.judged("reports", columns, _span_fits)


def _counted(evidence: str) -> set[int]:
    """Return the lengths of span that a sentence's counts of days allow: the days, or those and the one they led to.

    "A week of strikes" counts seven.
    """
    words = [word.lower() for word in _DAYS.findall(evidence)]
    counts = [int(word) if word.isdigit() else _SMALL.index(word) + 2 for word in words]
    counts += [7] if _WEEK.search(evidence) else []
    return {length for count in counts for length in (count, count + 1)}


def _span_fits(first: Any, last: Any, precision: Any, evidence: Any) -> bool:
    if not isinstance(first, date) or not isinstance(last, date) or precision not in _LONGEST_DAYS or first > last:
        return True
    days = (last - first).days + 1
    if (
        precision == "day"
        and isinstance(evidence, str)
        and days <= _LONGEST_DAYS["week"]
        and days in _counted(evidence)
    ):
        return True
    is_wide = {
        "day": True,
        "week": days >= 3 or first.weekday() == 0,
        "month": days >= 8 or first.day == 1,
        "year": days >= 12 or (first.month, first.day) == (1, 1),  # "the last year", told in December: from today on
    }
    return days <= _LONGEST_DAYS[precision] and is_wide[precision]


# ------------------------------------------------------------------------------------------------ the story's day


def planned_is_ahead(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    last = frame["event_date_end"].fillna(frame["event_date"])
    return ~((frame["assertion"] == "planned") & (last < frame["published_first"]))


def not_ahead(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    last = frame[["event_date", "event_date_end"]].max(axis=1)
    # a month or a year may end after the story: "this year" began before it
    judged = last.where(frame["event_date_precision"].isin(["day"]) | frame["event_date"].isna(), frame["event_date"])
    return ~((frame["assertion"] != "planned") & (judged > frame["published_last"]))


def old_is_background(frames: Frames) -> pd.Series[bool]:
    """An entry of an event log is news of its own day, however late it was published (codebook, "Notes")."""
    frame = frames.reports
    last = frame["event_date_end"].fillna(frame["event_date"])
    old = (last < frame["published_first"] - OLD_DAYS) & (frame["is_background"] == False)  # noqa: E712 -- a column
    rows = frames.rows("reports", "event_date", "event_date_end")
    return frames.flags(
        "reports", [not is_old or _is_news_of_note(frames, row, *days)
                    for row, (is_old, days) in enumerate(zip(old, rows, strict=True))],
    )  # fmt: skip


def _is_news_of_note(frames: Frames, row: int, first: date | None, last: date | None) -> bool:
    text, published = frames.texts[row], _published(frames, row)
    if text is None or not frames.is_whole[row] or published is None or first is None or last is None:
        return False
    if not is_note(text, find_dateline(text), tuple(find_sentences(text))):
        return False
    day = opening_day(text, published.date())
    return day is not None and day.first - timedelta(OLD_DAYS) <= last and first <= day.last


def background_has_its_date(frames: Frames) -> pd.Series[bool]:
    """What a story recalls is never dated by the story: neither by its dateline nor by its publication."""
    frame = frames.reports
    return ~((frame["is_background"] == True) & frame["event_date_source"].isin(["dateline", "publication"]))  # noqa: E712


def modest_without_a_date(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    return ~((frame["event_date_source"] == "publication") & (frame["confidence"] > 0.5))


def source_is_of_story(frames: Frames) -> pd.Series[bool]:
    """A day taken from the story is the dateline's where that has one, else the day of publication, local time."""
    right = []
    for row, (source, first, last) in enumerate(
        frames.rows("reports", "event_date_source", "event_date", "event_date_end")
    ):
        published = _published(frames, row)
        if source not in ("dateline", "publication") or published is None or not isinstance(first, date):
            right.append(True)
            continue
        told = _dateline_day(frames.texts[row] if frames.is_whole[row] else None, published)
        near = abs((first - published.date()).days) <= 1
        whole = frames.is_whole[row]
        fits = told == first if source == "dateline" and whole else near and (told is None or not whole)
        right.append(first == last and (fits or (source == "dateline" and not whole)))
    return frames.flags("reports", right)


def story_has_one_day(frames: Frames) -> pd.Series[bool]:
    """What a document dates by itself, by its dateline or publication, has one day: the rows of another are wrong."""
    days: dict[tuple[Any, Any], Counter[Any]] = {}
    rows = list(frames.rows("reports", "document_id", "event_date_source", "event_date"))
    for document_id, source, day in rows:
        if source in ("dateline", "publication"):
            days.setdefault((document_id, source), Counter())[day] += 1
    right = []
    for document_id, source, day in rows:
        told = days.get((document_id, source))
        right.append(told is None or told.most_common(1)[0][0] == day)
    return frames.flags("reports", right)


@lru_cache(maxsize=4_000)
def _dateline_day(text: str | None, published: datetime) -> date | None:
    return None if text is None else resolve_dateline_day(find_dateline(text), published)


def _published(frames: Frames, row: int) -> datetime | None:
    source = frames.sources[row]
    return source.published_at if isinstance(source, Article | Document) else None


def _modified(frames: Frames, row: int) -> datetime | None:
    source = frames.sources[row]
    return source.modified_at if isinstance(source, Article | Document) else None


# ---------------------------------------------------------------------------------------------------- the words


def words_go_with_source(frames: Frames) -> pd.Series[bool]:
    """`text` says that words name the day, and they are kept; a day from elsewhere has none."""
    frame = frames.reports
    return (frame["event_date_source"] == "text") == frame["date_text"].notna()


def date_text_is_there(frames: Frames) -> pd.Series[bool]:
    rows = zip(frames.texts, frames.is_whole, frames.reports["date_text"], strict=True)
    return frames.flags(
        "reports",
        [not whole or text is None or not isinstance(said, str) or said in text for text, whole, said in rows],
    )


def words_give_date(frames: Frames) -> pd.Series[bool]:
    """Read the date's words again: weekday, month, day and year that they name, and what they mean at publication."""
    columns = ("date_text", "event_date", "event_date_end", "event_date_precision", "evidence")
    right = []
    for row, (said, first, last, precision, evidence) in enumerate(frames.rows("reports", *columns)):
        if not isinstance(said, str) or not isinstance(first, date) or not isinstance(last, date) or first > last:
            right.append(True)
            continue
        published = _published(frames, row)
        day = published.date() if published else None
        until = day_of_change(day, _modified(frames, row), None)
        right.append(
            _names_it(said.lower(), first, last, precision)
            and (day is None or _means_it(said, str(evidence), first, last, day, until))
        )
    return frames.flags("reports", right)


@lru_cache(maxsize=20_000)
def _names_it(said: str, first: date, last: date, precision: str | None) -> bool:
    """Whether the span holds the parts of a date that the words spell out."""
    words = _WORD.findall(said)
    days = [first + timedelta(step) for step in range(min((last - first).days, 18_300) + 1)]
    months = {_MONTHS.index(word[:3]) + 1 for word in words if _is_month(word)}
    years = {int(word) for word in words if _YEAR.fullmatch(word)}
    numbers = {int(word) for word in words if word.isdigit() and 1 <= int(word) <= 31}
    weekdays = {
        _WEEKDAYS.index(word[:3]) for word in words if word[:3] in _WEEKDAYS and word.endswith(("day", word[:3]))
    }
    if months and not any(day.month in months for day in days):
        return False
    if years and not any(day.year in years for day in days):
        return False
    if precision != "day":
        return True
    if months and numbers:  # "Monday, 4 August": a slip in the weekday is the newspaper's
        return any(day.day in numbers for day in days)
    return not weekdays or any(day.weekday() in weekdays for day in days)


def _is_month(word: str) -> bool:
    at = _MONTHS.index(word[:3]) if word[:3] in _MONTHS else None
    return at is not None and (word in (_MONTHS[at], "sept") or word == _FULL_MONTHS[at])


def _means_it(said: str, evidence: str, first: date, last: date, published: date, until: date | None) -> bool:
    """Whether the words, read on the day of publication or beside it, give the span; loosely if they hang on more."""
    spans = _readings(said, published, until)
    if not spans or (first, last) in spans:
        return True
    if any(begin - _LOOSE <= last and first <= end + _LOOSE for begin, end in spans):
        return True
    if any(_is_year_off(first, begin) for begin, _ in spans):  # "on 1 May", ahead or behind
        return True
    return (first, last) in _readings(evidence, published, until)


def _is_year_off(one: date, other: date) -> bool:
    return abs(one.year - other.year) == 1 and (one.month, one.day) == (other.month, other.day)


@lru_cache(maxsize=20_000)
def _readings(text: str, published: date, until: date | None) -> frozenset[tuple[date, date]]:
    days = [published + timedelta(step) for step in (0, -1, 1)]
    read = (mention for day in days for last in {None, until} for mention in find_dates(text, day, until=last))
    return frozenset((mention.first, mention.last) for mention in read)
