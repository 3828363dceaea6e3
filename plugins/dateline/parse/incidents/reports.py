"""An incident becomes a report: fields chosen from its mentions, derived codes, stable id, confidence.

Source: the codebook's report record. Nothing is invented: what no mention states is None.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.parse.incidents.confidence import describe_report, settle_confidence
from dateline.parse.incidents.crosswalk import cross_to_acled
from dateline.parse.incidents.incidents import Incident
from dateline.parse.numbers.counts import best_of, distinct_tolls, list_casualties, toll_of
from dateline.parse.numbers.tolls import Crowd
from dateline.parse.text.sentences import Sentence
from dateline.parse.what.mentions import Mention, RoledPlace
from dateline.parse.what.modes import choose_mode, list_weapons
from dateline.parse.when.dates import DateMention
from dateline.parse.where.sites import NOWHERE, Site, wording_of
from dateline.parse.who.casts import at_home, choose_actors
from dateline.records import Actor, Assertion, DatePrecision, DateSource, Place, Report, stable_id
from dateline.vocab import SUPRANATIONAL, cameo_root, is_armed, quad_class, ucdp_violence_type

_WIDTHS: dict[str, int] = {"day": 0, "week": 1, "month": 2, "year": 3}
OLD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Context:
    """What a story gives to all of its reports: days, places, the sentences, and what weighs a report's features.

    `changed` is the `day_of_change` of its text.
    """

    document_id: str
    parser: str
    text: str
    sentences: tuple[Sentence, ...]
    trust: Callable[[Sequence[str]], float]
    published: date | None
    dateline_day: date | None
    crowds: tuple[tuple[int, Crowd], ...] = ()
    changed: date | None = None
    telling: float = 0.0


def build_report(incident: Incident, context: Context, ordinal: int, site: Site) -> Report:
    """Return the report of one incident that was at `site`."""
    mentions = incident.mentions
    day = choose_day(mentions, context)
    tolls = distinct_tolls(mentions)
    weapons = list_weapons(mentions)
    actors = at_home(choose_actors(mentions, context.text), site.country, incident.event_type)
    mode = choose_mode(mentions, weapons)
    source_sectors = [actor.sector for actor in actors if actor.role == "source" and actor.sector]
    target_sectors = [actor.sector for actor in actors if actor.role == "target" and actor.sector]
    killed = toll_of(tolls, "killed")
    acled_type, acled_sub = cross_to_acled(incident, mode, actors, tolls, weapons, said(mentions, context))
    evidence = context.sentences[_evidence_sentence(mentions)]
    crowd = _crowd(incident, context)
    home = None if mode == "phone" or site is NOWHERE else _actor_country(actors)
    first, last, precision, source, date_text = day
    trust = context.trust(describe_report(incident, actors, site, source, tolls, context.telling))
    return Report(
        id="",
        document_id=context.document_id,
        parser=context.parser,
        ordinal=ordinal,
        event_type=incident.event_type,
        event_mode=mode,
        evidence=context.text[evidence.start : evidence.end],
        evidence_start=evidence.start,
        evidence_end=evidence.end,
        quad_class=quad_class(incident.event_type),
        cameo_root=cameo_root(incident.event_type, mode),
        acled_event_type=acled_type,
        acled_sub_event_type=acled_sub,
        ucdp_violence_type=ucdp_violence_type(
            incident.event_type, source_sectors=source_sectors, target_sectors=target_sectors
        ),
        event_date=first,
        event_date_end=last,
        event_date_precision=precision,
        event_date_source=source,
        date_text=date_text,
        place_name=site.name,
        admin1=site.admin1,
        admin1_code=site.admin1_code,
        admin2=site.admin2,
        country=site.country or home,
        latitude=site.latitude,
        longitude=site.longitude,
        geo_precision=site.precision or ("country" if home else None),
        geonames_id=site.geonames_id,
        fatalities_low=killed[0],
        fatalities_best=killed[1],
        fatalities_high=killed[2],
        injured_low=toll_of(tolls, "injured")[0],
        injured_best=toll_of(tolls, "injured")[1],
        injured_high=toll_of(tolls, "injured")[2],
        detained_best=best_of(tolls, "detained"),
        abducted_best=best_of(tolls, "abducted"),
        displaced_best=best_of(tolls, "displaced"),
        crowd_low=crowd.low if crowd else None,
        crowd_high=crowd.high if crowd else None,
        assertion=_assertion(mentions),
        is_disputed=any(mention.is_disputed for mention in mentions),
        is_background=all(mention.is_background for mention in mentions) or is_old(last, context),
        is_correction=any(toll.is_correction for toll in tolls),
        confidence=settle_confidence(trust, source),
        weapons=weapons,
        actors=actors,
        casualties=list_casualties(tolls, mentions),
        places=_places(mentions, site),
    )


def said(mentions: Sequence[Mention], context: Context) -> str:
    """Return the sentences that tell of an incident."""
    told = [context.sentences[at] for at in sorted({mention.sentence for mention in mentions})]
    return " ".join(context.text[sentence.start : sentence.end] for sentence in told)


def with_id(report: Report, version: str) -> Report:
    """Return the report with its stable id: article version, parser, type, date, place and ordinal."""
    identity = stable_id(
        version, report.parser, report.event_type, report.event_date, report.place_name, report.ordinal
    )
    return replace(report, id=identity)


# ------------------------------------------------------------------------------------------------- when


def choose_day(
    mentions: Sequence[Mention], context: Context
) -> tuple[date | None, date | None, DatePrecision | None, DateSource | None, str | None]:
    """Return first day, last day, precision, source and wording of when the incident was."""
    days = [day for mention in mentions for day in mention.dates if day.kind != "duration"]
    since = [day for mention in mentions for day in mention.dates if day.kind == "duration"]
    if since and all(mention.is_background for mention in mentions):
        return since[0].first, _end_of(since[0]), since[0].precision, "text", since[0].text
    days = _tellable(days, mentions, context)
    if days:
        best = min(days, key=lambda day: (_WIDTHS[day.precision], (day.last - day.first).days))
        lasted = [day for day in days if day.kind == "lasting" and day.first <= best.first and best.last <= day.last]
        best = lasted[0] if lasted and best.precision == "day" else best
        return best.first, best.last, best.precision, "text", best.text
    told = _tellable([day for mention in mentions for day in mention.told_dates], mentions, context)
    if told and not since:
        return told[0].first, told[0].last, told[0].precision, "text", told[0].text
    if since:
        best = since[0]
        return best.first, _end_of(best), best.precision, "text", best.text
    if any(mention.is_background for mention in mentions):
        return None, None, None, None, None
    if context.dateline_day is not None:
        return context.dateline_day, context.dateline_day, "day", "dateline", None
    if context.published is not None:
        return context.published, context.published, "day", "publication", None
    return None, None, None, None, None


def _tellable(days: Sequence[DateMention], mentions: Sequence[Mention], context: Context) -> list[DateMention]:
    """Return the days that can be the incident's: a plan lies ahead, anything else behind, and news is not old."""
    today = context.published or context.dateline_day
    if all(mention.assertion == "planned" for mention in mentions):
        return [day for day in days if day.is_future or today is None or day.last >= today]
    latest = context.changed or today
    days = [day for day in days if not day.is_future and (latest is None or day.first <= latest)]
    if today is None or any(mention.is_background for mention in mentions):
        return days
    return [day for day in days if day.last >= today - OLD] or days


