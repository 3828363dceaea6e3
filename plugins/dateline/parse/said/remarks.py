"""Words of a deed that only remark on one: what was done to nobody, what an armed group is known to refuse, what came
of "earlier rounds". Nothing of it is news of its own.

Source: the codebook's case 14 ("not events").
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse.grammar.daynames import names_day
from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.what.eventhood import WORDY
from dateline.parse.what.triggers import TriggerHit

_NOBODY = frozenset(("nobody", "nothing", "none"))
_EXCEPT = frozenset(("but", "except", "other", "less", "more", "save"))
_CALLING = listed("call, name, treat, describe, identify, consider, regard, declare")
_BEFORE = listed("earlier, previous, past, prior, former, preceding")
_PERFECT = frozenset(("has", "have", "'ve"))


def is_remark(hit: TriggerHit, governor: Token | None = None) -> bool:
    """True for a verb that tells of no act. `governor` is the verb that decides on it, where there is one."""
    if hit.trigger.pos != "v":
        return hit.trigger.event_type in WORDY and (_is_undated_earlier_one(hit.token) or _is_called_names(hit.token))
    verb = hit.token
    if _is_done_to_nobody(verb) or (hit.trigger.event_mode == "investigate" and _is_suspicion_of_nobody(verb)):
        return True
    if hit.trigger.event_type in WORDY and any(_is_undated_earlier_one(noun) for noun in _nouns_of(verb)):
        return True
    return any(_is_known_refusal(each) for each in (verb, governor) if each is not None)


def _is_done_to_nobody(verb: Token) -> bool:
    """ "Blocked nobody and threw nothing"; and not "threw nothing but stones"."""
    return any(
        child.dep_ == "dobj"
        and child.lower_ in _NOBODY
        and not any(inner.lower_ in _EXCEPT for inner in child.children)
        and not (child.i + 1 < len(child.doc) and child.nbor(1).lower_ in _EXCEPT)
        for child in verb.children
    )


def _is_called_names(noun: Token) -> bool:
    """ "Called the inquiry a love letter": what was called something was not called for, nor opened, there."""
    verb = noun.head
    return (
        noun.dep_ in ("dobj", "nsubjpass", "nsubj")
        and verb.lemma_.lower() in _CALLING
        and any(child.dep_ == "oprd" and child.pos_ != "VERB" for child in verb.children)
    )


def _is_suspicion_of_nobody(verb: Token) -> bool:
    """ "Questioned the owner without calling him a suspect", "were heard as witnesses": nobody is suspected."""
    for child in verb.children:
        if child.dep_ != "prep":
            continue
        if child.lower_ == "without" and any(
            inner.lemma_.lower() in _CALLING and any(word.lemma_.lower() == "suspect" for word in inner.subtree)
            for inner in child.children
        ):
            return True
        if child.lower_ == "as" and any(inner.lemma_.lower() == "witness" for inner in child.children):
            return True
    return False


def _nouns_of(verb: Token) -> Iterator[Token]:
    """Yield what a verb tells of: its subject, its object, or the noun it describes."""
    yield from (child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "dobj"))
    if verb.dep_ in ("acl", "relcl"):
        yield verb.head


def _is_undated_earlier_one(noun: Token) -> bool:
    """ "Earlier rounds, brokered by the union, ended without a text": of some time before, nobody says when."""
    if noun.tag_ != "NNS" or not any(child.dep_ == "amod" and child.lower_ in _BEFORE for child in noun.children):
        return False
    return not any(word.dep_ == "npadvmod" or names_day(word) for word in noun.doc)


def _is_known_refusal(verb: Token) -> bool:
    """ "A faction that has refused to hand over its weapons": who it is, not what it did today."""
    if verb.dep_ != "relcl" or verb.lemma_.lower() not in ("refuse", "reject", "decline", "resist"):
        return False
    parts = list(verb.children)
    return any(part.dep_ == "aux" and part.lower_ in _PERFECT for part in parts) and not any(
        part.dep_ == "npadvmod" or (part.dep_ == "prep" and any(map(names_day, part.children))) for part in parts
    )
