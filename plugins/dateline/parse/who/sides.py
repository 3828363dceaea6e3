"""Who did it where people died as a crowd and a force clashed: both, as in any clash with two sides.

"Two students were killed when protesters clashed with the police" names no author of the killing, and tells who fought.
Source: the codebook's rule that in a two-sided clash every party is a source with a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention

_HARMED = listed("kill, wound, injure, shoot, hurt, maim")
_FOUGHT = listed("clash, skirmish, scuffle, battle, fight, brawl")
_TIMES = listed("when, as, after")
_BEARING_ARMS = frozenset(("COP", "MIL", "REB", "UAF", "PRM", "SPY"))


def lend_sides(mentions: Sequence[Mention], sentence: Any) -> None:
    """Give harm without an author the two sides of the clash that its own clause of time tells of.

    Only a clash with an armed side lends them: two crowds that meet leave it open who killed.
    """
    for harm in mentions:
        if harm.event_type != "ASSAULT" or harm.sources or harm.implied or harm.lemma not in _HARMED:
            continue
        if any(child.dep_ == "agent" for child in sentence[harm.token].children):  # "killed by a bomb as"
            continue
        clash = next((other for other in mentions if _is_clash_at(other, harm, sentence)), None)
        if clash is None:
            continue
        hurt = {actor.start for actor in harm.targets}
        sides = [actor for actor in (*clash.sources, *clash.targets) if actor.start not in hurt]
        if any(actor.sector in _BEARING_ARMS for actor in sides):
            harm.sources, harm.is_two_sided = sides, len(sides) > 1


def _is_clash_at(clash: Mention, harm: Mention, sentence: Any) -> bool:
    if clash is harm or clash.lemma not in _FOUGHT or not clash.sources or not clash.targets:
        return False
    verb = sentence[clash.token]
    if verb.head.i != harm.token or verb.dep_ != "advcl":
        return False
    return any(child.dep_ in ("advmod", "mark") and child.lower_ in _TIMES for child in verb.children)
