"""Who takes part: noun phrases resolved to actors with country, PLOVER sector, code and status.

Named groups and organs come from `data/actors.csv`, generic actors from `data/actor_nouns.csv`, states from `vocab`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from dateline.parse.naming import BODY_NAME, TITLES, counted, described, own_names, person_start
from dateline.parse.nouns import is_class, is_facility, noun_of, object_classes
from dateline.parse.syntax import Token, antecedent, phrase
from dateline.parse.wordlists import listed
from dateline.records import ActorKind, ActorStatus
from dateline.vocab import (
    cell_list,
    countries,
    country_of_demonym,
    country_of_metonym,
    country_of_name,
    fold,
    read_table,
)

_WORDS = re.compile(r"[\w'().-]+")
_PRONOUNS = listed(
    "he, she, it, they, them, him, her, we, us, i, this, that, these, those, which, who, whom, one, ones, others, "
    "another, themselves, itself, both, some, many, all, none, each, what"
)
_RESOLVABLE = listed("he, she, it, they, we, i, them, him, her, us")


@dataclass(frozen=True, slots=True)
class Group:
    """A named actor of the list: `since` and `until` are years, None when open."""

    entity: str
    country: str | None
    sector: str | None
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """One wording of an actor in a sentence, offsets into the sentence; what could be resolved of it."""

    start: int
    end: int
    name: str
    entity: str | None
    kind: ActorKind
    country: str | None
    sector: str | None
    status: ActorStatus
    head: str
    is_pronoun: bool = False

    @property
    def is_known(self) -> bool:
        """True when the words name somebody or something that can take part: not an abstract noun."""
        return bool(self.sector or self.country or self.entity or self.status == "named" or self.kind == "facility")

    @property
    def code(self) -> str:
        """Country (or supranational slot) and sector: "SYRREB", "UAF", "UNO"."""
        return code_of(self.country, self.sector)


def code_of(country: str | None, sector: str | None) -> str:
    """Return an actor code; "UNK" when nothing is known."""
    return f"{country or ''}{sector or ''}" or "UNK"


@cache
def group_table() -> dict[str, Group]:
    """Return the named actors of `data/actors.csv` by folded name and alias."""
    table: dict[str, Group] = {}
    for row in read_table("actors.csv"):
        group = Group(
            row["entity"], row["country"] or None, row["sector"] or None, _year(row["since"]), _year(row["until"])
        )
        for name in (row["entity"], *cell_list(row["aliases"])):
            table.setdefault(fold(name).removeprefix("the "), group)
    return table


def _year(cell: str) -> int | None:
    return int(cell) if cell else None


def find_group(text: str) -> Group | None:
    """Return the named actor whose name or alias stands in `text` as whole words, the longest first."""
    found = locate_group(text)
    return found[0] if found else None


def locate_group(text: str) -> tuple[Group, int, int] | None:
    """Return the named actor in `text` and the span of its wording, the longest first.

    Aliases of up to four letters ("LET", "ELN") count only in capitals.
    """
    table, matches = group_table(), list(_WORDS.finditer(text))
    words = [match.group().strip(".'") if match.group() != "U.N." else "u.n." for match in matches]
    shouting = text.isupper() or text.islower()
    for size in range(min(6, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            wording = " ".join(words[at : at + size])
            key = fold(wording).removesuffix("'s")
            group = table.get(key)
            if group is None:
                continue
            bare = key.replace("-", "").replace(".", "")
            if (
                size == 1
                and len(bare) <= 4
                and not wording.replace("'s", "").isupper()
                and not (shouting and len(bare) > 3)
            ):
                continue
            if wording[0].islower() and not shouting and not key.startswith("al"):
                continue
            return group, matches[at].start(), matches[at + size - 1].end()
    return None


def resolve_actor(head: Token) -> ActorMention:
    """Return the actor that the noun phrase of `head` names. Offsets are into the parsed sentence's text."""
    if head.pos_ == "PRON" and head.lower_ in _RESOLVABLE:
        head = antecedent(head)
    elif is_class(head, "weapon") and noun_of(head) is None:
        head = _owner(head)
    head = counted(head)
    first, last = phrase(head)
    document = head.doc
    start, end = document[first].idx, document[last].idx + len(document[last])
    text = document.text[start:end]
    noun = noun_of(head)
    base = ActorMention(
        start, end, text, None, "person", None, noun.sector if noun else None, "generic", head.lemma_.lower()
    )
    if head.lower_ in _PRONOUNS or head.pos_ == "PRON" or (head.pos_ == "NUM" and first == last):
        return replace(
            base,
            name=document.text[head.idx : head.idx + len(head)],
            start=head.idx,
            end=head.idx + len(head),
            status="unknown",
            is_pronoun=True,
        )
    located = locate_group(text)
    if located is not None:
        return _group_mention(base, located, head)
    names = own_names(head) if noun is not None and head.tag_ == "NN" else []
    if len(names) == 1:
        named = resolve_actor(names[0])
        country = named.country or country_in(document[first : last + 1])
        return replace(named, country=country, sector=named.sector or (noun.sector if noun else None))
    country = country_in(document[first : last + 1]) or _owner_country(head)
    if noun is not None:
        return _generic_mention(base, noun.kind, noun.sector, country, head)
    if is_facility(head):
        return replace(base, kind="facility", country=country, status="generic" if head.pos_ == "NOUN" else "named")
    if country is not None and (country_of_name(text) or country_of_demonym(text) or country_of_metonym(text)):
        is_people = country_of_demonym(text) and head.tag_ in ("NNS", "NNPS") and not country_of_name(text)
        return replace(
            base,
            entity=_country_name(country),
            kind="people" if is_people else "organisation",
            country=country,
            sector="CVL" if is_people else "GOV",
            status="named",
        )
    if head.pos_ == "PROPN":
        return _named_mention(base, country, head)
    return replace(base, country=country, kind="people" if head.tag_ == "NNS" else "person")


