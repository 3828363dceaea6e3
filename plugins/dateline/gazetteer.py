"""The gazetteer: a name in, the places of that name out.

`python -m dateline.gazetteer build` packs `data/gazetteer.bin` once, at set-up; `Gazetteer.load()` maps that file into
memory and reads from it only what is asked for. The file holds, each section aligned to eight bytes: sorted 64-bit
hashes of spelling keys, where each key's places start, the places themselves as fixed records, and the names.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
import sys
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from dateline.errors import ConfigError, DatelineError
from dateline.vocab import DATA

PlaceKind = Literal["city", "admin1", "admin2", "country", "region", "water"]
KINDS: tuple[PlaceKind, ...] = ("city", "admin1", "admin2", "country", "region", "water")

PACKED = DATA / "gazetteer.bin"
MAGIC = b"DLGAZ\x00\x02\x00"
RECORD = struct.Struct("<iiiIIIIHHBB2x")
"""GeoNames id, latitude, longitude (millionths), population, name, admin1, admin2, country, time zone, kind, flags."""

NOWHERE = -(2**31)
NOTHING = 2**32 - 1
OTHER_NAME = 2**31
BARE_NAME = 2**30
INDEX_MASK = BARE_NAME - 1


@dataclass(frozen=True, slots=True)
class Toponym:
    """One place that a name can mean.

    `latitude` and `longitude` in degrees (WGS 84); for a country or an area, a point in its middle, None where no
    point is known. `country` is alpha-3, None for what lies in several; `admin1_code` is GeoNames' ("SY.12").
    `is_main_name`: the name asked for is the place's own, not another language's or an old one; `is_bare`: it is an
    area's name without its type ("Harem" for Harem District). `timezone` is an IANA name.
    """

    geonames_id: int | None
    name: str
    latitude: float | None
    longitude: float | None
    country: str | None
    admin1: str | None
    admin1_code: str | None
    admin2: str | None
    population: int
    kind: PlaceKind
    timezone: str | None = None
    is_main_name: bool = True
    is_bare: bool = False


# ------------------------------------------------------------------------------------------------ spellings

_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "a",
    "ŋ": "n", "ƙ": "k", "ɗ": "d", "ɓ": "b",
    **dict.fromkeys("'’‘ʿʾʻʼ`´ʹʺ\"“”·ˈ", ""), **dict.fromkeys("-‐‑‒–—_/", " "), **dict.fromkeys(".,()", " "),
})  # fmt: skip

_SAINT = re.compile(r"\bst(?=[ ]\w)")
_FORT = re.compile(r"\bft(?=[ ]\w)")
_MOUNT = re.compile(r"\bmt(?=[ ]\w)")


@lru_cache(maxsize=50_000)
def spelling_key(name: str) -> str:
    """Return what is left of a name when case, accents, apostrophes, hyphens and stops do not count.

    >>> spelling_key("Maʿarrat an-Nuʿmān"), spelling_key("St. Louis")
    ('maarrat an numan', 'saint louis')
    """
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = " ".join(name.lower().translate(_LETTERS).split())
    if "t " in words:
        words = _MOUNT.sub("mount", _FORT.sub("fort", _SAINT.sub("saint", words)))
    return words


_ARTICLE = re.compile(r"\b(?:a[dlnrtz]|a?s[h]?|[eiu]l|e[dnrstz]|ush|esh|ul|ut|the)\b[ ]?")
_GLUED = re.compile(r"\b(?:e|a)(?=([dnrstz])\1)|\bel(?=[bgh]\w{4})")
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"sch|sh|ch(?=[aeiou])", "S"), (r"kh|x", "h"), (r"gh", "g"), (r"dh", "d"), (r"th", "t"), (r"zh|dj", "j"),
        (r"ph", "f"), (r"ck|q|c", "k"), (r"ou|oo|o|w(?=[^aeiou]|$)", "u"), (r"ee|ie|ei|ai|ay|ey|y|e|i", "i"),
        (r"w", "v"),
        (r"(.)\1+", r"\1"), (r"[aui]h?\b", ""), (r"(?<=[a-zS])[hg]\b", ""),
    )
)  # fmt: skip


def sound_key(name: str) -> str:
    """Return a coarser key under which transliterations of one name mostly meet; "" when too little is left.

    >>> sound_key("Maarat al-Numan") == sound_key("Maʿarrat an-Nuʿmān")
    True
    >>> sound_key("Deir Ezzor") == sound_key("Deir ez-Zor")
    True
    """
    key = _GLUED.sub("", _ARTICLE.sub("", spelling_key(name)))
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key if len(key.replace(" ", "")) >= 3 else ""


def hash_key(key: str) -> int:
    """Return the 64-bit hash under which a key is stored."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


# ------------------------------------------------------------------------------------------------ gazetteer


