"""Concessions that no verb of conceding tells: "would not go ahead with the levy", "no longer opposes the deal".

A government or another power drops what it had planned, or what it stood against, and says so. What is dropped by the
way of business, or foreseen by others, is none. Source: the codebook's CONCEDE.
"""

from __future__ import annotations

import re

from dateline.parse.grammar.nouns import is_class
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.said.refusals import speakers_of, stands_aside
from dateline.parse.said.speech import SpeechAct
from dateline.parse.text.wordlists import listed
from dateline.parse.what.conditions import is_pressed

_MAY_CLIMB_DOWN = re.compile(
    r"\b(?:ahead|no longer|pulled|scrapped|dropped|withdrawn|shelved|abolished|repealed|cancell?ed|reversed|revoked|"
    r"rescinded|suspended|postponed|lifted|abandoned|annulled|overturned|axed|waived|frozen|rolled back|"
    r"(?:not|n['’]t|never) (?:oppose|object|block|veto|contest|resist|stand in|impose|introduce|raise|increase|enforce|"
    r"pursue|implement|sign|apply|enact|press|push|proceed))\b",
)
_MEASURES = listed(
    "law, bill, plan, reform, decree, tax, levy, fee, fare, toll, tariff, increase, rise, hike, ban, rule, order, "
    "regulation, project, proposal, amendment, eviction, closure, privatisation, privatization, duty, quota, "
    "surcharge, scheme, nomination, merger, curb, cut, penalty, requirement, restriction, curfew, demolition, "
    "austerity, measure, legislation, budget, dismissal, expulsion, mandate, deportation"
)
_DROPPING = listed(
    "pull, scrap, drop, withdraw, shelve, abolish, repeal, cancel, reverse, revoke, rescind, suspend, postpone, lift, "
    "abandon, annul, overturn, axe, waive, freeze, bin, ditch, roll"
)
_GOING_ON = listed("go, press, push, proceed, forge, plough, move")
_IMPOSING = listed("impose, introduce, raise, increase, enforce, pursue, implement, sign, apply, enact, enforce")
_OPPOSING = listed("oppose, object, block, veto, contest, resist, obstruct")
_INSISTING = listed("oppose, object, block, contest, resist, insist, demand, require, rule")
_EMPLOYERS = listed(
    "university, college, company, management, employer, owner, operator, board, firm, rector, dean, hospital, school, "
    "club, federation, utility, mine, railway, airline, church"
)
_WILL = frozenset(("will", "wo", "would", "'ll", "’ll", "shall"))


def may_climb_down(text: str) -> bool:
    """True for a sentence with the words of a concession: the cheap gate before the parse."""
    return _MAY_CLIMB_DOWN.search(text.lower()) is not None


def find_climbdowns(sentence: Token) -> list[SpeechAct]:
    """Return the concessions of a parsed sentence that no trigger of its own tells, in reading order."""
    if not may_climb_down(sentence.text):
        return []
    found = []
    for token in sentence:
        if token.pos_ != "VERB" or not any(form(token) for form in _FORMS):
            continue
        if stands_aside(token) and not _is_announced(token):
            continue
        speakers = [head for head in _tellers_of(token) if _has_power(head, token)]
        if speakers:
            below = frozenset(word.i for word in token.subtree if word.i >= token.i)
            found.append(SpeechAct("CONCEDE", "concede", token, tuple(speakers), (), None, below))
    return found


def _tellers_of(token: Token) -> list[Token]:
    """Return who says it or does it; whose own class is none of a speaker's only where it employs or teaches."""
    heads = find_subjects(token.head.head) if _is_announced(token) else speakers_of(token)
    near = [*find_subjects(token), *find_subjects(token.head)]
    return heads or [head for head in near if head.lemma_.lower() in _EMPLOYERS]


def _is_announced(token: Token) -> bool:
    """ "'We have heard the street,' he said, announcing that the toll would go": who announces is who said it."""
    return token.dep_ == "ccomp" and token.head.dep_ == "advcl" and token.head.lemma_ in ("announce", "say", "add")


def _has_power(head: Token, token: Token) -> bool:
    """True for states, parties and their people, and for rebels who relent; for a university only under pressure."""
    if is_class(head, "official") or (head.lemma_.lower() in _EMPLOYERS and is_pressed(head)):
        return True
    return is_class(head, "speaker") and (_does_not_oppose(token) or _no_longer_insists(token))


# ------------------------------------------------------------------------------------------- forms of climbing down


def _is_dropped(token: Token) -> bool:
    """ "The reform will be pulled from congress", told by whoever made it."""
    if token.lemma_.lower() not in _DROPPING or not any(child.dep_ == "auxpass" for child in token.children):
        return False
    if any(child.dep_ in ("neg", "agent") for child in token.children):
        return False
    return any(child.dep_ == "nsubjpass" and child.lemma_.lower() in _MEASURES for child in token.children)


def _does_not_go_on(token: Token) -> bool:
    """ "Would not go ahead with the rise"; and under pressure "will not introduce the levy"."""
    if not _is_negated(token):
        return False
    lemma = token.lemma_.lower()
    is_moving = lemma in _GOING_ON and any(
        child.lower_ in ("ahead", "on", "forward", "through", "with") for child in token.children
    )
    if not (is_moving or (lemma in _IMPOSING and is_pressed(token))):
        return False
    below = [each for child in token.children for each in (child, *child.children) if each.dep_ in ("dobj", "pobj")]
    deeper = [each for child in token.children for inner in child.children for each in inner.children]
    below += [each for each in deeper if each.dep_ == "pobj"]
    return any(each.lemma_.lower() in _MEASURES for each in below)


def _does_not_oppose(token: Token) -> bool:
    """ "Will not block the deal", "would not stand in the way of"."""
    if not any(child.dep_ == "neg" for child in token.children) or not _is_coming(token):
        return False
    if token.lemma_.lower() == "stand":
        return any(each.lower_ == "way" for child in token.children for each in child.children)
    return token.lemma_.lower() in _OPPOSING


def _no_longer_insists(token: Token) -> bool:
    """ "No longer opposes the bridge", "no longer insists on his going"."""
    if token.lemma_.lower() not in _INSISTING:
        return False
    return any(child.lower_ == "longer" and child.i > 0 and child.nbor(-1).lower_ == "no" for child in token.children)


_FORMS = (_is_dropped, _does_not_go_on, _does_not_oppose, _no_longer_insists)


def _is_negated(token: Token) -> bool:
    return any(child.dep_ == "neg" for child in token.children)


def _is_coming(token: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in _WILL for child in token.children)
