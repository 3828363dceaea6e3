"""What deed an act of words answers where it names it by a noun alone: "condemned the expulsion", "hailed the truce".

Whose deed it was stands elsewhere in the story (incidents/counterparts.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse.grammar.nouns import noun_of
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.text.wordlists import listed

_POINTING = frozenset(("the", "this", "that", "these", "those", "such"))
_LEADING = frozenset(("at", "over", "of", "against", "about", "for", "to", "with", "on", "by"))
_OBJECTS = frozenset(("dobj", "nsubjpass", "attr", "oprd", "nsubj"))
_BY = frozenset(("by", "of", "against", "on", "in", "between", "from"))

_SPEECH = ("REQUEST", "THREATEN", "AGREE", "ACCUSE", "REJECT")
CHARGED = "deed"
"""What a bare charge is about: "a bomb went off, and the minister blamed the rebels"."""
_KINDS = {
    "killing, murder, attack, assault, bombing, strike, airstrike, raid, shooting, massacre, blast, explosion, ambush, "
    "shelling, abduction, kidnapping, kidnap, lynching, assassination, arson, slaughter, violence, atrocity, crime, "
    "beating, bombardment, incursion, invasion": ("ASSAULT",),
    "arrest, detention, expulsion, deportation, closure, shutdown, ban, curfew, seizure, crackdown, raid, eviction, "
    "blockade, hack, restriction, suspension, takeover, confiscation, demolition, deployment": (
        "COERCE",
        "SANCTION",
        "MOBILIZE",
    ),
    "sentence, verdict, conviction, ruling, sanction, fine, tariff, embargo, penalty, dismissal, sacking": (
        "SANCTION",
        "COERCE",
    ),
    "truce, ceasefire, cease-fire, release, withdrawal, pullout, reopening, handover, amnesty, pardon, freeing, "
    "resignation, departure": (
        "RETREAT",
        "CONCEDE",
        "AGREE",
    ),
    "deal, agreement, accord, pact, treaty, settlement": ("AGREE", "SUPPORT", "COOPERATE", "RETREAT"),
    "offer, promise, pledge, proposal, plan": ("AGREE",),
    "demand, appeal, request, plea, threat, warning, ultimatum, accusation, claim, refusal": _SPEECH,
    "protest, march, rally, demonstration, riot, walkout, boycott, sit-in, strike, stoppage": ("PROTEST",),
    CHARGED: ("ASSAULT", "COERCE"),
    "move, decision, step, measure, action, order, act": ("COERCE", "SANCTION", "MOBILIZE", "REJECT", "RETREAT"),
}
_CHARGING = frozenset(("blame", "accuse", "suspect"))


def _types_by_noun() -> dict[str, frozenset[str]]:
    nouns = {noun for words in _KINDS for noun in listed(words)}
    return {
        noun: frozenset(kind for words, types in _KINDS.items() if noun in listed(words) for kind in types)
        for noun in nouns
    }


DEEDS = _types_by_noun()
"""The event types that a noun may take up."""


def answered_deed(word: Token) -> str | None:
    """Return the noun of the deed that the act of words `word` is about, None where it names whose it was, or none."""
    if _is_bare_charge(word):
        return CHARGED
    for noun in _objects(word):
        lemma = str(noun.lemma_.lower())
        if lemma not in DEEDS or noun_of(noun) is not None or not _is_pointed(noun):
            continue
        if not any(child.dep_ == "prep" and child.lower_ in _BY and _names_anybody(child) for child in noun.children):
            return lemma
    return None


def _is_bare_charge(verb: Token) -> bool:
    """ "Blamed the rebels": with nothing behind it that says for what."""
    if verb.lemma_.lower() not in _CHARGING or verb.pos_ != "VERB":
        return False
    parts = {child.dep_ for child in verb.children}
    charges = (child for child in verb.children if child.dep_ in ("prep", "agent") and child.lower_ != "in")
    return "dobj" in parts and not parts & {"ccomp", "xcomp", "pcomp"} and not any(charges)


def _objects(word: Token) -> Iterator[Token]:
    for child in word.children:
        if (
            child.dep_ in _OBJECTS
            and child.pos_ == "NOUN"
            and (child.dep_ != "nsubj" or word.lemma_ == "be" or word.dep_ == "ccomp")
        ):
            yield child
        elif child.dep_ in ("prep", "agent") and child.lower_ in _LEADING:
            yield from (inner for inner in child.children if inner.dep_ == "pobj" and inner.pos_ == "NOUN")
        elif child.dep_ == "ccomp":  # "called the arrest a provocation"
            yield from (inner for inner in child.children if inner.dep_ == "nsubj" and inner.pos_ == "NOUN")


def _is_pointed(noun: Token) -> bool:
    return any(child.lower_ in _POINTING for child in noun.children)


def _names_anybody(preposition: Token) -> bool:
    return any(inner.pos_ == "PROPN" or noun_of(inner) is not None for inner in preposition.children)


def of_both(word: Token) -> frozenset[str]:
    """Return in which roles of a word "both sides", "the two leaders" stand: "sources", "targets" or none."""
    found = {"sources" for subject in find_subjects(word) if is_two(subject)}
    found |= {"targets" for noun in _objects(word) if is_two(noun)}
    return frozenset(found)


def is_two(subject: Token) -> bool:
    """ "The two agreed", "the pair", "both sides"."""
    words = {child.lower_ for child in subject.children}
    if subject.lower_ in ("two", "pair"):
        return "the" in words
    return subject.lemma_.lower() in _OF_TWO and bool(words & {"two", "both"})


_OF_TWO = listed("side, leader, minister, president, country, government, nation, man, woman, delegation, army, party")
