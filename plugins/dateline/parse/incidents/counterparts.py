"""The other side of an incident that its own sentences leave out, where the story tells who that is.

"The cabinet gave way" to the nurses whose strike the story tells; "the union condemned the closure" of whoever closed
it; "two of the girls were let go" by the gunmen who took them. Only a role that nobody fills is filled, from one
incident that is the only one of its kind, or the one right before. Source: the codebook's actor rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from dateline.parse.incidents.incidents import Incident
from dateline.parse.incidents.parties import party_key
from dateline.parse.said.answered import CHARGED, DEEDS
from dateline.parse.who.actors import ActorMention
from dateline.parse.who.participants import is_event_word
from dateline.vocab import is_state

_UNREAL = frozenset(("planned", "possible", "denied"))
_REACH = 10
_SOON = 2
_YIELDING = frozenset(("resign", "yield"))
_ANSWERS = frozenset(("REJECT", "CONCEDE", "AGREE", "REQUEST"))
_MADE_BY_CROWDS = frozenset(("REQUEST", "PROTEST"))
_CAPTURES = frozenset(("abduct", "hijack"))
_ADDRESSED = frozenset(("REQUEST", "AGREE", "THREATEN", "REJECT"))
_AUTHORITIES = frozenset(("GOV", "LEG", "EDU", "BUS", "JUD"))


@dataclass(frozen=True, slots=True)
class _Story:
    """The incidents of a story in reading order; its one protest and its one abduction, None where there are more."""

    incidents: Sequence[Incident]
    protest: Incident | None
    abduction: Incident | None


Reader: TypeAlias = Callable[[_Story, int], list[ActorMention]]
"""What finds the missing side of the incident at an index: an empty list where the story does not tell it."""


def fill_counterparts(incidents: Sequence[Incident]) -> None:
    """Give each incident of the news that lacks a source or a target the one that the story tells elsewhere."""
    story = _Story(incidents, _only_protest(incidents), _only_abduction(incidents))
    for at, incident in enumerate(incidents):
        for role, find in _READERS:
            if _lacks(incident, role) and not any(mention.implied for mention in incident.mentions):
                found = find(story, at)
                taken = {party_key(actor) for actor in _both(incident)}
                kept = [replace(actor) for actor in found if party_key(actor) not in taken]
                if kept and len(kept) == len(found):
                    getattr(incident.mentions[0], role).extend(kept)


def _lacks(incident: Incident, role: str) -> bool:
    """True where nobody stands in a role; "roads" that a protest blocks are nobody."""
    told = _parties(incident, role)
    is_open = incident.event_type == "PROTEST" and role == "targets"
    return not told or (is_open and all(actor.kind == "facility" and actor.country is None for actor in told))


def _parties(incident: Incident, role: str) -> list[ActorMention]:
    return [
        actor
        for mention in incident.mentions
        for actor in getattr(mention, role)
        if not actor.is_pronoun and actor.is_known and not is_event_word(actor)
    ]


def _both(incident: Incident) -> list[ActorMention]:
    return [*_parties(incident, "sources"), *_parties(incident, "targets")]


def _is_news(incident: Incident) -> bool:
    return not incident.mentions[0].is_background


def _keys(actors: Sequence[ActorMention]) -> set[str]:
    return {party_key(actor) for actor in actors}


def _before(story: _Story, at: int) -> Iterator[Incident]:
    """Yield the incidents of the news told before one, the nearest first, as far as it may point back."""
    last = story.incidents[at].first_sentence - _REACH
    for earlier in range(at - 1, -1, -1):
        each = story.incidents[earlier]
        if each.first_sentence < last:
            return
        if _is_news(each):
            yield each


def _behind(story: _Story, at: int) -> Iterator[Incident]:
    """Yield the incidents told from one on, as far as they may answer it."""
    last = story.incidents[at].last_sentence + _REACH
    for later in range(at + 1, len(story.incidents)):
        if story.incidents[later].first_sentence > last:
            return
        yield story.incidents[later]


def _doers_of_answered(story: _Story, at: int) -> list[ActorMention]:
    """ "Condemned the killing", "welcomed the truce": whose killing and truce it was."""
    incident = story.incidents[at]
    noun = next((mention.answers for mention in incident.mentions if mention.answers), None)
    if noun in (None, CHARGED):
        return []
    for each in _before(story, at):
        if each.event_type in DEEDS[noun]:
            return _parties(each, "sources")
    return []


def _said_to_the_same(story: _Story, at: int) -> list[ActorMention]:
    """ "Called on the doctors to stay and offered talks": two acts of words to the same, in one sentence."""
    incident = story.incidents[at]
    if incident.event_type not in _ADDRESSED:
        return []
    for each in _before(story, at):
        if each.first_sentence != incident.first_sentence:
            break
        if each.event_type in _ADDRESSED and _keys(_parties(each, "sources")) & _keys(_parties(incident, "sources")):
            return _parties(each, "targets")
    return []


def _crowd_answered(story: _Story, at: int) -> list[ActorMention]:
    """ "The cabinet gave way", "the rector resigned": an authority answers the crowd of the story's one protest."""
    incident = story.incidents[at]
    is_answer = incident.event_type in _ANSWERS or not _YIELDING.isdisjoint(incident.modes)
    if not is_answer or not _is_news(incident):
        return []
    nouns = [mention.answers for mention in incident.mentions if mention.answers]
    if any(DEEDS[noun].isdisjoint(_MADE_BY_CROWDS) for noun in nouns):
        return []
    protest = story.protest
    if protest is None or protest is incident or abs(incident.first_sentence - protest.first_sentence) > _REACH:
        return []
    if not _is_authority(_parties(incident, "sources"), protest):
        return []
    return _parties(protest, "sources")


