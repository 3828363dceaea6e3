"""Which event of a sentence a day, a toll or a weapon belongs to: by the parse, then by nearness."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dateline.parse.grammar.syntax import Token
from dateline.parse.numbers.tolls import Toll
from dateline.parse.said.utterances import is_day_of_speech
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.what.weapons import WeaponMention
from dateline.parse.when.dates import DateMention
from dateline.parse.who.actors import resolve_actor
from dateline.parse.who.naming import own_names
from dateline.parse.who.participants import may_suffer, shift

if TYPE_CHECKING:
    pass

_OR = re.compile(r",?\s(?:or|and/or)\s(?:(?:by|with|from|a|an|the|some)\s){0,3}", re.I)
_BY_WHEN = re.compile(r"(?<!^)\b(?:by|until|till|no later than)(?: midnight| noon)?(?: on| of)? (?:the end of )?$")
_CLAUSE = 90
_NEXT_WORDS = 30
_LASTING = re.compile(r"(?:day|night|week)s? of$")
_RECORD = re.compile(
    r"\b(?:first|second|third|fourth|fifth|latest|only|most|(?:dead|heav|bigg|larg|worst|high|strong|blood|long)\w*est|worst)\b"
    r"[^,.;]{0,70}$",
    re.IGNORECASE,
)
_FIGHTS = listed("fighting, clash, battle, combat, shelling, bombardment, siege, skirmish, skirmishing, violence")
SPEECH = listed("say, tell, report, announce, state, according, add, declare, confirm, quote")


_TELLING = listed(
    "say, tell, report, announce, state, add, declare, confirm, deny, warn, claim, rise, raise, climb, reach, lower, "
    "cut, revise, put"
)


class Owners:
    """Finds, for an offset in a sentence, the mention whose clause it stands in."""

    def __init__(self, sentence: Token, offset: int, mentions: Sequence[Mention]) -> None:
        self.sentence, self.offset = sentence, offset
        self.mentions = list(mentions)
        self._starts = [token.idx for token in sentence]
        self._by_token = {mention.token: mention for mention in reversed(self.mentions)}

    def token_at(self, position: int) -> Token | None:
        """Return the token over a document offset."""
        at = bisect.bisect_right(self._starts, position - self.offset) - 1
        return self.sentence[at] if 0 <= at < len(self._starts) else None

    def text_at(self, start: int, end: int) -> str:
        """Return the text between two document offsets."""
        return str(self.sentence.text[start - self.offset : end - self.offset])

    def owner(self, position: int) -> Mention | None:
        """Return the mention that governs the word at `position`; where none does, None."""
        token = self.token_at(position)
        for _ in range(40):
            if token is None:
                return None
            found = self._by_token.get(token.i)
            if found is not None:
                return found
            if token.head == token:
                return None
            token = token.head
        return None

    def is_told(self, token: Token) -> bool:
        """True for the word of any event."""
        return token.i in self._by_token

    def is_mention(self, token: Token) -> bool:
        """True for the word of an attack: what it is "of" is where it was."""
        mention = self._by_token.get(token.i)
        return mention is not None and mention.event_type == "ASSAULT"

    def owner_above(self, token: Token) -> Mention | None:
        """Return the mention that governs a mention's own token."""
        return None if token.head == token else self.owner(token.head.idx + self.offset)

    def nearest(self, position: int) -> Mention | None:
        """Return the mention whose trigger is nearest in the text."""
        return min(self.mentions, key=lambda mention: (abs(mention.start - position), mention.start), default=None)


def attach_tolls(owners: Owners, tolls: Sequence[Toll]) -> None:
    """Give each toll to the violent (or arresting, displacing) mention it is told with."""
    for toll in tolls:
        able = [mention for mention in owners.mentions if can_have_toll(mention, toll)]
        if not able:
            continue
        by_token = {mention.token: mention for mention in able}
        head = owners.token_at(toll.head_start)
        found = None
        for _ in range(40):
            if head is None or found is not None:
                break
            found = by_token.get(head.i)
            head = None if head.head is head else head.head
        found = found or min(able, key=lambda mention: (abs(mention.start - toll.head_start), mention.start))
        found.tolls.append(toll)
        _add_victims(owners, found, toll)


