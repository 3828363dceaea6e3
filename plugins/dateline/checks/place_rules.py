"""Rules of the row checks on places: what the gazetteer has of an id, where countries end, what the text calls a place.

A place with a GeoNames id was read off one entry of the gazetteer: country, province and point are that entry's, and
the words of the text are among its names. A point is inside its country, give or take what `borders` allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from dateline.borders import Borders
from dateline.checks.frames import Frames, Table
from dateline.checks.text_rules import plain_words, said_at
from dateline.gazetteer import Gazetteer, Toponym, sound_key, spelling_key
from dateline.vocab import country, country_of_demonym, country_of_metonym, country_of_name

if TYPE_CHECKING:
    import pandas as pd

Rule = Callable[[Frames], Any]

_POINTED = ("exact", "near")
_PRECISIONS = {
    "city": ("exact", "near", "admin2", "admin1"),
    "admin2": ("admin2", "near", "water"),
    "admin1": ("admin1", "region", "water"),
    "region": ("region", "water"),
    "water": ("water",),
    "country": ("country", "region"),
}
"""What a report may say of a place of each kind. A town may stand for a district or province whose name it bears, a
district for the countryside around it ("near"), part of a province or country ("eastern ...") is a region, and the sea
off an island is water."""

_METONYM = {"city": (*_PRECISIONS["city"], "country")}
"""A place row may also have a capital that stands for its government."""


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.load()


@cache
def _borders() -> Borders:
    return Borders.load()


def _entry(geonames_id: Any) -> Toponym | None:
    is_id = isinstance(geonames_id, int) and not isinstance(geonames_id, bool) and 0 < geonames_id < 2**31
    return _gazetteer().place(geonames_id) if is_id else None


# ------------------------------------------------------------------------------------------------ the gazetteer


def id_is_known(table: Table) -> Rule:
    return lambda frames: frames.judged(
        table, ("geonames_id",), lambda identity: identity is None or _entry(identity) is not None
    )


def is_as_listed(table: Table, *, with_code: bool = False) -> Rule:
    """Expect country, province and point of the id's entry. A country alone, and a region, need have no point."""
    columns = ("geonames_id", "country", "admin1", "latitude", "longitude")

    def is_right(
        identity: Any,
        code: Any,
        admin1: Any,
        latitude: Any,
        longitude: Any,
        admin1_code: Any = None,
        admin2: Any = None,
    ) -> bool:
        place = _entry(identity)
        if place is None:
            return True
        area = (place.country, place.admin1, place.admin1_code if with_code else None)
        fits = area == (code, admin1, admin1_code) and admin2 in (None, place.admin2)
        return fits and (place.latitude, place.longitude) == (latitude, longitude)

    more = ("admin1_code", "admin2") if with_code else ()
    return lambda frames: frames.judged(table, (*columns, *more), is_right)


def name_is_listed(table: Table, name: str) -> Rule:
    """Expect the name among those of the id's entry, in some transliteration; part of a country bears its name."""

    def is_right(said: Any, identity: Any) -> bool:
        place = _entry(identity)
        if place is None or not isinstance(said, str) or spelling_key(place.name) in spelling_key(said):
            return True
        if said.endswith("."):  # "Ky.", "Kan."
            return said[:1] == place.name[:1]
        found = (*_gazetteer().candidates(said), *_gazetteer().similar(said))
        return any(one.geonames_id == identity for one in found)

    return lambda frames: frames.judged(table, (name, "geonames_id"), is_right)


def precision_is_of_kind(table: Table, precision: str) -> Rule:
    allowed = _PRECISIONS if table == "reports" else {**_PRECISIONS, **_METONYM}

    def is_right(identity: Any, stated: Any) -> bool:
        place = _entry(identity)
        return place is None or stated in allowed[place.kind]

    return lambda frames: frames.judged(table, ("geonames_id", precision), is_right)


