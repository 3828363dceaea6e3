"""The protest to come that a threat or a promise sets a day for.

"Doctors threatened to walk out from Wednesday unless" has two events, a threat now and a strike that is planned.
Without a day there is the threat alone. Source: samples/README.md ("planned": `nairobi-doctors-ultimatum`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.parse.grammar.negations import is_negated
from dateline.parse.what.triggers import TriggerHit

if TYPE_CHECKING:
    from dateline.parse.what.mentions import Mention

_LEAST = 0.5


def is_protest(base: Mention, hit: TriggerHit) -> bool:
    """True for a strike, march or boycott that somebody threatens with or promises."""
    return base.event_type == "PROTEST" and not is_negated(hit.light_verb or hit.token)


def to_come(base: Mention) -> Mention:
    """Return the protest itself, as an event that is planned."""
    return replace(
        base,
        assertion="planned",
        sources=list(base.sources),
        targets=list(base.targets),
        reporters=list(base.reporters),
        is_set=True,
        least=_LEAST,
    )


def is_unset(mention: Mention) -> bool:
    """True for a protest to come that the text sets no day for."""
    return mention.is_set and not any(day.is_future for day in mention.dates)
