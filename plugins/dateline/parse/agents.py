"""Who acted where the text does not say: the police behind an arrest, the state behind a curfew, the force deployed.

Source: the codebook's implied agents. Only acts that nobody else does imply their agent; violence never does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dateline.parse.wordlists import listed

if TYPE_CHECKING:
    from dateline.parse.mentions import Mention

_POLICE_WORK = listed("book, interrogate, register, recover, unearth, retrieve, cordon, frisk")
_POLICE_MODES = frozenset(
    (("COERCE", "arrest"), ("ASSAULT", "crowd-control"), ("MOBILIZE", "police"), ("COERCE", "seize"))
)
_STATE_MODES = frozenset((("COERCE", "curfew"), ("COERCE", "restrict"), ("CONCEDE", None)))


def implied_agent(mention: Mention, *, dependents: frozenset[str]) -> str | None:
    """Return the sector of the agent that an act without one implies: "COP", "GOV", or None.

    `dependents` are the words that the trigger's row asked for.
    """
    if any(not actor.is_pronoun for actor in mention.sources):
        return None
    kind = (mention.event_type, mention.event_mode)
    if kind in (("COERCE", "arrest"), ("ASSAULT", "crowd-control")) and not mention.sources:
        return "COP"
    if kind in _POLICE_MODES and (kind[0] != "COERCE" or mention.lemma in _POLICE_WORK):
        return "COP"
    if mention.event_type == "ACCUSE" and mention.lemma in _POLICE_WORK:
        return "COP"
    if kind in _STATE_MODES and dependents & {"curfew", "prohibitory", "section"} and not mention.sources:
        return "GOV"
    return None


def settle_agents(mentions: Sequence[Mention]) -> None:
    """Let the police of the story stand behind its curfews: where they act or speak, they are who enforced them."""
    present = any(actor.sector == "COP" for mention in mentions for actor in (*mention.sources, *mention.reporters))
    for mention in mentions:
        if mention.implied == "GOV" and present:
            mention.implied = "COP"
