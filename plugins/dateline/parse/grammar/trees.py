"""A parsed sentence as plain Python objects, read once out of spaCy's document.

The rules walk over heads and children many times; a look at a spaCy token makes strings and generators anew each
time. A `Word` has the names that a spaCy token has (`i`, `idx`, `lower_`, `pos_`, `head`, `children` ...), a `Tree`
those of a document, a `Phrase` those of a span, as far as the rules use them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, overload

_COLUMNS = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "HEAD", "SPACY", "LIKE_NUM")
_SIGNED = 1 << 63
_FINITE = frozenset(("VBD", "VBZ"))
_FLAGS = frozenset((
    "is_alpha", "is_ascii", "is_digit", "is_lower", "is_upper", "is_title", "is_punct", "is_space", "is_bracket",
    "is_quote", "is_left_punct", "is_right_punct", "is_currency", "is_stop", "like_url", "like_email", "shape_",
    "norm_", "prefix_", "suffix_", "ent_type_", "ent_iob_", "is_sent_start", "is_sent_end",
))  # fmt: skip
"""What is asked too seldom to be read for every word."""


class Word:
    """A token of a tree. Words of one tree are equal only to themselves; they sort by place."""

    __slots__ = (
        "_conjuncts", "_subtree", "arguments", "children", "dep_", "doc", "head", "i", "idx", "lefts", "lemma_",
        "like_num", "lower_", "noun", "pos_", "rights", "tag_", "text", "whitespace_",
    )  # fmt: skip

    doc: Tree
    head: Word
    children: tuple[Word, ...]
    lefts: tuple[Word, ...]
    rights: tuple[Word, ...]

    def __init__(
        self, doc: Tree, i: int, idx: int, text: str, lower: str, lemma: str, pos: str, tag: str, dep: str, num: bool
    ) -> None:
        self.doc, self.i, self.idx, self.text, self.lower_, self.lemma_ = doc, i, idx, text, lower, lemma
        self.pos_, self.tag_, self.dep_, self.like_num = pos, tag, dep, num
        self.whitespace_ = ""
        self.lefts = self.rights = self.children = ()
        self._conjuncts: tuple[Word, ...] | None = None
        self._subtree: tuple[Word, ...] | None = None
        self.arguments: Any = None
        self.noun: Any = self  # not looked up yet; None says that there is none

    def __getattr__(self, name: str) -> Any:
        if name in _FLAGS:
            return getattr(self.doc.source[self.i], name)
        raise AttributeError(name)

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def __lt__(self, other: Word) -> bool:
        return self.i < other.i

    @property
    def text_with_ws(self) -> str:
        """The text with the space behind it."""
        return self.text + self.whitespace_

    @property
    def conjuncts(self) -> tuple[Word, ...]:
        """The words coordinated with this one, itself left out."""
        if self._conjuncts is None:
            first = self
            while first.head is not first and first.dep_ == "conj":
                first = first.head
            found = [first]
            for word in found:
                found += [child for child in word.rights if child.dep_ == "conj"]
            self._conjuncts = tuple(word for word in found if word is not self)
        return self._conjuncts

    @property
    def subtree(self) -> tuple[Word, ...]:
        """The word and all that depends on it, the left before it and the right after it."""
        if self._subtree is None:
            found: list[Word] = []
            waiting: list[tuple[Word, bool]] = [(self, False)]
            while waiting:
                word, is_open = waiting.pop()
                if is_open or not word.children:
                    found.append(word)
                    continue
                waiting += [(child, False) for child in reversed(word.rights)]
                waiting.append((word, True))
                waiting += [(child, False) for child in reversed(word.lefts)]
            self._subtree = tuple(found)
        return self._subtree

    @property
    def ancestors(self) -> Iterator[Word]:
        """The words above, the nearest first."""
        word = self
        while word.head is not word:
            word = word.head
            yield word

    def is_ancestor(self, other: Word) -> bool:
        """True when `other` stands somewhere below this word."""
        return any(word is self for word in other.ancestors)

    @property
    def left_edge(self) -> Word:
        """The leftmost word of the subtree."""
        return min(self.subtree, key=lambda word: word.i)

    @property
    def right_edge(self) -> Word:
        """The rightmost word of the subtree."""
        return max(self.subtree, key=lambda word: word.i)

    @property
    def sent(self) -> Phrase:
        """The sentence of the word, as the parse has it."""
        return self.doc.sentence_of(self.i)

    def nbor(self, step: int = 1) -> Word:
        """Return the word `step` places on. Raises IndexError beyond either end."""
        if not 0 <= self.i + step < len(self.doc):
            raise IndexError(self.i + step)
        return self.doc[self.i + step]


class _Words(ABC):
    """Words in a row, of which one or a run can be taken, as of a tuple: a run is a `Phrase`."""

    __slots__ = ("words",)

    words: list[Word]

    def __iter__(self) -> Iterator[Word]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> Phrase: ...
    def __getitem__(self, at: int | slice) -> Word | Phrase:
        if isinstance(at, int):
            return self.words[at]
        start, end, _ = at.indices(len(self.words))
        return self._phrase(start, max(start, end))

    @abstractmethod
    def _phrase(self, start: int, end: int) -> Phrase: ...


class Phrase(_Words):
    """The words `start` to `end` (exclusive) of a tree."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: Tree, start: int, end: int) -> None:
        self.doc, self.start, self.end = doc, start, end
        self.words = doc.words[start:end]

    def _phrase(self, start: int, end: int) -> Phrase:
        return Phrase(self.doc, self.start + start, self.start + end)

    @property
    def text(self) -> str:
        """The text of the words, without white space around it."""
        if not self.words:
            return ""
        return self.doc.text[self.words[0].idx : self.words[-1].idx + len(self.words[-1])]

    @property
    def root(self) -> Word:
        """The word that the others hang on."""
        return self.doc[int(self.doc.source[self.start : self.end].root.i)]


