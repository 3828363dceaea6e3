"""Conditions on a trigger that its row cannot state: what it governs, what it takes up, whether it is one of many.

`comp:...` of `data/triggers.csv` asks for a complement clause of a kind: `said` and `asked` that there is one,
`peaceful` and `friendly` what it promises.
"""

from __future__ import annotations

from collections.abc import Callable

from dateline.parse.grammar.daynames import names_day
from dateline.parse.grammar.nouns import is_class
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.text.wordlists import listed
from dateline.parse.what.aims import (
    demands,
    has_strike_of_days,
    is_at_a_scene,
    is_behind_bars_by_law,
    is_done_together,
    is_finding,
    is_for_leisure,
    is_nothing_new,
    is_of_a_passage,
    is_of_fighting,
    is_of_repeal,
    is_under_fire_for,
    keeps_indoors,
    puts_on_list,
    silences,
    was_captive,
)
from dateline.parse.what.hazards import is_of_a_hazard
from dateline.parse.what.measures import (
    declares_unwelcome,
    goes_on,
    has_cause,
    hushes_guns,
    idles,
    is_across_a_border,
    is_an_outbreak,
    is_at_a_seat,
    is_by_night,
    is_by_the_rule,
    is_dated,
    is_of_masses,
    is_of_two_nations,
    is_online,
    makes_essential,
    mutes,
    stays_away,
)
from dateline.parse.what.orders import is_ordered
from dateline.parse.what.triggers import TriggerHit
from dateline.parse.who.captives import is_held_by_captors
from dateline.parse.who.participants import EVENT_NOUNS

_HABITUAL = listed(
    "repeatedly, often, regularly, frequently, routinely, usually, sometimes, traditionally, constantly, typically, "
    "always"
)
_PEACEFUL = listed(
    "work, cooperate, help, support, continue, improve, build, protect, respect, uphold, restore, ensure, reform, "
    "bring, deliver, provide, rebuild, boost, create, return, stay, remain, hold, honour, honor, back, stand, assist"
)
_FIGHTING = listed("fight, die, retaliate, respond, resist, use, defend, go, face, do, be, meet, take, confront, act")


_TELLING = listed("say, claim, insist, tell, believe, suspect, allege, declare, charge, maintain")
_WRITINGS = listed(
    "constitution, law, treaty, bill, act, code, charter, rule, regulation, agreement, policy, plan, report, study, "
    "survey, poll, book, film, novel, documentary, article, clause, resolution, convention, statute, pact, accord"
)


def acts_without_actor(hit: TriggerHit) -> bool:
    """ "attacks that threaten citizens", "the law bans": words and measures need somebody who acts."""
    if (
        hit.trigger.pos != "v"
        or hit.trigger.event_type in ("ASSAULT", "RETREAT", "PROTEST")
        or "subj" not in hit.trigger.source_slots
    ):
        return False
    subjects = hit.arguments.get("subj")
    in_general = hit.token.tag_ in ("VBZ", "VBP")
    return bool(subjects) and all(
        (head.lower_ in EVENT_NOUNS and head.pos_ == "NOUN")
        or is_class(head, "weapon")
        or (in_general and head.lemma_.lower() in _WRITINGS)
        for head in subjects
    )


def _is_conditional(token: Token) -> bool:
    """ "Will close the bazaars unless", "would send tanks if": what somebody says he does on a condition."""
    return any(child.dep_ == "aux" and child.lower_ in ("will", "would", "'ll") for child in token.children) and any(
        child.dep_ == "advcl" and any(each.lower_ in ("if", "unless", "until") for each in child.children)
        for child in token.children
    )


def is_on_condition(token: Token) -> bool:
    """ "Will strike unless", "would attack any ship that entered": what is done depends on what others do."""
    for child in token.children:
        if child.dep_ == "advcl" and any(each.lower_ in ("if", "unless", "until") for each in child.children):
            return True
        if child.dep_ == "prep" and any(each.lower_ in ("event", "case") for each in child.children):
            return str(child.lower_) == "in"  # "in the event of an attack"
        if child.dep_ in ("dobj", "nsubjpass") and (
            child.lower_ in ("anyone", "anybody", "whoever", "everyone")
            or any(each.lower_ in ("any", "every") for each in child.children)
        ):
            return True
    return False


