"""One row check, and how Great Expectations judges a table of them.

A check is either one of Great Expectations' own expectations on a column (`in_set`, `between`, `matches`, ...), or a
rule over several columns (`holds`), computed for the whole frame at once and then expected to be true. Great
Expectations is imported only when checks run: that takes seconds.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dateline.checks.frames import Frames, Table
from dateline.records import Severity

if TYPE_CHECKING:
    import pandas as pd

Needs = Literal["articles", "texts"]
Rule = Callable[[Frames], "pd.Series[bool]"]
Key = Callable[[Frames], "pd.Series[Any]"]

GX_SEVERITY: Mapping[Severity, str] = {"critical": "critical", "error": "warning", "warning": "info"}


@dataclass(frozen=True, slots=True)
class Expect:
    """What a column should be. `make` gives a column that the frame lacks; `values` are looked up when checks run."""

    kind: Literal["given", "unique", "in_set", "between", "matches"]
    column: str
    make: Key | None = None
    values: Callable[[], Collection[Any]] | None = None
    low: float | None = None
    high: float | None = None
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A check on one row. `why` says what a failing row means, `expected` what is right, in words.

    `shows` names the columns which a person needs to see to understand a failure. `needs` says what else must be at
    hand: the articles (known ids, publication times) or their texts; without it the check is skipped.
    """

    name: str
    severity: Severity
    why: str
    expected: str
    expect: Expect
    shows: tuple[str, ...]
    table: Table = "reports"
    needs: Needs | None = None


def given(column: str) -> Expect:
    return Expect("given", column)


def unique(column: str) -> Expect:
    return Expect("unique", column)


def in_set(column: str, values: Callable[[], Collection[Any]], *, make: Key | None = None) -> Expect:
    return Expect("in_set", column, make=make, values=values)


def between(column: str, low: float | None, high: float | None, *, make: Key | None = None) -> Expect:
    return Expect("between", column, make=make, low=low, high=high)


def matches(column: str, pattern: str) -> Expect:
    return Expect("matches", column, pattern=pattern)


def holds(rule: Rule) -> Expect:
    """Expect a rule over several columns to be true of every row."""
    return Expect("in_set", "", make=rule, values=lambda: (True,))


def find_failures(checks: Sequence[RowCheck], frames: Frames) -> dict[str, list[int]]:
    """Return for each check the positions, in its table, of the rows that fail it. One run of Great Expectations.

    Rows are found again by position (the batch's index), not by an id column: an id may be what is missing, and
    naming index columns makes Great Expectations build a dict a failing row, minutes when a check fails everywhere.
    """
    gx = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(
        globally=False, metric_calculations=False
    )
    source = context.data_sources.add_pandas("night")
    failures: dict[str, list[int]] = {}
    for table in dict.fromkeys(check.table for check in checks):
        wanted = [check for check in checks if check.table == table]
        frame = frames.table(table)
        if frame.empty:
            failures.update({check.name: [] for check in wanted})
            continue
        looked_at, columns = _with_made_columns(frame, wanted, frames)
        definition = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe(table)
        # All at once: `add_expectation` compares each with all before it, a fifth of the time that checks take.
        suite = gx.ExpectationSuite(name=table, expectations=[_expectation(one, columns[one.name]) for one in wanted])
        verdict = definition.get_batch({"dataframe": looked_at}).validate(
            suite, result_format={"result_format": "COMPLETE", "return_unexpected_index_query": False}
        )
        failures.update(_positions(verdict.results, wanted))
    return failures


def great_expectations() -> Any:
    """Return the library, imported now: it takes seconds. No word goes out, and it does not log of its folders."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: no word to the outside
    import great_expectations as library
    import great_expectations.data_context.types.base

    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they set INFO themselves, and tell of their folders

    return library


def _with_made_columns(
    frame: pd.DataFrame, checks: Iterable[RowCheck], frames: Frames
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the frame that is looked at (only the columns that checks name), and the column of each check."""
    import pandas as pd

    made: dict[str, pd.Series[Any]] = {}
    columns: dict[str, str] = {}
    for check in checks:
        if check.expect.make is None:
            columns[check.name] = check.expect.column
            made[check.expect.column] = _hashable(frame[check.expect.column])
        else:
            columns[check.name] = f"{check.name}: {check.expect.column or 'holds'}"
            made[columns[check.name]] = check.expect.make(frames)
    return pd.DataFrame(made, index=frame.index), columns


def _hashable(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column whose text UTF-8 can hold: Great Expectations hashes the batch, and lone surrogates stop it."""
    import pandas as pd

    if column.dtype != object:
        return column
    texts = [
        value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) and not value.isascii() else value
        for value in column.tolist()
    ]
    return pd.Series(texts, index=column.index, dtype=object)


def _expectation(check: RowCheck, column: str) -> Any:
    import great_expectations.expectations as gxe

    expect = check.expect
    told = {"column": column, "severity": GX_SEVERITY[check.severity], "meta": {"check": check.name}}
    if expect.kind == "given":
        return gxe.ExpectColumnValuesToNotBeNull(**told)
    if expect.kind == "unique":
        return gxe.ExpectColumnValuesToBeUnique(**told)
    if expect.kind == "between":
        return gxe.ExpectColumnValuesToBeBetween(min_value=expect.low, max_value=expect.high, **told)
    if expect.kind == "matches":
        return gxe.ExpectColumnValuesToMatchRegex(regex=expect.pattern, **told)
    values = expect.values() if expect.values else ()
    return gxe.ExpectColumnValuesToBeInSet(value_set=sorted(values), **told)


def _positions(results: Iterable[Any], checks: Sequence[RowCheck]) -> dict[str, list[int]]:
    found = {check.name: [] for check in checks}  # type: dict[str, list[int]]
    for result in results:
        name = result.expectation_config.meta["check"]
        if not result.success and "unexpected_index_list" not in result.result:
            raise RuntimeError(f"check {name} could not be run: {_told(result.exception_info)}")
        found[name] = [int(position) for position in result.result.get("unexpected_index_list") or ()]
    return found


def _told(exception_info: Any) -> str:
    """Return the message out of Great Expectations' (sometimes nested) account of an exception."""
    if isinstance(exception_info, Mapping):
        said = exception_info.get("exception_message")
        return str(said) if said else "; ".join(_told(part) for part in exception_info.values())
    return str(exception_info)
