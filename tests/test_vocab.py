"""The code lists agree with the codebook, and with each other."""

from __future__ import annotations

import re

import pytest

from dateline import vocab


def test_every_type_has_a_quad_class_and_a_root() -> None:
    assert len(vocab.EVENT_TYPES) == 16
    for event_type in vocab.EVENT_TYPES:
        assert vocab.quad_class(event_type) in (1, 2, 3, 4)
        for mode in (None, *vocab.modes(event_type)):
            assert re.fullmatch(r"[01][0-9]|20", vocab.cameo_root(event_type, mode))


def test_the_table_has_no_type_that_is_not_plovers() -> None:
    assert {row["event_type"] for row in vocab.read_table("plover.csv")} == set(vocab.EVENT_TYPES)


@pytest.mark.parametrize(
    ("mode", "root"),
    [("abduct", "18"), ("firearms", "19"), (None, "19"), ("drone", "19"), ("unconventional", "20"), ("destroy", "17")],
)
def test_assault_goes_to_the_codebooks_cameo_root(mode: str | None, root: str) -> None:
    assert vocab.cameo_root("ASSAULT", mode) == root


def test_a_mass_killing_is_cameo_20() -> None:
    assert vocab.cameo_root("ASSAULT", "firearms", mass_killing=True) == "20"


def test_an_unknown_type_is_an_error_not_a_guess() -> None:
    with pytest.raises(KeyError):
        vocab.modes("ATTACK")


def test_the_crosswalk_gives_only_acleds_25_pairs_and_reaches_all_of_them() -> None:
    reached = {
        (row["acled_event_type"], row["acled_sub_event_type"])
        for row in vocab.read_table("acled.csv")
        if row["acled_sub_event_type"]
    }
    assert reached == vocab.ACLED_PAIRS
    assert len(vocab.ACLED_PAIRS) == 25


def test_the_crosswalk_names_only_modes_of_its_type() -> None:
    for row in vocab.read_table("acled.csv"):
        assert row["event_mode"] in {"*", "-", *vocab.modes(row["event_type"])}, row


def test_soldiers_against_rebels_is_an_armed_clash_and_against_villagers_an_attack() -> None:
    assert vocab.acled("ASSAULT", "firearms", source_sectors=["MIL"], target_sectors=["REB"]) == (
        "Battles", "Armed clash",
    )  # fmt: skip
    assert vocab.acled("ASSAULT", "firearms", source_sectors=["UAF"], target_sectors=["CVL"]) == (
        "Violence against civilians", "Attack",
    )  # fmt: skip


def test_a_mob_is_not_an_organised_attacker() -> None:
    assert vocab.acled("ASSAULT", "beat", source_sectors=["CVL"], target_sectors=["CVL"]) == ("Riots", "Mob violence")


def test_shots_at_protesters_are_excessive_force() -> None:
    got = vocab.acled(
        "ASSAULT", "firearms", source_sectors=["COP"], target_sectors=["CVL"], protester_target=True, lethal=True
    )
    assert got == ("Protests", "Excessive force against protesters")


def test_a_strike_by_unknown_means_keeps_the_type_and_leaves_the_sub_type_open() -> None:
    assert vocab.acled("ASSAULT", None, weapons=["missile", "rocket"]) == ("Explosions/Remote violence", None)


@pytest.mark.parametrize("event_type", ["CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "AID"])
def test_words_have_no_acled_type(event_type: str) -> None:
    assert vocab.acled(event_type, None, source_sectors=["MIL"]) == (None, None)


def test_one_man_arrested_is_not_acleds_arrests() -> None:
    assert vocab.acled("COERCE", "arrest") == (None, None)
    assert vocab.acled("COERCE", "arrest", mass=True) == ("Strategic developments", "Arrests")


def test_a_ceasefire_of_warring_parties_is_an_agreement_and_a_trade_deal_is_not() -> None:
    assert vocab.acled("RETREAT", "ceasefire", source_sectors=["MIL"], target_sectors=["REB"])[1] == "Agreement"
    assert vocab.acled("AGREE", None, source_sectors=["GOV"], target_sectors=["GOV"]) == (None, None)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (["MIL"], ["REB"], 1),
        (["REB"], ["COP"], 1),
        (["REB"], ["REB"], 2),
        (["MIL"], ["CVL"], 3),
        (["UAF"], ["AGR"], 3),
        (["UNK"], ["CVL"], None),
        (["MIL"], [], None),
    ],
)
def test_the_sides_decide_ucdps_type_of_violence(source: list[str], target: list[str], expected: int | None) -> None:
    assert vocab.ucdp_violence_type("ASSAULT", source_sectors=source, target_sectors=target) == expected


def test_sectors_of_the_table_are_the_codebooks() -> None:
    assert tuple(vocab.sectors()) == vocab.SECTORS


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kosovo", "XKX"), ("the Netherlands", "NLD"), ("Burma", "MMR"), ("Cote d'Ivoire", "CIV"), ("Türkiye", "TUR"),
        ("DRC", "COD"), ("U.S.", "USA"), ("Congo-Brazzaville", "COG"), ("Congo", "COD"), ("SYRIA", "SYR"),
        ("Eswatini", "SWZ"), ("Palestine", "PSE"), ("us", None), ("Ruritania", None), ("Dominica", "DMA"),
    ],
)  # fmt: skip
def test_countries_are_known_by_their_names_in_the_news(name: str, code: str | None) -> None:
    assert vocab.country_of_name(name) == code


@pytest.mark.parametrize(
    ("demonym", "code"),
    [
        ("Malian", "MLI"), ("Nigerien", "NER"), ("Nigerians", "NGA"), ("Frenchmen", "FRA"), ("Poles", "POL"),
        ("South Sudanese", "SSD"), ("Burkinabe", "BFA"), ("Kosovar", "XKX"), ("Martian", None),
    ],
)  # fmt: skip
def test_demonyms_tell_the_country(demonym: str, code: str | None) -> None:
    assert vocab.country_of_demonym(demonym) == code


def test_capitals_and_palaces_stand_for_governments() -> None:
    assert vocab.country_of_metonym("the Kremlin") == "RUS"
    assert vocab.country_of_metonym("Kyiv") == "UKR"
    assert vocab.country_of_metonym("Pristina") == "XKX"
    assert vocab.country_of_metonym("Marinka") is None


def test_codes_are_unique_and_whole() -> None:
    alpha2 = [one.alpha2 for one in vocab.countries().values()]
    assert len(alpha2) == len(set(alpha2)) >= 249
    assert vocab.country_of_alpha2("XK") == "XKX"
    for one in vocab.countries().values():
        assert re.fullmatch(r"[A-Z]{3}", one.alpha3), one
        assert all(vocab.country_of_alpha2(code) for code in one.neighbours if code not in ("AN", "CS")), one


def test_a_peace_signed_is_an_agreement_whatever_the_type_of_its_words() -> None:
    told = {vocab.acled(kind, peace=True) for kind in ("AGREE", "COOPERATE", "SUPPORT")}
    assert told == {("Strategic developments", "Agreement")}
    assert vocab.acled("SUPPORT") == (None, None)


def test_the_labels_of_notes_give_pairs_that_the_crosswalk_has() -> None:
    columns = ("event_type", "acled_event_type", "acled_sub_event_type")
    known = {tuple(row[name] for name in columns) for row in vocab.read_table("acled.csv")}
    for row in vocab.read_table("note_labels.csv"):
        assert tuple(row[name] for name in columns) in known, row
