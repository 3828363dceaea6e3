"""The row checks on a report's children: actors, casualties, places and weapons. A failing child fails its report."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dateline.checks.expectations import RowCheck, between, given, holds, in_set, matches
from dateline.checks.frames import Frames, Table
from dateline.parse.quantities import find_quantities
from dateline.vocab import SECTORS, SUPRANATIONAL, country

if TYPE_CHECKING:
    import pandas as pd

_AT_LEAST = re.compile(r"\b(?:at least|no fewer than|not less than|more than|over|upwards of|minimum)\b", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|as many as|no more than|at most|fewer than|less than)\b", re.IGNORECASE)
_SPAN = ("mention_start", "mention_end")
_TOLL = ("kind", "low", "best", "high", "qualifier", "scope")


def _country_known(table: Table) -> Callable[[Frames], Any]:
    def rule(frames: Frames) -> pd.Series[bool]:
        column = frames.table(table)["country"]
        known = {code: country(code) is not None or code in SUPRANATIONAL for code in column.dropna().map(str).unique()}
        return column.isna() | column.map(str).map(known).eq(True)

    return rule


def _place_country_known(frames: Frames) -> pd.Series[bool]:
    column = frames.places["country"]
    known = {code: country(code) is not None for code in column.dropna().map(str).unique()}
    return column.isna() | column.map(str).map(known).eq(True)


def _span_whole(table: Table) -> Callable[[Frames], Any]:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        start, end = frame["mention_start"], frame["mention_end"]
        return (start.isna() & end.isna()) | ((start >= 0) & (start < end))

    return rule


def _span_inside(table: Table) -> Callable[[Frames], Any]:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        return ~(frame["mention_end"] > frame["text_length"])

    return rule


def _mentions(frames: Frames, table: Table) -> list[str | None]:
    """Return what the text says at each child's span; None without a text or a usable span."""
    frame = frames.table(table)
    rows = zip(frame["row"], frame["mention_start"], frame["mention_end"], strict=True)
    texts = ((frames.texts[row], start, end) for row, start, end in rows)
    return [
        text[int(start) : int(end)] if text is not None and 0 <= start < end <= len(text) else None
        for text, start, end in texts
    ]


def _reads_again(table: Table, column: str, fits: Callable[[str, str], bool]) -> Callable[[Frames], Any]:
    """Expect the words at the span to give the column's value again, where there are words and a value."""

    def rule(frames: Frames) -> pd.Series[bool]:
        import pandas as pd

        frame = frames.table(table)
        rows = zip(_mentions(frames, table), frame[column], strict=True)
        return pd.Series(
            [said is None or not isinstance(value, str) or fits(said, value) for said, value in rows],
            index=frame.index, dtype=bool,
        )  # fmt: skip

    return rule


def _same_words(said: str, value: str) -> bool:
    said, value = _plain(said), _plain(value)
    return bool(said) and (said in value or value in said)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _cuts_at_words(table: Table) -> Callable[[Frames], Any]:
    """Expect a span to begin and end where words do: one that was shifted cuts into a word or a blank."""

    def rule(frames: Frames) -> pd.Series[bool]:
        import pandas as pd

        frame = frames.table(table)
        rows = zip(frame["row"], frame["mention_start"], frame["mention_end"], strict=True)
        return pd.Series(
            [_is_cut_at_words(frames.texts[row], start, end) for row, start, end in rows], index=frame.index, dtype=bool
        )

    return rule


def _is_cut_at_words(text: str | None, start: float, end: float) -> bool:
    if text is None or not 0 <= start < end <= len(text):
        return True
    first, last = int(start), int(end)
    mention, before, after = text[first:last], text[:first][-1:], text[last : last + 1]
    splits = (before.isalnum() and mention[0].isalnum()) or (mention[-1].isalnum() and after.isalnum())
    return mention == mention.strip() and not splits


