"""Spoil every column of clean reports in every way that makes the row wrong, and tell which check catches it.

    .venv/bin/python scripts/corruption_matrix.py [--rows 12] [--show]

The clean reports are what the parser makes of the stories of the sample wire and of tests/golden/reports; rows that a
check holds back are left out. Each line of the matrix is a column and a way to spoil it: how many rows were spoiled,
how many were held back by a check of those that should (`family`), with the article's text at hand and without, and by
which checks. Below the matrix stand the ways that no row gives away by itself, each with its reason.
Exit 0: all that must be caught was; 1: something slipped through, or a clean row failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dateline.checks.suite import check_reports  # noqa: E402 -- the samples are beside the package, not in it
from dateline.records import Actor, Casualty, Document, Place, Report, Weapon, from_json, stable_id  # noqa: E402

CHILDREN: Mapping[str, type[Any]] = {"actors": Actor, "casualties": Casualty, "places": Place, "weapons": Weapon}
WRONG_WORD = "no-such-value"

Spoil = Callable[[Any, Any], Any]
"""A row and another one of its kind in; the spoiled row out, or None where it cannot be spoiled so."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to spoil one column. `blind` says why not every such row can be known to be wrong, "" where it can."""

    table: str
    column: str
    how: str
    spoil: Spoil
    blind: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column} {self.how}"


@dataclass(slots=True)
class Tally:
    """What became of the rows that were spoiled in one way."""

    tried: int = 0
    caught: int = 0
    caught_blindly: int = 0
    by: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


# ------------------------------------------------------------------------------------------------ ways to spoil


def put(column: str, value: Any) -> Spoil:
    """Put a value into the column of every row that has another one there."""
    return lambda row, other: None if getattr(row, column) == value else replace(row, **{column: value})


def without(column: str) -> Spoil:
    return put(column, None)


def swapped(*columns: str) -> Spoil:
    """Take the columns of another row, which has something else there."""

    def spoil(row: Any, other: Any) -> Any:
        theirs = {column: getattr(other, column) for column in columns}
        mine = {column: getattr(row, column) for column in columns}
        first = theirs[columns[0]], mine[columns[0]]
        if first[0] == first[1] or None in first or () in first:
            return None
        return replace(row, **theirs)

    return spoil


def changed(column: str, change: Callable[[Any], Any]) -> Spoil:
    """Change the value where there is one."""

    def spoil(row: Any, other: Any) -> Any:
        value = getattr(row, column)
        return None if value is None else replace(row, **{column: change(value)})

    return spoil


def moved(steps: int) -> Spoil:
    """Shift a child's span."""

    def spoil(row: Any, other: Any) -> Any:
        if row.mention_start is None:
            return None
        return replace(row, mention_start=row.mention_start + steps, mention_end=row.mention_end + steps)

    return spoil


def exchanged(first: str, second: str) -> Spoil:
    """Swap two columns of one row."""

    def spoil(row: Any, other: Any) -> Any:
        one, two = getattr(row, first), getattr(row, second)
        return None if one is None or two is None or one == two else replace(row, **{first: two, second: one})

    return spoil


def guarded(spoil: Spoil, is_wanted: Callable[[Any], bool]) -> Spoil:
    """Spoil only rows of which this holds."""
    return lambda row, other: spoil(row, other) if is_wanted(row) else None


PLACE = ("place_name", "admin1", "admin1_code", "admin2", "country", "latitude", "longitude", "geonames_id")
PLACE_ROW = ("name", "country", "admin1", "latitude", "longitude", "geonames_id")
DATE = ("event_date", "event_date_end", "event_date_precision")