def _add_victims(owners: Owners, mention: Mention, toll: Toll) -> None:
    """ "Two soldiers died when their vehicle hit a mine": who was counted was the target."""
    if (
        toll.scope != "incident"
        or toll.is_attacker
        or toll.victim is None
        or mention.event_type not in ("ASSAULT", "COERCE")
        or mention.is_two_sided
    ):
        return
    if any(actor.start < toll.end and toll.start < actor.end for actor in (*mention.targets, *mention.sources)):
        return
    at = toll.start + owners.text_at(toll.start, toll.end).rfind(toll.victim.split()[0])
    token = owners.token_at(at)
    for _ in range(12):
        if token is None or (
            token.pos_ in ("NOUN", "PROPN")
            and (token.head.pos_ not in ("NOUN", "PROPN") or token.dep_ not in ("compound", "amod", "nmod", "poss"))
        ):
            break
        token = token.head if token.head != token and token.head.idx + owners.offset < toll.end else None
    if token is not None and mention.targets and (toll.part_of_total or own_names(token)):
        return
    if any(actor.status == "named" and 0 < actor.start - toll.end <= 4 for actor in mention.targets):
        return  # "two of her guards, Ana Ruiz and Luis Mora": those two
    victim = resolve_actor(token) if token is not None and token.pos_ in ("NOUN", "PROPN") else None
    if victim is not None and may_suffer(victim):
        mention.targets.append(shift(victim, owners.offset))


def can_have_toll(mention: Mention, toll: Toll) -> bool:
    """Deaths go to assaults, protests and threats of neither; arrests to COERCE and PROTEST."""
    if toll.kind in ("killed", "injured", "missing"):
        return mention.event_type in ("ASSAULT", "PROTEST")
    if toll.kind == "detained":
        return mention.event_type in ("COERCE", "PROTEST", "RETREAT", "SANCTION")
    if toll.kind == "abducted":
        return mention.event_type in ("ASSAULT", "RETREAT")
    return mention.event_type in ("ASSAULT", "COERCE")


def attach_dates(owners: Owners, dates: Sequence[DateMention]) -> None:
    """Give each day to the mention that governs it; a day of the whole sentence goes to every mention without one."""
    loose: list[DateMention] = []
    told: list[DateMention] = []
    for day in dates:
        if _is_deadline(owners, day):
            continue
        if day.text.lower().endswith(" after"):
            followed = _after(owners, day)
            if followed is not None and followed.start - day.end < _CLAUSE:
                followed.dates.append(day)
                _date_below(owners, followed, day)
            continue
        if _LASTING.search(day.text):
            followed = _after(owners, day)
            if followed is None or followed.start - day.end >= _NEXT_WORDS:
                followed = _fought(owners, day)
            if followed is not None:
                followed.dates.append(day)
            continue
        if _is_of_record(owners, day):
            continue
        if _is_told_below(owners, day):
            told.append(day)
            continue
        found = _after(owners, day) if day.text.lower().endswith("since") else owners.owner(day.start)
        found = found or _reported_event(owners, day)
        if found is not None and not is_day_of_speech(owners.token_at(day.start), found, day):
            continue
        if found is not None and found.event_type == "ASSAULT" and _is_told_at_the_end(owners, day, found):
            told.append(day)
        elif found is None:
            (told if _is_of_telling(owners, day) else loose).append(day)
        else:
            found.dates.append(day)
    _date_by_noun(owners, dates)
    _share_dates(owners)
    for mention in owners.mentions:
        mention.told_dates = told if not mention.dates and not mention.in_history_clause else []
    if not loose:
        return
    without = [mention for mention in owners.mentions if not mention.dates and not mention.in_history_clause]
    for mention in without or [mention for mention in owners.mentions if not mention.dates]:
        mention.dates.extend(loose)


