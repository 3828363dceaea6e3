"""How many: the incident totals of a report out of the tolls its mentions tell, and its casualty rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.parse.numbers.headcounts import people_nouns
from dateline.parse.numbers.tolls import Toll
from dateline.parse.what.mentions import Mention
from dateline.records import Casualty


def distinct_tolls(mentions: Iterable[Mention]) -> list[Toll]:
    seen: set[tuple[int, int, str]] = set()
    found = []
    for mention in mentions:
        for toll in mention.tolls:
            key = (toll.start, toll.end, toll.kind)
            if key not in seen:
                seen.add(key)
                found.append(toll)
    return found


def toll_of(tolls: Sequence[Toll], kind: str) -> tuple[int | None, int | None, int | None]:
    """Return low, best, high of the incident total of a kind: corrections win, then the largest stated total.

    Several totals of one sentence that count different victims ("two soldiers and a child") are added up.
    """
    totals = [toll for toll in tolls if toll.kind == kind and toll.scope == "incident" and not toll.part_of_total]
    totals = [toll for toll in totals if not toll.is_hypothetical]
    if any(toll.high != 0 for toll in totals):  # "dozens were hurt ... nobody was hurt in the second blast"
        totals = [toll for toll in totals if toll.high != 0]
    counted = [toll for toll in totals if toll.low is not None or toll.best is not None or toll.high is not None]
    corrected = [toll for toll in counted if toll.is_correction]
    if corrected:
        return corrected[-1].low, corrected[-1].best, corrected[-1].high
    if not counted:
        return None, None, None
    victims = [toll for toll in counted if not toll.is_attacker] or counted
    stated: dict[int, list[Toll]] = {}
    for toll in victims:
        stated.setdefault(toll.head_start, []).append(toll)
    sums = [_stated_by(tolls) for tolls in stated.values()]
    if len({_side(each) for each in sums} - {None}) == len(
        sums
    ):  # "five policemen", "three attackers": both sides' dead
        return _sum(toll.low for toll in sums), _sum(toll.best for toll in sums), _sum(toll.high for toll in sums)
    best = max(sums, key=lambda toll: (toll.best or toll.low or toll.high or 0, -toll.start))
    added = [best, *_added_to(best, sums)]
    return _sum(toll.low for toll in added), _sum(toll.best for toll in added), _sum(toll.high for toll in added)


def _added_to(best: Toll, sums: Sequence[Toll]) -> list[Toll]:
    """Return what the text adds to a total behind it, each figure once: "two attackers also died"."""
    found: dict[tuple[int | None, str | None], Toll] = {}
    for toll in sums:
        if toll.is_more and toll.start > best.start and toll.best is not None and toll.victim != best.victim:
            found.setdefault((toll.best, toll.victim), toll)
    return list(found.values()) if best.best is not None else []


def _stated_by(tolls: Sequence[Toll]) -> Toll:
    """Return the tolls of one casualty word as one: different victims, and what is to be added, together."""
    more = all(toll.is_more for toll in tolls[1:])
    if len(tolls) > 1 and (more or len({toll.victim for toll in tolls}) == len(tolls)):
        return replace(
            tolls[0],
            low=_sum(toll.low for toll in tolls),
            best=_sum(toll.best for toll in tolls),
            high=_sum(toll.high for toll in tolls),
        )
    return max(tolls, key=lambda toll: (toll.best or toll.low or toll.high or 0, -toll.start))


def _side(toll: Toll) -> str | None:
    """Return whose dead these are: 'security', 'armed' or 'civilian'; None for people of no side."""
    noun = toll.victim.split()[-1].lower() if toll.victim else ""
    singular, plural = people_nouns()
    kind = plural.get(noun) or singular.get(noun)
    if kind == "civilian" and noun not in ("civilian", "civilians"):
        return None
    return kind if kind in ("security", "armed", "civilian") else None


def _sum(counts: Iterable[int | None]) -> int | None:
    listed = list(counts)
    return None if any(count is None for count in listed) else sum(count for count in listed if count is not None)


def best_of(tolls: Sequence[Toll], kind: str) -> int | None:
    low, best, _ = toll_of(tolls, kind)
    return best if best is not None else low


def list_casualties(tolls: Sequence[Toll], mentions: Sequence[Mention]) -> tuple[Casualty, ...]:
    """Return the casualty rows of a report. What an attempt would have done is none; a figure taken back is."""
    reporter = next((actor.name for mention in mentions for actor in mention.reporters if not actor.is_pronoun), None)
    rows = [
        Casualty(
            0,
            toll.kind,
            toll.low,
            toll.best,
            toll.high,
            toll.qualifier,
            toll.victim,
            toll.part_of_total,
            toll.scope,
            reporter,
            toll.start,
            toll.end,
        )
        for toll in tolls
        if not toll.is_hypothetical
    ]
    rows += [
        Casualty(
            0,
            toll.kind,
            toll.superseded,
            toll.superseded,
            toll.superseded,
            "superseded",
            toll.victim,
            True,
            toll.scope,
            reporter,
            toll.start,
            toll.end,
        )
        for toll in tolls
        if toll.superseded is not None
    ]
    return tuple(_numbered(rows))


def _numbered(rows: Sequence[Casualty]) -> Iterable[Casualty]:
    return (replace(row, ordinal=at) for at, row in enumerate(rows))
