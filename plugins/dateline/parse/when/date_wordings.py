"""The wordings of time expressions: one regex each, with the reader that resolves its matches."""

from __future__ import annotations

import re
from typing import NamedTuple

import dateline.parse.when.date_readers as read

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)(?![a-z])"
)
_WEEKDAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_TO = r"(?:-|–| to | and )"
_NUMBER = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|twenty[- ]five|thirty|thirty[- ]five|forty|fifty|sixty|seventy|eighty|"
    r"ninety|a hundred|one hundred|\d{1,3})"
)
_UNITS = r"(?:minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?|century|centuries)"
_ORDINAL = r"(?:\d{1,3}(?:st|nd|rd|th)|" + "|".join(read.ORDINALS) + ")"
_STAYING = r"(?:strike|walkout|stoppage|boycott|blockade|occupation|sit-in|protest|fast|vigil|siege|standoff)\b"
_PERSONS = r"(?:people|men|women|others|civilians|protesters|soldiers|cases|dead|prisoners|families)"


class Pattern(NamedTuple):
    """A wording, and how it is read."""

    regex: re.Pattern[str]
    read: read.Reader
    needs: frozenset[str]  # one of these stands in every match, in lower case: most sentences need no regex


def _behind(*words: str) -> str:
    """Return a look-behind for any of `words` and a space: each has its own width."""
    return "(?:" + "|".join(rf"(?<=\b{word} )" for word in words) + ")"


_MONTHLY = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARLY = ("19", "20")
_NEEDS: dict[read.Reader, tuple[str, ...]] = {
    read.read_day: _MONTHLY,
    read.read_month: _MONTHLY,
    read.read_iso: _YEARLY,
    read.read_numeric: _YEARLY,
    read.read_year: _YEARLY,
    read.read_decade: _YEARLY,
    read.read_weekday: ("day",),
    read.read_near_day: (
        "today",
        "day before yesterday",
        "yesterday",
        "tonight",
        "tomorrow",
        "overnight",
        "last ",
        "this ",
    ),
    read.read_weekend: ("weekend",),
    read.read_unit: ("week", "month", "year"),
    read.read_ago: (" ago",),
    read.read_anniversary: ("year", "month", "decade", "anniversary"),
    read.read_day_before: ("earlier", "later", "before", "previous", "following day", "next day"),
    read.read_after: (" after",),
    read.read_lasting: ("after ",),
    read.read_ended: ("-day", "-night", "-week"),
    read.read_past: ("the past", "the last", "the previous"),
    read.read_feast: ("christmas", "new year", "boxing day"),
}


def _pattern(regex: str, reader: read.Reader) -> Pattern:
    return Pattern(re.compile(regex, re.IGNORECASE), reader, frozenset(_NEEDS[reader]))


