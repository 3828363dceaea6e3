"""What did not happen: "did not attack", "no attack", "without firing", "nobody was hurt"."""

from __future__ import annotations

from dateline.parse.grammar.syntax import Token


def is_negated(token: Token) -> bool:
    """True when the trigger itself is negated: "did not attack", "no attack", "without firing"."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in ("no", "not", "never", "without", "n't", "neither", "nor", "hardly"):
            return bool(child.i < token.i or child.dep_ == "neg")
        if child.dep_ in ("nsubj", "nsubjpass") and is_nobody(child):
            return True
    if token.dep_ == "pcomp" and token.head.lower_ == "without":
        return True
    if token.dep_ == "xcomp" and token.head.lemma_ in ("fail", "decline", "forget"):
        return True
    return bool(token.dep_ == "pobj" and token.head.lower_ == "without")


def is_nobody(subject: Token) -> bool:
    """ "Nobody", "no ransom": but not "no fewer than ten"."""
    if subject.lower_ in ("nobody", "none", "nothing"):
        return True
    words = [child.lower_ for child in subject.lefts]
    if words[:1] == ["not"] and {"single", "one"} & set(words):  # "not a single soldier was tried"
        return True
    return any(
        child.lower_ in ("no", "neither") and child.dep_ == "det" and child.head == subject
        for child in subject.children
    )


def is_said_by_nobody(pronoun: Token) -> bool:
    """ "No group has said that it was behind the attack", "nobody admits that they planned it": a doer that is none."""
    if pronoun.pos_ != "PRON" or pronoun.dep_ not in ("nsubj", "nsubjpass") or pronoun.head.dep_ != "ccomp":
        return False
    return any(child.dep_ == "nsubj" and is_nobody(child) for child in pronoun.head.head.children)
