"""Is it an event, and of which type: a linear model over what the rules found, fitted by `make train`.

The rules propose (triggers.py, mentions.py), the model weighs: words around the trigger, its place in the dependency
parse, who fills its slots, what was attached to it. The file `data/classifier.json` holds the weights as whole
numbers, thousandths of a logit; docs/classifier.md is its card. Source of the idea: the codebook's case 14.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from dateline.errors import ConfigError
from dateline.parse.actors import ActorMention
from dateline.parse.mentions import Mention
from dateline.parse.nouns import noun_of, object_classes
from dateline.parse.syntax import Token, find_arguments

MODEL_PATH = Path(__file__).resolve().parents[1] / "data" / "classifier.json"
FORMAT = 1
_SCALE = 1000
_WINDOW = 4
_CLIMB = 4
_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV", "AUX", "ADP", "SCONJ", "NUM", "PRON", "INTJ", "PART"))


class Judge(Protocol):
    """What looks at the mentions of one parsed sentence, with everything attached to them."""

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> None:
        """Set `probability` of each mention, and its type and mode where the judge knows better."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """The fitted model. Weights are thousandths of a logit; a feature it never met weighs nothing."""

    version: str
    bias: int
    weights: Mapping[str, int]
    types: tuple[str, ...]
    type_bias: tuple[int, ...]
    type_weights: Mapping[str, Sequence[int]]
    retype_at: float

    @classmethod
    def load(cls, path: Path = MODEL_PATH) -> Classifier:
        """Return the model in `path`. Raises ConfigError when the file is missing or of another format."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"no event classifier at {path}: `make train` fits it") from error
        except ValueError as error:
            raise ConfigError(f"{path} is no event classifier: `make train` fits a new one") from error
        if held.get("format") != FORMAT:
            raise ConfigError(f"{path} has format {held.get('format')}, {FORMAT} is read: `make train` fits a new one")
        return cls(
            version=held["version"],
            bias=held["bias"],
            weights=held["weights"],
            types=tuple(held["types"]),
            type_bias=tuple(held["type_bias"]),
            type_weights=held["type_weights"],
            retype_at=held["retype_at"],
        )

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> None:
        """Set `probability` of each mention of a sentence, and its type where the model is sure of another."""
        for mention, features in zip(mentions, describe(tree, mentions), strict=True):
            mention.probability = self.probability(features)
            told = self.type_probabilities(features)
            best = max(told, key=lambda name: told[name])
            if best != mention.event_type and told[best] >= self.retype_at:
                mention.event_type, mention.event_mode = best, None

    def probability(self, features: Sequence[str]) -> float:
        """Return how likely a mention with these features is an event, 0-1."""
        logit = self.bias + sum(self.weights.get(feature, 0) for feature in features)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit / _SCALE))))

    def type_probabilities(self, features: Sequence[str]) -> dict[str, float]:
        """Return the probability of each type, given that it is an event."""
        sums = list(self.type_bias)
        for feature in features:
            for at, weight in enumerate(self.type_weights.get(feature, ())):
                sums[at] += weight
        top = max(sums)
        raised = [math.exp((each - top) / _SCALE) for each in sums]
        total = sum(raised)
        return {name: each / total for name, each in zip(self.types, raised, strict=True)}


@cache
def load_classifier() -> Classifier:
    """Return the model that ships, read once a process. Raises ConfigError when it is missing."""
    return Classifier.load()


# ------------------------------------------------------------------------------------------------- features


def describe(tree: Any, mentions: Sequence[Mention]) -> list[list[str]]:
    """Return the features of each mention of one parsed sentence: distinct, in a fixed order."""
    lemmas = [_word(token) for token in tree]
    bag = [f"s:{lemma}" for lemma, token in zip(lemmas, tree, strict=True) if token.pos_ in _CONTENT]
    shape = list(_shape(tree))
    rows = []
    for at, mention in enumerate(mentions):
        found = [
            *_trigger(tree[mention.token], mention),
            *_surroundings(tree[mention.token], lemmas),
            *_slots(tree[mention.token]),
            *_participants(mention),
            *_attached(mention),
            *_siblings(mentions, at),
            *shape,
            *bag,
        ]
        rows.append(list(dict.fromkeys(found)))
    return rows


def _word(token: Token) -> str:
    if token.like_num or token.text[:1].isdigit():
        return "0"
    return str(token.lemma_.lower() if token.pos_ != "PROPN" else token.lower_)


def _shape(tree: Any) -> Iterator[str]:
    text = tree.text
    yield f"length:{min(len(tree) // 8, 5)}"
    for mark, name in (("?", "question"), ("!", "cry"), (":", "colon"), ('"', "quote"), ("“", "quote")):
        if mark in text:
            yield f"has:{name}"
    if not text.rstrip().endswith((".", "!", "?", '"', "”")):
        yield "has:nostop"


