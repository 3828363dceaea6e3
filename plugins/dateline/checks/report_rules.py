"""The rules of the row checks on reports that look at several columns, or at a column put together for them.

Each rule takes the frames of a batch and returns a column for frame `reports`: flags (is the row right?), or the values
that are looked up in a code list, null where another check tells of the fault already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dateline.checks.frames import COUNTS, Frames
from dateline.vocab import ACLED_PAIRS, EVENT_TYPES, cameo_root, country, modes, quad_class, read_table

if TYPE_CHECKING:
    import pandas as pd

VERBAL_TYPES = ("AGREE", "SUPPORT", "CONCEDE", "CONSULT", "REQUEST", "ACCUSE", "REJECT", "THREATEN")
_SEP = "|"


def pair(first: str, second: str) -> Callable[[Frames], pd.Series[Any]]:
    """Return a maker of a column that joins two; null where either is."""
    return lambda frames: _joined(frames, (first, second), lambda parts: True)


def typed(column: str) -> Callable[[Frames], pd.Series[Any]]:
    """Return a maker of a column that joins the event type and `column`; null where the type is not PLOVER's."""
    return lambda frames: _joined(frames, ("event_type", column), lambda parts: parts[0] in EVENT_TYPES)


def _joined(frames: Frames, columns: tuple[str, ...], keep: Callable[[list[str]], bool]) -> pd.Series[Any]:
    import pandas as pd

    rows = ([_word(value) for value in row] for row in zip(*(frames.reports[name] for name in columns), strict=True))
    words = [_SEP.join(parts) if all(parts) and keep(parts) else None for parts in rows]
    return pd.Series(words, index=frames.reports.index, dtype=object)


def _word(value: object) -> str:
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def listed_modes() -> list[str]:
    return [f"{event_type}{_SEP}{mode}" for event_type in EVENT_TYPES for mode in modes(event_type)]


def quad_classes() -> list[str]:
    return [f"{event_type}{_SEP}{quad_class(event_type)}" for event_type in EVENT_TYPES]


def cameo_roots() -> list[str]:
    """The code list's root of each type and mode; a mass killing (CAMEO 20) can be of any mode of ASSAULT."""
    rows = [(kind, mode) for kind in EVENT_TYPES for mode in (None, *modes(kind))]
    listed = [f"{kind}{_SEP}{mode or ''}{_SEP}{cameo_root(kind, mode)}" for kind, mode in rows]
    return listed + [f"{kind}{_SEP}{mode or ''}{_SEP}20" for kind, mode in rows if kind == "ASSAULT"]


def typed_root(frames: Frames) -> pd.Series[Any]:
    """Join type, mode and root; null where the mode is not one of the type, which is another check's to tell."""
    import pandas as pd

    known = {*listed_modes(), *(f"{kind}{_SEP}" for kind in EVENT_TYPES)}
    columns = (frames.reports[name] for name in ("event_type", "event_mode", "cameo_root"))
    rows = [[_word(value) for value in row] for row in zip(*columns, strict=True)]
    words = [_SEP.join(row) if row[2] and _SEP.join(row[:2]) in known else None for row in rows]
    return pd.Series(words, index=frames.reports.index, dtype=object)


def acled_pairs() -> list[str]:
    return [f"{kind}{_SEP}{sub}" for kind, sub in ACLED_PAIRS]


def acled_types() -> set[str]:
    return {kind for kind, _ in ACLED_PAIRS}


def acled_sub_has_type(frames: Frames) -> pd.Series[bool]:
    """An event type alone is right: a text that cannot tell planes from missiles leaves the sub-event type open."""
    frame = frames.reports
    return frame["acled_event_type"].notna() | frame["acled_sub_event_type"].isna()