def is_own_will(token: Token) -> bool:
    """ "Said it would allow", "'we will send rice,' he said": a promise; "will meet on Friday" is a date in a diary."""
    if token.dep_ not in ("ccomp", "parataxis", "conj"):
        return False
    return any(child.dep_ == "nsubj" and child.pos_ == "PRON" for child in token.children)


def is_scheduled(token: Token) -> bool:
    """ "Will meet on Friday", "will visit Hanoi next week": a date in a diary, and no promise."""
    below = [
        each for child in token.children if child.dep_ in ("prep", "npadvmod") for each in (child, *child.children)
    ]
    return any(each.lower_ in _DAYS or names_day(each) for each in below)


def _is_told(token: Token) -> bool:
    """ "He said the neighbours were behind the fire", and not "the group said it was behind the fire": a claim."""
    if token.dep_ != "ccomp" or token.head.lemma_ not in _TELLING:
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass") and child.pos_ == "PRON" for child in token.children)


def _is_due(token: Token) -> bool:
    """ "Is due in Tbilisi", and not "is due in May" or "is due to speak"."""
    return any(
        inner.dep_ == "pobj" and inner.pos_ == "PROPN" and not names_day(inner)
        for child in token.children
        if child.lower_ == "due"
        for place in child.children
        if place.lower_ in ("in", "at")
        for inner in place.children
    )


def _is_hungry(token: Token) -> bool:
    """ "Is on hunger strike": the strike below a preposition or the verb's object, with its kind."""
    heads = [*token.children, *(inner for child in token.children if child.dep_ == "prep" for inner in child.children)]
    return any(
        head.lemma_ == "strike" and any(each.lower_ == "hunger" for each in head.children)
        for head in heads
        if head.dep_ in ("pobj", "dobj")
    )


def _has_clause(token: Token) -> bool:
    """ "Called on the president to go", "for restraint": it asks for something."""
    return any(
        child.dep_ in ("xcomp", "ccomp", "advcl") or (child.dep_ == "prep" and child.lower_ in ("for", "over"))
        for child in token.children
    )


def is_pressed(token: Token) -> bool:
    """ "Cut fares after a week of protests": the sentence says what forced it."""
    return any(word.lemma_.lower() in _PRESSURE for word in token.doc)


def _gives_something(token: Token) -> bool:
    """ "Agreed to scrap the fee", "to reinstate the judges": what is agreed to was asked for."""
    return any(child.dep_ == "xcomp" and child.lemma_.lower() in _GIVING for child in token.children)


def _wants_done(token: Token) -> bool:
    """ "Wanted the last soldier gone", "wants the prisoners freed by Friday"."""
    things = [each for child in token.children if child.dep_ == "dobj" for each in child.children]
    clauses = [child for child in token.children if child.dep_ in ("ccomp", "xcomp", "oprd", "advcl")]
    clauses += [each for each in things if each.dep_ == "acl"]
    return any(
        clause.tag_ in ("VBN", "VBD")
        and clause.lemma_.lower() in _DONE
        and not any(each.dep_ == "aux" for each in clause.children)
        for clause in clauses
    )


_DONE = listed(
    "go, free, release, lift, withdraw, reopen, scrap, repeal, remove, punish, try, stop, return, sack, ban, drop"
)


def _is_closed(token: Token) -> bool:
    """ "Is out of the question", "is not on the table", "is not negotiable", told by somebody."""
    if token.dep_ not in ("ccomp", "parataxis") or token.head.lemma_ not in _TELLING_CLOSED:
        return False
    words = {word.lower_ for word in token.subtree}
    negated = any(child.dep_ == "neg" for child in token.children)
    if "question" in words:
        return "out" in words and not negated
    if words & {"non-negotiable", "nonstarter", "starter"}:
        return not negated
    return negated


def _is_red(token: Token) -> bool:
    """ "Drew a red line"."""
    return any(
        child.lemma_ == "line" and any(each.lower_ == "red" for each in child.children) for child in token.children
    )