def point_without_id_is_listed(table: Table, name: str) -> Rule:
    """A point comes off a gazetteer entry, also where that entry has no id: a lake, a region."""

    def is_right(identity: Any, said: Any, latitude: Any, longitude: Any) -> bool:
        if identity is not None or latitude is None or longitude is None or not isinstance(said, str):
            return identity is not None or (latitude is None and longitude is None)
        names = (said, said.partition(" ")[2])  # "western Java"
        found = [
            one
            for called in names
            if called
            for one in (*_gazetteer().candidates(called), *_gazetteer().similar(called))
        ]
        return any((one.geonames_id, one.latitude, one.longitude) == (None, latitude, longitude) for one in found)

    return lambda frames: frames.judged(table, ("geonames_id", name, "latitude", "longitude"), is_right)


def admin1_is_named(frames: Frames) -> pd.Series[bool]:
    """Name and code go together, and the code's area has that name, where the gazetteer has the code."""

    def is_right(name: Any, code: Any) -> bool:
        if name is None or code is None:
            return name is None and code is None
        area = _gazetteer().admin1(str(code))
        return area is None or area.name == name

    return frames.judged("reports", ("admin1", "admin1_code"), is_right)


def admin1_is_of_country(frames: Frames) -> pd.Series[bool]:
    def is_right(code: Any, admin1_code: Any) -> bool:
        known = country(code) if isinstance(code, str) else None
        return known is None or not isinstance(admin1_code, str) or admin1_code.startswith(f"{known.alpha2}.")

    return frames.judged("reports", ("country", "admin1_code"), is_right)


# ---------------------------------------------------------------------------------------------- points and borders


def point_whole(table: Table) -> Rule:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        paired = frame["latitude"].notna() == frame["longitude"].notna()
        return paired & ~((frame["latitude"] == 0) & (frame["longitude"] == 0))

    return rule


def coordinates_paired(frames: Frames) -> pd.Series[bool]:
    return frames.reports["latitude"].notna() == frames.reports["longitude"].notna()


def not_null_island(frames: Frames) -> pd.Series[bool]:
    return ~((frames.reports["latitude"] == 0) & (frames.reports["longitude"] == 0))


def is_inside_country(table: Table, precision: str) -> Rule:
    """Judge towns, and whatever has a point without an entry: the middle of an archipelago may lie at sea."""

    def rule(frames: Frames) -> pd.Series[bool]:
        import numpy as np

        wanted: dict[str, set[tuple[float, float]]] = {}
        rows = list(frames.rows(table, "country", "longitude", "latitude", precision, "geonames_id"))
        keys = [_point(*row) for row in rows]
        for key in keys:
            if key is not None:
                wanted.setdefault(key[0], set()).add(key[1:])
        strays: set[tuple[str, float, float]] = set()
        for code, points in wanted.items():
            listed = sorted(points)
            outside = _borders().find_strays(code, *np.array(listed, dtype=float).T)
            strays |= {(code, *point) for point, is_out in zip(listed, outside, strict=True) if is_out}
        return frames.flags(table, [key not in strays for key in keys])

    return rule


def _point(code: Any, longitude: Any, latitude: Any, precision: Any, identity: Any) -> tuple[str, float, float] | None:
    if not isinstance(code, str) or not _is_on_earth(longitude, 180) or not _is_on_earth(latitude, 90):
        return None
    judged = precision in _POINTED or _entry(identity) is None
    return (code, float(longitude), float(latitude)) if judged and precision not in ("water", "region") else None


def _is_on_earth(degrees: Any, most: int) -> bool:
    return isinstance(degrees, int | float) and not isinstance(degrees, bool) and -most <= degrees <= most