def _figure_is_read_again(frames: Frames) -> pd.Series[bool]:
    """Read each casualty's words again: `best` is one of their figures, or the sum of them.

    Words without a figure ("the driver", "a suspect", "both sisters") are one or two people. A figure which the text
    takes back ("from 31") is judged by the check on the row that replaces it.
    """
    import pandas as pd

    frame = frames.casualties
    figures = zip(frame["low"], frame["best"], frame["high"], strict=True)
    rows = zip(_mentions(frames, "casualties"), figures, frame["qualifier"], strict=True)
    right = [said is None or word == "superseded" or _gives(said, stated) for said, stated, word in rows]
    return pd.Series(right, index=frame.index, dtype=bool)


def _gives(said: str, figures: tuple[float, float, float]) -> bool:
    stated = {int(figure) for figure in figures if figure == figure}
    quantities = find_quantities(said)
    if not quantities:
        return all(figure <= 2 for figure in stated)
    bests = [quantity.best for quantity in quantities if quantity.best is not None]
    bounds = [bound for quantity in quantities for bound in (quantity.low, quantity.high) if bound is not None]
    return stated <= {*bests, *bounds, sum(bests)}


def _toll_ordered(frames: Frames) -> pd.Series[bool]:
    frame = frames.casualties
    low, best, high = frame["low"], frame["best"], frame["high"]
    return ~((low > best) | (best > high) | (low > high))


def _whole_heads(frames: Frames) -> pd.Series[bool]:
    frame = frames.casualties
    right = frame["row"] >= 0
    for name in ("low", "best", "high"):
        right &= frame[f"{name}_given"].isna() | ((frame[name] % 1 == 0) & (frame[name] >= 0))
    return right


def _qualified(pattern: re.Pattern[str], empty: str) -> Callable[[Frames], Any]:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.casualties
        said = frame["qualifier"].map(lambda words: isinstance(words, str) and bool(pattern.search(words)))
        return ~(said.astype(bool) & frame[empty].notna())

    return rule


def _code_is_country_and_sector(frames: Frames) -> pd.Series[bool]:
    frame = frames.actors
    expected = frame["country"].where(frame["country"].notna(), "").map(str) + frame["sector"].where(
        frame["sector"].notna(), ""
    ).map(str)
    unknown = (frame["code"] == "UNK") & (expected == "")
    return frame["code"].isna() | (frame["code"].map(str) == expected) | unknown


def _named(frames: Frames) -> pd.Series[bool]:
    frame = frames.actors
    blank = frame["name"].map(lambda name: isinstance(name, str) and not name.strip()).astype(bool)
    return ~blank | (frame["status"] == "unknown")


def _point(frames: Frames) -> pd.Series[bool]:
    frame = frames.places
    paired = frame["latitude"].notna() == frame["longitude"].notna()
    return paired & ~((frame["latitude"] == 0) & (frame["longitude"] == 0))


def _country_has_no_point(frames: Frames) -> pd.Series[bool]:
    """A site of precision country may have the country's own point, as the gazetteer has it, and no town's."""
    import pandas as pd

    frame = frames.places
    kinds = frame["precision"].where(frame["role"] == "site", "")
    rows = zip(kinds, frame["latitude"], frame["geonames_id"], frame["country"], strict=True)
    right = [kind != "country" or point != point or _is_own(own, alpha3) for kind, point, own, alpha3 in rows]
    return pd.Series(right, index=frame.index, dtype=bool)


def _is_own(geonames_id: float, alpha3: object) -> bool:
    known = country(alpha3) if isinstance(alpha3, str) else None
    return known is None or known.geonames_id == geonames_id


def _ordinals_once(table: Table) -> Callable[[Frames], Any]:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.table(table)
        return ~frame.duplicated(["row", "ordinal"], keep="first")

    return rule


