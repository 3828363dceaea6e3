"""The field's code lists: PLOVER types and modes, CAMEO roots, ACLED and UCDP crosswalks, sectors, countries.

Everything is read from `data/*.csv` on first use and kept. Nothing here guesses: what the lists do not say is None.
Source of the rules: docs/codebook.md; of the tables: data/SOURCES.md.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

DATA = Path(__file__).resolve().parent / "data"

EVENT_TYPES: tuple[str, ...] = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

SECTORS: tuple[str, ...] = (
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU",
    "ELI", "JRN", "LAB", "MED", "REF", "OPP", "REL", "SOC",
)  # fmt: skip

SUPRANATIONAL: tuple[str, ...] = ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")
"""What may stand in an actor code's country slot instead of a country."""

ACLED_PAIRS: frozenset[tuple[str, str]] = frozenset(
    (event_type, sub)
    for event_type, subs in {
        "Battles": ("Armed clash", "Government regains territory", "Non-state actor overtakes territory"),
        "Explosions/Remote violence": (
            "Air/drone strike", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Suicide bomb",
            "Grenade", "Chemical weapon",
        ),
        "Violence against civilians": ("Attack", "Abduction/forced disappearance", "Sexual violence"),
        "Protests": ("Peaceful protest", "Protest with intervention", "Excessive force against protesters"),
        "Riots": ("Violent demonstration", "Mob violence"),
        "Strategic developments": (
            "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use",
            "Headquarters or base established", "Looting/property destruction", "Non-violent transfer of territory",
            "Other",
        ),
    }.items()
    for sub in subs
)  # fmt: skip
"""The 25 pairs of event type and sub-event type."""

Territory = Literal["state", "nonstate", "peaceful"]


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of `data/<name>`; cells are text, lists inside a cell are separated by `|`."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def cell_list(cell: str) -> tuple[str, ...]:
    """Return the parts of a `|` separated cell.

    >>> cell_list("Syrian|Syrians")
    ('Syrian', 'Syrians')
    """
    return tuple(part for part in cell.split("|") if part)


# -------------------------------------------------------------------------------------------- PLOVER, CAMEO


@dataclass(frozen=True, slots=True)
class _PloverType:
    quad_class: int
    cameo_root: str
    modes: dict[str, str]
    """Mode to CAMEO root."""


@cache
def _plover() -> dict[str, _PloverType]:
    types: dict[str, _PloverType] = {}
    for row in read_table("plover.csv"):
        kind = types.setdefault(row["event_type"], _PloverType(int(row["quad_class"]), row["cameo_root"], {}))
        if row["event_mode"]:
            kind.modes[row["event_mode"]] = row["mode_cameo_root"] or row["cameo_root"]
    return types


def modes(event_type: str) -> tuple[str, ...]:
    """Return the PLOVER modes of a type, none for a type without modes.

    Raises KeyError for a type that is not PLOVER's.

    >>> modes("CONSULT")
    ('visit', 'third-party', 'multilateral', 'phone')
    """
    return tuple(_plover()[event_type].modes)


def quad_class(event_type: str) -> int:
    """Return 1 verbal cooperation, 2 material cooperation, 3 verbal conflict or 4 material conflict."""
    return _plover()[event_type].quad_class


def cameo_root(event_type: str, mode: str | None = None, *, mass_killing: bool = False) -> str:
    """Return the two-digit CAMEO root of a type and mode; a mass killing is 20 whatever the mode.

    >>> cameo_root("ASSAULT", "abduct"), cameo_root("ASSAULT"), cameo_root("ACCUSE", "investigate")
    ('18', '19', '09')
    """
    kind = _plover()[event_type]
    if event_type == "ASSAULT" and mass_killing:
        return "20"
    return kind.modes[mode] if mode else kind.cameo_root


# -------------------------------------------------------------------------------------------------- sectors


@dataclass(frozen=True, slots=True)
class Sector:
    """A kind of actor. `is_crowd`: such people together are a crowd, not an organisation."""

    code: str
    name: str
    is_armed: bool
    is_state: bool
    is_crowd: bool


@cache
def sectors() -> dict[str, Sector]:
    """Return all sectors by code."""
    return {
        row["code"]: Sector(row["code"], row["name"], row["armed"] == "1", row["state"] == "1", row["crowd"] == "1")
        for row in read_table("sectors.csv")
    }


def is_armed(sector: str | None) -> bool:
    """Whether people of this sector carry arms as an organisation: soldiers, police, rebels, gangs, unidentified."""
    return sector is not None and sector in sectors() and sectors()[sector].is_armed


def is_state(sector: str | None) -> bool:
    """Whether this sector is an organ of a state."""
    return sector is not None and sector in sectors() and sectors()[sector].is_state


# -------------------------------------------------------------------------------------------- ACLED and UCDP


@dataclass(frozen=True, slots=True)
class _Crossing:
    event_type: str
    event_mode: str
    """A mode, `*` for any, `-` for none."""
    conditions: frozenset[str]
    result: tuple[str | None, str | None]