class Tree(_Words):
    """A parsed sentence. `source` is the spaCy document that it was read from."""

    __slots__ = ("_firsts", "shared", "source", "text")

    def __init__(self, source: Any, strings: dict[int, str], text: str | None = None) -> None:
        """Read a document; `strings` holds spelled-out hashes, kept from one document to the next.

        `text` is the document's, for it to be put together again from the words only where it is not known.
        """
        self.source, self.text = source, str(source.text) if text is None else text
        self.shared: Any = None
        self.words = []
        self._firsts: list[int] | None = None
        *hashed, steps, spaces, numbers = source.to_array(_COLUMNS).T.tolist()
        for new in set().union(*hashed).difference(strings):
            strings[new] = source.vocab.strings[new]
        spelled = ([strings[each] for each in column] for column in hashed)
        idx = 0
        rows = zip(*spelled, spaces, numbers, strict=True)
        for i, (form, lower, lemma, pos, tag, dep, space, number) in enumerate(rows):
            word = Word(self, i, idx, form, lower, lemma, pos, tag, dep, bool(number))
            idx += len(form)
            if space:
                word.whitespace_ = " "
                idx += 1
            self.words.append(word)
        self._hang(steps)

    def _hang(self, steps: list[int]) -> None:
        """Set heads and children; `steps` are the places from a word to its head, as unsigned 64 bit numbers."""
        words = self.words
        lefts: dict[int, list[Word]] = {}
        rights: dict[int, list[Word]] = {}
        heads = [i + (step if step < _SIGNED else step - 2 * _SIGNED) for i, step in enumerate(steps)]
        self._give_verb(heads)
        for word, found_at in zip(words, heads, strict=True):
            at = found_at
            if word.dep_ == "conj" and word.tag_ in _FINITE and words[at].tag_ == "VB":
                at = self._finite_above(word, heads)
            word.head = words[at]
            if at != word.i:
                (lefts if word.i < at else rights).setdefault(at, []).append(word)
        for at, found in lefts.items():
            words[at].lefts = words[at].children = tuple(found)
        for at, found in rights.items():
            words[at].rights = tuple(found)
            words[at].children = words[at].lefts + words[at].rights

    def _finite_above(self, word: Word, heads: list[int]) -> int:
        """ "Asked them to leave and fired": no infinitive goes on as "fired"; the verb of its own form above does."""
        at = heads[word.i]
        while heads[at] != at and self.words[at].tag_ != word.tag_:
            at = heads[at]
        return at if self.words[at].tag_ == word.tag_ and at < word.i else heads[word.i]

    def _give_verb(self, heads: list[int]) -> None:
        """ "A post that had been shut since a raid in which six died reopened": no participle, the post's own verb.

        A past perfect clause tells that a verb is to come: for a noun that has none, or one that another subject has
        too ("..., and the first thing to pass was a van").
        """
        words = self.words
        had = [at for at, word in enumerate(words) if word.lower_ == "had" and words[heads[at]].dep_ == "relcl"]
        for clause in (heads[at] for at in had):
            noun = heads[clause]
            above = heads[noun]
            verb = next((at for at in range(len(words) - 1, clause, -1) if words[at].dep_ == "acl"), None)
            if verb is None or words[noun].pos_ not in ("NOUN", "PROPN") or words[verb].tag_ not in ("VBN", "VBD"):
                continue
            if heads[verb] <= clause or any(words[at].dep_ == "agent" for at, head in enumerate(heads) if head == verb):
                continue
            rival = any(words[at].dep_ == "nsubj" and head == above and at > verb for at, head in enumerate(heads))
            if above == noun:
                heads[verb], words[verb].dep_ = verb, "ROOT"
            elif words[noun].dep_ == "nsubj" and rival:
                heads[verb], words[verb].dep_ = above, "ccomp"
            else:
                continue
            words[verb].tag_ = "VBD"
            heads[noun], words[noun].dep_ = verb, "nsubj"
            return

    def _phrase(self, start: int, end: int) -> Phrase:
        return Phrase(self, start, end)

    def sentence_of(self, at: int) -> Phrase:
        """Return the sentence, as the parse has it, of the word at a place."""
        if self._firsts is None:
            begins = self.source.to_array(["SENT_START"]).tolist()
            self._firsts = [0, *(i for i, mark in enumerate(begins) if mark == 1 and i > 0), len(self.words)]
        after = bisect_right(self._firsts, at)
        return Phrase(self, self._firsts[after - 1], self._firsts[after])

    def char_span(self, start: int, end: int, alignment_mode: str = "strict") -> Phrase | None:
        """Return the words between two offsets into the text, None when there are none."""
        span = self.source.char_span(start, end, alignment_mode=alignment_mode)
        return None if span is None else Phrase(self, span.start, span.end)
