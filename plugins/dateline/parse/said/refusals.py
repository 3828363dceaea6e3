"""Refusals that no verb of refusing tells: "we will not withdraw", "saw nothing to discuss", "would eat when freed".

A political speaker says what it will not do, that it has no intention or reason to do it, or answers a request by a
condition. Source: the codebook's REJECT; what will not happen by itself, or is foreseen by others, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dateline.parse.grammar.nouns import is_class, noun_of
from dateline.parse.grammar.syntax import Token, antecedent, find_arguments, find_subjects
from dateline.parse.said.asking import ASKED, mode_of_act
from dateline.parse.said.defiance import (
    STAYING,
    TELLING,
    WILL,
    does_so,
    goes_on_regardless,
    is_bullied,
    keeps_its_own,
    says_no,
    stays_on,
)
from dateline.parse.said.speech import SpeechAct
from dateline.parse.text.wordlists import listed
from dateline.parse.who.actors import ActorMention, resolve_actor
from dateline.parse.who.complements import with_conjuncts
from dateline.parse.who.participants import shift

_MAY_REFUSE = re.compile(
    r"\b(?:(?:will|would|wo|could|can|shall|did|do|does|is|are|was|were|am|has|have|had)(?:n['’]t|\s+not|\s+never)|cannot|can['’]t"
    r"|won['’]t|no\s+(?:intention|plans?|reason|need|point|wish|desire|interest|question)|nothing\s+to"
    r"|(?:no|not)(?:body|\s+\w+|\s+an?\s+single\s+\w+|\s+one\s+\w+)\s+(?:will|would)\s+be|be\s+no\s|under\s+no\s|"
    r"unacceptable|(?:said|says)\s+no\b|from\s+(?:nobody|no\s+one|none)|all\s+the\s+same|anyway|nonetheless|"
    r"nevertheless|(?:keep|hold\s+on\s+to|retain)\s+(?:its|their|his|our)|"
    r"unthinkable|inconceivable|insulting|"
    r"(?:is|was) dead|regardless|inadmissible|(?:is|was) closed|in\s+no\s+(?:way|case)|"
    r"(?:stay|remain)\s+(?:on|in)\s|answer\s+(?:is|was)|be\s+no\s"
    r"|(?:answered|replied|responded|retorted|countered)\b.*\bwould)\b",
)
_NOT = frozenset(("not", "n't", "never", "n’t"))
_ABLE = frozenset(("can", "could", "ca"))
_ACCEPTING = listed("accept, agree, compromise, concede, sign")
_YIELDING = listed(
    "accept, agree, sign, join, recognise, recognize, comply, cooperate, obey, bow, submit, compromise, budge, "
    "apologise, apologize, pay, discuss, bargain, participate, retract, comply, cave, listen, hear, consider, "
    "contemplate, consent, renounce, renegotiate"
)
_UNBENDING = listed("budge, relent, waver, flinch, blink, yield, bend")
_INTENDING = listed("intend, plan, want, wish, mean, propose, go, prepare, look")
_STATES = listed("ready, prepared, willing, going, about, minded, inclined")
_WISHES = listed("intention, plan, reason, need, point, wish, desire, interest, question, justification, cause")
_TALKED_OVER = listed("discuss, talk, negotiate, say, add, debate, bargain")
_REPLYING = listed("answer, reply, respond, retort, counter")
_LIMITS = listed("when, if, until, once, unless, after, before, till")
_ONLOOKERS = listed(
    "analyst, expert, economist, resident, lawyer, professor, historian, observer, strategist, trader, forecaster, "
    "commentator, scholar, researcher, broker, investor, doctor, coach, fan, critic, neighbour, neighbor, witness"
)
_BODIES = listed(
    "committee, council, delegation, spokesman, spokeswoman, board, assembly, group, head, majority, office, bureau, "
    "secretariat, department, mission, federation, confederation, guild, league, syndicate, cooperative"
)
_CRUEL = listed("attack, kill, shoot, bomb, invade, use, fire, strike, hurt, harm, target, interfere, intervene, start")
_DOUBTED = frozenset(("if", "whether", "because", "as", "while", "since", "so", "lest"))
_PRONOUNS = listed("he, she, it, they, we, i")
_TREES = 12
_SURE = 0.5


def may_refuse(text: str) -> bool:
    """True for a sentence with the words of a refusal: the cheap gate before the parse."""
    return _MAY_REFUSE.search(text.lower()) is not None


def find_refusals(sentence: Token) -> list[SpeechAct]:
    """Return the refusals of a parsed sentence that no trigger of its own tells, in reading order."""
    if not may_refuse(sentence.text):
        return []
    found: list[SpeechAct] = []
    for token in sentence:
        if token.pos_ not in ("VERB", "AUX"):
            continue
        act = next(filter(None, (read(token) for read in _FORMS)), None)
        if act is None:
            continue
        refusal = _refusal(token, act)
        if refusal is not None:
            found.append(refusal)
    return found


def _refusal(token: Token, act: Token) -> SpeechAct | None:
    mode = mode_of_act(act, ASKED)
    is_known = act.lemma_.lower() in _YIELDING | _DICTATES or _takes_in(act) or does_so(act) or is_bullied(act)
    is_plain = mode is not None or is_known or _is_reply(token) or _is_no(act)
    if (not is_plain and not _is_declared(token)) or stands_aside(token):
        return None
    speakers = speakers_of(token, find_subjects(token) if _nobody_will(token) else None)
    if not speakers or not (is_plain or any(is_class(head, "power") for head in speakers)):
        return None
    spent = {word.i for word in act.subtree if word.i >= min(token.i, act.i)} | {token.i, act.i}
    spent -= {word.i for child in act.children if child.dep_ in ("advcl", "conj") for word in child.subtree}
    is_sure = any(form(token) is not None for form in (_is_unacceptable, goes_on_regardless)) or _is_reply(token)
    least = _SURE if is_sure else 0.0
    targets = tuple(_targets(act, speakers))
    return SpeechAct("REJECT", "refuse", token, tuple(speakers), targets, mode, frozenset(spent), least)


def _is_declared(token: Token) -> bool:
    """ "Said it would not move its embassy": what a state says that it will not do with a thing, whatever the act."""
    if token.dep_ not in ("ccomp", "parataxis") or token.head.lemma_.lower() not in TELLING or token.pos_ != "VERB":
        return False
    if not any(child.dep_ == "neg" for child in token.children) or token.lemma_.lower() in _HARMLESS:
        return False
    subjects = [child for child in token.children if child.dep_ == "nsubj"]
    return bool(subjects) and any(child.dep_ in ("dobj", "xcomp") and child.i > token.i for child in token.children)


_HARMLESS = listed(
    "have, need, affect, include, require, cause, know, see, reach, expect, hesitate, want, intend, say, comment, "
    "become, get, lose, miss, win, find, forget, rest, play, make, matter, hit, exceed, bring, mean, solve, feel"
)


# ------------------------------------------------------------------------------------------- forms of refusing


def _will_not(token: Token) -> Token | None:
    """ "Will not withdraw", "would never sign", "cannot accept"; and not "will not attack": a promise."""
    if token.lemma_.lower() in _CRUEL or not (_has(token, "neg", _NOT) or _is_on_no_account(token)):
        return None
    helpers = {child.lower_ for child in token.children if child.dep_ == "aux"}
    if helpers & (WILL | _ABLE) and is_bullied(token):
        return token
    if helpers & WILL and token.pos_ == "VERB" and not (token.lemma_ == "draw" and _has(token, "auxpass", _BE)):
        return token
    return token if helpers & _ABLE and token.lemma_.lower() in _ACCEPTING else None


_BE = frozenset(("be", "get"))


def _is_on_no_account(token: Token) -> bool:
    """ "Would under no circumstances take them in"."""
    return any(
        child.dep_ == "prep"
        and child.lower_ in ("under", "in", "on", "at")
        and any(each.lower_ in _NO_CASE and _has(each, "det", frozenset(("no",))) for each in child.children)
        for child in token.children
    )


_NO_CASE = frozenset(("circumstances", "circumstance", "way", "case", "account", "condition", "conditions", "price"))


def _takes_no_orders(token: Token) -> Token | None:
    """ "Does not take orders from Washington", "takes lessons from nobody"."""
    if token.lemma_.lower() not in ("take", "need", "accept", "follow"):
        return None
    if not _has(token, "neg", _NOT) and not _from_nobody(token):
        return None
    objects = [child for child in token.children if child.dep_ == "dobj" and child.lemma_.lower() in _DICTATES]
    return objects[0] if objects and token.dep_ in ("ccomp", "parataxis", "conj") else None


def _from_nobody(verb: Token) -> bool:
    near = [word for child in verb.children for word in (child, *child.children) if word.lower_ == "from"]
    below = [each for word in near for each in word.children]
    return any(each.lower_ in ("nobody", "none") or _has(each, "det", frozenset(("no",))) for each in below)


_DICTATES = listed("order, lesson, lecture, instruction, dictation, diktat, dictate, advice, permission, ultimatum")


def _does_not_budge(token: Token) -> Token | None:
    """ "Did not budge", "has not relented"."""
    return token if token.lemma_.lower() in _UNBENDING and _has(token, "neg", _NOT) else None


def _answers_no(token: Token) -> Token | None:
    """ "The answer is no", "there will be no talks"."""
    if token.lemma_ != "be":
        return None
    told = [child for child in token.children if child.dep_ in ("attr", "nsubj", "intj", "acomp", "advmod", "det")]
    if any(child.lemma_ == "answer" for child in told):
        return token if any(child.lower_ == "no" for child in token.children) else None
    there = any(child.lower_ == "there" for child in token.children)
    coming = any(child.dep_ == "aux" and child.lower_ in WILL | _ABLE for child in token.children)
    if not there or not coming:
        return None
    return next(
        (child for child in told if _has(child, "det", frozenset(("no",))) and mode_of_act(child, ASKED) is not None),
        None,
    )


def _nobody_will(token: Token) -> Token | None:
    """ "No prisoner will be freed"."""
    if not any(child.dep_ == "auxpass" for child in token.children):
        return None
    if not any(child.dep_ == "aux" and child.lower_ in WILL for child in token.children):
        return None
    subjects = [child for child in token.children if child.dep_ == "nsubjpass"]
    empty = any(
        child.lower_ in ("nobody", "none", "nothing")
        or _has(child, "det", frozenset(("no",)))
        or any(child.doc[at].lower_ == "not" for at in range(max(0, child.i - 3), child.i))  # "not one prisoner"
        for child in subjects
    )
    return token if empty else None


def _does_not_mean_to(token: Token) -> Token | None:
    """ "Does not intend to leave", "is not ready to talk"."""
    if not _has(token, "neg", _NOT):
        return None
    clauses = [child for child in token.children if child.dep_ == "xcomp" and child.pos_ == "VERB"]
    if token.lemma_.lower() in _INTENDING:
        return clauses[0] if clauses else None
    for child in token.children:
        if child.dep_ in ("acomp", "advmod") and child.lower_ in _STATES:
            inner = [each for each in child.children if each.dep_ == "xcomp"]
            return (inner or clauses or [None])[0]
    return None


def _sees_no_reason(token: Token) -> Token | None:
    """ "Has no intention of resigning", "saw no reason to change", "there is nothing to discuss"."""
    if token.lemma_.lower() not in ("have", "see", "be", "find"):
        return None
    for child in token.children:
        if child.dep_ not in ("dobj", "attr", "nsubj", "expl"):
            continue
        inner = _below(child)
        if inner is None:
            continue
        if child.lemma_.lower() in _WISHES and _has(child, "det", frozenset(("no",))):
            return inner
        if child.lower_ == "nothing" and inner.lemma_.lower() in _TALKED_OVER:
            return inner
    return None


def _below(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep_ in ("acl", "relcl", "xcomp") and child.pos_ == "VERB":
            return child
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "for"):
            return next((each for each in child.children if each.dep_ == "pcomp"), None)
    return None


def _is_reply(token: Token) -> bool:
    return any(each.lemma_.lower() in _REPLYING for each in _above(token))


def _answers_by_a_condition(token: Token) -> Token | None:
    """ "Answered that they would eat when the first of them was freed": not before."""
    if not any(child.lower_ in WILL for child in token.children if child.dep_ == "aux"):
        return None
    if not _is_reply(token) or not any(child.pos_ == "PRON" for child in find_subjects(token)):
        return None
    limited = any(
        child.dep_ == "advcl" and any(each.lower_ in _LIMITS for each in child.children) for child in token.children
    ) or any(child.lower_ == "only" for child in token.children)
    return token if limited else None


def _is_unacceptable(token: Token) -> Token | None:
    """ "The proposal is unacceptable", "the matter was closed", "is not interested in talks"."""
    if token.lemma_ not in ("be", "'s", "’s", "close", "interest"):
        return None
    subjects = {child.lemma_.lower() for child in token.children if child.dep_ in ("nsubj", "nsubjpass")}
    told = {child.lower_ for child in token.children if child.dep_ in ("acomp", "attr", "oprd")} | {token.lower_}
    if _has(token, "neg", _NOT):
        found = [child for child in (token, *token.children) if child.lower_ == "interested"]
        aims = [each for child in (*found, *token.children) for each in child.children if each.lower_ == "in"]
        aims += [child for child in token.children if child.lower_ == "in"]
        talks = [each for aim in aims for each in aim.children if mode_of_act(each, ASKED) is not None]
        return talks[0] if found and talks else None
    is_told = token.dep_ in ("ccomp", "parataxis", "conj")
    if is_told and told & _BEYOND and subjects & _PROPOSED:
        return token
    return token if is_told and "closed" in told and subjects & _TOPICS else None


_BEYOND = frozenset((
    "unacceptable", "inadmissible", "non-starter", "nonstarter", "insulting", "inconceivable", "dead", "unthinkable",
))  # fmt: skip
_PROPOSED = listed(
    "offer, proposal, plan, draft, demand, condition, request, ultimatum, deal, term, idea, text, invitation, "
    "compromise, figure, list, agreement, package"
)
_TOPICS = listed("matter, issue, question, subject, chapter, debate, discussion, topic")


def _does_not_deal(token: Token) -> Token | None:
    """ "We do not negotiate with terrorists", told by whoever governs."""
    if token.lemma_.lower() not in _DEALING or not _has(token, "neg", _NOT):
        return None
    if not any(child.dep_ == "aux" and child.lower_ in ("do", "does") for child in token.children):
        return None
    is_ours = any(child.lower_ in ("we", "i") for child in token.children if child.dep_ == "nsubj")
    return token if is_ours and token.dep_ in ("ccomp", "parataxis") else None


_DEALING = listed("negotiate, bargain, deal, talk, bow, yield, recognise, recognize, surrender, capitulate")


_FORMS = (
    _is_unacceptable, goes_on_regardless, _does_not_deal, _will_not, _does_not_budge, _answers_no, _nobody_will,
    _does_not_mean_to, _sees_no_reason, stays_on, _answers_by_a_condition, _takes_no_orders, keeps_its_own, says_no,
)  # fmt: skip


def _takes_in(act: Token) -> bool:
    """ "Take in refugees"."""
    return act.lemma_.lower() == "take" and any(child.lower_ == "in" and child.dep_ == "prt" for child in act.children)


def _is_no(act: Token) -> bool:
    lemma = act.lemma_.lower()
    if lemma in ("be", "close", "say", "retain", "go", "keep", "proceed") or lemma in _UNBENDING | STAYING:
        return True
    return goes_on_regardless(act) is not None


def _has(token: Token, dep: str, words: frozenset[str]) -> bool:
    return any(child.dep_ == dep and child.lower_ in words for child in token.children)


# --------------------------------------------------------------------------------------------- who refuses whom


def stands_aside(token: Token) -> bool:
    """True inside a relative clause, a reason or a condition: nobody says it there."""
    current = token
    for _ in range(_TREES):
        if current.dep_ in ("relcl", "acl") and not _is_reply(current):
            return True
        if any(child.dep_ in ("mark", "advmod") and child.lower_ in _DOUBTED for child in current.children):
            return current.dep_ == "advcl" or any(child.lower_ in ("if", "whether") for child in current.children)
        if current.dep_ == "advcl":
            return True
        if current.head is current or current.lemma_.lower() in TELLING:
            return False
        current = current.head
    return False


def _above(token: Token) -> Iterator[Token]:
    current = token
    for _ in range(_TREES):
        if current.head is current:
            return
        current = current.head
        yield current


def speakers_of(token: Token, victims: list[Token] | None = None) -> list[Token]:
    """Return who speaks: the subject where it is a party, the teller where it is "we" or a thing; else nobody.

    A subject among `victims` is spoken of, and never speaks.
    """
    teller = next((each for each in _above(token) if each.pos_ == "VERB" and each.lemma_.lower() in TELLING), None)
    tellers = [] if teller is None else find_subjects(teller)
    own = [] if victims and set(find_subjects(token)) & set(victims) else find_subjects(token)
    own = [subject for subject in own if subject not in tellers]
    if tellers and any(_is_onlooker(each) for each in tellers):
        return []
    parties = [antecedent(each) if each.pos_ == "PRON" else each for each in own]
    spoken_of = all(each.pos_ == "PRON" for each in parties) and _is_reply(token)
    if own and (all(each.lower_ in ("we", "i") for each in own) or spoken_of):
        return _official(tellers)
    if own and all(is_class(each, "speaker") and each.lower_ not in ("there", "nobody", "none") for each in parties):
        return [] if _is_indefinite(parties) else [each for head in parties for each in with_conjuncts(head)]
    return _official(tellers)


def _official(heads: list[Token]) -> list[Token]:
    return [head for head in heads if is_class(head, "speaker") or _is_body_of(head)]


def _is_body_of(head: Token) -> bool:
    """ "A committee of the inmates", "the families' council": a body of those who may speak."""
    return head.lemma_.lower() in _BODIES and _people_of(head) is not None


def _people_of(head: Token) -> Token | None:
    behind = [each for child in head.children if child.lower_ == "of" for each in child.children]
    people = (each for each in (*behind, *head.children) if each.dep_ in ("pobj", "poss"))
    return next(
        (each for each in people if is_class(each, "speaker") or (each.tag_ == "NNS" and noun_of(each) is not None)),
        None,
    )


def body_of_people(head: Token) -> ActorMention:
    """Return who speaks; a body that no list knows, or "Serbia's office", has the sector and country of its people."""
    actor, people = resolve_actor(head), _people_of(head)
    is_office = actor.kind == "facility" and _is_body_of(head)
    if (actor.is_known and not is_office) or actor.is_pronoun or people is None:
        return actor
    behind = resolve_actor(people)
    return replace(actor, sector=behind.sector, country=behind.country, kind="organisation", status="generic")


def as_bodies(actors: list[ActorMention], tree: Token, offset: int) -> list[ActorMention]:
    """Return the speakers of `tree` with those known whose people are: "a committee of the inmates"."""
    found = []
    for actor in actors:
        span = None if actor.is_known else tree.char_span(actor.start - offset, actor.end - offset)
        found.append(actor if span is None else shift(body_of_people(span.root), offset))
    return found


def _is_onlooker(head: Token) -> bool:
    described = [head, *(child for child in head.children if child.dep_ in ("appos", "compound"))]
    return any(each.lemma_.lower() in _ONLOOKERS for each in described)


def _is_indefinite(heads: list[Token]) -> bool:
    """ "A man will not": nobody in particular."""
    return all(any(child.lower_ in ("a", "an", "any") for child in head.children) for head in heads)


def _targets(act: Token, speakers: list[Token]) -> Iterator[Token]:
    arguments = find_arguments(act)
    taken = {speaker.i for speaker in speakers}
    for slot in ("with", "to", "obj", "from", "on"):
        for head in arguments.get(slot):
            party = head.pos_ == "PROPN" or noun_of(head) is not None
            if head.i not in taken and party and head.pos_ != "PRON":
                yield head