def report_kinds() -> Iterator[Kind]:
    """Yield the ways to spoil a report's own columns."""

    def kind(column: str, how: str, spoil: Spoil, blind: str = "") -> Kind:
        return Kind("reports", column, how, spoil, blind)

    for column in ("id", "document_id", "parser", "ordinal", "event_type", "evidence", "evidence_start", "evidence_end",
                   "quad_class", "cameo_root", "event_date", "event_date_end", "event_date_precision",
                   "event_date_source", "assertion", "is_disputed", "is_background", "is_correction", "confidence",
                   "weapons", "actors", "casualties", "places"):  # fmt: skip
        yield kind(column, "null", without(column))
    for column in ("event_type", "event_mode", "cameo_root", "acled_event_type", "acled_sub_event_type",
                   "event_date_precision", "event_date_source", "country", "admin1_code", "geo_precision",
                   "assertion"):  # fmt: skip
        yield kind(column, "wrong enumeration", changed(column, lambda _: WRONG_WORD))
    for column in ("quad_class", "ucdp_violence_type"):
        yield kind(column, "out of range", changed(column, lambda _: 9))
    for column in ("quad_class", "ordinal", "evidence_start", "latitude", "longitude", "geonames_id", "confidence",
                   "fatalities_best", "injured_best"):  # fmt: skip
        yield kind(column, "wrong type", changed(column, lambda value: f"about {value}"))
    for column in ("event_type", "event_mode", "place_name", "country", "date_text", "evidence", "parser"):
        yield kind(column, "a number where words belong", changed(column, lambda _: 7))
    for column in ("is_disputed", "is_background", "is_correction"):
        yield kind(column, "wrong type", put(column, "yes"))

    yield kind("id", "another row's", swapped("id"))
    yield kind("document_id", "another row's", swapped("document_id"))
    yield kind("parser", "another version", put("parser", "dateline-0.0.9+1"))
    yield kind("ordinal", "negative", put("ordinal", -1))
    yield kind("ordinal", "another", changed("ordinal", lambda value: value + 7))
    yield kind("event_type", "another row's", swapped("event_type"))
    yield kind("event_type", "another row's, with its codes", swapped("event_type", "event_mode", "quad_class",
               "cameo_root", "acled_event_type", "acled_sub_event_type", "ucdp_violence_type"))  # fmt: skip
    yield kind(
        "event_mode", "another type's", guarded(put("event_mode", "boycott"), lambda row: row.event_type != "PROTEST")
    )
    yield kind("event_mode", "another row's", swapped("event_mode"),
               "modes with one CAMEO root and ACLED pair (aerial, drone) are told apart by the text alone")  # fmt: skip
    yield kind("quad_class", "another row's", swapped("quad_class"))
    yield kind("cameo_root", "another row's", swapped("cameo_root"))
    yield kind("acled_event_type", "another row's", swapped("acled_event_type"))
    yield kind("acled_sub_event_type", "another row's", swapped("acled_sub_event_type"))
    yield kind("acled_event_type", "null, the sub-event type kept", without("acled_event_type"))
    yield kind("acled_event_type", "null, with the sub-event type",
               guarded(lambda row, other: replace(row, acled_event_type=None, acled_sub_event_type=None),
                       lambda row: row.event_type == "ASSAULT"))  # fmt: skip
    yield kind("acled_event_type", "another row's pair", swapped("acled_event_type", "acled_sub_event_type"),
               "one type and mode can lead to several pairs: who fought whom, and how, is in the text")  # fmt: skip
    yield kind("ucdp_violence_type", "another", changed("ucdp_violence_type", lambda value: value % 3 + 1))
    yield kind("ucdp_violence_type", "null", without("ucdp_violence_type"))
    yield from _date_kinds(kind)
    yield from _place_kinds(kind)
    yield from _figure_kinds(kind)
    yield from _text_kinds(kind)


Maker = Callable[..., Kind]


def _date_kinds(kind: Maker) -> Iterator[Kind]:
    yield kind("event_date", "another row's", swapped("event_date", "event_date_end", "event_date_precision"))
    yield kind("event_date", "a day later", lambda row, other: _shifted(row, 1))
    yield kind("event_date", "three days earlier", lambda row, other: _shifted(row, -3))
    yield kind("event_date", "a year later", lambda row, other: _shifted(row, 365))
    yield kind("event_date", "of the year 1900", put("event_date", date(1900, 1, 1)))
    yield kind("event_date", "behind its end", lambda row, other: row.event_date and replace(
        row, event_date=row.event_date_end + timedelta(1)))  # fmt: skip
    yield kind("event_date_end", "a year later", changed("event_date_end", lambda day: day + timedelta(365)))
    for precision in ("day", "week", "month", "year"):
        yield kind("event_date_precision", f"{precision} for another", guarded(
            put("event_date_precision", precision), lambda row, to=precision: _tells_precision(row, to)))  # fmt: skip
    for source in ("text", "dateline", "publication"):
        yield kind("event_date_source", f"{source} for another", guarded(
            put("event_date_source", source), lambda row: row.event_date is not None))  # fmt: skip
    yield kind("date_text", "null", without("date_text"))
    yield kind("date_text", "another row's", swapped("date_text"),
               '"on Friday" for "Friday" is a slip that changes nothing')  # fmt: skip
    yield kind("date_text", "words from nowhere", changed("date_text", lambda _: "on the eve of the feast"))
    yield kind("is_background", "true for news", put("is_background", True),
               "news dated by its own words may as well be recalled: the clause decides")  # fmt: skip
    yield kind("is_background", "false for what is old", lambda row, other: replace(row, is_background=False)
               if row.is_background and row.event_date and row.event_date.year < 2020 else None)  # fmt: skip


def _shifted(row: Report, days: int) -> Report | None:
    if row.event_date is None or row.event_date_end is None or row.event_date_precision != "day":
        return None
    step = timedelta(days)
    return replace(row, event_date=row.event_date + step, event_date_end=row.event_date_end + step)


