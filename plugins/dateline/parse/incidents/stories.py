"""What only the whole story tells: what is history, what is disputed, whose short name it was, what is no event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from dateline.parse.incidents.parties import are_alike
from dateline.parse.said.retellings import find_retold, is_part_of_told, settle_retold
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.parse.who.agents import settle_agents, settle_officers
from dateline.parse.who.appositions import name_victims
from dateline.parse.who.introductions import know_people
from dateline.parse.who.latenames import name_late
from dateline.parse.who.offices import name_offices
from dateline.parse.who.possessors import lend_countries
from dateline.parse.who.shortnames import resolve_names

_STALE = timedelta(days=14)
_RECENT = timedelta(days=7)
DEED = "deed"
DAMAGE = "damage told"
NAMING = frozenset(("identify", "name", DEED, DAMAGE))
"""Words that name the victims, the author or the damage of an incident told before: the dead were identified as."""
_MONTHLY = frozenset(("month", "year"))
_UNREAL = frozenset(("planned", "possible"))
_MEASURES = frozenset(("COERCE", "SANCTION"))
_DAYS_BEFORE = re.compile(r"(?!an?\b|one\b|1\b|the\b)\S+ (?:days|weeks|months|years) after$", re.IGNORECASE)
_NEAR = 12
_SOON = 6
_ANSWERED = 3
_BLASTS = frozenset(("aerial", "drone", "heavy-weapons", "explosives"))
_VAST = frozenset(("country", "demonym", "metonym"))


def settle_story(mentions: Sequence[Mention], today: date | None, text: str = "") -> list[Mention]:
    """Return the mentions that are events, with background, dispute and short names decided from the whole story."""
    for mention in mentions:
        mention.is_background = _is_history(mention, today)
        if mention.is_background and mention.is_given and mention.assertion == "attributed":
            mention.assertion, mention.reporters = "stated", []
    _recall(mentions)
    _dispute(mentions)
    mentions = _without_denials(mentions)
    settle_officers(mentions, text)
    settle_agents(mentions)
    name_victims(mentions, text)
    name_offices(mentions, text)
    name_late(mentions, text)
    resolve_names(mentions, text, today)
    know_people(mentions, text)
    lend_countries(mentions, text)
    told: list[Mention] = []
    for mention in mentions:
        if is_event(mention) and not _is_bare_history(mention, text) and not _is_told_already(mention, told):
            if is_part_of_told(mention, told, text):
                continue
            earlier = find_retold(mention, told, text)
            if earlier is not None:
                settle_retold(mention, earlier)
            told.append(mention)
    return told


def _is_bare_history(mention: Mention, text: str) -> bool:
    """ "The protests of 2011", "he was arrested in 1998": a recalled deed of nobody's; not asked of assaults."""
    if mention.event_type == "ASSAULT" or not mention.is_background:
        return False
    if any(not actor.is_pronoun for actor in (*mention.sources, *mention.targets)):
        return False
    is_plural = text[mention.start : mention.end].endswith("s")
    return is_plural or not mention.is_nominal  # "the truce of April 2022" is one


def _is_told_already(mention: Mention, told: Sequence[Mention]) -> bool:
    """ "They were let go before dark", behind the arrest; "the expulsion", behind the verb: no deed of its own."""
    if mention.dates or mention.is_background:
        return False
    near = told[-_NEAR:]
    if mention.event_mode == "release" and all(actor.is_pronoun for actor in (*mention.sources, *mention.targets)):
        return any(
            (each.event_mode in ("arrest", "abduct") or each.event_type == "SANCTION")
            and mention.sentence - each.sentence <= _SOON
            for each in near
        )
    if mention.is_proposed and mention.event_type in _MEASURES and not mention.sources:
        done = {(actor.start, actor.end) for actor in mention.targets if actor.status == "named"}
        before = [actor for each in near if each.event_type in _MEASURES for actor in each.targets]
        return any((actor.start, actor.end) in done for actor in before)  # "the envoy, X, was put on a plane"
    if not (mention.is_nominal and mention.is_definite and mention.event_type in _MEASURES):
        return False
    return not mention.sources and not mention.targets and any(each.event_type in _MEASURES for each in near)


def _is_history(mention: Mention, today: date | None) -> bool:
    """Older than the news, or told in a history clause with a day before the story's."""
    if mention.is_set:
        return False
    if mention.is_recalled:
        return True
    past = [day for day in mention.dates if not day.is_future]
    if any(day.kind == "duration" and day.precision == "year" for day in past) and mention.in_history_clause:
        return True
    if today is None:
        return mention.in_history_clause and bool(past)
    if past and all(day.last < today - _STALE for day in past):
        return True
    if not mention.in_history_clause:
        return False
    return any(day.last < today - _RECENT or (day.precision in _MONTHLY and day.last < today) for day in past)


def _recall(mentions: Sequence[Mention]) -> None:
    """ "Sent troops on Saturday, three days after it accused them": what was said and done days before is recalled.

    A day before belongs to the news still, and so does an attack that it goes on about.
    """
    news: set[int] = set()
    for mention in mentions:
        is_recalled = mention.event_type != "ASSAULT" and any(_DAYS_BEFORE.match(day.text) for day in mention.dates)
        if is_recalled and mention.sentence in news:
            mention.is_background = True
        elif not mention.is_background:
            news.add(mention.sentence)


