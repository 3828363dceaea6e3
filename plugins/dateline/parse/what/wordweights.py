"""What the words around a word weigh in a linear model, to the same sum as their features (features.py) would.

A model of news asks of every noun and verb whether it tells an event, by some 25 features, and seldom finds one. The
features go by one to three words each, and words recur: their weights are kept, and no feature is spelled out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dateline.parse.grammar.syntax import Token
from dateline.parse.what.features import (
    BESIDE,
    GOVERNING,
    OWN,
    QUOTED,
    WINDOW,
    Sentence,
    climbed,
    describe_beside,
    describe_child,
    describe_governor,
    describe_head,
    describe_kind,
    describe_near,
    describe_pair,
    describe_root,
    describe_word,
)

_MOST = 1 << 16

Weigh = Callable[[Iterable[str]], int]


class _Kept(dict[Any, int]):
    """The weight of the features that `describe` makes of some words, kept by those words; 65,536 of them at most."""

    def __init__(self, describe: Callable[..., Iterable[str]], weigh: Weigh) -> None:
        super().__init__()
        self._describe, self._weigh = describe, weigh

    def __missing__(self, words: Any) -> int:
        if len(self) >= _MOST:
            self.clear()
        told = self._describe(*words) if isinstance(words, tuple) else self._describe(words)
        weight = self[words] = self._weigh(told)
        return weight


class WordWeights:
    """The weights of one model; `weigh` is its sum over features, without the bias."""

    def __init__(self, weigh: Weigh) -> None:
        self._word, self._child, self._kind = (
            _Kept(describe, weigh) for describe in (describe_word, describe_child, describe_kind)
        )
        self._near, self._beside, self._pair = (
            _Kept(describe, weigh) for describe in (describe_near, describe_beside, describe_pair)
        )
        self._head, self._governor, self._root = (
            _Kept(describe, weigh) for describe in (describe_head, describe_governor, describe_root)
        )
        self._quoted = weigh(QUOTED)

    def around(self, token: Token, sentence: Sentence) -> int:
        """Return what `sentence.describe_around(token)` weighs. Sets, as a feature counts once."""
        at, lemmas = token.i, sentence.lemmas
        lemma = lemmas[at]
        weight = self._word[lemma, token.tag_, token.dep_]
        if token.children:
            own = {(lemma, child.dep_, lemmas[child.i]) for child in token.children if child.dep_ in OWN}
            weight += sum(map(self._child.__getitem__, own))
            weight += sum(map(self._kind.__getitem__, {child.dep_ for child in token.children}))
        near = {*lemmas[max(0, at - WINDOW) : at], *lemmas[at + 1 : at + 1 + WINDOW]}
        weight += sum(map(self._near.__getitem__, near))
        for step in BESIDE:
            if 0 <= at + step < len(lemmas):
                weight += self._beside[step, lemmas[at + step]]
        before = (lemmas[at - 1] if at else "^", lemma)
        after = (lemma, lemmas[at + 1] if at + 1 < len(lemmas) else "$")
        weight += self._pair[before]
        if after != before:
            weight += self._pair[after]
        for climb, dep, head in climbed(token):
            if head is None:
                weight += self._root[climb]
                continue
            if climb == 0:
                weight += self._head[dep, lemmas[head.i], head.pos_]
            if head.pos_ in GOVERNING:
                weight += self._governor[dep, lemmas[head.i], head.tag_]
        return weight + self._quoted if sentence.is_quoted(at) else weight
