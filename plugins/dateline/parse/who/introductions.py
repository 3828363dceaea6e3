"""How a story introduces its people: "Transport Secretary Ana Ruiz", "Ana Ruiz, mayor of Tarma", "the mayor, Ana Ruiz".

What the first mention tells of somebody holds for the surname that follows, and the words of an office beside a name
are that person. Source: the codebook's actor rows: `name` is the longest wording that the text has for an actor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dateline.parse.grammar.nouns import Noun, actor_nouns
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.parse.who.appositions import SPEAKS
from dateline.parse.who.countries import country_in
from dateline.parse.who.naming import BODY_NAME, SENT, TITLES
from dateline.vocab import country_of_demonym, country_of_name

_WORD = r"(?:[^\W\d_a-z][\w'’-]*|al-[^\W\d_a-z][\w'’-]*)"
_NAME = re.compile(
    rf"""{_WORD}\.?(?:\s(?:(?:de|del|de\sla|dos|da|di|du|van|von|der|bin|ibn|y)\s)?{_WORD}){{1,6}}""", re.VERBOSE
)
_AHEAD = re.compile(r"(?P<office>(?:[\w'’-]+\s){0,4}[\w'’-]+)\s$")
_APART = re.compile(r"(?P<office>(?:[\w'’-]+\s){0,9}[\w'’-]+),\s$")
_BEHIND = re.compile(r",\s(?:\d\d,\s)?(?:who\s(?:is|was)\s)?(?P<office>(?:[\w'’-]+\s){0,8}[\w'’-]+)")
_OF_FORCE = re.compile(r"\sof\sthe\s(?P<office>(?:[\w'’-]+\s){0,2}(?:police|army|navy|gendarmerie|coast\sguard))\b")
_CLOSED = re.compile(r"\s?[,.;)—–]|\s(?:said|told|added|wrote|called)\b|$")
_LINKS = listed("of, for, in, to, at, from, with, on, who, which, that")
_HEADS = listed(
    "leader, chief, head, boss, president, chairman, chairwoman, secretary, spokesman, spokeswoman, spokesperson, "
    "official, commander, deputy, director, officer, captain, colonel, inspector, commissioner, superintendent, "
    "member, general, lieutenant, sergeant, major, brigadier, marshal, coordinator, delegate"
)
_RANKS = listed("brigadier, gen, col, lt, capt, maj, sgt, adm, marshal, lieutenant, sergeant, major, general, colonel")
_BOUNDS = listed("the, a, an, by, and, as, but, when, said, told, met, has, have, had, was, were, is, are, that, says")
_COMPANY = frozenset(("party", "military", "police", "armed", "worker", "crowd", "civil"))
_VAGUE = listed(
    "man, woman, person, boy, girl, victim, resident, citizen, suspect, brother, sister, son, daughter, father, "
    "mother, wife, husband, people, child, survivor, witness, couple, family, member, relative"
)
_SETTLEMENTS = listed(
    "town, village, city, capital, district, suburb, port, province, state, region, area, hamlet, county"
)
_FORMER = listed("former, ex, ousted, deposed, retired, onetime")
_WINDOW = 90
_TOKEN = re.compile(r"['’]s\b|[^\W_](?:[\w-]*[^\W_])?")
_POSSESSIVE = re.compile(r"(?:['’]s?|\.)?$")


class _Word(NamedTuple):
    """A word as `country_in` reads them."""

    text: str
    lower_: str
    start: int


@dataclass(frozen=True, slots=True)
class Introduction:
    """A person's name and the office's own word (`head`) beside it, as spans; `sector` None where it says none.

    `is_pointed` says that the words point back to it ("the envoy, Ana Ruiz,").
    """

    start: int
    end: int
    office_start: int
    office_end: int
    head: str
    sector: str | None
    country: str | None
    is_pointed: bool = False


def find_introductions(text: str) -> list[Introduction]:
    """Return who is introduced with an office, in reading order.

    >>> text = "Ana Ruiz, the mayor of Tarma, met Police Chief Luis Mora."
    >>> [(text[each.start : each.end], each.sector) for each in find_introductions(text)]
    [('Ana Ruiz', 'GOV'), ('Luis Mora', 'COP')]
    """
    found: list[Introduction] = []
    for match in _NAME.finditer(text):
        outer, end = match.start(), _end_of(match)
        start = outer + _titles_before(text[outer:end])
        name = text[start:end]
        if not name or not _may_be_a_person(name, is_titled=start > outer):
            continue
        offices = [office for side in _SIDES if (office := _office_at(text, side, outer, start, end)) is not None]
        if offices:
            first = offices[0]
            best = next((office for office in offices if office.head not in _RANKS), first)
            found.append(replace(best, office_start=first.office_start, office_end=first.office_end))
    return found


def _end_of(match: re.Match[str]) -> int:
    """Return the end of a name without its possessive: "Ana Ruiz's"."""
    tail = _POSSESSIVE.search(match.group())
    return match.end() - (len(tail.group()) if tail else 0)


_SIDES = ("title", "ahead", "apart", "behind", "force")
"""Where an office stands: in capitals with the name, before it, ahead of a comma, behind one, "of the police"."""


def _titles_before(name: str) -> int:
    """Return where the person's own name begins behind capitalised offices: "Deputy Foreign Minister Ana Ruiz"."""
    cut = 0
    for word in list(re.finditer(r"\S+", name))[:-1]:
        if _noun(word.group()) is not None or word.group().lower().rstrip(".") in TITLES:
            cut = word.end() + 1
    return cut


