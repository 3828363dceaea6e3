"""Whether somebody is held by captors: armed men without a state's authority, whose prisoners were abducted.

Source: the codebook's ASSAULT/abduct; police, armies and courts that hold somebody arrest (COERCE/arrest).
"""

from __future__ import annotations

from dateline.parse.grammar.syntax import Token, find_arguments
from dateline.parse.who.actors import resolve_actor

_CAPTORS = frozenset(("REB", "UAF", "CRM", "PRM"))
_AWAY = frozenset(("off", "up", "back", "down", "together"))


def is_held_by_captors(verb: Token) -> bool:
    """ "Rebels are holding two nuns", "nurses held by the gang since May"; nobody is kept who is held off or back."""
    if any(child.lower_ in _AWAY and child.dep_ in ("prt", "advmod") for child in verb.children):
        return False
    holders = [resolve_actor(head) for head in find_arguments(verb).get("subj") if head.pos_ in ("NOUN", "PROPN")]
    return bool(holders) and all(actor.sector in _CAPTORS for actor in holders)
