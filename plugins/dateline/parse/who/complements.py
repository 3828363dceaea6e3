"""Parties that the parse hangs below a verb's object or in its complement clause, rather than on the verb.

"Signed a pact with Peru", "imposed sanctions on Iran", "condemned Israel's raid", "demanded that Sudan withdraw",
"threatened to cut off gas to Moldova", "rallied to demand the mayor's resignation".
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse.grammar.syntax import Token, find_arguments, find_subjects
from dateline.parse.text.wordlists import listed

_OBJECTS = frozenset(("dobj", "attr", "oprd", "nsubjpass"))
_CLAUSES = frozenset(("xcomp", "ccomp"))
_BELOW = frozenset(("of", "for", "in", "on", "to"))
_DEEP = 2
_PARTY_SLOTS = ("iobj", "to", "with", "on", "against", "obj", "from", "between", "into", "over", "in", "of")
_OBJECTING = listed("protest, demand, denounce, condemn, oppose, criticize, criticise, urge, press, pressure, reject")


def borrowed(verb: Token, slots: tuple[str, ...]) -> list[Token]:
    """Return the heads of the prepositions in `slots` that stand below the verb's object, in text order."""
    wanted = frozenset(slots)
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ in _OBJECTS and child.pos_ not in ("PRON", "NUM"):
            found += _prepositional(child, wanted, _DEEP)
    return found


def _prepositional(noun: Token, wanted: frozenset[str], depth: int) -> Iterator[Token]:
    for child in noun.rights:
        if child.dep_ != "prep":
            continue
        heads = [inner for inner in child.children if inner.dep_ == "pobj"]
        for head in heads:
            if child.lower_ in wanted:
                yield from with_conjuncts(head)
            elif depth and child.lower_ in _BELOW and head.pos_ == "NOUN":
                yield from _prepositional(head, wanted, depth - 1)


def between(noun: Token) -> list[Token]:
    """Return what a noun stands between: "a post between Chad and Sudan"."""
    return list(_prepositional(noun, frozenset(("between",)), 0))


def with_conjuncts(head: Token) -> list[Token]:
    """Return a head and what is coordinated with it to its right."""
    return [head, *(each for each in head.conjuncts if each.i > head.i)]


def asked_of(verb: Token) -> list[Token]:
    """Return who shall do what a verb of demanding asks for: "demanded that Sudan withdraw", "a call for Iran to"."""
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ == "ccomp":
            found += [each for subject in _own_subjects(child) for each in with_conjuncts(subject)]
        elif child.dep_ in _OBJECTS or (child.dep_ == "prep" and child.lower_ in ("for", "on")):
            inner = [child] if child.dep_ in _OBJECTS else [each for each in child.children if each.dep_ == "pobj"]
            for noun in inner:
                found += asked_of(noun) if noun.pos_ == "NOUN" else []
        elif child.dep_ in ("acl", "xcomp", "advcl") and verb.pos_ in ("NOUN", "VERB"):
            found += [] if child.dep_ == "advcl" else _own_subjects(child)
    return found


def _own_subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]


def complement_parties(verb: Token, depth: int = 2) -> Iterator[Token]:
    """Yield whom the acts in a verb's complement clauses touch, nearest first: "vowed to send troops to Mali"."""
    for child in verb.children:
        if child.dep_ in _CLAUSES or (child.dep_ == "acomp" and child.pos_ == "ADJ"):
            if child.dep_ in _CLAUSES:
                yield from _touched(child)
            if depth:
                yield from complement_parties(child, depth - 1)
        elif child.dep_ in ("dobj", "prep") and depth:
            for clause in child.children:
                if clause.dep_ in ("acl", "pcomp") and clause.pos_ == "VERB":
                    yield from _touched(clause)


def _touched(verb: Token) -> Iterator[Token]:
    arguments = find_arguments(verb)
    own = {subject.i for subject in find_subjects(verb)}
    for slot in _PARTY_SLOTS:
        for head in (*arguments.get(slot), *borrowed(verb, (slot,))):
            if head.i not in own:
                yield head


def objected_to(verb: Token) -> Iterator[Token]:
    """Yield whom a protest is aimed at: "rallied to demand the mayor's resignation", "marched to protest the law"."""
    for child in verb.children:
        if child.dep_ in ("advcl", "xcomp", "acl") and child.lemma_.lower() in _OBJECTING:
            yield from asked_of(child)
            yield from _touched(child)
        elif child.dep_ == "dobj" or (child.dep_ in ("advcl", "acl") and child.tag_ == "VBG"):
            yield from objected_to(child)  # "marched, carrying shoes, to press the government"
        elif child.dep_ == "prep" and child.lower_ == "in":
            for noun in child.children:
                if noun.lemma_ == "protest":
                    yield from _prepositional(noun, frozenset(("against", "at", "over", "to")), 0)