def _date_below(owners: Owners, told: Mention, day: DateMention) -> None:
    """ "Three days after it accused troops of seizing a boat": the deed that is spoken of has no later day."""
    for mention in owners.mentions:
        above = owners.owner_above(owners.sentence[mention.token])
        if above is told and told.event_type == "ACCUSE" and mention.start > told.start and not mention.dates:
            mention.dates.append(day)


def _is_of_record(owners: Owners, day: DateMention) -> bool:
    """ "The first such airlift this year", "the deadliest attack this month": since when it is a record."""
    return (
        day.precision in ("month", "year")
        and _RECORD.search(owners.sentence.text, 0, day.start - owners.offset) is not None
        and day.text.lower().startswith("this ")
    )


def _is_deadline(owners: Owners, day: DateMention) -> bool:
    """ "Promised to free them by the end of April", "was closed until Monday": by when, not when."""
    return _BY_WHEN.search(owners.sentence.text, 0, day.start - owners.offset) is not None


def _fought(owners: Owners, day: DateMention) -> Mention | None:
    """ "Retook the town after two days of fighting": what the town was taken in, where the noun is no event's word."""
    token = owners.token_at(day.end + 1)
    if token is None or not {token.lower_, token.lemma_.lower()} & _FIGHTS:
        return None
    found = owners.owner(token.idx + owners.offset)
    return found if found is not None and found.event_type == "ASSAULT" else None


def _is_told_below(owners: Owners, day: DateMention) -> bool:
    """ "Killed 26, not the 34 given by officials on Wednesday": the day of a telling inside what is told."""
    token = owners.token_at(day.start)
    for _ in range(4):
        if token is None or token.head == token or token.pos_ == "VERB":
            break
        token = token.head
    if token is None or token.pos_ != "VERB" or token.dep_ not in ("acl", "relcl", "advcl") or owners.is_told(token):
        return False
    return token.lemma_.lower() in _TELLING or token.lemma_.lower() == "give"


def _is_of_telling(owners: Owners, day: DateMention) -> bool:
    """ "Police said on Tuesday that", "the toll has risen, officials said Friday": the day hangs on the telling."""
    token = owners.token_at(day.start)
    for _ in range(4):
        if token is None or token.head == token:
            break
        if token.pos_ == "VERB":
            break
        token = token.head
    return token is not None and token.pos_ == "VERB" and token.lemma_.lower() in _TELLING


def _is_told_at_the_end(owners: Owners, day: DateMention, found: Mention) -> bool:
    """ "Gunmen raided a village, residents said on Monday": parsed as a clause of the raid, the telling is none."""
    token = owners.token_at(day.start)
    for _ in range(4):
        if token is None or token.pos_ == "VERB" or token.head == token:
            break
        token = token.head
    if token is None or token.i <= found.token or token.tag_ != "VBD":
        return False
    is_telling = token.lemma_.lower() in ("say", "report", "tell", "announce", "state")
    return bool(is_telling and day.start > token.idx + owners.offset)


def _reported_event(owners: Owners, day: DateMention) -> Mention | None:
    """ "Clashes were reported in the town on Monday": the day of the report is the clashes' own."""
    token = owners.token_at(day.start)
    for _ in range(4):
        if token is None or token.head == token or token.pos_ == "VERB":
            break
        token = token.head
    if token is None or token.lemma_.lower() not in ("report", "record", "register", "observe", "hear"):
        return None
    subjects = [child for child in token.children if child.dep_ == "nsubjpass"]
    return next((mention for mention in owners.mentions for each in subjects if mention.token == each.i), None)


def _after(owners: Owners, day: DateMention) -> Mention | None:
    """ "35 years since troops killed": the day is that of what follows."""
    return min(
        (mention for mention in owners.mentions if mention.start >= day.end),
        key=lambda mention: mention.start,
        default=None,
    )


