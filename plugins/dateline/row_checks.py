"""The row checks on reports, as a document: what each looks at, why it is there, and what a failing row means.

`error` puts the row into quarantine, `warning` only tells. A row check blocks a night only through the share of rows
that fail (see `checks.judge_share`). Rules come from docs/codebook.md. `ROW_CHECKS` is the whole suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dateline.check_frames import COUNTS, Frames
from dateline.child_checks import CHILD_CHECKS
from dateline.expectations import RowCheck, between, given, holds, in_set, matches, unique
from dateline.vocab import ACLED_PAIRS, EVENT_TYPES, cameo_root, country, modes, quad_class, read_table

if TYPE_CHECKING:
    import pandas as pd

VERBAL_TYPES = ("AGREE", "SUPPORT", "CONCEDE", "CONSULT", "REQUEST", "ACCUSE", "REJECT", "THREATEN")
_SEP = "|"


def _pair(first: str, second: str) -> Callable[[Frames], pd.Series[Any]]:
    """Return a maker of a column that joins two; null where either is."""
    return lambda frames: _joined(frames, (first, second), lambda parts: True)


def _typed(column: str) -> Callable[[Frames], pd.Series[Any]]:
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


def _modes() -> list[str]:
    return [f"{event_type}{_SEP}{mode}" for event_type in EVENT_TYPES for mode in modes(event_type)]


def _quad_classes() -> list[str]:
    return [f"{event_type}{_SEP}{quad_class(event_type)}" for event_type in EVENT_TYPES]


def _cameo_roots() -> list[str]:
    """The code list's root of each type and mode; a mass killing (CAMEO 20) can be of any mode of ASSAULT."""
    rows = [(kind, mode) for kind in EVENT_TYPES for mode in (None, *modes(kind))]
    listed = [f"{kind}{_SEP}{mode or ''}{_SEP}{cameo_root(kind, mode)}" for kind, mode in rows]
    return listed + [f"{kind}{_SEP}{mode or ''}{_SEP}20" for kind, mode in rows if kind == "ASSAULT"]


def _typed_root(frames: Frames) -> pd.Series[Any]:
    """Join type, mode and root; null where the mode is not one of the type, which is another check's to tell."""
    import pandas as pd

    known = {*_modes(), *(f"{kind}{_SEP}" for kind in EVENT_TYPES)}
    columns = (frames.reports[name] for name in ("event_type", "event_mode", "cameo_root"))
    rows = [[_word(value) for value in row] for row in zip(*columns, strict=True)]
    words = [_SEP.join(row) if row[2] and _SEP.join(row[:2]) in known else None for row in rows]
    return pd.Series(words, index=frames.reports.index, dtype=object)


def _acled_pairs() -> list[str]:
    return [f"{kind}{_SEP}{sub}" for kind, sub in ACLED_PAIRS]


def _acled_types() -> set[str]:
    return {kind for kind, _ in ACLED_PAIRS}


def _acled_sub_has_type(frames: Frames) -> pd.Series[bool]:
    """An event type alone is right: a text that cannot tell planes from missiles leaves the sub-event type open."""
    frame = frames.reports
    return frame["acled_event_type"].notna() | frame["acled_sub_event_type"].isna()


def _acled_pair_of_type(frames: Frames) -> pd.Series[Any]:
    """Join type and ACLED pair; null where the pair is not ACLED's, which is another check's to tell."""
    import pandas as pd

    pairs = set(_acled_pairs())
    columns = (frames.reports[name] for name in ("event_type", "acled_event_type", "acled_sub_event_type"))
    rows = [[_word(value) for value in row] for row in zip(*columns, strict=True)]
    words = [_SEP.join(row) if row[0] in EVENT_TYPES and _SEP.join(row[1:]) in pairs else None for row in rows]
    return pd.Series(words, index=frames.reports.index, dtype=object)


def _crosswalk() -> list[str]:
    """The pairs that the crosswalk can give for each PLOVER type."""
    rows = [
        (row["event_type"], row["acled_event_type"], row["acled_sub_event_type"]) for row in read_table("acled.csv")
    ]
    return sorted({_SEP.join(row) for row in rows if all(row)})


def _country_known(frames: Frames) -> pd.Series[bool]:
    column = frames.reports["country"]
    known = {code: country(code) is not None for code in column.dropna().map(str).unique()}
    return column.isna() | column.map(str).map(known).eq(True)


