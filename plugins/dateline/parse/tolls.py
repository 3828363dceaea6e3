"""Heads counted in a text: killed, injured, detained, missing, displaced, abducted; and crowds.

Source: the codebook's report record and its cases 1-4.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.records import CasualtyKind, CasualtyScope


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed, injured, detained, missing, displaced or abducted, as one clause states it.

    `low`, `best`, `high` are head counts; None means "not stated", never 0. `text[start:end]` is the quantity with
    its victims ("at least 17 people"); `head_start`, `head_end` span the word that makes it a toll ("killing").
    `victim` is the victims phrase without the number ("Iraqi soldiers"). `part_of_total`: inside another toll of
    the kind. `is_correction`: replaces an earlier figure, `superseded` when that is told. `is_attacker`: the dead
    are the attackers ("the bomber also died").
    """

    kind: CasualtyKind
    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    victim: str | None
    part_of_total: bool
    scope: CasualtyScope
    is_correction: bool
    superseded: int | None
    start: int
    end: int
    head_start: int
    head_end: int
    is_attacker: bool = False


@dataclass(frozen=True, slots=True)
class Crowd:
    """People gathered: "about 3,000 people rallied". "Thousands": low and high None, the qualifier is kept."""

    low: int | None
    high: int | None
    qualifier: str | None
    who: str | None
    start: int
    end: int


def find_tolls(text: str) -> list[Toll]:
    """Return the tolls stated in `text` in reading order. Never raises."""
    return []


def find_crowds(text: str) -> list[Crowd]:
    """Return the crowds that `text` counts, in reading order. Never raises."""
    return []
