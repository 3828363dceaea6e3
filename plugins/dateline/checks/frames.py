"""Reports as pandas frames: what the row checks look at, one frame a table, with what has to be computed once.

A document's text is known, or at least the report's own sentence of it: `Frames.texts` then has the evidence at its
offsets and `UNREAD` for every character around it, so that spans within the sentence are read again all the same.

Frame `reports` has one row a report, in the order given; `actors`, `casualties`, `places` and `weapons` have one row a
child, and column `row` says which report it belongs to (its position). All are indexed 0, 1, 2, ..., so that a failing
position leads back to its report even when the id itself is what is wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from dateline.parse.when.dates import CHANGED_WITHIN
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
_PLAIN = (str, bool, int, float, date, type(None))
UNREAD = "\0"
"""Stands for each character of a text that is not at hand."""
LONGEST = 1_000_000
"""No text is longer: the parser reads none that is, so that no offset lies beyond."""
_EARLIEST, _LATEST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one batch. `texts[i]` is what is known of the document of report `i`, None when that is nothing.

    `is_whole[i]`: that is all of it. `sources[i]`: the document itself, where it is at hand.
    `memo` keeps what several rules need and only one has to work out.
    """

    reports: pd.DataFrame
    actors: pd.DataFrame
    casualties: pd.DataFrame
    places: pd.DataFrame
    weapons: pd.DataFrame
    texts: Sequence[str | None]
    is_whole: Sequence[bool]
    sources: Sequence[Source]
    memo: dict[str, Any] = field(default_factory=dict)

    def table(self, name: Table) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(self, name)
        return frame

    def rows(self, name: Table, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of each row as they were given: numbers of any type, days as days."""
        frame = self.table(name)
        given = (f"{column}_given" if f"{column}_given" in frame else column for column in columns)
        return zip(*(frame[column].tolist() for column in given), strict=True)

    def flags(self, name: Table, values: Sequence[bool]) -> pd.Series[bool]:
        """Return a column for that frame: whether each row is right."""
        import pandas as pd

        return pd.Series(values, index=self.table(name).index, dtype=bool)

    def judged(self, name: Table, columns: Sequence[str], is_right: Callable[..., bool]) -> pd.Series[bool]:
        """Judge each row by some of its columns; rows with the same values are judged once."""
        verdicts: dict[tuple[Any, ...], bool] = {}
        flags = []
        for key in self.rows(name, *columns):
            verdict = verdicts.get(key)
            if verdict is None:
                verdict = verdicts[key] = bool(is_right(*key))
            flags.append(verdict)
        return self.flags(name, flags)


def make_frames(reports: Sequence[Report], articles: Mapping[str, Source] | None) -> Frames:
    """Return the frames of these reports. Without `articles` no text and no publication time is known."""
    import pandas as pd

    sources = [None if articles is None else articles.get(_key(report.document_id)) for report in reports]
    texts = [_text(source) for source in sources]
    frame = _frame(Report, reports)
    frame["text_length"] = pd.Series([None if text is None else len(text) for text in texts], dtype="Float64").astype(
        "float64"
    )
    frame["document_known"] = pd.Series([source is not None for source in sources], dtype=bool)
    frame["has_lists"] = pd.Series(
        [all(isinstance(getattr(report, name), tuple | list) for name in CHILDREN) for report in reports], dtype=bool
    )
    published = [_published(source) for source in sources]
    latest = [_latest(source) for source in sources]
    frame["published_first"] = _days([None if at is None else at.astimezone(_EARLIEST).date() for at in published])
    frame["published_last"] = _days([None if at is None else at.astimezone(_LATEST).date() for at in latest])
    children: dict[str, Any] = {name: _child_frame(reports, name, frame) for name in CHILDREN}
    known = [_own_sentence(report) if text is None else text for report, text in zip(reports, texts, strict=True)]
    is_whole = [text is not None for text in texts]
    return Frames(reports=frame, texts=known, is_whole=is_whole, sources=sources, **children)


def _own_sentence(report: Report) -> str | None:
    """Return the evidence where it stands, what is before it unread; None for evidence that does not fit its span."""
    text, start, end = report.evidence, report.evidence_start, report.evidence_end
    if not isinstance(text, str) or not isinstance(start, int) or not isinstance(end, int):
        return None
    fits = 0 <= start < end <= LONGEST and end - start == len(text)
    return UNREAD * start + text + UNREAD if fits else None


def _frame(cls: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, pd.Series[Any]] = {}
    for name in (f.name for f in dataclasses.fields(cls) if f.name not in CHILDREN):
        values = [_plain(getattr(row, name)) for row in rows]
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

    pairs = [(row, child) for row, report in enumerate(reports) for child in getattr(report, name) or ()]
    frame = _frame(CHILDREN[name], [child for _, child in pairs])
    frame["row"] = pd.Series([row for row, _ in pairs], dtype="int64")
    frame["text_length"] = frame["row"].map(parents["text_length"]).astype(float)
    return frame


def _days(values: Sequence[Any]) -> pd.Series[Any]:
    """Return days as their ordinals (1 is 1 January of year 1), NaN for none: pandas' instants end in 2262."""
    import pandas as pd

    return pd.Series([float(day.toordinal()) if isinstance(day, date) else None for day in values], dtype=float)


def _plain(value: object) -> object:
    """Return a value that can be a key: a list or an object where a word belongs is told as words."""
    return value if isinstance(value, _PLAIN) else repr(value)


def _key(identity: object) -> str:
    return identity if isinstance(identity, str) else repr(identity)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(source: Source) -> str | None:
    return source if source is None or isinstance(source, str) else source.text


def _published(source: Source) -> datetime | None:
    return None if source is None or isinstance(source, str) else source.published_at


def _latest(source: Source) -> datetime | None:
    """Return the last instant that the text can speak of: its change within a week of its publication, else that."""
    published = _published(source)
    changed = None if source is None or isinstance(source, str) else source.modified_at
    if published is None or changed is None or not published < changed < published + CHANGED_WITHIN:
        return published
    return changed