def _spans(table: Table, singular: str, value: str) -> tuple[RowCheck, ...]:
    """The checks which every kind of child has: its number and its span."""
    return (
        RowCheck(f"{singular}_ordinal_once", "error", "Two children with one number overwrite each other.",
                 "each ordinal once a report", holds(_ordinals_once(table)), ("ordinal", value), table),
        RowCheck(f"{singular}_span_whole", "error", "A span has a start before its end, or is not there at all.",
                 "0 <= start < end, or neither", holds(_span_whole(table)), (value, *_SPAN), table),
        RowCheck(f"{singular}_span_in_text", "error", "The span points behind the end of the article.",
                 "inside the text", holds(_span_inside(table)), (value, *_SPAN), table, needs="texts"),
        RowCheck(f"{singular}_span_cuts_at_words", "error", "The span begins or ends within a word: it was shifted.",
                 "whole words", holds(_cuts_at_words(table)), (value, *_SPAN), table, needs="texts"),
    )  # fmt: skip


def _kinds() -> tuple[str, ...]:
    return ("killed", "injured", "detained", "missing", "displaced", "abducted")


ACTOR_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("actor_role_known", "error", "Roles are directed: without one nobody knows who did what to whom.",
             "source, target or reporter", in_set("role", lambda: ("source", "target", "reporter")),
             ("role", "name"), "actors"),
    RowCheck("actor_role_given", "error", "Roles are directed: without one nobody knows who did what to whom.",
             "a role", given("role"), ("role", "name"), "actors"),
    RowCheck("actor_named", "error", "The name is the longest wording that the text has for it.",
             "words; none only for an unknown actor", holds(_named), ("role", "name", "status", "code"), "actors"),
    RowCheck("actor_name_given", "error", "The name is the longest wording that the text has for it.",
             "a name", given("name"), ("role", "name"), "actors"),
    RowCheck("actor_kind_known", "error", "A kind outside the list falls out of every query.",
             "person, people, organisation, facility or null",
             in_set("kind", lambda: ("person", "people", "organisation", "facility")), ("kind", "name"), "actors"),
    RowCheck("actor_status_known", "error", "It tells a named group from an unknown one.",
             "named, generic or unknown", in_set("status", lambda: ("named", "generic", "unknown")),
             ("status", "name"), "actors"),
    RowCheck("actor_sector_known", "error", "A sector outside the codebook cannot be counted.",
             "a sector of the codebook, or null", in_set("sector", lambda: SECTORS), ("sector", "code", "name"),
             "actors"),
    RowCheck("actor_country_known", "error", "A code outside ISO 3166 joins with no country table.",
             "ISO 3166 alpha-3, or " + ", ".join(SUPRANATIONAL), holds(_country_known("actors")),
             ("country", "code", "name"), "actors"),
    RowCheck("actor_code_composed", "error", "The code is country and sector, nothing else.",
             "country + sector", holds(_code_is_country_and_sector), ("code", "country", "sector"), "actors"),
    *_spans("actors", "actor", "name"),
    RowCheck("actor_mention_in_text", "error", "The row quotes what the article does not say there.",
             "the name's words at the span", holds(_reads_again("actors", "name", _same_words)), ("name", *_SPAN),
             "actors", needs="texts"),
)  # fmt: skip