def _tells_precision(row: Report, to: str) -> bool:
    """A day as a week or a year shows unless it begins one; a wider span always shows as a day."""
    if row.event_date is None or row.event_date_end is None:
        return False
    first, days = row.event_date, (row.event_date_end - row.event_date).days + 1
    starts = {"week": first.weekday() == 0, "month": first.day == 1, "year": (first.month, first.day) == (1, 1)}
    if to == "day":
        return days > 2
    return not starts[to] and (days < 3 or (to == "week" and days > 14))


def _place_kinds(kind: Maker) -> Iterator[Kind]:
    def elsewhere(row: Any, other: Any) -> Any:
        return swapped(*PLACE)(row, other) if row.country != other.country else None

    yield kind("place_name", "another country's place, all columns", elsewhere)
    yield kind("place_name", "another row's", swapped("place_name"))
    yield kind("place_name", "null", guarded(without("place_name"), lambda row: row.geonames_id is not None))
    yield kind("country", "another row's", swapped("country"))
    yield kind("country", "null", guarded(without("country"), lambda row: row.geonames_id is not None))
    yield kind("country", "of a state long gone", changed("country", lambda _: "SUN"))
    yield kind("admin1", "another row's", swapped("admin1"))
    yield kind("admin1", "null", without("admin1"))
    yield kind("admin1_code", "another row's", swapped("admin1_code"))
    yield kind("admin1_code", "null", without("admin1_code"))
    yield kind("admin2", "another row's", swapped("admin2"))
    yield kind("latitude", "another row's", swapped("latitude"))
    yield kind("latitude", "out of range", changed("latitude", lambda value: value + 180))
    yield kind("latitude", "null", without("latitude"))
    yield kind(
        "latitude", "its sign lost", guarded(changed("latitude", lambda value: -value), lambda row: row.latitude)
    )
    yield kind("latitude", "a tenth of a degree off", changed("latitude", lambda value: value + 0.1))
    yield kind("longitude", "another row's", swapped("longitude"))
    yield kind("longitude", "out of range", changed("longitude", lambda value: value + 360))
    yield kind("longitude", "null", without("longitude"))
    yield kind("latitude", "exchanged with longitude", exchanged("latitude", "longitude"))
    yield kind("latitude", "null island", lambda row, other: replace(row, latitude=0.0, longitude=0.0)
               if row.latitude is not None else None)  # fmt: skip
    yield kind("geo_precision", "null", without("geo_precision"))
    yield kind("geo_precision", "another row's", swapped("geo_precision"),
               "near and exact are told apart by the words before the name")  # fmt: skip
    yield kind("geo_precision", "country for a town", guarded(put("geo_precision", "country"),
               lambda row: row.geo_precision in ("exact", "near")))  # fmt: skip
    yield kind("geonames_id", "another row's", swapped("geonames_id"))
    yield kind("geonames_id", "null", without("geonames_id"))
    yield kind("geonames_id", "of no place", changed("geonames_id", lambda _: 2))


def _figure_kinds(kind: Maker) -> Iterator[Kind]:
    for name in ("fatalities", "injured"):
        best, low, high = f"{name}_best", f"{name}_low", f"{name}_high"
        yield kind(best, "null, and its bounds", lambda row, other, names=(low, best, high): replace(
            row, **dict.fromkeys(names)) if any(getattr(row, one) is not None for one in names) else None)  # fmt: skip
        yield kind(best, "negative", changed(best, lambda value: -value - 1))
        yield kind(best, "ten times as many", guarded(
            changed(best, lambda value: value * 10), lambda row, one=best: getattr(row, one)))  # fmt: skip
        yield kind(best, "another row's", swapped(low, best, high))
        yield kind(best, "half a person", changed(best, lambda value: value + 0.5))
        yield kind(low, "above best", changed(low, lambda value: value + 1))
        yield kind(low, "null", without(low))
        yield kind(high, "below best", changed(high, lambda value: value - 1))
        yield kind(high, "given to 'at least'", lambda row, other, one=high, of=best: replace(
            row, **{one: getattr(row, of) + 5})
            if getattr(row, of) and getattr(row, one) is None else None)  # fmt: skip
    for column in ("detained_best", "abducted_best", "displaced_best"):
        yield kind(column, "null", without(column))
        yield kind(column, "a hundred more", changed(column, lambda value: value + 100))
        yield kind(column, "from nowhere", lambda row, other, one=column: replace(row, **{one: 12})
                   if getattr(row, one) is None else None)  # fmt: skip
    yield kind("fatalities_best", "dead from nowhere", lambda row, other: replace(
        row, fatalities_low=12, fatalities_best=12, fatalities_high=12)
        if row.fatalities_best is None and not row.casualties else None)  # fmt: skip
    yield kind("fatalities_best", "the toll of another scope", _cumulative)
    yield kind("crowd_low", "from nowhere", lambda row, other: replace(row, crowd_low=5000, crowd_high=5000)
               if row.crowd_low is None else None)  # fmt: skip
    yield kind("crowd_low", "ten times as many", lambda row, other: replace(
        row, crowd_low=row.crowd_low * 10, crowd_high=None) if row.crowd_low else None)  # fmt: skip
    yield kind("confidence", "above one", put("confidence", 1.7))
    yield kind("confidence", "negative", put("confidence", -0.2))
    yield kind("confidence", "sure of a day that it guessed", lambda row, other: replace(row, confidence=0.9)
               if row.event_date_source == "publication" else None)  # fmt: skip
    yield kind("confidence", "another row's", swapped("confidence"), "nothing else in the row says how sure it is")


