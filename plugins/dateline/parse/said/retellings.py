"""An act told again: what a later sentence says of an act short of violence that the story has told already.

"A militia warned shippers. 'We will sink them,' its spokesman said": one threat. Two acts of one type by other parties
or on other days stay two. Source: samples/README.md, an event is reported once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.parse.incidents.parties import are_alike, party_key, share_party
from dateline.parse.numbers.quantities import read_number
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention

_LOOKED_AT = 12
_NEXT = 2
_SOON = 5
_LATER = 8
_UNREAL = frozenset(("planned", "possible", "denied"))
_MEASURES = frozenset(("COERCE", "SANCTION", "MOBILIZE"))
_REBELS = frozenset(("UAF", "REB", "PRM", "CRM"))
_STATE = frozenset(("GOV", "MIL", "COP", "JUD", "LEG", "SPY"))
_MEETINGS = listed("meeting, talks, talk, summit, session, gathering, round, conference, negotiation, negotiations")
_SIDES = listed("side, sides, pair, delegation, delegations, party, parties, team, teams, negotiator, negotiators")
_GREETING = frozenset(("welcome", "hail", "praise", "applaud", "greet"))
_POINTED = re.compile(r"\b(?:the|both|these)\s(?:two\s|three\s|four\s)?$", re.IGNORECASE)
_THOSE = re.compile(r"\b(?:the|these|those|all)\s(?:(?P<n>[\w-]+)\s)?$", re.IGNORECASE)
_HELD = frozenset(("suspect", "man", "woman", "detainee", "attacker", "gunman", "youth"))
_WOULD = re.compile(r"\bwould\s(?:\w+\s)?be\s(?:\w+\s)?$", re.IGNORECASE)
_VOICE = re.compile(
    r"\b(?:spokes(?:man|woman|person)|leader|commander|chief|head|minister|president|director|envoy|secretary"
    r"|statement|negotiator)\b",
    re.IGNORECASE,
)
_OF_STATE = re.compile(r"\b(?:army|military|police|government|minister|ministry|president|navy|state)\b", re.IGNORECASE)
_OF_OTHERS = re.compile(r"\b(?:opposition|union|rebels?|rival|association|court|church|insurgents?)\b", re.IGNORECASE)
_AROUND = 70
_BETWEEN = 400


def find_retold(mention: Mention, told: Sequence[Mention], text: str) -> Mention | None:
    """Return the earlier mention whose act this one tells again, None for an act of its own."""
    if mention.is_other or mention.is_background or mention.assertion in _UNREAL:
        return None
    for earlier in reversed(told[-_LOOKED_AT:]):
        apart = mention.sentence - earlier.sentence
        if apart <= 0 or apart > _SOON or earlier.event_type != mention.event_type or _on_other_days(earlier, mention):
            continue
        if earlier.assertion in _UNREAL:
            continue
        if mention.event_mode == earlier.event_mode == "convict" and _is_the_verdict(earlier, mention, apart):
            return earlier
        if not earlier.is_background and _is_again(earlier, mention, apart, text):
            return earlier
    return None


def settle_retold(mention: Mention, earlier: Mention) -> None:
    """Make one of two tellings: a meeting is no party to itself, and a host from elsewhere is a third party."""
    mention.retells = earlier
    if (
        mention.event_type == "ACCUSE" and mention.event_mode == "allege"
    ):  # "called it a fraud. She accused the state of"
        earlier.event_mode = "allege" if earlier.event_mode in (None, "disapprove") else earlier.event_mode
    if mention.event_type != "CONSULT":
        return
    mention.targets = [actor for actor in mention.targets if actor.head not in _MEETINGS]
    sides = {roled.place.country for roled in earlier.places if roled.place.kind in ("country", "demonym")}
    hosts = _countries(mention.sources)
    if mention.lemma == "host" and len(sides) > 1 and hosts and hosts.isdisjoint(sides):
        mention.event_mode = "third-party"


def is_part_of_told(mention: Mention, told: Sequence[Mention], text: str) -> bool:
    """True for the terms of a truce or a threat just told, and for what is offered in welcoming a deed."""
    if mention.dates or mention.is_background:
        return False
    for earlier in reversed(told[-_LOOKED_AT:]):
        apart = mention.sentence - earlier.sentence
        if apart < 0 or apart > _LATER or earlier.is_background:
            continue
        if mention.event_mode == "investigate" and _is_judged(earlier, mention):
            _judge(mention, told)
            return True
        if mention.event_type == "AGREE" and (_are_terms(earlier, mention) or _is_greeting(earlier, mention)):
            return True
        if mention.event_type in _MEASURES and _is_threatened(earlier, mention, text):
            return True
    return False


def _is_again(earlier: Mention, mention: Mention, apart: int, text: str) -> bool:
    match mention.event_type:
        case "CONSULT":
            return _is_the_meeting(mention, text)
        case "THREATEN" | "REJECT":
            return apart <= _SOON and _is_own_word(earlier, mention, text)
        case "ACCUSE":
            return apart <= _NEXT and (_is_the_inquiry(earlier, mention) or _is_complaint(earlier, mention, apart))
        case "RETREAT":
            return mention.event_mode == earlier.event_mode == "ceasefire" and _are_its_parties(earlier, mention)
        case "COERCE":
            return mention.event_mode == earlier.event_mode == "arrest" and _are_those_held(earlier, mention, text)
        case _:
            return False


def _on_other_days(earlier: Mention, mention: Mention) -> bool:
    days, others = ([day for day in each.dates if day.kind != "duration"] for each in (earlier, mention))
    if not days and earlier.event_mode == "arrest":  # "three men have been arrested, the governor said Wednesday"
        return bool(others) and any(day.first > told.last for day in others for told in earlier.told_dates)
    return bool(others) and not any(a.first <= b.last and b.first <= a.last for a in days for b in others)


def _are_compatible(some: Sequence[ActorMention], others: Sequence[ActorMention]) -> bool:
    """True where nothing says that two sets of parties are different ones: no other country, no other names."""
    countries, theirs = ({actor.country for actor in each} - {None} for each in (some, others))
    return not (countries and theirs and countries.isdisjoint(theirs))


def _known(actors: Sequence[ActorMention]) -> list[ActorMention]:
    return [actor for actor in actors if not actor.is_pronoun]


# ------------------------------------------------------------------------------------------------- meetings


def _is_the_meeting(mention: Mention, text: str) -> bool:
    """ "Hosted the meeting", "the three sides spoke for four hours": a noun that points back."""
    if any(actor.head in _MEETINGS and _is_pointed(actor, text) for actor in mention.targets):
        return True
    sources = _known(mention.sources)
    return (
        bool(sources)
        and not _known(mention.targets)
        and all(actor.head in _SIDES and actor.status == "generic" and _is_pointed(actor, text) for actor in sources)
    )


def _is_pointed(actor: ActorMention, text: str) -> bool:
    return _POINTED.search(text, max(0, actor.start - 12), actor.start) is not None


# ------------------------------------------------------------------------------------------------- words


def _is_own_word(earlier: Mention, mention: Mention, text: str) -> bool:
    """ "Serbia rejected the request. 'We will not sit down,' the head of its office said": by one party's voice."""
    voices, parties = _known(mention.sources), _known(earlier.sources)
    if not parties or not _have_same_aim(earlier, mention):
        return False
    if voices and share_party(parties, voices) and mention.event_mode in (None, earlier.event_mode):
        return True
    if len(voices) != 1 or voices[0].kind != "person" or any(actor.kind == "person" for actor in parties):
        return False
    words = text[max(0, voices[0].start - _AROUND) : voices[0].end + _AROUND]
    if _VOICE.search(words) is None or _OF_OTHERS.search(words) is not None or not _are_compatible(parties, voices):
        return False
    if any(actor.sector in _STATE for actor in parties):
        own = [actor.head for actor in parties if actor.status == "generic"]  # "the junta's spokesman"
        return (
            any(actor.country in _countries(parties) for actor in voices)
            or any(re.search(rf"\b(?:the|its) {re.escape(head)}\b", words, re.IGNORECASE) for head in own)
            or _is_named_between(parties, earlier, mention, text)
        )
    return mention.sentence - earlier.sentence <= _NEXT and _OF_STATE.search(words) is None


