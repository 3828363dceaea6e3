"""Arguments in the dependency parse: who does what to whom around a trigger word.

Tokens are the words of a tree (trees.py); this module is the only one that knows its label scheme (ClearNLP labels
of the English models: nsubj, nsubjpass, dobj, pobj, agent, conj, relcl, acl, advcl, xcomp, ccomp).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from dateline.parse.grammar.daynames import names_day
from dateline.parse.grammar.misparses import (
    charged_in,
    doers_behind,
    gerund_parties,
    hidden_subject,
    is_distance,
    is_headline_passive,
    is_joined_passive,
    is_lost_clause,
    made_captive,
)
from dateline.parse.text.wordlists import listed

Token: TypeAlias = Any

DEMANDING_MODALS = frozenset(("must", "should"))
_SUBJECT = frozenset(("nsubj", "csubj"))
_PASSIVE_SUBJECT = frozenset(("nsubjpass", "csubjpass"))
_OBJECT = frozenset(("dobj", "attr", "oprd"))
_NOUNISH = frozenset(("NOUN", "PROPN", "PRON", "NUM", "DET", "X"))
_COMMITTING = frozenset(("carry", "perpetrate", "commit", "claim", "stage", "launch", "mount", "conduct"))
_RELATIVE = frozenset(("who", "which", "that", "whom"))
_BETWEEN = frozenset(("dead", "down", "alive", "away", "back", "out", "home", "off", "apart"))
_DONE_BY_OTHERS = frozenset(("them", "him", "her"))
"""Pronouns that are never who tells it behind them: "soldiers shot them, a group said"."""
_LETTING = frozenset(("let", "allow", "permit"))


@dataclass(slots=True)
class Arguments:
    """What depends on a trigger: slots ("subj", "obj", "by", "poss", "nat", or a preposition) to argument heads."""

    slots: dict[str, list[Token]] = field(default_factory=dict)
    passive: bool = False

    def add(self, slot: str, token: Token) -> None:
        """Add an argument head and what is coordinated with it."""
        held = self.slots.setdefault(slot, [])
        for child in token.lefts:  # "the army and M23 rebels" is parsed as one phrase, and is two parties
            is_joined = child.dep_ in ("nmod", "compound") and any(inner.dep_ == "cc" for inner in child.children)
            if is_joined and child.pos_ in ("NOUN", "PROPN") and slot != "nat" and child not in held:
                held.append(child)
        for each in (token, *token.conjuncts, *in_series(token)):
            if each.i >= token.i and each not in held and (each.pos_ in _NOUNISH or slot == "nat"):
                held.append(each)

    def get(self, slot: str) -> list[Token]:
        """Return the heads in `slot`, in text order."""
        return self.slots.get(slot, [])


def in_series(head: Token) -> list[Token]:
    """Return what a comma joins to a noun: "three buses, a truck and a clinic" is parsed as an apposition, and is none.

    An apposition describes one thing ("Ana Ruiz, a lawyer and activist"); a series has a member with its own article,
    count, owner or name behind its "and". Names behind a generic plural are those of the same people.
    """
    for child in head.rights:
        if child.dep_ != "appos" or child.i - head.i > 8 or child.pos_ not in ("NOUN", "PROPN"):
            continue
        tail = [each for each in child.conjuncts if each.i > child.i]
        inner = [last for last in child.rights if last.dep_ == "appos"]
        tail += [each for last in inner for each in last.conjuncts if each.i > last.i]
        if tail and _is_series(head, child, tail):
            return [child, *tail]
    return []


def _is_series(head: Token, second: Token, tail: list[Token]) -> bool:
    if second.pos_ == "PROPN" and not (len(tail) > 1 and _has_article(second)):
        return bool(head.pos_ == "PROPN")
    if head.pos_ == "PROPN" and not any(child.dep_ == "poss" for child in second.children):
        return False
    return all(each.pos_ == "PROPN" or _is_introduced(each) for each in tail) and _is_introduced(second)


def _has_article(noun: Token) -> bool:
    return any(child.dep_ == "det" for child in noun.children)


def _is_introduced(noun: Token) -> bool:
    return any(child.dep_ in ("det", "poss", "nummod") for child in noun.children) or noun.tag_ == "NNS"


def find_arguments(token: Token) -> Arguments:
    """Return the arguments of a verb or noun in its parse, relative and reduced clauses resolved.

    They are found once a word; the caller may add to what it gets.
    """
    if token.arguments is None:
        token.arguments = _read_arguments(token)
    held: Arguments = token.arguments
    return Arguments({slot: list(heads) for slot, heads in held.slots.items()}, held.passive)


def _read_arguments(token: Token) -> Arguments:
    arguments = Arguments()
    if token.lower_ in DEMANDING_MODALS:
        _modal_arguments(token, arguments)
    elif token.pos_ in ("VERB", "AUX", "ADJ") or token.tag_.startswith("VB"):
        _verb_arguments(token, arguments)
        if token.dep_ in ("amod", "compound") and token.head.pos_ in ("NOUN", "PROPN"):
            arguments.add("obj" if token.tag_ == "VBN" else "subj", token.head)
            hidden = hidden_subject(token)
            if hidden is not None:
                arguments.passive = False
                arguments.add("subj", hidden)
    else:
        _noun_arguments(token, arguments)
    return arguments


def _verb_arguments(token: Token, arguments: Arguments) -> None:
    arguments.passive = is_passive(token)
    headline = arguments.passive and is_headline_passive(token)
    for child in token.children:
        if child.dep_ in _SUBJECT and not headline:
            arguments.add("subj", _relative(child))
        elif (
            child.dep_ in _PASSIVE_SUBJECT
            or child.dep_ in _OBJECT
            or (headline and child.dep_ in _SUBJECT)
            or (child.dep_ == "ccomp" and child.pos_ == "NOUN" and token.lemma_ in _ACCUSING and _is_plain(child))
        ):
            if not is_distance(child):
                arguments.add("obj", _relative(child))
        elif child.dep_ == "dative":
            for inner in child.children if child.pos_ == "ADP" else (child,):
                arguments.add("iobj" if child.pos_ != "ADP" else child.lower_, inner)
    _prepositions(token, arguments)
    for slot, head in gerund_parties(token):
        arguments.add(slot, head)
    if arguments.passive:
        for agent in arguments.get("by"):
            if agent.head.dep_ == "agent" or agent.dep_ == "conj":
                arguments.add("subj", agent)
    if not arguments.get("obj" if arguments.passive else "subj"):
        _inherit_subject(token, arguments)
    if not arguments.get("obj") and not arguments.passive:
        _shared_object(token, arguments)
        _let_object(token, arguments)


_ACCUSING = frozenset(("accuse", "suspect", "convict", "acquit", "blame"))


def _is_plain(noun: Token) -> bool:
    """ "Accused the forests minister of": a noun that the parse took for a clause, with no verb in it."""
    return not any(child.pos_ in ("AUX", "VERB") or child.dep_ == "mark" for child in noun.children)


def _modal_arguments(modal: Token, arguments: Arguments) -> None:
    """ "The minister said Iran must open the border": who says it is the subject, of whom it is asked the object."""
    verb = modal.head
    for asked in find_subjects(verb):
        arguments.add("obj", asked)
    while verb.dep_ in ("conj", "xcomp") and verb.head != verb:
        verb = verb.head
    if verb.dep_ == "ccomp":
        for speaker in find_subjects(verb.head):
            arguments.add("subj", speaker)


def _relative(token: Token) -> Token:
    """Return the noun a relative pronoun stands for, else the token."""
    if token.lower_ in _RELATIVE and token.tag_ in ("WDT", "WP", "IN", "DT"):
        verb = token.head
        while verb.dep_ in ("conj", "ccomp", "xcomp") and verb.head != verb:
            verb = verb.head
        if verb.dep_ == "relcl":
            return verb.head
    return token


def _prepositions(token: Token, arguments: Arguments) -> None:
    for child in token.children:
        if child.dep_ in ("oprd", "acomp", "advmod") and child.lower_ in _BETWEEN:  # "shot dead by", "kept away from"
            _prepositions(child, arguments)
        joined = child.dep_ == "conj" and child.pos_ == "ADP"  # "an inquiry into the fund, and into its director"
        if child.dep_ in ("prep", "agent", "prt") or joined or (child.dep_ == "advmod" and child.pos_ == "ADP"):
            slot = "by" if child.dep_ == "agent" else child.lower_
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp") and inner.pos_ != "VERB":
                    arguments.add(slot, _relative(inner))
                    if slot == "under":  # "came under attack by", "under fire from"
                        _prepositions(inner, arguments)
                elif inner.dep_ == "prep":  # "out of the town", "away from"
                    for last in inner.children:
                        if last.dep_ == "pobj":
                            arguments.add(inner.lower_, last)


def _inherit_subject(token: Token, arguments: Arguments) -> None:
    """A conjoined, infinitive or participle clause takes its subject from the clause above."""
    slot = "obj" if arguments.passive else "subj"
    head = token.head
    if token.dep_ in ("acl", "relcl") and head.pos_ in _NOUNISH:
        if token.dep_ == "relcl":
            return
        arguments.add("obj" if token.tag_ == "VBN" and not is_lost_clause(token) else "subj", head)
    elif token.dep_ in ("conj", "xcomp", "advcl", "ccomp", "dep", "parataxis") and head != token:
        above = find_subjects(head)
        if token.dep_ == "xcomp":
            controllers = [child for child in head.children if child.dep_ == "dobj"]
            above = controllers or above
        if token.dep_ == "ccomp":
            return
        for subject in above:
            if slot not in arguments.slots or subject not in arguments.slots[slot]:
                arguments.add(slot, subject)
    elif token.dep_ == "pcomp" and head.head != head and not _has_article(token):
        for subject in charged_in(head) or find_subjects(head.head):
            arguments.add(slot, subject)


def _shared_object(token: Token, arguments: Arguments) -> None:
    """ "attacked and burned the village": the first verb borrows the object of the last."""
    for child in token.children:
        if child.dep_ == "conj" and child.tag_ == token.tag_ and child.i - token.i <= 3:
            for inner in child.children:
                if inner.dep_ == "dobj":
                    arguments.add("obj", inner)


def _let_object(token: Token, arguments: Arguments) -> None:
    """ "Let nine sailors go", "allowed the lorries to pass": the subject of what is let is whom it is done to."""
    for kept in made_captive(token):
        arguments.add("obj", kept)
    if token.lemma_ not in _LETTING:
        return
    for child in token.children:
        if child.dep_ == "ccomp":
            for inner in child.children:
                if inner.dep_ == "nsubj":
                    arguments.add("obj", inner)


def find_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return who or what is the grammatical subject of a verb, active or passive, through coordination."""
    found = [_relative(child) for child in verb.children if child.dep_ in _SUBJECT or child.dep_ in _PASSIVE_SUBJECT]
    if found or depth > 6:
        return found
    if verb.dep_ in ("conj", "xcomp", "advcl", "acomp") and verb.head != verb:
        return find_subjects(verb.head, depth + 1)
    if verb.dep_ == "acl" and verb.head.pos_ in _NOUNISH:
        return [verb.head]
    return []


