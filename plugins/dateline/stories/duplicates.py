"""Articles -> duplicate groups: the same words under several addresses are one source.

Exact: the same words. Wire: another publisher's copy of an agency's story, cut or reheaded. Near: the same story told
again with small changes. Candidates come from MinHash over five-word shingles; every pair is then judged on its
shingles. A group goes by its original: the credited agency's own article, else the earliest one.

Source: Broder 1997, resemblance and containment.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal

from dateline.parse.text.datelines import find_dateline
from dateline.records import Article

if TYPE_CHECKING:
    from datasketch import MinHash

DuplicateKind = Literal["original", "exact", "wire", "near"]

SHINGLE_WORDS = 5
PERMUTATIONS = 128
SEED = 1871
SCHEME = "affine32"
"""Signatures are kept between nights: numbers of another scheme or seed cannot be compared with them."""

CANDIDATE_RESEMBLANCE = 0.4
NEAR_RESEMBLANCE = 0.6
WIRE_RESEMBLANCE = 0.85
"""From here on two publishers' texts are copies, credited or not."""

CREDITED_CONTAINMENT = 0.65
"""Share of the shorter text's shingles that a copy of the same agency's story must have in the longer one."""

RETOLD_CONTAINMENT = 0.25
"""Share of the shorter text's shingles that a story keeps when its own site rewrites it; two stories share none."""

MIN_SHINGLES = 12
"""Texts with fewer are duplicates only when their words are the same."""

_WORD = re.compile(r"\w+")
_LAST_CREDIT = re.compile(r"\s*\(?\b[A-Za-z]{2,12}(?:/[A-Za-z]{2,12}){0,3}\)?\s*$")


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article of the days before, to which a new one may be a copy: with its text, or only its signature."""

    article_id: str
    publisher: str | None = None
    credit: str | None = None
    published_at: datetime | None = None
    text: str | None = None
    signature: tuple[int, ...] | None = None
    duplicate_group: str | None = None
    duplicate_kind: DuplicateKind | None = None


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Which group an article belongs to, and as what; both None for an article that is alone.

    `duplicate_group` is the id of the group's original article.
    """

    article_id: str
    duplicate_group: str | None
    duplicate_kind: DuplicateKind | None


def group_duplicates(articles: Iterable[Article], known: Iterable[KnownArticle] = ()) -> list[DuplicateRow]:
    """Return a row for every article, and one for every known article whose group or kind changes, by article id.

    The same articles give the same rows, in whatever order and batches they come. An article that is also among the
    known ones counts once, as the new one says.
    """
    tellings = {one.article_id: _Telling(one) for one in known}
    fresh = {article.id: _Telling(_as_known(article)) for article in articles}
    before = {id_: (t.known.duplicate_group, t.known.duplicate_kind) for id_, t in tellings.items() if id_ not in fresh}
    tellings.update(fresh)
    rows = []
    for members in _groups([tellings[id_] for id_ in sorted(tellings)]):
        rows += _rows(members)
    return sorted(
        (r for r in rows if r.article_id in fresh or before[r.article_id] != (r.duplicate_group, r.duplicate_kind)),
        key=lambda row: row.article_id,
    )


def read_signature(text: str) -> tuple[int, ...]:
    """Return the numbers that stand for a text when it is compared later: a MinHash of its shingles."""
    return tuple(int(value) for value in _minhash(_shingles(_words(text))).hashvalues)


def read_prints(text: str) -> list[int]:
    """Return numbers, of 64 bits, of which two texts that may be copies have one in common: those of its words, and of
    the bands in which their MinHash is looked up.
    """
    words = _words(text)
    whole = _number("words", " ".join(words).encode("utf-8", "replace"))
    shingles = _shingles(words)
    if len(shingles) < MIN_SHINGLES:
        return [whole]
    values = _minhash(shingles).hashvalues
    bands, rows = _bands()
    return [whole, *(_number(band, values[band * rows : (band + 1) * rows].tobytes()) for band in range(bands))]


@cache
def _bands() -> tuple[int, int]:
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=CANDIDATE_RESEMBLANCE, num_perm=PERMUTATIONS)
    return index.b, index.r


def _number(of: object, content: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(content, digest_size=8, person=str(of).encode()).digest(), "big")


def is_retold(old: str, new: str, *, headlines: tuple[str, str] = ("", "")) -> bool:
    """Tell whether a page's new text is its old story, however much rewritten, and not another one in its place.

    >>> is_retold("Two men died in a fire in Kosti on Monday.", "Three men died in a fire in Kosti on Monday, it said.")
    True
    >>> is_retold("Two men died in a fire in Kosti on Monday.", "The central bank kept its rate at five per cent.")
    False
    """
    first, second = (_words(headline) for headline in headlines)
    if first and first == second:
        return True
    one, other = _shingles(_words(old)), _shingles(_words(new))
    return len(one & other) >= RETOLD_CONTAINMENT * max(1, min(len(one), len(other)))


