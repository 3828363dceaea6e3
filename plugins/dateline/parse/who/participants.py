"""Who fills the slots of a trigger: argument heads resolved to actors, abstract nouns seen through.

Source: the codebook's actor rows: the source acts, the target suffers; the reporter is never a participant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dateline.parse.grammar.nouns import is_class, is_nation, noun_of, object_classes
from dateline.parse.grammar.syntax import Token, antecedent, find_arguments, find_subjects
from dateline.parse.text.wordlists import listed
from dateline.parse.what.triggers import Trigger, TriggerHit, find_light_verb
from dateline.parse.who.actors import ActorMention, body_before, resolve_actor
from dateline.parse.who.complements import asked_of, borrowed, complement_parties, objected_to, with_conjuncts
from dateline.parse.who.harm import whole
from dateline.parse.who.naming import counted, counted_among, named_among, own_names
from dateline.parse.who.protested import faced


def find_participants(hit: TriggerHit, slots: tuple[str, ...], offset: int) -> list[ActorMention]:
    """Return the actors in the given slots; `slot:class` takes only heads of a class, `one|other` the first filled."""
    found: list[ActorMention] = []
    for slot in slots:
        found += next(filter(None, (_in_slot(hit, each, offset) for each in slot.split("|"))), [])
    return found


def _in_slot(hit: TriggerHit, slot: str, offset: int) -> list[ActorMention]:
    found: list[ActorMention] = []
    slot, _, kind = slot.partition(":")
    for head in hit.arguments.get(slot):
        if kind and not is_class(whole(head), kind):
            continue
        if slot == "nat" and not can_be_named_before(head):
            continue
        if slot in ("in", "at", "near", "from", "of", "on", "to", "for") and not can_be_actor(head):
            continue
        if head.pos_ != "ADV":
            head = _wielder(head) if slot in ("subj", "by", "from") else head
            behind = (
                [_owner(whole(head), slot)]
                if slot == "subj" and not _is_deed(head)
                else bearers(_owner(whole(head), slot), hit.trigger.event_type)
            )
            named = [name for each in behind for name in _by_name(each)]
            found += [shift(actor, offset) for name in named for actor in (resolve_actor(name), *co_owned(name))]
    return found


def _wielder(arms: Token) -> Token:
    """ "The army denied that its drones had hit a school", "Turkey's planes": whose arms they were; else the head."""
    if arms.lemma_.lower() not in _ARMS:
        return arms
    for owner in arms.children:
        if owner.dep_ == "poss" and owner.pos_ == "PRON":
            beside = find_subjects(arms.head.head) if arms.head.dep_ == "conj" else []
            found = beside[0] if beside else antecedent(owner)
            return found if found.pos_ in ("NOUN", "PROPN") else arms
        if owner.dep_ == "poss" and noun_of(arms) is None:
            return owner
    return arms


_ARMS = listed(
    "plane, airplane, aircraft, jet, warplane, helicopter, gunship, drone, missile, rocket, tank, artillery, gun, "
    "warship, gunboat, battery, mortar, shell, bomb, bomber"
)


def co_owned(head: Token) -> list[ActorMention]:
    """ "The presidents of Brazil and Paraguay", "police from Fiji and Tonga": the further countries whose they are."""
    head = counted(head)
    noun = noun_of(head)
    if noun is None or noun.noun_class not in ("state", "police", "military"):
        return []
    for child in head.lefts:  # "US and Filipino troops"
        named = [each for each in (child, *child.conjuncts) if each.i < head.i and is_nation(each)]
        if len(named) > 1 and named[0] == child and child.dep_ in ("amod", "compound", "nmod"):
            own = resolve_actor(head).country
            further = (resolve_actor(each) for each in named)
            return [replace(actor, sector=noun.sector) for actor in further if actor.country not in (None, own)]
    for child in head.rights:
        for inner in child.children if child.dep_ == "prep" and child.lower_ in ("of", "from") else ():
            joined = (*inner.conjuncts, *head.conjuncts)  # the parse hangs the second country on either
            others = [each for each in joined if each.i > inner.i and is_class(each, "nation")]
            if inner.dep_ == "pobj" and others and is_class(inner, "nation"):
                return [replace(resolve_actor(each), sector=noun.sector) for each in others]
    return []


def _by_name(head: Token) -> list[Token]:
    """ "Two engineers, Ana Ruiz and Luis Mora" are those two; "priests, including Ignacio Vidal" are priests and he."""
    if head.tag_ == "CD":
        return own_names(head) or [among for among in [counted_among(head)] if among is not None] or [head]
    if head.tag_ not in ("NNS", "NNPS"):
        return [head]
    return [*(own_names(head) or [head]), *named_among(head)]


def bodies_behind(actors: Sequence[ActorMention], document: Token, offset: int) -> list[ActorMention]:
    """Return the organisations whose people did it: "FARC members" and "guerrillas of the FARC" name the FARC too."""
    found: list[ActorMention] = []
    for actor in actors:
        if actor.kind == "organisation" or actor.is_pronoun:
            continue
        span = document.char_span(actor.start - offset, actor.end - offset, alignment_mode="expand")
        body = None if span is None else _body_in(span)
        if body is not None:
            found.append(shift(body, offset))
    return found


def _body_in(span: Token) -> ActorMention | None:
    head = span.root
    noun = noun_of(head)
    if noun is None or noun.kind == "organisation":
        return None
    measure = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    for child in head.lefts:  # "the group's jailed members"
        owner = resolve_actor(child) if child.dep_ == "poss" and child.pos_ == "NOUN" else None
        if owner is not None and owner.kind == "organisation" and owner.sector not in ("GOV", "LEG", "JUD", None):
            return owner
    behind = [*head.rights, *(measure.rights if measure != head and counted(measure) == head else ())]
    for child in behind:  # "a group of guerrillas from the Northern Front"
        if child.dep_ == "prep" and child.lower_ in ("of", "from", "with"):
            for inner in child.children:
                body = resolve_actor(inner) if inner.dep_ == "pobj" and inner != head else None
                if body is not None and body.kind == "organisation" and body.sector not in ("GOV", "LEG", "JUD"):
                    return body
    return body_before(head)


def _is_deed(head: Token) -> bool:
    """ "The Turkish offensive", but not "the Spanish club": a noun for what somebody does."""
    lemma = head.lemma_.lower()
    return lemma in EVENT_NOUNS or lemma.endswith(("ion", "ment", "ance", "ing", "ive", "al"))


def _owner(head: Token, slot: str) -> Token:
    """ "Iran renewed its demand": the subject of the clause, for a possessive pronoun; else the head itself."""
    if slot == "subj" and head.pos_ == "NOUN" and head.dep_ == "dobj" and noun_of(head) is None:
        above = find_subjects(head.head)  # "the party issued a statement demanding ..."
        return above[0] if above and any(child.dep_ == "acl" for child in head.children) else head
    if slot != "poss" or head.pos_ != "PRON":
        return head
    verb = head.head
    while verb.pos_ != "VERB" and verb.head != verb:
        verb = verb.head
    subjects = find_subjects(verb)
    return subjects[0] if subjects and subjects[0].pos_ in ("NOUN", "PROPN") and subjects[0].i < head.i else head


def bearers(head: Token, event_type: str, depth: int = 0) -> list[Token]:
    """Return who is behind an abstract noun: "rejected Korea's demand" is Korea; the noun itself when nobody is.

    Words and measures see through violence too: "condemned Israel's raid" is Israel.
    """
    things = object_classes().get(head.lemma_.lower()) or object_classes().get(head.lower_)
    is_deed = event_type not in ("ASSAULT", "COERCE") and head.lemma_.lower() in EVENT_NOUNS
    if depth > 3 or head.pos_ != "NOUN" or noun_of(head) or (things and not is_deed) or head.lemma_ in _DOERS:
        return [head]
    arguments = find_arguments(head)
    for slot in ("poss", "nat", "by", "from", "of", "between", "against", "to", "with", "on", "for", "over", "in"):
        found: list[Token] = []
        for inner in arguments.get(slot):
            if (
                slot == "nat"
                and resolve_actor(inner).country is None
                and (inner.pos_ == "ADJ" or noun_of(inner) is None)
            ):
                continue
            behind = bearers(inner, event_type, depth + 1)
            if slot == "nat" or any(each.pos_ == "PROPN" or noun_of(each) is not None for each in behind):
                found += [each for each in behind if each not in found]
        if found:
            return found
    return [head]


_DOERS = listed(
    "rival, supplier, club, team, side, director, company, counterpart, partner, ally, maker, owner, operator, lender, "
    "insurer, airline, retailer, brewer, giant, unit, subsidiary, brand, champion, player, striker, singer, actor, "
    "actress, artist, author, writer, chef, collector, miner, carmaker, investor, buyer, customer, tourist, holder"
)


def further_targets(hit: TriggerHit, offset: int, sources: Sequence[ActorMention]) -> list[ActorMention]:
    """Return whom an act touches where its own slots are empty: below its object, or in its complement clause."""
    kind = hit.trigger.event_type
    verb = hit.token if hit.trigger.pos == "v" else hit.light_verb
    if verb is None:
        return []
    below = borrowed(verb, tuple(slot for slot in hit.trigger.target_slots if slot not in ("subj", "obj", "of")))
    candidates = [below]
    if kind == "REQUEST":
        candidates.append(asked_of(verb))
    if kind in _COMPLEX:
        candidates += [with_conjuncts(head) for head in complement_parties(verb)]
    if kind == "PROTEST":
        candidates += [with_conjuncts(head) for head in objected_to(verb)]
        candidates += [with_conjuncts(head) for head in faced(hit.token)]
    taken = {actor.start for actor in sources}
    for heads in candidates:
        found = [
            shift(resolve_actor(each), offset)
            for head in heads
            if can_be_actor(head)
            for each in bearers(head, kind)
            if each.pos_ == "PROPN" or noun_of(each) is not None or resolve_actor(each).country is not None
        ]
        kept = [actor for actor in found if may_suffer(actor) and not actor.is_pronoun and actor.start not in taken]
        if kept:
            return kept
    return []


_COMPLEX = frozenset(("THREATEN", "AGREE", "REJECT", "REQUEST", "SUPPORT", "ACCUSE", "MOBILIZE"))


def can_be_named_before(head: Token) -> bool:
    """ "Israeli strike", "rebel attack", "Hamas attack": a nationality, a group or an armed noun before the noun.

    A "terrorist attack" says of what kind it was, and not who did it.
    """
    if head.lower_ in ("terrorist", "extremist", "criminal"):
        return False
    return (
        is_class(head, "force")
        and "weapon" not in (object_classes().get(head.lower_) or ())
        and (head.pos_ != "PROPN" or resolve_actor(head).country is not None or resolve_actor(head).sector is not None)
    ) or resolve_actor(head).country is not None


def can_be_actor(head: Token) -> bool:
    if head.pos_ in ("NUM", "ADV") or head.lower_ in (
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "night",
    ):
        return False
    return head.pos_ in ("PROPN", "NOUN", "PRON", "ADJ")


def find_participants_of(hit: TriggerHit, offset: int) -> tuple[list[ActorMention], list[ActorMention]]:
    """Return the sources and the targets that a trigger's row names, those of its complement included."""
    sources = [actor for actor in find_participants(hit, hit.trigger.source_slots, offset) if may_act(actor)]
    targets = [actor for actor in find_participants(hit, hit.trigger.target_slots, offset) if may_suffer(actor)]
    return sources, targets or further_targets(hit, offset, sources)