CASUALTY_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("casualty_kind_known", "error", "Killed and injured are never summed together.",
             ", ".join(_kinds()), in_set("kind", _kinds), _TOLL, "casualties"),
    RowCheck("casualty_kind_given", "error", "Killed and injured are never summed together.",
             "a kind", given("kind"), _TOLL, "casualties"),
    RowCheck("casualty_scope_known", "error", "The scope keeps the toll of a war out of an incident.",
             "incident, cumulative or period", in_set("scope", lambda: ("incident", "cumulative", "period")),
             _TOLL, "casualties"),
    RowCheck("casualty_scope_given", "error", "The scope keeps the toll of a war out of an incident.",
             "a scope", given("scope"), _TOLL, "casualties"),
    RowCheck("casualty_heads_whole", "error", "Heads are counted in whole numbers, never below nought.",
             "whole numbers of 0 or more, or null", holds(_whole_heads), _TOLL, "casualties"),
    RowCheck("casualty_ordered", "error", "low <= best <= high, or the toll was read the wrong way round.",
             "low <= best <= high", holds(_toll_ordered), _TOLL, "casualties"),
    RowCheck("at_least_has_no_high", "error", '"At least 40" says nothing about the most.',
             "high null", holds(_qualified(_AT_LEAST, "high")), _TOLL, "casualties"),
    RowCheck("up_to_has_no_low", "error", '"Up to 40" says nothing about the fewest.',
             "low null", holds(_qualified(_UP_TO, "low")), _TOLL, "casualties"),
    *_spans("casualties", "casualty", "kind"),
    RowCheck("casualty_figure_in_text", "error", "The words at the span give another figure.",
             "the figure that the span's words give, or their sum", holds(_figure_is_read_again), (*_TOLL, *_SPAN),
             "casualties", needs="texts"),
)  # fmt: skip

PLACE_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("place_role_known", "error", "The site is never the speaker's town.",
             "site, origin, target, speaker or mention",
             in_set("role", lambda: ("site", "origin", "target", "speaker", "mention")), ("role", "name"), "places"),
    RowCheck("place_role_given", "error", "The site is never the speaker's town.",
             "a role", given("role"), ("role", "name"), "places"),
    RowCheck("place_named", "error", "A place keeps the name which the text gives it.",
             "words", matches("name", r"\S"), ("role", "name"), "places"),
    RowCheck("place_name_given", "error", "A place keeps the name which the text gives it.",
             "a name", given("name"), ("role", "name"), "places"),
    RowCheck("place_country_known", "error", "A code outside ISO 3166 joins with no country table.",
             "ISO 3166 alpha-3, or null", holds(_place_country_known), ("name", "country"), "places"),
    RowCheck("place_latitude_in_range", "error", "Not on Earth.", "-90 to 90", between("latitude", -90, 90),
             ("name", "latitude", "longitude"), "places"),
    RowCheck("place_longitude_in_range", "error", "Not on Earth.", "-180 to 180", between("longitude", -180, 180),
             ("name", "latitude", "longitude"), "places"),
    RowCheck("place_point_whole", "error", "Half a point, or (0, 0), is a missing value that looks like a place.",
             "both coordinates or neither, and not (0, 0)", holds(_point), ("name", "latitude", "longitude"),
             "places"),
    RowCheck("place_precision_known", "error", "UCDP's and ACLED's precision codes derive from it.",
             "exact, near, admin2, admin1, region, country, water or null",
             in_set("precision", lambda: ("exact", "near", "admin2", "admin1", "region", "country", "water")),
             ("name", "precision"), "places"),
    RowCheck("site_country_has_no_town", "error", "A country is not its capital: no town's point for a country.",
             "no point, or the country's own", holds(_country_has_no_point),
             ("name", "precision", "geonames_id", "latitude", "longitude"), "places"),
    *_spans("places", "place", "name"),
)  # fmt: skip

WEAPON_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("weapon_mention_given", "error", "A weapon is quoted in the text's own wording.",
             "words", matches("mention", r"\S"), ("mention", "type"), "weapons"),
    RowCheck("weapon_type_given", "warning", "The flat column of the snapshot holds types: this one is lost there.",
             "a type of the code list", given("type"), ("mention", "type"), "weapons"),
    *_spans("weapons", "weapon", "mention"),
    RowCheck("weapon_mention_in_text", "error", "The row quotes what the article does not say there.",
             "the words at the span", holds(_reads_again("weapons", "mention", _same_words)),
             ("mention", *_SPAN), "weapons", needs="texts"),
)  # fmt: skip

CHILD_CHECKS: tuple[RowCheck, ...] = (*ACTOR_CHECKS, *CASUALTY_CHECKS, *PLACE_CHECKS, *WEAPON_CHECKS)
