"""The fields of an event, chosen from its reports by stated rules.

Type, mode: what most independent sources say. Toll: the latest corrected one, else the latest. Place, date: the most
precise. Actors: the best attested. Assertion: of what is affirmed, what most independent sources say; else the
strongest. Summary: the sentence of the surest report that states the
event's toll. Foreground reports speak before background ones throughout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeVar

from dateline.records import Event, Report
from dateline.stories.duplicates import agency_key
from dateline.stories.parties import Party, rank_parties

KeyT = TypeVar("KeyT", bound=Hashable)

_DATE_TIERS = ("day", "week", "month", "year", None)
_DATE_SOURCES = ("text", "dateline", "publication", None)
_PLACE_TIERS = ("exact", "near", "admin2", "water", "admin1", "region", "country", None)
_ASSERTIONS = ("stated", "attributed", "denied", "possible", "planned")


@dataclass(frozen=True, slots=True)
class ClusterInput:
    """A report with what is known of its article.

    `version` orders the versions of one article (a later one replaces the reports of the earlier); `status` is the
    article's: the reports of killed and forgotten ones do not count.
    """

    report: Report
    article_id: str
    publisher: str | None = None
    published_at: datetime | None = None
    duplicate_group: str | None = None
    duplicate_kind: str | None = None
    credit: str | None = None
    version: int = 1
    status: Literal["live", "updated", "killed", "forgotten"] = "live"


def told_order(one: ClusterInput) -> tuple[datetime, str, int, str]:
    """Return the order in which reports were told: by publication, then by article, place in it, and id."""
    return (one.published_at or datetime.min.replace(tzinfo=UTC), one.article_id, one.report.ordinal, one.report.id)


def source_key(one: ClusterInput) -> str:
    """Return who the independent source behind a report is: copies of one wire story have one.

    The agency that a copy credits, else the group of copies, else the publisher, else the article itself.
    """
    if one.duplicate_group:
        agency = agency_key(one.credit)
        return f"agency {agency}" if agency else f"group {one.duplicate_group}"
    house = agency_key(one.publisher)
    return f"agency {house}" if house else f"article {one.article_id}"


def build_event(event_id: str, inputs: Sequence[ClusterInput]) -> Event:
    """Return the event that these reports tell of. The order of `inputs` does not matter; there is at least one."""
    inputs = sorted(inputs, key=told_order)
    speaking = [one for one in inputs if not one.report.is_background] or inputs
    lead = _leading(speaking)
    day, place, toll = _dated(speaking), _placed(speaking), _tolled(speaking)
    told = [one.published_at for one in inputs if one.published_at]
    publishers = {source_key(one) for one in inputs}
    sources = _parties(speaking, "source", lead.event_type)
    targets = _parties(speaking, "target", lead.event_type)
    injured = _latest([one for one in speaking if one.report.injured_best is not None])
    assertion = _assertion(speaking)
    return Event(
        id=event_id,
        event_type=lead.event_type,
        event_mode=lead.event_mode,
        quad_class=lead.quad_class,
        cameo_root=lead.cameo_root,
        acled_event_type=lead.acled_event_type,
        acled_sub_event_type=lead.acled_sub_event_type,
        ucdp_violence_type=lead.ucdp_violence_type,
        event_date=day.event_date,
        event_date_end=day.event_date_end,
        event_date_precision=day.event_date_precision,
        place_name=place.place_name,
        admin1=place.admin1,
        admin1_code=place.admin1_code,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
        geo_precision=place.geo_precision,
        geonames_id=place.geonames_id,
        source_actors=tuple(party.name for party in sources),
        target_actors=tuple(party.name for party in targets),
        source_code=_code(speaking, "source", sources),
        target_code=_code(speaking, "target", targets),
        weapons=_weapons(speaking),
        fatalities_low=toll.fatalities_low if toll else None,
        fatalities_best=toll.fatalities_best if toll else None,
        fatalities_high=toll.fatalities_high if toll else None,
        injured_best=injured.report.injured_best if injured else None,
        toll_range=_toll_range(speaking),
        assertion=assertion,
        is_disputed=_is_disputed(speaking),
        is_background=all(one.report.is_background for one in inputs),
        is_corrected=any(one.report.is_correction for one in inputs),
        n_reports=len(inputs),
        n_articles=len({one.article_id for one in inputs}),
        n_sources=len(publishers),
        first_seen_at=min(told, default=None),
        last_seen_at=max(told, default=None),
        confidence=_confidence(speaking),
        summary=_summary(speaking, toll),
    )


def _best_attested(inputs: Iterable[ClusterInput], key: Callable[[Report], KeyT | None]) -> list[KeyT]:
    """Return what reports say, what most independent sources say first; ties go to the surer report."""
    sources: dict[KeyT, set[str]] = defaultdict(set)
    surest: dict[KeyT, float] = defaultdict(float)
    for one in inputs:
        value = key(one.report)
        if value is not None:
            sources[value].add(source_key(one))
            surest[value] = max(surest[value], one.report.confidence)
    return sorted(sources, key=lambda value: (-len(sources[value]), -surest[value], str(value)))


def _leading(inputs: Sequence[ClusterInput]) -> Report:
    """Return the report whose type and codes are the event's: of the best attested type and mode."""
    kind = _best_attested(inputs, lambda report: report.event_type)[0]
    same = [one for one in inputs if one.report.event_type == kind]
    modes = _best_attested(same, lambda report: report.event_mode)
    same = [one for one in same if not modes or one.report.event_mode == modes[0]]
    return min(
        same, key=lambda one: (one.report.acled_sub_event_type is None, -one.report.confidence, told_order(one))
    ).report


