"""Whose words a statement, a report or a count of the dead is: the ministry's that issued it."""

from __future__ import annotations

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.what.triggers import TriggerHit

_PAPERS = listed(
    "statement, report, communique, communiqué, bulletin, letter, memo, note, document, figure, tally, count, toll, "
    "data, indictment, complaint, filing, affidavit, dispatch, declaration, summary, list, post, message, video, "
    "recording, release, notice, text, readout, account"
)
_ISSUED = listed(
    "release, issue, publish, post, sign, write, compile, give, provide, send, collect, carry, file, circulate"
)
_OWNERLESS = frozenset(("its", "their", "his", "her", "our", "my", "whose"))


def author_of(paper: Token) -> Token:
    """Return who speaks in a paper: "a statement from Chad's presidency", "figures released by the ministry".

    Any other word, and a paper of nobody named, is itself.
    """
    if paper.lemma_.lower() not in _PAPERS or paper.pos_ != "NOUN":
        return paper
    for child in paper.children:
        if child.dep_ == "prep" and child.lower_ in ("from", "by"):
            return _object_of(child) or paper
        if child.dep_ == "acl" and child.tag_ == "VBN" and child.lemma_.lower() in _ISSUED:
            agents = [inner for inner in child.children if inner.dep_ == "agent"]
            author = next((found for agent in agents if (found := _object_of(agent)) is not None), None)
            if author is not None:
                return author
    owner = next((child for child in paper.children if child.dep_ == "poss"), None)
    return paper if owner is None or owner.lower_ in _OWNERLESS or owner.pos_ == "PRON" else owner


def credit_of(teller: Token) -> Token | None:
    """Return the "according" of "according to the army", "to a report released by the army"; None without one."""
    current = teller
    for _ in range(6):
        if current.lower_ == "according":
            return current
        if current.dep_ not in ("pobj", "prep", "poss", "acl", "agent") or current.head == current:
            return None
        current = current.head
    return None


def is_publication(hit: TriggerHit) -> bool:
    """ "Figures released by the ministry", "freed up a report": nobody is let go. "Opposition figures" are people.

    "Ordered the release of 50 demonstrators" lets people go.
    """
    if hit.trigger.event_mode != "release":
        return False
    released = hit.arguments.get("obj")
    return bool(released) and all(
        noun.lemma_.lower() in _PAPERS
        and not any(child.dep_ in ("amod", "compound") for child in noun.children)
        and not (noun.lemma_ == "release" and any(child.lower_ == "of" for child in noun.children))
        for noun in released
    )


def _object_of(preposition: Token) -> Token | None:
    return next(
        (child for child in preposition.children if child.dep_ == "pobj" and child.pos_ in ("NOUN", "PROPN")), None
    )
