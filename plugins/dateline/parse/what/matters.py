"""Nouns of acts that are no acts: a call that was held, the demand of buyers, appeals at law, charges judged.

"The July 25 call with the president", "a revival in demand", "his appeal of the ruling", "the allegations are not
credible", "a target for protest", "talks on reaching a truce", "a film about the murder of". Source: the codebook's
case 14 ("not events").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed

_FICTION = listed("film, movie, novel, series, drama, thriller, play, character, sequel, opera, fictional, screenplay")
_RULINGS = listed("ruling, verdict, sentence, conviction, decision, judgment, judgement, order, fine, extradition, ban")
_GOALS = listed(
    "target, reason, right, tool, platform, symbol, excuse, cause, freedom, place, venue, outlet, channel, pretext, "
    "forum, focus, magnet, site, culture, form, means, history, tradition, act"
)
_FAR = 8


def is_mere_matter(noun: Token, event_type: str) -> bool:
    """True for a noun of an event type that names a matter, and no act of anybody."""
    read = _NOMINAL.get(event_type)
    return read is not None and read(noun)


def _lemma(token: Token) -> str:
    return str(token.lemma_.lower())


def _is_call_held(noun: Token) -> bool:
    """ "The July 25 call with the president", "a call between the leaders": a talk, and nothing asked for."""
    if _lemma(noun) != "call":
        return False
    prepositions = {child.lower_ for child in noun.children if child.dep_ == "prep"}
    return bool(prepositions & {"with", "between"}) and not prepositions & {"for", "on", "to", "upon"}


def _is_of_buyers(noun: Token) -> bool:
    """ "A revival in demand", "weak demand for steel": what buyers want."""
    if _lemma(noun) != "demand" or noun.tag_ != "NN" or any(child.dep_ in ("det", "poss") for child in noun.children):
        return False
    return noun.dep_ in ("pobj", "nsubj", "dobj", "nsubjpass", "compound", "conj")


def _is_at_law(noun: Token) -> bool:
    """ "His appeal of a lower court's ruling", "an appeal against the sentence": a step of a case."""
    return _lemma(noun) == "appeal" and any(
        inner.dep_ == "pobj" and _lemma(inner) in _RULINGS
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ in ("of", "against", "from", "over")
        for inner in child.children
    )


def _asks_of_nobody(noun: Token) -> bool:
    return _is_call_held(noun) or _is_of_buyers(noun) or _is_at_law(noun)


def _is_judged(noun: Token) -> bool:
    """ "The allegations are not credible", "saw the two inquiries as separate": what somebody thinks of them."""
    if noun.dep_ == "dobj" and _lemma(noun.head) in ("see", "view", "regard", "describe", "dismiss", "consider"):
        return any(word.lower_ == "as" for word in noun.head.subtree if word.i > noun.i)
    return bool(
        noun.dep_ == "nsubj"
        and _lemma(noun.head) in ("be", "seem", "look", "remain", "prove")
        and any(child.dep_ in ("det", "poss") for child in noun.children)
        and any(child.dep_ in ("acomp", "attr", "oprd") for child in noun.head.children)
    )


def _is_if_and_when(noun: Token) -> bool:
    """ "If and when the chamber holds a trial": the condition stands before the word of time."""
    above = noun.head
    for _ in range(_FAR):
        if any(child.lower_ in ("when", "if") for child in above.children) and above.dep_ in ("conj", "advcl"):
            words = [word.lower_ for word in above.doc]
            return any(words[at : at + 3] in (["if", "and", "when"], ["when", "and", "if"]) for at in range(len(words)))
        if above.head == above:
            return False
        above = above.head
    return False


def _is_doubtful_charge(noun: Token) -> bool:
    return _is_judged(noun) or _is_if_and_when(noun)


def _is_aimed_at(noun: Token) -> bool:
    """ "A target for protest", "the right of protest": what could be done, by nobody told."""
    if (
        noun.tag_ != "NN"
        or noun.dep_ != "pobj"
        or any(child.dep_ in ("det", "poss", "amod") for child in noun.children)
    ):
        return False
    return noun.head.lower_ in ("for", "of") and _lemma(noun.head.head) in _GOALS


def _is_hoped_for(noun: Token) -> bool:
    """ "Focus on advancing a ceasefire", "talks on reaching a truce": what is worked for."""
    verb = noun.head
    if noun.dep_ != "dobj" or verb.tag_ != "VBG" or verb.dep_ != "pcomp":
        return False
    return verb.head.lower_ in ("on", "for", "of", "towards", "toward", "about", "at", "to")


def _is_in_fiction(noun: Token) -> bool:
    """ "Tells the story of a boy and his murder of a girl": what a film or a book makes happen."""
    if not _FICTION.intersection(word.lower_ for word in noun.doc):
        return _is_seen_in_film(noun)
    current = noun
    for _ in range(_FAR):
        if _lemma(current) in ("story", "tale", "plot"):
            return True
        if current.head == current or current.pos_ == "VERB":
            return False
        current = current.head
    return False


def _is_seen_in_film(noun: Token) -> bool:
    """ "Tells the story of the killing of", without the word for a film: the verb says that it is told."""
    above = noun.head.head if noun.dep_ in ("pobj", "conj") else noun
    return _lemma(above) in ("story", "tale") and _lemma(above.head) == "tell"


_NOMINAL: Mapping[str, Callable[[Token], bool]] = {
    "REQUEST": _asks_of_nobody,
    "ACCUSE": _is_doubtful_charge,
    "PROTEST": _is_aimed_at,
    "RETREAT": _is_hoped_for,
    "ASSAULT": _is_in_fiction,
}