def _countries(actors: Sequence[ActorMention]) -> set[str]:
    return {actor.country for actor in actors if actor.country is not None}


def _have_same_aim(earlier: Mention, mention: Mention) -> bool:
    if None not in (earlier.event_mode, mention.event_mode) and earlier.event_mode != mention.event_mode:
        return False
    speakers = {actor.start for actor in mention.sources}
    aims = _known(earlier.targets)
    others = [actor for actor in _known(mention.targets) if actor.start not in speakers and actor.kind != "facility"]
    return not aims or not others or are_alike(aims, others)


def _is_named_between(parties: Sequence[ActorMention], earlier: Mention, mention: Mention, text: str) -> bool:
    """True where the party's own name stands again right before the later words: "Serbia's office said"."""
    between = text[max(earlier.end, mention.end - _BETWEEN) : mention.start]
    own = max((actor.end for actor in parties), default=earlier.end)
    between = between if own <= mention.start - len(between) else text[own : mention.start]
    return any(re.search(rf"\b{re.escape(actor.name)}\b", between) for actor in parties if actor.status == "named")


# ------------------------------------------------------------------------------------------------- cases


def _is_the_inquiry(earlier: Mention, mention: Mention) -> bool:
    """ "The prosecutor opened an inquiry into the party. Prosecutors are looking into 46 transfers"."""
    if not mention.event_mode == earlier.event_mode == "investigate":
        return False
    if not _known(mention.sources):
        return False
    doers, others = _known(earlier.sources) or _known(earlier.reporters), _known(mention.sources)
    if not doers or not _are_compatible(doers, others):
        return False
    same = not {actor.sector for actor in doers}.isdisjoint({actor.sector for actor in others})
    aims, theirs = _known(earlier.targets), _known(mention.targets)
    return same and (not theirs or bool(aims and are_alike(aims, theirs)))