def antecedent(pronoun: Token) -> Token:
    """Return what a pronoun stands for inside its sentence: "Iraq said it would allow" is Iraq; else the pronoun.

    Only the subject of a verb of saying or wanting above the pronoun's clause is taken, never a guess.
    """
    current, clauses = pronoun, 0
    for _ in range(25):
        head = current.head
        if head == current:
            return pronoun
        if current.dep_ in ("ccomp", "advcl", "parataxis", "relcl", "xcomp", "conj") and head.pos_ == "VERB":
            clauses += current.dep_ != "conj"
            for subject in find_subjects(head):
                if (
                    subject.pos_ in ("NOUN", "PROPN")
                    and subject.i != pronoun.i
                    and clauses
                    and _agrees(pronoun, subject)
                    and (subject.i < pronoun.i or pronoun.lower_ not in _DONE_BY_OTHERS)
                ):
                    return subject
        current = head
    return pronoun


_PERSONAL = frozenset(("he", "she", "him", "her", "his"))
_NO_PERSONS = listed(
    "chronicle, times, post, news, guardian, journal, herald, tribune, telegraph, gazette, newspaper, agency, "
    "ministry, council, commission, committee, union, party, front, army, government, court, office, network, group"
)


def _agrees(pronoun: Token, noun: Token) -> bool:
    plural = noun.tag_ in ("NNS", "NNPS") or bool(noun.conjuncts)
    if pronoun.lower_ in _PERSONAL and noun.lower_ in _NO_PERSONS:
        return False  # "The Chronicle says he was arrested"
    if pronoun.lower_ in ("they", "their", "them", "we", "our", "us"):
        return True
    return not plural