@cache
def _crosswalk() -> tuple[_Crossing, ...]:
    return tuple(
        _Crossing(
            row["event_type"],
            row["event_mode"],
            frozenset(row["conditions"].split()),
            (row["acled_event_type"] or None, row["acled_sub_event_type"] or None),
        )
        for row in read_table("acled.csv")
    )


_WEAPON_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("thrown", ("grenade", "petrol bomb", "molotov", "firebomb", "thrown")),
    ("suicide_weapon", ("suicide", "explosive vest", "explosive belt")),
    ("drone_weapon", ("drone", "uav", "unmanned")),
    ("explosive_weapon", ("bomb", "explosive", "mine", "ied", "dynamite")),
    (
        "remote_weapon",
        ("missile", "rocket", "artillery", "mortar", "shell", "air strike", "airstrike", "drone"),
    ),
)


def acled(
    event_type: str,
    mode: str | None = None,
    *,
    source_sectors: Collection[str] = (),
    target_sectors: Collection[str] = (),
    weapons: Collection[str] = (),
    two_sided: bool = False,
    lethal: bool = False,
    intervention: bool = False,
    violent: bool = False,
    burning: bool = False,
    protester_target: bool = False,
    conflict_parties: bool | None = None,
    territory: Territory | None = None,
    mass: bool = False,
    high_ranking: bool = False,
    intercepted: bool = False,
    weapons_seized: bool = False,
    base: bool = False,
    peace: bool = False,
) -> tuple[str | None, str | None]:
    """Return ACLED's event type and sub-event type, (None, None) for everything verbal.

    A type without a sub-event type is given where the text leaves the means open. `weapons` are wordings or types
    from the weapon list. `two_sided`: a clash of armed parties. `intervention`: force or arrests at a protest.
    `conflict_parties`: an agreement, release or withdrawal between warring parties; None reads it off the sectors.
    `peace`: a ceasefire or a peace agreement signed.
    `territory`: who took ground, or that it changed hands without a fight. Source: codebook, "ACLED, derived".

    >>> acled("ASSAULT", "heavy-weapons", source_sectors=["MIL"], target_sectors=["CVL"])
    ('Explosions/Remote violence', 'Shelling/artillery/missile attack')
    """
    facts = _weapon_facts(weapons) | _sector_facts(source_sectors, target_sectors)
    stated = {
        "lethal": lethal, "intervention": intervention, "violent": violent, "burning": burning, "mass": mass,
        "protester_target": protester_target, "high_ranking": high_ranking, "intercepted": intercepted,
        "weapons_seized": weapons_seized, "base": base, "peace": peace, "territory_to_state": territory == "state",
        "territory_to_nonstate": territory == "nonstate", "territory_peaceful": territory == "peaceful",
    }  # fmt: skip
    facts |= {name for name, holds in stated.items() if holds}
    if two_sided or (facts >= {"armed_source", "armed_target"} and mode in (None, "firearms", "primitive", "beat")):
        facts.add("two_sided")
    if conflict_parties or (conflict_parties is None and any(map(_is_warring, [*source_sectors, *target_sectors]))):
        facts.add("conflict_parties")
    for crossing in _crosswalk():
        if crossing.event_type == event_type and _fits(crossing.event_mode, mode) and crossing.conditions <= facts:
            return crossing.result
    return None, None


def _fits(wanted: str, mode: str | None) -> bool:
    return wanted == "*" or wanted == (mode or "-")


def _is_warring(sector: str) -> bool:
    return sector in ("MIL", "REB", "PRM", "UAF")


def _weapon_facts(weapons: Iterable[str]) -> set[str]:
    told = " ".join(weapons).lower()
    return {fact for fact, words in _WEAPON_WORDS if any(word in told for word in words)} if told else set()


def _sector_facts(source: Collection[str], target: Collection[str]) -> set[str]:
    known_source = [code for code in source if code != "UNK"]
    facts = set()
    if any(map(is_armed, source)):
        facts.add("armed_source")
    if any(is_state(code) and is_armed(code) for code in source):
        facts |= {"state_source", "state_force"}
    if any(map(is_armed, target)):
        facts.add("armed_target")
    if known_source and all(code in sectors() and sectors()[code].is_crowd for code in known_source):
        facts.add("crowd_source")
    return facts


_UCDP_NONSTATE = frozenset(("REB", "UAF", "PRM", "CRM"))


def ucdp_violence_type(
    event_type: str, *, source_sectors: Collection[str] = (), target_sectors: Collection[str] = ()
) -> int | None:
    """Return UCDP's type of violence: 1 state-based, 2 non-state, 3 one-sided; None where the sides do not tell.

    Only ASSAULT has one, and only when the source is an organised armed actor.

    >>> ucdp_violence_type("ASSAULT", source_sectors=["MIL"], target_sectors=["REB"])
    1
    """
    state = {code for code in ("MIL", "COP", "SPY") if code in source_sectors}
    nonstate = _UCDP_NONSTATE & set(source_sectors)
    if event_type != "ASSAULT" or not (state or nonstate):
        return None
    target_state = any(is_state(code) and is_armed(code) for code in target_sectors)
    target_nonstate = bool(_UCDP_NONSTATE & set(target_sectors))
    if target_state or (state and (target_nonstate or nonstate)):
        return 1
    if target_nonstate or (nonstate and len(source_sectors) > 1 and not target_sectors):
        return 2
    return 3 if any(code in sectors() and code != "UNK" for code in target_sectors) else None


