"""Numbers of heads as news writes them: digits, number words, ranges, and the qualifier in front.

(Called `quantities`, not `numbers`: no module of ours bears the name of one of the standard library's.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.parse.text.tokens import Token, find_tokens, words

# fmt: off
_IN_ORDER = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
_IN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = {word: value for value, word in enumerate(_IN_ORDER)}
_TENS = {word: 10 * at for at, word in enumerate(_IN_TENS, 2)}
_SCALES = {
    "dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "mln": 1_000_000,
    "billion": 1_000_000_000, "bn": 1_000_000_000, "lakh": 100_000, "crore": 10_000_000,
}  # fmt: skip
_PLURAL_SCALES = {"dozens", "scores", "tens", "hundreds", "thousands", "millions", "lakhs"}
_FIXED = {"couple": 2, "pair": 2, "trio": 3, "quartet": 4}
_VAGUE = {"several", "many", "numerous", "countless", "multiple", "few", "handful", "number"}
_AFTER_A = {"few", "handful", "number"}  # "a few", "a handful of", "a number of"
_LARGEST = 10**12

# Qualifiers, by what they leave open: see `_bounds`. Longest first is not needed: the words are looked up as a whole.
_QUALIFIERS = {
    "at least": "low", "at the very least": "low", "at a minimum": "low", "a minimum of": "low", "minimum of": "low",
    "no fewer than": "low", "not fewer than": "low", "no less than": "low", "not less than": "low",
    "as few as": "low", "more than": "low", "over": "low", "well over": "low", "just over": "low", "above": "low",
    "upwards of": "low", "upward of": "low", "in excess of": "low", "well more than": "low", "far more than": "low",
    "exceeding": "low", "beyond": "low", "slightly more than": "low", "a little over": "low",
    "up to": "high", "as many as": "high", "at most": "high", "no more than": "high", "not more than": "high",
    "a maximum of": "high", "maximum of": "high", "nearly": "high", "almost": "high", "close to": "high",
    "just under": "high", "fewer than": "high", "less than": "high", "under": "high", "possibly as many as": "high",
    "about": "near", "around": "near", "some": "near", "approximately": "near", "roughly": "near", "approx": "near",
    "an estimated": "near", "estimated": "near", "circa": "near", "perhaps": "near", "possibly": "near",
    "in the region of": "near", "in the order of": "near", "nearer to": "near", "a reported": "near", "~": "near",
    "exactly": "exact", "precisely": "exact", "just": "exact", "only": "exact", "a total of": "exact",
}  # fmt: skip
_LONGEST_QUALIFIER = 4

_MONTHS = words(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_YEAR_CUES = {"in", "since", "of", "by", "from", "until", "till", "before", "after", "year", "early", "late", "mid",
              "summer", "winter", "spring", "autumn", "fall", "during", "the"} | _MONTHS  # fmt: skip
_CURRENCY = set("$€£¥₹₽₦₺₪₩₴")
_COUNTED_IN = words(
    # what makes a number a measure: distance, weight, money, time, share, sport
    "km kms kilometer kilometers kilometre kilometres mile miles metre metres meter meters m cm mm yard yards foot "
    "feet ft inch inches acre acres hectare hectares ton tons tonne tonnes kg kilo kilos kilogram kilograms kilogramme "
    "kilogrammes gram grams pound pounds lb lbs litre litres liter liters barrel barrels gallon gallons dollar dollars "
    "euro euros rupee rupees peso pesos ruble rubles rouble roubles naira shilling shillings rand yuan yen dinar "
    "dinars riyal riyals lira hryvnia hryvnias franc francs cent cents usd percent per pc degree degrees "
    "year years month months week weeks day days night nights hour hours minute minutes second seconds decade decades "
    "century centuries fortnight time times am pm oclock o'clock gmt utc point points goal goals run runs wicket "
    "wickets vote votes seat seats caliber calibre megawatts mw th st nd rd s"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: "at least 40", "30 to 40", "dozens", "a dozen", "more than two hundred".

    `low`, `best`, `high` are counts, None where the text leaves them open ("dozens": all three None).
    `qualifier` is the text's own word in lower case ("at least", "up to", "dozens"), or None for a bare number.
    `start` and `end` hold the qualifier too: `text[start:end]` is the mention.
    """

    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    start: int
    end: int


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in reading order: never a year, an age, a distance, a share or a price.

    >>> [(q.low, q.best, q.high) for q in find_quantities("At least 40 men, 30 to 40 boys, up to two dozen, dozens")]
    [(40, 40, None), (30, 35, 40), (None, 24, 24), (None, None, None)]
    >>> find_quantities("In 2019, a 12-year-old walked 40 km for $30, or 5%.")
    []
    """
    return [quantity for _, _, quantity in scan_quantities(find_tokens(text))]


def read_number(text: str) -> int | None:
    """Return the whole number that `text` is, in digits or words, or None.

    >>> read_number("one hundred and twenty-three"), read_number("1.5 million"), read_number("a dozen or so")
    (123, 1500000, None)
    """
    tokens = find_tokens(text)
    value, end = _number(tokens, 0)
    return value if tokens and end == len(tokens) else None


def scan_quantities(tokens: Sequence[Token]) -> list[tuple[int, int, Quantity]]:
    """Return each quantity with the index of its first token and of the one after its last."""
    found: list[tuple[int, int, Quantity]] = []
    at = floor = 0
    while at < len(tokens):
        end, core = _core(tokens, at)
        if end == at or _is_measure(tokens, at, end, core):
            at = max(end, at + 1)
            continue
        first, last, quantity = _qualified(tokens, at, end, core, floor)
        found.append((first, last, quantity))
        at = floor = last
    return found


# A core is what stands without its qualifier: (low, best, high, its own word when it is vague).
_Core = tuple[int | None, int | None, int | None, str | None]
_NOTHING: _Core = (None, None, None, None)


def _core(tokens: Sequence[Token], at: int) -> tuple[int, _Core]:
    """Return where the number or vague word at `at` ends, and what it says; `at` itself when there is none."""
    end, vague = _vague(tokens, at)
    if vague:
        return end, (None, None, None, vague)
    value, end = _number(tokens, at)
    if value is None:
        return at, _NOTHING
    low, high, high_end = _range(tokens, at, end, value)
    if high is None:
        return end, (value, value, value, None)
    return high_end, (low, (low + high) // 2, high, None)


def _vague(tokens: Sequence[Token], at: int) -> tuple[int, str | None]:
    word = tokens[at].word
    if word in {"a", "an"} and _word(tokens, at + 1) in _AFTER_A:
        if _word(tokens, at + 2) in _SCALES:
            return _skip_of(tokens, at + 3), f"{word} {_word(tokens, at + 1)} {_word(tokens, at + 2)}"
        return _skip_of(tokens, at + 2), f"{word} {_word(tokens, at + 1)}"
    if word == "many" and "as" in {_word(tokens, at - 1), _word(tokens, at + 1)}:
        return at, None
    if word in _VAGUE - {"number", "handful"}:
        if _word(tokens, at + 1) in _SCALES:
            return _skip_of(tokens, at + 2), f"{word} {_word(tokens, at + 1)}"
        return at + 1, word
    if word not in _PLURAL_SCALES:
        return at, None
    if _word(tokens, at + 1) == "of" and _word(tokens, at + 2) in _PLURAL_SCALES:
        return at + 3, f"{word} of {_word(tokens, at + 2)}"
    return (at, None) if word == "tens" else (at + 1, word)


def _skip_of(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if _word(tokens, at) == "of" and _word(tokens, at + 1) not in {"the", "them", "whom"} else at


def _number(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """Return the value of the number that begins at token `at` and the index after it."""
    word = _word(tokens, at)
    if word in {"a", "an"} and _word(tokens, at + 1) in _SCALES:
        return _scaled(tokens, at + 1, 1)
    if word in {"a", "an"} and _word(tokens, at + 1) in _FIXED and _word(tokens, at + 2) == "of":
        return _FIXED[_word(tokens, at + 1)], at + 3
    if word == "half" and _word(tokens, at + 1) in {"a", "dozen"}:
        end = at + 3 if _word(tokens, at + 2) == "dozen" else at + 2
        return (6, end) if _word(tokens, end - 1) == "dozen" else (None, at)
    if word == "both":
        return 2, at + 1
    if word[:1].isdigit():
        return _digits(tokens, at)
    return _worded(tokens, at)


def _digits(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    word = tokens[at].word
    scale = _SCALES.get(_word(tokens, at + 1), 0)
    if word.count(".") == 1 and scale:
        whole, _, part = word.partition(".")
        if whole.isascii() and part.isascii() and whole.isdigit() and part.isdigit() and len(word) < 9:
            return int(whole) * scale + int(part) * scale // 10 ** len(part), at + 2
        return None, at
    value = _plain(word)
    if value is None:
        return None, at
    return _scaled(tokens, at + 1, value) if scale else (value, at + 1)


def _plain(word: str) -> int | None:
    """Read "1204", "1,204" and the "1.204" of some houses; None for "7.62", "1,2" and anything longer."""
    for mark in ",.":
        groups = word.split(mark)
        if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
            return None
    bare = word.replace(",", "").replace(".", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 12 else None


def _worded(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """Read "twenty-three", "one hundred and five", "two dozen", "sixty thousand"."""
    value, end = _below_hundred(tokens, at)
    if value is None:
        return None, at
    return _scaled(tokens, end, value)


def _below_hundred(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    word = _word(tokens, at)
    if word in _UNITS:
        return _UNITS[word], at + 1
    if word not in _TENS:
        return None, at
    dash = at + 2 if _word(tokens, at + 1) == "-" else at + 1
    unit = _UNITS.get(_word(tokens, dash), 0)
    return (_TENS[word] + unit, dash + 1) if 0 < unit < 10 else (_TENS[word], at + 1)


def _scaled(tokens: Sequence[Token], at: int, value: int) -> tuple[int | None, int]:
    """Multiply by the scale words at `at` and add the smaller numbers behind: "two hundred and five thousand"."""
    total = 0
    while _word(tokens, at) in _SCALES and value * _SCALES[tokens[at].word] <= _LARGEST:
        scale = _SCALES[tokens[at].word]
        value, at = value * scale, at + 1
        if scale < 100:
            break
        rest, end = _below_hundred(tokens, at + 1 if _word(tokens, at) == "and" and scale == 100 else at)
        if rest is None or rest == 0:
            continue
        if _word(tokens, end) in _SCALES and _SCALES[tokens[end].word] < scale:
            total, value, at = total + value, rest, end
        elif rest < scale:
            value, at = value + rest, end
    return total + value, at


def _range(tokens: Sequence[Token], start: int, at: int, low: int) -> tuple[int, int | None, int]:
    """Return both ends of "30 to 40", "30-40", "two or three", "between 30 and 40"; the upper is None without one."""
    before, link = _word(tokens, start - 1), _word(tokens, at)
    links = {"and"} if before == "between" else {"to", "or", "-", "–", "—"}
    if link not in links or (before == "from" and link == "to") or (link in "-–—" and not _is_glued(tokens, at)):
        return low, None, at
    high, end = _number(tokens, at + 1)
    if high is None or high <= low or _word(tokens, at + 1) in {"both", "a", "an", "half"}:
        return low, None, at
    scale = _SCALES.get(_word(tokens, end - 1), 1)
    if high >= scale * low and low < scale:  # "two to three thousand"
        low *= scale
    if high == low or (link == "or" and high > 2 * low and high > low + 3):
        return low, None, at
    return low, high, end


def _is_glued(tokens: Sequence[Token], at: int) -> bool:
    """Say whether the mark at `at` stands between two tokens without white space."""
    return (
        0 < at < len(tokens) - 1 and tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start
    )


def _is_measure(tokens: Sequence[Token], at: int, end: int, core: _Core) -> bool:
    """Say whether the number between `at` and `end` is a year, an age, a price, a part of a name: not a count."""
    following, before = _word(tokens, end), _word(tokens, at - 1)
    if following in {"night", "day"} and (core[1] or 0) > 1 and _word(tokens, end + 1)[:1].isalpha():
        return False  # "two night watchmen": nights that are counted stand in the plural
    if following in _COUNTED_IN or following == "%" or before in _CURRENCY or before in {"us$", "usd", "eur", "aged"}:
        return True
    if following == "-" and _is_glued(tokens, end) and _word(tokens, end + 1) not in {"odd", "plus"}:
        return True  # "12-year-old", "three-day"
    if before in {"-", "/", "."} and at > 1 and _is_glued(tokens, at - 1):
        return True  # "F-16", "9/11"
    if (following in {":", "/"} and _is_glued(tokens, end)) or (before == ":" and _is_glued(tokens, at - 1)):
        return True
    if not tokens[at].word[0].isdigit():
        return before in {"no", "not", "any"} and tokens[at].word == "one"
    if end < len(tokens) and tokens[end].start == tokens[end - 1].end and following[:1].isalpha():
        return True  # "40km", "24th"
    value = core[1] or 0
    if value <= 31 and (_is_month_day(tokens, at) or (following in _MONTHS and following != "may")):
        return True
    return end == at + 1 and 1900 <= value <= 2100 and "," not in tokens[at].word and before in _YEAR_CUES


def _is_month_day(tokens: Sequence[Token], at: int) -> bool:
    """Say whether the number at `at` is the day of the month before it: "July 12", but not "4 July 12 people"."""
    return _word(tokens, at - 1) in _MONTHS and not _word(tokens, at - 2)[:1].isdigit()


def _qualified(tokens: Sequence[Token], at: int, end: int, core: _Core, floor: int) -> tuple[int, int, Quantity]:
    """Take in the qualifier before (not left of token `floor`) and behind, and give the bounds that it leaves."""
    low, best, high, word = core
    first, wording, effect = _qualifier_before(tokens, at, floor)
    last, tail, tail_effect = _qualifier_behind(tokens, end)
    if tail and not wording:
        wording, effect = tail, tail_effect
    if best is not None and effect != "exact":
        low, best, high = _bounds(low, best, high, effect)
    if wording == "between" or (effect == "exact" and word is None):
        wording = None
    if word and effect != "exact" and wording:
        wording = f"{wording} {word}"
    start, stop = tokens[first].start, tokens[last - 1].end
    return first, last, Quantity(low, best, high, wording if wording and effect != "exact" else word, start, stop)


def _bounds(low: int | None, best: int, high: int | None, effect: str) -> tuple[int | None, int | None, int | None]:
    if effect == "low":
        return low, best, None
    if effect == "high":
        return (low if low != high else None), best, high
    return (None, best, None) if low == high else (low, best, high)


def _qualifier_before(tokens: Sequence[Token], at: int, floor: int) -> tuple[int, str | None, str]:
    if at > floor and _word(tokens, at - 1) == "between":
        return at - 1, "between", "exact"
    for length in range(_LONGEST_QUALIFIER, 0, -1):
        if at - length < floor:
            continue
        words = " ".join(token.word for token in tokens[at - length : at])
        if words in _QUALIFIERS:
            return at - length, words, _QUALIFIERS[words]
    return at, None, "exact"


def _qualifier_behind(tokens: Sequence[Token], end: int) -> tuple[int, str | None, str]:
    first, second = _word(tokens, end), _word(tokens, end + 1)
    if first == "or" and second in {"more", "so"}:
        return end + 2, f"or {second}", "low" if second == "more" else "near"
    if first == "-" and second in {"odd", "plus"}:
        return end + 2, second, "near" if second == "odd" else "low"
    if first in {"odd", "plus", "+"}:
        return end + 1, first, "near" if first == "odd" else "low"
    return end, None, "exact"


def _word(tokens: Sequence[Token], at: int) -> str:
    """Return the word at `at`, or the empty string outside the text."""
    return tokens[at].word if 0 <= at < len(tokens) else ""
