"""Where the dependency parse loses its way over roles, and what the words around say of them.

Each function looks at one wording that the model is known to read wrongly, and answers for that wording alone.
"""

from __future__ import annotations

from typing import Any

from dateline.parse.text.wordlists import listed

_AT_LAW = listed("arrest, detention, trial, indictment, conviction, prosecution, imprisonment, extradition, capture")
_CAPTIVE = listed("hostage, hostages, captive, captives, prisoner")
_KEEPING = frozenset(("hold", "take", "keep", "seize"))
_WEIGHING = listed(
    "condemn, denounce, deplore, mourn, decry, protest, report, confirm, announce, investigate, recall, describe, "
    "criticise, criticize, lament, blame, probe, repudiate, regret, see, witness, film, survive, deny"
)
"""Verbs whose object somebody else did: "condemned the killing of a nurse by gunmen"."""
_SUFFERED = listed(
    "kill, wound, injure, maim, slay, arrest, detain, abduct, kidnap, displace, behead, massacre, murder, hospitalise, "
    "hospitalize, shoot, hold, jail, deport, free, release, convict, sentence, execute"
)


def doers_behind(noun: Any) -> list[Any]:
    """Return who did a deed whose "by" the parse hung elsewhere: "condemned the killing of a nurse by gunmen".

    It stands on the verb above, when that is one of telling or judging, or on the victim's name; no gerund counts.
    """
    above = []
    if noun.dep_ == "dobj" and noun.head.lemma_.lower() in _WEIGHING:
        above.append(noun.head)
    above += [
        inner for child in noun.rights if child.lower_ == "of" for inner in child.children if inner.dep_ == "pobj"
    ]
    phrases = [
        child for each in above for child in each.rights if child.lower_ == "by" and child.dep_ in ("prep", "agent")
    ]
    return [
        inner
        for phrase in phrases
        if phrase.i > noun.i
        for inner in phrase.children
        if inner.dep_ == "pobj" and inner.pos_ in ("NOUN", "PROPN") and inner.tag_ != "VBG"
    ]


def sides_behind(noun: Any) -> list[Any]:
    """Return who a clash was with where the parse hung that on the verb: "one man died in a clash with the police"."""
    after = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
    if after.lower_ not in ("with", "between") or after.dep_ != "prep" or noun.dep_ != "pobj":
        return []
    if after.head != noun.head.head:
        return []
    first = [child for child in after.children if child.dep_ == "pobj"]
    return [each for head in first for each in (head, *head.conjuncts)]


def charged_in(preposition: Any) -> list[Any]:
    """Return who is said to have done it: "the arrest of four soldiers for killing" is of soldiers who killed."""
    noun = preposition.head
    if preposition.lower_ not in ("for", "of", "on") or noun.lemma_.lower() not in _AT_LAW or noun.pos_ != "NOUN":
        return []
    whom = [child for child in noun.children if child.dep_ == "poss"]
    whom += [
        inner
        for child in noun.rights
        if child.dep_ == "prep" and child.lower_ == "of" and child.i < preposition.i
        for inner in child.children
        if inner.dep_ == "pobj"
    ]
    return whom


def made_captive(verb: Any) -> list[Any]:
    """Return whom a verb keeps: "holding eleven aid workers hostage" is parsed as if the workers were the hostage."""
    if verb.lemma_.lower() not in _KEEPING:
        return []
    return [
        inner
        for child in verb.rights
        if child.dep_ == "ccomp" and child.lower_ in _CAPTIVE
        for inner in child.children
        if inner.dep_ == "nsubj" or (inner.dep_ == "compound" and inner.tag_ == "NNS")
    ]


_MEASURES = listed("block, street, mile, kilometre, kilometer, km, metre, meter, yard, hour, day, week, month, year")


def is_distance(noun: Any) -> bool:
    """ "Was arrested a block away", "shot him a day later": how far, and no object."""
    behind = noun.doc[noun.i + 1].lower_ if noun.i + 1 < len(noun.doc) else ""
    is_measure = noun.dep_ == "dobj" and noun.lemma_.lower() in _MEASURES
    return is_measure and behind in ("away", "ago", "later", "earlier")