def _cumulative(row: Report, other: Report) -> Report | None:
    totals = [one for one in row.casualties if one.scope != "incident" and one.kind == "killed" and one.best]
    if not totals or totals[0].best == row.fatalities_best:
        return None
    return replace(row, fatalities_low=totals[0].best, fatalities_best=totals[0].best, fatalities_high=None)


def _text_kinds(kind: Maker) -> Iterator[Kind]:
    yield kind("evidence", "another article's", swapped("evidence"))
    yield kind("evidence", "another article's, offsets and all", swapped("evidence", "evidence_start", "evidence_end"))
    yield kind("evidence", "a word changed", changed("evidence", lambda text: text.replace(" ", "_", 1)))
    yield kind("evidence", "cut short", changed("evidence", lambda text: text[:-5]))
    yield kind("evidence", "blank", put("evidence", "   "))
    yield kind("evidence_start", "shifted", changed("evidence_start", lambda at: at + 3))
    yield kind("evidence_end", "shifted", changed("evidence_end", lambda at: at + 3))
    yield kind("evidence_start", "shifted with its end", lambda row, other: replace(
        row, evidence_start=row.evidence_start + 5, evidence_end=row.evidence_end + 5))  # fmt: skip
    yield kind("evidence_end", "behind the text", lambda row, other: replace(
        row, evidence_start=row.evidence_start + 10**6, evidence_end=row.evidence_end + 10**6))  # fmt: skip
    yield kind("assertion", "planned, of what is over", guarded(put("assertion", "planned"),
               lambda row: row.is_background and row.event_date_end is not None
               and row.event_date_end.year < 2020))  # fmt: skip
    yield kind(
        "assertion",
        "denied",
        guarded(put("assertion", "denied"), lambda row: "den" not in row.evidence and "reject" not in row.evidence),
    )
    yield kind("assertion", "stated for attributed", guarded(put("assertion", "stated"),
               lambda row: row.assertion == "attributed"),
               "who says so is there either way: the grammar decides")  # fmt: skip
    yield kind("is_disputed", "true", put("is_disputed", True), "texts in which somebody denies something are many")
    yield kind("is_correction", "true", put("is_correction", True), "words of correction are common words")
    yield kind("actors", "another row's", swapped("actors"))
    yield kind("casualties", "another row's", guarded(swapped("casualties"), lambda row: row.casualties))
    yield kind("places", "another row's", guarded(swapped("places"), lambda row: row.places))
    yield kind("weapons", "another row's", guarded(swapped("weapons"), lambda row: row.weapons))


def child_kinds() -> Iterator[Kind]:
    """Yield the ways to spoil the columns of actors, casualties, places and weapons."""
    for table in CHILDREN:

        def kind(column: str, how: str, spoil: Spoil, blind: str = "", table: str = table) -> Kind:
            return Kind(table, column, how, spoil, blind)

        yield kind("ordinal", "null", without("ordinal"))
        yield kind("ordinal", "another's", changed("ordinal", lambda value: value + 1))
        yield kind("ordinal", "negative", put("ordinal", -2))
        yield kind("mention_start", "null", without("mention_start"))
        yield kind("mention_end", "null", without("mention_end"))
        yield kind("mention_start", "both null", lambda row, other: replace(row, mention_start=None, mention_end=None)
                   if row.mention_start is not None else None)  # fmt: skip
        for steps in (1, -1, 7, 60):
            yield kind("mention_start", f"shifted by {steps}", moved(steps))
        yield kind("mention_end", "behind the text", lambda row, other: row.mention_start and replace(
            row, mention_start=row.mention_start + 10**6, mention_end=row.mention_end + 10**6))  # fmt: skip
        yield kind("mention_start", "exchanged with its end", exchanged("mention_start", "mention_end"))
        yield kind("mention_start", "negative", changed("mention_start", lambda _: -5))
        yield kind("mention_start", "wrong type", changed("mention_start", str))
        yield kind("mention_start", "another row's span", swapped("mention_start", "mention_end"))
    yield from _actor_kinds()
    yield from _casualty_kinds()
    yield from _place_row_kinds()
    yield from _weapon_kinds()


