"""Classes of nouns: who can attack, who can be harmed, what is a building, a weapon, a state.

Read from `data/actor_nouns.csv` (people and organisations, with PLOVER sector) and `data/object_nouns.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.who.bodies import body_of
from dateline.vocab import cell_list, country_of_demonym, country_of_metonym, country_of_name, read_table

_PRONOUNS = listed("he, she, they, them, him, her, who, whom, we, us, i, me, themselves, himself")
_PLACE_NOUNS = listed(
    "town, village, city, district, area, territory, capital, province, suburb, region, island, neighborhood, "
    "neighbourhood, locality, hamlet, municipality, township, county, governorate, prefecture, "
    "stronghold, position, base, airport, hill, crossing, valley, "
    "enclave, port, ground, outpost, post"
)
_DEAL_NOUNS = listed(
    "offer, proposal, plan, ceasefire, invitation, resolution, deal, agreement, demand, request, condition, call, "
    "term, responsibility, mediation, truce, apology, aid, compromise"
)
_HELD_NOUNS = listed("prisoner, hostage, detainee, captive, body, remains, inmate, abductee")
_ABSTRACT_NOUNS = listed(
    "need, goal, deal, target, problem, issue, corruption, inflation, poverty, market, customer, price, economy, "
    "record, note, chord, balance, tone, consumer, voter, growth, crime, disease, life, time, death, charge"
)
_BODIES = listed(
    "army, military, navy, air force, airforce, police, government, parliament, senate, court, cabinet, ministry, "
    "embassy, regime, armed forces, security forces, security force, gendarmerie, administration, junta, national "
    "guard, presidential guard, coast guard, coalition, authorities, state, assembly, legislature, supreme court, "
    "high court, tribunal, foreign ministry, interior ministry, cartel, mafia, opposition, union, unions, trade "
    "union, militia, municipality, city council, news agency, intelligence service, intelligence agency, secret "
    "service, group, armed group, death squad, company, corporation, faction, knesset, duma, judiciary, riot "
    "police, defence ministry, defense ministry, brigade, battalion, garrison, broadcaster, newspaper, "
    "authority, directorate, department, commission, secretariat, electoral commission, election commission, "
    "presidency, district administration, police department, radio station, chamber"
)
_UNIT_NOUNS = listed(
    "company, platoon, column, contingent, team, squad, unit, posse, section, detachment, convoy, truckload, "
    "busload, reinforcement, wing, picket, force, branch, cell"
)
_MEMBER_NOUNS = listed(
    "member, leader, element, boss, chief, official, officer, spokesman, spokeswoman, spokesperson, head, commander, "
    "source, representative, figure, veteran, supporter, "
    "jawan, personnel"
)
_HEADS_OF = listed("member, leader, head, chief, boss, commander, spokesman, spokeswoman, coalition, alliance, faction")
_OF_WHAT = frozenset(("armed", "military", "police", "state", "party"))
_GROUP_NOUNS = listed(
    "group, gang, band, squad, outfit, faction, cell, organization, organisation, network, unit, force, patrol, team, "
    "contingent, detachment"
)
_CIVIC = listed("group, committee, collective, network, association, federation, society, forum, alliance, coalition")
_CIVIC_CLASSES = frozenset(("civilian", "worker", "crowd", "civil"))
_POSTS = listed("director, chief, head, boss, manager")
_OWNING = frozenset(("country", "nation", "state", "government", "republic", "kingdom"))
_BROADER = {
    "force": frozenset(("armed", "military", "police")),
    "person": listed("armed, military, police, crowd, worker, civilian, state, party, civil"),
    "harmed": listed("armed, military, police, crowd, worker, civilian, state, party, civil"),
    "speaker": listed("armed, military, police, crowd, worker, civilian, state, party, civil"),
    "crowd": frozenset(("crowd", "worker", "civilian", "party", "civil")),
    "foe": frozenset(("armed", "military", "police")),
    "arms": frozenset(("armed", "military", "police")),
    "police": frozenset(("police", "military")),
    "cops": frozenset(("police",)),
    "organ": frozenset(("state", "police", "military")),
    "ranks": frozenset(("armed", "military", "police")),
    "state": frozenset(("state", "police", "military", "civil")),
    "official": frozenset(("state", "party", "police", "military")),
    "office": frozenset(("state", "party", "police", "military")),
    "envoy": frozenset(("state", "party", "military")),
    "critic": frozenset(),
}  # fmt: skip
_TAKES_NAMES = listed("person, harmed, force, speaker, state, foe, official, envoy, place, office, ground")
_DEEPEST = 5
_CALENDAR = listed(
    "monday, tuesday, wednesday, thursday, friday, saturday, sunday, january, february, april, july, august, "
    "september, october, november, december"
)
_LADEN = listed("load, lade, laden, carry, bear, bring, haul, transport, fill, pack, stack, hold")
_TAKES_PRONOUNS = frozenset(("person", "harmed", "force", "speaker", "official", "crowd", "envoy"))


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun for people or bodies: class, PLOVER sector, and actor kind."""

    word: str
    noun_class: str
    sector: str
    kind: str