def _date_by_noun(owners: Owners, dates: Sequence[DateMention]) -> None:
    """ "A 1989 crackdown in which troops killed 21", "a riot in 2004 in which": the clause has the day of its noun."""
    for mention in owners.mentions:
        verb = owners.sentence[mention.token]
        if mention.dates or verb.dep_ != "relcl" or not _is_in_which(verb):
            continue
        noun = verb.head
        for day in (each for each in dates if each.precision == "year"):
            token = owners.token_at(day.start)
            above = token.head if token is not None and token.dep_ == "pobj" else token
            if token is not None and above is not None and noun.i in (token.i, token.head.i, above.head.i):
                mention.dates.append(day)


def _share_dates(owners: Owners) -> None:
    """ "a 2023 raid in which rebels killed seven": a clause on an event of its own type has that event's day.

    Where the event has a year, a weekday in the clause is another's ("... killed seven reopened on Thursday"). An event
    without a day has that of a clause on it: "a truce that began in April 2022".
    """
    for mention in owners.mentions:
        if not mention.in_history_clause:
            continue
        token = owners.sentence[mention.token]
        above = owners.owner_above(token)
        if above is None or above.event_type != mention.event_type:
            continue
        if not above.dates and above.is_nominal and token.dep_ == "relcl" and token.head.i == above.token:
            above.dates = list(mention.dates)
        if not mention.dates or (_is_in_which(token) and _are_of_other_days(mention, above)):
            mention.dates = list(above.dates)


def _is_in_which(verb: Token) -> bool:
    """ "An ambush in which smugglers killed four": what the noun before it was."""
    return any(
        child.dep_ == "prep" and any(inner.lower_ == "which" for inner in child.children) for child in verb.children
    )


def _are_of_other_days(mention: Mention, above: Mention) -> bool:
    """True where a clause got a day that its noun denies: "closed since a 2019 ambush in which ... reopened today"."""
    return bool(above.dates) and not any(
        own.first <= day.last and day.first <= own.last for own in mention.dates for day in above.dates
    )


def attach_weapons(owners: Owners, weapons: Sequence[WeaponMention]) -> None:
    """Give each weapon to the assault, protest or show of force nearest in the parse."""
    able = [
        mention for mention in owners.mentions if mention.event_type in ("ASSAULT", "PROTEST", "MOBILIZE", "COERCE")
    ]
    for weapon in weapons:
        if _is_taken(owners, weapon) or _is_one_of_two(owners, weapon, weapons):
            continue
        found = owners.owner(weapon.start)
        if found is None or found not in able:
            violent = [mention for mention in able if mention.event_type == "ASSAULT"] or able
            found = min(violent, key=lambda mention: (abs(mention.start - weapon.start), mention.start), default=None)
        if found is not None:
            found.weapons.append(weapon)


def _is_one_of_two(owners: Owners, weapon: WeaponMention, weapons: Sequence[WeaponMention]) -> bool:
    """ "Could not tell whether drones or artillery had been used": the text leaves open which of them it was."""
    others = [other for other in weapons if other is not weapon and other.type != weapon.type]
    for other in others:
        first, second = sorted((weapon, other), key=lambda each: each.start)
        if second.start - first.end < 30 and _OR.fullmatch(owners.text_at(first.end, second.start)):
            return True
    return False


def _is_taken(owners: Owners, weapon: WeaponMention) -> bool:
    """ "Seized nine rifles", "the dynamite was found": a weapon of the loot, that nobody used."""
    token = owners.token_at(weapon.end - 1)
    for _ in range(6):
        if token is None or token.pos_ == "VERB":
            break
        token = None if token.head == token else token.head
    return token is not None and token.lemma_.lower() in _TAKING


_TAKING = listed("seize, confiscate, steal, find, discover, recover, defuse, capture, surrender, buy, smuggle, supply")
