"""Words that tell of an event: the table `data/triggers.csv`, and where a parsed sentence holds one.

A row names lemmas, the dependents it needs (`with`), part of speech, PLOVER type and mode, where its source and
target stand (slots, see syntax.py), and conditions (`needs`) of the form `slot:class`, `slot?:class` (of that class if
there at all), `slot!class`, `slot~class` (a word of that class anywhere in the phrase) or `slot=word`.
Rows are tried in file order: the special before the general.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dateline.parse.grammar.nouns import holds_class, is_class
from dateline.parse.grammar.syntax import (
    DEMANDING_MODALS,
    Arguments,
    Token,
    antecedent,
    dependent_words,
    find_arguments,
    find_subjects,
)
from dateline.parse.text.wordlists import listed
from dateline.parse.what.orders import is_ordered, take_order
from dateline.parse.who.blame import answer_with_arms
from dateline.vocab import cell_list, read_table

LIGHT_VERBS = listed(
    "carry, conduct, launch, stage, mount, hold, perform, execute, wage, open, begin, start, commit, make, give, "
    "provide, send, impose, declare, announce, reach, sign, issue, conclude, organize, organise, lead, unleash, "
    "undertake, perpetrate, order, have, plan, claim, resume, renew, extend, agree, step, continue, repeat, reject, "
    "demand, pay, deploy, attend, convene, call, end, suspend, break, erupt, take, face, raise, receive, slap, "
    "lift, complete, finish, arrive, offer, deliver, implement, enforce, reimpose, tighten, report, see, follow, "
    "cut, approve, reiterate, reaffirm, express, voice, lodge, file, submit, present, table"
)


_MISREAD = {
    "staged": "stage", "staging": "stage", "waged": "wage", "waging": "wage", "raped": "rape", "raping": "rape",
    "fined": "fine", "fining": "fine", "caned": "cane", "caning": "cane", "cordoned": "cordon",
    "cordoning": "cordon", "blacklisted": "blacklist", "blacklisting": "blacklist",
    "deregistered": "deregister", "lambasted": "lambaste", "lambasting": "lambaste",
}  # fmt: skip
"""Forms whose lemma the language model gets wrong ("staged" is no form of "stag")."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row of the table, for one lemma."""

    lemma: str
    dependents: frozenset[str]
    pos: str
    event_type: str
    event_mode: str | None
    source_slots: tuple[str, ...]
    target_slots: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(slots=True)
class TriggerHit:
    """A trigger met in a sentence, with the arguments around it; `probability` below 1 when no rule found it."""

    token: Token
    trigger: Trigger
    arguments: Arguments
    light_verb: Token | None = None
    probability: float = 1.0


@cache
def trigger_table() -> dict[str, tuple[Trigger, ...]]:
    """Return the rows of `data/triggers.csv` by lemma, in file order."""
    table: dict[str, list[Trigger]] = {}
    for row in read_table("triggers.csv"):
        for lemma in cell_list(row["word"]):
            table.setdefault(lemma, []).append(_trigger(lemma, row))
    return {lemma: tuple(rows) for lemma, rows in table.items()}


def _trigger(lemma: str, row: dict[str, str]) -> Trigger:
    return Trigger(
        lemma=lemma,
        dependents=frozenset(filter(None, row["with"].split("|"))),
        pos=row["pos"],
        event_type=row["type"],
        event_mode=row["mode"] or None,
        source_slots=tuple(row["source"].split()),
        target_slots=tuple(row["target"].split()),
        needs=tuple(row["needs"].split()),
    )


_PASTS = listed(
    "slew, shot, rapi, ate, took, held, met, beat, fled, spok, sent, gave, went, flew, froz, brok, swor, drew, left, "
    "paid, made, tore, lent, laid, stru, kept, drov, rode, forg, forb, foug, soug, caug, brou, told, threw, thre, "
    "cut, rose, wrot, flow, hung, sank, sunk, wept, sat, led, fed, came, ran, won, hid, dug, lit, stoo, bore, torn, "
    "fell, sold, felt, bega, begu, blew, woke, flun, stol, lain, foun, wore, worn, wove, boun, swor, slun, swun, "
    "knel, bade"
)


@cache
def trigger_stems() -> frozenset[str]:
    """Return the first four letters of every trigger lemma, and of irregular pasts: the cheap gate before the parse."""
    lemmas = trigger_table()
    states = frozenset(word[:4] for row in lemmas.get("be", ()) for word in _words_of(row))  # "was behind bars"
    pasts = frozenset(lemma[:3] + "i" for lemma in lemmas if len(lemma) == 4 and lemma.endswith("y"))  # "denied"
    return frozenset(lemma[:4] for lemma in lemmas) | pasts | states | _PASTS


