"""The day of a deed that its own words leave out, from the sentences that go on about it.

"A drone has struck a convoy near El Obeid. The cars were on their way into the city on Saturday night": houses that
tell the lead in the present perfect name its day in the scene behind it. The day of a telling, a deadline, a day of
another incident and one more than six days back are not taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dateline.parse.incidents.incidents import Incident
from dateline.parse.text.sentences import Sentence
from dateline.parse.when.dates import DateMention

_DEEDS = frozenset(("ASSAULT", "PROTEST", "COERCE"))
_REACH = 2
_RECENT = timedelta(days=6)
_NOT_ITS_DAY = re.compile(
    r"\b(?:by|from|than|ahead of|said|says|told \w+|telling \w+|added|announced|reported|"
    r"(?:statement|conference|interview)(?: \w+){0,3}|to)(?: on| late| early| (?:a |the )?\w+ on)? $",
    re.IGNORECASE,
)
_OTHERS_CLAUSE = re.compile(
    r"\b(?:since|until|till|before(?! (?:dawn|daybreak|sunrise|noon|midnight|dusk))|after|unless)\b[^,;]{0,80}$",
    re.IGNORECASE,
)


def lend_days(
    incidents: Sequence[Incident],
    text: str,
    sentences: Sequence[Sentence],
    today: date | None,
    read: Callable[[str], list[DateMention]],
    *,
    body: int = 0,
) -> None:
    """Give each undated deed of the news the day that its sentence, or one of the two behind it, tells.

    The story begins at `body`: a dateline's day is that of the filing.
    """
    if today is None:
        return
    tellers = {mention.sentence: incident for incident in incidents for mention in incident.mentions}
    taken = {day.start for incident in incidents for mention in incident.mentions for day in mention.dates}
    for incident in incidents:
        if not _lacks_day(incident):
            continue
        last = incident.first_sentence + _REACH
        for at in range(incident.first_sentence, min(last + 1, len(sentences))):
            if tellers.get(at, incident) is not incident and at != incident.first_sentence:
                break
            sentence = sentences[at]
            start = max(sentence.start, body)
            day = _its_day(text[start : sentence.end], today, read)
            if day is not None and start + day.start not in taken:
                incident.mentions[0].dates.append(day)
                break


def _lacks_day(incident: Incident) -> bool:
    return incident.event_type in _DEEDS and not any(
        mention.dates
        or mention.told_dates
        or mention.is_background
        or mention.assertion in ("planned", "possible", "denied")
        for mention in incident.mentions
    )


def _its_day(sentence: str, today: date, read: Callable[[str], list[DateMention]]) -> DateMention | None:
    for day in read(sentence):
        is_near = (
            day.precision == "day" and day.kind != "duration" and today - _RECENT <= day.first <= day.last <= today
        )
        before = sentence[: day.start]
        if is_near and not day.is_future and not (_NOT_ITS_DAY.search(before) or _OTHERS_CLAUSE.search(before)):
            return day
    return None