@cache
def actor_nouns() -> dict[str, Noun]:
    """Return the generic actors of `data/actor_nouns.csv` by lower-case wording (one to three words)."""
    return {
        word: Noun(word, row["class"], row["sector"], "organisation" if word in _BODIES else row["kind"])
        for row in read_table("actor_nouns.csv")
        for word in cell_list(row["noun"])
    }


_PEOPLE_KINDS = {"armed": ("armed", "UAF"), "security": ("police", "COP"), "crowd": ("crowd", "OPP")}


@cache
def _people() -> dict[str, Noun]:
    """Return the words for people of `data/people.csv` that the list of actors does not have."""
    found: dict[str, Noun] = {}
    for row in read_table("people.csv"):
        noun_class, sector = _PEOPLE_KINDS.get(row["kind"], ("civilian", "CVL"))
        for word in (row["singular"], row["plural"]):
            found.setdefault(word, Noun(word, noun_class, sector, "people"))
    return found


@cache
def object_classes() -> dict[str, frozenset[str]]:
    """Return the classes of things in `data/object_nouns.csv` by lower-case word."""
    found: dict[str, set[str]] = {}
    for row in read_table("object_nouns.csv"):
        for word in cell_list(row["noun"]):
            found.setdefault(word, set()).add(row["class"])
    return {word: frozenset(classes) for word, classes in found.items()}


def noun_of(head: Token) -> Noun | None:
    """Return the generic actor that a noun phrase's head names, longest wording first, or None."""
    if head.noun is head:
        head.noun = _read_noun(head)
    found: Noun | None = head.noun
    return found


def _read_noun(head: Token) -> Noun | None:
    table = actor_nouns()
    if head.lemma_.lower() in _UNIT_NOUNS:
        force = _force_of(head)
        if force is not None:
            return force
    if head.i > 0:
        before = head.nbor(-1)
        pair = f"{before.lower_} {head.lower_}"
        if pair in table:
            return table[pair]
        if head.lemma_.lower() in _GROUP_NOUNS and before.pos_ != "PROPN" and before.dep_ in ("amod", "compound"):
            whole = table.get(before.lower_) or table.get(before.lemma_.lower())
            if whole is not None and whole.noun_class in ("armed", "military", "police"):
                is_body = head.tag_ == "NN" and head.lower_ != "patrol"
                return Noun(pair, whole.noun_class, whole.sector, "organisation" if is_body else "people")
        if head.lemma_.lower() in _MEMBER_NOUNS and (before.lower_ in table or before.lemma_.lower() in table):
            whole = table.get(before.lower_) or table[before.lemma_.lower()]
            return Noun(pair, whole.noun_class, whole.sector, "people")
    special = _civic_of(head) or _post_of(head) or _states_of(head)
    if special is not None:
        return special
    own = table.get(head.lower_) or table.get(head.lemma_.lower()) or _worker_of(head)
    own = own or _people().get(head.lower_) or _office_of(head)
    return (_headed(head) if head.lemma_.lower() in _HEADS_OF else None) or own


def _worker_of(head: Token) -> Noun | None:
    """ "Mineworkers", "a steelworker": workers, whatever they work in."""
    if not head.lower_.endswith(("worker", "workers")) or head.pos_ not in ("NOUN", "PROPN"):
        return None
    return replace(actor_nouns()["workers"], word=head.lower_)


def _civic_of(head: Token) -> Noun | None:
    """ "A lawyers' group", "the traders' committee": of people who bear no arms, and so no armed one."""
    if head.lemma_.lower() not in _CIVIC:
        return None
    for owner in head.lefts:
        noun = noun_of(owner) if owner.dep_ == "poss" and owner.tag_ == "NNS" else None
        if noun is not None and noun.noun_class in _CIVIC_CLASSES:
            return Noun(head.lower_, "civil", "SOC", "organisation" if head.tag_ == "NN" else "people")
    return None


def _states_of(head: Token) -> Noun | None:
    """ "The two countries", "both governments", "six neighbouring states": several states that act as one."""
    if head.lemma_.lower() not in _STATES or head.tag_ != "NNS":
        return None
    before = {child.lower_ for child in head.lefts}
    return Noun(head.lower_, "state", "GOV", "organisation") if before & _SEVERAL else None


