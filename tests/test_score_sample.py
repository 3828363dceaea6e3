"""The scorer of the sample wire, on events made by hand: no pipeline runs here."""

from __future__ import annotations

from typing import Any

import pytest

import score_sample as scorer
from sample_parties import Named, names_party

WANT: dict[str, Any] = dict.fromkeys(scorer.FIELDS) | {
    "event_key": "ouro-walkout", "event_type": "PROTEST", "event_mode": "strike", "event_date": "2026-03-02",
    "country": "BFA", "latitude": 12.37, "longitude": -1.52, "place_name": "Ouro", "geo_precision": "exact",
    "stories": ["fanous/ouro-walkout"], "is_background": False, "n_sources": 1,
}  # fmt: skip
HAVE = WANT | {"id": "e1", "urls": ["http://127.0.0.1/ouro-walkout"], "summary": "Nurses walked out."}


def test_an_event_as_the_table_has_it_has_no_wrong_field() -> None:
    assert scorer.wrong_fields(WANT, HAVE) == []


def test_a_wrong_field_is_told_with_what_was_wanted() -> None:
    have = HAVE | {"event_mode": "demo", "latitude": None, "place_name": None, "geo_precision": "country"}
    assert scorer.wrong_fields(WANT, have) == ["event_mode: strike -> demo", "place: Ouro (exact) -> None (country)"]


def test_the_wrong_fields_of_what_is_found_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    have = HAVE | {"fatalities_best": 2}
    scorer.show([WANT], [have], scorer.match([WANT], [have]))
    assert capsys.readouterr().out == "wrong   ouro-walkout PROTEST: fatalities_best: None -> 2\n"


@pytest.mark.parametrize(
    ("told", "name", "country", "sector"),
    [
        ("al Shabaab; mechanics", "al-Shabaab", "SOM", "REB"),
        ("about 2,000 people", "people", None, "CVL"),
        ("Haitian police", "officers", "HTI", "COP"),
        ("government of Tonga", "cabinet", "TON", "GOV"),
        ("Benin", "court", "BEN", "JUD"),
        ("a gunman", "man", None, "UAF"),
        ("M23", "M23 rebels", "COD", "REB"),
    ],
)
def test_a_party_is_named_in_other_words(told: str, name: str, country: str | None, sector: str) -> None:
    assert names_party(told, [Named(name, name, country, sector)])


@pytest.mark.parametrize(
    ("told", "name", "country", "sector"),
    [
        ("students", "people", None, "CVL"),
        ("Tonga's army", "cabinet", "TON", "GOV"),
        ("Haitian police", "police officers", "DOM", "COP"),
        ("residents", "traders", "YEM", "CVL"),
        ("Salt Coast Front", "gunmen", None, "REB"),
        ("armed group", "human rights group", None, "SOC"),
    ],
)
def test_another_party_is_not_named(told: str, name: str, country: str | None, sector: str) -> None:
    assert not names_party(told, [Named(name, name, country, sector)])


def test_a_party_is_told_by_any_wording_of_those_published() -> None:
    have = HAVE | {"source_actors": ["United Nations"], "target_actors": []}
    rows = [("source", "United Nations", "UN envoy's office", "UNO", "GOV"), ("source", "mayor", "mayor", "BFA", "GOV")]
    parties = scorer.parties_of(have, rows)
    assert parties == {"source": [Named("United Nations", "UN envoy's office", "UNO", "GOV")], "target": []}
    assert names_party("UN envoy's office", parties["source"])
