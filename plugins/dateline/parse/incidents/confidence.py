"""How far a report may be trusted: what speaks for it and against it, as features of a fitted logistic model.

The weights stand in `data/classifier.json` beside the classifier's; `make train` fits them on stories that neither a
rule nor the classifier has seen (tests/golden/calibration). A report counts as right there when the event is in the
story and its mode, day and country are what the text says. Source: codebook, "of the rows at 0.8, eight in ten are
right"; docs/accuracy.md has the reliability table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dateline.records import Actor, DateSource

if TYPE_CHECKING:
    from dateline.parse.incidents.incidents import Incident
    from dateline.parse.what.mentions import Mention
    from dateline.parse.where.sites import Site

LOWEST, HIGHEST = 0.02, 0.98
HIGHEST_UNDATED = 0.5
"""A report dated by its publication alone is never surer than this (codebook)."""
_PROBABILITIES = (0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 0.98)
_SENTENCES = (1, 2, 4, 8)
_MENTIONS = (2, 3)
_SHARES = (0.03, 0.06, 0.12, 0.2, 0.3, 0.5)
_LIKELY = 0.8
"""As the classifier's threshold of the same name."""


def describe_report(
    incident: Incident,
    actors: Sequence[Actor],
    site: Site,
    date_source: DateSource | None,
    tolls: Collection[object],
    telling: float,
) -> tuple[str, ...]:
    """Return the features of a report, each at most once. They hold no words of the text.

    `telling` is the share of its story's sentences that are likely to tell an event, 0-1 (`share_telling`).
    """
    mentions = incident.mentions
    first = mentions[0]
    named = [
        *_steps("probability", max(mention.probability for mention in mentions), _PROBABILITIES),
        *_steps("sentence", first.sentence, _SENTENCES),
        *_steps("mentions", len(mentions), _MENTIONS),
        *_steps("telling", telling, _SHARES),
        f"type={incident.event_type}",
        f"assertion={first.assertion}",
        f"source={_best_status(actors, 'source')}",
        f"target={_best_status(actors, 'target')}",
        f"date={date_source}",
        f"site={'none' if site.precision is None else 'own' if site.start is not None else 'inherited'}",
    ]
    told = (
        ("proposed", all(mention.is_proposed for mention in mentions)),
        ("nominal", all(mention.is_nominal for mention in mentions)),
        ("definite", all(mention.is_nominal and mention.is_definite for mention in mentions)),
        ("history clause", first.in_history_clause),
        ("background", first.is_background),
        ("reported", bool(first.reporters)),
        ("disputed", any(mention.is_disputed for mention in mentions)),
        ("mode", any(mention.event_mode for mention in mentions)),
        ("toll", bool(tolls)),
        ("point", site.latitude is not None),
    )
    return (*named, *(name for name, holds in told if holds))


def share_telling(mentions: Sequence[Mention], n_sentences: int) -> float:
    """Return the share of a story's sentences that are likely to tell an event, 0-1."""
    return len({each.sentence for each in mentions if each.probability >= _LIKELY}) / max(1, n_sentences)


def _steps(name: str, value: float, limits: Iterable[float]) -> Iterator[str]:
    """Yield one feature for each limit that a value reaches: what is fitted then is the rise from step to step."""
    return (f"{name}>={limit:g}" for limit in limits if value >= limit)


def _best_status(actors: Sequence[Actor], role: str) -> str:
    held = {actor.status for actor in actors if actor.role == role and actor.name}
    return next((status for status in ("named", "generic", "unknown") if status in held), "none")


def settle_confidence(probability: float, date_source: DateSource | None) -> float:
    """Return the confidence of a report, 0-1 in thousandths, from the model's probability that it is right."""
    highest = HIGHEST_UNDATED if date_source in ("publication", None) else HIGHEST
    return round(min(max(probability, LOWEST), highest), 3)
