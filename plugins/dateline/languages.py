"""Which language a text is in, told by its letters and its small words, and by what its source says.

Two questions: `detect_language` names one for the column `language`, `is_english` says whether the parser reads a text
at all. The first believes the source unless the text plainly speaks another language; the second believes the text, and
its source only where the text is too short to tell.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
)
"""Scripts that tell the language, near enough: a page's own word decides between hi, mr and ne."""

_SHARED = {"hi": {"mr", "ne", "sa"}, "zh": {"ja"}, "bn": {"as"}, "he": {"yi"}, "am": {"ti"}}
_WORD = re.compile(r"[^\W\d_]+")
_READ = 4000
_ENOUGH_WORDS = 12
_SHORT_WORDS = 30
_PLAINLY = 1.4
"""So many times as many small words of one language as of the next tell the two apart."""


def detect_language(text: str, told: str | None) -> str | None:
    """Return the ISO 639-1 code of the text's language, or None when neither page nor text tells.

    `told` is what the page says: it stands unless the text plainly speaks another language.

    >>> detect_language("The army said on Friday that it had taken the town and would hold it for now.", "fr")
    'en'
    """
    told = told[:2].lower() if told else None
    sample = text[:_READ]
    letters = _WORD.findall(sample.casefold())
    size = sum(map(len, letters))
    if size == 0:
        return None
    for code, pattern in _SCRIPTS:
        if len(pattern.findall(sample)) > 0.3 * size:
            return told if told in _SHARED.get(code, ()) else code
    seen = _by_words(letters)
    if seen is None:
        return told
    best, is_sure = seen[0].split("-")[0], seen[1]
    return best if is_sure or told is None else told


def _by_words(words: list[str]) -> tuple[str, bool] | None:
    """Return the language whose small words the text uses most, and whether no other comes near."""
    if len(words) < _ENOUGH_WORDS:
        return None
    counts = _count_languages(words)
    (best, most), (_, second) = [*sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])), ("", 0), ("", 0)][:2]
    share = most / len(words)
    if share < 0.08:
        return None
    return best, share >= 0.15 and most >= _PLAINLY * second


def is_english(text: str, told: str | None = None) -> bool:
    """True when the text reads as English. `told` (its source's word), else its being short, decides where it does not
    tell: a headline may have no small word at all. A text in other letters is none. Never raises.

    >>> is_english("Gunmen attack Kabul hotel"), is_english("Gunmen attack Kabul hotel", "fr")
    (True, False)
    """
    words = _WORD.findall(text[:_READ].casefold())
    if sum(map(_count_latin, words)) < 0.6 * sum(map(len, words)) or not words:
        return False
    counts = _count_languages(words)
    english, other = counts["en"], max((n for code, n in counts.items() if code != "en"), default=0)
    if english and english >= other:
        return True
    if other - english >= 2 and other >= _PLAINLY * english:
        return False
    return told.lower().startswith("en") if told else len(words) < _SHORT_WORDS


def _count_latin(word: str) -> int:
    if word.isascii():
        return len(word)
    return sum(1 for char in word if char < "\u0250" or "\u1e00" <= char <= "\u1eff")


def _count_languages(words: list[str]) -> Counter[str]:
    """Return how many of the words are small words of each language."""
    known = _languages_of_words()
    counts: Counter[str] = Counter()
    for word, n in Counter(words).items():
        for code in known.get(word, ()):
            counts[code] += n
    return counts


@cache
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, words in small_words().items():
        for word in words:
            found[word] = (*found.get(word, ()), code)
    return found


@cache
def small_words() -> dict[str, frozenset[str]]:
    """Return each language's commonest small words, from `data/small_words.csv`."""
    path = Path(__file__).parent / "data" / "small_words.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["language"]: frozenset(row["words"].split()) for row in csv.DictReader(lines)}