def agency_key(name: str | None) -> str | None:
    """Return what two names of one agency have in common: "Agence France-Presse", "AFP" -> "afp".

    >>> agency_key("Agence France-Presse") == agency_key("AFP")
    True
    """
    words = re.findall(r"\w+", name or "")
    if not words:
        return None
    capitals = [word for word in words if word[0].isupper() and word.casefold() != "the"]
    if len(capitals) >= 2 and not any(word.isupper() and len(word) > 1 for word in capitals):
        return "".join(word[0] for word in capitals).casefold()
    return "".join(word for word in words if word.casefold() != "the").casefold()


class _Telling:
    """An article as it is compared: its words without dateline and credit, its shingles, its MinHash."""

    __slots__ = ("key", "known", "minhash", "shingles", "words")

    def __init__(self, known: KnownArticle) -> None:
        self.known = known
        self.words = _words(known.text) if known.text else ()
        self.shingles = _shingles(self.words)
        self.minhash = _minhash(self.shingles) if known.text or not known.signature else _restored(known.signature)
        self.key = (known.published_at or datetime.max.replace(tzinfo=UTC), known.article_id)

    @property
    def is_own(self) -> bool:
        """Tell whether the publisher is the agency that is credited."""
        key = agency_key(self.known.credit)
        return key is not None and key == agency_key(self.known.publisher)


def _as_known(article: Article) -> KnownArticle:
    return KnownArticle(
        article.id, article.publisher or article.site, article.credit, article.published_at, article.text
    )


def _words(text: str) -> tuple[str, ...]:
    dateline = find_dateline(text)
    body = text[dateline.end :] if dateline else text
    return tuple(
        _WORD.findall(_LAST_CREDIT.sub("", body).casefold() if body.rstrip().endswith(")") else body.casefold())
    )


def _shingles(words: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1))


def _minhash(shingles: frozenset[str]) -> MinHash:
    from datasketch import MinHash

    minhash = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME)
    minhash.update_batch([shingle.encode("utf-8", "replace") for shingle in sorted(shingles)])
    return minhash


def _restored(signature: tuple[int, ...]) -> MinHash:
    import numpy
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, hashvalues=numpy.array(signature, numpy.uint64))


def _groups(tellings: list[_Telling]) -> list[list[_Telling]]:
    """Return the connected components of "is a copy of", each ordered by article id."""
    from datasketch import MinHashLSH

    roots = list(range(len(tellings)))

    def root(at: int) -> int:
        while roots[at] != at:
            roots[at] = roots[roots[at]]
            at = roots[at]
        return at

    same_words: dict[tuple[str, ...], int] = {}
    index = MinHashLSH(threshold=CANDIDATE_RESEMBLANCE, num_perm=PERMUTATIONS)
    for at, telling in enumerate(tellings):
        if telling.words:
            roots[root(at)] = root(same_words.setdefault(telling.words, at))
        if telling.words and len(telling.shingles) < MIN_SHINGLES:
            continue
        if not telling.words and not telling.known.signature:
            continue
        for other in index.query(telling.minhash):
            if root(other) != root(at) and _kind(telling, tellings[other]) is not None:
                roots[root(at)] = root(other)
        index.insert(at, telling.minhash)
    members: dict[int, list[_Telling]] = defaultdict(list)
    for at, telling in enumerate(tellings):
        members[root(at)].append(telling)
    return list(members.values())


def _kind(one: _Telling, other: _Telling) -> DuplicateKind | None:
    """Return what kind of copies two articles are of each other, or None."""
    if one.words and one.words == other.words:
        return "exact"
    resemblance, containment = _alike(one, other)
    is_other_house = one.known.publisher != other.known.publisher
    credit = agency_key(one.known.credit)
    shares_credit = credit is not None and credit in (agency_key(other.known.credit), agency_key(other.known.publisher))
    shares_credit = shares_credit or (
        agency_key(other.known.credit) is not None and agency_key(other.known.credit) == agency_key(one.known.publisher)
    )
    if is_other_house and (resemblance >= WIRE_RESEMBLANCE or (shares_credit and containment >= CREDITED_CONTAINMENT)):
        return "wire"
    return "near" if resemblance >= NEAR_RESEMBLANCE else None


def _alike(one: _Telling, other: _Telling) -> tuple[float, float]:
    """Return resemblance and containment, 0-1: counted on the shingles, or estimated where a text is not at hand."""
    if one.shingles and other.shingles:
        common = len(one.shingles & other.shingles)
        smaller = min(len(one.shingles), len(other.shingles))
        return common / (len(one.shingles) + len(other.shingles) - common), common / smaller
    estimate = float(one.minhash.jaccard(other.minhash))
    return estimate, estimate


def _rows(members: list[_Telling]) -> list[DuplicateRow]:
    if len(members) == 1:
        return [DuplicateRow(members[0].known.article_id, None, None)]
    original = min(members, key=lambda one: (not one.is_own, one.key))
    group = original.known.article_id
    return [
        DuplicateRow(one.known.article_id, group, "original" if one is original else _kind(one, original) or "near")
        for one in members
    ]
