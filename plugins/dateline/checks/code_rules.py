"""Rules of the row checks that look codes up: PLOVER, CAMEO, ACLED, UCDP, ISO 3166, and the hash that is a row's id.

Each rule takes the frames of a batch and returns whether each row is right. A value that is null where the list has one
is wrong; where another check tells of the fault already (a type that is not PLOVER's), the rule lets the row pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from dateline.checks.frames import Frames, Table
from dateline.records import Article, stable_id
from dateline.vocab import (
    ACLED_PAIRS,
    EVENT_TYPES,
    SUPRANATIONAL,
    cameo_root,
    country,
    modes,
    quad_class,
    read_table,
    ucdp_violence_type,
)

if TYPE_CHECKING:
    import pandas as pd

MASS_KILLING = 10
"""From how many dead a killing may be CAMEO's 20 whatever its mode. Source: codebook, "ASSAULT to CAMEO"."""

_MASS_ARREST = 10


# ---------------------------------------------------------------------------------------------- PLOVER and CAMEO


def mode_is_of_type(frames: Frames) -> pd.Series[bool]:
    def is_right(event_type: Any, mode: Any) -> bool:
        return event_type not in EVENT_TYPES or mode is None or mode in modes(event_type)

    return frames.judged("reports", ("event_type", "event_mode"), is_right)


def quad_is_of_type(frames: Frames) -> pd.Series[bool]:
    def is_right(event_type: Any, quad: Any) -> bool:
        return event_type not in EVENT_TYPES or quad == quad_class(event_type)

    return frames.judged("reports", ("event_type", "quad_class"), is_right)


def root_is_of_mode(frames: Frames) -> pd.Series[bool]:
    return frames.judged(
        "reports", ("event_type", "event_mode", "cameo_root", "fatalities_low", "fatalities_best"), _is_root
    )


def _is_root(event_type: Any, mode: Any, root: Any, low: Any, best: Any) -> bool:
    if event_type not in EVENT_TYPES or not (mode is None or mode in modes(event_type)):
        return True
    dead = max((count for count in (low, best) if isinstance(count, int)), default=0)
    is_mass = event_type == "ASSAULT" and root == "20" and dead >= MASS_KILLING
    return is_mass or root == cameo_root(event_type, mode)


# -------------------------------------------------------------------------------------------------------- ACLED


def acled_type_is_known(frames: Frames) -> pd.Series[bool]:
    known = {kind for kind, _ in ACLED_PAIRS}
    return frames.judged("reports", ("acled_event_type",), lambda kind: kind is None or kind in known)


def acled_pair_is_known(frames: Frames) -> pd.Series[bool]:
    def is_right(kind: Any, sub: Any) -> bool:
        return kind is None or sub is None or (kind, sub) in ACLED_PAIRS

    return frames.judged("reports", ("acled_event_type", "acled_sub_event_type"), is_right)


def acled_sub_has_type(frames: Frames) -> pd.Series[bool]:
    """An event type alone is right: a text that cannot tell planes from missiles leaves the sub-event type open."""
    frame = frames.reports
    return frame["acled_event_type"].notna() | frame["acled_sub_event_type"].isna()


def acled_pair_of_mode(frames: Frames) -> pd.Series[bool]:
    """The pair is one that the crosswalk can give for type, mode, toll and arrests; what else it asks is not there."""
    columns = ("event_type", "event_mode", "acled_event_type", "acled_sub_event_type", "fatalities_low",
               "fatalities_best", "detained_best")  # fmt: skip
    return frames.judged("reports", columns, _is_crossed)


def _is_crossed(event_type: Any, mode: Any, kind: Any, sub: Any, low: Any, best: Any, detained: Any) -> bool:
    if event_type not in EVENT_TYPES or not (mode is None or mode in modes(event_type)):
        return True
    if (sub is not None and (kind, sub) not in ACLED_PAIRS) or (kind is None and sub is not None):
        return True  # no pair of ACLED's: another check's to tell
    mass = isinstance(detained, int) and detained >= _MASS_ARREST
    return (kind, sub) in _crossings(event_type, mode, bool(best or low), mass)


