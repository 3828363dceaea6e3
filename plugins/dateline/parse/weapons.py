"""Weapons in the text's own wording, each with its type from `data/weapons.csv`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeaponMention:
    """A weapon as the text words it ("a car packed with explosives") and its type ("car bomb")."""

    start: int
    end: int
    text: str
    type: str


def find_weapons(text: str) -> list[WeaponMention]:
    """Return the weapons that `text` names, in reading order, longest wording. Never raises."""
    return []
