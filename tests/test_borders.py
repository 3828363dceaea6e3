"""Countries' outlines: points inside, beside a border, off a coast, over the date line, and where two states claim."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dateline.borders import MAGIC, Borders
from dateline.errors import ConfigError
from dateline.gazetteer import Gazetteer
from dateline.vocab import countries


@pytest.fixture(scope="module")
def borders() -> Borders:
    return Borders.load()


def strays(borders: Borders, code: str, latitude: float, longitude: float) -> bool:
    return bool(borders.find_strays(code, np.array([longitude]), np.array([latitude]))[0])


@pytest.mark.parametrize(
    ("why", "code", "latitude", "longitude", "is_out"),
    [
        ("a capital", "SDN", 15.55, 32.53, False),
        ("a capital of another country", "EGY", 15.55, 32.53, True),
        ("north and south exchanged", "SDN", -15.55, 32.53, True),
        ("latitude and longitude exchanged", "SDN", 32.53, 15.55, True),
        ("Kosovo has an outline", "XKX", 42.66, 21.17, False),
        ("and Serbia claims it", "SRB", 42.66, 21.17, False),
        ("Hargeisa is in Somalia", "SOM", 9.56, 44.06, False),
        ("Kyrenia is in Cyprus", "CYP", 35.34, 33.32, False),
        ("Simferopol is Ukraine's", "UKR", 44.95, 34.10, False),
        ("or Russia's, for who holds it", "RUS", 44.95, 34.10, False),
        ("and nobody else's", "TUR", 44.95, 34.10, True),
        ("Chukotka, over the date line", "RUS", 66.0, -173.0, False),
        ("and north of 65 degrees too", "RUS", 67.5, 64.05, False),
        ("Fiji's islands beyond 180 degrees", "FJI", -16.8, -179.97, False),
        ("10 km out at sea", "PRT", 38.7, -9.61, False),
        ("60 km out at sea", "PRT", 38.7, -10.2, True),
        ("Cayenne has a code of its own", "GUF", 4.93, -52.33, False),
        ("a code without an outline is not judged", "SUN", 0.0, 0.0, False),
    ],
)  # fmt: skip
def test_a_point_is_in_its_country_or_strays(
    why: str, code: str, latitude: float, longitude: float, is_out: bool, borders: Borders
) -> None:
    assert strays(borders, code, latitude, longitude) == is_out, why


def test_a_border_may_be_missed_by_less_than_a_coast(borders: Borders) -> None:
    """The border of Chad and Sudan near Adre: 3 km inside the other country pass, 15 km do not."""
    assert not strays(borders, "TCD", 13.48, 22.22)
    assert strays(borders, "TCD", 13.45, 22.45)


def test_each_country_has_its_own_towns_inside(borders: Borders) -> None:
    gazetteer = Gazetteer.load()
    towns = [(one, place) for one in countries().values() if one.capital for place in gazetteer.candidates(one.capital)
             if place.country == one.alpha3 and place.kind == "city" and place.latitude is not None]  # fmt: skip
    assert len(towns) > 180
    assert [
        one.capital for one, place in towns if strays(borders, one.alpha3, place.latitude or 0, place.longitude or 0)
    ] == []


def test_a_line_between_two_countries_is_a_border_and_a_lone_one_a_coast(borders: Borders) -> None:
    assert all(borders.lines("CUB").is_coast[:10]) or any(borders.lines("CUB").is_coast)
    assert not any(borders.lines("LSO").is_coast), "Lesotho lies inside South Africa"


@pytest.mark.parametrize("raw", [b"", b"something else", MAGIC, MAGIC + b"cut short"])
def test_a_file_that_is_no_outline_is_named(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "borders.bin"
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match=r"borders\.bin: the borders cannot be read"):
        Borders.load(path)
