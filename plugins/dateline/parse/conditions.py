"""Conditions on a trigger that its row cannot state: what it governs, what it takes up, whether it is one of many.

`comp:...` of `data/triggers.csv` asks for a complement clause of a kind: `said` and `asked` that there is one,
`peaceful` and `friendly` what it promises.
"""

from __future__ import annotations

from collections.abc import Callable

from dateline.parse.nouns import is_class
from dateline.parse.participants import EVENT_NOUNS
from dateline.parse.syntax import Token
from dateline.parse.triggers import TriggerHit
from dateline.parse.wordlists import listed

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


def light_nouns(hit: TriggerHit) -> set[int]:
    """ "signed an agreement" is one event: the noun that a verb's row asks for is no second one."""
    needs = [need for need in hit.trigger.needs if "=" in need and not need.startswith("behind=")]
    named = {word for need in needs for word in need.partition("=")[2].split("|")}
    words = hit.trigger.dependents | named
    if hit.trigger.pos != "v" or not words:
        return set()
    near = [child for child in hit.token.subtree if child.lemma_.lower() in words and child.pos_ in ("NOUN", "PROPN")]
    heads = [child.head for child in near if child.head.dep_ == "dobj" and child.head.head.i == hit.token.i]
    return {child.i for child in (*near, *heads) if child.i != hit.token.i}


def is_setting(hit: TriggerHit, by_token: dict[int, TriggerHit]) -> bool:
    """ "an attack on a meeting": what was attacked is no meeting to report; "arrested in raids" is one arrest."""
    held = hit.trigger.pos == "v" and hit.token.dep_ == "acl"  # "a meeting held by leaders"
    token = hit.token.head if held else hit.token
    if (
        not (held or hit.trigger.pos == "n")
        or hit.trigger.event_type == "ASSAULT"
        or token.dep_ not in ("dobj", "pobj", "nsubjpass", "compound")
    ):
        return False
    above = token.head.head if token.dep_ == "pobj" else token.head
    over = by_token.get(above.i)
    if token.dep_ == "dobj" and any(child.dep_ == "nsubj" and _is_assault(child, by_token) for child in above.children):
        return True  # "strikes targeted a meeting"
    if over is not None and token.dep_ == "pobj" and token.head.lower_ in ("in", "during"):
        return hit.trigger.event_mode == "seize" and over.trigger.event_mode == "arrest"  # "arrested nine in raids"
    return (
        over is not None
        and over.trigger.event_type == "ASSAULT"
        and (token.dep_ != "pobj" or token.head.lower_ in ("on", "at", "against", "of", "near"))
    )


def _is_assault(token: Token, by_token: dict[int, TriggerHit]) -> bool:
    hit = by_token.get(token.i)
    return hit is not None and hit.trigger.event_type == "ASSAULT"


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


def _is_told(token: Token) -> bool:
    """ "He said the neighbours were behind the fire", and not "the group said it was behind the fire": a claim."""
    if token.dep_ != "ccomp" or token.head.lemma_ not in _TELLING:
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass") and child.pos_ == "PRON" for child in token.children)


def _is_due(token: Token) -> bool:
    """ "Is due in Tbilisi", and not "is due in May" or "is due to speak"."""
    return any(
        inner.dep_ == "pobj" and inner.pos_ == "PROPN" and inner.ent_type_ != "DATE"
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


_FORMS: dict[str, Callable[[Token], bool]] = {
    "conditional": _is_conditional,
    "told": _is_told,
    "due": _is_due,
    "hungry": _is_hungry,
    "clause": _has_clause,
    "alone": lambda token: not any(child.dep_ in ("dobj", "xcomp", "ccomp") for child in token.children),
    "infinitive": lambda token: any(
        child.dep_ in ("xcomp", "ccomp") and child.tag_ == "VB" for child in token.children
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


def is_habitual(token: Token) -> bool:
    verb = token if token.pos_ == "VERB" else token.head
    return any(child.lower_ in _HABITUAL for child in (*token.children, *verb.children)) or any(
        child.lower_ == "alongside" for child in token.children
    )


def tells_itself(governor: TriggerHit | None) -> bool:
    """ "Agreed to reopen talks", "offered to mediate": one event, and the governing verb is it."""
    return governor is not None and governor.trigger.event_type in ("AGREE", "REQUEST", "REJECT", "THREATEN")
