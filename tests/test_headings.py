"""Round-ups, bulletins and live pages: what their headings are, and that each item is where its heading says."""

from __future__ import annotations

import pytest

from dateline.parse.parser import Parser
from dateline.parse.text.headings import find_headings
from tests.readings import read_story as _read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gao: a drone hit a market.\nNiamey: the minister spoke.", ["Gao", "Niamey"]),
        ("South Sudan - Peacekeepers left.\n\nYemen - Aid arrived.", ["South Sudan", "Yemen"]),
        ("1. Laos. Vientiane spoke.\n2. Brunei. A lounge opened.", ["Laos", "Brunei"]),
        ("* Sao Tome and Principe: a vote.\n* Cabo Verde: a vote.", ["Sao Tome and Principe", "Cabo Verde"]),
        ("PERU\nMiners marched in Lima.\nCHILE\nNurses marched in Arica.", ["PERU", "CHILE"]),
        ("17:05 Police made 93 arrests.\n16:20 Tear gas was fired.", ["", ""]),
        ("LIMA: Miners marched on Monday.\nThey will march again.", []),
        ("The army - which denied it - left.\nThe police - who did not - stayed.", []),
        ('Ruiz said: "We left."\nThen he said: "We came back."', []),
    ],
)
def test_a_text_has_headings_when_two_are_of_a_kind(text: str, names: list[str]) -> None:
    assert [text[each.name_start : each.name_end] for each in find_headings(text)] == names


def test_each_item_of_a_round_up_is_where_its_heading_says(parser: Parser) -> None:
    text = (
        "LUSAKA: Miners blocked the road to a copper mine on Wednesday.\n\n"
        "COTONOU: Customs staff went on strike on Tuesday.\n\n"
        "HARARE: A magistrate sentenced a student leader to nine months in prison on Monday."
    )
    told = [(each.event_type, each.country, each.place_name) for each in _read(parser, text)]
    assert told == [("PROTEST", "ZMB", "Lusaka"), ("PROTEST", "BEN", "Cotonou"), ("SANCTION", "ZWE", "Harare")]


def test_an_hour_ahead_of_an_entry_is_no_part_of_its_sentence(parser: Parser) -> None:
    text = "17:05 Police arrested 93 people in Paris.\n\n11:30 Tram drivers in Nantes are on strike."
    told = [(each.event_type, each.place_name, each.detained_best) for each in _read(parser, text)]
    assert told == [("COERCE", "Paris", 93), ("PROTEST", "Nantes", None)]
