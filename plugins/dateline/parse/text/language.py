"""Is a text English? Told by its stop words and letters: cheap, deterministic, never raises."""

from __future__ import annotations

import re
from collections import Counter

from dateline.parse.text.wordlists import listed

_STOP_WORDS: dict[str, frozenset[str]] = {
    "en": listed(
        "the, of, and, to, in, a, is, that, for, was, on, said, with, as, by, at, from, has, were, have, be, it, "
        "his, are, their, an, after, been, who, which, this, had, they, he, but, not, its, will, would, killed, "
        "people, police, near, against, no, more, than, also, over, when, two, three, four"
    ),
    "fr": listed(
        "le, la, les, des, et, du, en, une, un, est, que, dans, pour, par, sur, au, aux, qui, ont, avec, été, pas, "
        "ce, selon, plus, après, son, ses, mais, cette"
    ),
    "es": listed(
        "el, la, los, las, de, y, en, un, una, que, del, por, con, para, se, su, al, es, fue, como, más, según, "
        "han, sus, pero, este, esta, tras"
    ),
    "de": listed(
        "der, die, das, und, den, von, zu, mit, im, ein, eine, ist, auf, für, des, dem, nach, bei, nicht, sich, "
        "wurde, wurden, als, auch, am, aus"
    ),
    "it": listed(
        "il, la, di, e, che, in, un, una, del, per, con, si, è, della, dei, le, da, al, sono, stato, nel, gli, ha, "
        "anche"
    ),
    "pt": listed(
        "o, a, de, e, do, da, em, um, uma, que, os, as, no, na, para, com, por, foi, dos, das, não, mais, se, ao, "
        "segundo"
    ),
    "nl": listed(
        "de, het, een, van, en, in, is, dat, op, te, zijn, voor, met, die, niet, aan, er, om, door, bij, ook, werd, "
        "naar"
    ),
    "tr": listed("ve, bir, bu, ile, için, da, de, olarak, olan, daha, çok, kadar, sonra, göre, dedi"),
    "id": listed("yang, dan, di, dengan, untuk, pada, dari, dalam, ini, itu, tidak, akan, oleh, telah, kata"),
    "sw": listed("na, ya, wa, kwa, ni, katika, za, la, kuwa, cha, watu, huo, hiyo"),
    "pl": listed("w, i, na, z, się, do, że, nie, jest, o, przez, po, za, od, został"),
    "so": listed("ka, oo, ku, iyo, in, ee, ay, uu, la, waxaa, soo"),
    "ro": listed("și, de, la, în, a, pe, cu, din, că, o, un, au, fost, pentru, care, nu"),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000


def detect_language(text: str) -> str:
    """Return "en", another two-letter code, or "und" when the text is too short or in no known language.

    Only the first 20,000 characters are read. A text mostly in other letters than Latin is "und" too.
    """
    words = [match.group().lower() for match in _WORD.finditer(text[:_SAMPLE])]
    letters = sum(map(len, words))
    latin = sum(map(_count_latin, words))
    if not letters or latin < 0.6 * letters:
        return "und"
    counts = Counter(words)
    scores = {code: sum(map(counts.__getitem__, stops)) for code, stops in _STOP_WORDS.items()}
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    return best if scores[best] else "und"


def _count_latin(word: str) -> int:
    if word.isascii():
        return len(word)
    return sum(1 for char in word if char < "\u0250" or "\u1e00" <= char <= "\u1eff")


def is_english(text: str, declared: str | None = None) -> bool:
    """True when the text reads as English; for texts too short to tell, the declared language decides (else true)."""
    found = detect_language(text)
    if found == "en":
        return True
    if found == "und":
        words = _WORD.findall(text[:_SAMPLE])
        if not words or any(char > "\u024f" for word in words[:50] for char in word if char.isalpha()):
            return False
        return len(words) < 30 and (declared or "en").lower().startswith("en")
    return False