def acled_pair_of_type(frames: Frames) -> pd.Series[Any]:
    """Join type and ACLED pair; null where the pair is not ACLED's, which is another check's to tell."""
    import pandas as pd

    pairs = set(acled_pairs())
    columns = (frames.reports[name] for name in ("event_type", "acled_event_type", "acled_sub_event_type"))
    rows = [[_word(value) for value in row] for row in zip(*columns, strict=True)]
    words = [_SEP.join(row) if row[0] in EVENT_TYPES and _SEP.join(row[1:]) in pairs else None for row in rows]
    return pd.Series(words, index=frames.reports.index, dtype=object)


def crosswalk() -> list[str]:
    """The pairs that the crosswalk can give for each PLOVER type."""
    rows = [
        (row["event_type"], row["acled_event_type"], row["acled_sub_event_type"]) for row in read_table("acled.csv")
    ]
    return sorted({_SEP.join(row) for row in rows if all(row)})


def country_known(frames: Frames) -> pd.Series[bool]:
    column = frames.reports["country"]
    known = {code: country(code) is not None for code in column.dropna().map(str).unique()}
    return column.isna() | column.map(str).map(known).eq(True)


def ordered(low: str, best: str, high: str) -> Any:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.reports
        wrong = (frame[low] > frame[best]) | (frame[best] > frame[high]) | (frame[low] > frame[high])
        return ~wrong

    return rule


