"""One incident, one report: mentions of the same incident across a story's sentences are brought together.

Two mentions are one incident when they are of one type family, nothing they say conflicts (day, place, toll, mode,
stance, news or history), and something ties them: a definite noun ("the blast"), a place, a victim, an actor, a
figure, or the next sentence elaborating without a day or place of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dateline.parse.incidents.parties import (
    MOST_MENTIONS,
    are_alike,
    has_police,
    have_other_countries,
    have_other_sides,
    have_other_targets,
    have_same_force,
    have_same_victims,
    party_key,
    share_party,
)
from dateline.parse.incidents.stories import DAMAGE, DEED, NAMING, says_nothing
from dateline.parse.numbers.tolls import Toll
from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.what.weapons import is_spent, weapon_key
from dateline.parse.where.localities import Locality, are_apart
from dateline.parse.who.harm import SETTLEMENTS

_GENERIC_HEADS = listed(
    "people, person, man, men, woman, women, official, officials, they, he, it, police, government, army, forces, "
    "them, him, she, who, those, others, her"
)
_MODE_FAMILIES = {
    "aerial": "blast",
    "drone": "blast",
    "heavy-weapons": "blast",
    "explosives": "blast",
    "suicide-attack": "blast",
    "firearms": "gun",
    "targeted": "gun",
    "abduct": "abduct",
    "beat": "beat",
    "torture": "beat",
    "sexual": "sexual",
    "destroy": "destroy",
    "crowd-control": "crowd",
    "primitive": "knife",
    "unconventional": "gas",
    "riot": "riot",
    "vandalize": "riot",
}
BODY_COUNT = frozenset(("kill", "wound", "injure", "maim", "die"))
_TAKEN_UP: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("firing", "shooting", "shootout"), frozenset(("firearms",))),
    **dict.fromkeys(("abduction", "kidnapping", "kidnap"), frozenset(("abduct",))),
    **dict.fromkeys(("explosion", "blast", "bombing"), frozenset(("explosives", "suicide-attack"))),
    **dict.fromkeys(("shelling", "bombardment"), frozenset(("heavy-weapons",))),
    **dict.fromkeys(("airstrike", "strike", "raid"), frozenset(("aerial", "drone"))),
    **dict.fromkeys(("beating", "lynching"), frozenset(("beat",))),
}
"""Nouns that take up what verbs have told, by the mode they stand for."""
_ATTACKS = frozenset(("attack", "assault", "raid", "incident", "violence", "killing", "massacre", "ambush"))
_FIGHTS = listed("clash, fighting, battle, firefight, gunfight, gunbattle, skirmish, confrontation, exchange, shootout")
_BOMBS = frozenset(("bomb", "device", "explosive", "explosives", "charge"))
_REACH = 12
_RAID = 2
_REMEMBERED = 60


class Incident:
    """The mentions of one incident, in reading order, with what they say gathered as they come."""

    def __init__(self, mentions: Sequence[Mention] = ()) -> None:
        self.mentions: list[Mention] = []
        self.modes: list[str] = []
        self.days: set[tuple[date, date]] = set()
        self.points: set[int] = set()
        self.killed: set[int] = set()
        self.actor_keys: set[str] = set()
        self.noun_lemmas: set[str] = set()
        self.arms: set[str] = set()
        self.arms_taken_up: set[str] = set()
        self.localities: set[Locality] = set()
        self.has_actors = False
        for mention in mentions:
            self.add(mention)

    def add(self, mention: Mention) -> None:
        """Take in a mention: its mode, days (durations left out), towns, deaths, actors and nominal trigger."""
        self.mentions.append(mention)
        if mention.event_mode and mention.event_mode not in self.modes:
            self.modes.append(mention.event_mode)
        self.localities |= mention.localities
        spent = [weapon for weapon in mention.weapons if is_spent(weapon)]
        self.arms.update(weapon_key(weapon) for weapon in spent)
        self.arms_taken_up.update(weapon_key(weapon) for weapon in spent if weapon.is_definite)
        self.days.update((day.first, day.last) for day in mention.dates if day.kind != "duration")
        self.points.update(
            roled.place.geonames_id
            for roled in mention.places
            if roled.role == "site" and roled.place.geonames_id and roled.place.kind == "city"
        )
        figures = [_figure(toll) for toll in mention.tolls if _is_total(toll) and toll.kind == "killed"]
        self.killed.update(figure for figure in figures if figure)  # "nobody" is no figure that ties or parts
        actors = (*mention.sources, *mention.targets)
        self.has_actors = self.has_actors or bool(actors)
        self.actor_keys.update(party_key(actor) for actor in actors if actor.head not in _GENERIC_HEADS)
        if mention.is_nominal:
            self.noun_lemmas.add(mention.lemma)

    @property
    def event_type(self) -> str:
        """The type all its mentions share."""
        return self.mentions[0].event_type

    @property
    def first_sentence(self) -> int:
        """The sentence that tells it first."""
        return self.mentions[0].sentence

    @property
    def last_sentence(self) -> int:
        """The last sentence that tells of it."""
        return self.mentions[-1].sentence


def _is_total(toll: Toll) -> bool:
    return toll.scope == "incident" and not toll.part_of_total and not toll.is_attacker and not toll.is_more


def _figure(toll: Toll) -> int | None:
    return toll.best if toll.best is not None else toll.low if toll.low is not None else toll.high


def merge_mentions(mentions: Sequence[Mention]) -> list[Incident]:
    """Return the incidents of a story, in order of their first mention. Every mention is in exactly one."""
    incidents: list[Incident] = []
    for group in _sentence_groups(mentions):
        home = _home(incidents, group)
        if home is None:
            if not _is_only_supposed(group) and not says_nothing(group.mentions):
                incidents.append(group)
            continue
        for mention in group.mentions:
            mention.is_background = home.mentions[0].is_background
            home.add(mention)
    return incidents


def _is_only_supposed(group: Incident) -> bool:
    """ "planning attacks", "could not say if the strikes": nothing of its own, and no event to belong to."""
    return group.event_type == "ASSAULT" and all(
        mention.assertion in _UNREAL
        and (mention.is_nominal or mention.is_definite)
        and not mention.dates
        and not mention.tolls
        for mention in group.mentions
    )


def _sentence_groups(mentions: Sequence[Mention]) -> list[Incident]:
    """Return the mentions of each sentence that tell of one incident, together."""
    groups: list[Incident] = []
    for mention in mentions:
        for group in [each for each in groups[-8:] if each.last_sentence == mention.sentence][::-1]:
            if (
                group.event_type == mention.event_type
                and mention.lemma not in (DEED, DAMAGE)
                and not _conflicts(group, Incident([mention]))
                and _tied_in_sentence(group, mention)
            ):
                group.add(mention)
                break
        else:
            groups.append(Incident([mention]))
    return groups


def _home(incidents: Sequence[Incident], group: Incident) -> Incident | None:
    """Return the incident a sentence's group belongs to: the strongest tie, of equals the latest; None when new."""
    retold = {id(mention.retells) for mention in group.mentions if mention.retells is not None}
    if retold:
        for incident in reversed(incidents[-_REMEMBERED:]):
            if any(id(mention) in retold for mention in incident.mentions[:MOST_MENTIONS]):
                return incident
    best: tuple[int, int, Incident] | None = None
    for at, incident in enumerate(incidents[-_REMEMBERED:]):
        if group.first_sentence - incident.last_sentence > _REACH or incident.event_type != group.event_type:
            continue
        strength = _strength(incident, group, is_only=len(incidents) == 1)
        if (
            strength > 0
            and (
                _is_same_raid(incident, group)
                or _is_its_arson(incident, group)
                or not _conflicts(incident, group, anaphoric=strength >= 3)
            )
            and (best is None or (strength, at) > best[:2])
        ):
            best = (strength, at, incident)
    return best[2] if best else None


