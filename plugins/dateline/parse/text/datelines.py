"""The line that a wire story opens with, the agency it credits, and notices of correction.

The line is read by its shape, not from a list of agencies: capitals or a capitalised place, perhaps a country or a
state, perhaps a day, perhaps a credit in brackets, then a dash that opens the story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from dateline.parse.text.tokens import words
from dateline.parse.when.date_readers import plain_letters

Notice = Literal["correction", "recast", "kill"]

_MONTH = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_MONTH_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH_NAMES})\.?\s(?P<day>[0-3]?\d)|(?P<day2>[0-3]?\d)\s(?P<month2>{_MONTH_NAMES}))\b"
    rf"\.?(?:,?\s(?P<year>(?:19|20)\d\d|\d\d(?=\s*$)))?",  # "13 Dec 89 (AFP)"
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?", re.IGNORECASE)
_DASH = re.compile(r"\s?\.?(?:--|[-–—―:])(?=\s)|\s?(?:--|[–—―])(?=\S)")
_BRACKETED = re.compile(r"\(([^()\n]{1,60})\)|\[([^\[\]\n]{1,60})\]")
# What a monitoring service says of the text before it: "[Text]", "[communique] [Radio Norte]".
_TAGS = re.compile(r"(?:\s?\[[^\[\]\n]{1,60}\]){1,4}(?=\s\S)")
_NO_DASH = re.compile(r"[^()\n]{2,60}\([^()\n]{2,40}\)(?= [A-Z\"“])")
# A line of prose behind a name in its ordinary spelling; "Paris – London" is a heading.
_TOWN_ALONE = re.compile(
    r"(?P<town>[^\W\d_][\w'’.-]{1,24}(?: (?:de |del |la |el |al-)?[^\W\d_][\w'’.-]{1,24}){0,2})"
    r" (?:--|[–—―]) (?=[\"“‘']?[A-Z][\w'’-]* )"
)
# What stands in capitals before a colon or a dash and is no place.
_LABELS = words(
    "breaking update updates watch video exclusive opinion analysis explainer correction corrected clarification "
    "factbox "
    "timeline live interview news alert "
    "urgent photos kill recast refile comment editorial wrapup police army official "
    "officials report reports attention note editor editors warning advisory summary background review feature profile"
)
_UNDATED = re.compile(r"\b(?:no date|undated)\b", re.IGNORECASE)
_SMALL = words("city of de del la las los le les al el and on in sur da do dos di du bin near es upon")
_LONGEST = 110
_HEAD = 400
# Words that lead into prose: a line with one of them is a sentence with a dash in it, not a dateline.
_PROSE = re.compile(
    r"\b(?:the|a|an|was|were|is|are|has|had|have|said|says|that|who|which|when|after|killed|with|for|his|her|its|their|"
    r"it|he|she|they|we|you|i|this|these|not|to|from|by|at)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:The|THE) (?=[A-Z])")  # "THE HAGUE"
_CREDIT_WORDS = re.compile(
    r"\b(?:news(?:\s?wire)?|agency|press|wire|newsroom|reuters|afp|ap|upi|dpa|efe|ansa|tass|xinhua|interfax|"
    r"anadolu|bloomberg|associated|agence|service|media|correspondent|staff|reporter|report|ians|pti|bbc|ips)\b",
    re.IGNORECASE,
)
_BYLINE_TAIL = re.compile(r"\s[-–—|/,]\s?(?:by\s|staff|our\s)|\s?/\s?", re.IGNORECASE)
_SIGNED = re.compile(
    r"^\s?[(\[]?(?:source|reporting|writing|agency|with (?:reports?|inputs?|material) from|by)[:\s]\s?"
    r"(?P<who>[A-Z][^\n;()\[\]]{1,60})[)\]]?\s?$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s?(?:©\s?)?(?:(?:19|20)\d\d\s)?(?P<who>[A-Z][\w .&'’-]{1,50})", re.IGNORECASE
)
_ALONE = re.compile(r"^[(\[](?P<who>[A-Z][\w .&'’-]{1,40})[)\]]$")
_SLASHED = re.compile(r"\s[-–—/(]{1,2}\s?(?P<who>[A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z]{1,20})?)[/)]?\s?$")

_KILL = re.compile(
    r"^\W{0,3}kill\s?[-:–—]"
    r"|\b(?:(?:mandatory|bulletin|story|news) kill\b|kill(?:s|ed)? (?:this |the )?(?:story|item|copy|bulletin)\b|"
    r"(?:story|report|article|item|copy|notice|editors?|advisory) (?:has been |is |was )?(?:withdrawn|retracted)\b|"
    r"(?:withdraws?|retracts?) (?:the |this |its |a |an )?(?:story|report|article|item|copy)\b|"
    r"(?:is|are|has|have) (?:withdrawing|withdrawn|retracting|retracted) this (?:story|report|article|item)\b|"
    r"do not (?:use|publish)\b|"
    r"please disregard\b|(?:withdrawn|withdrawal|retraction)\s?[:\-–—])",
)
_CORRECTION = re.compile(
    r"^\W{0,3}(?:correct(?:ed|ion|ing|s)|clarification|clarifies)\b(?:\s?[-:–—(\])]|\s{0,3}$|,?\s[a-z][^:\n]{2,20}\d:)"
    r"|\beditor['’]s note: (?:correct|an earlier)"
    r"|\((?:this (?:story|version|article) )?(?:correct(?:s|ed|ing|ion)|clarifies|eds?: correct)[^)\n]{0,200}\)"
    r"|\b(?:this (?:story|article|version|report|item)|the (?:story|article|report)) (?:has been |was |is )?"
    r"(?:corrected|amended|corrects|clarified|updated to correct)\b"
    r"|\ban earlier version (?:of this|misstated|incorrectly|wrongly|gave|said)\b"
    r"|\bcorrects (?:the |an |a |to |number|death|toll|figure|spelling|name|date|day|headline|paragraph|typo|grammar)",
)
_RECAST = re.compile(
    r"^\W{0,3}(?:(?:recasts?|recasting|refiles?|refiling|writethru|write-thru|"
    r"(?:1st|2nd|3rd|\d{1,2}th) ld(?:-writethru)?|"
    r"update ?\d{0,2}|updates?|updated|rpt|repeats?|repeating|adds|releads?|lead)\b\s?[-:–—(]|"
    r"(?:recasts|refiles|updates|adds)\b[,\s])"
    r"|\((?:recasts?|recasting|refiles?|refiling|updates?|adds|releads?|repeats)\b[^)\n]{0,200}\)",
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a story was filed from: "IDLIB, Syria, Aug 31 (AFP) -".

    `text[start:end]` is the whole line with its dash: the story begins at `end`. `place` is the town, `country_hint`
    what follows it (a country, a state: "Syria", "Ala."), `day` is (month, day), `credit` the agency.
    """

    start: int
    end: int
    text: str
    place: str | None
    country_hint: str | None = None
    day: tuple[int, int] | None = None
    credit: str | None = None


