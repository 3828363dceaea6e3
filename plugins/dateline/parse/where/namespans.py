"""Names of places in a text, by longest match against the gazetteer, before any other reading of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from dateline.gazetteer import Gazetteer, Toponym, spelling_key
from dateline.parse.where.placewords import (
    LOCATIVE,
    abbreviations,
    common_words,
    local_demonyms,
    search_before,
    word_list,
)
from dateline.vocab import countries, country, country_of_alpha2, country_of_demonym, country_of_metonym

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’‘ʿʾ`][^\W\d_]+)*")
_ENDS_SENTENCE = re.compile(r"[.!?:;…]|[\"“‘(\[]\s*$|\n|^\W*$")
_LONGEST_NAME = 7
_SHORTENED = {"st": "saint", "ft": "fort", "mt": "mount"}
TRANSLITERATED = frozenset((
    "AFG", "ARE", "ARM", "AZE", "BGD", "BHR", "BLR", "COM", "DJI", "DZA", "EGY", "ERI", "ESH", "ETH", "GEO", "IND",
    "IRN", "IRQ", "ISR", "JOR", "KAZ", "KGZ", "KHM", "KWT", "LBN", "LBY", "LKA", "MAR", "MLI", "MMR", "MRT", "NER",
    "NPL", "OMN", "PAK", "PSE", "QAT", "RUS", "SAU", "SDN", "SOM", "SRB", "SSD", "SYR", "TCD", "TJK", "TKM", "TUN",
    "TUR", "UKR", "UZB", "XKX", "YEM",
))  # fmt: skip
"""Countries whose names reach English through another script, in as many spellings as there are newsrooms."""
_PALACES = ("kremlin", "white house", "pentagon", "downing street", "whitehall", "capitol hill", "elysee", "holy see")


class Token(NamedTuple):
    """A word. `joins_next`: only a space or a hyphen stands between it and the next word."""

    start: int
    end: int
    text: str
    key: str
    is_capital: bool
    starts_sentence: bool
    joins_next: bool
    is_shouted: bool
    """In a line of capitals, a headline in Title Case, or a text without capitals: its first letter says nothing."""


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Words that are the name of at least one place. `first` and `last` are positions in the list of tokens."""

    start: int
    end: int
    text: str
    key: str
    first: int
    last: int
    kind: str
    """`place`, `demonym`, `metonym` (a palace) or `abbreviation` ("Ill.")."""
    candidates: tuple[Toponym, ...]
    by_sound: bool = False


def find_tokens(text: str) -> list[Token]:
    """Return the words of a text, in order."""
    spans = [_trimmed(match) for match in _WORD.finditer(text)]
    shouted = _shouted_lines(text)
    tokens = []
    line = 0
    for number, (start, end) in enumerate(spans):
        while line < len(shouted) - 1 and start >= shouted[line][1]:
            line += 1
        before = text[spans[number - 1][1] if number else max(0, start - 3) : start]
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        word = text[start:end]
        tokens.append(
            Token(
                start,
                end,
                word,
                spelling_key(word),
                word[0].isupper() or not word[0].islower(),
                number == 0 or _ends_sentence(before),
                _joins(word, text[end:following]),
                shouted[line][2],
            )
        )
    return tokens


@lru_cache(maxsize=1024)  # most words stand a space apart
def _ends_sentence(gap: str) -> bool:
    return _ENDS_SENTENCE.search(gap) is not None


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    word = match.group()
    return start, end - 2 if word[-1] in "sS" and len(word) > 2 and word[-2] in "'’`" else end


def _joins(word: str, gap: str) -> bool:
    if gap in (" ", "-", "\u00a0", "‑", "–"):
        return True
    return gap == ". " and (word in ("St", "Ft", "Mt", "Ste", "ST", "FT", "MT") or len(word) == 1)


def _shouted_lines(text: str) -> list[tuple[int, int, bool]]:
    """Return (start, end, shouted) of each line: capitals throughout, Title Case, or a text with no capitals at all."""
    mute = len(text) > 80 and not any(map(str.isupper, text))
    lines = []
    at = 0
    for line in text.splitlines(keepends=True) or [text]:
        letters = sum(map(str.isalpha, line))
        upper = sum(map(str.isupper, line))
        words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
        titled = len(words) >= 5 and sum(word[0].isupper() for word in words) > 0.8 * len(words)
        lines.append((at, at + len(line), mute or (letters > 15 and upper > 0.7 * letters) or titled))
        at += len(line)
    return lines


# ----------------------------------------------------------------------------------------------- matching