def _owner(weapon: Token) -> Token:
    """ "Its drones", "Israel's missiles": who owns the weapon acts with it."""
    for child in weapon.children:
        if child.dep_ == "poss":
            return antecedent(child) if child.pos_ == "PRON" else child
    return weapon


def _owner_country(head: Token) -> str | None:
    """ "Moscow said its forces": the country behind a possessive pronoun, None when it cannot be told."""
    for child in head.children:
        if child.dep_ == "poss" and child.pos_ == "PRON":
            owner = antecedent(child)
            if owner != child:
                first, last = phrase(owner)
                return country_in(head.doc[first : last + 1])
    return None


def _group_mention(base: ActorMention, located: tuple[Group, int, int], head: Token) -> ActorMention:
    """ "The Houthis" are the group; "Houthi rebels", "a UN spokesman" and "Hamas leaders" are people of it."""
    group, start, end = located
    noun = noun_of(head)
    inside = start <= head.idx - base.start < end
    people = noun is not None and noun.kind != "organisation" and not inside
    kind: ActorKind = "organisation" if not people else "people" if head.tag_ in ("NNS", "NNPS") else "person"
    sector = group.sector or (noun.sector if noun else None)
    held = replace(base, entity=group.entity, country=group.country, sector=sector, status="named", kind=kind)
    return held if people else _without_description(held)


def _without_description(base: ActorMention) -> ActorMention:
    """ "The guerrilla movement Nueva Aurora" is named "Nueva Aurora"."""
    first, last = described(base.name)
    return replace(base, start=base.start + first, end=base.start + last, name=base.name[first:last])


def body_before(head: Token) -> ActorMention | None:
    """Return the organisation named in front of its people: the army in "Kenyan army troops"; None where none is."""
    document, first = head.doc, phrase(head)[0]
    if first >= head.i:
        return None
    start, end = document[first].idx, document[head.i - 1].idx + len(document[head.i - 1])
    text = document.text[start:end]
    last = document[head.i - 1]
    noun = noun_of(last)
    base = ActorMention(start, end, text, None, "organisation", None, noun.sector if noun else None, "generic", "")
    base = replace(base, head=last.lemma_.lower(), country=country_in(document[first : head.i]))
    located = locate_group(text)
    if located is not None:
        group, at, stop = located
        named = replace(base, start=start + at, end=start + stop, name=text[at:stop], status="named")
        return replace(named, entity=group.entity, country=group.country, sector=group.sector or base.sector)
    if noun is not None and noun.kind == "organisation":
        return base
    if BODY_NAME.search(last.text) and document[first].text[:1].isupper() and not is_facility(last):
        return replace(_without_description(base), status="named")
    return None


