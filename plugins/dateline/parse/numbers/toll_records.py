"""The record of a toll, and the sum of one incident's tolls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dateline.records import CasualtyKind, CasualtyScope


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed, injured, detained, missing, displaced or abducted, as one clause states it.

    `low`, `best`, `high` are head counts; None means "not stated", never 0. `text[start:end]` is the quantity with
    its victims ("at least 17 people"); `head_start`, `head_end` span the word that makes it a toll ("killing").
    `victim` is the victims phrase without the number ("Iraqi soldiers"). `part_of_total`: inside another toll of
    the kind. `is_correction`: replaces an earlier figure; `superseded` is that figure when it is told (also when a
    toll only rose). `is_attacker`: the dead are the attackers ("the bomber also died"). `is_more`: to be added to
    the toll before it ("another five", "two in Wano, four in Kirya"). `is_hypothetical`: threatened, feared, planned.
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
    is_more: bool = False
    is_hypothetical: bool = False


def add_up(tolls: Iterable[Toll], kind: CasualtyKind) -> tuple[int | None, int | None, int | None]:
    """Return low, best, high of one incident's own tolls: the largest stated, with what is to be added to it.

    Parts of totals, cumulative and hypothetical figures do not count.

    >>> from dateline.parse.numbers.tolls import find_tolls
    >>> add_up(find_tolls("Gunmen killed two in Babban Baye, four in Wano."), "killed")
    (6, 6, 6)
    """
    sums: list[Toll] = []
    for toll in tolls:
        if toll.kind != kind or toll.part_of_total or toll.scope != "incident" or toll.is_hypothetical:
            continue
        if toll.is_more and sums:
            sums[-1] = sum_tolls(sums[-1], toll)
        else:
            sums.append(toll)
    if not sums:
        return None, None, None
    corrected = [toll for toll in sums if toll.is_correction]
    largest = max(corrected or sums, key=lambda toll: (toll.best is not None, toll.best or 0))
    return largest.low, largest.best, largest.high


def sum_tolls(one: Toll, other: Toll) -> Toll:
    """Add two tolls. An open number stays open: "12 and dozens more" has a low of 12 and no best."""
    low = None if one.low is None and other.low is None else (one.low or 0) + (other.low or 0)
    best = None if one.best is None or other.best is None else one.best + other.best
    high = None if one.high is None or other.high is None else one.high + other.high
    return replace(one, low=low, best=best, high=high)