def _actor_kinds() -> Iterator[Kind]:
    def kind(column: str, how: str, spoil: Spoil, blind: str = "") -> Kind:
        return Kind("actors", column, how, spoil, blind)

    for column in ("role", "name", "kind", "code", "status"):
        yield kind(column, "null", guarded(without(column), lambda row: row.name))
    for column in ("role", "kind", "status", "code", "country", "sector"):
        yield kind(column, "wrong enumeration", changed(column, lambda _: WRONG_WORD))
    yield kind("name", "another row's", guarded(swapped("name"), lambda row: row.name))
    yield kind("name", "blank", guarded(put("name", " "), lambda row: row.name))
    yield kind("name", "wrong type", changed("name", lambda _: 5))
    yield kind("entity", "another row's", swapped("entity"))
    yield kind("entity", "from nowhere", guarded(put("entity", "Brotherhood of the Nine Lamps"), lambda row: row.name))
    yield kind("code", "another row's", swapped("code"))
    yield kind("country", "another row's", swapped("country"))
    yield kind("country", "another's, with the code", lambda row, other: replace(
        row, country="FJI", code=f"FJI{row.sector or ''}") if row.country and row.country != "FJI" else None,
        "a story that names two countries leaves open whose men they are, unless the name says")  # fmt: skip
    yield kind("sector", "another row's", swapped("sector"))
    yield kind("sector", "another's, with the code", lambda row, other: replace(
        row, sector="AGR", code=f"{row.country or ''}AGR") if row.sector and row.sector != "AGR" else None,
        "what a named body does, and what people of several words do, is not weighed again")  # fmt: skip
    yield kind("role", "target for source", guarded(put("role", "target"), lambda row: row.role == "source"),
               "who did it to whom is grammar; UCDP's type and the missing source tell some")  # fmt: skip
    yield kind("kind", "another row's", swapped("kind"), "a person and an organisation bear names alike")
    yield kind("status", "unknown for somebody named", guarded(put("status", "unknown"), lambda row: row.name))
    yield kind("status", "generic for somebody resolved", guarded(put("status", "generic"),
               lambda row: row.entity and row.kind == "organisation"))  # fmt: skip
    yield kind("side", "of a target", guarded(put("side", 1), lambda row: row.role != "source"))
    yield kind("side", "nought", guarded(put("side", 0), lambda row: row.role == "source"))


def _casualty_kinds() -> Iterator[Kind]:
    def kind(column: str, how: str, spoil: Spoil, blind: str = "") -> Kind:
        return Kind("casualties", column, how, spoil, blind)

    for column in ("kind", "scope", "part_of_total"):
        yield kind(column, "null", without(column))
    for column in ("kind", "scope"):
        yield kind(column, "wrong enumeration", changed(column, lambda _: WRONG_WORD))
    yield kind("kind", "injured for killed", guarded(put("kind", "injured"), _is_counted("killed")))
    yield kind("kind", "killed for injured", guarded(put("kind", "killed"), _is_counted("injured")))
    yield kind("kind", "displaced for killed", guarded(put("kind", "displaced"), lambda row: row.kind == "killed"))
    yield kind("scope", "cumulative for the incident's", guarded(put("scope", "cumulative"), _is_counted("killed")))
    yield kind("scope", "incident for cumulative", guarded(put("scope", "incident"),
               lambda row: row.scope != "incident" and row.best and not row.part_of_total),
               "a total that equals a sum of the incident's own rows would fit")  # fmt: skip
    yield kind("part_of_total", "part for total", guarded(put("part_of_total", True), _is_counted("killed")))
    yield kind("best", "negative", changed("best", lambda value: -value - 1))
    yield kind("best", "one more", changed("best", lambda value: value + 1))
    yield kind("best", "ten times as many", guarded(changed("best", lambda value: value * 10), lambda row: row.best))
    yield kind("best", "another row's", swapped("low", "best", "high"))
    yield kind("best", "null", without("best"))
    yield kind("best", "wrong type", changed("best", lambda value: f"about {value}"))
    yield kind("low", "above best", changed("low", lambda value: value + 3))
    yield kind("low", "null", without("low"))
    yield kind("high", "below best", changed("high", lambda value: value - 1))
    yield kind("high", "given to 'at least'", lambda row, other: replace(row, high=row.best + 5)
               if row.qualifier == "at least" and row.best else None)  # fmt: skip
    yield kind("qualifier", "another", changed("qualifier", lambda _: "up to some"))
    yield kind("qualifier", "null", without("qualifier"), "a qualifier may stand outside the words that are quoted")
    yield kind("victim", "from nowhere", put("victim", "lighthouse keepers"))
    yield kind("victim", "wrong type", changed("victim", lambda _: 5))
    yield kind("reporter", "from nowhere", put("reporter", "the lighthouse keeper"))


def _is_counted(kind: str) -> Callable[[Any], bool]:
    return lambda row: (
        row.kind == kind and row.scope == "incident" and row.part_of_total is False
        and row.best is not None and row.qualifier != "superseded"
    )  # fmt: skip


