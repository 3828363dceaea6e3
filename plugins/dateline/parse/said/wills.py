"""What a stated will amounts to: "will send rice" offers, "will bomb them if" threatens, "will drop the tax" yields.

Source: the codebook's case 5 and its acts of words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.parse.grammar.syntax import find_subjects
from dateline.parse.said.threats import is_protest, to_come
from dateline.parse.what.conditions import is_on_condition, is_own_will, is_scheduled

if TYPE_CHECKING:
    from dateline.parse.what.mentions import Mention
    from dateline.parse.what.triggers import TriggerHit

HOSTILE = frozenset(("ASSAULT", "COERCE", "SANCTION", "PROTEST", "MOBILIZE", "REJECT", "THREATEN"))
FRIENDLY = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "AGREE"))
_THREAT_MODES = {"ASSAULT": "violence", "MOBILIZE": "violence", "SANCTION": "relations"}
_COERCE_THREATS = {
    "arrest": "arrest",
    "restrict": "restrict",
    "deport": "expel",
    "seize": "restrict",
    "censor": "restrict",
    "curfew": "restrict",
    "martial-law": "restrict",
}


def stated_will(base: Mention, hit: TriggerHit) -> list[Mention]:
    """A stated will: friendly acts are agreements to come, hostile ones are planned, or threats when conditional."""
    verb = hit.light_verb or hit.token
    if base.event_mode == "resign":  # nobody agrees on anything when he will leave his post
        base.assertion = "planned"
        return [base]
    if base.event_type == "CONCEDE":  # who says that a plan will be dropped gives way by saying it
        base.assertion = "attributed" if base.reporters else "stated"
        return [base]
    if base.event_type in FRIENDLY and base.event_type != "AGREE":
        if base.event_type != "CONSULT" or is_own_will(verb) or not is_scheduled(verb):
            base.event_type, base.event_mode = "AGREE", None
            return [base]
        base.assertion = "planned" if base.assertion in ("stated", "attributed") else base.assertion
        return [base]
    if base.event_type == "THREATEN":
        base.assertion = "attributed" if base.reporters else "stated"
        return [base]
    conditional = is_on_condition(verb)
    first_person = any(head.lower_ in ("we", "i") for head in find_subjects(verb))
    if base.event_type == "ASSAULT" and is_own_will(verb):  # "the militia said it would resume its attacks"
        conditional = True
    if base.event_type in HOSTILE and (conditional or first_person) and base.event_type != "THREATEN":
        awaited = [to_come(base)] if is_protest(base, hit) else []
        threat = threat_mode(base)
        speakers = base.reporters if first_person else base.sources
        base.event_type, base.event_mode, base.sources, base.implied = (
            "THREATEN",
            threat,
            speakers or base.sources,
            None,
        )
        if base.assertion == "planned":
            base.assertion = "attributed" if base.reporters else "stated"
        return [*awaited, base]
    if base.assertion in ("stated", "attributed"):
        base.assertion = "planned"
    return [base]


def threat_mode(base: Mention) -> str | None:
    """Return the mode of a threat to do what `base` tells, None where the list has none."""
    if base.event_type == "COERCE":
        return _COERCE_THREATS.get(base.event_mode or "")
    return _THREAT_MODES.get(base.event_type)
