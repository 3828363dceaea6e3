"""The cast of a report: who acted, who suffered and who told it, each once.

Source: the codebook's actor rows. "The senator" beside a named victim is that victim, "rebel" in "a rebel attack" is
told better by "FARC rebels", and one who is named twice keeps the longest wording.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from dateline.parse.grammar.nouns import actor_nouns
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention, code_of
from dateline.parse.who.echoes import without_echoes
from dateline.records import Actor, ActorKind
from dateline.vocab import SUPRANATIONAL

_DOMESTIC = frozenset(("GOV", "COP", "JUD", "LEG", "SPY", "MIL", "OPP", "PTY", "PRM"))
_FOREIGN = re.compile(
    r"\b(?:peacekeep\w*|foreign\w*|international|multinational|coalition|allied|envoys?|ambassadors?|diplomats?|observers?|"
    r"embassy|consulate|mediators?|negotiators?|delegations?|inspectors?|exiled?)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b(?:the|these|those|both|this|that)\s(?:[\w-]{1,15}\s)?$", re.IGNORECASE)
_INSERTED = re.compile(r"\s*\[[^\[\]]*(?:\]|$)")
_DOERS = re.compile(
    r"\bthe (?:(?:two|three|four|five|six|several|masked|armed) ){0,2}"
    r"(?P<noun>attackers?|assailants?|gunm[ae]n|raiders?|kidnappers?|hijackers?|robbers|shooter|sniper|arsonists?)\b"
    r"(?!['’])",
    re.IGNORECASE,
)
_BEHIND = 500
"""Characters behind a deed in which its doers may be told, about three sentences."""
_MOST = 200
"""Actors of a report in one role: more than a story has, so that time stays linear in its length."""


def choose_actors(mentions: Sequence[Mention], text: str) -> tuple[Actor, ...]:
    """Return the participants and tellers, each once by its longest wording; an unnamed author of violence as UNK.

    Names are cut from the text: the parse may have been of copy put in lower case. What an editor put in square
    brackets is no part of a name.
    """
    rows: list[Actor] = []
    two_sided = any(mention.is_two_sided for mention in mentions)
    is_violence = mentions[0].event_type == "ASSAULT"
    triggers = {mention.start for mention in mentions if mention.is_nominal}
    spots = {
        (roled.place.start, roled.place.end)
        for mention in mentions
        for roled in mention.places
        if roled.place.kind == "city"
    }
    for role in ("source", "target", "reporter"):
        told = [actor for mention in mentions for actor in getattr(mention, f"{role}s")]
        kept = _distinct_actors(told, apart=role == "source")
        if role != "reporter":
            kept = _without_repeats(kept, text, triggers)
            if role == "source" and not two_sided:
                kept = _without_short_bodies(kept, text)
            kept = [actor for actor in kept if not _is_spot(actor, spots)]
            kept = without_echoes(kept, mentions[0].event_type, two_sided=two_sided, apart=is_violence)
        sides = _sides(kept) if role == "source" and two_sided else []
        for at, actor in enumerate(kept):
            side = sides[at] if sides else None
            rows.append(
                Actor(
                    len(rows),
                    role,
                    _INSERTED.sub("", text[actor.start : actor.end]),
                    actor.entity,
                    actor.kind,
                    actor.code,
                    actor.country,
                    actor.sector,
                    actor.status,
                    side,
                    actor.start,
                    actor.end,
                )
            )
    if not any(row.role == "source" for row in rows) and not any(mention.implied for mention in mentions):
        rows += _told_as_doers(mentions, text, len(rows))
    if not any(row.role == "source" for row in rows):
        implied = next((mention.implied for mention in mentions if mention.implied), None)
        if implied or mentions[0].event_type in ("ASSAULT", "COERCE"):
            sector = implied or "UNK"
            rows.append(Actor(len(rows), "source", "", None, None, sector, None, sector, "unknown"))
    return tuple(rows)


def _told_as_doers(mentions: Sequence[Mention], text: str, ordinal: int) -> list[Actor]:
    """ "A mayor was shot dead. The attackers fled": who did a deed of nobody's, in the sentences right behind it."""
    if mentions[0].event_type != "ASSAULT" or mentions[0].assertion in ("planned", "possible", "denied"):
        return []
    last = max(mention.end for mention in mentions[:_MOST])
    match = _DOERS.search(text, last, last + _BEHIND)
    if match is None:
        return []
    word = match["noun"].lower()
    noun = actor_nouns().get(word) or actor_nouns()[word.removesuffix("s")]
    kind: ActorKind = "people" if word.endswith(("s", "men")) else "person"
    start, end = match.span("noun")
    name = text[start:end]
    return [Actor(ordinal, "source", name, None, kind, noun.sector, None, noun.sector, "generic", None, start, end)]


def _is_spot(actor: ActorMention, spots: Collection[tuple[int, int]]) -> bool:
    """ "Planes landed in Port Elva": a town that was taken for somebody."""
    return actor.sector is None and actor.entity is None and (actor.start, actor.end) in spots


def _sides(sources: Sequence[ActorMention]) -> list[int]:
    """Return the side of a fight that each is on, counted from 1: a group and the people of it stand on one."""
    firsts: list[ActorMention] = []
    sides: list[int] = []
    for actor in sources:
        side = next((at for at, first in enumerate(firsts) if _is_same(first, actor)), len(firsts))
        firsts += [actor] if side == len(firsts) else []
        sides.append(side + 1)
    return sides


