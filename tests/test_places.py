"""Places: golden sentences of our own, properties, and what the gazetteer itself must hold."""

from __future__ import annotations

import json
import time
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import gazetteer_build, vocab
from dateline.errors import ConfigError
from dateline.gazetteer import PACKED, Gazetteer, main, sound_key, spelling_key
from dateline.parse.text.datelines import find_dateline
from dateline.parse.where.toponyms import PlaceMention, find_places
from dateline.records import Document

GOLDEN = sorted((Path(__file__).parent / "golden" / "places").glob("*.json"))


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    if not PACKED.exists():
        gazetteer_build.build(PACKED)
    return Gazetteer.load()


def places_of(text: str, gazetteer: Gazetteer) -> list[PlaceMention]:
    return find_places(Document("d", text), gazetteer, find_dateline(text))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_places(path: Path, gazetteer: Gazetteer) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    found = places_of(case["text"], gazetteer)
    got = [{"text": one.text, "kind": one.kind, "country": one.country, "admin1": one.admin1} for one in found]
    for wanted in case["expect"]:
        assert any(wanted.items() <= one.items() for one in got), f"{case['why']}\nwanted {wanted}\ngot {got}"
    for absent in case["absent"]:
        assert not any(absent == one["text"] for one in got), f"{case['why']}\n{absent} is no place\ngot {got}"


def test_mentions_are_exact_spans_in_reading_order_and_never_overlap(gazetteer: Gazetteer) -> None:
    for path in GOLDEN:
        text = json.loads(path.read_text(encoding="utf-8"))["text"]
        found = places_of(text, gazetteer)
        assert all(text[one.start : one.end] == one.text for one in found)
        assert all(one.end <= other.start for one, other in pairwise(found))


def test_near_a_town_is_told_from_in_it(gazetteer: Gazetteer) -> None:
    near, within = places_of("A bomb went off outside Bentiu. Another went off in Bentiu.", gazetteer)
    assert (near.precision, within.precision) == ("near", "exact")


def test_a_region_keeps_the_name_with_its_compass(gazetteer: Gazetteer) -> None:
    (found,) = places_of("Fighting spread in the south of Somalia.", gazetteer)
    assert (found.name, found.precision) == ("southern Somalia", "region")


def test_the_dateline_decides_for_the_story(gazetteer: Gazetteer) -> None:
    text = "TRIPOLI, Lebanon, March 3 (AFP) - Gunmen fired on a checkpoint in Tripoli on Tuesday."
    assert {one.country for one in places_of(text, gazetteer)} == {"LBN"}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_exact_spans_and_no_exception(text: str) -> None:
    loaded = Gazetteer.load()
    for one in places_of(text, loaded):
        assert text[one.start : one.end] == one.text


def test_time_grows_no_faster_than_the_text(gazetteer: Gazetteer) -> None:
    text = "Rebels in Maarat al-Numan, Syria, said Moscow had bombed Idlib. Paul Wellington of Leeds agreed. "
    started = time.perf_counter()
    places_of(text * 200, gazetteer)
    once = time.perf_counter() - started
    started = time.perf_counter()
    places_of(text * 2000, gazetteer)
    assert time.perf_counter() - started < 30 * max(once, 0.05)


def test_the_same_text_gives_the_same_places(gazetteer: Gazetteer) -> None:
    text = "Clashes in Salem, Paris and Tripoli; officials in London and Georgia said so."
    assert places_of(text, gazetteer) == places_of(text, Gazetteer.load())


# ------------------------------------------------------------------------------------------------ gazetteer


def test_loading_takes_well_under_a_third_of_a_second(gazetteer: Gazetteer) -> None:
    started = time.perf_counter()
    loaded = Gazetteer.load()
    assert loaded.candidates("London")[0].country == "GBR"
    assert time.perf_counter() - started < 0.3
    assert len(loaded) > 280_000


def test_a_missing_gazetteer_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="make setup"):
        Gazetteer.load(tmp_path / "none.bin")