def _place_row_kinds() -> Iterator[Kind]:
    def kind(column: str, how: str, spoil: Spoil, blind: str = "") -> Kind:
        return Kind("places", column, how, spoil, blind)

    for column in ("role", "name"):
        yield kind(column, "null", without(column))
    for column in ("role", "country", "precision"):
        yield kind(column, "wrong enumeration", changed(column, lambda _: WRONG_WORD))
    yield kind("role", "site for a mention", guarded(put("role", "site"),
               lambda row: row.role in ("mention", "speaker")),
               "where the report has no site of its own, or the mention is in its country, either may be")  # fmt: skip
    yield kind("role", "mention for site", guarded(put("role", "mention"), lambda row: row.role == "site"),
               "a report may have its place from the story's first line")  # fmt: skip
    yield kind("name", "another row's", swapped("name"))
    yield kind("name", "blank", put("name", " "))
    yield kind("name", "another country's place, all columns", lambda row, other: swapped(*PLACE_ROW)(row, other)
               if row.country != other.country else None)  # fmt: skip
    yield kind("geonames_id", "another row's", swapped("geonames_id"))
    yield kind("geonames_id", "of no place", changed("geonames_id", lambda _: 2))
    yield kind("geonames_id", "wrong type", changed("geonames_id", str))
    yield kind("country", "another row's", swapped("country"))
    yield kind("country", "null", guarded(without("country"), lambda row: row.geonames_id is not None))
    yield kind("admin1", "another row's", swapped("admin1"))
    yield kind("latitude", "another row's", swapped("latitude"))
    yield kind("latitude", "out of range", changed("latitude", lambda value: value + 180))
    yield kind("latitude", "null", without("latitude"))
    yield kind("longitude", "out of range", changed("longitude", lambda value: value + 360))
    yield kind("longitude", "null", without("longitude"))
    yield kind("latitude", "exchanged with longitude", exchanged("latitude", "longitude"))
    yield kind("precision", "exact for a country", guarded(put("precision", "exact"),
               lambda row: row.precision == "country" and row.geonames_id is not None and row.name != "Washington"),
               "a capital that stands for its country is a town too")  # fmt: skip
    yield kind("precision", "water for a town", guarded(put("precision", "water"),
               lambda row: row.precision in ("exact", "near") and row.geonames_id is not None))  # fmt: skip


def _weapon_kinds() -> Iterator[Kind]:
    def kind(column: str, how: str, spoil: Spoil, blind: str = "") -> Kind:
        return Kind("weapons", column, how, spoil, blind)

    yield kind("mention", "null", without("mention"))
    yield kind("mention", "blank", put("mention", " "))
    yield kind("mention", "another row's", swapped("mention"))
    yield kind("mention", "wrong type", changed("mention", lambda _: 5))
    yield kind("type", "another row's", swapped("type"))
    yield kind("type", "wrong enumeration", changed("type", lambda _: WRONG_WORD))
    yield kind("type", "null", without("type"))


# --------------------------------------------------------------------------------------------------- the families

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "reports.id": ("report_id",),
    "reports.document_id": ("report_document", "report_ordinal", "report_id", "evidence_", "report_values"),
    "reports.parser": ("report_parser", "report_id", "report_values"),
    "reports.ordinal": ("report_ordinal", "report_id", "report_values"),
    "reports.event_type": ("event_type", "event_mode", "quad_class", "cameo", "acled", "ucdp", "crowd_of",
                           "verbal_types",                           "report_id", "report_values"),
    "reports.event_mode": ("event_mode", "cameo", "acled", "report_values"),
    "reports.quad_class": ("quad_class", "report_values"),
    "reports.cameo_root": ("cameo",),
    "reports.acled_event_type": ("acled",),
    "reports.acled_sub_event_type": ("acled",),
    "reports.ucdp_violence_type": ("ucdp",),
    "reports.event_date": ("date_", "not_in_the_future", "planned_is_ahead", "old_is_background", "country_in_force",
                           "report_id", "background"),
    "reports.event_date_end": ("date_", "not_in_the_future", "planned_is_ahead"),
    "reports.event_date_precision": ("date_",),
    "reports.event_date_source": ("date_", "publication_date", "background"),
    "reports.date_text": ("date_", "report_values"),
    "reports.is_background": ("background", "old_is_background", "report_flags"),
    "reports.place_name": ("place_", "point_", "country_", "precision_", "report_id", "report_values"),
    "reports.country": ("country_", "place_", "point_", "admin1", "precision_", "report_values"),
    "reports.admin1": ("admin1", "place_"),
    "reports.admin1_code": ("admin1", "place_"),
    "reports.admin2": ("place_", "report_values"),
    "reports.latitude": ("latitude", "coordinates", "not_null_island", "place_", "point_", "report_values"),
    "reports.longitude": ("longitude", "coordinates", "not_null_island", "place_", "point_", "report_values"),
    "reports.geo_precision": ("geo_precision", "precision_", "place_", "point_", "vague_", "country_of_name"),
    "reports.geonames_id": ("geonames", "place_", "point_", "report_values"),
    "reports.fatalities_best": ("counts_", "fatalities", "toll", "no_cumulative", "verbal_types", "acled"),
    "reports.injured_best": ("counts_", "injured", "toll", "no_cumulative", "verbal_types"),
    "reports.fatalities_low": ("fatalities", "toll", "counts_"),
    "reports.fatalities_high": ("fatalities", "toll", "counts_"),
    "reports.injured_low": ("injured", "toll", "counts_"),
    "reports.injured_high": ("injured", "toll", "counts_"),
    "reports.detained_best": ("toll", "counts_"),
    "reports.abducted_best": ("toll", "counts_"),
    "reports.displaced_best": ("toll", "counts_"),
    "reports.crowd_low": ("crowd",),
    "reports.assertion": ("assertion", "planned_is_ahead", "denial", "attribution"),
    "reports.is_disputed": ("dispute", "report_flags"),
    "reports.is_correction": ("correction", "report_flags", "superseded"),
    "reports.evidence": ("evidence", "report_values"),
    "reports.evidence_start": ("evidence", "report_values"),
    "reports.evidence_end": ("evidence", "report_values"),
    "reports.confidence": ("confidence", "publication_date"),
    "reports.actors": ("actor", "ucdp", "report_lists", "violence_has", "attribution"),
    "reports.casualties": ("casualty", "toll", "no_cumulative", "report_lists"),
    "reports.places": ("place_", "report_lists", "country_in_text"),
    "reports.weapons": ("weapon", "report_lists"),
    "actors": ("actor", "ucdp", "violence_has"),
    "casualties": ("casualty", "at_least", "up_to", "toll", "no_cumulative", "superseded"),
    "places": ("place_", "site_"),
    "weapons": ("weapon",),
}  # fmt: skip
"""The beginnings of the names of the checks that should catch a spoiled column."""