def _ordered(low: str, best: str, high: str) -> Any:
    def rule(frames: Frames) -> pd.Series[bool]:
        frame = frames.reports
        wrong = (frame[low] > frame[best]) | (frame[best] > frame[high]) | (frame[low] > frame[high])
        return ~wrong

    return rule


def _counts_are_whole(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    right = frame["id"].isna() | True
    for name in COUNTS:
        right &= frame[f"{name}_given"].isna() | (frame[name] % 1 == 0)
    return right


def _smallest_count(frames: Frames) -> pd.Series[Any]:
    return frames.reports[list(COUNTS)].min(axis=1)


def _no_harm_in_words(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    harmed = frame[[name for name in COUNTS if name.startswith(("fatalities", "injured"))]].notna().any(axis=1)
    return ~(frame["event_type"].isin(VERBAL_TYPES) & harmed)


def _planned_is_ahead(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    last = frame["event_date_end"].fillna(frame["event_date"])
    return ~((frame["assertion"] == "planned") & (last < frame["published_first"]))


def _not_ahead(frames: Frames) -> pd.Series[bool]:
    """A day that has begun nowhere yet is in the future: the publication instant is read at UTC+14."""
    frame = frames.reports
    last = frame[["event_date", "event_date_end"]].max(axis=1)
    # a month or a year may end after the story: "this year" began before it
    judged = last.where(frame["event_date_precision"].isin(["day"]) | frame["event_date"].isna(), frame["event_date"])
    return ~((frame["assertion"] != "planned") & (judged > frame["published_last"]))


def _old_is_background(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    last = frame["event_date_end"].fillna(frame["event_date"])
    old = last < frame["published_first"] - 30
    return ~(old & (frame["is_background"] == False))  # noqa: E712 -- a column, element by element


def _date_whole(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    parts = frame[["event_date", "event_date_end", "event_date_precision", "event_date_source"]].notna()
    return parts.all(axis=1) | ~parts[["event_date", "event_date_end"]].any(axis=1)


def _date_ordered(frames: Frames) -> pd.Series[bool]:
    return ~(frames.reports["event_date"] > frames.reports["event_date_end"])


_SPAN_DAYS = {"day": (1, 2), "week": (1, 14), "month": (1, 92), "year": (1, 3660)}
"""How many days a span of each precision can have. "Overnight" is two days; "this year" may end on the second day."""


def _span_fits(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    days = frame["event_date_end"] - frame["event_date"] + 1
    longest = frame["event_date_precision"].map({name: most for name, (_, most) in _SPAN_DAYS.items()}).astype(float)
    truncated = frame["event_date_end"] >= frame["published_first"] - 1
    shortest = frame["event_date_precision"].map({"week": 3, "month": 8, "year": 32}).astype(float)
    return ~((days > longest) | ((days < shortest) & ~truncated & frame["published_first"].notna()))


def _modest_without_a_date(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    return ~((frame["event_date_source"] == "publication") & (frame["confidence"] > 0.5))


def _coordinates_paired(frames: Frames) -> pd.Series[bool]:
    return frames.reports["latitude"].notna() == frames.reports["longitude"].notna()


def _not_null_island(frames: Frames) -> pd.Series[bool]:
    return ~((frames.reports["latitude"] == 0) & (frames.reports["longitude"] == 0))


def _vague_has_no_point(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    vague = frame["geo_precision"].isin(["country", "region"])
    return ~(vague & (frame["latitude"].notna() | frame["longitude"].notna()))


def _point_has_precision(frames: Frames) -> pd.Series[bool]:
    return frames.reports["latitude"].isna() | frames.reports["geo_precision"].notna()


def _admin1_code_of_country(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    pairs = set(zip(frame["country"].map(str), frame["admin1_code"].map(str), strict=True))
    right = {pair: _code_begins_with_country(*pair) for pair in pairs}
    both = frame["country"].notna() & frame["admin1_code"].notna()
    keys = list(zip(frame["country"].map(str), frame["admin1_code"].map(str), strict=True))
    return ~both | frame.index.to_series().map(lambda position: right[keys[position]])


def _code_begins_with_country(alpha3: str, admin1_code: str) -> bool:
    known = country(alpha3)
    return known is None or admin1_code.startswith(f"{known.alpha2}.")


def _no_cumulative_toll(frames: Frames) -> pd.Series[bool]:
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


def _columns_agree_with_casualties(frames: Frames) -> pd.Series[bool]:
    right = frames.reports["id"].isna() | True
    for kind, column in (
        ("killed", "fatalities_best"), ("injured", "injured_best"), ("detained", "detained_best"),
        ("abducted", "abducted_best"), ("displaced", "displaced_best"),
    ):  # fmt: skip
        right &= frames.reports[column].isna() | _is_sum(frames, kind, column)
    return right | ~_no_cumulative_toll(frames)  # that check tells of those


def _is_sum(frames: Frames, kind: str, column: str) -> pd.Series[bool]:
    """Whether the column is one incident row's best figure, or the sum of all that are no part of another."""
    rows = frames.casualties
    rows = rows[(rows["kind"] == kind) & (rows["scope"] == "incident")]
    stated = frames.reports[column]
    one = set(rows.loc[rows["best"] == rows["row"].map(stated).astype(float), "row"])
    sums = rows[rows["part_of_total"] == False].groupby("row")["best"].sum(min_count=1)  # noqa: E712
    position = frames.reports.index.to_series()
    return position.isin(one) | (position.map(sums).astype(float) == stated)


def _violence_has_a_source(frames: Frames) -> pd.Series[bool]:
    sources = frames.actors.loc[frames.actors["role"] == "source", "row"]
    position = frames.reports.index.to_series()
    return (frames.reports["event_type"] != "ASSAULT") | position.isin(set(sources))


def _said_once(frames: Frames) -> pd.Series[bool]:
    """The second and later rows of one incident from one document. The first stands."""
    columns = ["document_id", "parser", "event_type", "event_mode", "event_date", "event_date_end", "place_name",
               "evidence_start", "evidence_end", "is_background", "assertion", "fatalities_best"]  # fmt: skip
    keys = frames.reports[columns].astype(object).where(frames.reports[columns].notna(), "")
    return ~keys.map(str).duplicated(keep="first")


def _evidence_is_long_enough(frames: Frames) -> pd.Series[bool]:
    frame = frames.reports
    length = frame["evidence"].map(lambda text: len(text) if isinstance(text, str) else 0)
    blank = frame["evidence"].map(lambda text: not (isinstance(text, str) and text.strip()))
    return ~blank & (frame["evidence_end"] - frame["evidence_start"] == length) & (frame["evidence_start"] >= 0)


def _evidence_is_there(frames: Frames) -> pd.Series[bool]:
    import pandas as pd

    frame = frames.reports
    rows = zip(frames.texts, frame["evidence"], frame["evidence_start"], frame["evidence_end"], strict=True)
    return pd.Series(
        [text is None or _slice(text, start, end) == evidence for text, evidence, start, end in rows],
        index=frame.index, dtype=bool,
    ) | ~_evidence_is_long_enough(frames)  # fmt: skip


def _date_text_is_there(frames: Frames) -> pd.Series[bool]:
    import pandas as pd

    frame = frames.reports
    rows = zip(frames.texts, frame["date_text"], strict=True)
    return pd.Series(
        [text is None or not isinstance(said, str) or said in text for text, said in rows],
        index=frame.index, dtype=bool,
    )  # fmt: skip


def _slice(text: str, start: float, end: float) -> str | None:
    return text[int(start) : int(end)] if start >= 0 and end >= 0 else None


_DATE = ("event_date", "event_date_end", "event_date_precision", "event_date_source", "date_text")
_POINT = ("place_name", "country", "geo_precision", "latitude", "longitude")
_DEAD = ("fatalities_low", "fatalities_best", "fatalities_high")
_HURT = ("injured_low", "injured_best", "injured_high")

REPORT_CHECKS: tuple[RowCheck, ...] = (
    # keys
    RowCheck("report_id_given", "error", "A report without an id can be neither replaced nor traced to its article.",
             "an id", given("id"), ("document_id", "ordinal")),
    RowCheck("report_id_unique", "error", "Two reports with one id overwrite each other: one incident is lost.",
             "no id twice", unique("id"), ("document_id", "ordinal")),
    RowCheck("report_document_known", "error", "A report whose article is not known cannot be shown with its page.",
             "an article of this night", holds(lambda frames: frames.reports["document_known"]), ("document_id",),
             needs="articles"),
    RowCheck("report_parser_named", "error", "Without the parser's version nobody can say which rules made the row.",
             "name and version", matches("parser", r"^\S.*\d"), ("parser",)),
    RowCheck("report_ordinal_from_zero", "error", "The ordinal is part of the id; it counts a document's reports.",
             "0 or more", between("ordinal", 0, None), ("ordinal",)),
    RowCheck("incident_told_once", "error", "One incident twice from one article is counted twice by whoever sums.",
             "one row an incident and document", holds(_said_once),
             ("document_id", "event_type", "event_date", "place_name")),
    # domains
    RowCheck("event_type_known", "error", "A type outside PLOVER falls out of every query by type.",
             "one of the 16 PLOVER types", in_set("event_type", lambda: EVENT_TYPES), ("event_type",)),
    RowCheck("event_type_given", "error", "A report is a report of something.",
             "a type", given("event_type"), ("event_type",)),
    RowCheck("event_mode_of_type", "error", "A mode belongs to one type: PROTEST has no `aerial`.",
             "a mode of that type, or null", in_set("mode", _modes, make=_typed("event_mode")),
             ("event_type", "event_mode")),
    RowCheck("quad_class_of_type", "error", "The quad class is looked up, never judged; another value is a slip.",
             "the code list's", in_set("quad", _quad_classes, make=_typed("quad_class")),
             ("event_type", "quad_class")),
    RowCheck("cameo_root_of_mode", "error", "The CAMEO root is looked up by type and mode; another value is a slip.",
             "the code list's", in_set("root", _cameo_roots, make=_typed_root),
             ("event_type", "event_mode", "cameo_root")),
    RowCheck("acled_pair_known", "error", "Type and sub-event type go together; ACLED has 25 such pairs.",
             "one of ACLED's 25 pairs",
             in_set("pair", _acled_pairs, make=_pair("acled_event_type", "acled_sub_event_type")),
             ("acled_event_type", "acled_sub_event_type")),
    RowCheck("acled_pair_of_type", "error", "ACLED's columns are derived from type and mode, never judged alone.",
             "a pair that the crosswalk has for the type", in_set("pair", _crosswalk, make=_acled_pair_of_type),
             ("event_type", "event_mode", "acled_event_type", "acled_sub_event_type")),
    RowCheck("acled_type_known", "error", "A type that ACLED does not have cannot be compared with its rows.",
             "one of ACLED's six types, or null", in_set("acled_event_type", _acled_types),
             ("acled_event_type", "acled_sub_event_type")),
    RowCheck("acled_sub_has_type", "error", "A sub-event type without its type cannot be compared with ACLED's rows.",
             "a type with every sub-event type", holds(_acled_sub_has_type),
             ("acled_event_type", "acled_sub_event_type")),
    RowCheck("ucdp_type_known", "error", "UCDP has three types of violence.",
             "1, 2, 3 or null", in_set("ucdp_violence_type", lambda: (1.0, 2.0, 3.0)), ("ucdp_violence_type",)),
    RowCheck("assertion_known", "error", "An unknown assertion would be counted as if it were stated.",
             "stated, attributed, possible, planned or denied",
             in_set("assertion", lambda: ("stated", "attributed", "possible", "planned", "denied")), ("assertion",)),
    RowCheck("assertion_given", "error", "Without it nobody knows whether the text says that it happened.",
             "an assertion", given("assertion"), ("assertion",)),
    RowCheck("date_precision_known", "error", "Readers filter by precision before they plot days.",
             "day, week, month, year or null",
             in_set("event_date_precision", lambda: ("day", "week", "month", "year")), _DATE),
    RowCheck("date_source_known", "error", "The source of a date says how far to trust it.",
             "text, dateline, publication or null",
             in_set("event_date_source", lambda: ("text", "dateline", "publication")), _DATE),
    RowCheck("geo_precision_known", "error", "UCDP's and ACLED's precision codes derive from it.",
             "exact, near, admin2, admin1, region, country, water or null",
             in_set("geo_precision", lambda: ("exact", "near", "admin2", "admin1", "region", "country", "water")),
             _POINT),
    RowCheck("country_known", "error", "A code outside ISO 3166 joins with no country table.",
             "ISO 3166 alpha-3 (Kosovo XKX), or null", holds(_country_known), ("country", "place_name")),
    RowCheck("admin1_code_of_country", "error", "A province of another country: a place was resolved half-way.",
             "a code that begins with the country's", holds(_admin1_code_of_country),
             ("country", "admin1", "admin1_code")),
    # figures
    RowCheck("counts_are_whole", "error", "Half a person, or a word where a number belongs.",
             "whole numbers or null", holds(_counts_are_whole), COUNTS),
    RowCheck("counts_not_negative", "error", "A negative head count turns every sum wrong.",
             "0 or more", between("smallest", 0, None, make=_smallest_count), COUNTS),
    RowCheck("fatalities_ordered", "error", "low <= best <= high, or the toll was read the wrong way round.",
             "low <= best <= high", holds(_ordered(*_DEAD)), _DEAD),
    RowCheck("injured_ordered", "error", "low <= best <= high, or the toll was read the wrong way round.",
             "low <= best <= high", holds(_ordered(*_HURT)), _HURT),
    RowCheck("crowd_ordered", "error", "low <= high, or the crowd was read the wrong way round.",
             "low <= high", holds(_ordered("crowd_low", "crowd_low", "crowd_high")), ("crowd_low", "crowd_high")),
    RowCheck("verbal_types_harm_nobody", "error", "Words kill nobody: the toll belongs to another incident.",
             "no dead and no injured in " + ", ".join(VERBAL_TYPES), holds(_no_harm_in_words),
             ("event_type", *_DEAD, *_HURT)),
    RowCheck("no_cumulative_toll", "error", "The toll of a week or a war, put on one incident, is the worst error.",
             "incident figures only", holds(_no_cumulative_toll), ("fatalities_best", "injured_best")),
    RowCheck("tolls_have_a_row", "error", "A figure that no casualty row gives has no sentence behind it.",
             "a casualty row's best figure, or the sum of the rows", holds(_columns_agree_with_casualties), COUNTS),
    RowCheck("violence_has_a_source", "warning", "Violence by nobody named still has the source UNK.",
             "an actor with role source", holds(_violence_has_a_source), ("event_type", "event_mode")),
    # time
    RowCheck("date_whole", "error", "A date without its end, precision or source cannot be used.",
             "all four columns, or no date", holds(_date_whole), _DATE),
    RowCheck("date_span_ordered", "error", "A span that ends before it begins was resolved wrongly.",
             "event_date <= event_date_end", holds(_date_ordered), _DATE),
    RowCheck("date_span_fits_precision", "error", "A `day` of a month's length, or a `year` of one day.",
             "a day 1-2 days, a week up to 14, a month up to 92", holds(_span_fits), _DATE),
    RowCheck("planned_is_ahead", "error", "What was planned for yesterday is no plan.",
             "not over when the story was published", holds(_planned_is_ahead), ("assertion", *_DATE),
             needs="articles"),
    RowCheck("not_in_the_future", "error", "A story cannot report what happens after it.",
             "not after the publication day, at UTC+14", holds(_not_ahead), ("assertion", *_DATE), needs="articles"),
    RowCheck("old_is_background", "error", "An incident over 30 days old, taken for news, is counted again.",
             "is_background when 30 days older than the story", holds(_old_is_background),
             ("is_background", *_DATE), needs="articles"),
    RowCheck("publication_date_is_modest", "error", "A day that the text does not give is a guess.",
             "confidence at most 0.5", holds(_modest_without_a_date), ("event_date_source", "confidence")),
    # place
    RowCheck("coordinates_paired", "error", "Half a point is no point.",
             "both coordinates, or neither", holds(_coordinates_paired), _POINT),
    RowCheck("latitude_in_range", "error", "Not on Earth.", "-90 to 90", between("latitude", -90, 90), _POINT),
    RowCheck("longitude_in_range", "error", "Not on Earth.", "-180 to 180", between("longitude", -180, 180), _POINT),
    RowCheck("not_null_island", "error", "(0, 0) is a missing value that looks like a place.",
             "not (0, 0)", holds(_not_null_island), _POINT),
    RowCheck("vague_place_has_no_point", "error", "A country is not its capital: no town's point for a country.",
             "null coordinates for country and region", holds(_vague_has_no_point), _POINT),
    RowCheck("point_has_precision", "error", "A point whose precision is unknown would be mapped as exact.",
             "geo_precision with coordinates", holds(_point_has_precision), _POINT),
    # evidence and confidence
    RowCheck("confidence_given", "error", "Readers filter by it.", "a number", given("confidence"), ("confidence",)),
    RowCheck("confidence_in_range", "error", "It is a probability.",
             "0 to 1", between("confidence", 0, 1), ("confidence",)),
    RowCheck("evidence_fits_span", "error", "The sentence and its offsets contradict each other.",
             "as long as its span, and not blank", holds(_evidence_is_long_enough),
             ("evidence_start", "evidence_end")),
    RowCheck("evidence_in_text", "error", "The row quotes what the article does not say there.",
             "text[start:end]", holds(_evidence_is_there), ("evidence_start", "evidence_end"), needs="texts"),
    RowCheck("date_text_in_text", "error", "The row quotes a time that the article does not give.",
             "words of the text", holds(_date_text_is_there), ("date_text",), needs="texts"),
)  # fmt: skip

ROW_CHECKS: tuple[RowCheck, ...] = REPORT_CHECKS + CHILD_CHECKS