_STATES = listed("country, nation, state, government, republic, capital")
_SEVERAL = listed("two, both, three, four, five, six, seven, neighbouring, neighboring, member, western, arab, african")


def _post_of(head: Token) -> Noun | None:
    """ "Chile's prisons director", "the country's statistics chief": who holds a state's post is of the state."""
    if head.lemma_.lower() not in _POSTS:
        return None
    for owner in head.lefts:
        if owner.dep_ == "poss" and (owner.lemma_.lower() in _OWNING or country_of_name(_full_name(owner))):
            return Noun(head.lower_, "state", "GOV", "people")
    return None


def _office_of(head: Token) -> Noun | None:
    """ "The prosecutor's office said": whoever's office it is, where it acts; where it is stormed, it is a building."""
    if head.lower_ != "office" or head.dep_ != "nsubj" or head.head.pos_ != "VERB":
        return None
    for owner in head.children:
        noun = noun_of(owner) if owner.dep_ == "poss" else None
        if noun is not None and noun.noun_class == "state":
            is_at_law = any(word.lemma_.lower() in ("attorney", "prosecutor") for word in owner.subtree)
            return Noun("office", "state", "JUD" if is_at_law else noun.sector, "organisation")
    return None


def _headed(head: Token) -> Noun | None:
    """ "The chief of the Kenyan police", "a coalition of rebel groups": of the body that stands behind "of"."""
    for child in head.rights:
        for inner in child.children if child.dep_ == "prep" and child.lower_ == "of" else ():
            whole = (noun_of(inner) or _armed_body(inner)) if inner.dep_ == "pobj" else None
            is_body = whole is not None and (whole.noun_class in _OF_WHAT or whole.word == "opposition")
            if whole is not None and is_body and inner.lemma_.lower() != "guard":
                kind = "people" if head.lemma_.lower() in _MEMBER_NOUNS else "organisation"
                return Noun(head.lower_, whole.noun_class, whole.sector, kind)
    return None


def _force_of(unit: Token) -> Noun | None:
    """ "Two companies of riot police", "a posse of constables": the force that a unit is a part of, or None."""
    for child in unit.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "from"):
            for inner in child.children:
                noun = noun_of(inner) if inner.dep_ == "pobj" and inner.i > unit.i else None
                if unit.pos_ == "NOUN" and inner.dep_ == "pobj":  # "a cell of the Northern Front"
                    noun = noun or _armed_body(inner)
                if noun is not None and noun.noun_class in ("armed", "military", "police"):
                    return Noun(noun.word, noun.noun_class, noun.sector, "people")
    return None


def _armed_body(name: Token) -> Noun | None:
    """ "A cell of the Northern Front", "members of the Vega Cartel": an armed body by the words of its name."""
    body = body_of(_full_name(name)) if name.pos_ == "PROPN" else None
    if body is None or body.sector not in ("REB", "PRM", "CRM"):
        return None
    return Noun(name.lower_, "armed", body.sector, "organisation")


def is_facility(head: Token) -> bool:
    """True for buildings, vehicles and other things that can be a target."""
    return "facility" in _things(head)


def _things(head: Token) -> frozenset[str]:
    """Return the classes of a thing, by two words where the table has them: a town hall, a power cable."""
    classes = object_classes()
    pair = classes.get(f"{head.nbor(-1).lower_} {head.lower_}") if head.i > 0 else None
    return pair or classes.get(head.lower_) or classes.get(head.lemma_.lower()) or _named_storm(head) or _compound(head)


def _compound(head: Token) -> frozenset[str]:
    """ "A barbershop", "a farmhouse": what it is, where the table has the last part alone."""
    found = _COMPOUND.fullmatch(head.lemma_.lower()) if head.pos_ == "NOUN" else None
    if found is None or noun_of(head) is not None:
        return frozenset()
    return object_classes().get(found["last"]) or frozenset()


_COMPOUND = re.compile(r"(?!work|power)[a-z]{3,}(?P<last>shop|store|house|yard)")


