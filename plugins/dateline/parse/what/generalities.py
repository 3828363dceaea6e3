"""Violence spoken of in general: customs, wars as a whole, kinds of deeds, cases at law; no incident of them is told.

Source: the codebook's case 14 ("not events"): a report is one incident, with a day, a place, a toll, a victim or an
author of its own.
"""

from __future__ import annotations

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.what.eventhood import has_body_count
from dateline.parse.what.standing import is_of_an_era
from dateline.parse.what.triggers import TriggerHit

_AT_LAW = listed(
    "case, charge, trial, suspect, investigation, inquiry, probe, weapon, rate, squad, plot, plan, victim, scene, "
    "allegation, accusation, conviction, attempt, threat, warning, policy, tactic, campaign, capability, mission, "
    "drill, exercise, zone, movie, film, novel, spree, wave, unit, division, department, expert, specialist"
)
_TASKS = listed("charge, task, way, means, purpose, goal, practice, policy, work")
_DEALING = listed("turn, make, use, practise, practice, outlaw, justify, condone, glorify, renounce, abandon, forswear")
_STRUGGLING = frozenset(("fight", "contest", "dispute"))
_KILLINGS = listed("murder, killing, homicide, shooting, stabbing, kidnapping, abduction, attack, assassination")
_SPANS = listed("day, week, month, year, decade, weekend, quarter")
_ANYBODY = listed("it, they, we, you, i, he, she, one, who")
_HARMING = listed("kill, wound, injure, leave, claim, cause, destroy, damage, maim, displace")
_HURTING = frozenset(("kill", "wound", "injure", "attack", "murder", "assassinate", "kidnap", "bomb", "torture"))


def is_general(hit: TriggerHit) -> bool:
    """True for an assault's word that names a custom, a kind of deed or a case, by its own phrase."""
    token = hit.token
    if hit.trigger.event_type != "ASSAULT":
        return False
    if hit.trigger.pos == "n":
        if _is_trade(token):
            return True
        if token.dep_ == "compound" and token.head.lemma_.lower() in _AT_LAW:
            return True
        if _is_a_charge(token):
            return True
        if token.tag_ == "NNS" and token.lemma_.lower() in _KILLINGS and _is_of_a_span(token):
            return True
        if token.lemma_ == "siege" and token.dep_ == "pobj" and token.head.head.lemma_ == "state":
            return True
        if token.dep_ == "dobj" and is_of_an_era(token.head):  # "has seen heavy fighting since the coup of 2021"
            return True
        if has_body_count(token):  # "a miner died in clashes with police"
            return False
        return token.tag_ == "NNS" and not _is_counted(token) and not _did_harm(token) and _are_bare(hit)
    if _is_fought_over(token) or _is_present_of_a_pronoun(token):
        return True
    if token.tag_ in ("VBZ", "VBP") and token.lemma_.lower() in _HURTING:
        return token.dep_ == "relcl" and not _has_day(token)
    if token.dep_ == "relcl" and _is_perfect(token) and (token.head.tag_ == "NNS" or _is_plain(token)):
        return not _has_day(token) and _are_bare(hit, many=True)
    return token.tag_ == "VBG" and token.dep_ == "pcomp" and _is_custom(token)


_CHARGING = listed(
    "arrest, detain, nab, pick, hold, book, charge, convict, accuse, try, jail, sentence, seek, want, suspect, indict, "
    "imprison, arraign, remand, acquit, round, apprehend, extradite"
)


def _is_a_charge(noun: Token) -> bool:
    """ "Picked up six youths for arson", "convicted of murder": what somebody is charged with, and no deed of a day."""
    if (
        noun.tag_ != "NN"
        or noun.dep_ not in ("pobj", "conj")
        or any(child.dep_ in ("det", "poss", "nummod", "prep") for child in noun.children)
    ):
        return False
    first = noun
    while first.dep_ == "conj" and first.head != first:
        first = first.head
    if first.dep_ != "pobj" or first.head.lower_ not in ("for", "of", "with", "on", "over"):
        return False
    above = first.head.head
    above = (
        above.head.head if above.lemma_.lower() in ("charge", "suspicion", "count") and above.dep_ == "pobj" else above
    )
    if above.pos_ == "NOUN" and above.dep_ in ("dobj", "nsubjpass"):  # "convicted two men of murder"
        above = above.head
    return above.lemma_.lower() in _CHARGING and above.pos_ == "VERB"