def _strength(incident: Incident, group: Incident, *, is_only: bool = False) -> int:
    """Return how strongly a later group is tied to an incident; 0 is not at all. `is_only`: the one told so far."""
    distance = group.first_sentence - incident.last_sentence
    strength = 0
    definite = [mention for mention in group.mentions if mention.is_nominal and mention.is_definite]
    if any(mention.lemma in incident.noun_lemmas or _takes_up(incident, mention) for mention in definite):
        strength += 3
    elif definite and distance <= 6:
        strength += 3 if is_only and distance <= 2 and any(each.lemma in _ATTACKS for each in definite) else 1
    if (
        all(mention.assertion in _UNREAL for mention in group.mentions)
        and group.event_type == "ASSAULT"
        and distance <= 6
    ):
        strength += 3
    if distance <= 4 and all(mention.lemma in NAMING for mention in group.mentions):
        strength += 5
    if incident.event_type == "PROTEST" and distance <= _REACH and any(each.takes_up for each in group.mentions):
        strength += 3
    if incident.arms & group.arms_taken_up or _is_of_the_bomb(incident, group):
        strength += 3  # "a drone struck the market ... the drone had hit a stall"
    if incident.points & group.points or _is_same_raid(incident, group) or _is_its_arson(incident, group):
        strength += 2
    if _share_figure(incident, group):
        strength += 2
    pointed = _pointed(group) - _GENERIC_HEADS
    if pointed & incident.actor_keys or (distance <= 4 and incident.actor_keys & group.actor_keys):
        strength += 2
    news = not incident.mentions[0].is_background and incident.mentions[0].assertion not in _UNREAL
    if news and distance <= 8 and _only_counts(group):
        strength += 4
    if news and distance <= 3 and group.event_type == "ASSAULT" and _may_elaborate(incident, group):
        strength += 1
    if news and distance <= 2 and _is_its_size(incident, group):
        strength += 2
    if distance <= _REACH and _is_same_strike(incident, group):
        strength += 2
    bare = group.event_type == "ASSAULT" and not group.days and not group.points and not group.has_actors
    if bare and distance <= 2:
        strength += 1
    return strength