def gerund_parties(gerund: Any) -> list[tuple[str, Any]]:
    """ "Shelling by the army hit a market": whose shelling it was is its subject, what it hit its object."""
    if gerund.dep_ != "csubj" or gerund.tag_ != "VBG":
        return []
    phrases = [child for child in gerund.children if child.lower_ == "by" and child.dep_ in ("prep", "agent")]
    doers = [inner for phrase in phrases for inner in phrase.children if inner.dep_ == "pobj"]
    struck = [child for child in gerund.head.children if child.dep_ == "dobj"]
    return [*(("subj", doer) for doer in doers), *(("obj", each) for each in struck)]


def is_joined_passive(verb: Any) -> bool:
    """ "Was arrested in April and sentenced to a year": behind a passive, a participle taken for a past tense."""
    above = verb.head
    return (
        verb.tag_ == "VBD"
        and verb.dep_ == "conj"
        and verb.lemma_.lower() in _SUFFERED
        and above.tag_ == "VBN"
        and any(child.dep_ == "auxpass" for child in above.children)
        and not any(child.dep_ in ("nsubj", "nsubjpass", "dobj", "aux") for child in verb.children)
    )


def is_reduced_passive(verb: Any) -> bool:
    """ "Two engineers held hostage by the militia were seen": a participle that was taken for the main verb.

    Only an agent with "by" tells it, where nothing but "hostage" stands as an object.
    """
    if verb.tag_ != "VBD":
        return False
    children = list(verb.children)
    if any(child.dep_ in ("aux", "auxpass") and child.i < verb.i for child in children):
        return False
    objects = [child for child in children if child.dep_ in ("dobj", "oprd", "attr")]
    return any(child.dep_ == "agent" for child in children) and all(child.lower_ in _CAPTIVE for child in objects)


def is_lost_clause(verb: Any) -> bool:
    """ "The president condemned on Monday the killing": a main verb that was hung on its subject as a participle."""
    head = verb.head
    if verb.dep_ != "acl" or verb.tag_ != "VBN" or head.dep_ != "ROOT" or verb.i < head.i:
        return False
    if any(child.dep_ == "agent" for child in verb.children) or head.left_edge.i > verb.i:
        return False
    return any(child.dep_ == "dobj" and child.i > verb.i and _is_introduced(child) for child in verb.children)


def _is_introduced(noun: Any) -> bool:
    return noun.pos_ == "PROPN" or any(child.dep_ in ("det", "poss", "nummod") for child in noun.children)


def hidden_subject(verb: Any) -> Any | None:
    """Return who acts in "a magistrate jailed union leader Ana Ruiz", which is parsed as a phrase without a verb."""
    if verb.dep_ != "amod" or verb.tag_ not in ("VBN", "VBD") or verb.head.dep_ != "ROOT" or verb.i == 0:
        return None
    before = verb.nbor(-1)
    is_beside = before.head in (verb, verb.head) and before.dep_ in ("amod", "npadvmod", "compound", "nmod")
    is_alone = not any(word.pos_ in ("VERB", "AUX") and word.i != verb.i for word in verb.doc)
    return before if is_beside and is_alone and before.tag_ in ("NN", "NNS") else None


def is_headline_passive(verb: Any) -> bool:
    """True for "five civilians killed, three wounded": a counted subject of a verb that has no object of its own."""
    if verb.lemma_.lower() not in _SUFFERED or verb.tag_ not in ("VBD", "VBN"):
        return False
    if is_reduced_passive(verb):
        return True
    children = list(verb.children)
    if any(child.dep_ in ("aux", "auxpass", "dobj", "ccomp", "agent", "dative", "oprd") for child in children):
        return False
    subjects = [child for child in children if child.dep_ in ("nsubj", "csubj")]
    return bool(subjects) and all(
        subject.pos_ == "NUM" or any(inner.dep_ == "nummod" for inner in subject.children) for subject in subjects
    )
