"""Who answers for an attack that a noun names: who claimed it, ordered it, or is held responsible for it.

Source: the codebook's actor rows: the source acts; what others say of its author is attributed, not left out.
"""

from __future__ import annotations

from dateline.parse.grammar.negations import is_said_by_nobody
from dateline.parse.grammar.nouns import is_class
from dateline.parse.grammar.syntax import Token, find_arguments, find_subjects
from dateline.parse.text.wordlists import listed

_CREDIT = frozenset(("responsibility", "credit", "authorship"))
_ACCUSING = listed("accuse, blame, charge, suspect, implicate, link, involve, connect, indict, convict, participate")
_OWNING = frozenset(("confess", "admit", "plead", "boast"))
_NAMING = frozenset(("claim", "blame", "attribute", "ascribe", "pin", "credit"))
_LEADING = frozenset(("of", "for", "in", "to", "with"))
_COMMANDING = listed(
    "order, direct, mastermind, orchestrate, plan, organise, organize, coordinate, finance, commission, lead, "
    "perpetrate, commit, stage, instigate, sponsor, authorise, authorize, oversee, supervise"
)
_AUTHORS = listed(
    "perpetrator, mastermind, author, architect, planner, organiser, organizer, brain, instigator, culprit"
)


def held_responsible(noun: Token) -> list[Token]:
    """Return who answers for an attack, unless it is nobody: "no group claimed responsibility for the bombing"."""
    told = [head for head in _answering(noun) if not any(child.lower_ == "no" for child in head.children)]
    return [head for head in told if not is_said_by_nobody(head)]


def answer_with_arms(noun: Token) -> bool:
    """True for deaths that an army, a police or armed men answer for: they killed, and no firm that is to blame did."""
    return any(is_class(head, "arms") for head in held_responsible(noun))


def _answering(noun: Token) -> list[Token]:
    """Return who claimed an attack, or whom it was blamed on: "the ELN claimed responsibility for the bombing"."""
    if noun.dep_ == "dobj" and noun.head.lemma_ in _COMMANDING:
        return _commanding(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ == "behind":
        return _behind(noun.head.head)
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in _AUTHORS:
        return _called(noun.head.head)
    if noun.dep_ == "pobj" and noun.head.lower_ in _LEADING:
        above = noun.head.head
        if above.lemma_.lower() in _OWNING and above.pos_ == "VERB" and noun.head.lower_ in ("to", "of"):
            return list(find_subjects(above))
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


def _commanding(verb: Token) -> list[Token]:
    """ "The cartel's boss ordered the murder", "is accused of ordering the killing of": who had it done."""
    if verb.dep_ == "pcomp" and verb.head.head.lemma_.lower() in _ACCUSING:
        return _accused(verb.head.head)
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return []
    done = verb.tag_ in ("VBD", "VBN") or any(child.lower_ in ("had", "has", "have") for child in verb.children)
    return list(find_subjects(verb)) if done else []


def _behind(above: Token) -> list[Token]:
    """ "The militia was behind the attack", "the men behind the bombing"."""
    if above.pos_ in ("NOUN", "PROPN"):
        return [above]
    return list(find_subjects(above)) if above.lemma_ in ("be", "stand") else []


def _called(author: Token) -> list[Token]:
    """ "The captain, who was the perpetrator of the murders", "named the general as the mastermind of the bombing"."""
    if author.dep_ == "attr":
        return list(find_subjects(author.head))
    if author.dep_ == "nsubj" and author.head.lemma_ == "be":  # "the authors of the murder are members of a gang"
        named = [child for child in author.head.children if child.dep_ == "attr"]
        return [each for head in named for each in (head, *head.conjuncts)]
    if author.dep_ == "appos" and author.head.pos_ in ("NOUN", "PROPN"):
        return [author.head]
    if author.dep_ in ("pobj", "oprd"):
        verb = author.head.head if author.dep_ == "pobj" and author.head.lower_ == "as" else author.head
        return [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")] if verb.pos_ == "VERB" else []
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
