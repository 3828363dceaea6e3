"""What an attack told before did to buildings, vehicles and lines: "Several shops and a school were damaged".

Such a sentence names no deed, and is never a report of its own: it adds targets to the incident that the story has
just told, and to none when the story has told none. Source: the codebook's actor rows (`kind` facility).
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.parse.grammar.negations import is_negated
from dateline.parse.grammar.nouns import is_class, is_facility
from dateline.parse.grammar.syntax import Token, in_series
from dateline.parse.incidents.stories import DAMAGE
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import resolve_actor
from dateline.parse.who.harm import is_area, struck, whole
from dateline.parse.who.participants import shift

_HARMED = listed(
    "damage, destroy, wreck, shatter, burn, torch, gut, level, raze, flatten, demolish, ruin, riddle, blow, hit, "
    "sabotage, smash"
)
_COUNTS = listed("dozen, score, hundred, thousand, number, handful, majority, most, several, many, half, part, row")
_UNREAL = listed("may, might, could, would, should, must, can, will")


def find_damage(sentence: Token, index: int, offset: int, told: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a sentence at `offset` that only say what was damaged."""
    taken = {mention.token for mention in told}
    found: list[Mention] = []
    for token in sentence:
        if token.tag_ != "VBN" or token.i in taken or not _is_harm(token) or not _is_told(token):
            continue
        actors = [shift(struck(resolve_actor(head)), offset) for head in _harmed(token)]
        actors = [actor for actor in actors if actor.kind == "facility" and not is_area(actor)]
        if actors:
            start = offset + token.idx
            mention = Mention(index, start, start + len(token), token.i, "ASSAULT", None, targets=actors, lemma=DAMAGE)
            mention.probability, mention.is_nominal, mention.is_definite = 0.0, True, True
            found.append(mention)
    return found


def _is_harm(verb: Token) -> bool:
    """ "Were damaged", "were set on fire", "were set ablaze"."""
    if verb.lemma_.lower() != "set":
        return verb.lemma_.lower() in _HARMED
    return any(
        child.lower_ in ("ablaze", "alight", "afire") or any(inner.lower_ == "fire" for inner in child.children)
        for child in verb.rights
    )


def _is_told(verb: Token) -> bool:
    """True for a passive of what has happened, by no agent, and by no storm or accident."""
    children = list(verb.children)
    if not any(child.dep_ == "auxpass" for child in children) or is_negated(verb):
        return False
    if any(child.lower_ in _UNREAL or (child.dep_ == "mark" and child.lower_ == "if") for child in children):
        return False
    below = [child for child in children if child.dep_ in ("agent", "prep", "advcl")]
    words = [word for child in below for word in child.subtree]
    return not any(child.dep_ == "agent" for child in children) and not any(
        is_class(word, "misfortune") and not is_class(word, "weapon") for word in words if word.pos_ == "NOUN"
    )


def _harmed(verb: Token) -> list[Token]:
    subjects = [child for child in verb.children if child.dep_ == "nsubjpass"]
    heads = [each for head in subjects for each in (head, *head.conjuncts, *in_series(head))]
    return [thing for head in heads if is_facility(thing := whole(_counted(head)))]


def _counted(head: Token) -> Token:
    """ "Dozens of huts", "two of the wagons": the things that were counted."""
    if head.pos_ != "NUM" and head.lemma_.lower() not in _COUNTS:
        return head
    below = [inner for child in head.rights if child.lower_ == "of" for inner in child.children if inner.dep_ == "pobj"]
    return below[0] if below else head