def find_dateline(text: str) -> Dateline | None:
    """Return the dateline in the first lines of `text`, or None. Never raises.

    >>> line = find_dateline("IDLIB, Syria, Aug 31 (AFP) - A rocket hit a camp.")
    >>> line.place, line.country_hint, line.day, line.credit
    ('IDLIB', 'Syria', (8, 31), 'AFP')
    >>> find_dateline("The army said on Monday - a holiday - that it had left.") is None
    True
    """
    start = seen = 0
    for line in text[:_HEAD].split("\n"):
        if line.strip():
            found = _read_line(text, start + len(line) - len(line.lstrip()))
            seen += 1
            if found or seen == 3:
                return found
        start += len(line) + 1
    return None


def dateline_at(text: str, start: int) -> Dateline | None:
    """Return the dateline that begins right at `start`, None where there is none."""
    return _read_line(text, start)


def _read_line(text: str, start: int) -> Dateline | None:
    """Read the dateline that begins at `start`: everything up to the first dash that can open a story."""
    head = text[start : start + _LONGEST].split("\n")[0]
    for dash in _DASH.finditer(head):
        is_colon = head[dash.start() : dash.end()].strip() == ":"
        line = _read_head(head[: dash.start()], is_colon=is_colon)
        story = head[dash.end() :].strip()
        if is_colon and story.isupper():
            continue
        if line is not None and story:
            place, hint, day, credit = line
            tags = _TAGS.match(text, start + dash.end())
            end = tags.end() if tags else start + dash.end()
            return Dateline(start, end, text[start:end], place, hint, day, credit)
        if _PROSE.search(_ARTICLE.sub("", head[: dash.start()])):
            return None
    return _read_dashless(text, start, head) or _read_town_alone(text, start, head)


