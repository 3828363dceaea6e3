"""In what past a sentence stands that names no day: the one that its paragraph has opened.

"In 2012 soldiers toppled the government. France sent 4,000 troops the following year. The prime minister stepped
down." The first sentence sets a time long over, and those behind it go on in it, until one of them comes back to the
news: by a day of these weeks, by the present tense, or by somebody who says something about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dateline.parse.text.sentences import Sentence
from dateline.parse.what.mentions import Mention
from dateline.parse.when.dates import DateMention

_STALE = timedelta(days=30)
_FRESH = timedelta(days=6)
_BEFORE = 60
_REACH = 8
_WIDE = frozenset(("month", "year"))
_NEWS = 2
"""The first sentences of a story are its news, whatever year they name."""
_NOW = re.compile(
    r"\b(?:is|are|am|has|have|will|says?|tells?|now|today|tonight|currently|remains?|recent(?:ly)?|"
    r"this (?:week|month|year|morning|summer|spring|autumn|winter)|so far|"
    r"said|told|added|announced|confirmed|reported|according to)\b|['’](?:s been|ve|re|ll)\b",
    re.IGNORECASE,
)
_SPAN = r"(?:hours?|days?|weeks?|months?|years?)"
_PART = r"(?:day|night|evening|week|month|year|spring|summer|autumn|winter)"
_LINK = re.compile(
    r"^\W*(?:That|The (?:same|following|next)|In the (?:following|same|end)|Later that|Within|By the end of|"
    rf"(?:A|One|Two|Three|Four|Five|Six|Ten|Several|Some) (?:\w+ )?{_SPAN} (?:later|after))\b|"
    rf"\b(?:later that|(?:the (?:following|same|next)|that) {_PART}|{_SPAN} later)\b"
)
_TOLD = frozenset(("stated", "attributed"))
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"spring|summer|autumn|winter)"
)
_OLD_YEAR = re.compile(
    r"^\W*(?:In|Since) 1[0-8]\d\d\b(?! (?:of|homes|houses|cases|places))|"
    rf"\b(?:in|since|circa|year|{_MONTH})\s(?:\d\d?,? )?1[0-8]\d\d\b(?!\s*(?:[a-z]{{3,}}s\b|men|women|people))"
)
_LATER = re.compile(r"\b(?:days?|weeks?|months?|years?) later\b")
_LONG_AFTER = re.compile(r"\b(?:weeks|months|years|decades) after (?:(?:the|his|her|its|their|an?|first|last) ){0,2}$")


def recall_frames(
    mentions: Sequence[Mention],
    text: str,
    sentences: Sequence[Sentence],
    today: date | None,
    read: Callable[[str], Sequence[DateMention]],
) -> None:
    """Mark what is older than the news of the story: the deeds of a past that the paragraph, or a clause, goes back to.

    `today` is the story's day; `read` finds the days that a sentence names.
    """
    if today is None:
        return
    newest = _newest(mentions, today)
    for mention in mentions:
        if mention.assertion not in _TOLD or mention.is_set or mention.is_recalled:
            continue
        if _LONG_AFTER.search(text, max(0, mention.start - _BEFORE), mention.start):
            mention.is_recalled = True
        elif mention.sentence < _NEWS or mention.told_dates:
            continue
        elif mention.dates:
            mention.is_recalled = _is_before(mention, newest) and not _is_within(mention, mentions)
        else:
            same = [each for each in mentions if each.sentence == mention.sentence and each is not mention]
            mention.is_recalled = _goes_on(mention, same, text, sentences, today, newest) or _is_in_past(
                mention.sentence, text, sentences, today, read
            )


def _past(mention: Mention, today: date) -> list[DateMention]:
    return [day for day in mention.dates if not day.is_future and day.last <= today]


def _newest(mentions: Sequence[Mention], today: date) -> date:
    """Return the newest day of the story's lead; a lead that names none of these weeks is of the story's day."""
    days = [day.last for each in mentions if each.sentence < _NEWS for day in _past(each, today)]
    return max((day for day in days if day >= today - _STALE), default=today)


def _is_before(mention: Mention, newest: date) -> bool:
    """ "Last week its agents raided a flat", in a story of another day: done well before its `newest` deed."""
    days = mention.dates
    if any(day.is_future or day.kind in ("duration", "lasting") for day in days):
        return False
    return all(
        day.last < newest - _FRESH or (day.precision in _WIDE and day.last < newest.replace(day=1)) for day in days
    )


def _is_within(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """ "After a week of strikes ... drivers parked from March 17": a day of what the lead says has lasted."""
    lasting = [
        day
        for each in mentions
        if each.sentence < _NEWS and each.event_type == mention.event_type
        for day in each.dates
        if day.kind in ("duration", "lasting")
    ]
    return any(span.first <= day.first <= day.last <= span.last for span in lasting for day in mention.dates)


def _goes_on(
    mention: Mention, same: Sequence[Mention], text: str, sentences: Sequence[Sentence], today: date, newest: date
) -> bool:
    """ "Abducted and killed on June 14"; "he was arrested in 1998 and sentenced to life five years later"."""
    dated = [each for each in same if each.dates]
    if not dated:
        return False
    if all(each.sentence >= _NEWS and _is_before(each, newest) for each in dated):
        return all(abs(each.start - mention.start) <= _BEFORE for each in dated)
    old = any(all(day.last < today - _STALE for day in each.dates) for each in dated if each.start < mention.start)
    return old and _LATER.search(text, mention.start, sentences[mention.sentence].end) is not None


def _is_in_past(
    at: int, text: str, sentences: Sequence[Sentence], today: date, read: Callable[[str], Sequence[DateMention]]
) -> bool:
    """True when the sentence goes on in a past that a sentence before it in the paragraph has named."""
    own = _words(text, sentences[at])
    if _OLD_YEAR.search(own):
        return True
    if _NOW.search(own):
        return False
    paragraph, step = sentences[at].paragraph, at - 1
    while step >= max(0, at - _REACH):
        before = sentences[step]
        if before.paragraph != paragraph and not (_LINK.search(own) and step == at - 1):
            return False
        words = _words(text, before)
        days = [day for day in read(words) if not day.is_future]
        if any(day.last >= today - _STALE for day in days):
            return False
        if days and not all(day.kind == "duration" for day in days) and not _NOW.search(words):
            return True
        if _OLD_YEAR.search(words):
            return True
        if _NOW.search(words):
            return False
        step -= 1
    return False


def _words(text: str, sentence: Sentence) -> str:
    """Return a sentence without what is quoted in it: a quote has a time of its own."""
    return _QUOTED.sub(" ", text[sentence.start : sentence.end])