def _dated(inputs: Sequence[ClusterInput]) -> Report:
    votes = _best_attested(inputs, lambda report: report.event_date)

    def rank(one: ClusterInput) -> tuple[object, ...]:
        report = one.report
        return (
            report.event_date is None,
            _DATE_TIERS.index(report.event_date_precision),
            _DATE_SOURCES.index(report.event_date_source),
            votes.index(report.event_date) if report.event_date else len(votes),
            -report.confidence,
            told_order(one),
        )

    return min(inputs, key=rank).report


def _placed(inputs: Sequence[ClusterInput]) -> Report:
    votes = _best_attested(inputs, lambda report: report.place_name)

    def rank(one: ClusterInput) -> tuple[object, ...]:
        report = one.report
        return (
            _PLACE_TIERS.index(report.geo_precision),
            report.latitude is None,
            votes.index(report.place_name) if report.place_name else len(votes),
            -report.confidence,
            told_order(one),
        )

    return min(inputs, key=rank).report


def _has_toll(report: Report) -> bool:
    return any(v is not None for v in (report.fatalities_low, report.fatalities_best, report.fatalities_high))


def _figures(report: Report) -> tuple[int | None, int | None, int | None]:
    return report.fatalities_low, report.fatalities_best, report.fatalities_high


def _tolled(inputs: Sequence[ClusterInput]) -> Report | None:
    """Return the report whose toll is the event's: the latest corrected one, else the latest.

    After a correction a later story may count anew; one that only repeats a figure from before the correction does not.
    """
    tolled = [one for one in inputs if _has_toll(one.report)]
    corrected = _latest([one for one in tolled if one.report.is_correction])
    if corrected is None:
        found = _latest(tolled)
        return found.report if found else None
    superseded = {_figures(one.report) for one in tolled if told_order(one) < told_order(corrected)}
    later = [
        one
        for one in tolled
        if _time(one) > _time(corrected) and _figures(one.report) not in superseded and not one.report.is_correction
    ]
    return (_latest(later) or corrected).report