def _takes_up(incident: Incident, mention: Mention) -> bool:
    """ "Police fired eight rounds. Ten were hurt in the firing": the noun of what a verb has told."""
    if mention.lemma in _FIGHTS and any(told.is_two_sided for told in incident.mentions[:MOST_MENTIONS]):
        return True
    return not _TAKEN_UP.get(mention.lemma, frozenset()).isdisjoint(incident.modes)


def _is_of_the_bomb(incident: Incident, group: Incident) -> bool:
    """ "The 1994 bombing ... the minute the bomb went off": of a blast that was told without what went off."""
    is_blast = "bombing" in incident.noun_lemmas or not _TAKEN_UP["bombing"].isdisjoint(incident.modes)
    return is_blast and not incident.arms and not _BOMBS.isdisjoint(group.arms_taken_up)


def _is_same_raid(incident: Incident, group: Incident) -> bool:
    """ "Police arrested 23 people. They seized 14 rifles": what a raid searched and took is part of it."""
    if set(group.modes) != {"seize"} or not {"arrest", "seize"} & set(incident.modes):
        return False
    if group.first_sentence - incident.last_sentence > _RAID:
        return False
    first, last = incident.mentions[0], group.mentions[0]
    if first.is_background != last.is_background or (first.assertion in _UNREAL) != (last.assertion in _UNREAL):
        return False
    if group.days and incident.days and not group.days & incident.days:
        return False
    acting = [actor for mention in group.mentions for actor in mention.sources]
    return all(actor.is_pronoun for actor in acting) or have_same_force(incident.mentions, group.mentions)


def _is_its_arson(incident: Incident, group: Incident) -> bool:
    """ "Gunmen attacked the village. They also burned huts": what the next sentence says they burned or looted."""
    if set(group.modes) != {"destroy"} or group.first_sentence - incident.last_sentence > _RAID:
        return False
    first, last = incident.mentions[0], group.mentions[0]
    if first.event_type != "ASSAULT" or not _BODILY.isdisjoint(incident.modes):
        return False
    if first.is_background != last.is_background or first.assertion in _UNREAL or last.assertion in _UNREAL:
        return False
    if (group.days and not group.days & incident.days) or group.points - incident.points:
        return False
    acting = [actor for mention in group.mentions for actor in mention.sources if not actor.is_pronoun]
    by_them = any(actor.is_pronoun for mention in group.mentions for actor in mention.sources)
    told = [actor for each in incident.mentions[:MOST_MENTIONS] for actor in each.sources if not actor.is_pronoun]
    if acting:  # who burns by another name may have come later
        return False
    return bool(told or not by_them) and (by_them or not any(mention.is_other for mention in group.mentions))