def hit_of(governor: Token, event_type: str) -> TriggerHit:
    """Return a governing word that has no row of its own as a trigger of the type it gives."""
    is_noun = governor.pos_ == "NOUN"
    sources, targets = (("by", "poss", "nat", "from"), ("to", "on", "against")) if is_noun else (("subj",), _ASKED)
    trigger = Trigger(
        governor.lemma_.lower(), frozenset(), "n" if is_noun else "v", event_type, None, sources, targets, ()
    )
    arguments = find_arguments(governor)
    if not is_noun and not arguments.get("subj") and not arguments.passive:
        for subject in find_subjects(governor):
            arguments.add("subj", subject)
    return TriggerHit(governor, trigger, arguments, find_light_verb(governor))


_ASKED = ("obj", "on", "to", "against")


EVENT_NOUNS = listed(
    "result, threat, attack, blast, explosion, strike, raid, clash, clashes, violence, shooting, bombing, fire, "
    "fighting, incident, ambush, operation, crash, accident, shelling, airstrike, airstrikes, war, conflict, "
    "battle, assault, offensive, it, this, that, toll, number, stampede, riot, riots, unrest, protest, protests, "
    "talks, visit, meeting, move, decision, agreement, raids, strikes, attacks, bombardment, ceasefire, truce, "
    "what, which, there, law, report, killing, crisis"
)


