"""Deeds that are told and did not happen now: rules in force, states of years, customs, reasons given for another deed.

Source: the codebook's case 14 ("not events"); "wars, coups, uprisings and the sum of years are not incidents", and the
reason given for a measure is none beside it (samples/README.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.what.triggers import TriggerHit

_DEEDS = frozenset(("COERCE", "SANCTION", "MOBILIZE", "PROTEST", "RETREAT", "AID"))
_RULES = listed(
    "ban, bar, prohibit, outlaw, forbid, restrict, limit, close, block, sanction, station, base, deploy, post, hold, "
    "jail, imprison, detain, censor, patrol, guard, man, shut, cut, occupy, boycott, subsidise, finance, fund, train, "
    "elect, appoint, choose"
)
_DAYS = listed(
    "monday, tuesday, wednesday, thursday, friday, saturday, sunday, today, tonight, yesterday, overnight, now, "
    "morning, afternoon, evening"
)
_ERAS = listed(
    "war, independence, coup, revolution, uprising, founding, invasion, childhood, decade, decades, years, century, "
    "then, takeover, putsch"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SEASONS = listed("year, spring, summer, autumn, fall, winter, season, harvest, decade, generation")
_EACH = listed("most, every, each, many, several, successive, all")
_LAWS = listed("law, act, rule, decree, regulation, it, statute, code, legislation, ordinance")
_ARGUING = listed("say, argue, claim, allege, cite, note, complain, explain")


def is_standing(hit: TriggerHit, by_token: Mapping[int, TriggerHit]) -> bool:
    """True for a deed's word that tells of a rule, a state or a custom, or of why another deed was done."""
    if hit.trigger.event_type not in _DEEDS or hit.trigger.pos != "v":
        return False
    verb = hit.token
    return (
        _is_rule(verb)
        or is_of_an_era(verb)
        or _is_yearly(verb)
        or _is_of_those(verb)
        or _is_first_time(verb)
        or _is_recalled(verb)
        or _is_under_a_law(verb)
        or _is_reason_given(verb, by_token)
        or _is_scenery(hit)
        or _is_manner(hit, by_token)
    )


def _auxiliaries(verb: Token) -> list[str]:
    return [child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")]


def _has_day(verb: Token) -> bool:
    return any(word.lower_ in _DAYS for word in verb.subtree)


def _is_rule(verb: Token) -> bool:
    """ "Foreign funding is banned", "are stationed abroad": how things are."""
    if verb.lemma_.lower() not in _RULES or verb.tag_ != "VBN":
        return False
    return _auxiliaries(verb) in (["is"], ["are"], ["'s"]) and not _has_day(verb)


def is_of_an_era(verb: Token) -> bool:
    """ "Thousands have been detained since war broke out in 2014": the sum of years."""
    if not {"have", "has", "'ve"} & set(_auxiliaries(verb)):
        return False
    for child in verb.children:
        is_since = child.lower_ == "since" or any(
            inner.lower_ == "since" and inner.dep_ == "mark" for inner in child.children
        )
        if is_since and child.dep_ in ("prep", "advcl", "mark"):
            words = [word.lower_ for word in child.subtree]
            if not _DAYS.intersection(words) and any(word in _ERAS or _YEAR.fullmatch(word) for word in words):
                return True
    return False


def _is_yearly(verb: Token) -> bool:
    """ "Have blocked roads in most springs", "strike every winter": a custom, and no one year's deed."""
    for child in verb.children:
        times = [child] if child.dep_ == "npadvmod" else list(child.children) if child.dep_ == "prep" else []
        for time in times:
            if time.lemma_.lower() in _SEASONS and any(word.lower_ in _EACH for word in time.children):
                return True
    return False


def _is_of_those(verb: Token) -> bool:
    """ "Among those detained is a customs inspector": of whom the text has told it."""
    return bool(verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.head.lower_ == "those")


def _is_first_time(verb: Token) -> bool:
    """ "It is the first time that Honduras has thrown out a diplomat": of a deed that the text has told."""
    if verb.dep_ not in ("relcl", "acl", "ccomp", "advcl"):
        return False
    above = verb.head
    times = [above] if above.lemma_ == "time" else [each for each in above.children if each.lemma_ == "time"]
    return any(word.tag_ == "JJ" and word.dep_ == "amod" for time in times for word in time.children)


def _is_recalled(verb: Token) -> bool:
    """ "Had suspended Gabon after soldiers seized power in 2023": done in the year of what it followed."""
    if "had" not in _auxiliaries(verb) or _has_day(verb):
        return False
    return any(
        _YEAR.fullmatch(word.lower_)
        for child in verb.children
        if child.dep_ in ("prep", "advcl")
        and (child.lower_ == "after" or any(inner.lower_ == "after" for inner in child.children))
        for word in child.subtree
    )


def _is_under_a_law(verb: Token) -> bool:
    """ "Three other parties have been fined under it": what a law has done so far."""
    if not {"have", "has"} & set(_auxiliaries(verb)) or _has_day(verb):
        return False
    return any(
        inner.lemma_.lower() in _LAWS
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ == "under"
        for inner in child.children
    )


def _is_reason_given(verb: Token, by_token: Mapping[int, TriggerHit]) -> bool:
    """ "Suspended aid, saying that the country had jailed two editors": why another deed of the sentence was done."""
    if "had" not in _auxiliaries(verb) or verb.dep_ not in ("ccomp", "conj"):
        return False
    above = verb.head
    while above.dep_ == "conj" and above.head != above:
        above = above.head
    if above.lemma_.lower() not in _ARGUING or above.tag_ != "VBG" or above.dep_ != "advcl":
        return False
    deed = by_token.get(above.head.i)
    return deed is not None and deed.trigger.event_type in _DEEDS


def _is_scenery(hit: TriggerHit) -> bool:
    """ "Opened fire on troops who were putting up a checkpoint": what somebody was at when something else happened."""
    verb = hit.token
    return (
        hit.trigger.event_type in ("MOBILIZE", "AID")
        and verb.tag_ == "VBG"
        and verb.dep_ in ("relcl", "acl", "advcl")
        and ((verb.dep_ == "acl" and not _is_put_to_it(verb)) or bool({"was", "were"} & set(_auxiliaries(verb))))
    )


def _is_put_to_it(verb: Token) -> bool:
    """ "The ministry has had 250 soldiers manning roadblocks since Tuesday": a force was sent there, on a day."""
    force = verb.head
    return force.dep_ == "dobj" and force.head.lemma_.lower() in ("have", "keep", "put", "get") and _has_day(force.head)


def _is_manner(hit: TriggerHit, by_token: Mapping[int, TriggerHit]) -> bool:
    """ "Deported 130 people, putting them across the river": how the same thing was done."""
    verb = hit.token
    if verb.tag_ != "VBG" or verb.dep_ != "advcl" or any(child.dep_ in ("nsubj", "mark") for child in verb.children):
        return False
    deed = by_token.get(verb.head.i)
    return deed is not None and (deed.trigger.event_type, deed.trigger.event_mode) == (
        hit.trigger.event_type,
        hit.trigger.event_mode,
    )