@cache
def _crossings(event_type: str, mode: str | None, lethal: bool, mass: bool) -> frozenset[tuple[str | None, str | None]]:
    """Return the pairs that the crosswalk's lines, read from the top, can end in; a line that must fit ends the list.

    The label ahead of a note may give the type and pair too.
    """
    told: Mapping[str, bool] = {"lethal": lethal, "mass": mass}
    found: set[tuple[str | None, str | None]] = {
        (row["acled_event_type"], row["acled_sub_event_type"])
        for row in read_table("note_labels.csv")
        if (row["event_type"], row["event_mode"] or None) == (event_type, mode)
    }
    for row in read_table("acled.csv"):
        wanted = row["conditions"].split()
        # air power without a mode counts as aerial: the parser reads that off the actors
        fits = row["event_mode"] in ("*", mode or "-") or (
            event_type == "ASSAULT" and mode is None and row["event_mode"] == "aerial"
        )
        if row["event_type"] != event_type or not fits or any(told.get(one) is False for one in wanted):
            continue
        found.add((row["acled_event_type"] or None, row["acled_sub_event_type"] or None))
        if all(told.get(one) for one in wanted) and row["event_mode"] != "aerial":
            return frozenset(found)
    return frozenset(found | {(None, None)})


def ucdp_type_of_actors(frames: Frames) -> pd.Series[bool]:
    """The type of violence is read off the sectors of the report's own actors."""
    sectors: dict[tuple[int, str], list[str]] = {}
    for row, role, sector in frames.rows("actors", "row", "role", "sector"):
        if isinstance(sector, str) and sector:
            sectors.setdefault((row, role), []).append(sector)
    right = []
    for row, (event_type, violence) in enumerate(frames.rows("reports", "event_type", "ucdp_violence_type")):
        source, target = sectors.get((row, "source"), ()), sectors.get((row, "target"), ())
        expected = ucdp_violence_type(event_type, source_sectors=source, target_sectors=target)
        right.append(violence == expected or event_type not in EVENT_TYPES or violence not in (None, 1, 2, 3))
    return frames.flags("reports", right)


# ---------------------------------------------------------------------------------------------------- countries


@cache
def country_years() -> dict[str, tuple[date | None, date | None]]:
    """Return the first and last day of the codes that have not always been, or are no longer, a country's."""
    return {
        row["alpha3"]: (
            date.fromisoformat(row["since"]) if row["since"] else None,
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in read_table("country_years.csv")
    }


def country_is_known(frames: Frames) -> pd.Series[bool]:
    """A code of ISO 3166, one that was withdrawn among them: whether it was in force is the next check's."""
    return frames.judged(
        "reports", ("country",), lambda code: code is None or country(code) is not None or code in country_years()
    )


def country_in_force(frames: Frames) -> pd.Series[bool]:
    """A state that was not there yet, or is no more. A recalled incident may be told by today's map."""

    def is_right(code: Any, first: Any, last: Any, is_background: Any) -> bool:
        since, until = country_years().get(code, (None, None))
        if not isinstance(first, date) or not isinstance(last, date):
            return until is None
        is_gone = until is not None and first > until
        is_early = since is not None and last < since and is_background is not True
        return not (is_gone or is_early)

    return frames.judged("reports", ("country", "event_date", "event_date_end", "is_background"), is_right)


def child_country_is_known(table: Table, *, supranational: bool = False) -> Any:
    def rule(frames: Frames) -> pd.Series[bool]:
        more = SUPRANATIONAL if supranational else ()
        return frames.judged(
            table, ("country",), lambda code: code is None or country(code) is not None or code in more
        )

    return rule


# ------------------------------------------------------------------------------------------------------ the id


def id_is_of_row(frames: Frames) -> pd.Series[bool]:
    """The id hashes version, parser, type, day, place and ordinal: a row of which one was changed keeps the old one.

    Judged where the document is at hand and the id has the form of such a hash. Source: codebook, `id`.
    """
    columns = ("id", "document_id", "parser", "event_type", "event_date", "place_name", "ordinal")
    right = []
    for row, (identity, document_id, *parts) in enumerate(frames.rows("reports", *columns)):
        source = frames.sources[row]
        judged = frames.is_whole[row] and isinstance(identity, str) and _is_hash(identity)
        parsed_as = source.version_id if isinstance(source, Article) else document_id
        right.append(not judged or identity == stable_id(stable_id(parsed_as, frames.texts[row]), *parts))
    return frames.flags("reports", right)


def _is_hash(identity: str) -> bool:
    return len(identity) == 20 and set(identity) <= set("0123456789abcdef")


def ordinal_once(frames: Frames) -> pd.Series[bool]:
    """The second and later rows of one number in one document. The first stands."""
    seen: set[tuple[Any, ...]] = set()
    right = []
    for key in frames.rows("reports", "document_id", "parser", "ordinal"):
        right.append(key[2] is None or key not in seen)
        seen.add(key)
    return frames.flags("reports", right)