def _dispute(mentions: Sequence[Mention]) -> None:
    """A denial with an accuser is an attributed, disputed event; without one it stays denied."""
    for at, mention in enumerate(mentions):
        if mention.assertion != "denied":
            continue
        around = mentions[max(0, at - 20) : at + 20]
        near = [
            other for other in around if other.event_type == "ACCUSE" and abs(other.sentence - mention.sentence) <= 2
        ]
        same = [
            other
            for other in around
            if other is not mention
            and other.event_type == mention.event_type
            and other.assertion in ("stated", "attributed")
            and abs(other.sentence - mention.sentence) <= 3
            and not _is_elsewhere(other, mention)
        ]
        accusers = [actor for other in near for actor in other.sources]
        for other in near:
            if not other.targets or all(actor.is_pronoun for actor in other.targets):
                other.targets = list(mention.deniers)
        if accusers:
            mention.assertion, mention.is_disputed = "attributed", True
            mention.reporters = [*accusers, *mention.reporters]
        elif same:
            mention.assertion, mention.is_disputed = same[0].assertion, True


def _without_denials(mentions: Sequence[Mention]) -> list[Mention]:
    """Leave out who rejects a charge that the story tells: the deed of the charge is disputed, and that is all."""
    kept: list[Mention] = []
    for mention in mentions:
        charges = [] if not mention.is_denial else [each for each in kept[-_NEAR:] if each.event_type == "ACCUSE"]
        near = [each for each in charges if mention.sentence - each.sentence <= _ANSWERED]
        if not near:
            kept.append(mention)
            continue
        for deed in kept[-_NEAR:]:
            if deed.event_type in ("ASSAULT", "COERCE") and deed.sentence == near[-1].sentence:
                deed.is_disputed = deed.is_disputed or deed.assertion == "attributed"
    return kept


def _is_elsewhere(one: Mention, other: Mention) -> bool:
    """True for what was on another day, in another town, or a fight: who denies the one says nothing of the other."""
    modes = {one.event_mode, other.event_mode} - {None}
    if one.is_two_sided != other.is_two_sided or (len(modes) > 1 and not modes <= _BLASTS):
        return True
    doers, suspects = ([actor for actor in each.sources if not actor.is_pronoun] for each in (one, other))
    if doers and suspects and not are_alike(doers, suspects):
        return True
    days, others = ([day for day in each.dates if day.kind != "duration"] for each in (one, other))
    if days and others and not any(a.first <= b.last and b.first <= a.last for a in days for b in others):
        return True
    towns, theirs = (
        {roled.place.geonames_id for roled in each.places if roled.role == "site" and roled.place.kind == "city"}
        for each in (one, other)
    )
    return bool(towns and theirs) and not towns & theirs


def _is_long_affair(mention: Mention) -> bool:
    """ "Fighting has raged since 2021", "attacks over the years": a state of years, with no toll of one day."""
    if not mention.dates or any(toll.scope == "incident" and not toll.is_hypothetical for toll in mention.tolls):
        return False
    return mention.is_nominal and all(day.kind == "duration" and day.precision != "day" for day in mention.dates)


def _harms_nobody(mention: Mention) -> bool:
    """ "My mother stood on these steps in 1989": no word of violence, nobody armed, nobody it is done to."""
    if not mention.is_proposed or mention.targets or mention.tolls or mention.weapons or mention.deniers:
        return False
    sources = [actor for actor in mention.sources if not actor.is_pronoun]
    return bool(sources) and all(actor.sector == "CVL" and actor.kind != "organisation" for actor in sources)


def is_event(mention: Mention) -> bool:
    """False for violence named in general: "terrorist attacks", "killings", without day, place, count or victim."""
    if mention.event_type != "ASSAULT":
        return True
    if _is_long_affair(mention) or _harms_nobody(mention):
        return False
    if not mention.is_nominal or (mention.is_counted and mention.sources):
        return True
    if mention.dates or mention.tolls or mention.weapons or any(roled.role == "site" for roled in mention.places):
        return True
    named = any(actor.status == "named" for actor in (*mention.sources, *mention.targets))
    return mention.is_definite or (named and bool(mention.targets)) or bool(mention.targets and mention.sources)


def says_nothing(mentions: Sequence[Mention]) -> bool:
    """True for words of violence that add nothing to know an incident by: worth a report only as part of another."""
    return all(mention.event_type == "ASSAULT" and _is_empty(mention) for mention in mentions)


def _is_empty(mention: Mention) -> bool:
    if mention.lemma in NAMING:
        return True
    if mention.tolls or mention.dates:
        return False
    if mention.assertion in _UNREAL:
        return True
    if _is_spot(mention) or not mention.is_nominal:
        return False
    if any(_is_telling(actor) for actor in mention.targets):
        return False
    if mention.is_claim and not mention.weapons:  # "it was behind the blast": whose deed it was, and no more
        return True
    return not (mention.weapons or any(actor.status == "named" for actor in mention.sources))


def _is_spot(mention: Mention) -> bool:
    return any(roled.role == "site" and roled.place.kind not in _VAST for roled in mention.places)


def _is_telling(actor: ActorMention) -> bool:
    return actor.is_known and not actor.is_pronoun and not (actor.kind == "organisation" and actor.sector == "GOV")
