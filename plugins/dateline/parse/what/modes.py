"""With what it was done: the weapons of an incident, and the mode they or its words imply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dateline.parse.text.wordlists import listed
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.records import Weapon

_POSTS = re.compile(
    r"\b(?:police|army|military|naval|guard|defen[cs]e|convoy|patrol|barracks|garrison)\b", re.IGNORECASE
)
_WEAPON_MODES = (
    ("suicide", "suicide-attack"),
    ("drone", "drone"),
    ("uav", "drone"),
    ("air", "aerial"),
    ("warplane", "aerial"),
    ("rocket", "heavy-weapons"),
    ("missile", "heavy-weapons"),
    ("mortar", "heavy-weapons"),
    ("artillery", "heavy-weapons"),
    ("shell", "heavy-weapons"),
    ("tank", "heavy-weapons"),
    ("chemical", "unconventional"),
    ("gas", "crowd-control"),
    ("baton", "crowd-control"),
    ("rubber", "crowd-control"),
    ("water cannon", "crowd-control"),
    ("bomb", "explosives"),
    ("mine", "explosives"),
    ("ied", "explosives"),
    ("grenade", "explosives"),
    ("explosive", "explosives"),
    ("dynamite", "explosives"),
    ("rifle", "firearms"),
    ("gun", "firearms"),
    ("pistol", "firearms"),
    ("firearm", "firearms"),
    ("knife", "primitive"),
    ("machete", "primitive"),
    ("blade", "primitive"),
    ("axe", "primitive"),
    ("stone", "primitive"),
    ("arrow", "primitive"),
    ("spear", "primitive"),
)


def list_weapons(mentions: Sequence[Mention]) -> tuple[Weapon, ...]:
    seen: dict[str, Weapon] = {}
    for mention in mentions:
        for weapon in mention.weapons:
            seen.setdefault(weapon.text.lower(), Weapon(len(seen), weapon.text, weapon.type, weapon.start, weapon.end))
    kept = [weapon for wording, weapon in seen.items() if not any(_is_told_by(wording, other) for other in seen)]
    return tuple(replace(weapon, ordinal=at) for at, weapon in enumerate(kept))


def _is_told_by(wording: str, other: str) -> bool:
    """ "The bomb" beside "a car bomb" is that bomb."""
    return wording != other and f" {other}".removesuffix("s").endswith(f" {wording}".removesuffix("s"))


def choose_mode(mentions: Sequence[Mention], weapons: Sequence[Weapon]) -> str | None:
    stated = [mention.event_mode for mention in mentions if mention.event_mode]
    event_type = mentions[0].event_type
    if event_type == "PROTEST" and {"riot", "vandalize"} <= set(stated):  # "smashed windows and set fire to tyres"
        return "riot"
    if event_type != "ASSAULT":
        return stated[0] if stated else None
    if any("suicide" in actor.name.lower() for mention in mentions for actor in mention.sources):
        return "suicide-attack"
    from_weapons = [
        mode for weapon in weapons for mode in (weapon_mode(f"{weapon.type or ''} {weapon.mention}"),) if mode
    ]
    if not set(stated) - {"explosives"} and _have_source(mentions, _AIRCRAFT):
        return "aerial"
    if _is_by_the_way(stated, mentions):
        stated = [mode for mode in stated if mode != "destroy"]
    if stated:
        if (
            stated[0] in ("explosives", "heavy-weapons")
            and from_weapons
            and from_weapons[0] in ("suicide-attack", "drone", "aerial", "heavy-weapons", "explosives")
        ):
            return from_weapons[0]
        return "firearms" if {"crowd-control", "firearms"} == set(stated) else stated[0]
    if not from_weapons and _have_source(mentions, _SHOOTERS):
        return "firearms"
    return from_weapons[0] if from_weapons else None


def _have_source(mentions: Sequence[Mention], heads: frozenset[str]) -> bool:
    """True where the word for who did it says with what: "its jets bombed", "gunmen ambushed"."""
    return any(actor.head in heads for mention in mentions for actor in mention.sources)


_AIRCRAFT = listed(
    "jet, jets, plane, planes, airplane, aircraft, warplane, warplanes, helicopter, helicopters, gunship, gunships"
)
_SHOOTERS = listed("gunman, gunmen, sniper, snipers, shooter, shooters")


def _is_by_the_way(stated: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """ "Hacked three farmers to death and burned their homes": what was destroyed is not what the attack was."""
    if "destroy" not in stated:
        return False
    if any(mention.event_mode is None and any(map(_is_armed_force, mention.targets)) for mention in mentions):
        return True  # "attacked the police post and destroyed the mayor's office"
    return set(stated) != {"destroy"} or any(
        toll.kind in ("killed", "injured") and toll.scope == "incident"
        for mention in mentions
        for toll in mention.tolls
        if mention.event_mode != "destroy" or toll.start < mention.end  # unlike "two watchmen died in the flames"
    )


def _is_armed_force(actor: ActorMention) -> bool:
    return actor.sector in ("MIL", "COP", "PRM", "REB") or bool(_POSTS.search(actor.name))


def weapon_mode(wording: str) -> str | None:
    """Return the ASSAULT mode that a weapon implies, or None.

    >>> weapon_mode("car bomb"), weapon_mode("rockets")
    ('explosives', 'heavy-weapons')
    """
    lowered = wording.lower()
    return next((mode for word, mode in _WEAPON_MODES if word in lowered), None)