def _is_judged(earlier: Mention, mention: Mention) -> bool:
    """ "Its leader called the inquiry a farce": the noun of what was opened before, by somebody else."""
    if earlier.event_mode != "investigate" or not (mention.is_nominal and mention.is_definite):
        return False
    if mention.sentence == earlier.sentence:
        return False
    doers, judges = _known(earlier.sources) or _known(earlier.reporters), _known(mention.sources)
    return not judges or not share_party(doers, judges)


def _judge(mention: Mention, told: Sequence[Mention]) -> None:
    """Leave the verb of the same sentence no inquiry: whoever calls one a farce opens none."""
    for each in told[-_LOOKED_AT:]:
        if each.sentence == mention.sentence and each.is_proposed and each.event_mode == "investigate":
            each.event_mode = "disapprove"


def _is_complaint(earlier: Mention, mention: Mention, apart: int) -> bool:
    """ "She called the budget a fraud. She accused the government of lying": one speaker goes on, at nobody before."""
    if apart != 1 or not {earlier.event_mode, mention.event_mode} <= {None, "allege", "disapprove"}:
        return False
    if any(actor.sector not in (None, "CVL", "UNK") or actor.status == "named" for actor in _known(earlier.targets)):
        return False
    speakers = _known(earlier.sources)
    return bool(speakers) and share_party(speakers, _known(mention.sources))


def _are_those_held(earlier: Mention, mention: Mention, text: str) -> bool:
    """ "Three men have been arrested. Soldiers caught the three suspects in Jacona": those who were told of.

    They are pointed back to, bear no names, and their number is no other.
    """
    held, taken = _known(earlier.targets), _known(mention.targets)
    if not held or not taken or any(actor.sector in _STATE | _REBELS for actor in (*held, *taken)):
        return False
    if not all(actor.status == "generic" and (actor.kind == "people" or actor.head in _HELD) for actor in taken):
        return False
    pointed = [_THOSE.search(text, max(0, actor.start - 24), actor.start) for actor in taken]
    if not all(match is not None and (match["n"] is None or read_number(match["n"]) is not None) for match in pointed):
        return False
    own = {read_number(match["n"]) for match in pointed if match is not None and match["n"] is not None}
    own |= {toll.best for toll in mention.tolls if toll.kind == "detained"}
    told = {toll.best for toll in earlier.tolls if toll.kind == "detained"}
    return not (told and own and told.isdisjoint(own))


def _is_the_verdict(earlier: Mention, mention: Mention, apart: int) -> bool:
    """ "The sentences that a court handed down in May. The editors were convicted of ...": what for."""
    return apart == 1 and not mention.dates and not _known(mention.sources)


# ------------------------------------------------------------------------------------------------- parts


def _are_terms(earlier: Mention, mention: Mention) -> bool:
    """ "Announced a ceasefire. The two groups undertook to stop all attacks": what was agreed."""
    if earlier.event_mode != "ceasefire" or earlier.event_type != "RETREAT" or mention.sentence == earlier.sentence:
        return False
    return _are_its_parties(earlier, mention)


def _is_of_the_state(actor: ActorMention) -> bool:
    """ "The army", "Chad's government"; and not the "Sobat Army", whose name makes it no state's."""
    return actor.sector in _STATE and (actor.status == "generic" or actor.country is not None)


def _are_its_parties(earlier: Mention, mention: Mention) -> bool:
    """ "Two rebel groups announced a truce. The River Front and the Hill Army ...": the same, named only now."""
    parties, others = _known(earlier.sources), _known(mention.sources)
    if not parties or not others or not _are_compatible(parties, others):
        return False
    if {party_key(actor) for actor in parties} <= {party_key(actor) for actor in others}:
        return True
    if {actor.start for actor in parties} & {actor.start for actor in others}:  # "two groups", by the names given here
        return True
    unnamed = all(actor.status == "generic" and actor.sector in _REBELS for actor in parties)
    return unnamed and not any(_is_of_the_state(actor) for actor in others)


def _is_greeting(earlier: Mention, mention: Mention) -> bool:
    """ "Welcomed the truce and offered to send observers": the welcome is the act."""
    return (
        earlier.sentence == mention.sentence
        and earlier.event_type == "SUPPORT"
        and earlier.lemma in _GREETING
        and mention.lemma in ("offer", "promise", "pledge")
        and [actor.start for actor in earlier.sources] == [actor.start for actor in mention.sources]
    )


def _is_threatened(earlier: Mention, mention: Mention, text: str) -> bool:
    """ "Officials on the list would be barred, says a draft": what the threat just told would mean; not "will be"."""
    return (
        earlier.event_type == "THREATEN"
        and mention.assertion in ("planned", "possible")
        and not mention.sources
        and _WOULD.search(text, max(0, mention.start - 24), mention.start) is not None
        and any(
            (actor.sector, actor.country) == (held.sector, held.country)
            for actor in _known(mention.targets)
            for held in _known(earlier.targets)
        )
    )
