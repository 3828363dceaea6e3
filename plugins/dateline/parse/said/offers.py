"""Offers of those in office: "the ministry offered to pay half of the arrears" is an AGREE, however rare its words.

Source: samples/README.md, "an offer is an AGREE"; the codebook, what somebody is ready to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.parse.grammar.negations import is_negated
from dateline.parse.grammar.syntax import Token
from dateline.parse.who.actors import ActorMention

SURE = 0.5
_OFFICE = frozenset(("GOV", "LEG", "MIL", "PTY", "REB", "OPP", "LAB", "UNO", "IGO"))


def is_offer(event_type: str, verb: Token, speakers: Sequence[ActorMention]) -> bool:
    """True for an offer to do something, by a government, a party, a union or an armed group."""
    if event_type != "AGREE" or verb.lemma_.lower() != "offer" or is_negated(verb):
        return False
    if not any(actor.sector in _OFFICE and not actor.is_pronoun for actor in speakers):
        return False
    return any(
        child.dep_ == "xcomp" and any(inner.lower_ == "to" for inner in child.children) for child in verb.children
    )
