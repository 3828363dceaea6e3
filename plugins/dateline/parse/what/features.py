"""What the event classifier looks at: features of a trigger word and of a mention, as strings.

Words around the trigger, its place in the dependency parse, who fills its slots and of which class, what was attached
to the mention. The position in the story is none of them: the training sentences stand alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dateline.parse.grammar.nouns import noun_of, object_classes
from dateline.parse.grammar.syntax import Token, find_arguments
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention

WINDOW = 4
BESIDE = (-2, -1, 1, 2)
GOVERNING = frozenset(("VERB", "AUX"))
QUOTED = ("is:quoted",)
_CLIMB = 4
_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV", "AUX", "ADP", "SCONJ", "NUM", "PRON", "INTJ", "PART"))
OWN = frozenset(("aux", "auxpass", "neg", "det", "mark", "advmod", "prt", "amod", "compound", "poss", "prep"))


class Sentence:
    """The lemmas of a parsed sentence, and the features that all its words share."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.lemmas = [_word(token) for token in tree]
        self.quotes = [token.i for token in tree if token.text in ('"', "“", "”")]
        bag = (f"s:{lemma}" for lemma, token in zip(self.lemmas, tree, strict=True) if token.pos_ in _CONTENT)
        self.shared = list(dict.fromkeys((*_shape(tree), *bag)))

    @classmethod
    def of(cls, tree: Any) -> Sentence:
        """Return the sentence of a tree, made once."""
        if tree.shared is None:
            tree.shared = cls(tree)
        found: Sentence = tree.shared
        return found

    def is_quoted(self, at: int) -> bool:
        """True behind an odd number of quotation marks."""
        return bool(sum(quote < at for quote in self.quotes) % 2)

    def describe_token(self, token: Token) -> list[str]:
        """Return the features of a word that is no trigger of the rules; `shared` comes on top."""
        return [*self.describe_around(token), *self.describe_arguments(token)]

    def describe_around(self, token: Token) -> list[str]:
        """Return the features of a word that need no look at its arguments: the first part of `describe_token`."""
        return list(dict.fromkeys((*_lexical(token, self), *_surroundings(token, self))))

    def describe_arguments(self, token: Token) -> list[str]:
        """Return the features of a word's arguments: the second part of `describe_token`, with none of the first."""
        return list(dict.fromkeys(_slots(token)))

    def describe_mentions(self, mentions: Sequence[Mention]) -> list[list[str]]:
        """Return the features of each mention that the rules found in the sentence; `shared` comes on top."""
        rows = []
        for at, mention in enumerate(mentions):
            token = self.tree[mention.token]
            found = (*_lexical(token, self), *_rule(token, mention), *_surroundings(token, self), *_slots(token))
            rows.append(
                list(dict.fromkeys((*found, *_participants(mention), *_attached(mention), *_siblings(mentions, at))))
            )
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


# ------------------------------------------------------------------- features of a few words, in so many functions:
# what they weigh is worked out once for the same words (wordweights.py)


def describe_word(lemma: str, tag: str, dep: str) -> tuple[str, ...]:
    """Return the features of a word by itself."""
    return f"l:{lemma}", f"lp:{lemma}/{tag}", f"ld:{lemma}/{dep}", f"tag:{tag}", f"dep:{dep}"


def describe_child(lemma: str, kind: str, word: str) -> tuple[str, ...]:
    """Return the features of a word with one of its `OWN` dependents."""
    return f"c:{kind}/{word}", f"cl:{lemma}/{kind}/{word}"


def describe_kind(kind: str) -> tuple[str, ...]:
    """Return the feature of having a dependent of a kind."""
    return (f"cd:{kind}",)


def describe_near(lemma: str) -> tuple[str, ...]:
    """Return the feature of a word within four words."""
    return (f"n:{lemma}",)


def describe_beside(step: int, lemma: str) -> tuple[str, ...]:
    """Return the feature of the word so many steps on."""
    return (f"n{step}:{lemma}",)


def describe_pair(one: str, other: str) -> tuple[str, ...]:
    """Return the feature of two words side by side."""
    return (f"b:{one}_{other}",)


def describe_head(dep: str, word: str, pos: str) -> tuple[str, ...]:
    """Return the features of the word above."""
    return f"h:{word}", f"hd:{dep}/{word}", f"hp:{dep}/{pos}"


def describe_governor(dep: str, word: str, tag: str) -> tuple[str, ...]:
    """Return the features of the verb above."""
    return f"g:{word}", f"gd:{dep}/{word}", f"gt:{tag}"


def describe_root(climb: int) -> tuple[str, ...]:
    """Return the feature of a sentence's root that many words above."""
    return (f"root:{climb}",)


def _lexical(token: Token, sentence: Sentence) -> list[str]:
    lemma = sentence.lemmas[token.i]
    found = [*describe_word(lemma, token.tag_, token.dep_)]
    for child in token.children:
        if child.dep_ in OWN:
            found += describe_child(lemma, child.dep_, sentence.lemmas[child.i])
        found += describe_kind(child.dep_)
    return found


def _rule(token: Token, mention: Mention) -> Iterator[str]:
    lemma, kind = _word(token), mention.event_type
    yield f"lt:{lemma}/{kind}"
    yield f"rule:{mention.lemma}"
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
    plural = token.tag_ in ("NNS", "NNPS")
    if mention.is_nominal and not any(child.dep_ in ("det", "poss", "nummod") for child in token.children):
        yield f"bare:{'plural' if plural else 'singular'}"
        yield f"bare:{'plural' if plural else 'singular'}/{kind}"


def _surroundings(token: Token, sentence: Sentence) -> list[str]:
    at, lemmas = token.i, sentence.lemmas
    found: list[str] = []
    for step in range(max(-WINDOW, -at), min(WINDOW + 1, len(lemmas) - at)):
        if step:
            found += describe_near(lemmas[at + step])
            if step in BESIDE:
                found += describe_beside(step, lemmas[at + step])
    found += describe_pair(lemmas[at - 1] if at else "^", lemmas[at])
    found += describe_pair(lemmas[at], lemmas[at + 1] if at + 1 < len(lemmas) else "$")
    for climb, dep, head in climbed(token):
        if head is None:
            found += describe_root(climb)
            continue
        if climb == 0:
            found += describe_head(dep, lemmas[head.i], head.pos_)
        if head.pos_ in GOVERNING:
            found += describe_governor(dep, lemmas[head.i], head.tag_)
    if sentence.is_quoted(at):
        found += QUOTED
    return found


def climbed(token: Token) -> Iterator[tuple[int, str, Token | None]]:
    """Yield the words above a word up to the verb that governs it: how far up, by which label; None behind a root."""
    current = token
    for climb in range(_CLIMB):
        head = current.head
        if head.i == current.i:
            yield climb, current.dep_, None
            return
        yield climb, current.dep_, head
        if head.pos_ in GOVERNING:
            return
        current = head


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
