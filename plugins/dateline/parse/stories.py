"""What only the whole story tells: what is history, what is disputed, who "it" was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dateline.parse.mentions import Mention

_STALE = timedelta(days=14)


def settle_story(mentions: Sequence[Mention], today: date | None) -> list[Mention]:
    """Return the mentions with background and dispute decided against the day of the story."""
    for mention in mentions:
        mention.is_background = _is_history(mention, today)
    _dispute(mentions)
    return list(mentions)


def _is_history(mention: Mention, today: date | None) -> bool:
    """Older than the news, or told in a history clause with a day before the story's."""
    past = [day for day in mention.dates if not day.is_future]
    if any(day.kind == "duration" and day.precision == "year" for day in past) and mention.in_history_clause:
        return True
    if today is None:
        return mention.in_history_clause and bool(past)
    if past and all(day.last < today - _STALE for day in past):
        return True
    return mention.in_history_clause and any(day.last < today - timedelta(days=3) for day in past)


def _dispute(mentions: Sequence[Mention]) -> None:
    """A denial with an accuser is an attributed, disputed event; without one it stays denied."""
    for mention in mentions:
        if mention.assertion != "denied":
            continue
        near = [
            other for other in mentions if other.event_type == "ACCUSE" and abs(other.sentence - mention.sentence) <= 2
        ]
        same = [
            other
            for other in mentions
            if other is not mention
            and other.event_type == mention.event_type
            and other.assertion in ("stated", "attributed")
            and abs(other.sentence - mention.sentence) <= 3
        ]
        accusers = [actor for other in near for actor in other.sources]
        if accusers:
            mention.assertion, mention.is_disputed = "attributed", True
            mention.reporters = [*accusers, *mention.reporters]
        elif same:
            mention.assertion, mention.is_disputed = same[0].assertion, True
