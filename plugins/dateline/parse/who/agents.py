"""Who acted where the text does not say: the police behind an arrest, the state behind a curfew, the force deployed.

Source: the codebook's implied agents. Only acts that nobody else does imply their agent; violence never does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.parse.text.wordlists import listed

if TYPE_CHECKING:
    from dateline.parse.what.mentions import Mention
    from dateline.parse.who.actors import ActorMention

_POLICE_WORK = listed("book, interrogate, register, recover, unearth, retrieve, cordon, frisk")
_POLICE_MODES = frozenset(
    (("COERCE", "arrest"), ("ASSAULT", "crowd-control"), ("MOBILIZE", "police"), ("COERCE", "seize"))
)
_SCENE_MODES = frozenset(
    (("ASSAULT", "firearms"), ("ASSAULT", "crowd-control"), ("COERCE", "arrest"), ("COERCE", "seize"))
)
_ANYBODYS = frozenset(("shoot", "gun", "shooting"))
_SCENE = 6
_FORCE_WORD = re.compile(
    r"""\b(?:(?P<police>police\w*|constab\w+|gendarm\w+|inspectors?|sheriffs?|superintendent|detectives?|patrol\scars?)
    |(?P<army>army|armies|soldiers?|troops|military|navy|naval|barracks|coup|junta|battalions?|regiments?|brigades?))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NEAR = 800
"""Characters in which a story that speaks of officers says of what force."""
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


def settle_officers(mentions: Sequence[Mention], text: str) -> None:
    """Let "the officers" be the police's where the story spoke of police last, and an army's else."""
    for mention in mentions:
        for role in (mention.sources, mention.targets, mention.reporters):
            role[:] = [_of_its_force(actor, text) for actor in role]


def _of_its_force(actor: ActorMention, text: str) -> ActorMention:
    if actor.head != "officer" or actor.sector != "MIL" or actor.entity is not None:
        return actor
    if actor.status == "named" or _FORCE_WORD.search(actor.name):
        return actor
    told = list(_FORCE_WORD.finditer(text, max(0, actor.start - _NEAR), actor.start))
    word = told[-1] if told else _FORCE_WORD.search(text, actor.end, actor.end + _NEAR)
    return replace(actor, sector="COP") if word is not None and word.lastgroup == "police" else actor


def settle_agents(mentions: Sequence[Mention]) -> None:
    """Let the police of the story stand behind its curfews, and those at the scene behind what follows unsigned."""
    present = any(actor.sector == "COP" for mention in mentions for actor in (*mention.sources, *mention.reporters))
    for at, mention in enumerate(mentions):
        if mention.implied == "GOV" and present:
            mention.implied = "COP"
        if _is_police_work(mention) and all(actor.is_pronoun for actor in mention.sources):
            _sign(mention, mentions[max(0, at - _SCENE) : at])


def _is_police_work(mention: Mention) -> bool:
    """True for what the forces at a scene do: shots fired, crowds dispersed, arrests, seizures, cordons."""
    kind = (mention.event_type, mention.event_mode)
    return kind in _SCENE_MODES and mention.assertion in ("stated", "attributed") and mention.lemma not in _ANYBODYS


def _sign(mention: Mention, before: Sequence[Mention]) -> None:
    """ "Police chased the crowd. They fired six rounds": who last acted, a sentence back, when it was the police.

    Shots without any author ("six rounds were fired") are theirs only where they have used force already.
    """
    near = [each for each in before if 0 <= mention.sentence - each.sentence <= 1]
    acting = [each for each in near if each.sources and not each.is_two_sided]
    if not acting or any(actor.sector != "COP" for actor in acting[-1].sources):
        if mention.sources and mention.event_mode == "arrest" and not near:
            mention.implied = "COP"
        return
    if mention.sources:
        mention.sources, mention.implied = list(acting[-1].sources), None
    elif mention.event_mode == "firearms" and acting[-1].event_type == "ASSAULT" and not mention.is_nominal:
        mention.implied = "COP"