def _is_ultimatum(token: Token) -> bool:
    """ "Gave the garrison three days to leave": a span of time, and what shall be done in it."""
    if token.dep_ == "conj" and token.head.lemma_.lower() in _EXPELLING:  # "expelled him and gave him two days to go"
        return False
    spans = [child for child in token.children if child.dep_ in ("dobj", "npadvmod", "attr", "oprd", "dep")]
    timed = [each for each in spans if each.lemma_.lower() in _SPANS] or [
        child for child in token.children if child.lower_ == "until"
    ]
    if not timed and token.lemma_ == "give":  # "gave the garrison in Goma 48 hours": hung on the town
        timed = [each for each in token.subtree if each.dep_ == "appos" and each.lemma_.lower() in _SPANS]
    if not timed:
        return False
    clauses = [each for parent in (token, *timed) for each in parent.children if each.dep_ in _TASK]
    return any(any(child.lower_ == "to" for child in each.children) for each in clauses)


def terms_of_ultimatum(token: Token) -> set[int]:
    """Return the words of what an ultimatum asks for: "gave them a week to leave" tells of no leaving."""
    if not _is_ultimatum(token):
        return set()
    clauses = [child for child in token.children if child.dep_ in _TASK]
    clauses += [inner for child in token.children if child.lemma_.lower() in _SPANS for inner in child.children]
    return {word.i for clause in clauses if clause.pos_ == "VERB" for word in clause.subtree}


def is_known_for(token: Token) -> bool:
    """ "A faction that has refused to disarm": what somebody is known for, told in passing and without a day."""
    if token.dep_ != "relcl" or any(child.dep_ == "npadvmod" for child in token.children):
        return False
    return any(child.dep_ == "aux" and child.lower_ in ("has", "have") for child in token.children)


def answered_nouns(token: Token) -> set[int]:
    """ "Gave way on the demand", "accepted the call": what was asked is what the verb answers, and no second act."""
    below = [child for child in token.children if child.dep_ in ("dobj", "nsubjpass")]
    below += [each for child in token.children if child.dep_ == "prep" for each in child.children]
    below += [each for child in below for prep in child.children if prep.lower_ == "of" for each in prep.children]
    return {each.i for each in below if each.pos_ == "NOUN" and each.lemma_.lower() in _ASKED_FOR}


_CLOSE = 3


def what_is_ruled_out(token: Token) -> set[int]:
    """ "Ruled out sending troops", "balked at signing": what is refused was not done."""
    close = [child for child in token.children if child.tag_ == "VBG" and 0 < child.i - token.i <= _CLOSE]
    acts = [child for child in close if child.dep_ in ("pcomp", "xcomp", "ccomp", "advcl")]
    acts += [each for child in token.children if child.dep_ == "prep" for each in child.children if each.tag_ == "VBG"]
    return {word.i for each in acts for word in each.subtree}


_ASKED_FOR = listed("demand, request, call, appeal, plea, offer, proposal, threat, ultimatum, warning, invitation")


def makes_none(token: Token) -> bool:
    """ "Made no promise", "offered no apology": the act of words was not done."""
    return (
        any(
            child.dep_ == "dobj" and child.pos_ == "NOUN" and any(each.lower_ == "no" for each in child.children)
            for child in token.children
        )
        and token.lemma_.lower() in _MAKING
    )


_MAKING = listed("make, offer, give, reach, issue, express, announce, voice, accept, set, have, hold, promise, pledge")


def _is_silence(token: Token) -> bool:
    """ "Declined to comment", "refused to say how many": nothing was asked for but words."""
    return any(child.dep_ in ("xcomp", "ccomp") and child.lemma_ in _SPEAKING for child in token.children)


def _is_about_self(token: Token) -> bool:
    """ "Insisted that he would stay", "that it had paid": a claim, and nothing asked of anybody."""
    return any(
        child.dep_ == "ccomp"
        and (
            child.tag_ in ("VBD", "VBZ", "VBP")
            or any(each.dep_ == "aux" and each.tag_ in ("MD", "VBD", "VBZ") for each in child.children)
        )
        for child in token.children
    )


def _is_of_anybody(token: Token) -> bool:
    """ "A minister who signs must be able to": a saying about ministers, and nothing asked of one."""
    return any(
        child.dep_ == "nsubj" and any(each.lower_ in ("a", "an") for each in child.children)
        for child in token.head.children
    )


