"""Who answers for an attack that a noun names: who claimed it, ordered it, or is held responsible for it.

Source: the codebook's actor rows: the source acts; what others say of its author is attributed, not left out.
"""

from __future__ import annotations

from dateline.parse.syntax import Token, find_arguments, find_subjects
from dateline.parse.wordlists import listed

_CREDIT = frozenset(("responsibility", "credit", "authorship"))
_ACCUSING = listed("accuse, blame, charge, suspect, implicate, link, involve, connect, indict, convict, participate")
_NAMING = frozenset(("claim", "blame", "attribute", "ascribe", "pin", "credit"))
_LEADING = frozenset(("of", "for", "in", "to", "with"))


def held_responsible(noun: Token) -> list[Token]:
    """Return who answers for an attack, unless it is nobody: "no group claimed responsibility for the bombing"."""
    return [head for head in _answering(noun) if not any(child.lower_ == "no" for child in head.children)]


def _answering(noun: Token) -> list[Token]:
    """Return who claimed an attack, or whom it was blamed on: "the ELN claimed responsibility for the bombing"."""
    if noun.dep_ == "pobj" and noun.head.lower_ in _LEADING:
        above = noun.head.head
        if above.lemma_ in _CREDIT:
            return list(find_subjects(above.head))
        if above.lower_ == "responsible":
            return _responsible(above)
        if above.dep_ == "dobj" and above.head.lemma_.lower() in _ACCUSING and noun.head.lower_ in ("of", "for"):
            return [each for each in (above, *above.conjuncts) if each.i < noun.i]  # "accused the front of the murder"
        if above.lemma_.lower() in _ACCUSING and (above.pos_ == "VERB" or above.tag_ == "VBN"):
            return _accused(above)
    if noun.dep_ in ("nsubjpass", "dobj") and noun.head.lemma_ in _NAMING:
        return _named_by(noun.head)
    for child in noun.rights:
        if child.dep_ == "acl" and child.lemma_ in _NAMING:
            return _named_by(child)
    return []


def _named_by(verb: Token) -> list[Token]:
    arguments = find_arguments(verb)
    return [head for slot in ("by", "on", "to") for head in arguments.get(slot)]


def _responsible(word: Token) -> list[Token]:
    """ "The FARC is responsible for", "holds the FARC responsible for", "the men responsible for"."""
    own = [child for child in word.children if child.dep_ in ("nsubj", "nsubjpass")]
    if own:
        return own
    verb = word.head
    if verb.pos_ in ("NOUN", "PROPN") and word.dep_ in ("amod", "acl", "relcl"):
        return [verb]
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    return [each for head in objects for each in (head, *head.conjuncts)] or list(find_subjects(verb))


def _accused(verb: Token) -> list[Token]:
    """ "Blamed the FARC for the attack", "is accused of the murder", "men suspected of the killing"."""
    objects = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    if objects:
        return [each for head in objects for each in (head, *head.conjuncts) if each.pos_ in ("NOUN", "PROPN", "PRON")]
    if verb.dep_ == "acl" and verb.head.pos_ in ("NOUN", "PROPN"):
        return [verb.head]
    intransitive = verb.lemma_ in ("participate",) or verb.tag_ == "VBN"
    return list(find_subjects(verb)) if intransitive else []