def is_passive(verb: Token) -> bool:
    """True for "was killed", "killed by", and reduced relatives ("the men killed on Friday")."""
    if is_headline_passive(verb) or is_joined_passive(verb):
        return True
    if verb.tag_ != "VBN":
        return False
    if any(child.dep_ in ("nsubjpass", "auxpass", "agent") for child in verb.children):
        return True
    if any(child.dep_ in ("nsubj", "dobj") for child in verb.children):
        return False
    if verb.dep_ == "acl" or (verb.dep_ == "amod"):
        return True
    if verb.dep_ == "conj" and verb.head.tag_ == "VBN":
        return is_passive(verb.head) and not any(child.dep_ == "aux" for child in verb.children)
    return not any(child.lemma_ == "have" for child in verb.children) and verb.dep_ in ("advcl", "ROOT", "ccomp", "dep")


def _noun_arguments(token: Token, arguments: Arguments) -> None:
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    if following.dep_ == "prep" and following.lower_ in ("on", "in"):
        _behind_date(following, arguments)
    for child in token.children:
        if child.dep_ == "poss":
            arguments.add("poss", child)
        elif child.dep_ in ("amod", "compound", "nmod"):
            arguments.add("nat", child)
        elif child.dep_ == "dobj":  # "militiamen attack farmers": a verb that was taken for a noun
            arguments.add("on", child)
        elif child.dep_ == "relcl":
            for inner in child.children:
                if inner.dep_ in ("nsubj",) and inner.lower_ not in _RELATIVE:
                    arguments.add("by", inner)
        # "the attack claimed by", "a raid which was carried out by"
        if child.tag_ == "VBN" and (child.dep_ == "acl" or (child.dep_ == "relcl" and child.lemma_ in _COMMITTING)):
            for inner in child.children:
                if inner.dep_ in ("agent", "prep") and inner.lower_ == "by":
                    for last in inner.children:
                        if last.dep_ == "pobj":
                            arguments.add("by", last)
    _prepositions(token, arguments)
    if not arguments.get("by"):
        for doer in doers_behind(token):
            arguments.add("by", doer)


