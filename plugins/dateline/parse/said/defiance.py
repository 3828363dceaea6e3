"""Defiance: what a party says that it will keep, go on with, or not let be done to it.

"They would keep their weapons", "would march all the same", "would not be blackmailed", and an answer in one word.
Source: the codebook's REJECT.
"""

from __future__ import annotations

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed

WILL = frozenset(("will", "wo", "would", "'ll", "shall", "’ll"))
TELLING = listed(
    "say, tell, insist, declare, announce, add, state, vow, warn, maintain, stress, write, repeat, reiterate, swear, "
    "reply, answer, respond, retort, counter, argue, claim, indicate, confirm, pledge"
)
STAYING = listed("stay, remain, continue, serve")
_SEATS = listed("office, power, post, job, government, place, on, position")


def stays_on(token: Token) -> Token | None:
    """ "Insisted that he would stay in office", "that his men would remain until their demands were met"."""
    if token.lemma_.lower() not in STAYING or token.dep_ != "ccomp" or token.head.lemma_.lower() not in TELLING:
        return None
    if not any(child.lower_ in WILL for child in token.children if child.dep_ == "aux"):
        return None
    if not any(child.dep_ == "nsubj" and (child.pos_ == "PRON" or _is_own(child)) for child in token.children):
        return None
    if any(_is_until_they_yield(child) for child in token.children):
        return token
    below = [each for child in token.children for each in (child, *child.children)]
    return token if any(each.lower_ in _SEATS for each in below if each.dep_ in ("pobj", "advmod", "prt")) else None


def _is_own(noun: Token) -> bool:
    """ "His troops", "their fighters": the speaker's own."""
    return any(
        child.dep_ == "poss" and child.lower_ in ("his", "her", "its", "their", "our") for child in noun.children
    )


def _is_until_they_yield(clause: Token) -> bool:
    """ "Until their demands were met", "unless the arrears are paid": what the other side has to do first."""
    if clause.dep_ != "advcl" or not any(child.lower_ in ("until", "unless", "till") for child in clause.children):
        return False
    return clause.lemma_.lower() in _MET


_MET = listed(
    "meet, pay, free, release, withdraw, leave, resign, lift, step, repeal, scrap, reinstate, grant, sign, go, "
    "accept, fulfil, fulfill, satisfy, drop, reverse"
)


def goes_on_regardless(token: Token) -> Token | None:
    """ "Would stay in the town regardless of what the council demanded", "would march all the same"."""
    if token.lemma_.lower() not in STAYING | GOING_ON or token.dep_ not in ("ccomp", "conj"):
        return None
    if not any(child.lower_ in WILL for child in token.children if child.dep_ == "aux"):
        return None
    words = [word.lower_ for word in token.subtree if word.i > token.i]
    is_all_the_same = any(words[at : at + 3] == ["all", "the", "same"] for at in range(len(words)))
    return token if is_all_the_same or _REGARDLESS.intersection(words) else None


_REGARDLESS = frozenset(("regardless", "whatever", "anyway", "nonetheless", "nevertheless", "notwithstanding"))
GOING_ON = listed(
    "go, keep, proceed, march, strike, protest, meet, hold, rally, vote, press, sail, build, publish, stand"
)


def says_no(token: Token) -> Token | None:
    """ "The mission said no.": an answer in one word."""
    if token.lemma_ != "say" or token.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    told = [child for child in token.children if child.i == token.i + 1]
    is_no = bool(told) and told[0].lower_ == "no" and not told[0].children
    return token if is_no and told[0].dep_ != "det" else None


def keeps_its_own(token: Token) -> Token | None:
    """ "Said they would keep their weapons as long as", "would hold on to its outposts"."""
    if token.lemma_.lower() not in ("keep", "hold", "retain") or token.dep_ not in ("ccomp", "conj", "parataxis"):
        return None
    if not any(child.lower_ in WILL for child in token.children if child.dep_ == "aux"):
        return None
    below = [each for child in token.children for each in (child, *child.children)]
    below += [each for word in below for each in word.children]
    held = [each for each in below if each.dep_ in ("dobj", "pobj") and each.lemma_.lower() in _HOLDINGS]
    return token if any(map(_is_own, held)) else None


_HOLDINGS = listed(
    "weapon, arm, arms, gun, rifle, missile, arsenal, position, base, outpost, troop, soldier, land, post, seat, "
    "prisoner, captive, territory, ground, hostage, programme, program"
)


def is_bullied(verb: Token) -> bool:
    """ "Be blackmailed", "be dragged into a war"; who will "not be drawn on" a matter is silent."""
    if not any(child.dep_ == "auxpass" and child.lower_ in _BE for child in verb.children):
        return False
    lemma = verb.lemma_.lower()
    return lemma in _BULLYING or (lemma in _DRAGGING and any(child.lower_ == "into" for child in verb.children))


_BE = frozenset(("be", "get"))
_DRAGGING = frozenset(("drag", "draw", "rush", "hurry", "suck", "pull", "push", "force"))
_BULLYING = listed(
    "blackmail, bully, intimidate, cow, dictate, lecture, threaten, silence, pressure, pressurise, pressurize, coerce, "
    "deter, muzzle, strong-arm, bounce, provoke, browbeat, sway"
)
"""What nobody will let be done to him: "would not be blackmailed", "will not be dragged into a war"."""


def does_so(act: Token) -> bool:
    """ "Would not do so until they were paid", "will not do that"."""
    return act.lemma_.lower() == "do" and any(
        child.i == act.i + 1 and child.lower_ in ("so", "it", "that", "this") for child in act.children
    )