def find_names(text: str, tokens: list[Token], gazetteer: Gazetteer) -> list[NameSpan]:
    """Return the names in reading order, never overlapping; a longer name wins over one that begins inside it.

    Names in a spelling that the gazetteer does not have are found by their sound, where a preposition or an article
    ("al-") says that they are places, in the countries that the text names otherwise.
    """
    names = list(_names(text, tokens, gazetteer))
    spoken_of = {one.country for name in names for one in name.candidates[:1] if one.kind == "country"}
    spoken_of |= {name.candidates[0].country for name in names if name.kind != "place"}
    if not spoken_of & TRANSLITERATED:
        return names
    taken = {at: number for number, name in enumerate(names) for at in range(name.first, name.last + 1)}
    heard = list(_heard(text, tokens, names, taken, gazetteer, spoken_of))
    replaced = {taken[at] for name in heard for at in range(name.first, name.last + 1) if at in taken}
    kept = [name for number, name in enumerate(names) if number not in replaced]
    return sorted([*kept, *heard], key=lambda name: name.start)


def _heard(
    text: str,
    tokens: list[Token],
    names: list[NameSpan],
    taken: dict[int, int],
    gazetteer: Gazetteer,
    spoken_of: set[str | None],
) -> Iterator[NameSpan]:
    at = 0
    while at < len(tokens):
        if not _may_be_heard(text, tokens, at, names, taken):
            at += 1
            continue
        for length in range(min(_run(tokens, at), 4), 0, -1):
            last = at + length - 1
            found = _hear(text, tokens, at, last, gazetteer, spoken_of) if tokens[last].is_capital else ()
            weak = all(at not in taken or _is_weak(names[taken[at]], spoken_of) for at in range(at, last + 1))
            if found and weak:
                span = text[tokens[at].start : tokens[last].end]
                key = spelling_key(span)
                yield NameSpan(tokens[at].start, tokens[last].end, span, key, at, last, "place", found, by_sound=True)
                at = last
                break
        at += 1


def _may_be_heard(text: str, tokens: list[Token], at: int, names: list[NameSpan], taken: dict[int, int]) -> bool:
    token = tokens[at]
    if token.is_shouted or (at in taken and names[taken[at]].first != at):
        return False
    if not token.is_capital:
        return token.key in ("al", "el", "ad", "ar", "as", "ash", "at", "az", "an") and token.joins_next
    if not token.key or token.key in common_words() or not (3 <= len(token.key) <= 20):
        return False
    return search_before(LOCATIVE, text, token.start, 70) is not None


def _is_weak(name: NameSpan, spoken_of: set[str | None]) -> bool:
    return (
        name.first == name.last
        and name.kind == "place"
        and not any(
            one.country in spoken_of or one.kind != "city" or one.population > 100_000 or _is_next_door(one, spoken_of)
            for one in name.candidates
        )
    )


def _is_next_door(place: Toponym, spoken_of: set[str | None]) -> bool:
    """ "Russian forces shelled Siversk": a town of exactly that name, in a country beside one that is spoken of."""
    home = country(place.country) if place.country and place.is_main_name else None
    return home is not None and any(country_of_alpha2(near) in spoken_of for near in home.neighbours)


def _hear(
    text: str, tokens: list[Token], at: int, last: int, gazetteer: Gazetteer, spoken_of: set[str | None]
) -> tuple[Toponym, ...]:
    span = text[tokens[at].start : tokens[last].end]
    if len(span) < 5 or span.isupper():
        return ()
    return tuple(one for one in gazetteer.similar(span) if one.country in spoken_of and one.kind in ("city", "admin1"))


def _names(text: str, tokens: list[Token], gazetteer: Gazetteer) -> Iterator[NameSpan]:
    at = 0
    while at < len(tokens):
        found = _name_at(text, tokens, at, gazetteer) if _may_begin(tokens, at) else None
        if found is None:
            at += 1
        else:
            yield found
            at = found.last + 1


