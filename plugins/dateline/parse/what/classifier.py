"""Is it an event, and of which type: linear models over what the rules found, fitted by `make train`.

The rules propose (triggers.py, mentions.py) and the model weighs each mention; words that no rule knows become
mentions when the model is sure enough of them. The file `data/classifier.json` holds the weights as whole numbers,
thousandths of a logit; docs/classifier.md is its card. Scores are sums: no library is needed to read the model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol

from dateline.errors import ConfigError
from dateline.parse.grammar.syntax import Token, find_arguments
from dateline.parse.text.wordlists import listed
from dateline.parse.what.features import Sentence
from dateline.parse.what.mentions import Mention
from dateline.parse.what.triggers import Trigger, TriggerHit, find_light_verb, part_of_speech
from dateline.parse.what.wordweights import WordWeights
from dateline.vocab import DATA

MODEL_PATH = DATA / "classifier.json"
FORMAT = 3
MODELS = ("event", "word", "types", "modes", "report")
_SCALE = 1000
_FEW_SENTENCES = 5
_MOST_OF_ARGUMENTS = 4_000
"""More than the arguments of a word ever add to its logit (2,937 in 58,000 words of news), in thousandths."""
_TELLING = listed(
    "say, tell, report, announce, confirm, state, add, note, reveal, write, explain, know, see, show, be, have, brief, "
    "inform, update, notify"
)
_DYING = listed("die, succumb, perish, survive")
"""Who does these things suffers them: what did it to them is the event, and another word's."""
_SLOTS = {
    "v": (("subj",), ("obj", "at", "on", "against", "to", "with")),
    "n": (("by", "poss", "nat"), ("of", "on", "against", "at", "with", "to")),
}


_GUESS = 0.1


class Judge(Protocol):
    """What stands beside the rules: it proposes what they miss, and weighs what they find."""

    def propose(self, tree: Any, taken: Collection[int]) -> list[TriggerHit]:
        """Return further triggers of a parsed sentence; `taken` are the tokens that the rules have."""

    def guess(self, tree: Any) -> list[TriggerHit]:
        """Return the likeliest trigger of a sentence that is known to tell an event, if any word will do."""

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> list[Mention]:
        """Return the mentions that are events, each with its `probability`, type and mode."""

    def keeps(self, mentions: Sequence[Mention], told: Sequence[Mention], n_sentences: int) -> bool:
        """True when an incident of these mentions is worth a report, in a story of `told` and so many sentences."""

    def trust(self, features: Sequence[str]) -> float:
        """Return how likely a report with these features (confidence.py) is right, 0-1."""


class Rules:
    """The rules alone: nothing is proposed and everything kept."""

    def propose(self, tree: Any, taken: Collection[int]) -> list[TriggerHit]:
        """Return nothing."""
        return []

    def guess(self, tree: Any) -> list[TriggerHit]:
        """Return nothing."""
        return []

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> list[Mention]:
        """Return the mentions as they are."""
        return list(mentions)

    def keeps(self, mentions: Sequence[Mention], told: Sequence[Mention], n_sentences: int) -> bool:
        """Keep every incident."""
        return True

    def trust(self, features: Sequence[str]) -> float:
        """Return one half: nothing is known."""
        return 0.5