def _is_reception(token: Token) -> bool:
    """ "Would be met with force", "was met by cheers": no meeting."""
    return any(child.dep_ == "auxpass" for child in token.children) and any(
        child.dep_ in ("prep", "agent") and child.lower_ in ("with", "by") for child in token.children
    )


def _is_state_of_things(token: Token) -> bool:
    """ "Is backed by Rwanda": how things are, in the present."""
    return [child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")] in (["is"], ["are"])


def _blames_circumstance(token: Token) -> bool:
    """ "Blamed a lack of diesel", "blames the rain": a cause, and nobody."""
    return token.lemma_ == "blame" and any(
        child.dep_ in ("dobj", "nsubjpass") and child.lemma_.lower() in _CIRCUMSTANCES for child in token.children
    )


_EXPELLING = listed("expel, declare, deport, banish, throw, kick, order, dismiss")
_TELLING_CLOSED = listed("say, tell, add, insist, declare, reply, answer, repeat, state, write, stress, maintain")
_GIVING = listed(
    "scrap, drop, withdraw, lift, free, release, reinstate, raise, pay, increase, cut, lower, repeal, suspend, delay, "
    "postpone, restore, reopen, allow, let, halt, stop, cancel, reverse, review, revise, amend, resign, step, call, "
    "hold, grant, shelve, abandon, ease, compensate, rehire, reduce, end, meet, change, rewrite, soften, go"
)
_DAYS = listed(
    "monday, tuesday, wednesday, thursday, friday, saturday, sunday, tomorrow, tonight, week, month, january, "
    "february, march, april, may, june, july, august, september, october, november, december, weekend, year, later"
)
_PRESSURE = listed(
    "protest, protester, demonstration, demonstrator, unrest, riot, strike, striker, pressure, outcry, marcher, "
    "march, backlash, anger, revolt, blockade, uproar, demand, calm, appease, placate, mollify, assuage, pacify, "
    "crowd, walkout, besiege, sit-in, picket, stoppage"
)
_SPANS = listed("second, minute, hour, day, week, month, year, deadline, until, ultimatum, hours, days, weeks, months")
_TASK = frozenset(("xcomp", "advcl", "acl", "relcl", "ccomp"))
_SPEAKING = listed(
    "say, comment, give, name, identify, elaborate, answer, disclose, confirm, reveal, specify, speculate, respond, "
    "explain, describe, estimate, predict, provide, quote, reply, detail, guess, characterize, characterise, deny"
)
_CIRCUMSTANCES = listed(
    "shortage, lack, rain, weather, drought, flood, wind, storm, heat, cold, fault, error, failure, glitch, crash, "
    "speed, brake, computer, software, price, inflation, market, demand, virus, disease, bacteria, climate, fog, ice, "
    "snow, cause, circumstance, change, cable, delay, fatigue, alcohol"
)
_FORMS: dict[str, Callable[[Token], bool]] = {
    "pressed": is_pressed,
    "ours": lambda token: any(child.lower_ in ("we", "i") for child in token.children if child.dep_ == "nsubj"),
    "giving": _gives_something,
    "closed": _is_closed,
    "red": _is_red,
    "ultimatum": _is_ultimatum,
    "silent": _is_silence,
    "hazard": is_of_a_hazard,
    "finding": is_finding,
    "repealing": is_of_repeal,
    "own": _is_about_self,
    "reception": _is_reception,
    "general": _is_of_anybody,
    "state": _is_state_of_things,
    "circumstance": _blames_circumstance,
    "blamed": is_under_fire_for,
    "conditional": _is_conditional,
    "told": _is_told,
    "due": _is_due,
    "hungry": _is_hungry,
    "clause": _has_clause,
    "leisure": is_for_leisure,
    "demanding": demands,
    "lasting": has_strike_of_days,
    "settled": is_behind_bars_by_law,
    "fighting": is_of_fighting,
    "scene": is_at_a_scene,
    "captive": was_captive,
    "captors": is_held_by_captors,
    "together": is_done_together,
    "relative": lambda token: token.dep_ == "relcl",
    "passage": is_of_a_passage,
    "indoors": keeps_indoors,
    "listed": puts_on_list,
    "silencing": silences,
    "dated": is_dated,
    "mute": mutes,
    "idle": idles,
    "essential": makes_essential,
    "nightly": is_by_night,
    "again": goes_on,
    "seat": is_at_a_seat,
    "binational": is_of_two_nations,
    "unwelcome": declares_unwelcome,
    "abroad": is_across_a_border,
    "hush": hushes_guns,
    "done": _wants_done,
    "uncharged": lambda token: not any(child.lower_ in ("with", "over", "for", "in") for child in token.children),
    "mass": is_of_masses,
    "online": is_online,
    "ordered": is_ordered,
    "rule": is_by_the_rule,
    "cause": has_cause,
    "absent": stays_away,
    "outbreak": is_an_outbreak,
    "object": lambda token: any(child.dep_ in ("dobj", "attr") for child in token.children),
    "alone": lambda token: not any(child.dep_ in ("dobj", "xcomp", "ccomp") for child in token.children),
    "infinitive": lambda token: any(
        child.dep_ in ("xcomp", "ccomp") and child.tag_ == "VB" and all(each.tag_ != "MD" for each in child.children)
        for child in token.children
    ),
}
"""What `comp:...` asks of a verb's own surroundings."""


def complement_is(kind: str, token: Token, arguments: object) -> bool | None:
    """Conditions on a verb's complement clause: comp:hostile, comp:friendly, comp:asked, comp:aid, comp:said.

    And on its own form: comp:passive is "were held" with its auxiliary.
    """
    if kind == "passive":
        return any(child.dep_ == "auxpass" for child in token.children)
    complements = [child for child in token.children if child.dep_ in ("xcomp", "ccomp", "prep", "dobj", "advcl")]
    if kind in ("asked", "said"):
        return any(child.dep_ in ("xcomp", "ccomp", "prep") for child in complements)
    read = _FORMS.get(kind)
    if read is not None:
        return read(token)
    if kind == "peaceful":
        return any(child.lemma_ in _PEACEFUL for child in complements)
    if kind == "friendly":
        clauses = [each for child in token.children if child.dep_ == "acomp" for each in child.children]
        return any(each.dep_ == "xcomp" and each.lemma_ not in _FIGHTING for each in clauses)
    return bool(complements)


_PROTESTS = listed(
    "protest, demonstration, march, rally, strike, walkout, stoppage, sit-in, boycott, blockade, vigil, riot"
)
_PROTESTING = listed("protester, protestor, demonstrator, marcher, striker, rioter, picketer, crowd, mob")


def takes_up_protest(token: Token) -> bool:
    """ "The union, which called the strike", "the protesters blocked nobody": of a protest that was told before."""
    parties = [child for child in token.children if child.dep_ in ("dobj", "nsubj", "nsubjpass")]
    if token.tag_ == "VBG" and not parties:  # "beating on pans, the protesters ..."
        parties = find_subjects(token)
    return any(
        child.lemma_.lower() in (_PROTESTS if child.dep_ == "dobj" else _PROTESTING)
        and any(inner.lower_ in ("the", "their", "this") for inner in child.children)
        for child in parties
    )


def is_habitual(token: Token) -> bool:
    verb = token if token.pos_ == "VERB" else token.head
    if any(child.lower_ == "long" and child.dep_ == "advmod" for child in verb.children) or _is_for_years(verb):
        return True
    if is_nothing_new(verb):
        return True
    return any(child.lower_ in _HABITUAL for child in (*token.children, *verb.children)) or any(
        child.lower_ == "alongside" for child in token.children
    )


def _is_for_years(verb: Token) -> bool:
    """ "Have promised for years to mend": what somebody has kept doing, and not today."""
    return any(child.dep_ == "aux" and child.lower_ in ("have", "has", "had") for child in verb.children) and any(
        child.dep_ == "prep"
        and child.lower_ == "for"
        and any(each.lower_ in ("years", "decades", "months", "generations") for each in child.children)
        for child in verb.children
    )


def tells_itself(governor: TriggerHit | None) -> bool:
    """ "Agreed to reopen talks", "offered to mediate", "agreed to hold their fire": the governing verb is the event."""
    if governor is None:
        return False
    told = governor.trigger
    return told.event_type in ("AGREE", "REQUEST", "REJECT", "THREATEN") or told.event_mode == "ceasefire"