def counts_are_whole(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    right = frame["id"].isna() | True
    for name in COUNTS:
        right &= frame[f"{name}_given"].isna() | (frame[name] % 1 == 0)
    return right


def smallest_count(frames: Frames) -> pd.Series[Any]:
    return frames.reports[list(COUNTS)].min(axis=1)


def largest_count(frames: Frames) -> pd.Series[Any]:
    return frames.reports[list(COUNTS)].max(axis=1)


def no_harm_in_words(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    harmed = frame[[name for name in COUNTS if name.startswith(("fatalities", "injured"))]].notna().any(axis=1)
    return ~(frame["event_type"].isin(VERBAL_TYPES) & harmed)


def planned_is_ahead(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    last = frame["event_date_end"].fillna(frame["event_date"])
    return ~((frame["assertion"] == "planned") & (last < frame["published_first"]))


def not_ahead(frames: Frames) -> pd.Series[bool]:
    """A day that has begun nowhere yet is in the future: the publication instant is read at UTC+14."""
    frame = frames.reports
    last = frame[["event_date", "event_date_end"]].max(axis=1)
    # a month or a year may end after the story: "this year" began before it
    judged = last.where(frame["event_date_precision"].isin(["day"]) | frame["event_date"].isna(), frame["event_date"])
    return ~((frame["assertion"] != "planned") & (judged > frame["published_last"]))


def old_is_background(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    last = frame["event_date_end"].fillna(frame["event_date"])
    old = last < frame["published_first"] - 30
    return ~(old & (frame["is_background"] == False))  # noqa: E712 -- a column, element by element


def date_whole(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    parts = frame[["event_date", "event_date_end", "event_date_precision", "event_date_source"]].notna()
    return parts.all(axis=1) | ~parts[["event_date", "event_date_end"]].any(axis=1)


def date_ordered(frames: Frames) -> pd.Series[bool]:
    return ~(frames.reports["event_date"] > frames.reports["event_date_end"])


_SPAN_DAYS = {"day": (1, 2), "week": (1, 14), "month": (1, 92), "year": (1, 3660)}
"""How many days a span of each precision can have. "Overnight" is two days; "this year" may end on the second day."""


def span_fits(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    days = frame["event_date_end"] - frame["event_date"] + 1
    longest = frame["event_date_precision"].map({name: most for name, (_, most) in _SPAN_DAYS.items()}).astype(float)
    truncated = frame["event_date_end"] >= frame["published_first"] - 1
    shortest = frame["event_date_precision"].map({"week": 3, "month": 8, "year": 32}).astype(float)
    return ~((days > longest) | ((days < shortest) & ~truncated & frame["published_first"].notna()))


def modest_without_a_date(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    return ~((frame["event_date_source"] == "publication") & (frame["confidence"] > 0.5))


def coordinates_paired(frames: Frames) -> pd.Series[bool]:
    return frames.reports["latitude"].notna() == frames.reports["longitude"].notna()


def not_null_island(frames: Frames) -> pd.Series[bool]:
    return ~((frames.reports["latitude"] == 0) & (frames.reports["longitude"] == 0))


def vague_has_no_point(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    vague = frame["geo_precision"].isin(["country", "region"])
    return ~(vague & (frame["latitude"].notna() | frame["longitude"].notna()))


def point_has_precision(frames: Frames) -> pd.Series[bool]:
    return frames.reports["latitude"].isna() | frames.reports["geo_precision"].notna()


def admin1_code_of_country(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    pairs = set(zip(frame["country"].map(str), frame["admin1_code"].map(str), strict=True))
    right = {pair: _code_begins_with_country(*pair) for pair in pairs}
    both = frame["country"].notna() & frame["admin1_code"].notna()
    keys = list(zip(frame["country"].map(str), frame["admin1_code"].map(str), strict=True))
    return ~both | frame.index.to_series().map(lambda position: right[keys[position]])


def _code_begins_with_country(alpha3: str, admin1_code: str) -> bool:
    known = country(alpha3)
    return known is None or admin1_code.startswith(f"{known.alpha2}.")


def no_cumulative_toll(frames: Frames) -> pd.Series[bool]:
    """`fatalities_best` must not be a figure which the casualty rows give only for a period or a whole war."""
    return _not_only_other_scope(frames, "killed", "fatalities_best") & _not_only_other_scope(
        frames, "injured", "injured_best"
    )


def _not_only_other_scope(frames: Frames, kind: str, column: str) -> pd.Series[bool]:
    rows = frames.casualties[frames.casualties["kind"] == kind]
    stated = frames.reports[column]
    same = rows[["best", "low", "high"]].eq(rows["row"].map(stated).astype(float), axis=0).any(axis=1)
    here = rows["scope"] == "incident"
    other = set(rows.loc[same & ~here, "row"])
    counted = set(rows.loc[here, "row"])
    only_other = set(rows["row"]) - counted
    position = frames.reports.index.to_series()
    return ~(stated.notna() & (position.isin(only_other) | (position.isin(other) & ~_is_sum(frames, kind, column))))


def columns_agree_with_casualties(frames: Frames) -> pd.Series[bool]:
    right = frames.reports["id"].isna() | True
    for kind, column in (
        ("killed", "fatalities_best"), ("injured", "injured_best"), ("detained", "detained_best"),
        ("abducted", "abducted_best"), ("displaced", "displaced_best"),
    ):  # fmt: skip
        right &= frames.reports[column].isna() | _is_sum(frames, kind, column)
    return right | ~no_cumulative_toll(frames)  # that check tells of those


def _is_sum(frames: Frames, kind: str, column: str) -> pd.Series[bool]:
    """Whether the column is one incident row's best figure, or the sum of all that are no part of another."""
    rows = frames.casualties
    rows = rows[(rows["kind"] == kind) & (rows["scope"] == "incident")]
    stated = frames.reports[column]
    one = set(rows.loc[rows["best"] == rows["row"].map(stated).astype(float), "row"])
    sums = rows[rows["part_of_total"] == False].groupby("row")["best"].sum(min_count=1)  # noqa: E712
    position = frames.reports.index.to_series()
    return position.isin(one) | (position.map(sums).astype(float) == stated)


def bounds_agree_with_casualties(frames: Frames) -> pd.Series[bool]:
    """`low` and `high` come from the rows that gave `best`; judged where `best` has its row and all are ordered."""
    right = frames.reports["id"].isna() | True
    for kind, names in (
        ("killed", ("fatalities_low", "fatalities_best", "fatalities_high")),
        ("injured", ("injured_low", "injured_best", "injured_high")),
    ):
        right &= _bounds_agree(frames, kind, names) | ~ordered(*names)(frames)
    return right | ~columns_agree_with_casualties(frames) | ~no_cumulative_toll(frames)


def _bounds_agree(frames: Frames, kind: str, names: tuple[str, str, str]) -> pd.Series[bool]:
    rows = frames.casualties
    rows = rows[(rows["kind"] == kind) & (rows["scope"] == "incident")]
    figures = ["low", "best", "high"]
    totals = rows[rows["part_of_total"] == False].groupby("row")[figures]  # noqa: E712
    whole = totals.sum().where(totals.count().eq(totals.size(), axis=0))  # one bound left open leaves the sum's open
    told = set(zip(rows["row"], *(rows[name].fillna(-1) for name in figures), strict=True))
    told |= set(zip(whole.index, *(whole[name].fillna(-1) for name in figures), strict=True))
    stated = frames.reports[list(names)]
    keys = zip(frames.reports.index, *(stated[name].fillna(-1) for name in names), strict=True)
    listed = _flags([key in told for key in keys], frames)
    return listed | stated.isna().all(axis=1)


def place_agrees_with_child(frames: Frames) -> pd.Series[bool]:
    """Where a place row has the report's GeoNames id, both were read off one gazetteer entry."""
    columns = ["geonames_id", "country", "latitude", "longitude"]
    children = frames.places[["row", *columns]].astype(object)
    entries: dict[tuple[int, object], tuple[object, ...]] = {
        (row, identity): tuple(rest)
        for row, identity, *rest in children.where(children.notna(), None).itertuples(index=False)
        if identity is not None
    }
    stated = frames.reports[columns].astype(object)
    rows = enumerate(stated.where(stated.notna(), None).itertuples(index=False))
    return _flags([entries.get((row, one[0]), tuple(one[1:])) == tuple(one[1:]) for row, one in rows], frames)


def _flags(values: list[bool], frames: Frames) -> pd.Series[bool]:
    import pandas as pd

    return pd.Series(values, index=frames.reports.index, dtype=bool)


def violence_has_a_source(frames: Frames) -> pd.Series[bool]:
    sources = frames.actors.loc[frames.actors["role"] == "source", "row"]
    position = frames.reports.index.to_series()
    return (frames.reports["event_type"] != "ASSAULT") | position.isin(set(sources))


def said_once(frames: Frames) -> pd.Series[bool]:
    """The second and later rows of one incident from one document. The first stands."""
    columns = ["document_id", "parser", "event_type", "event_mode", "event_date", "event_date_end", "place_name",
               "evidence_start", "evidence_end", "is_background", "assertion", "fatalities_best"]  # fmt: skip
    keys = frames.reports[columns].astype(object).where(frames.reports[columns].notna(), "")
    return ~keys.map(str).duplicated(keep="first")


def evidence_is_long_enough(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    length = frame["evidence"].map(lambda text: len(text) if isinstance(text, str) else 0)
    blank = frame["evidence"].map(lambda text: not (isinstance(text, str) and text.strip()))
    return ~blank & (frame["evidence_end"] - frame["evidence_start"] == length) & (frame["evidence_start"] >= 0)


def evidence_is_there(frames: Frames) -> pd.Series[bool]:
    import pandas as pd

    frame = frames.reports
    rows = zip(frames.texts, frame["evidence"], frame["evidence_start"], frame["evidence_end"], strict=True)
    return pd.Series(
        [text is None or _slice(text, start, end) == evidence for text, evidence, start, end in rows],
        index=frame.index, dtype=bool,
    ) | ~evidence_is_long_enough(frames)  # fmt: skip


def date_text_is_there(frames: Frames) -> pd.Series[bool]:
    import pandas as pd

    frame = frames.reports
    rows = zip(frames.texts, frame["date_text"], strict=True)
    return pd.Series(
        [text is None or not isinstance(said, str) or said in text for text, said in rows],
        index=frame.index, dtype=bool,
    )  # fmt: skip


def _slice(text: str, start: float, end: float) -> str | None:
    return text[int(start) : int(end)] if start >= 0 and end >= 0 else None