@dataclass(frozen=True, slots=True)
class Linear:
    """One logistic model a name, one against the rest. A feature's weights: name's index, weight, index, weight ..."""

    names: tuple[str, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, Sequence[int]]
    _alone: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """The weights of the first name."""
    _pairs: dict[str, tuple[tuple[int, int], ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The weights of features that were asked for, in pairs of name's index and weight."""

    def __post_init__(self) -> None:
        alone = {feature: row[1] for feature, row in self.weights.items() if len(row) > 1 and row[0] == 0}
        object.__setattr__(self, "_alone", alone)

    def first(self, features: Iterable[str], start: int | None = None) -> int:
        """Return the first name's logit in thousandths: all there is to a model of one name."""
        return (self.bias[0] if start is None else start) + sum(map(self._alone.get, features, repeat(0)))

    def sums(self, features: Iterable[str], start: Sequence[int] | None = None) -> list[int]:
        """Return each name's logit in thousandths; a feature it never met weighs nothing."""
        sums = list(self.bias if start is None else start)
        pairs = self._pairs
        for feature in features:
            if feature in self.weights:
                for at, weight in pairs.get(feature) or self._pair(feature):
                    sums[at] += weight
        return sums

    def _pair(self, feature: str) -> tuple[tuple[int, int], ...]:
        row = self.weights[feature]
        found = self._pairs[feature] = tuple(zip(row[::2], row[1::2], strict=True))
        return found

    def best(self, features: Iterable[str], allowed: Collection[str] | None = None) -> tuple[str | None, float]:
        """Return the likeliest name and its share of the names' probabilities; (None, 0) when there is none."""
        told = dict(zip(self.names, map(sigmoid, self.sums(features)), strict=True))
        total = sum(told.values())
        rest = {name: each for name, each in told.items() if allowed is None or name in allowed}
        if not rest or not total:
            return None, 0.0
        best = max(rest, key=lambda name: rest[name])
        return best, rest[best] / total


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which on something is done.

    `share`: of a story's sentences, those that are `likely` to tell an event; from there on it is a story of events,
    and `incident` holds for it, below that `incident_elsewhere`.
    """

    mention: float
    incident: float
    incident_elsewhere: float
    likely: float
    share: float
    propose: float
    propose_type: float
    retype: float
    mode: float


@dataclass(frozen=True, slots=True)
class Classifier:
    """The fitted model: `event` weighs mentions, `word` words that no rule knows, `report` what came of it all."""

    version: str
    event: Linear
    word: Linear
    types: Linear
    modes: Linear
    report: Linear
    thresholds: Thresholds
    _weights: WordWeights = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_weights", WordWeights(lambda features: self.word.first(features, 0)))

    @classmethod
    def load(cls, path: Path = MODEL_PATH) -> Classifier:
        """Return the model in `path`. Raises ConfigError when the file is missing or of another format."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"no event classifier at {path}: `make train` fits it") from error
        except ValueError as error:
            raise ConfigError(f"{path} is no event classifier: `make train` fits a new one") from error
        if not isinstance(held, dict) or held.get("format") != FORMAT:
            raise ConfigError(f"{path} is not of format {FORMAT}: `make train` fits a new one")
        event, word, types, modes, report = (
            Linear(tuple(held[name]["names"]), tuple(held[name]["bias"]), held[name]["weights"]) for name in MODELS
        )
        return cls(held["version"], event, word, types, modes, report, Thresholds(**held["thresholds"]))

    def propose(self, tree: Any, taken: Collection[int]) -> list[TriggerHit]:
        """Return the words of a parsed sentence that no rule took and that are probably events."""
        return self._hits(tree, taken, self.thresholds.propose, self.thresholds.propose_type)

    def guess(self, tree: Any) -> list[TriggerHit]:
        """Return the likeliest word of a parsed sentence that is known to tell an event; none below `_GUESS`."""
        hits = self._hits(tree, (), _GUESS, _GUESS)
        return sorted(hits, key=lambda hit: -hit.probability)[:1]

    def _hits(self, tree: Any, taken: Collection[int], floor: float, share_floor: float) -> list[TriggerHit]:
        sentence = Sentence.of(tree)
        start = self.word.first(sentence.shared)
        least = _SCALE * math.log(floor / max(1e-9, 1.0 - floor))
        hits = []
        for token in tree:
            if token.i in taken or not is_candidate(token):
                continue
            logit = start + self._weights.around(token, sentence)
            if logit < least - _MOST_OF_ARGUMENTS:
                continue
            arguments = sentence.describe_arguments(token)
            probability = sigmoid(self.word.first(arguments, logit))
            if probability >= floor:
                kind, share = self.types.best((*sentence.describe_around(token), *arguments, *sentence.shared))
                if kind is not None and share >= share_floor:
                    hits.append(_hit(token, kind, probability))
        return hits

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> list[Mention]:
        """Return the mentions that may be events; the type is changed where the model is sure of another."""
        sentence = Sentence.of(tree)
        kept = []
        for mention, own in zip(mentions, sentence.describe_mentions(mentions), strict=True):
            features = (*own, *sentence.shared)
            if not mention.is_proposed:
                mention.probability = max(mention.least, self.probability(features))
                kind, share = self.types.best(features)
                sure = share >= self.thresholds.retype and mention.lemma != "*"  # there the governing verb decided
                if kind is not None and kind != mention.event_type and sure:
                    mention.event_type, mention.event_mode = kind, None
            elif mention.event_mode is None:
                self._find_mode(mention, features)
            if mention.probability >= self.thresholds.mention:
                kept.append(mention)
        return kept

    def keeps(self, mentions: Sequence[Mention], told: Sequence[Mention], n_sentences: int) -> bool:
        """True when one of an incident's mentions is probably an event.

        More is asked where few sentences of the story are likely to tell any: a word of conflict in a story of
        something else is mostly a figure of speech. A text of few sentences does not say what its story is about.
        """
        at = self.thresholds
        likely = {mention.sentence for mention in told if mention.probability >= at.likely}
        is_of_events = n_sentences < _FEW_SENTENCES or len(likely) >= at.share * n_sentences
        least = at.incident if is_of_events else at.incident_elsewhere
        return max(mention.probability for mention in mentions) >= least

    def trust(self, features: Sequence[str]) -> float:
        """Return how likely a report with these features is right, 0-1."""
        return sigmoid(self.report.sums(features)[0])

    def probability(self, features: Iterable[str]) -> float:
        """Return how likely a mention with these features is an event, 0-1."""
        return sigmoid(self.event.first(features))

    def _find_mode(self, mention: Mention, features: Iterable[str]) -> None:
        allowed = [name for name in self.modes.names if name.startswith(f"{mention.event_type}/")]
        name, share = self.modes.best(features, allowed)
        if name is not None and share >= self.thresholds.mode:
            mention.event_mode = name.partition("/")[2] or None


def is_candidate(token: Token) -> bool:
    """True for the words that can be the trigger of an event: nouns, and verbs other than those of telling."""
    lemma = token.lemma_.lower()
    return token.pos_ != "AUX" and part_of_speech(token) != "-" and lemma not in _TELLING and lemma not in _DYING


def sigmoid(logit: float) -> float:
    """Return the probability of a logit given in thousandths."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit / _SCALE))))


def _hit(token: Token, kind: str, probability: float) -> TriggerHit:
    pos = part_of_speech(token)
    sources, targets = _SLOTS[pos]
    trigger = Trigger(token.lemma_.lower(), frozenset(), pos, kind, None, sources, targets, ())
    return TriggerHit(token, trigger, find_arguments(token), find_light_verb(token), probability)


@cache
def load_classifier() -> Classifier:
    """Return the model that ships, read once a process. Raises ConfigError when it is missing."""
    return Classifier.load()