def _share_figure(incident: Incident, group: Incident) -> bool:
    """The same number of dead; one or two are too common a number to tie what is told far apart."""
    shared = incident.killed & group.killed
    near = group.first_sentence - incident.last_sentence <= 2
    return any(figure > 2 or near for figure in shared)


def _only_counts(group: Incident) -> bool:
    """ "Nine people were wounded": a body count without an author, a day or a town of its own."""
    return (
        group.event_type == "ASSAULT"
        and all(
            mention.lemma in BODY_COUNT
            and not mention.is_background
            and mention.assertion in ("stated", "attributed")
            and not any(actor.status != "unknown" for actor in mention.sources)
            and all(actor.status != "named" or actor.sector is None for actor in mention.targets)
            for mention in group.mentions
        )
        and not group.days
        and not group.points
    )


def _is_its_size(incident: Incident, group: Incident) -> bool:
    """ "Nurses have walked out. Nine hundred of them are on strike": of a protest just told, how many take part."""
    if group.event_type != "PROTEST" or group.days or group.points or not set(group.modes) <= set(incident.modes):
        return False
    sources = [actor for mention in group.mentions for actor in mention.sources]
    return bool(sources) and all(actor.is_pronoun or actor.head in _NUMBERS for actor in sources)


def _is_same_strike(incident: Incident, group: Incident) -> bool:
    """ "A strike by taxi drivers ... Drivers parked their minibuses": the same people stay away from the same work."""
    if "strike" not in incident.modes or set(group.modes) != {"strike"}:
        return False
    places, theirs = (_named_places(each) for each in (incident, group))
    if places and theirs and not places & theirs:  # "nurses in Lagos ... nurses in Accra"
        return False
    told = [actor for each in incident.mentions[:MOST_MENTIONS] for actor in each.sources if not actor.is_pronoun]
    return any(
        one.head == other.head and one.head not in _GENERIC_HEADS and _is_shorter_of(other.name, one.name)
        for each in group.mentions
        for other in each.sources
        for one in told
        if not other.is_pronoun
    )


def _named_places(incident: Incident) -> set[str]:
    told = incident.mentions[:MOST_MENTIONS]
    return {roled.place.name for each in told for roled in each.places if roled.role == "site"}


def _is_shorter_of(name: str, whole: str) -> bool:
    """True of "drivers" after "taxi drivers", not of "bus drivers"."""
    return f" {whole.lower()}".endswith(f" {name.lower()}")


_NUMBERS = listed("hundred, thousand, dozen, most, many, some, all, half, third, quarter, hundreds, thousands, dozens")


def _may_elaborate(incident: Incident, group: Incident) -> bool:
    """True where a later sentence of the same kind of event names no other parties, and does not say "another"."""
    if any(mention.is_other or mention.is_background for mention in group.mentions):
        return False
    if (group.points - incident.points and not _names_the_town(incident, group)) or (
        group.localities - incident.localities
    ):
        return False
    if has_police(group.mentions) and not has_police(incident.mentions):
        return False
    told = incident.mentions[:MOST_MENTIONS]
    for role in ("sources", "targets"):
        first = [actor for mention in told for actor in getattr(mention, role) if not actor.is_pronoun]
        second = [actor for mention in group.mentions for actor in getattr(mention, role) if not actor.is_pronoun]
        if role == "targets" and all(actor.head in SETTLEMENTS for actor in first) and _points_back(group):
            continue  # "an attack on the village ... opened fire on the fishermen"
        if role == "targets" and all(party_key(actor) in _GENERIC_HEADS & _pointed(group) for actor in second):
            continue  # "executed 43 villagers ... lined up the men"
        if first and second and not are_alike(first, second):
            return False
    return True


def _pointed(group: Incident) -> set[str]:
    return {head for mention in group.mentions for head in mention.pointed}


def _points_back(group: Incident) -> bool:
    return bool(_pointed(group) - _GENERIC_HEADS)


def _names_the_town(incident: Incident, group: Incident) -> bool:
    """ "The mayor of a town was murdered. Ana Mora, mayor of Sivia, was shot": the next sentence says where it was."""
    return (
        not incident.points
        and not (group.days and incident.days)
        and not group.killed
        and group.first_sentence - incident.last_sentence <= 2
        and any(actor.kind == "person" for mention in incident.mentions[:MOST_MENTIONS] for actor in mention.targets)
        and any(actor.kind == "person" and actor.status == "named" for each in group.mentions for actor in each.targets)
    )