def _words_of(row: Trigger) -> frozenset[str]:
    """Return the words beside the verb that a row asks for, of which a sentence must have one."""
    asked = frozenset(
        word
        for need in row.needs
        for slot, _, words in (need.partition("="),)
        if slot not in ("prep", "subj")
        for word in words.split("|")
        if word
    )
    return row.dependents or asked


def may_hold_event(text: str) -> bool:
    """True when a sentence has a word that begins like a trigger. Never false for one that holds an event."""
    stems = trigger_stems()
    return any(word[:4] in stems or word[:3] in stems for word in text.lower().replace("-", " ").split())


def lemma_of(token: Token) -> str:
    """Return a word's lemma in lower case, mended where the model is known to misread it."""
    return _MISREAD.get(token.lower_) or str(token.lemma_.lower())


def find_triggers(
    sentence: Token, condition: Callable[[str, Token, Arguments], bool | None] | None = None
) -> list[TriggerHit]:
    """Return the triggers of a parsed sentence, in reading order, at most one a token.

    `condition` decides the needs that this module does not know (`comp:...`); None means it does not apply.
    """
    table = trigger_table()
    hits: list[TriggerHit] = []
    for token in sentence:
        gerund = is_nominal_gerund(token)
        rows = table.get(token.lower_) if gerund else table.get(lemma_of(token)) or table.get(token.lower_)
        if not rows:
            continue
        pos = "n" if gerund else part_of_speech(token)
        hit = _first_fitting(token, [row for row in rows if row.pos == pos], condition)
        if hit is not None:
            hits.append(hit)
    return hits


_GERUNDS = frozenset(("firing", "shelling", "bombing", "shooting", "bombardment"))


def is_nominal_gerund(token: Token) -> bool:
    """ "killed in police firing", "hurt in shelling by rebels": a noun that the tagger takes for a verb."""
    if token.tag_ != "VBG" or any(child.dep_ in ("dobj", "aux", "nsubj") for child in token.children):
        return False
    if token.dep_ in ("nsubj", "nsubjpass", "pobj", "dobj", "ROOT") and any(
        child.lower_ == "between" for child in token.children
    ):
        return True
    if _force_before(token) is not None and (token.dep_ == "acl" or token.lower_ in _GERUNDS):
        return True
    return (
        token.lower_ in _GERUNDS and token.dep_ in ("pobj", "pcomp") and token.head.lower_ in ("in", "during", "from")
    )


def _force_before(token: Token) -> Token | None:
    """Return the word for an armed body right before a token, None where there is none."""
    before = token.nbor(-1) if token.i > 0 else None
    return before if before is not None and is_class(before, "force") else None


def part_of_speech(token: Token) -> str:
    """Return 'v' for verbs and verb-like participles, 'n' for nouns, '-' otherwise."""
    if token.tag_.startswith("VB") or token.lower_ in DEMANDING_MODALS:
        return "v"
    if token.pos_ in ("NOUN", "PROPN"):
        return "n"
    return "v" if token.pos_ == "ADJ" and token.lower_.endswith("ed") else "-"


def _first_fitting(
    token: Token, rows: list[Trigger], condition: Callable[[str, Token, Arguments], bool | None] | None
) -> TriggerHit | None:
    if any(row.dependents for row in rows):
        words = dependent_words(token)
        rows = [row for row in rows if not row.dependents or not words.isdisjoint(row.dependents)]
    if not rows:
        return None
    arguments = find_arguments(token)
    if is_nominal_gerund(token):
        force = _force_before(token)
        if force is not None:
            arguments.add("nat", force)
    _hear_teller(token, arguments)
    if is_ordered(token):
        take_order(token, arguments)
    light = find_light_verb(token)
    for row in rows:
        if all(_is_met(need, token, arguments, light, condition) for need in row.needs):
            return TriggerHit(token, row, arguments, light)
    return None


_SPEAKING = listed(
    "offer, call, urge, blame, accuse, promise, demand, ask, appeal, condemn, threaten, warn, vow, reject, refuse, "
    "pledge, denounce, criticise, criticize, welcome, praise, propose, invite, back, order, snub, spurn, rebuff, "
    "dismiss, summon, recall, expel"
)
_TELLING = listed("say, add, tell, announce, report, state, declare, write, argue, insist, note, claim, explain")