def is_old(last: date | None, context: Context) -> bool:
    """True for a day more than 30 days before the story."""
    today = context.published or context.dateline_day
    return last is not None and today is not None and last < today - OLD


def _end_of(day: DateMention) -> date:
    if day.precision == "year":
        return date(day.first.year, 12, 31)
    if day.precision == "month":
        return date(day.first.year, day.first.month, monthrange(day.first.year, day.first.month)[1])
    return max(day.first, min(day.last, day.first + timedelta(days=6))) if day.precision == "week" else day.first


# ------------------------------------------------------------------------------------------------- how many


def _crowd(incident: Incident, context: Context) -> Crowd | None:
    if incident.event_type != "PROTEST":
        return None
    spoken = {mention.sentence for mention in incident.mentions if not mention.is_share}
    return next(
        (
            crowd
            for sentence, crowd in context.crowds
            if sentence in spoken and (crowd.low is not None or crowd.high is not None)
        ),
        None,
    )


# ------------------------------------------------------------------------------------------------- the rest


def _places(mentions: Sequence[Mention], site: Site) -> tuple[Place, ...]:
    seen: dict[int, RoledPlace] = {}
    for mention in mentions:
        for roled in mention.places:
            seen.setdefault(roled.place.start, roled)
    rows = []
    for at, roled in enumerate(sorted(seen.values(), key=lambda roled: roled.place.start)):
        place = roled.place
        role = "site" if place.start == site.start else "mention" if roled.role == "site" else roled.role
        rows.append(
            Place(
                at,
                role,
                wording_of(place),
                place.geonames_id,
                place.country,
                place.admin1,
                place.latitude,
                place.longitude,
                site.precision if place.start == site.start else place.precision,
                place.start,
                place.end,
            )
        )
    return tuple(rows)


def _assertion(mentions: Sequence[Mention]) -> Assertion:
    order: tuple[Assertion, ...] = ("stated", "attributed", "planned", "possible", "denied")
    told = {mention.assertion for mention in mentions}
    if "attributed" in told and mentions[0].assertion == "attributed":
        return "attributed"
    return next((each for each in order if each in told), "stated")


def _evidence_sentence(mentions: Sequence[Mention]) -> int:
    def worth(mention: Mention) -> tuple[int, int]:
        fullness = (
            bool(mention.sources)
            + bool(mention.targets)
            + bool(mention.tolls)
            + bool(mention.dates)
            + (not mention.is_nominal)
        )
        return (fullness if mention.sentence == mentions[0].sentence else fullness - 2, -mention.sentence)

    return max(mentions, key=worth).sentence


def _actor_country(actors: Sequence[Actor]) -> str | None:
    for role in ("target", "source"):
        for actor in actors:
            if actor.role == role and actor.country and len(actor.country) == 3 and actor.country not in SUPRANATIONAL:
                return actor.country
    return None


def warring(actors: Sequence[Actor]) -> bool:
    """True when an armed organised party is among the actors."""
    return any(is_armed(actor.sector) for actor in actors)