def test_a_gazetteer_cut_short_is_refused(tmp_path: Path, gazetteer: Gazetteer) -> None:
    short = tmp_path / "short.bin"
    with PACKED.open("rb") as whole:
        short.write_bytes(whole.read(100_000))
    with pytest.raises(ConfigError, match="cut short"):
        Gazetteer.load(short)
    (tmp_path / "other.bin").write_bytes(b"something else entirely")
    with pytest.raises(ConfigError, match="another version"):
        Gazetteer.load(tmp_path / "other.bin")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maarat al-Numan", "Maʿarrat an-Nuʿmān"),
        ("Khan Sheikhun", "Khān Shaykhūn"),
        ("Deir Ezzor", "Deir ez-Zor"),
        ("Raqqa", "Ar Raqqah"),
        ("el-Fasher", "Al Fashir"),
        ("Hasaka", "Al Hasakah"),
    ],
)
def test_transliterations_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other) != ""


def test_different_towns_do_not_sound_alike() -> None:
    assert len({sound_key(name) for name in ("Aleppo", "Homs City", "Hama City", "Idlib", "Daraa", "Latakia")}) == 6


def test_case_accents_and_hyphens_do_not_count() -> None:
    assert spelling_key("São-Tomé") == spelling_key("SAO TOME")


def test_an_area_code_gives_its_area(gazetteer: Gazetteer) -> None:
    texas, idlib = gazetteer.admin1("US.TX"), gazetteer.admin1("SY.12")
    assert texas is not None and idlib is not None
    assert (texas.name, idlib.name, idlib.country) == ("Texas", "Idlib", "SYR")
    assert gazetteer.admin1("ZZ.99") is None


def test_every_place_of_our_own_is_found_where_the_table_says(gazetteer: Gazetteer) -> None:
    for row in vocab.read_table("places.csv"):
        for name in (row["name"], *vocab.cell_list(row["aliases"])):
            found = [one for one in gazetteer.candidates(name) if one.kind == row["kind"]]
            assert any((one.country or "") == row["country"] for one in found), (name, found)
            if row["kind"] == "city":
                near = [one for one in found if one.latitude and abs(one.latitude - float(row["latitude"])) < 0.3]
                assert near, (name, found)
                assert all(one.admin1_code for one in near), name


def test_every_country_is_found_by_its_name_and_has_a_point(gazetteer: Gazetteer) -> None:
    for one in vocab.countries().values():
        found = [place for place in gazetteer.candidates(one.name) if place.kind == "country"]
        assert [place.country for place in found][:1] == [one.alpha3], one.name
        assert found[0].latitude is not None


def test_demonyms_of_areas_lead_somewhere(gazetteer: Gazetteer) -> None:
    for row in vocab.read_table("demonyms.csv"):
        found = [one for one in gazetteer.candidates(row["place"]) if one.kind == row["kind"]]
        assert any(not row["country"] or one.country == row["country"] for one in found), row


def test_abbreviations_lead_to_areas(gazetteer: Gazetteer) -> None:
    for row in vocab.read_table("abbreviations.csv"):
        assert gazetteer.admin1(row["admin1_code"]) is not None, row


def test_the_command_finds_a_place_and_refuses_nonsense(
    capsys: pytest.CaptureFixture[str], gazetteer: Gazetteer
) -> None:
    assert main(["find", "Talmenes"]) == 0
    assert "SYR" in capsys.readouterr().out
    assert main(["nonsense"]) == 2


def test_the_middle_of_an_area_is_the_same_on_every_python_and_in_every_order() -> None:
    """Added up one by one, the longitudes give 126.43312 on Python 3.11 and 126.43313 from 3.12 on."""
    points = [(-8.5, longitude) for longitude in (126.573, 126.452, 126.28, 126.454)]
    assert {gazetteer_build.middle(list(some)) for some in permutations(points)} == {(-8.5, 126.43313)}
