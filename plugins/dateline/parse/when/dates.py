"""Days that a text names, resolved in the local day of where it was filed.

Source: the codebook's `event_date` fields and case 10 (the local day decides). The wordings are in `date_wordings`,
their readers in `date_readers`. What cannot be resolved without a guess ("recently", "last summer", "03/04/2025") is
no mention.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateline.parse.when.date_readers import (
    Context,
    Reader,
    Span,
    is_future_clause,
    plain_letters,
    read_day_before,
    read_ended,
    read_weekday,
)
from dateline.parse.when.date_records import DateKind, DateMention
from dateline.parse.when.date_wordings import NEEDED, PATTERNS

__all__ = ["CHANGED_WITHIN", "DateKind", "DateMention", "day_of_change", "find_dates", "local_day"]

CHANGED_WITHIN = timedelta(days=7)
"""A text that was changed later than that after its publication is read as of its publication."""


def local_day(published_at: datetime | date, zone: str | None) -> date:
    """Return the day on the wall calendar of `zone` (IANA name; None or unknown: UTC) at that instant.

    >>> local_day(datetime(2026, 7, 5, 22, 40, tzinfo=UTC), "Pacific/Guadalcanal")
    datetime.date(2026, 7, 6)
    """
    return _local(published_at, zone).date() if isinstance(published_at, datetime) else published_at


def _local(published_at: datetime, zone: str | None) -> datetime:
    instant = published_at if published_at.tzinfo else published_at.replace(tzinfo=UTC)
    try:
        return instant.astimezone(_zone_of(zone) if zone else UTC)
    except (ValueError, OSError, LookupError, OverflowError):
        return instant


@cache  # `ZoneInfo` itself keeps eight, and reads the others from their files again
def _zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def day_of_change(published: date | None, modified_at: datetime | None, zone: str | None) -> date | None:
    """Return the local day on which a story was changed, if that is within six days after it was published.

    A text that was rewritten then may name that weekday, or the one before, which was still to come when it was first
    published. Pages are stamped for any edit, so days further back stay those of the week before the publication; and
    where the text has a date of its own (a dateline, a note), that says when it was written, and no stamp does.

    >>> day_of_change(date(2026, 3, 3), datetime(2026, 3, 4, 20, 5, tzinfo=UTC), "America/Mexico_City")
    datetime.date(2026, 3, 4)
    """
    if published is None or modified_at is None:
        return None
    changed = local_day(modified_at, zone)
    return changed if published < changed < published + CHANGED_WITHIN else None


def find_dates(
    text: str, published_at: datetime | date | None, zone: str | None = None, until: date | None = None
) -> list[DateMention]:
    """Return the days named in `text`, in reading order, longest wording first. Never raises.

    Without `published_at`, only those that name their year. `until` is the `day_of_change` of the text.

    >>> saturday = datetime(2019, 8, 31, 18, tzinfo=UTC)
    >>> [(m.text, str(m.first), m.precision) for m in find_dates("on Friday, in early July and in 2017", saturday)]
    [('Friday', '2019-08-30', 'day'), ('early July', '2019-07-01', 'month'), ('2017', '2017-01-01', 'year')]
    """
    today = local_day(published_at, zone) if published_at is not None else None
    instant = _local(published_at, zone) if isinstance(published_at, datetime) else None
    mentions: list[DateMention] = []
    matches = _matches(plain_letters(text))
    for at, (match, read) in enumerate(matches):
        before = mentions[-1] if mentions else None
        if read is read_ended and (ended := _day_behind(matches[at + 1 : at + 2], text, today, instant, match, read)):
            mentions.append(ended)
            continue
        context = Context(text, today, instant, before, is_future_clause(text, match.start()), until)
        try:
            span = read(match, context)
        except (ValueError, OverflowError):
            continue
        if span is not None:
            mentions.append(_mention(text, match.start(), match.end(), span))
        elif read is read_day_before and (later := _day_behind(matches[at + 1 : at + 2], text, today, instant, match)):
            mentions.append(later)
    return mentions


def _day_behind(
    rest: list[tuple[re.Match[str], Reader]],
    text: str,
    today: date | None,
    instant: datetime | None,
    match: re.Match[str],
    read: Reader = read_day_before,
) -> DateMention | None:
    """ "Held in Lusaka a day earlier, they were charged on Thursday": counted from the day named next."""
    if not rest or rest[0][1] is not read_weekday or rest[0][0].start() - match.end() > _NEXT_DAY:
        return None
    base = read_weekday(rest[0][0], Context(text, today, instant, None, False))
    if base is None:
        return None
    named = _mention(text, rest[0][0].start(), rest[0][0].end(), base)
    span = read(match, Context(text, today, instant, named, False))
    return _mention(text, match.start(), match.end(), span) if span is not None else None


_NEXT_DAY = 60


def _matches(text: str) -> list[tuple[re.Match[str], Reader]]:
    """Return the matches that do not overlap: the earlier wins, then the longer, then the pattern listed first."""
    lower = text.lower()
    there = {needed for needed in NEEDED if needed in lower}
    found = [
        (match, pattern.read)
        for pattern in PATTERNS
        if not there.isdisjoint(pattern.needs)
        for match in pattern.regex.finditer(text)
    ]
    found.sort(key=lambda hit: (hit[0].start(), -hit[0].end()))  # stable: the order of PATTERNS stays
    kept: list[tuple[re.Match[str], Reader]] = []
    for match, read in found:
        if not kept or match.start() >= kept[-1][0].end():
            kept.append((match, read))
    return kept


def _mention(text: str, start: int, end: int, span: Span) -> DateMention:
    first, last = min(span.first, span.last), max(span.first, span.last)
    return DateMention(start, end, text[start:end], first, last, span.precision, span.kind, span.is_future)