def _latest(inputs: Sequence[ClusterInput]) -> ClusterInput | None:
    """Return the report that was told last; of several at one time the one with a best figure, then the surest."""
    return max(
        inputs,
        key=lambda one: (_time(one), one.report.fatalities_best is not None, one.report.confidence, told_order(one)),
        default=None,
    )


def _time(one: ClusterInput) -> datetime:
    return one.published_at or datetime.min.replace(tzinfo=UTC)


def _toll_range(inputs: Sequence[ClusterInput]) -> str | None:
    """Return the least and the most dead that any report states, superseded ones too: "22-31", "40+", "3"."""
    figures = [v for one in inputs for v in _figures(one.report) if v is not None]
    if not figures:
        return None
    least, most = min(figures), max(figures)
    is_open = any(
        one.report.fatalities_high is None and most in (one.report.fatalities_best, one.report.fatalities_low)
        for one in inputs
    )
    told = str(least) if least == most else f"{least}-{most}"
    return f"{told}+" if is_open else told


def _parties(inputs: Sequence[ClusterInput], role: str, event_type: str) -> list[Party]:
    told = ((source_key(one), [actor for actor in one.report.actors if actor.role == role]) for one in inputs)
    return rank_parties(told, is_protest=event_type == "PROTEST")


def _code(inputs: Sequence[ClusterInput], role: str, parties: Sequence[Party]) -> str | None:
    """Return the code of the first listed party whose code says something; an unclear one where nobody knows more."""
    listed = [party.code for party in parties if party.code]
    unlisted = _best_attested(
        inputs,
        lambda report: next((actor.code for actor in report.actors if actor.role == role and actor.code), None),
    )
    codes = listed or unlisted
    return next((code for code in codes if code[-3:] not in ("UNK", "UAF")), codes[0] if codes else None)


def _weapons(inputs: Sequence[ClusterInput]) -> tuple[str, ...]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for one in inputs:
        for weapon in one.report.weapons:
            kinds[weapon.type or weapon.mention].add(source_key(one))
    return tuple(sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind)))


def _assertion(inputs: Sequence[ClusterInput]) -> str:
    """Return how sure the event is: of what is stated or attributed, what most independent sources say of it.

    One story that mentions in passing, as a fact, what three dispatches lay at somebody's door does not make it one;
    where as many state it, it is stated. Else the strongest.
    """
    affirmed = [one for one in inputs if one.report.assertion in ("stated", "attributed")]
    sources = {told: {source_key(one) for one in affirmed if one.report.assertion == told} for told in _ASSERTIONS[:2]}
    if affirmed:
        return "attributed" if len(sources["attributed"]) > len(sources["stated"]) else "stated"
    return min((one.report.assertion for one in inputs), key=_ASSERTIONS.index)


def _is_disputed(inputs: Sequence[ClusterInput]) -> bool:
    told = {one.report.assertion for one in inputs}
    return any(one.report.is_disputed for one in inputs) or ("denied" in told and len(told) > 1)


def _confidence(inputs: Sequence[ClusterInput]) -> float:
    """Return the surest report's confidence, moved towards 1 by each further independent source."""
    best: dict[str, float] = {}
    for one in inputs:
        key = source_key(one)
        best[key] = max(best.get(key, 0.0), one.report.confidence)
    doubt = 1.0 - max(best.values())
    return round(1.0 - doubt * 0.7 ** (len(best) - 1), 4)


def _summary(inputs: Sequence[ClusterInput], toll: Report | None) -> str | None:
    """Return the sentence that tells the event best: with the event's toll, sure, precisely placed, early."""

    def rank(one: ClusterInput) -> tuple[object, ...]:
        report = one.report
        return (
            toll is not None and _figures(report) != _figures(toll),
            -report.confidence,
            _PLACE_TIERS.index(report.geo_precision),
            told_order(one),
        )

    return " ".join(min(inputs, key=rank).report.evidence.split()) or None
