"""Acts of words that no verb of their own tells: threats, charges and concessions of a sentence, and who refuses what.

Source: the codebook's THREATEN, ACCUSE, CONCEDE and REJECT.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dateline.parse.grammar.syntax import Token
from dateline.parse.said.charges import find_charges, may_charge
from dateline.parse.said.climbdowns import find_climbdowns, may_climb_down
from dateline.parse.said.menaces import find_menaces, may_menace
from dateline.parse.said.refusals import may_refuse
from dateline.parse.said.speech import SpeechAct


def may_act_in_words(text: str) -> bool:
    """True for a sentence with the words of such an act: the cheap gate before the parse."""
    return may_refuse(text) or may_menace(text) or may_charge(text) or may_climb_down(text)


def find_acts(sentence: Token, refusals: Sequence[SpeechAct], threats: Collection[int]) -> list[SpeechAct]:
    """Return the acts of a parsed sentence, at most one a word; a concession or a threat goes before a refusal.

    "The offer is unacceptable" refuses it, and charges nobody. At the words `threats` a trigger tells a threat: "will
    blow up the pipe unless" says itself what is threatened.
    """
    sure = {refusal.token.i for refusal in refusals if refusal.least}
    charges = [charge for charge in find_charges(sentence) if charge.token.i not in sure]
    menaces = [menace for menace in find_menaces(sentence) if menace.mode or menace.token.i not in threats]
    acts = [*menaces, *find_climbdowns(sentence), *charges]
    told = {act.token.i for act in acts}
    return acts + [refusal for refusal in refusals if refusal.token.i not in told]