def _generic_mention(base: ActorMention, kind: str, sector: str, country: str | None, head: Token) -> ActorMention:
    named = (
        any(token.pos_ == "PROPN" and not _nationality(token) for token in head.doc[head.left_edge.i : head.i + 1])
        and head.pos_ == "PROPN"
    )
    text = base.name.lower()
    if any(word in text.split() for word in ("suspected", "alleged")) and sector in ("UAF", "REB", "CRM"):
        sector = "REB" if sector == "UAF" and "rebel" in text else sector
    settled: ActorKind = (
        "organisation" if kind == "organisation" else "people" if head.tag_ in ("NNS", "NNPS") else "person"
    )
    return replace(base, sector=sector, country=country, kind=settled, status="named" if named else "generic")


_FIGHTING_NAME = re.compile(r"\b(?:liberation|front|brigades?|army|guerrillas?)\b", re.IGNORECASE)


def _named_mention(base: ActorMention, country: str | None, head: Token) -> ActorMention:
    sector = None
    for token in head.lefts:
        noun = noun_of(token)
        if noun is not None:
            sector = noun.sector
    for token in head.children:
        noun = noun_of(token) if token.dep_ == "appos" else None
        if noun is not None:
            sector = sector or noun.sector
            country = country or country_in(token.subtree)
    document = head.doc
    first = next(at for at in range(head.i + 1) if document[at].idx >= base.start)
    person = person_start(head, first) if BODY_NAME.search(base.name) else None
    if person is not None:
        start = document[person].idx
        base = replace(base, start=start, end=head.idx + len(head), name=document.text[start : head.idx + len(head)])
        return replace(base, kind="person", country=country, sector=sector, status="named")
    if (base.name.isupper() and len(base.name) <= 6) or BODY_NAME.search(base.name):
        base = _without_description(base)
        fights = sector is None and _FIGHTING_NAME.search(base.name)
        return replace(base, kind="organisation", country=country, sector="REB" if fights else sector, status="named")
    return replace(_without_titles(base, head), kind="person", country=country, sector=sector, status="named")


def _without_titles(base: ActorMention, head: Token) -> ActorMention:
    """ "Foreign Minister Ana Lopez" is named "Ana Lopez": the office goes into the sector, not into the name."""
    first, document = head.i, head.doc
    while first > 0 and document[first - 1].pos_ == "PROPN" and document[first - 1].idx >= base.start:
        before = document[first - 1]
        if noun_of(before) or before.lower_.rstrip(".") in TITLES or _nationality(before) or before.dep_ == "poss":
            break
        first -= 1
    start = document[first].idx
    return replace(base, start=start, name=document.text[start : base.end])


def _nationality(token: Token) -> str | None:
    text = token.text
    return country_of_demonym(text) or country_of_name(text) if text[:1].isupper() else None


def _country_name(alpha3: str) -> str | None:
    found = countries().get(alpha3)
    return found.name if found else None


def country_in(tokens: object) -> str | None:
    """Return the country that a phrase names or implies ("Syrian", "Iraq's", "the Kremlin"), or None."""
    listed = list(tokens)  # type: ignore[call-overload]
    for at, token in enumerate(listed):
        text = token.text
        if not text[:1].isupper():
            continue
        for size in (3, 2, 1):
            wording = " ".join(each.text for each in listed[at : at + size])
            found = country_of_name(wording) or country_of_demonym(wording)
            if found:
                return found
    for token in listed:
        if token.text[:1].isupper():
            found = country_of_metonym(token.text)
            if found:
                return found
    return None


def is_thing(mention: ActorMention) -> bool:
    """True for what can never act: weapons, facilities, abstract nouns."""
    if mention.kind == "facility":
        return True
    classes = object_classes().get(mention.head) or frozenset()
    return mention.sector is None and mention.status == "generic" and bool(classes or not mention.is_pronoun)