def _is_counted_in(one: Mention, other: Mention) -> bool:
    """ "The number killed in Tuesday's bombing": a count and the noun of what it counts, within a sentence."""
    first, second = sorted((one, other), key=lambda mention: mention.start)
    return (
        first.lemma in BODY_COUNT
        and second.is_nominal
        and second.start - first.end < 40
        and not first.sources
        and not second.is_background
    )


def _conflicts(incident: Incident, group: Incident, *, anaphoric: bool = False) -> bool:
    first, mention = incident.mentions[0], group.mentions[0]
    if first.sentence == mention.sentence and _is_counted_in(first, mention):
        return False
    undated = not group.days
    if first.is_background != mention.is_background and not (anaphoric and undated):
        return True
    if mention.lemma == DAMAGE and not _BODILY.isdisjoint(incident.modes):
        return True
    unreal = all(each.assertion in _UNREAL for each in group.mentions)
    if _is_aim_of(first, mention):
        return False
    if not anaphoric and (first.assertion in _UNREAL) != unreal:
        return True
    in_one = first.sentence == mention.sentence
    same_force = in_one and have_same_force(incident.mentions, group.mentions)
    clash = any(_modes_conflict(incident.modes, mode, same_force=same_force) for mode in group.modes)
    abused = in_one and have_same_victims(incident.mentions, group.mentions)  # "was abducted and tortured"
    if clash and not unreal and not abused:
        return True
    days, others = incident.days, group.days
    if days and others and not any(a <= d and c <= b for a, b in days for c, d in others):
        return True
    points, theirs = incident.points, group.points
    is_next = anaphoric and mention.sentence - incident.last_sentence == 1  # "the clash began near a village"
    if points and theirs and not points & theirs and not unreal and not is_next:
        return True
    if mention.event_type == "ASSAULT" and not unreal:
        if are_apart(incident.localities, group.localities) and not incident.arms & group.arms_taken_up:
            return True
        if not anaphoric and have_other_sides(incident.mentions, group.mentions):
            return True
    killed, dead = incident.killed, group.killed
    if killed and dead and not killed & dead and incident.last_sentence != mention.sentence:
        return True
    if mention.event_type == "CONSULT" and have_other_countries(first, mention):
        return True
    return mention.event_type != "ASSAULT" and have_other_targets(first, mention)


_UNREAL = frozenset(("planned", "possible"))
_BODILY = frozenset(("abduct", "beat", "torture", "sexual", "crowd-control", "unconventional"))
"""What is done to people alone: no building was damaged in it."""


def _is_aim_of(first: Mention, mention: Mention) -> bool:
    """ "Police opened fire to disperse the mob": what a force did, and what for, is one incident."""
    return (
        first.sentence == mention.sentence
        and mention.event_mode == "crowd-control"
        and mention.assertion == "planned"
        and first.assertion not in _UNREAL
        and bool(first.sources)
        and [actor.start for actor in first.sources] == [actor.start for actor in mention.sources]
    )


def _modes_conflict(modes: Sequence[str], mode: str | None, *, same_force: bool = False) -> bool:
    if not modes or mode is None:
        return False
    families = {_MODE_FAMILIES.get(each, each) for each in modes}
    mine = _MODE_FAMILIES.get(mode, mode)
    if mine in families or {"gun", "blast"} >= families | {mine}:
        return False
    return not (same_force and {"gun", "crowd"} >= families | {mine})  # "lobbed tear gas and then opened fire"


def _tied_in_sentence(incident: Incident, mention: Mention) -> bool:
    if mention.event_type == "ASSAULT" and _is_counted_in(incident.mentions[-1], mention):
        return True
    last = incident.mentions[-1]
    if mention.event_type == "ASSAULT":
        return not (
            last.sources
            and mention.sources
            and not share_party(last.sources, mention.sources)
            and not last.is_two_sided
        )
    if not last.sources or not mention.sources or share_party(last.sources, mention.sources):
        return None in (last.event_mode, mention.event_mode) or not _modes_conflict(incident.modes, mention.event_mode)
    return False