# ------------------------------------------------------------------------------------------------- countries


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166 (Kosovo is XKX, XK).

    `demonyms` are singular nouns and adjectives ("Briton", "British"); `metonyms` are names that stand for its
    government in the news ("Kremlin"), its capital among them. `neighbours` are alpha-2 codes. `latitude` and
    `longitude` are a point in its middle, rounded to degrees: where a map puts its name, not where anything happened.
    """

    alpha3: str
    alpha2: str
    name: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    adjective: str | None
    capital: str | None
    metonyms: tuple[str, ...]
    geonames_id: int
    neighbours: tuple[str, ...]
    latitude: float
    longitude: float


@cache
def countries() -> dict[str, Country]:
    """Return all countries by alpha-3 code."""
    return {
        row["alpha3"]: Country(
            alpha3=row["alpha3"],
            alpha2=row["alpha2"],
            name=row["name"],
            aliases=cell_list(row["aliases"]),
            demonyms=cell_list(row["demonyms"]),
            adjective=row["adjective"] or None,
            capital=row["capital"] or None,
            metonyms=cell_list(row["metonyms"]),
            geonames_id=int(row["geonames_id"]),
            neighbours=cell_list(row["neighbours"]),
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in read_table("countries.csv")
    }


def country(alpha3: str) -> Country | None:
    """Return the country of an alpha-3 code, None when there is none."""
    return countries().get(alpha3)


def country_of_alpha2(alpha2: str) -> str | None:
    """Return the alpha-3 code of an alpha-2 code."""
    return _by_alpha2().get(alpha2)


@lru_cache(maxsize=20_000)
def country_of_name(text: str) -> str | None:
    """Return the alpha-3 code of a country's name or alias; a leading article, case and accents do not matter.

    Short forms of letters ("US", "UAE") count only in capitals.

    >>> country_of_name("the Ivory Coast"), country_of_name("US"), country_of_name("us")
    ('CIV', 'USA', None)
    """
    bare = text.strip()
    code = _letters().get(bare.replace(".", ""))
    if code and bare.upper() == bare:
        return code
    return _by_name().get(fold(bare).removeprefix("the "))


@lru_cache(maxsize=20_000)
def country_of_demonym(text: str) -> str | None:
    """Return the alpha-3 code of "Syrian", "Syrians" or "Frenchmen"; None when it is nobody's.

    >>> country_of_demonym("Malian"), country_of_demonym("Poles")
    ('MLI', 'POL')
    """
    bare = text.strip()
    if bare in ("US", "U.S."):
        return "USA"
    folded = fold(bare)
    return _by_demonym().get(folded) or (_by_demonym().get(folded[:-1]) if folded.endswith("s") else None)


@lru_cache(maxsize=20_000)
def country_of_metonym(text: str) -> str | None:
    """Return the country whose government a name can stand for ("Kremlin", "Kyiv", "Washington").

    >>> country_of_metonym("the Kremlin")
    'RUS'
    """
    return _by_metonym().get(fold(text.strip()).removeprefix("the "))


def fold(text: str) -> str:
    """Return text in lower case without accents, with plain apostrophes and single spaces.

    >>> fold("Côte  d’Ivoire")
    "cote d'ivoire"
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(plain.replace("’", "'").replace("‘", "'").lower().split())


@cache
def _by_alpha2() -> dict[str, str]:
    return {one.alpha2: one.alpha3 for one in countries().values()}


@cache
def _by_name() -> dict[str, str]:
    return {
        fold(name).removeprefix("the "): one.alpha3
        for one in countries().values()
        for name in (one.name, *one.aliases)
        if not _is_letters(name)
    }


@cache
def _letters() -> dict[str, str]:
    return {
        name.replace(".", ""): one.alpha3
        for one in countries().values()
        for name in one.aliases
        if _is_letters(name)
    }  # fmt: skip


def _is_letters(name: str) -> bool:
    bare = name.replace(".", "")
    return bare.isupper() and len(bare) <= 6 and " " not in bare


@cache
def _by_demonym() -> dict[str, str]:
    found: dict[str, str] = {}
    for one in countries().values():
        for demonym in (*one.demonyms, one.adjective or ""):
            if demonym and demonym not in ("US", "U.S."):
                found.setdefault(fold(demonym), one.alpha3)
    return found


@cache
def _by_metonym() -> dict[str, str]:
    return {fold(name): one.alpha3 for one in countries().values() for name in one.metonyms}
