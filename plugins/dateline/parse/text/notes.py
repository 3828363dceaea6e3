"""Notes of event databases and incident logs: one paragraph that tells one incident, its day in the first sentence.

"Defusal: On 3 May 2020, police found an IED near Tank. No casualties." A log keeps its entries for years, so the
incident is news however old it is; what the later sentences tell without a day or town of their own (the toll, the
police who came) is the same incident. Source: docs/codebook.md, "Notes".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dateline.parse.grammar.syntax import Token, find_arguments, find_subjects
from dateline.parse.incidents.incidents import BODY_COUNT, Incident
from dateline.parse.text.datelines import Dateline
from dateline.parse.text.sentences import Sentence
from dateline.parse.what.mentions import Mention
from dateline.parse.what.triggers import TriggerHit
from dateline.parse.when.dates import DateMention, find_dates
from dateline.parse.who.participants import hit_of
from dateline.records import Report
from dateline.vocab import is_armed

_LONGEST = 2_000
_MOST_SENTENCES = 10
_OPENING = 60
_LABEL = re.compile(r"\W{0,2}[A-Z][A-Za-z]{2,20}(?:[ /-][A-Za-z]{2,20}){0,5}:\s+(?=\S)")
_DATED = re.compile(
    r"\W{0,2}(?:(?:[A-Z][a-z]{2,8}day)?,?\s?\d{1,4}\W|(?:on|around|about|circa|overnight|late|early|by|in|during|between|from"
    r"|as reported|reported|january|february|march|april|may|june|july|august|september|october|november|december)\b)",
    re.IGNORECASE,
)
_HAS_DAY = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\b\d{1,2}(?:st|nd|rd|th)?(?: of)? ?[A-Z][A-Za-z]{2,8}\b"
    r"|\b[A-Z][A-Za-z]{2,8} \d{1,2}\b"
)
_HEADER = re.compile(
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2} [A-Z][A-Za-z]{2,8},? \d{4}|[A-Z][A-Za-z]{2,8} \d{1,2}, \d{4})"
    r"\s?[:\N{EN DASH}\N{EM DASH}-]\s+(?=\S)"
)
_MONTH_FIRST = re.compile(r"(\d\d)/(\d\d)/(\d{4}):")
_FINDING = frozenset(("find", "discover", "recover", "dump", "retrieve", "exhume"))
_FOLDED = {
    "ASSAULT": frozenset(("ASSAULT",)),
    "PROTEST": frozenset(("ASSAULT", "PROTEST", "COERCE")),
}


def label_end(text: str) -> int:
    """Return where the text of a labelled note begins ("Looting: On 9 May, ..."); 0 without a label."""
    label = _LABEL.match(text)
    return label.end() if label and _DATED.match(text, label.end()) else 0


def body_start(text: str) -> int:
    """Return where a note begins to tell, behind its label and a day that stands alone: "12 AUG 2009 - Patrol ..."."""
    start = label_end(text)
    header = _HEADER.match(text, start)
    return header.end() if header else start


def is_note(text: str, dateline: Dateline | None, sentences: Sequence[Sentence]) -> bool:
    """True for one short paragraph without a dateline whose first words name a day."""
    if dateline is not None or not sentences or len(sentences) > _MOST_SENTENCES or len(text) > _LONGEST:
        return False
    if sentences[-1].paragraph != sentences[0].paragraph:
        return False
    start = label_end(text)
    return bool(_DATED.match(text, start)) and bool(_HAS_DAY.search(text, start, start + _OPENING))


def opening_day(text: str, today: date | None) -> DateMention | None:
    """Return the day that a note opens with; None when it cannot be resolved (no year, no publication time)."""
    start = label_end(text)
    found = find_dates(text[start : start + _OPENING * 2], today)
    if header := _MONTH_FIRST.match(text, start):
        found = _month_first(header, today) or found
    first = next((day for day in found if day.precision == "day" and not day.is_future), None)
    return None if first is None else replace(first, start=first.start + start, end=first.end + start)


def _month_first(header: re.Match[str], today: date | None) -> list[DateMention]:
    """Read "03/05/2015:" as databases write it that head their entries so: the month first."""
    month, day, year = header.groups()
    end = header.end() - 1 - header.start()
    iso = find_dates(f"{year}-{month}-{day}", today)
    return [replace(each, start=0, end=end, text=header.group()[:-1]) for each in iso]


def settle_note(mentions: Sequence[Mention], day: DateMention | None) -> None:
    """Make a note's incident news, and give its day to what is told of it without one."""
    main = _main(mentions)
    if main is None:
        return
    for mention in mentions:
        if mention is main or not mention.in_history_clause:
            mention.is_background = _is_of_another_time(mention, day) if mention is not main else False
        alike = mention.event_type in _FOLDED.get(main.event_type, (main.event_type,))
        if day is not None and not mention.dates and not mention.is_background and (mention is main or alike):
            mention.dates = [day]


