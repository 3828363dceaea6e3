"""Which language a text is in: what the page says, checked against the text's letters and its small words."""

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
    known = _languages_of_words()
    counts = Counter(code for word in words for code in known.get(word, ()))
    (best, most), (_, second) = [*sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])), ("", 0), ("", 0)][:2]
    share = most / len(words)
    if share < 0.08:
        return None
    return best, share >= 0.15 and most >= 1.4 * second


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
    path = Path(__file__).parents[1] / "data" / "small_words.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["language"]: frozenset(row["words"].split()) for row in csv.DictReader(lines)}