class Gazetteer:
    """Places by name, read out of the packed file. Safe to share between threads; nothing is copied on load."""

    def __init__(self, view: memoryview, header: dict[str, list[str] | dict[str, list[int]]]) -> None:
        sections = header["sections"]
        countries, timezones = header["countries"], header["timezones"]
        assert isinstance(sections, dict) and isinstance(countries, list) and isinstance(timezones, list)

        def section(name: str, code: Literal["B", "I", "Q"]) -> memoryview[int]:
            start, length = sections[name]
            return view[start : start + length].cast(code)

        self._keys = section("keys", "Q")
        self._starts = section("starts", "I")
        self._postings = section("postings", "I")
        self._first_words = section("first_words", "Q")
        self._longest = section("longest", "B")
        self._records = section("records", "B")
        self._names = section("names", "B")
        self._countries, self._timezones = countries, timezones
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)
        self.similar = lru_cache(maxsize=5_000)(self._similar)
        self.longest = lru_cache(maxsize=50_000)(self._longest_of)
        self.place = lru_cache(maxsize=50_000)(self._place)
        self._by_id: dict[int, int] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Gazetteer:
        """Map the packed file into memory; takes milliseconds.

        Raises:
            ConfigError: the file is missing, cut short, or of another version.
        """
        where = path or PACKED
        try:
            with where.open("rb") as file:
                view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except FileNotFoundError as error:
            raise ConfigError(f"{where}: the gazetteer is not packed yet: run `make setup`") from error
        except (OSError, ValueError) as error:
            raise ConfigError(f"{where}: the gazetteer cannot be read ({error}): run `make setup`") from error
        try:
            if bytes(view[: len(MAGIC)]) != MAGIC:
                raise ValueError("another version")
            size, whole = struct.unpack_from("<QQ", view, len(MAGIC))
            if whole != len(view):
                raise ValueError("cut short")
            start = len(MAGIC) + 16
            return cls(view, json.loads(bytes(view[start : start + size])))
        except (ValueError, struct.error) as error:
            raise ConfigError(f"{where}: not a gazetteer of this version ({error}): run `make setup`") from error

    def admin1(self, code: str) -> Toponym | None:
        """Return the first level area of a GeoNames code ("US.TX"), None when there is none."""
        found = self._places("#" + code)
        return found[0] if found else None

    def _place(self, geonames_id: int) -> Toponym | None:
        """Return the place of a GeoNames id, None when there is none. The first call makes a list of all ids."""
        if not self._by_id:
            ids = self._records.cast("i")[:: RECORD.size // 4].tolist()
            self._by_id = {id_: at for at, id_ in reversed([*enumerate(ids)]) if id_}
        at = self._by_id.get(geonames_id)
        return None if at is None else self._toponym(at)

    def _candidates(self, name: str) -> tuple[Toponym, ...]:
        """Return the places of this name, the most populous first; () when nowhere is called so."""
        return self._places(spelling_key(name))

    def _similar(self, name: str) -> tuple[Toponym, ...]:
        """Return the places whose name sounds like this one in another transliteration, the most populous first."""
        key = sound_key(name)
        return self._places("~" + key) if key else ()

    def _longest_of(self, first_word: str) -> int:
        """Return how many words the longest name has that begins with this word (a spelling key); 0 for none."""
        wanted = hash_key(first_word)
        at = bisect_left(self._first_words, wanted)
        return self._longest[at] if at < len(self._first_words) and self._first_words[at] == wanted else 0

    def __len__(self) -> int:
        return len(self._records) // RECORD.size

    def _places(self, key: str) -> tuple[Toponym, ...]:
        wanted = hash_key(key)
        at = bisect_left(self._keys, wanted)
        if at == len(self._keys) or self._keys[at] != wanted:
            return ()
        postings = self._postings[self._starts[at] : self._starts[at + 1]]
        return tuple(self._toponym(posting) for posting in postings)

    def _toponym(self, posting: int) -> Toponym:
        (
            geonames_id, latitude, longitude, population, name, admin1, admin2, country, timezone, kind, _,
        ) = RECORD.unpack_from(self._records, (posting & INDEX_MASK) * RECORD.size)  # fmt: skip
        admin1_name, admin1_code = (None, None) if admin1 == NOTHING else self._area(admin1)
        return Toponym(
            geonames_id=geonames_id or None,
            name=self._name(name),
            latitude=None if latitude == NOWHERE else latitude / 1e6,
            longitude=None if longitude == NOWHERE else longitude / 1e6,
            country=self._countries[country] or None,
            admin1=admin1_name,
            admin1_code=admin1_code,
            admin2=None if admin2 == NOTHING else self._area(admin2)[0],
            population=population,
            kind=KINDS[kind],
            timezone=self._timezones[timezone] or None,
            is_main_name=not posting & OTHER_NAME,
            is_bare=bool(posting & BARE_NAME),
        )

    def _name(self, offset: int) -> str:
        return bytes(self._names[offset + 1 : offset + 1 + self._names[offset]]).decode()

    def _area(self, offset: int) -> tuple[str, str]:
        name, _, code = self._name(offset).partition("\t")
        return name, code


def main(argv: list[str]) -> int:
    """`build` packs the gazetteer; `find NAME` shows what a name can mean."""
    if argv[:1] == ["build"]:
        from dateline.gazetteer_build import build

        sys.stderr.write(f"{build(PACKED)}\n")
        return 0
    if argv[:1] == ["find"] and len(argv) > 1:
        try:
            gazetteer = Gazetteer.load()
        except DatelineError as error:
            sys.stderr.write(f"{error}\n")
            return error.exit_code
        wanted = " ".join(argv[1:])
        for place in gazetteer.candidates(wanted) or gazetteer.similar(wanted):
            sys.stdout.write(f"{place}\n")
        return 0
    sys.stderr.write("usage: python -m dateline.gazetteer build | find NAME\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