def _behind_date(preposition: Token, arguments: Arguments) -> None:
    """ "The murder on 15 September of Luis Mora": what follows the day belongs to the deed."""
    for day in preposition.children:
        if day.dep_ == "pobj" and names_day(day):
            for child in day.rights:
                if child.dep_ == "prep" and child.lower_ == "of":
                    for inner in child.children:
                        if inner.dep_ == "pobj" and inner.pos_ in _NOUNISH:
                            arguments.add("of", inner)


_WITH_DEPENDENTS = frozenset(
    ("prep", "dobj", "attr", "acomp", "agent", "oprd", "dative", "nsubjpass", "prt", "advmod", "nsubj")
)
_BELOW_DEPENDENTS = frozenset(("pobj", "compound", "conj", "amod", "prep", "dobj", "pcomp"))


def dependent_words(token: Token) -> set[str]:
    """Return the words that depend on a token, by form and lemma: particle, object, complement, below a preposition."""
    words: set[str] = set()
    for child in token.children:
        words.update((child.lemma_.lower(), child.lower_))
        if child.dep_ in _WITH_DEPENDENTS:
            for inner in child.children:
                if inner.dep_ in _BELOW_DEPENDENTS:
                    words.update((inner.lemma_.lower(), inner.lower_))
                if inner.lower_ == "of":  # "a state of emergency", "part of an aid programme"
                    words.update(last.lemma_.lower() for last in inner.children)
        elif child.dep_ == "ccomp":  # "allowed an aid convoy to enter": the object is the subject of what is allowed
            words.update(inner.lemma_.lower() for inner in child.children if inner.dep_ == "nsubj")
    if token.dep_ in ("relcl", "acl"):
        words.add(token.head.lemma_.lower())
    return words