def _trigger(token: Token, mention: Mention) -> Iterator[str]:
    lemma, kind = _word(token), mention.event_type
    yield f"l:{lemma}"
    yield f"lp:{lemma}/{token.tag_}"
    yield f"ld:{lemma}/{token.dep_}"
    yield f"lt:{lemma}/{kind}"
    yield f"rule:{mention.lemma}"
    yield f"tag:{token.tag_}"
    yield f"dep:{token.dep_}"
    yield f"t:{kind}"
    yield f"tm:{kind}/{mention.event_mode}"
    yield f"tp:{kind}/{token.pos_}"
    yield f"td:{kind}/{token.dep_}"
    yield f"stance:{mention.assertion}"
    yield f"tstance:{kind}/{mention.assertion}"
    for name, value in (
        ("nominal", mention.is_nominal),
        ("definite", mention.is_definite),
        ("history", mention.in_history_clause),
        ("two", mention.is_two_sided),
        ("implied", mention.implied is not None),
    ):
        if value:
            yield f"is:{name}"
            yield f"is:{name}/{kind}"
    for child in token.children:
        if child.dep_ in ("aux", "auxpass", "neg", "det", "mark", "advmod", "prt", "amod", "compound", "poss", "prep"):
            yield f"c:{child.dep_}/{_word(child)}"
            yield f"cl:{lemma}/{child.dep_}/{_word(child)}"
        yield f"cd:{child.dep_}"
    plural = token.tag_ in ("NNS", "NNPS")
    if mention.is_nominal and not any(child.dep_ in ("det", "poss", "nummod") for child in token.children):
        yield f"bare:{'plural' if plural else 'singular'}"
        yield f"bare:{'plural' if plural else 'singular'}/{kind}"


def _surroundings(token: Token, lemmas: Sequence[str]) -> Iterator[str]:
    at = token.i
    for step in range(-_WINDOW, _WINDOW + 1):
        if step and 0 <= at + step < len(lemmas):
            yield f"n:{lemmas[at + step]}"
            if abs(step) <= 2:
                yield f"n{step}:{lemmas[at + step]}"
    before = lemmas[at - 1] if at else "^"
    after = lemmas[at + 1] if at + 1 < len(lemmas) else "$"
    yield f"b:{before}_{lemmas[at]}"
    yield f"b:{lemmas[at]}_{after}"
    current = token
    for climb in range(_CLIMB):
        head = current.head
        if head.i == current.i:
            yield f"root:{climb}"
            break
        if climb == 0:
            yield f"h:{_word(head)}"
            yield f"hd:{current.dep_}/{_word(head)}"
            yield f"hp:{current.dep_}/{head.pos_}"
        if head.pos_ in ("VERB", "AUX"):
            yield f"g:{_word(head)}"
            yield f"gd:{current.dep_}/{_word(head)}"
            yield f"gt:{head.tag_}"
            break
        current = head
    inside = sum(1 for each in token.doc[:at] if each.text in ('"', "“", "”"))
    if inside % 2:
        yield "is:quoted"


def _slots(token: Token) -> Iterator[str]:
    arguments = find_arguments(token)
    lemma = _word(token)
    if arguments.passive:
        yield "passive"
    for slot, heads in arguments.slots.items():
        yield f"a:{slot}"
        for head in heads[:3]:
            yield f"a:{slot}/{_word(head)}"
            yield f"ap:{slot}/{head.pos_}"
            for kind in _classes(head):
                yield f"ac:{slot}/{kind}"
                yield f"al:{lemma}/{slot}/{kind}"
    for slot in ("subj", "obj"):
        if slot not in arguments.slots:
            yield f"a:no-{slot}"


def _classes(head: Token) -> list[str]:
    noun = noun_of(head)
    things = object_classes().get(head.lower_) or object_classes().get(head.lemma_.lower()) or frozenset()
    found = sorted(things) + ([noun.noun_class] if noun else [])
    return found or (["name"] if head.pos_ == "PROPN" else ["pronoun"] if head.pos_ == "PRON" else ["thing"])


def _participants(mention: Mention) -> Iterator[str]:
    for role, actors in (("src", mention.sources), ("tgt", mention.targets), ("rep", mention.reporters)):
        yield f"{role}:{min(len(actors), 2)}"
        yield f"{role}:{bool(actors)}/{mention.event_type}"
        for actor in actors[:3]:
            yield from _actor(role, actor, mention.event_type)


def _actor(role: str, actor: ActorMention, kind: str) -> Iterator[str]:
    sector = actor.sector or ("state" if actor.country else "none")
    yield f"{role}s:{sector}"
    yield f"{role}t:{sector}/{kind}"
    yield f"{role}k:{actor.kind}/{actor.status}"
    if role != "rep":
        yield f"{role}h:{actor.head}"


def _attached(mention: Mention) -> Iterator[str]:
    for toll in mention.tolls[:4]:
        yield f"toll:{toll.kind}"
        yield f"toll:{toll.scope}"
    for weapon in mention.weapons[:3]:
        yield f"weapon:{weapon.type}"
    for day in mention.dates[:3]:
        yield f"day:{day.precision}/{'future' if day.is_future else 'past'}"
        yield f"day:{day.kind}"
    for roled in mention.places[:4]:
        yield f"place:{roled.role}/{roled.place.kind}"
    if not mention.dates:
        yield "day:none"
    if not any(roled.role == "site" for roled in mention.places):
        yield "place:none"


def _siblings(mentions: Sequence[Mention], at: int) -> Iterator[str]:
    own = mentions[at]
    yield f"count:{min(len(mentions), 4)}"
    if any(other.event_type == own.event_type for other in mentions[:at]):
        yield "again:before"
    for side, others in (("before", mentions[:at]), ("after", mentions[at + 1 :])):
        for other in others:
            yield f"{side}:{other.event_type}"
            yield f"{side}:{own.event_type}/{other.event_type}"