def _office_at(text: str, side: str, outer: int, start: int, end: int) -> Introduction | None:
    """Return the introduction that the words on one side of a name make, None where they name no office."""
    span = _words_at(text, side, outer, start, end)
    if span is None:
        return None
    words = [
        _Word(match[0], match[0].lower(), span[0] + match.start()) for match in _TOKEN.finditer(text[slice(*span)])
    ]
    lowered = [word.lower_ for word in words]
    at = _head_of(lowered, side)
    if at is None:
        return None
    first = _first_of(lowered, at)
    phrase = words[first:] if side != "behind" else words[first : at + 8]
    sector = _sector_of([word.lower_ for word in phrase], lowered[at])
    if sector in ("GOV", "LEG", "JUD") and any(word.lower_ in _FORMER for word in phrase):
        sector = "ELI"
    sent_to = next((i for i, word in enumerate(phrase) if word.lower_ in ("to", "for")), len(phrase))
    is_sent = lowered[at] in SENT  # "envoy to Kyiv" is not Ukraine's
    country = country_in(phrase[:sent_to] if is_sent else phrase)
    pointed = side == "apart" and at + 1 == len(words) and lowered[max(0, at - 2) : at].count("the") > 0
    word = words[at]
    return Introduction(start, end, word.start, word.start + len(word.text), word.lower_, sector, country, pointed)


def _words_at(text: str, side: str, outer: int, start: int, end: int) -> tuple[int, int] | None:
    if side == "title":
        return (outer, start - 1) if start > outer else None
    if side in ("behind", "force"):
        behind = (_BEHIND if side == "behind" else _OF_FORCE).match(text, end, end + _WINDOW)
        return behind.span("office") if behind else None
    if outer < start or (side == "apart" and "," not in text[max(0, outer - 3) : outer]):
        return None
    base = max(0, outer - _WINDOW)
    before = (_AHEAD if side == "ahead" else _APART).search(text[base:outer])
    if before is None or (side == "apart" and not _CLOSED.match(text, end)):
        return None
    return base + before.start("office"), base + before.end("office")


def _head_of(words: Sequence[str], side: str) -> int | None:
    """Return which of the words is the office: the last one before a name, the first one behind it.

    Ahead of a comma and behind one it may have a complement ("the governor of Tarma, Ana Ruiz"), else none.
    """
    if side == "behind":
        first = next((at for at, word in enumerate(words) if _is_office(word) or word in _LINKS), None)
        if first is None or words[first] in _LINKS:
            return None
        while first + 1 < len(words) and _is_office(words[first + 1]):
            first += 1
        return first if first + 1 == len(words) or words[first + 1] in _LINKS else None
    if side == "force":
        return len(words) - 1
    if side != "apart":
        return len(words) - 1 if words and _is_office(words[-1]) else None
    for at in range(len(words) - 1, -1, -1):
        if _is_office(words[at]) and (at + 1 == len(words) or (words[at + 1] in _LINKS and _has_domain(words, at))):
            return at
    return None


def _has_domain(words: Sequence[str], at: int) -> bool:
    """ "The commissioner for mines in Boke": but in "a teacher in the village, Ost" the name is the village's."""
    noun = _noun(words[at])
    is_post = words[at] in _HEADS or (noun is not None and noun.noun_class in ("state", "party", "police", "military"))
    return is_post and words[-1] not in _SETTLEMENTS


def _first_of(words: Sequence[str], last: int) -> int:
    """Return where the phrase of an office begins: behind the verb or link before it."""
    for at in range(last - 1, -1, -1):
        if words[at] in _LINKS or words[at] in _BOUNDS or (words[at].endswith("ed") and words[at] not in _FORMER):
            return at + 1
    return 0


def _sector_of(words: Sequence[str], head: str) -> str | None:
    """ "Union president", "captain of the harbour police": of the body beside it, else of the office's own."""
    own = _noun(head)
    if head in _HEADS or head in _RANKS:
        beside = [actor_nouns().get(word) for word in words if word != head]
        bodies = [noun for noun in beside if noun is not None and noun.noun_class in _COMPANY]
        if bodies:
            return bodies[-1].sector
        if own is not None and own.sector == "CVL":
            return None
    if own is not None:
        return own.sector
    force = actor_nouns().get(head)
    return "MIL" if head in _RANKS else force.sector if force is not None else None


