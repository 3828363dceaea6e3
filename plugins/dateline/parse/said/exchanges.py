"""Acts of words that answer one another: a refusal takes its other side and its mode from what was asked or offered.

"The ministry offered talks. The teachers turned the offer down": whom they turned down stands a sentence before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.parse.incidents.parties import party_key
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention

_ASKING = frozenset(("AGREE", "REQUEST", "THREATEN"))
_REACH = 2
_LOOKED_AT = 6


def answer_each_other(mentions: Sequence[Mention]) -> None:
    """Give each refusal without another side that of the request or offer right before it, and a request's mode."""
    for at, mention in enumerate(mentions):
        if mention.event_type != "REJECT" or mention.is_background:
            continue
        asked = next(
            (each for each in reversed(mentions[max(0, at - _LOOKED_AT) : at]) if _is_asked(each, mention)), None
        )
        if asked is None:
            continue
        if not any(actor.is_known and not actor.is_pronoun for actor in mention.targets):
            mention.targets = [replace(actor) for actor in asked.sources]
        if mention.event_mode is None and asked.event_type == "REQUEST" and _share(mention.targets, asked.sources):
            mention.event_mode = asked.event_mode


def _is_asked(asked: Mention, answer: Mention) -> bool:
    return (
        asked.event_type in _ASKING
        and 0 <= answer.sentence - asked.sentence <= _REACH
        and bool(asked.sources)
        and not any(actor.is_pronoun for actor in asked.sources)
        and not _share(asked.sources, answer.sources)
    )


def _share(one: Sequence[ActorMention], other: Sequence[ActorMention]) -> bool:
    return not {party_key(actor) for actor in one}.isdisjoint({party_key(actor) for actor in other})