def vague_has_no_point(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    vague = frame["geo_precision"].isin(["country", "region"])
    return ~(vague & (frame["latitude"].notna() | frame["longitude"].notna()))


def point_has_precision(frames: Frames) -> pd.Series[bool]:
    return frames.reports["latitude"].isna() | frames.reports["geo_precision"].notna()


def precision_has_place(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    nowhere = frame["country"].isna() & frame["place_name"].isna()
    return nowhere == frame["geo_precision"].isna() if len(frame) else nowhere


def point_is_whole_place(frames: Frames) -> pd.Series[bool]:
    """A place that was located to the town has the town's point, a place that has an id its name."""

    def is_right(precision: Any, latitude: Any, identity: Any, name: Any) -> bool:
        place = _entry(identity)
        located = precision not in _POINTED or latitude is not None or (place is not None and place.latitude is None)
        return located and (identity is None or name is not None)

    return frames.judged("reports", ("geo_precision", "latitude", "geonames_id", "place_name"), is_right)


def country_is_named(frames: Frames) -> pd.Series[bool]:
    """Where a report is located to a country, and names it, the name is that country's.

    A village that no gazetteer has keeps its name within the country that it lies in: a name of no country at all.
    """

    def is_right(name: Any, code: Any, precision: Any, identity: Any) -> bool:
        if precision != "country" or not isinstance(name, str):
            return True
        named = country_of_name(name)
        return named == code or (named is None and identity is None)

    return frames.judged("reports", ("place_name", "country", "geo_precision", "geonames_id"), is_right)


def country_has_no_point(frames: Frames) -> pd.Series[bool]:
    """A site of precision country may have the country's own point, as the gazetteer has it, and no town's."""

    def is_right(role: Any, precision: Any, latitude: Any, identity: Any, code: Any) -> bool:
        if role != "site" or precision != "country" or latitude is None:
            return True
        known = country(code) if isinstance(code, str) else None
        return known is None or known.geonames_id == identity

    return frames.judged("places", ("role", "precision", "latitude", "geonames_id", "country"), is_right)


# ------------------------------------------------------------------------------------------- the report's own rows


def agrees_with_site(frames: Frames) -> pd.Series[bool]:
    """The report is where one of its site rows is, or in its country or province when the story gave the place."""
    columns = ("precision", "geonames_id", "country", "admin1", "latitude", "longitude", "name")
    sites: dict[int, list[tuple[Any, ...]]] = {}
    entries: dict[tuple[int, Any], tuple[Any, ...]] = {}
    for row, role, *place in frames.rows("places", "row", "role", *columns):
        if role == "site":
            sites.setdefault(row, []).append(tuple(place))
        if place[1] is not None:
            entries[row, place[1]] = tuple(place[1:6])
    own = ("geo_precision", "geonames_id", "country", "admin1", "latitude", "longitude", "place_name")
    right = []
    for row, stated in enumerate(frames.rows("reports", *own)):
        known = entries.get((row, stated[1]))
        fits = known is None or known == stated[1:6]
        right.append(fits and (row not in sites or any(_is_site_of(site, stated) for site in sites[row])))
    return frames.flags("reports", right)


def one_site(frames: Frames) -> pd.Series[bool]:
    """A report has one site; beside it the countries of those who acted may stand as sites."""
    found: dict[int, int] = {}
    for row, role, precision in frames.rows("places", "row", "role", "precision"):
        if role == "site" and precision != "country":
            found[row] = found.get(row, 0) + 1
    return frames.flags("reports", [found.get(row, 0) <= 1 for row in range(len(frames.reports))])


def _is_site_of(site: tuple[Any, ...], stated: tuple[Any, ...]) -> bool:
    precision, identity, code, admin1, *point, name = site
    if precision == "country" or code is None:
        return code is None or code == stated[2]
    if stated[1] is None and stated[4] is None:  # a region, or a village that no gazetteer has
        return bool((precision, code, admin1) == (stated[0], stated[2], stated[3]))
    return bool((precision, identity, code, *point, name) == (*stated[:3], *stated[4:]))


# ------------------------------------------------------------------------------------------------------ the text


def country_is_told(frames: Frames) -> pd.Series[bool]:
    """A report that is located to a country only: the text, a place row or an actor names that country."""
    told: dict[int, set[Any]] = {}
    for table in ("places", "actors"):
        for row, code in frames.rows(table, "row", "country"):
            told.setdefault(row, set()).add(code)
    right = []
    for row, (code, identity, admin1, name) in enumerate(
        frames.rows("reports", "country", "geonames_id", "admin1", "place_name")
    ):
        is_placed = code is None or identity is not None or admin1 is not None or code in told.get(row, ())
        text = frames.texts[row] if frames.is_whole[row] else None
        right.append(is_placed or text is None or names_country(code, text) or _is_region_of(code, name))
    return frames.flags("reports", right)


def _is_region_of(code: Any, name: Any) -> bool:
    return isinstance(name, str) and any(one.country in (code, None) for one in _gazetteer().candidates(name))


@lru_cache(maxsize=5_000)
def names_country(code: Any, text: str) -> bool:
    """Whether a text has a name, a demonym or a metonym of a country."""
    known = country(code) if isinstance(code, str) else None
    if known is None:
        return True
    words = (known.name, *known.aliases, *known.demonyms, known.adjective or known.name, *known.metonyms)
    return any(_called(word).search(text) for word in words)


@lru_cache(maxsize=5_000)
def _called(word: str) -> re.Pattern[str]:
    """A whole word, of one or of many ("Afghans"); an abbreviation is in capitals: "US" is not "us"."""
    cased = 0 if word.isupper() else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(word)}(?:e?s)?(?!\w)", cased)


def place_name_is_told(frames: Frames) -> pd.Series[bool]:
    """The report's place is named in the text; in copy without capitals it has the gazetteer's spelling."""
    right = []
    for row, (name, identity, code) in enumerate(frames.rows("reports", "place_name", "geonames_id", "country")):
        text = frames.texts[row] if frames.is_whole[row] else None
        judged = text is not None and isinstance(name, str)
        right.append(not judged or name in (text or "") or _is_told(name, identity, code, text or ""))
    return frames.flags("reports", right)


@lru_cache(maxsize=1_000)
def _is_told(name: str, identity: Any, code: Any, text: str) -> bool:
    known = country(code) if isinstance(code, str) else None
    if spelling_key(name) in spelling_key(text):
        return True
    if identity is None and known is not None and known.name in name:  # "eastern DR Congo", for "eastern Congo"
        return names_country(code, text)
    words = plain_words(text).split()
    grams = {" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words) - size + 1)}
    sound = sound_key(name)
    return any(
        (sound and sound_key(gram) == sound)
        or any(one.geonames_id == identity for one in _gazetteer().candidates(gram))
        for gram in grams
    )


def mention_means_place(frames: Frames) -> pd.Series[bool]:
    """What the text says at a place's span is its name, another of its names, or a people or capital of its country."""
    right = []
    rows = zip(said_at(frames, "places"), frames.rows("places", "name", "geonames_id", "country"), strict=True)
    for said, (name, identity, code) in rows:
        right.append(said is None or not isinstance(name, str) or _means(said, name, identity, code))
    return frames.flags("places", right)


@lru_cache(maxsize=50_000)
def _means(said: str, name: str, identity: Any, code: Any) -> bool:
    key, own = spelling_key(said), spelling_key(name)
    if key and (key in own or own in key or set(key.split()) & set(own.split())):
        return True
    if code is not None and code in (country_of_demonym(said), country_of_metonym(said), country_of_name(said)):
        return True
    known = country(code) if isinstance(code, str) else None
    if known is not None and name == known.name and (names_country(code, said) or key in spelling_key(known.name)):
        return True
    found = (*_gazetteer().candidates(said), *_gazetteer().similar(said))
    entry = _entry(identity)
    stem = own[:4]
    return any(one.geonames_id == identity or one.name == name for one in found) or (
        entry is not None and (key.startswith(stem) or spelling_key(entry.name)[:4] == key[:4])
    )