def family_of(kind: Kind) -> tuple[str, ...]:
    return FAMILIES.get(f"{kind.table}.{kind.column}") or FAMILIES[kind.table]


# ------------------------------------------------------------------------------------------------------ the run


def parsed_stories(*, with_golden: bool = True) -> tuple[list[Report], dict[str, Document]]:
    """Return what the parser makes of the sample wire, and of the golden stories, and their documents by id."""
    from samples.wire_stories import read_stories

    from dateline.parse.parser import Parser

    documents = [_story(story) for story in read_stories() if story.versions[-1].paragraphs]
    folder = ROOT / "tests" / "golden" / "reports"
    for path in sorted(folder.glob("*.json")) if with_golden else ():
        fields = json.loads(path.read_text(encoding="utf-8"))
        if "text" in fields:
            documents.append(from_json(Document, {**fields, "id": f"golden-{path.stem}"}))
    reports = [report for parsed in Parser.load().parse_batch(documents) for report in parsed.reports]
    return reports, {document.id: document for document in documents}


def _story(story: Any) -> Document:
    """Return a story of the sample wire as its page shows it."""
    text = "\n\n".join(story.versions[0].paragraphs)
    return Document(f"{story.agency.key}-{story.slug}", text, published_at=story.published_at, language=story.language)


def clean_reports(reports: Sequence[Report], documents: Mapping[str, Document]) -> tuple[list[Report], Counter[str]]:
    """Return the reports that pass every check, and which checks held the others back."""
    failed: set[str] = set()
    held: Counter[str] = Counter()
    for result in check_reports(reports, documents):
        if result.status == "fail":
            failed.update(result.failing_ids)
            held[result.check_name] += result.n_failing
    return [report for report in reports if report.id not in failed], held


def kinds() -> list[Kind]:
    """Return all ways to spoil a row."""
    return [*report_kinds(), *child_kinds()]


