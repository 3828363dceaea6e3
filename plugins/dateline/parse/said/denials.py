"""Who rejects a charge denies what he is charged with: no act of its own beside the accusation.

"A rights group accused the army of executing villagers, a charge the military rejected" is an accusation and a
disputed killing. Source: codebook, case 7; samples/README.md ("a denial beside its accusation" is no event).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed

if TYPE_CHECKING:
    from dateline.parse.what.mentions import Mention

_CHARGES = listed("accusation, allegation, charge, claim, finding, assertion, insinuation, suggestion")
_DENYING = listed("reject, deny, dismiss, refute, dispute, rebuff, rebut")
_POINTING = frozenset(("the", "this", "that", "these", "those", "all", "any", "such", "its", "their", "his", "her"))


def rejects_charge(verb: Token) -> bool:
    """ "Rejected the accusation", "dismissed those claims", "a charge the army denied"."""
    if verb.lemma_.lower() not in _DENYING:
        return False
    if verb.dep_ == "relcl" and verb.head.lemma_.lower() in _CHARGES:
        return bool(verb.head.dep_ == "appos" or verb.head.i > verb.head.head.i)
    return any(
        child.dep_ in ("dobj", "nsubjpass")
        and child.lemma_.lower() in _CHARGES
        and any(each.lower_ in _POINTING for each in child.children)
        for child in verb.children
    )


def dispute_charges(mentions: Sequence[Mention]) -> None:
    """Note that the deeds of a sentence's accusation are disputed where the sentence tells who rejects it."""
    if any(mention.is_denial for mention in mentions) and any(each.event_type == "ACCUSE" for each in mentions):
        for mention in mentions:
            if mention.event_type in ("ASSAULT", "COERCE") and mention.assertion == "attributed":
                mention.is_disputed = True