def is_class(head: Token, kind: str) -> bool:
    """True when the head of a noun phrase belongs to a class that `data/triggers.csv` may ask for."""
    head = _measured(head)
    word, lemma = head.lower_, head.lemma_.lower()
    things = _things(head)
    if kind in things:
        return kind != "misfortune" or noun_of(head) is None
    if kind in ("facility", "weapon", "misfortune", "access", "troops", "meetneed", "tanks"):
        return kind == "facility" and head.pos_ == "PROPN" and False
    if kind == "unarmed":
        noun = noun_of(head)
        return noun.noun_class not in ("armed", "military", "police") if noun else head.pos_ == "PROPN"
    if kind == "capital":
        return country_of_metonym(head.text) is not None
    if kind == "nation":
        return any(country_of_metonym(name) or country_of_name(name) for name in (head.text, _full_name(head)))
    if kind == "power":
        return is_class(head, "nation") or is_class(head, "organ")
    if kind == "deal":
        return lemma in _DEAL_NOUNS
    if kind == "scene":
        return lemma in ("area", "scene", "site", "spot", "place", "zone", "perimeter")
    if kind == "held":
        return lemma in _HELD_NOUNS
    if kind == "abstract":
        return lemma in _ABSTRACT_NOUNS
    if kind == "rallier":
        return lemma in ("price", "stock", "share", "market", "currency", "dollar", "driver", "index", "futures", "oil")
    if kind == "place" and lemma in _PLACE_NOUNS:
        return True
    noun = noun_of(head)
    if noun is not None and kind != "place":
        return noun.noun_class in _BROADER.get(kind, frozenset((kind,))) or noun.noun_class == kind
    if head.pos_ == "NUM" and kind in ("person", "harmed"):
        return True
    if word in _PRONOUNS and not is_the_us(head):
        return kind in _TAKES_PRONOUNS
    if head.pos_ == "PROPN" and not things - {"reliever"}:  # "the Red Crescent"
        return kind in _TAKES_NAMES and word not in _CALENDAR
    return False


def _measured(head: Token) -> Token:
    """ "Hundreds of miners walked out", "two of her ministers": whatever their number; any other head is itself."""
    if head.lower_ not in _MANY and head.tag_ != "CD":
        return head
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            whole = next((each for each in child.children if each.dep_ == "pobj" and each.pos_ == "NOUN"), head)
            return head if head.tag_ == "CD" and noun_of(whole) is None else whole  # "two of their number"
    return head


_MANY = listed("hundreds, thousands, dozens, scores, tens, handful, most, many, some, half")


def _named_storm(head: Token) -> frozenset[str]:
    """ "Typhoon Ligaya", "Hurricane Ana": a storm by any name; else no class."""
    if head.pos_ != "PROPN" or not any(child.lower_ in _STORMS for child in head.lefts if child.dep_ == "compound"):
        return frozenset()
    return frozenset(("misfortune",))


_STORMS = listed("typhoon, hurricane, cyclone, storm, superstorm, blizzard")


def _full_name(head: Token) -> str:
    """Return a name with the names before its last word: "United States", "Saudi Arabia"."""
    before = [child.text for child in head.lefts if child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN"]
    return " ".join((*before, head.text))


def holds_class(head: Token, kind: str, depth: int = 0) -> bool:
    """True when a noun phrase has a word of a class: "lorries loaded with flour" holds relief.

    Looked at are the head, the words before it, and what it is of, from, with or laden with. The class `foreign` is
    a nationality or a country ("Cuban doctors", "a team from Qatar").
    """
    if _is_of(head, kind):
        return True
    return depth < _DEEPEST and any(holds_class(inner, kind, depth + 1) for inner in _within(head))


def _within(head: Token) -> Iterator[Token]:
    """Yield the words of a noun phrase that say what it consists of, comes from or carries."""
    for child in head.children:
        if child.dep_ in ("amod", "compound", "nmod", "poss", "conj"):
            yield child
        elif child.dep_ == "prep" and child.lower_ in ("of", "with", "from"):
            yield from (inner for inner in child.children if inner.dep_ == "pobj")
        elif child.dep_ in ("acl", "relcl") and child.lemma_.lower() in _LADEN:
            yield from _laden(child)


def _laden(verb: Token) -> list[Token]:
    """Return what a verb of carrying carries: its object, or what stands behind its "with"."""
    below = [
        inner for child in verb.children if child.dep_ == "prep" and child.lower_ == "with" for inner in child.children
    ]
    return [each for each in (*verb.children, *below) if each.dep_ in ("dobj", "pobj")]


def is_the_us(word: Token) -> bool:
    """True for the country "US"; in copy set in capitals an object "US" is anybody's "us"."""
    if word.text != "US" or word.pos_ == "PRON":
        return False
    return word.dep_ in _OWN_ROLES or any(child.lower_ == "the" for child in word.children)


_OWN_ROLES = frozenset(("nsubj", "nsubjpass", "poss", "compound", "nmod", "amod", "conj"))


def is_nation(word: Token) -> bool:
    """True for a country's name or metonym and for a nationality."""
    return country_of_demonym(word.text) is not None or is_class(word, "nation")


def _is_of(word: Token, kind: str) -> bool:
    if kind == "foreign":
        return is_nation(word)
    if kind in object_classes().get(word.lower_, ()) or kind in object_classes().get(word.lemma_.lower(), ()):
        return True
    return word.pos_ in ("NOUN", "PROPN") and is_class(word, kind)