def _read_town_alone(text: str, start: int, head: str) -> Dateline | None:
    """Read "Khartoum – A drone has struck", as houses write that name no agency: a name, a dash, a sentence."""
    match = _TOWN_ALONE.match(head)
    if match is None or len(head) < _LONGEST:
        return None
    town = match["town"]
    if not _is_name(town) or _PROSE.search(town) or town.split()[0].lower() in _LABELS:
        return None
    end = start + match.end()
    return Dateline(start, end, text[start:end], town)


def _read_dashless(text: str, start: int, head: str) -> Dateline | None:
    """Read "KYIV (Reuters) Russia said", as houses write whose dash got lost."""
    match = _NO_DASH.match(head)
    line = _read_head(match.group(), is_colon=False) if match else None
    if match is None or line is None or line[0] is None or not line[0].isupper() or line[3] is None:
        return None
    end = start + match.end()
    return Dateline(start, end, text[start:end], *line)


def _read_head(
    head: str, *, is_colon: bool
) -> tuple[str | None, str | None, tuple[int, int] | None, str | None] | None:
    is_lower = head == head.lower()
    if is_lower:
        head = head.title()  # copy without capitals: every word may be a name
    brackets = list(_BRACKETED.finditer(head))
    bracketed = brackets[-1] if brackets else None  # "Kingston (Jamaica), 3 May (CANA)": the country, then the agency
    credit = _clean_credit(bracketed.group(1) or bracketed.group(2)) if bracketed else None
    if credit and is_lower and len(credit) <= 4:
        credit = credit.upper()
    rest = _BRACKETED.sub(" ", head)
    day = _read_day(rest)
    rest = _WEEKDAY.sub(" ", _UNDATED.sub(" ", _DAY.sub(" ", rest)))
    parts = [part.strip(" .\t") if len(part.strip()) > 6 else part.strip() for part in re.split(r"[,/|]", rest)]
    parts = [" ".join(part.split()) for part in parts if part.strip(" .\t")]
    if bracketed and _BRACKETED.sub("", head).strip() == "":
        return (None, None, day, credit)  # "(Reuters) - Two ships collided"
    if parts and credit is None and _CREDIT_WORDS.search(parts[-1]):
        # "LAGOS, Reuters -", "Reuters -": the last part is the agency, with or without a place before it
        credit = parts.pop()
    if not parts:
        return (None, None, day, credit) if credit and _is_name(credit) else None
    if day is not None and credit is not None and len(parts) == 1 and re.fullmatch(r"[a-z]{4,}", parts[0]):
        return None, None, day, credit  # "undisclosed, 3 May 26 (Radio Norte) --"
    if not _is_place_list(parts, has_more=day is not None or credit is not None, is_colon=is_colon):
        return None
    hints = [each.group(1) for each in brackets[:-1] if each.group(1) and _is_name(each.group(1))]
    return parts[0], (", ".join((*parts[1:], *hints)) or None), day, credit


def _is_place_list(parts: list[str], *, has_more: bool, is_colon: bool) -> bool:
    """Say whether the parts read as "PLACE, Country": capitals throughout unless a day or a credit stands by."""
    if len(parts) > 3 or any(_PROSE.search(_ARTICLE.sub("", part)) or not _is_name(part) for part in parts):
        return False
    if re.sub(r"['’]s?$", "", parts[0].split()[0].lower()) in _LABELS:
        return False
    if has_more or (len(parts) == 2 and not is_colon and max(len(part.split()) for part in parts) <= 3):
        return True
    letters = [letter for letter in parts[0] if letter.isalpha()]
    in_capitals = len(letters) > 2 and all(letter.isupper() or not letter.islower() for letter in letters)
    return in_capitals and len(parts[0].split()) <= (3 if is_colon else 4)


