"""The span of a noun phrase that names somebody: which words around a head are its name, and which count or date it.

Source: the codebook's actor rows ("a name has no count, article, title, office or epithet").
"""

from __future__ import annotations

from typing import Any, TypeAlias

from dateline.parse.grammar.daynames import names_day
from dateline.parse.grammar.misparses import hidden_subject
from dateline.parse.text.wordlists import listed

Token: TypeAlias = Any

_LEFT_PARTS = listed("compound, amod, nmod, poss, case, nummod, quantmod, advmod, punct, npadvmod, neg, det")
_DROPPED_LEFT = frozenset(("DET", "NUM"))
_COUNT_WORDS = listed(
    "dozens, scores, hundreds, thousands, number, tens, handful, group, couple, lot, majority, most, many, several, "
    "some, few, all, both, million, millions, total, rest, members, dozen, half, third, at, least, more, than, "
    "about, nearly, almost, around, up, to, over, other, another, two, three, four, five, six, seven, eight, nine, "
    "ten, one, approximately, estimated, first, second, own, such, additional, further"
)
_OF_HEADS = listed(
    "dozens, scores, hundreds, thousands, number, tens, handful, couple, lot, majority, millions, one, two, three, "
    "some, many, several, most, all, half, group, groups, crowd, total, part, member, members, a, both"
)
_DONE_TO = listed(
    "dead, murdered, slain, assassinated, killed, kidnapped, kidnaped, abducted, wounded, injured, slaughtered"
)  # "shot dead 28 people", "the murdered judge"


def phrase(head: Token, *, with_complement: bool = True) -> tuple[int, int]:
    """Return the token span [first, last] of a noun phrase: no determiner or count, "of"-complements kept.

    "at least 17 Malian soldiers" is "Malian soldiers"; "leaders of jihadist groups" stays whole.
    """
    if head.lower_ in _OF_HEADS or head.pos_ == "NUM":
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "from") and child.i > head.i:
                inner = [last for last in child.children if last.dep_ == "pobj" and last.pos_ != "PRON"]
                if inner and head.lower_ not in ("group", "groups", "member", "members", "crowd"):
                    return phrase(inner[0], with_complement=with_complement)
    first = last = head.i
    lefts = [child for child in head.lefts if child.dep_ in _LEFT_PARTS]
    verb = next((child.i for child in lefts if hidden_subject(child) is not None), -1)
    lefts = [child for child in lefts if child.i > verb]
    if lefts:
        first = _left_edge(head, lefts)
    document = head.doc
    while first < head.i and (_is_droppable(document[first]) or _is_of_day(document, first)):
        first += 1
    first = _behind_age(head, first)
    if with_complement:
        last = _right_edge(head)
    return first, last


def _is_of_day(document: Token, at: int) -> bool:
    """ "Monday's police action": the day is no part of a name."""
    day = at - 1 if document[at].dep_ == "case" else at
    return (
        day >= 0
        and (names_day(document[day]) or document[day].lower_ == "yesterday")
        and (day < at or document[at + 1].dep_ == "case")
    )


def _behind_age(head: Token, first: int) -> int:
    """ "A 16-year-old apprentice" is an apprentice."""
    words = [token.lower_ for token in head.doc[first : first + 3]]
    return (
        first + 3
        if words[:2] in (["year", "-"], ["month", "-"]) and words[2:] == ["old"] and first + 3 <= head.i
        else first
    )


def _left_edge(head: Token, lefts: list[Token]) -> int:
    first = int(head.i)
    for child in reversed(lefts):
        if child.right_edge.i + 1 < first and any(
            t.is_punct and t.text not in "-'\"" for t in head.doc[child.right_edge.i + 1 : first]
        ):
            break
        if any(inner.dep_ in ("relcl", "appos") for inner in child.subtree):
            break
        joined = [inner for inner in child.children if inner.dep_ == "conj"]
        if joined and child.dep_ in ("nmod", "compound"):
            return min(first, int(joined[-1].i))
        first = min(first, child.left_edge.i)
    return first


def _is_droppable(token: Token) -> bool:
    return (
        token.pos_ in _DROPPED_LEFT
        or token.lower_ in _COUNT_WORDS
        or token.lower_ in _DONE_TO
        or token.is_punct
        or token.is_space
        or (token.lower_ == "outside" and token.dep_ == "amod")
        or (token.pos_ == "PRON" and token.tag_ in ("PRP$", "DT", "WDT", "PRP"))
        or (token.pos_ in ("ADV", "SCONJ", "ADP") and token.dep_ in ("advmod", "quantmod", "prep"))
    )


def _right_edge(head: Token) -> int:
    last = int(head.i)
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for") and child.i == last + 1:
            inner = [each for each in child.children if each.dep_ == "pobj"]
            if inner and (child.lower_ == "of" or inner[0].pos_ == "PROPN") and inner[0].pos_ in ("NOUN", "PROPN"):
                reach = _right_edge(inner[0])
                if reach - head.i <= 9 and not any(t.text in ",;:()" for t in head.doc[head.i : reach + 1]):
                    last = reach
        elif child.dep_ in ("nummod", "compound", "flat") and child.i == last + 1 and child.pos_ in ("PROPN", "NUM"):
            last = int(child.i)
    return last