def _is_of_a_span(noun: Token) -> bool:
    """ "After 14 murders in eight days", "62 killings this year": what a span of time adds up to."""
    if not any(child.dep_ == "nummod" for child in noun.children):
        return False
    above = noun.head.children if noun.dep_ == "pobj" else ()
    for child in (*noun.children, *above):
        times = (
            child.children if child.dep_ == "prep" and child.lower_ in ("in", "over", "within", "since") else (child,)
        )
        for time in times:
            if (
                time.lemma_.lower() in _SPANS
                and time.i > noun.i
                and any(each.dep_ in ("nummod", "det", "amod") for each in time.children)
            ):
                return True
    return False


def _did_harm(noun: Token) -> bool:
    """ "Attacks on police posts killed seven": what they did is told."""
    verb = noun.head
    return noun.dep_ == "nsubj" and verb.tag_ in ("VBD", "VBN") and verb.lemma_.lower() in _HARMING


def _is_trade(noun: Token) -> bool:
    """ "Have turned abduction into a trade", "renounced murder": a kind of deed, that stands without an article."""
    return (
        noun.tag_ == "NN"
        and noun.dep_ == "dobj"
        and noun.head.lemma_.lower() in _DEALING
        and not any(child.dep_ in ("det", "nummod", "poss", "prep") for child in noun.children)
    )


def _is_fought_over(verb: Token) -> bool:
    """ "Was long fought over": a town's past, without anybody who fought."""
    parts = {child.dep_ for child in verb.children}
    return verb.lemma_.lower() in _STRUGGLING and "agent" not in parts and bool(parts & {"auxpass", "nsubjpass"})


def _is_present_of_a_pronoun(verb: Token) -> bool:
    """ "It still shoots", "they kill us": what somebody does at any time; not the present tense of a headline."""
    if verb.tag_ not in ("VBZ", "VBP") or _has_day(verb):
        return False
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    alone = not any(child.dep_ in ("aux", "expl", "neg") for child in verb.children)
    return alone and bool(subjects) and all(each.lower_ in _ANYBODY for each in subjects)


def _are_bare(hit: TriggerHit, *, many: bool = False) -> bool:
    """ "Killings of judges": plural victims, none of them counted, named or pointed at; `many` are no count then."""
    heads = [head for slot in hit.trigger.target_slots for head in hit.arguments.get(slot)]
    return bool(heads) and all(
        head.tag_ == "NNS" and (not _is_counted(head, pointed=True) or (many and _is_many(head))) for head in heads
    )


def _is_many(noun: Token) -> bool:
    """ "So many judges", "many policemen": a number that nobody counted."""
    return any(child.lower_ in ("many", "countless", "numerous", "innumerable") for child in noun.children)


def _is_perfect(token: Token) -> bool:
    """ "Who have killed": what somebody has done at some time."""
    return any(child.dep_ == "aux" and child.lower_ in ("have", "has") for child in token.children)


def _is_plain(verb: Token) -> bool:
    """ "The branch, which has bombed mosques and schools": nothing tells when, where or how."""
    return all(child.dep_ in ("nsubj", "aux", "dobj", "conj", "cc", "punct") for child in verb.children)


def _is_counted(noun: Token, *, pointed: bool = False) -> bool:
    for child in noun.children:
        if child.dep_ == "nummod" or child.lower_ in ("several", "both", "two", "three", "many", "dozens"):
            return True
        if pointed and (child.dep_ in ("det", "poss", "appos", "relcl", "acl") or child.pos_ == "PROPN"):
            return True
    return False


def _has_day(token: Token) -> bool:
    return any(child.dep_ == "npadvmod" for child in token.children)


def _is_custom(token: Token) -> bool:
    """ "In charge of fighting traffickers", "by blowing up pipelines": a means or a task, done by nobody here."""
    above = token.head.head
    if above.pos_ == "NOUN":
        return above.lemma_.lower() in _TASKS
    return above.tag_ in ("VB", "VBZ", "VBP") and token.head.lower_ in ("by", "for", "instead", "without")