def _noun(word: str) -> Noun | None:
    noun = actor_nouns().get(word.lower().rstrip("."))
    return noun if noun is not None and noun.kind != "organisation" else None


def _is_office(word: str) -> bool:
    is_one = not word.endswith("s") or word == "boss"
    return is_one and word not in _VAGUE and (_noun(word) is not None or word in _RANKS or word in _HEADS)


def _may_be_a_person(name: str, *, is_titled: bool) -> bool:
    words = name.split()
    if (
        (len(words) == 1 and not is_titled)
        or name.isupper()
        or BODY_NAME.search(name)
        or (name[0].islower() and not name.startswith("al-"))
    ):
        return False
    return not (country_of_name(name) or country_of_demonym(words[0]) or country_of_name(words[0]))


def know_people(mentions: Sequence[Mention], text: str) -> None:
    """Give the parties of a story the names and the offices with which it introduces them."""
    actors = [actor for mention in mentions for actor in _parties(mention)]
    if not any(actor.kind == "person" for actor in actors):
        return
    introductions = find_introductions(text)
    known = _by_name(introductions, text)
    beside = {at: each for each in introductions for at in range(each.office_start, each.office_end)}
    pointed = _by_office(introductions, text)

    def introduced(actor: ActorMention, *, is_hit: bool = False) -> ActorMention:
        if actor.kind != "person" or actor.is_pronoun:
            return actor
        if actor.status == "generic" or (actor.entity is not None and actor.name not in actor.entity):
            told = beside.get(_place_of(actor, text)) or pointed.get(actor.head)
            if told is None or not (actor.start < told.end or actor.name.lower() == actor.head):
                return actor
            is_speaking = is_hit and SPEAKS.match(text, max(told.end, told.office_end))
            return actor if is_speaking else _named(actor, told, text)  # who speaks is not whom the deed hit
        return _in_office(actor, known, text)

    for mention in mentions:
        mention.sources = [introduced(actor) for actor in mention.sources]
        is_deed = mention.event_type == "ASSAULT"
        mention.targets = [introduced(actor, is_hit=is_deed) for actor in mention.targets]
        mention.reporters = [introduced(actor) for actor in mention.reporters]


def _parties(mention: Mention) -> list[ActorMention]:
    return [*mention.sources, *mention.targets, *mention.reporters]


def _by_name(introductions: Sequence[Introduction], text: str) -> Mapping[str, Introduction]:
    """Return the introductions by full name and by the surname that is one person's alone."""
    found: dict[str, Introduction] = {}
    shared: set[str] = set()
    for each in introductions:
        name = text[each.start : each.end].lower()
        surname = name.split()[-1]
        for key in {name, surname}:
            held = found.setdefault(key, each)
            if key == surname and not _are_one(text[held.start : held.end].lower(), name):
                shared.add(key)
    return {key: each for key, each in found.items() if key not in shared}


def _are_one(name: str, other: str) -> bool:
    return name in other or other in name


def _by_office(introductions: Sequence[Introduction], text: str) -> Mapping[str, Introduction]:
    """Return by its word whose office a story points back to: "the envoy, Ana Ruiz,"; no office of two persons."""
    names: dict[str, set[str]] = {}
    for each in introductions:
        names.setdefault(each.head, set()).add(text[each.start : each.end].split()[-1])
    return {each.head: each for each in introductions if each.is_pointed and len(names[each.head]) == 1}


def _named(actor: ActorMention, told: Introduction, text: str) -> ActorMention:
    """ "Chile's mining minister, Ana Ruiz, resigned": the words of the office are the one who holds it."""
    name = text[told.start : told.end]
    return replace(
        actor,
        start=told.start,
        end=told.end,
        name=name,
        entity=None,
        status="named",
        head=name.lower().split()[-1],
        country=actor.country or told.country,
        sector=actor.sector if told.sector is None or actor.entity is not None else told.sector,
    )


def _place_of(actor: ActorMention, text: str) -> int:
    """Return where the head of an actor's words stands: "leader" in "leader of the opposition"."""
    at = text[actor.start : actor.end].lower().find(actor.head)
    return actor.start + at if at >= 0 else actor.end - 1


def _in_office(actor: ActorMention, known: Mapping[str, Introduction], text: str) -> ActorMention:
    """ "Ruiz" alone, behind "Transport Secretary Ana Ruiz", is she and has that office."""
    words = actor.name.lower().split()
    told = known.get(actor.name.lower()) or (known.get(words[-1]) if words else None)
    if told is None or (actor.entity is not None and actor.sector is not None):
        return actor
    name = text[told.start : told.end]
    if len(words) == 1 and len(name.split()) > 1:
        actor = replace(actor, start=told.start, end=told.end, name=name)
    is_vague = actor.sector in (None, "CVL")
    return replace(
        actor,
        sector=(told.sector if is_vague else None) or actor.sector,
        country=actor.country or told.country,
    )