_TIME_NOUNS = listed(
    "monday, tuesday, wednesday, thursday, friday, saturday, sunday, today, yesterday, tomorrow, week, month, year, "
    "day, night, morning, afternoon, evening, january, february, march, april, may, june, july, august, september, "
    "october, november, december, jan, feb, aug, sept, oct, nov, dec, hour, hours, days, weeks, months, years, time"
)


def doers(actors: Sequence[ActorMention], event_type: str, event_mode: str | None) -> list[ActorMention]:
    """Return those of a word's sources who can have done it, as what they were in it."""
    able = [actor for told in actors if may_act(actor := _as_state(told, event_type))]
    return [_as_attacker(actor, event_type, event_mode) for actor in able]


def _as_state(actor: ActorMention, event_type: str) -> ActorMention:
    """ "Three Kuwaiti transport planes brought tents": the state whose planes and ships they are gives the aid."""
    if event_type not in ("AID", "COOPERATE") or actor.country is None or actor.kind != "facility":
        return actor
    sector = "MIL" if _MILITARY.search(actor.name) else "GOV"
    return replace(actor, kind="organisation", sector=sector)


_MILITARY = re.compile(r"\b(?:military|army|navy|naval|air\sforce)\b", re.IGNORECASE)


def may_act(actor: ActorMention) -> bool:
    """True for what can do something: no weapon, event, time or abstract noun."""
    if not actor.is_known and not actor.is_pronoun:
        return False
    if actor.head in EVENT_NOUNS or actor.head in _TIME_NOUNS:
        return False
    counted = actor.name.rpartition(" ")[2] if actor.name.islower() else actor.head  # "dozens of rockets"
    classes = object_classes().get(actor.head) or object_classes().get(counted.removesuffix("s")) or frozenset()
    if "weapon" in classes or "misfortune" in classes:
        return actor.head == "bomber" or (actor.sector == "MIL" and actor.country is not None)  # "Ukrainian artillery"
    if actor.kind == "facility" and actor.status == "named" and actor.head in _SEATS:
        return True
    return not (actor.kind == "facility" and actor.head not in ("embassy", "court", "parliament", "headquarters"))