def _hear_teller(token: Token, arguments: Arguments) -> None:
    """ "Said that a fault was to blame and offered to pay", "a blast killed six, a group said, and blamed the army".

    No fault offers and no blast blames: whoever tells the clause before goes on.
    """
    if token.dep_ != "conj" or lemma_of(token) not in _SPEAKING or arguments.passive:
        return
    subjects = arguments.get("subj")
    if not subjects or any(child.dep_ == "nsubj" for child in token.children):
        return
    if any(is_class(head, "speaker") for head in subjects):
        return
    first = token.head
    tellers = [child for child in first.children if child.dep_ in ("parataxis", "ccomp") and child.i < token.i]
    if first.dep_ == "ccomp":
        tellers.append(first.head)
    for teller in tellers:
        if lemma_of(teller) in _TELLING and find_subjects(teller):
            arguments.slots["subj"] = []
            for head in find_subjects(teller):
                arguments.add("subj", head)
            return


_BESIDE = listed(
    "after, following, before, since, during, despite, amid, until, over, about, because, like, near, from"
)
"""Prepositions of what was beside a deed: "called off a search after the bombing" bombed nothing."""


def find_light_verb(noun: Token) -> Token | None:
    """Return the verb that carries a nominal event ("carried out a raid"), or None."""
    if not noun.pos_ or noun.pos_ not in ("NOUN", "PROPN"):
        return None
    is_beside = noun.dep_ == "pobj" and noun.head.lower_ in _BESIDE
    if noun.dep_ in ("dobj", "nsubjpass", "nsubj", "conj") or (
        noun.dep_ == "pobj" and noun.head.head.pos_ == "VERB" and not is_beside
    ):
        verb = noun.head.head if noun.dep_ == "pobj" else noun.head
        if noun.dep_ == "conj":
            verb = noun.head.head
        if verb.pos_ == "VERB" and (lemma_of(verb) in LIGHT_VERBS or _is_in_protest(noun)):
            return verb
    if noun.dep_ == "nsubj" and noun.head.pos_ == "AUX":
        return None
    return None


def _is_in_protest(noun: Token) -> bool:
    """ "Sailed into the port in protest": who does it protests."""
    return bool(noun.lower_ == "protest" and noun.dep_ == "pobj" and noun.head.lower_ == "in")


def _is_met(
    need: str,
    token: Token,
    arguments: Arguments,
    light: Token | None,
    condition: Callable[[str, Token, Arguments], bool | None] | None,
) -> bool:
    if need == "n:blamed":
        return answer_with_arms(token)
    if need == "n:light":
        return light is not None or bool(arguments.get("between") or arguments.get("by") or arguments.get("poss"))
    if "=" in need:
        slot, words = need.split("=")
        wanted = words.split("|")
        if slot == "prep":
            return any(arguments.get(word) for word in wanted)
        heads = arguments.get(slot) or _below_object(arguments, slot)
        return any(head.lemma_.lower() in wanted for head in heads)
    if "~" in need:
        slot, kind = need.split("~")
        return any(holds_class(head, kind) for head in arguments.get(slot))
    wants, (slot, kind) = "!" not in need, need.replace("!", ":").split(":")
    if slot == "comp":
        answer = condition(kind, token, arguments) if condition else None
        return True if answer is None else answer is wants
    if slot == "n" and kind == "firing":
        return _is_shooting(token, arguments)
    if slot == "n":  # n!rallier: "a rally in oil prices"
        heads = [head for each in ("nat", "poss", "of", "in") for head in arguments.get(each)]
        return wants or not any(is_class(head, kind) for head in heads)
    slot, optional = slot.rstrip("?"), slot.endswith("?")
    heads = arguments.get(slot)
    if not wants:
        return not any(is_class(head, kind) for head in heads)
    if optional and not heads:
        return True
    return any(is_class(head, kind) or (head.pos_ == "PRON" and is_class(antecedent(head), kind)) for head in heads)


def _below_object(arguments: Arguments, slot: str) -> list[Token]:
    """ "Served notice of a strike": what a preposition introduces below the object."""
    return [
        inner
        for head in (arguments.get("obj") if slot == "of" else ())
        for child in head.children
        if child.dep_ == "prep" and child.lower_ == slot
        for inner in child.children
        if inner.dep_ == "pobj"
    ]


def _is_shooting(token: Token, arguments: Arguments) -> bool:
    """ "Hurt in firing by guards", "the firing": shots, and not somebody's dismissal ("the firing of a coach")."""
    if any(is_class(head, "force") for slot in ("by", "nat", "poss") for head in arguments.get(slot)):
        return True
    if arguments.get("of"):
        return False
    return bool(arguments.get("at") or arguments.get("on")) or any(
        child.dep_ == "det" and child.lower_ in ("the", "this", "that") for child in token.children
    )
