"""Why a report says what it says: the evidence marked in the text, and each field with what it was read from."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse.parser import ParsedDocument
from dateline.parse.tracing import LetGo, Seen, Tracing
from dateline.parse.what.mentions import Mention
from dateline.records import Actor, Casualty, Document, Place, Report, Weapon

_MARK, _PLAIN = "\x1b[1;7m", "\x1b[0m"
_WEIGHTS_TOLD = 6


def explain(
    document: Document, parsed: ParsedDocument, *, colour: bool = False, trace: Tracing | None = None
) -> list[str]:
    """Return lines for a terminal: each report, its evidence with the words it rests on marked, and its fields.

    With the trace of the parse, also each report's triggers and what speaks for and against it, and at the end the
    words that gave no report, each with the reason.
    """
    lines = [line for report in parsed.reports for line in _report_lines(document.text, report, colour, trace)]
    if not lines:
        lines = [f"{document.id}: {parsed.outcome}{f' ({parsed.reason})' if parsed.reason else ''}, no event"]
    let_go = trace.finish() if trace else []
    return lines + (["not reported:", *map(_let_go_line, let_go)] if let_go else [])


def _let_go_line(word: LetGo) -> str:
    around = f' in "... {word.around} ..."' if word.around else ""
    return f"   {word.word}{f' ({word.event_type})' if word.event_type else ''}{around}: {word.reason}"


def _seen_lines(text: str, seen: Seen) -> Iterator[str]:
    triggers = (
        f'"{text[mention.start : mention.end]}" ({_origin(mention)}, {mention.probability:.2f})'
        for mention in seen.mentions
    )
    yield f"   triggers: {', '.join(triggers)}"
    ranked = sorted(seen.weights, key=lambda pair: -abs(pair[1]))[:_WEIGHTS_TOLD]
    yield "   confidence rests on: " + ", ".join(f"{name} {weight / 1000:+.2f}" for name, weight in ranked)


def _origin(mention: Mention) -> str:
    if mention.lemma == "*":
        return "the governing verb"
    return "proposed by the classifier" if mention.is_proposed else f"rule {mention.lemma}"


def _report_lines(text: str, report: Report, colour: bool, trace: Tracing | None) -> Iterator[str]:
    mode = f"/{report.event_mode}" if report.event_mode else ""
    background = ", background" if report.is_background else ""
    stance = f"({report.assertion}{background})"
    yield f"{report.ordinal + 1}. {report.event_type}{mode} {stance}, confidence {report.confidence}"
    yield f"   {_marked(text, report, colour)}"
    seen = trace.seen(report.ordinal) if trace else None
    if seen is not None:
        yield from _seen_lines(text, seen)
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
