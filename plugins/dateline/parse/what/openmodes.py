"""An attack whose manner the text leaves open: "could not say whether it was a suicide bomber or a hidden device".

Source: codebook, case 13: the mode is null, and the two readings are no further attacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dateline.parse.incidents.incidents import Incident
from dateline.parse.text.sentences import Sentence
from dateline.parse.what.modes import weapon_mode
from dateline.parse.what.weapons import find_weapons

_DOUBT = re.compile(
    r"""\b(?:(?:could|did|do|was|is|has|have)(?:\snot|n['’]t)|cannot|can['’]t|unable\sto|unclear|unknown|yet\sto|disagreed)\b
    [^.;"“”]{0,60}?\b(?:whether|if|over)\b(?P<one>[^.;"“”]{3,110}?)\bor\b(?P<other>[^.;"“”]{3,110})""",
    re.IGNORECASE | re.VERBOSE,
)
_SHOTS = re.compile(r"\b(?:shots?|gunfire|gunmen|bullets?|shot)\b", re.IGNORECASE)
_PLANTED = re.compile(r"\b(?:planted|hidden|buried|left|parked|roadside)\b", re.IGNORECASE)
_REACH = 3


def open_modes(incidents: Sequence[Incident], text: str, sentences: Sequence[Sentence]) -> None:
    """Leave the mode open of each attack of which a sentence soon after says that it was one of two kinds."""
    for at, modes in _find_doubts(text, sentences):
        near = [each for each in incidents if each.event_type == "ASSAULT" and _tells_before(each, at)]
        if near and _is_one_of(near[-1], modes, at):
            for mention in near[-1].mentions:
                mention.event_mode = None
                mention.weapons = [] if mention.sentence == at else mention.weapons


def _find_doubts(text: str, sentences: Sequence[Sentence]) -> Iterator[tuple[int, frozenset[str]]]:
    for at, sentence in enumerate(sentences):
        found = _DOUBT.search(text, sentence.start, sentence.end)
        modes = {_mode_in(found[half]) for half in ("one", "other")} - {None} if found else set()
        if len(modes) > 1:
            yield at, frozenset(mode for mode in modes if mode)


def _mode_in(words: str) -> str | None:
    """Return the mode that half of an alternative speaks of; None where it speaks of none."""
    if "suicide" in words.lower():
        return "suicide-attack"
    found = (weapon_mode(f"{weapon.type or ''} {weapon.text}") for weapon in find_weapons(words))
    mode = next(filter(None, found), None)
    if mode is None and _PLANTED.search(words):
        return "explosives"
    return mode or ("firearms" if _SHOTS.search(words) else None)


def _tells_before(incident: Incident, at: int) -> bool:
    return not incident.mentions[0].is_background and any(
        0 <= at - each.sentence <= _REACH for each in incident.mentions
    )


def _is_one_of(incident: Incident, modes: frozenset[str], doubted: int) -> bool:
    """True where nothing else is said of how: no weapon, and no mode but those, or a blast of whatever kind."""
    told = [mention for mention in incident.mentions if mention.sentence != doubted]
    stated = {mention.event_mode for mention in told if mention.event_mode}
    return stated <= modes | {"explosives"} and not any(mention.weapons for mention in told)
