"""Where a deed was that names no town: at a building told before, on the sea, at the capital, in the country alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document, Report

PUBLISHED = datetime(2026, 5, 14, 15, tzinfo=UTC)  # a Thursday


def last(parser: Parser, text: str) -> Report:
    return parser.parse(Document(id="d", text=text, published_at=PUBLISHED)).reports[-1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("LIMA, May 14 (AP) - Peru's government said on Thursday that police had searched a gold mine in Puerto "
         "Maldonado. Gunmen shot dead two guards at the mine on Wednesday.", "Puerto Maldonado"),
        ("ACCRA, May 14 (AP) - Ghana's government sold the cocoa warehouse in Kumasi last week. Hundreds of traders "
         "rallied outside the cocoa warehouse on Wednesday.", "Kumasi"),
        ("ACCRA, May 14 (AP) - Ghana's government sold a cocoa warehouse in Kumasi last week. Hundreds of traders "
         "rallied outside the ministry on Wednesday.", "Accra"),
    ],
)  # fmt: skip
def test_a_building_placed_before_places_the_deed(parser: Parser, text: str, place: str) -> None:
    assert last(parser, text).place_name == place


@pytest.mark.parametrize(
    ("text", "place", "precision"),
    [
        # a pit and a crossing bear a name that a town elsewhere has, or none
        ("Oruro – Thousands walked through the Bolivian city of Oruro on Thursday to mark 40 years since soldiers shot "
         "dead 11 striking miners at the gate of the Santa Rita pit.", "Santa Rita", "country"),
        ("PRISTINA, May 14 (AP) - Kosovo's police turned back 40 lorries at the Veleglava crossing on Wednesday.",
         "Veleglava", "country"),
        # on the sea before it
        ("MANILA (AP) - Police from the Philippines and Japan began joint patrols off Palawan on Thursday.", "Palawan",
         "water"),
        # no one place
        ("RIGA (LETA) - A cyber attack knocked out the booking system of Latvia's railways on Thursday.", None, "country"),
        ("ABUJA (AP) - Gunmen took 20 pupils from a school in Zaria on Monday. Two of them were released on Wednesday "
         "in a village, the state government said.", None, "country"),
    ],
)  # fmt: skip
def test_a_deed_without_a_point_has_no_coordinates(
    parser: Parser, text: str, place: str | None, precision: str
) -> None:
    found = last(parser, text)
    assert (found.place_name, found.geo_precision, found.latitude) == (place, precision, None)


def test_a_crossing_that_is_known_by_its_own_name_has_its_point(parser: Parser) -> None:
    text = "PRISTINA, May 14 (AP) - Kosovo's police turned back 40 lorries at the Jarinje crossing on Wednesday."
    found = last(parser, text)
    assert (found.place_name, found.country, round(found.latitude or 0, 1)) == ("Jarinje", "XKX", 43.2)


def test_the_capital_of_a_province_is_the_desk_in_it(parser: Parser) -> None:
    text = "CUENCA, Ecuador (AP) — Miners blocked two roads in the province of Azuay on Wednesday{}, over a tax."
    assert last(parser, text.format(", cutting off its capital")).geo_precision == "exact"
    assert last(parser, text.format("")).geo_precision != "exact"


def test_a_meeting_of_a_union_is_at_its_seat(parser: Parser) -> None:
    text = (
        "BRUSSELS, May 14 (AP) - The European Union threatened on Thursday to impose sanctions on officials in Belarus "
        'unless they stop balloons from drifting into Lithuania. "There will be a list," its commissioner told '
        "reporters after a meeting of interior ministers. Lithuania's main airport in Vilnius was shut."
    )
    found = last(parser, text)
    assert (found.event_type, found.place_name) == ("CONSULT", "Brussels")