def at_home(actors: tuple[Actor, ...], country: str | None, event_type: str = "") -> tuple[Actor, ...]:
    """Give the organs and parties of no stated country that of the place, where no other country takes part.

    "Police" in a story of Kisumu are Kenya's; civilians and unknown gunmen stay without one, and so does everybody
    where a second country is in it. Words are placed where they were spoken: there a minister without a nationality is
    the country's own, whomever he accuses. Ministers who meet are of several.
    """
    stated = {actor.country for actor in actors if actor.country and actor.country not in SUPRANATIONAL}
    is_speech = event_type in _SPOKEN and country not in stated
    if country is None or not (stated <= {country} or is_speech):
        return actors
    return tuple(
        replace(actor, country=country, code=code_of(country, actor.sector))
        if _is_domestic(actor, event_type) and (actor.role == "source" or not is_speech or not stated)
        else actor
        for actor in actors
    )


_SPOKEN = frozenset(("ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN"))
_MEETING = re.compile(
    r"\b(?:ministers|presidents|premiers|leaders|chiefs|heads|envoys|officials|parties)\b", re.IGNORECASE
)
_OF_COUNTRY = re.compile(r"(?:country|nation)['’]s\s", re.IGNORECASE)
_BY_EPITHET = re.compile(r"\S\s(?:state|states|nation|nations|republic|kingdom)$", re.IGNORECASE)
"""Behind an adjective a state is some other one: "the Gulf state"."""


def _is_domestic(actor: Actor, event_type: str) -> bool:
    if event_type == "CONSULT" and _MEETING.search(actor.name):
        return False
    is_of_place = actor.sector in _DOMESTIC or _OF_COUNTRY.match(actor.name) is not None
    return (
        actor.country is None
        and is_of_place
        and actor.kind != "facility"
        and not _FOREIGN.search(actor.name)
        and not _BY_EPITHET.search(actor.name)
    )


def _distinct_actors(actors: Sequence[ActorMention], *, apart: bool = False) -> list[ActorMention]:
    """Return each actor once; `apart` keeps a group beside the people of it ("FARC guerrillas" and the FARC)."""
    kept: list[ActorMention] = []
    for actor in (each for each in actors if not each.is_pronoun):
        same = next((at for at, held in enumerate(kept) if _is_same(held, actor, apart)), None)
        if same is None and len(kept) == _MOST:
            continue
        if same is None:
            kept.append(actor)
        elif len(actor.name) > len(kept[same].name):
            kept[same] = actor
    return kept


def _is_same(one: ActorMention, other: ActorMention, apart: bool = False) -> bool:
    if apart and (one.kind == "organisation") != (other.kind == "organisation"):
        return False
    if one.entity and one.entity == other.entity:
        return True
    a, b = one.name.lower(), other.name.lower()
    if one.kind == other.kind == "people" and "generic" == one.status == other.status:
        return _are_words_of(a, b) or _are_words_of(b, a)
    return a == b or f" {a} ".find(f" {b} ") >= 0 or f" {b} ".find(f" {a} ") >= 0


def _are_words_of(short: str, long: str) -> bool:
    """ "Missionaries" and "U.S. missionaries" are "U.S. Mormon missionaries", "Jesuits" are "Jesuit priests"."""
    return {word.removesuffix("s") for word in short.split()} <= {word.removesuffix("s") for word in long.split()}


def _without_repeats(actors: Sequence[ActorMention], text: str, triggers: Collection[int]) -> list[ActorMention]:
    """Leave out generic words for somebody who is told better: by a name, by an earlier wording, by a noun."""
    named = [actor for actor in actors if actor.kind == "person" and actor.status == "named"]
    kept: list[ActorMention] = []
    for actor in actors:
        if actor.end + 1 in triggers and actor.status == "generic" and len(actors) > 1 and actor.kind == "person":
            continue
        if actor.kind == "person" and actor.status == "generic" and _is_told_of(actor, named, text):
            continue
        if _is_generic(actor) and _DEFINITE.search(text[max(0, actor.start - 28) : actor.start]):
            if len(named) >= (1 if actor.kind == "person" else 2) and actor.sector not in _ARMED:
                continue
            if any(_is_generic(held) and held.sector == actor.sector and held.kind == actor.kind for held in kept):
                continue
        kept.append(actor)
    return kept


def _without_short_bodies(actors: Sequence[ActorMention], text: str) -> list[ActorMention]:
    """Leave out "the group", "the gang" behind the armed people or the body that it is short for."""
    kept: list[ActorMention] = []
    for actor in actors:
        is_short = actor.status == "generic" and actor.head in _SHORT and actor.sector in _IRREGULAR
        is_pointed = _DEFINITE.search(text[max(0, actor.start - 28) : actor.start]) is not None
        if not (is_short and is_pointed and any(held.sector in _IRREGULAR for held in kept)):
            kept.append(actor)
    return kept


def _is_told_of(actor: ActorMention, named: Sequence[ActorMention], text: str) -> bool:
    """ "Ana Ruiz, 34, a baker": what somebody is, and nobody else."""
    return any(0 < actor.start - who.end < 40 and _WHAT.fullmatch(text[who.end : actor.start]) for who in named)


_WHAT = re.compile(r",\s(?:\d\d,\s)?(?:who\s(?:is|was)\s)?(?:an?|the)\s(?:[\w-]+\s){0,2}")
_SHORT = listed("group, gang, organisation, organization, movement, faction, outfit, militia, cartel, band")
_IRREGULAR = frozenset(("REB", "UAF", "PRM", "CRM"))
_ARMED = frozenset(("MIL", "COP", "REB", "UAF", "PRM", "CRM"))


def _is_generic(actor: ActorMention) -> bool:
    return actor.status == "generic" and actor.kind in ("person", "people")
