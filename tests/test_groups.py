"""The list of named actors: complete rows, no wording claimed twice, names found in one pass whatever the spelling."""

from __future__ import annotations

import time

import pytest

from dateline.parse.who import groups
from dateline.parse.who.bodies import body_of
from dateline.parse.who.groups import find_groups, group_list, name_key
from dateline.parse.who.leaders import country_of_office, find_leader, leaders
from dateline.vocab import SECTORS, SUPRANATIONAL, cell_list, countries, read_table

ROWS = list(read_table("actors.csv"))
ARMED_AND_ORGANISED = ("group", "gang", "militia", "party", "movement", "authority")
SOURCES = {"public record", "own statement", "UN sanctions list", "UN report", "state law", "treaty or charter"}


def _found(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.group.entity) for span in find_groups(text)]


def test_the_list_has_five_hundred_groups_active_since_2010() -> None:
    active = [row for row in ROWS if row["kind"] in ARMED_AND_ORGANISED and int(row["until"] or 9999) >= 2010]
    assert len(active) >= 550
    assert len(group_list()) == len(ROWS)


def test_every_row_says_where_what_and_how_it_is_known() -> None:
    for row in ROWS:
        assert row["country"] in countries() or row["country"] in SUPRANATIONAL, row["entity"]
        assert row["sector"] in SECTORS or (not row["sector"] and row["country"] in SUPRANATIONAL), row["entity"]
        assert row["source"] in SOURCES, row["entity"]
        assert int(row["since"] or 0) <= int(row["until"] or 9999), row["entity"]


def test_no_wording_is_claimed_by_two_rows() -> None:
    claimed: dict[tuple[str, ...], str] = {}
    for row in ROWS:
        for wording in (row["entity"], *cell_list(row["aliases"])):
            keys = tuple(word.key for word in groups._words(wording.removeprefix("~")))
            assert claimed.setdefault(keys, row["entity"]) == row["entity"], wording


@pytest.mark.parametrize(
    "words",
    [
        "the base of the front was near the arena",
        "he let them mend it and the fact is that who may is",
        "an axe, a black axe; the congress of the movement; young patriots; new forces",
    ],
)
def test_ordinary_words_are_no_groups(words: str) -> None:
    assert _found(f"Then {words}, Ana Ruiz said.") == []


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("suspected Boko Haram militants", ["Boko Haram"]),
        ("fighters of the Allied Democratic Forces (ADF)", ["Allied Democratic Forces"] * 2),
        ("men of Al Shabab, el-Shabaab and Al-Shabaab's Amniyat", ["al-Shabaab"] * 3),
        ("Hizballah, Hizbullah and Hezbollah", ["Hezbollah"] * 3),
        ("AL-SHABAAB AND BOKO HARAM SAID", ["al-Shabaab", "Boko Haram"]),
        ("a Unicef convoy and Monusco troops", ["UNICEF", "MONUSCO"]),
        ("the U.N. and the UN", ["United Nations"] * 2),
        ("the Medellin cartel", ["Medellin Cartel"]),
        ("Kata’ib Hizballah", ["Kata'ib Hezbollah"]),
        ("the naxalites of Bastar", ["Communist Party of India (Maoist)"]),
        ("Richard Wagner and Wagner fighters", ["Wagner Group"]),
        ("the People's Defense Forces", ["People's Defence Force"]),
    ],
)
def test_a_name_is_found_in_its_spellings(text: str, entities: list[str]) -> None:
    assert [entity for _, entity in _found(text)] == entities


def test_spans_reproduce_the_wording() -> None:
    text = "Police blamed al-Shabaab’s men; Hamas denied it."
    assert [wording for wording, _ in _found(text)] == ["al-Shabaab", "Hamas"]


def test_the_list_is_read_quickly_and_texts_in_linear_time() -> None:
    for cached in (groups._wordings, groups._names_from, name_key, find_groups):
        cached.cache_clear()
    began = time.process_time()
    find_groups("Nobody was hurt.")
    assert time.process_time() - began < 0.2
    began = time.process_time()
    find_groups("Boko Haram and the People's Defence Force met al-Shabaab. " * 5_000)
    assert time.process_time() - began < 6


def test_a_leader_is_a_former_elite_out_of_office() -> None:
    obama = leaders()["Barack Obama"]
    assert [obama.sector_in(year) for year in (2005, 2012, 2020)] == [None, "GOV", "ELI"]
    found = find_leader("Zelenskyy")
    assert found is not None and found.country == "UKR"
    assert country_of_office("Bush") == "USA" and country_of_office("Sharif") == "PAK"
    assert find_leader("Ana Ruiz") is None


def test_leaders_have_one_wording_each() -> None:
    claimed: dict[str, str] = {}
    for row in read_table("leaders.csv"):
        assert row["country"] in countries() or row["country"] in SUPRANATIONAL, row["name"]
        assert row["sector"] in SECTORS, row["name"]
        for wording in (row["name"], *cell_list(row["aliases"]), *cell_list(row["surname"])):
            assert claimed.setdefault(wording.lower(), row["name"]) == row["name"], wording


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Southern Liberation Army", "REB"),
        ("Teachers' Union of Kisale", "LAB"),
        ("Progress and Justice Party", "PTY"),
        ("National Assembly", "LEG"),
        ("Ministry of the Interior", "GOV"),
        ("Banda Sur Cartel", "CRM"),
        ("High Court of Sarin", "JUD"),
    ],
)
def test_a_body_is_known_by_the_words_of_its_name(name: str, sector: str) -> None:
    body = body_of(name)
    assert body is not None and body.sector == sector