def dated_by_note(report: Report, day: DateMention) -> Report:
    """Return a report that had no day of its own with the note's; it stays no surer than one of unknown day."""
    if report.event_date_source != "publication" or report.event_date != day.last:
        return report
    return replace(report, event_date=day.first, event_date_end=day.last, event_date_source="text", date_text=day.text)


def _is_of_another_time(mention: Mention, day: DateMention | None) -> bool:
    return (
        day is not None
        and bool(mention.dates)
        and all(abs((each.first - day.first).days) > 7 for each in mention.dates)
    )


def _main(mentions: Sequence[Mention]) -> Mention | None:
    """Return what the note is about: the first event told as fact, one of the first sentence's verbs before a noun."""
    told = [mention for mention in mentions if mention.assertion in ("stated", "attributed")] or list(mentions)
    if not told:
        return None
    first = [mention for mention in told if mention.sentence == told[0].sentence]
    return min(first, key=lambda mention: (mention.in_history_clause, mention.start))


def tells_of_conflict(mention: Mention) -> bool:
    """True where fighters, forces or a crowd take part, or somebody came to harm: a log's entry, not a diary's."""
    actors = (*mention.sources, *mention.targets)
    return bool(mention.tolls) or any(is_armed(actor.sector) or actor.sector == "OPP" for actor in actors)


def found_bodies(sentence: Token) -> list[TriggerHit]:
    """Return the verb of "the bodies of three men were found" as an attack's: whom somebody killed before."""
    for token in sentence:
        if token.lemma_.lower() in _FINDING and token.pos_ == "VERB":
            arguments = find_arguments(token)
            if any(
                head.lemma_.lower() in ("body", "corpse") for head in (*find_subjects(token), *arguments.get("obj"))
            ):
                return [hit_of(token, "ASSAULT")]
    return []


def fold_note(incidents: Sequence[Incident]) -> list[Incident]:
    """Return a note's incidents with those that only elaborate the first put into it."""
    news = [each for each in incidents if not each.mentions[0].is_background]
    main = next((each for each in news if each.event_type in _FOLDED), None)
    if main is None or main is not news[0]:
        return list(incidents)
    kept = []
    for incident in incidents:
        if incident is main or not _elaborates(main, incident):
            kept.append(incident)
            continue
        for mention in incident.mentions:
            _take_in(main, mention)
    return kept


def _elaborates(main: Incident, other: Incident) -> bool:
    first = other.mentions[0]
    if other.event_type not in _FOLDED[main.event_type] or first.is_background:
        return False
    if any(mention.assertion not in ("stated", "attributed") for mention in other.mentions):
        return False
    if any(mention.is_other and mention.lemma not in BODY_COUNT for mention in other.mentions):
        return False  # "another patrol was attacked", unlike "eleven rebels were also killed"
    days_apart = main.days and other.days and not any(a <= d and c <= b for a, b in main.days for c, d in other.days)
    return not days_apart and not (main.points and other.points and not main.points & other.points)


def _take_in(main: Incident, mention: Mention) -> None:
    """Add a mention: who used force on a protest stands against it."""
    if mention.event_type != main.event_type:
        forces = [actor for actor in mention.sources if actor.sector in ("COP", "MIL")]
        if mention.implied == "COP" or forces:
            mention.sources, mention.targets = [], forces
        mention.event_mode = None
    main.add(mention)
