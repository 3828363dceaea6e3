"""Reports as pandas frames: what the row checks look at, one frame a table, with what has to be computed once.

Frame `reports` has one row a report, in the order given; `actors`, `casualties`, `places` and `weapons` have one row a
child, and column `row` says which report it belongs to (its position). All are indexed 0, 1, 2, ..., so that a failing
position leads back to its report even when the id itself is what is wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from dateline.records import Actor, Article, Casualty, Document, Place, Report, Weapon

if TYPE_CHECKING:
    import pandas as pd

Table = Literal["reports", "actors", "casualties", "places", "weapons"]
Source = Article | Document | str | None
"""A document as a check may know it: a record with its publication time, the bare text, or None (not to be found)."""

CHILDREN: Mapping[Table, type[Any]] = {"actors": Actor, "casualties": Casualty, "places": Place, "weapons": Weapon}
COUNTS = (
    "fatalities_low", "fatalities_best", "fatalities_high", "injured_low", "injured_best", "injured_high",
    "detained_best", "abducted_best", "displaced_best", "crowd_low", "crowd_high",
)  # fmt: skip
_NUMBERS = (
    *COUNTS, "ordinal", "quad_class", "ucdp_violence_type", "evidence_start", "evidence_end", "latitude", "longitude",
    "geonames_id", "confidence", "low", "best", "high", "mention_start", "mention_end", "side",
)  # fmt: skip
_DAYS = ("event_date", "event_date_end")
_EARLIEST, _LATEST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one batch. `texts[i]` is the document of report `i`, None when it is not at hand."""

    reports: pd.DataFrame
    actors: pd.DataFrame
    casualties: pd.DataFrame
    places: pd.DataFrame
    weapons: pd.DataFrame
    texts: Sequence[str | None]

    def table(self, name: Table) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(self, name)
        return frame


def make_frames(reports: Sequence[Report], articles: Mapping[str, Source] | None) -> Frames:
    """Return the frames of these reports. Without `articles` no text and no publication time is known."""
    import pandas as pd

    sources = [None if articles is None else articles.get(report.document_id) for report in reports]
    texts = [_text(source) for source in sources]
    frame = _frame(Report, reports)
    frame["text_length"] = pd.Series([None if text is None else len(text) for text in texts], dtype="Float64").astype(
        "float64"
    )
    frame["document_known"] = pd.Series([source is not None for source in sources], dtype=bool)
    published = [_published(source) for source in sources]
    frame["published_first"] = _days([None if at is None else at.astimezone(_EARLIEST).date() for at in published])
    frame["published_last"] = _days([None if at is None else at.astimezone(_LATEST).date() for at in published])
    children = {name: _child_frame(reports, name, frame) for name in CHILDREN}
    return Frames(reports=frame, texts=texts, **children)


def _frame(cls: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, pd.Series[Any]] = {}
    for name in (f.name for f in dataclasses.fields(cls) if f.name not in CHILDREN):
        values = [getattr(row, name) for row in rows]
        columns[f"{name}_given"] = pd.Series(values, dtype=object)
        if name in _NUMBERS:
            columns[name] = pd.to_numeric(pd.Series([_number(value) for value in values], dtype=object)).astype(float)
        elif name in _DAYS:
            columns[name] = _days(values)
        else:
            columns[name] = columns.pop(f"{name}_given")
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))


def _child_frame(reports: Sequence[Report], name: Table, parents: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    pairs = [(row, child) for row, report in enumerate(reports) for child in getattr(report, name)]
    frame = _frame(CHILDREN[name], [child for _, child in pairs])
    frame["row"] = pd.Series([row for row, _ in pairs], dtype="int64")
    frame["text_length"] = frame["row"].map(parents["text_length"]).astype(float)
    return frame


def _days(values: Sequence[Any]) -> pd.Series[Any]:
    """Return days as their ordinals (1 is 1 January of year 1), NaN for none: pandas' instants end in 2262."""
    import pandas as pd

    return pd.Series([float(day.toordinal()) if isinstance(day, date) else None for day in values], dtype=float)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(source: Source) -> str | None:
    return source if source is None or isinstance(source, str) else source.text


def _published(source: Source) -> datetime | None:
    return None if source is None or isinstance(source, str) else source.published_at
