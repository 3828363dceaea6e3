"""Why a report says what it says: the evidence marked in the text, and each field with what it was read from."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse.parser import ParsedDocument
from dateline.records import Actor, Casualty, Document, Place, Report, Weapon

_MARK, _PLAIN = "\x1b[1;7m", "\x1b[0m"


def explain(document: Document, parsed: ParsedDocument, *, colour: bool = False) -> list[str]:
    """Return lines for a terminal: each report, its evidence with the words it rests on marked, and its fields."""
    if parsed.outcome != "parsed" or not parsed.reports:
        return [f"{document.id}: {parsed.outcome}{f' ({parsed.reason})' if parsed.reason else ''}, no event"]
    return [line for report in parsed.reports for line in _report_lines(document.text, report, colour)]


def _report_lines(text: str, report: Report, colour: bool) -> Iterator[str]:
    mode = f"/{report.event_mode}" if report.event_mode else ""
    background = ", background" if report.is_background else ""
    stance = f"({report.assertion}{background})"
    yield f"{report.ordinal + 1}. {report.event_type}{mode} {stance}, confidence {report.confidence}"
    yield f"   {_marked(text, report, colour)}"
    when = (
        f"{report.event_date} to {report.event_date_end}"
        if report.event_date_end != report.event_date
        else f"{report.event_date}"
    )
    read_from = f'"{report.date_text}"' if report.date_text else report.event_date_source or "nothing in the story"
    yield f"   when: {when} ({report.event_date_precision}) from {read_from}"
    where = ", ".join(part for part in (report.place_name, report.admin1, report.country) if part) or "not known"
    yield f"   where: {where} ({report.geo_precision or 'no precision'})"
    for actor in report.actors:
        known = f" = {actor.entity}" if actor.entity and actor.entity != actor.name else ""
        yield f"   {actor.role}: {actor.name or '(not named)'}{known} [{actor.code}, {actor.status}]"
    for casualty in report.casualties:
        counts = f"{casualty.low}/{casualty.best}/{casualty.high}"
        part = ", part of the total" if casualty.part_of_total else ""
        wording = text[casualty.mention_start : casualty.mention_end]
        yield f'   {casualty.kind}: {counts} from "{wording}" ({casualty.scope}{part})'
    for weapon in report.weapons:
        yield f"   weapon: {weapon.mention} [{weapon.type}]"
    codes = [
        report.cameo_root and f"CAMEO {report.cameo_root}",
        report.acled_sub_event_type,
        report.ucdp_violence_type and f"UCDP {report.ucdp_violence_type}",
    ]
    yield f"   codes: {', '.join(code for code in codes if code) or 'none'}"


def _marked(text: str, report: Report, colour: bool) -> str:
    """Return the evidence on one line; what actors, counts, weapons and places were read from is marked."""
    parts: list[Actor | Casualty | Weapon | Place] = [
        *report.actors,
        *report.casualties,
        *report.weapons,
        *report.places,
    ]
    spans = [(part.mention_start, part.mention_end) for part in parts]
    inside = sorted(
        (start, end)
        for start, end in spans
        if start is not None and end is not None and report.evidence_start <= start < end <= report.evidence_end
    )
    opening, closing = (_MARK, _PLAIN) if colour else ("[", "]")
    pieces, at = [], report.evidence_start
    for start, end in inside:
        if start >= at:
            pieces += [text[at:start], opening, text[start:end], closing]
            at = end
    return " ".join("".join([*pieces, text[at : report.evidence_end]]).split())
