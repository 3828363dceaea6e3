"""Villages that no gazetteer has, told with what contains them: "Muatide in Muidumbe district", "Dedebit (Tigray)".

Source: the codebook's place fields: such a place keeps its name and its admin1 or country, with null coordinates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.parse.grammar.nouns import actor_nouns
from dateline.parse.who.bodies import body_of
from dateline.parse.who.groups import find_groups
from dateline.records import Report
from dateline.vocab import country_of_demonym

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_NAME = r"[A-Z][A-Za-z'\N{RIGHT SINGLE QUOTATION MARK}-]{2,24}(?: [A-Z][A-Za-z'-]{1,24}){0,2}"
_BEFORE = re.compile(
    r"\b(?:in|at|near|around|outside|(?:village|town|hamlet|locality|settlement|outskirts|vicinity|commune) of|entered"
    r"|overran|attacked|raided|shelled|captured|stormed|looted)"
    rf" (?:the )?(?:village of |town of )?(?P<name>{_NAME})(?: (?:village|town|hamlet|locality|settlement))?"
    r"(?:,| \(|,? in)\s?(?:the )?$"
)
_REACH = 90
_NOT_VILLAGES = re.compile(
    r"\b(?:District|Province|State|Region|County|Governorate|Road|Highway|University|Airport|Church|Mosque|Hospital|River"
    r"|Camp|Forest|Valley|Base|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def name_villages(reports: Sequence[Report], text: str, places: Sequence[PlaceMention]) -> tuple[Report, ...]:
    """Return a note's reports with the village in place of the area around it, which is all that could be located."""
    return tuple(_named(report, text, places) for report in reports)


def _named(report: Report, text: str, places: Sequence[PlaceMention]) -> Report:
    if report.place_name is None or not (report.geo_precision == "admin1" or report.latitude is None):
        return report
    for place in places:
        if place.kind not in ("admin1", "admin2") or report.place_name not in (place.name, place.text):
            continue
        village = _village_before(text, place, places)
        if village is not None:
            return replace(report, place_name=village, latitude=None, longitude=None, geonames_id=None)
    return report


def _village_before(text: str, area: PlaceMention, places: Sequence[PlaceMention]) -> str | None:
    """Return the name that stands before an area as lying in it, unless it is a place that is known."""
    start = max(0, area.start - _REACH)
    found = _BEFORE.search(text[start : area.start])
    if found is None or _NOT_VILLAGES.search(found["name"]) or _is_party(found["name"]):
        return None
    first, last = start + found.start("name"), start + found.end("name")
    return None if any(place.start < last and first < place.end for place in places) else found["name"]


def _is_party(name: str) -> bool:
    """ "Attacked Christians in Plateau State": who was attacked there, by a noun, a people or a list of names."""
    is_people = name.lower().split()[-1] in actor_nouns() or bool(country_of_demonym(name))
    return is_people or body_of(name) is not None or bool(find_groups(name))