def spoiled_rows(reports: Sequence[Report], kind: Kind, most: int) -> Iterator[Report]:
    """Yield up to `most` reports spoiled in one way, taken from all over; each is another report."""
    step = max(1, len(reports) // (4 * most))
    found = 0
    for at in range(len(reports)):
        place = (at * step) % len(reports) + (at * step) // len(reports)
        report, other = reports[place % len(reports)], reports[(place + len(reports) // 2) % len(reports)]
        spoiled = _spoiled(report, other, kind)
        if spoiled is not None:
            yield spoiled
            found += 1
        if found == most or at > len(reports):
            return


def _spoiled(report: Report, other: Report, kind: Kind) -> Report | None:
    if kind.table == "reports":
        changed: Report | None = kind.spoil(report, other) or None
        return changed
    rows, theirs = list(getattr(report, kind.table)), getattr(other, kind.table)
    for at, row in enumerate(rows):
        for stranger in theirs or (row,):
            spoiled = kind.spoil(row, stranger)
            if spoiled:
                rows[at] = spoiled
                return replace(report, **{kind.table: tuple(rows)})
    return None


def as_own_document(report: Report, number: int, documents: Mapping[str, Document]) -> tuple[Report, Document]:
    """Return a report, and its document under an id of their own, so that a batch can hold it many times."""
    story = documents[report.document_id]
    own = replace(story, id=f"{story.id}#{number}")
    identity = stable_id(
        stable_id(own.id, own.text),
        report.parser,
        report.event_type,
        report.event_date,
        report.place_name,
        report.ordinal,
    )
    return replace(report, id=identity, document_id=own.id), own


def run_matrix(
    reports: Sequence[Report], documents: Mapping[str, Document], most: int
) -> tuple[dict[str, Tally], set[str]]:
    """Spoil, check once with the documents and once without; return a tally a kind, and clean rows that failed."""
    everything = kinds()
    batch: list[Report] = list(reports)
    stories: dict[str, Document] = dict(documents)
    wanted: dict[int, tuple[Kind, str]] = {}
    number = 0
    for kind in everything:
        copies = []
        for report in reports[:: max(1, len(reports) // 400)]:
            number += 1
            copy, story = as_own_document(report, number, documents)
            copies.append((copy, story))
        rows = [copy for copy, _ in copies]
        taken = {story.id: story for _, story in copies}
        for spoiled in spoiled_rows(rows, kind, most):
            wanted[len(batch)] = (kind, str(spoiled.document_id))
            batch.append(spoiled)
            stories.update(taken if kind.column == "document_id" else {})
            if spoiled.document_id in taken:
                stories[str(spoiled.document_id)] = taken[str(spoiled.document_id)]
    tallies: dict[str, Tally] = defaultdict(Tally)
    failures = {with_text: _failures(batch, stories if with_text else None) for with_text in (True, False)}
    for position, (kind, document_id) in wanted.items():
        tally = tallies[kind.name]
        tally.tried += 1
        family = family_of(kind)
        seen = {name for name in failures[True].get(position, ()) if name.startswith(family)}
        tally.by.update(seen)
        tally.caught += bool(seen)
        tally.caught_blindly += any(name.startswith(family) for name in failures[False].get(position, ()))
        if not seen:
            tally.missed.append(document_id)
    clean = {str(batch[at].id) for at in range(len(reports)) if failures[True].get(at, set()) - {"report_id_unique"}}
    return tallies, clean


def _failures(batch: Sequence[Report], documents: Mapping[str, Document] | None) -> dict[int, set[str]]:
    """Return the checks that each report fails, by position: its id may be what is spoiled."""
    from dateline.checks.expectations import find_failures
    from dateline.checks.frames import make_frames
    from dateline.checks.row_checks import ROW_CHECKS

    wanted = [check for check in ROW_CHECKS if documents is not None or check.needs is None]
    frames = make_frames(batch, documents)
    found: dict[int, set[str]] = defaultdict(set)
    failures = find_failures(wanted, frames)
    for check in wanted:
        positions = failures[check.name]
        rows = positions if check.table == "reports" else frames.table(check.table)["row"].iloc[positions].tolist()
        for row in rows:
            found[row].add(check.name)
    return found


def main(argv: Sequence[str]) -> int:
    """Print the matrix; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=12, help="rows spoiled in each way")
    parser.add_argument("--show", action="store_true", help="name the documents whose spoiled rows slipped through")
    arguments = parser.parse_args(argv)
    parsed, documents = parsed_stories()
    reports, held = clean_reports(parsed, documents)
    tallies, failed = run_matrix(reports, documents, arguments.rows)
    print(f"{len(parsed)} reports, {len(reports)} of them clean; held back: {dict(held) or 'none'}")
    return tell(tallies, failed, show=arguments.show)


def tell(tallies: Mapping[str, Tally], failed: set[str], *, show: bool = False) -> int:
    """Print the matrix and what slipped through; return the exit code."""
    slipped = 0
    for kind in kinds():
        tally = tallies.get(kind.name, Tally())
        must = not kind.blind
        slipped += must and tally.caught < tally.tried
        mark = "!!" if must and tally.caught < tally.tried else "  "
        by = ", ".join(name for name, _ in tally.by.most_common(3))
        print(f"{mark}{kind.name:58} {tally.caught:3}/{tally.tried:<3} without text {tally.caught_blindly:3}  {by}")
        if show and mark.strip():
            print("      " + " ".join(tally.missed))
    print("\nNot every such row can be known to be wrong:")
    for kind in kinds():
        if kind.blind:
            tally = tallies.get(kind.name, Tally())
            print(f"  {kind.name:58} {tally.caught:3}/{tally.tried:<3} {kind.blind}")
    wrong = [kind for kind in kinds() if not kind.blind and tallies.get(kind.name, Tally()).tried]
    print(f"\n{len(wrong)} ways to make a row wrong, {slipped} not always caught; {len(failed)} clean rows failed")
    return int(bool(slipped or failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