_SEATS = frozenset(("office", "bank", "house", "church"))


_UNITS = listed("km, gmt, mile, kilometer, kilometre, meter, metre, kg, inc., percent, hostage, one, year, hour")


def may_suffer(actor: ActorMention) -> bool:
    """True for what something can be done to."""
    if actor.head in _UNITS:
        return False
    if not actor.is_known and not actor.is_pronoun:
        return False
    if actor.head.removesuffix(".") in _TIME_NOUNS:
        return False
    if actor.head in ("fire", "it", "this", "that", "what", "there", "which"):
        return False
    classes = object_classes().get(actor.head) or frozenset()
    return not (classes == {"weapon"} or classes == {"misfortune"})


_UNKNOWN = frozenset(("unidentified", "unknown", "unnamed", "unspecified"))
_RIDES = listed(
    "motorcycle, motorcycles, motorbike, motorbikes, motorcycles, scooter, scooters, bicycle, bicycles, jeep"
)


_ANYBODY = listed("man, youth, individual, person, assassin, killer")
_ARMED_MODES = frozenset(("firearms", "explosives", "targeted", "suicide-attack", "drone", "heavy-weapons"))


def _as_attacker(actor: ActorMention, event_type: str, event_mode: str | None = None) -> ActorMention:
    """Return whoever did violence: "unidentified men", "two men" who shot are an unidentified armed group."""
    if event_type != "ASSAULT" or actor.sector != "CVL" or actor.status != "generic":
        return actor
    is_unknown = actor.name.split()[0].lower() in _UNKNOWN
    is_armed = event_mode in _ARMED_MODES and actor.head in _ANYBODY
    return replace(actor, sector="UAF") if is_unknown or is_armed else actor


def is_ridden(target: ActorMention, sources: Sequence[ActorMention]) -> bool:
    """ "Shot dead by two men on a motorcycle": what the attackers rode was not hit."""
    return target.head in _RIDES and any(0 < target.start - source.end <= 12 for source in sources)


def shift(actor: ActorMention, offset: int) -> ActorMention:
    """Return an actor of a sentence with offsets into the document."""
    return replace(actor, start=actor.start + offset, end=actor.end + offset)


def is_event_word(actor: ActorMention) -> bool:
    """True for "the attack", "the talks" as an argument."""
    return actor.head in EVENT_NOUNS and actor.kind != "organisation"