def _is_name(part: str) -> bool:
    tokens = part.split()
    small = _SMALL
    return (
        0 < len(tokens) <= 6
        and any(letter.isalpha() for letter in part)
        and all(token.lower() in small or not token[0].islower() or "-" in token for token in tokens)
        and not any(letter in '?!;"“”' for letter in part)
    )


def _read_day(head: str) -> tuple[int, int] | None:
    match = _DAY.search(plain_letters(head))
    if match is None:
        return None
    month = _MONTH[(match["month"] or match["month2"]).lower()]
    day = int(match["day"] or match["day2"])
    return (month, day) if _is_day(month, day) else None


def _is_day(month: int, day: int) -> bool:
    return 1 <= day <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)


def _clean_credit(credit: str) -> str | None:
    """Return "AFP" of "AFP / Staff Reporter"; None when the bracket holds no name of an agency."""
    name = " ".join(_BYLINE_TAIL.split(credit)[0].split()).strip(" -–—")
    return name if name and name[0].isalpha() and not _DAY.search(name) else None


def find_credit(text: str) -> str | None:
    """Return the agency that `text` credits, in its dateline or its last lines, or None. Never raises.

    >>> find_credit("LOME (Gulf Wire) - Ferries stopped."), find_credit("Ferries stopped.\\n\\nSource: Reuters")
    ('Gulf Wire', 'Reuters')
    """
    line = find_dateline(text)
    if line is not None and line.credit:
        return line.credit
    for last in [part for part in text[-_HEAD:].split("\n") if part.strip()][-3:]:
        for pattern in (_SIGNED, _COPYRIGHT, _ALONE, _SLASHED):
            match = pattern.search(last.strip())
            if match and (
                pattern not in (_SLASHED, _ALONE) or _CREDIT_WORDS.search(match["who"]) or match["who"].isupper()
            ):
                credit = _clean_credit(match["who"].rstrip(" .)"))
                if credit and (_CREDIT_WORDS.search(credit) or pattern is not _SIGNED or len(credit.split()) <= 4):
                    return credit
    return None


def find_notice(title: str | None, text: str) -> Notice | None:
    """Return 'kill', 'correction' or 'recast' when the story says that it withdraws or mends an earlier one.

    Only the title and the first and last lines count: a story about a withdrawn bill is no kill.

    >>> find_notice("CORRECTED-Blast toll in Quetta is 22", "")
    'correction'
    >>> find_notice(None, "(Recasts with army statement) OUAGADOUGOU (Agence Sahel) - The army said")
    'recast'
    >>> find_notice("Mandatory Kill: Lagos ferry", "Editors, please kill this story.")
    'kill'
    """
    head = _edges(text)
    places = [title.strip()] if title else []
    places += head
    lines = [place.lower() for place in places]
    for notice, pattern in (("kill", _KILL), ("correction", _CORRECTION), ("recast", _RECAST)):
        if any(_is_notice(pattern, line) for line in lines):
            return notice  # type: ignore[return-value]
    return None


def _is_notice(pattern: re.Pattern[str], line: str) -> bool:
    match = pattern.search(line)
    if match is None:
        return False
    # In running prose the words are news about someone else's withdrawal: a notice stands at the head of its line.
    return pattern is not _KILL or match.start() < 60


def _edges(text: str) -> list[str]:
    lines = [line.strip()[:300] for line in text[:1200].split("\n") if line.strip()][:3]
    tail = [line.strip()[:300] for line in text[-800:].split("\n") if line.strip()][-2:]
    return lines + [line for line in tail if line not in lines]


def resolve_dateline_day(dateline: Dateline | None, published_at: datetime | None) -> date | None:
    """Return the dateline's day in the year that puts it nearest to `published_at`, or None without either.

    >>> from datetime import UTC
    >>> resolve_dateline_day(find_dateline("LIMA, Dec 30 (AP) - Rain."), datetime(2026, 1, 1, tzinfo=UTC))
    datetime.date(2025, 12, 30)
    """
    if dateline is None or dateline.day is None or published_at is None:
        return None
    month, day = dateline.day
    published = published_at.date()
    nearest: date | None = None
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if nearest is None or abs(candidate - published) < abs(nearest - published):
            nearest = candidate
    return nearest if nearest and abs(nearest - published) <= timedelta(days=45) else None