_NO_NAME = (
    r"(?! (?:movement|group|organi[sz]ation|coalition|brigades?|front|revolution|martyrs|party|alliance|battalion)\b)"
)
"""The 19 April Movement, the May 3 Coalition: a day in a name."""
PATTERNS: tuple[Pattern, ...] = (
    # "Friday, Aug 31, 2019", "August 3-5", "Aug 31st"; not the time of "May 5:30"
    _pattern(
        rf"\b(?:{_WEEKDAY},? )?(?P<month>{_MONTH}) (?P<day>{_DAY})(?:{_TO}(?P<to>{_DAY})(?![\d/]))?"
        rf"(?!\d|[:.]\d)(?:,? (?P<year>{_YEAR})\b)?{_NO_NAME}",
        read.read_day,
    ),
    # "31 August 2019", "the 31st of August", "3 to 5 May"
    _pattern(
        rf"\b(?:{_WEEKDAY},? )?(?:the )?(?P<day>{_DAY})(?:{_TO}(?P<to>{_DAY}))?(?: of)? (?P<month>{_MONTH})"
        rf"(?:,? (?P<year>{_YEAR})\b)?{_NO_NAME}",
        read.read_day,
    ),
    _pattern(rf"\b(?P<year>{_YEAR})-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b", read.read_iso),
    _pattern(rf"\b(?P<a>[0-3]?\d)[/.](?P<b>[0-3]?\d)[/.](?P<year>{_YEAR})\b", read.read_numeric),
    # "early July 2019", "the end of May", "late-March"
    _pattern(
        rf"\b(?P<part>early|mid|late|the (?:start|beginning|middle|end) of)(?P<cue>)[- ](?P<month>{_MONTH})"
        rf"(?:,? (?P<year>{_YEAR})\b)?",
        read.read_month,
    ),
    _pattern(rf"\b(?P<part>)(?P<cue>)(?P<month>{_MONTH})(?: of|,)? (?P<year>{_YEAR})\b", read.read_month),
    # "this may be": no month
    _pattern(
        rf"\b(?P<part>)(?P<cue>last|next|this) (?!(?-i:may)\s(?-i:[a-z]))(?P<month>{_MONTH})(?P<year>)(?! \d)",
        read.read_month,
    ),
    # A month alone needs a preposition: "may" and "march" are also verbs.
    _pattern(
        _behind("in", "since", "during", "until", "from", "of", "by", "before", "after")
        + rf"(?P<part>)(?P<cue>)(?P<month>{_MONTH})(?P<year>)(?! \d|-\d)",
        read.read_month,
    ),
    # "late 2019", "the end of 2020"
    _pattern(
        rf"\b(?P<part>early|mid|late|the (?:start|beginning|end) of)[- ](?P<year>{_YEAR})\b(?!-\d)", read.read_year
    ),
    # "in 2023", "since 2017", "2011-2013"
    _pattern(
        _behind("in", "since", "from", "until", "of", "by", "during", "before", "after", "between")
        + rf"(?P<year>{_YEAR})(?:{_TO}(?P<to>(?:{_YEAR}|\d\d)))?\b(?![,.]\d|%|-year| {_PERSONS})",
        read.read_year,
    ),
    # "a 2023 raid", "the 1999 war"
    _pattern(
        _behind("a", "the", "its", "his", "her", "their") + rf"(?P<year>{_YEAR})(?= (?!{_PERSONS})[a-z])",
        read.read_year,
    ),
    _pattern(r"\b(?P<year>(?:19|20)\d0)s\b", read.read_decade),
    # "Friday", "last Friday", "Monday night", "overnight into Tuesday", "Monday last week"
    _pattern(
        rf"\b(?P<overnight>overnight (?:on )?)?(?:(?P<cue>last|next|this coming|coming|this|into|to) )?"
        rf"(?P<weekday>{_WEEKDAY})(?:['’]s)?(?: (?:early |late )?(?:night|morning|evening|afternoon|dawn))?"
        r"(?P<tail>,? (?:of )?(?:last|next|the previous) week| last\b)?(?![a-z])"
        r"(?! (?-i:Market|Mosque|Club|Times|Mail|Telegraph|Post|Herald|Mirror|Express|Tribune|Movement|Bridge)\b)",
        read.read_weekday,
    ),
    _pattern(
        r"\b(?:the day before yesterday|(?:earlier )?today|yesterday(?: (?:morning|afternoon|evening|night))?|tonight|"
        r"tomorrow|overnight|last night|this (?:morning|afternoon|evening)|last evening)\b",
        read.read_near_day,
    ),
    _pattern(r"\b(?P<cue>the|this past|this|last|next) weekend\b", read.read_weekend),
    _pattern(
        r"\b(?:(?P<edge>earlier|later|early|late|end) )?(?P<cue>last|this|next) (?P<unit>week|month|year)\b",
        read.read_unit,
    ),
    _pattern(rf"\b(?P<n>{_NUMBER})[- ](?P<unit>{_UNITS}) ago\b", read.read_ago),
    _pattern(
        rf"\b(?P<n>{_NUMBER}) (?P<unit>years?|decades?|months?) (?:since|to the day|on from)\b", read.read_anniversary
    ),
    _pattern(rf"\b(?P<n>{_ORDINAL}) anniversary\b", read.read_anniversary),
    _pattern(
        rf"\b(?:(?P<n>{_NUMBER}) days? (?:earlier|later|before)|the (?:previous|following|next) day"
        r"|the previous (?:night|evening)"
        r"|the (?:day|night|evening) before(?! (?:the|an?|its|his|her|their|this|that|[a-z]+ing)\b))\b",
        read.read_day_before,
    ),
    _pattern(
        rf"\b(?:(?P<n>{_NUMBER})|the) (?P<unit>hours?|days?|weeks?|months?|years?) after\b"
        r"(?! (?:tomorrow|day|week|year)\b)",
        read.read_after,
    ),
    _pattern(rf"(?<=\bafter )(?P<n>{_NUMBER}) (?P<unit>days?|nights?|weeks?) of(?= [a-z])", read.read_lasting),
    # "ended a five-day strike", "broke off a three-week-old fast"
    _pattern(
        _behind("ended", "end", "ending", "off", "suspended", "halted", "abandoned", "lifted")
        + rf"(?:an?|the|their|its|his|her) (?P<n>{_NUMBER})-(?P<unit>day|night|week)(?:-(?:old|long))?"
        rf"(?= (?:[a-z-]+ ){{0,3}}{_STAYING})",
        read.read_ended,
    ),
    _pattern(
        rf"\bthe (?:past|last|previous) (?:(?P<n>{_NUMBER}) )?(?P<unit>hours?|days?|weeks?|months?|years?|decades?)\b",
        read.read_past,
    ),
    _pattern(
        r"\b(?P<feast>christmas (?:day|eve)|new year['’]s (?:eve|day)|boxing day)" rf"(?:,? (?P<year>{_YEAR})\b)?",
        read.read_feast,
    ),
)
NEEDED = frozenset[str]().union(*(pattern.needs for pattern in PATTERNS))