def _authority_that_answers(story: _Story, at: int) -> list[ActorMention]:
    """Whom a protest is against: the authority that refuses it, gives way to it or offers it something."""
    protest = story.incidents[at]
    if protest is not story.protest:
        return []
    crowd = _keys(_parties(protest, "sources"))
    for each in (*reversed([*_before(story, at)]), *_behind(story, at)):
        if each.event_type not in _ANSWERS or not _is_news(each):
            continue
        targets, sources = _keys(_parties(each, "targets")), _parties(each, "sources")
        if _is_authority(sources, protest) and (not targets or targets & crowd):
            return sources[:1]
    return []


def _target_of_the_planned(story: _Story, at: int) -> list[ActorMention]:
    """ "Doctors threatened to walk out": it is against whom the strike to come is."""
    threat, protest = story.incidents[at], story.protest
    if threat.event_type != "THREATEN" or protest is None or protest.first_sentence != threat.first_sentence:
        return []
    near = (each for each in range(max(0, at - 1), at + 2) if each < len(story.incidents))
    found = next((each for each in near if story.incidents[each] is protest), None)
    return _parties(protest, "targets") or ([] if found is None else _authority_that_answers(story, found))


def _is_authority(sources: Sequence[ActorMention], protest: Incident) -> bool:
    crowd = _keys(_parties(protest, "sources"))
    return bool(sources) and all(
        (actor.sector in _AUTHORITIES or is_state(actor.sector))
        and actor.sector not in ("COP", "MIL")
        and party_key(actor) not in crowd
        for actor in sources
    )


def _only_protest(incidents: Sequence[Incident]) -> Incident | None:
    protests = [each for each in incidents if each.event_type == "PROTEST" and _is_news(each)]
    crowd = _parties(protests[0], "sources") if len(protests) == 1 else []
    return protests[0] if crowd and not any(is_state(actor.sector) for actor in crowd) else None


def _charged(story: _Story, at: int) -> list[ActorMention]:
    """ "A bomb killed six. The minister blamed the rebels": the author of the deed right before a charge."""
    deed = story.incidents[at]
    if deed.event_type not in DEEDS[CHARGED] or not _is_news(deed) or deed.mentions[0].assertion in _UNREAL:
        return []
    for each in _behind(story, at):
        if each.event_type in DEEDS[CHARGED] and each.first_sentence >= deed.first_sentence:
            return []
        if each.first_sentence - deed.last_sentence > _SOON:
            return []
        if each.event_type == "ACCUSE" and each.mentions[0].answers == CHARGED:
            return _parties(each, "targets")
    return []


def _captors(story: _Story, at: int) -> list[ActorMention]:
    """ "Two of the girls were let go": by whoever took them, where the story tells of one abduction."""
    incident = story.incidents[at]
    if incident.event_type != "RETREAT" or "release" not in incident.modes or story.abduction is None:
        return []
    return _parties(story.abduction, "sources")


def _only_abduction(incidents: Sequence[Incident]) -> Incident | None:
    taken = [each for each in incidents if _CAPTURES & set(each.modes) and _parties(each, "sources")]
    return taken[0] if len(taken) == 1 else None


def _crowd_of_the_first(role: str) -> Reader:
    """ "Marches were also held in Ibadan": as those of the march told before."""

    def find(story: _Story, at: int) -> list[ActorMention]:
        incident = story.incidents[at]
        if incident.event_type != "PROTEST" or not any(mention.is_other for mention in incident.mentions):
            return []
        for each in _before(story, at):
            if each.event_type == "PROTEST" and set(each.modes) == set(incident.modes):
                return _parties(each, role)
        return []

    return find


def _both_sides(role: str) -> Reader:
    """ "Called on both sides to stop", "the two leaders agreed": the two of the fight or the meeting told before."""

    def find(story: _Story, at: int) -> list[ActorMention]:
        if not any(role in mention.of_both for mention in story.incidents[at].mentions):
            return []
        for each in _before(story, at):
            sides = _parties(each, "sources")
            if len(_keys(sides)) < 2 and each.event_type in _MUTUAL:
                sides = _both(each)
            sides = [actor for actor in sides if actor.sector != "CVL"]
            if len(_keys(sides)) == 2:
                return sides
        return []

    return find


_MUTUAL = frozenset(("CONSULT", "AGREE", "COOPERATE", "RETREAT", "SUPPORT", "ASSAULT"))


def _dispersed(story: _Story, at: int) -> list[ActorMention]:
    """ "Police fired tear gas": at the crowd of the protest that the story tells."""
    incident = story.incidents[at]
    if "crowd-control" not in incident.modes or not _is_news(incident):
        return []
    protest = story.protest
    return [] if protest is None else _parties(protest, "sources")


_READERS: tuple[tuple[str, Reader], ...] = (
    ("sources", _both_sides("sources")),
    ("targets", _both_sides("targets")),
    ("targets", _doers_of_answered),
    ("targets", _said_to_the_same),
    ("sources", _charged),
    ("sources", _captors),
    ("sources", _crowd_of_the_first("sources")),
    ("targets", _crowd_of_the_first("targets")),
    ("targets", _dispersed),
    ("targets", _crowd_answered),
    ("targets", _authority_that_answers),
    ("targets", _target_of_the_planned),
)
