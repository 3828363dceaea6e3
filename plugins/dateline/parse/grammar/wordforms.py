"""Part of speech and lemma of each token, from the language model's own tables, in a tenth of the time.

The model's attribute ruler and lemmatizer look every token up by its form, tag and dependency label. Most of their
rules ask for one token only: what they say of a form is worked out once and kept. A sentence with a token that could
begin a rule of several tokens, or with white space among its tokens, goes through the model's own components.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_ASKED = frozenset(("TAG", "DEP", "LOWER", "IS_SPACE"))
_MOST_FORMS = 1 << 16

Condition = Callable[[str], bool]
Form = tuple[int, int]
Label = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Among:
    """The condition of being one of these words."""

    words: frozenset[str]

    def __call__(self, told: str) -> bool:
        return told in self.words


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a rule asks of one token: a condition for each of "TAG", "DEP", "LOWER" that it asks for."""

    conditions: Mapping[str, Condition]

    def fits(self, token: Mapping[str, str]) -> bool:
        return all(condition(token[name]) for name, condition in self.conditions.items())


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule for one token: what it asks for, and the attributes that it sets, by name."""

    pattern: _Pattern
    attributes: Mapping[str, int]


class WordForms:
    """Sets `pos` and `lemma` of tagged and parsed documents. `morph` is not kept: no rule of ours reads it."""

    def __init__(self, ruler: Any, lemmatizer: Any, rules: list[_Rule], openings: list[_Pattern]) -> None:
        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._rules, self._openings = rules, openings
        self._strings = ruler.vocab.strings
        told = (*(rule.pattern for rule in rules), *openings)
        self._of_labels = [pattern.conditions["DEP"] for pattern in told if "DEP" in pattern.conditions]
        self._words: dict[str, str] = {}
        of_words = [pattern.conditions["LOWER"] for pattern in told if "LOWER" in pattern.conditions]
        self._listed = frozenset[str]().union(*(each.words for each in of_words if isinstance(each, _Among)))
        self._of_words = [each for each in of_words if not isinstance(each, _Among)]
        self._labels: dict[int, Label] = {}
        self._told: dict[tuple[str, str, Label], tuple[str, str, int] | None] = {}
        self._forms: dict[tuple[int, int, Label], Form | None] = {}

    @classmethod
    def of(cls, ruler: Any, lemmatizer: Any) -> WordForms | None:
        """Return the tables of a model's two components; None when they hold rules of a kind unknown here."""
        rules: list[_Rule] = []
        openings: list[_Pattern] = []
        for row in ruler.patterns:
            for tokens in row["patterns"]:
                if any(not _is_known(token) for token in tokens):
                    return None
                first = _Pattern({name: _condition(value) for name, value in tokens[0].items() if name != "IS_SPACE"})
                if len(tokens) > 1:
                    openings.append(first)
                elif "IS_SPACE" not in tokens[0]:
                    if row["index"] != 0 or not set(row["attrs"]) <= {"POS", "LEMMA", "MORPH"}:
                        return None
                    rules.append(
                        _Rule(first, {name: ruler.vocab.strings.add(text) for name, text in row["attrs"].items()})
                    )
        _index_by_hash(lemmatizer)
        return cls(ruler, lemmatizer, rules, openings)

    def annotate(self, doc: Any) -> None:
        """Set part of speech and lemma of every token of a tagged and parsed document."""
        if len(self._forms) > _MOST_FORMS:
            self._forms.clear()
            self._words.clear()
        forms, labels = self._forms, self._labels
        found = []
        for at, (orth, tag, dep) in enumerate(doc.to_array(("ORTH", "TAG", "DEP")).tolist()):
            label = labels.get(dep) or self._label(dep)
            key = (orth, tag, label)
            if key not in forms:
                forms[key] = self._read_form(doc[at], label)
            found.append(forms[key])
        if not found:
            return
        if None in found:
            self._lemmatizer(self._ruler(doc))
        else:
            doc.from_array(("POS", "LEMMA"), np.array(found, dtype=np.uint64))

    def _label(self, dep: int) -> Label:
        """Return what tells this dependency label from others: which of the rules' conditions it meets."""
        name = self._strings[dep] if dep else ""
        self._labels[dep] = (True, *(condition(name) for condition in self._of_labels))
        return self._labels[dep]

    def _read_form(self, token: Any, label: Label) -> Form | None:
        """Return part of speech and lemma of a token by the model's rules; None when they need its neighbours."""
        lower = token.lower_
        word = self._words.get(lower)
        if word is None:
            is_told = lower in self._listed or any(condition(lower) for condition in self._of_words)
            word = self._words[lower] = lower if is_told else ""
        key = (word, token.tag_, label)
        if key not in self._told:
            self._told[key] = self._read_rules({"TAG": token.tag_, "DEP": token.dep_, "LOWER": lower})
        told = self._told[key]
        if told is None or token.is_space:
            return None
        token.pos_, morph, lemma = told
        token.set_morph(morph)
        return token.pos, lemma or self._strings.add(self._lemmatizer.lemmatize(token)[0])

    def _read_rules(self, asked: Mapping[str, str]) -> tuple[str, str, int] | None:
        """Return part of speech, morphology and lemma (0 for none) by the rules; None when one goes on."""
        if any(pattern.fits(asked) for pattern in self._openings):
            return None
        told: dict[str, int] = {}
        for rule in self._rules:  # later rules have precedence
            if rule.pattern.fits(asked):
                told.update(rule.attributes)
        pos, morph = (self._strings[told[name]] if name in told else "" for name in ("POS", "MORPH"))
        return pos, morph, told.get("LEMMA", 0)


def _index_by_hash(lemmatizer: Any) -> None:
    """Make sets of the lemmatizer's lists of known words, which it searches from the first on for every form."""
    table = lemmatizer.lookups.get_table("lemma_index", {})
    for pos in list(table):
        table[pos] = frozenset(table[pos])


def _is_known(token: Mapping[str, Any]) -> bool:
    """True for a token pattern that is read here in full."""
    return all(
        name in _ASKED
        and (not isinstance(value, dict) or (len(value) == 1 and set(value) <= {"IN", "NOT_IN", "REGEX"}))
        for name, value in token.items()
    )


def _condition(value: str | Mapping[str, Any]) -> Condition:
    if isinstance(value, str):
        return _Among(frozenset((value,)))
    if "REGEX" in value:
        pattern = re.compile(value["REGEX"])
        return lambda told: pattern.search(told) is not None
    if "IN" in value:
        return _Among(frozenset(value["IN"]))
    not_among = frozenset(value["NOT_IN"])
    return lambda told: told not in not_among