def _may_begin(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.is_capital:
        return True
    if token.is_shouted:
        return len(token.key) > 3 and token.key not in common_words()
    if at + 1 == len(tokens) or len(token.key) != 2 or not token.joins_next:
        return False
    return token.key in word_list("particle") and tokens[at + 1].is_capital


def _name_at(text: str, tokens: list[Token], at: int, gazetteer: Gazetteer) -> NameSpan | None:
    first = tokens[at]
    run = _run(tokens, at)
    begins = _SHORTENED.get(first.key, first.key.partition(" ")[0])
    longest = min(run, max(gazetteer.longest(begins), 3 if first.key in _long_demonyms() else 1))
    for length in range(longest, 0, -1):
        last = at + length - 1
        if not (tokens[last].is_capital or tokens[last].is_shouted):
            continue
        span = text[first.start : tokens[last].end]
        found = _read(text, tokens, at, last, span, gazetteer)
        if found is not None:
            return found
    return None


def _run(tokens: list[Token], at: int) -> int:
    """Return how many words from `at` on can be one name."""
    length = 1
    while length < _LONGEST_NAME and at + length < len(tokens):
        following = tokens[at + length]
        if not tokens[at + length - 1].joins_next and following.start - tokens[at + length - 1].end != 3:
            break
        if not (following.is_capital or following.key in word_list("particle") or following.is_shouted):
            break
        length += 1
    return length


def _read(text: str, tokens: list[Token], at: int, last: int, span: str, gazetteer: Gazetteer) -> NameSpan | None:
    first = tokens[at]
    key = spelling_key(span)
    place = (first.start, tokens[last].end, span, key, at, last)
    single = at == last
    if single and (found := _abbreviation(text, first, gazetteer)):
        while last + 1 < len(tokens) and tokens[last + 1].start < found[0]:
            last += 1
        return NameSpan(place[0], found[0], text[place[0] : found[0]], key, at, last, "abbreviation", (found[1],))
    code = country_of_demonym(span) if single or (last - at < 3 and first.key in _long_demonyms()) else None
    if code and not (single and first.key == "us") and _demonym_fits(first):
        return NameSpan(*place, "demonym", _country(code, gazetteer))
    if _demonym_fits(first) and (people := _demonym_places(key, gazetteer)):
        return NameSpan(*place, "demonym", people)
    if key in _PALACES and (code := country_of_metonym(span)):
        return NameSpan(*place, "metonym", _capital(code, gazetteer))
    if single and (len(key) < 3 or _is_acronym(text, first)) and key.replace(" ", "") not in country_letters():
        return None
    candidates = gazetteer.candidates(span)
    if key.replace(" ", "") in country_letters():
        upper = span.replace(".", "").isupper()
        candidates = tuple(one for one in candidates if (one.kind == "country") == upper)
    return NameSpan(*place, "place", candidates) if candidates else None


def _demonym_fits(first: Token) -> bool:
    return first.is_capital or first.is_shouted


def _is_acronym(text: str, token: Token) -> bool:
    """Whether capitals are an acronym's ("ISIS") and not a dateline's ("LIMA, Peru") or a headline's."""
    if token.is_shouted or not token.text.isupper() or len(token.text) > 5:
        return False
    line_start = text.rfind("\n", 0, token.start) + 1
    return not (token.start - line_start < 40 and re.match(r"\s*[,(/–—]|\s+--?\s", text[token.end : token.end + 4]))


def _abbreviation(text: str, token: Token, gazetteer: Gazetteer) -> tuple[int, Toponym] | None:
    """Return where a state's abbreviation ends and the state: dotted anywhere, postal only behind a town's comma."""
    if not token.is_capital:
        return None
    found = _abbreviated().match(text, token.start)
    if found is None:
        return None
    written = found.group()
    behind_comma = text[max(0, token.start - 2) : token.start] == ", "
    if not (behind_comma or written.count(".") > 1 or written == "NSW"):
        return None
    place = gazetteer.admin1(abbreviations()[written])
    return (found.end(), place) if place else None


@cache
def _abbreviated() -> re.Pattern[str]:
    longest_first = sorted(abbreviations(), key=lambda written: -len(written))
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@cache
def _long_demonyms() -> frozenset[str]:
    """Return the first words of demonyms of several words, and of palaces: "south", "new", "white"."""
    names = [name for one in countries().values() for name in (*one.demonyms, one.adjective or "")]
    names += [*local_demonyms(), *_PALACES]
    return frozenset(spelling_key(name).partition(" ")[0] for name in names if " " in name or "-" in name)


@cache
def country_letters() -> frozenset[str]:
    """Return the keys of countries' short forms in letters ("us", "uae", "drc"), which count only in capitals."""
    names = (name.replace(".", "") for one in countries().values() for name in one.aliases)
    return frozenset(name.lower() for name in names if name.isupper() and len(name) <= 4 and " " not in name)


def _country(code: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    name = countries()[code].name
    return tuple(one for one in gazetteer.candidates(name) if one.kind == "country" and one.country == code)


def _capital(code: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    found = [one for one in gazetteer.candidates(countries()[code].capital or "") if one.country == code]
    cities = [one for one in found if one.kind == "city"]
    return tuple(cities[:1] or found[:1]) or _country(code, gazetteer)


def _demonym_places(key: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    table = local_demonyms()
    known = key if key in table else key[:-1] if key.endswith("s") and key[:-1] in table else None
    if known is None:
        return ()
    place, kind, country = table[known]
    found = [one for one in gazetteer.candidates(place) if one.kind == kind]
    return tuple(one for one in found if not country or one.country == country)[:1]
