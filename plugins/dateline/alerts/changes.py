"""What changed for one channel since it was last told: new, worse, still failing, recovered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dateline.alerts.ledger import Failing
from dateline.alerts.message import RANK
from dateline.config import AlertSettings
from dateline.records import CheckResult

SLACK_TIME = timedelta(hours=2)
"""A night that comes earlier by so much still repeats: clocks change, and nights do not all begin on the minute."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
_REFERENCE = re.compile(r"\b(?:usually|before|others say)\b\D{0,12}?(-?\d+(?:[.,]\d+)*)")


@dataclass(frozen=True, slots=True)
class Changes:
    """`worse` and `still` pair a result with what was told of it before. `failing` is what is known from now on."""

    new: Sequence[CheckResult] = ()
    worse: Sequence[tuple[CheckResult, Failing]] = ()
    still: Sequence[tuple[CheckResult, Failing]] = ()
    recovered: Sequence[Failing] = ()
    failing: Mapping[str, Failing] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.new or self.worse or self.still or self.recovered)


def find_changes(
    results: Sequence[CheckResult],
    told: Mapping[str, Failing],
    *,
    at: datetime,
    run_id: str,
    alerts: AlertSettings,
    nights: Mapping[str, int] | None = None,
    gone: Sequence[str] = (),
) -> Changes:
    """Return what is to be told of `results`, when `told` was told before.

    `at` is the night's logical instant. `nights`: in how many nights before this one each check failed in a row, where
    the warehouse knows. `gone`: checks that exist no more. A check that could not be judged changes nothing.
    """
    new, worse, still, failing = [], [], [], dict(told)
    recovered = [told[name] for name in gone if name in told]
    for result in sorted(results, key=lambda one: (-RANK[one.severity], one.check_name)):
        before, name = told.get(result.check_name), result.check_name
        if result.status == "pass" and before is not None:
            recovered.append(before)
        if result.status != "fail":
            continue
        n = 1 + (nights or {}).get(name, 0)
        fresh = Failing(
            name, result.severity, at, at, n, result.n_failing, result.observed or "", run_id
        )  # fmt: skip
        if before is None:
            new.append(result)
            failing[name] = fresh
        else:
            n = max(n, before.nights + (before.run_id != run_id))
            if is_worse(result, before, alerts.worse_factor):
                worse.append((result, before))
                failing[name] = replace(fresh, since=before.since, nights=n)
            elif before.run_id != run_id:
                failing[name] = replace(before, severity=result.severity, nights=n, run_id=run_id)
                still.append((result, failing[name]))
    for one in recovered:
        failing.pop(one.check, None)
    is_due = any(at - one.told_at >= timedelta(hours=alerts.renotify_hours) - SLACK_TIME for _, one in still)
    if new or worse or recovered or is_due:
        failing |= {one.check: replace(one, told_at=at) for _, one in still}
    else:
        still = []
    return Changes(new, worse, still, recovered, failing)


def is_worse(result: CheckResult, before: Failing, factor: float) -> bool:
    """Is this so much worse than what was told in full that it is told in full again?

    More severe; or `factor` times as many failing rows; or, where one row is the verdict (a night's count, a share),
    `factor` times as far from what is expected. What is expected of such a row is the number it calls usual, else the
    first number of the check's expectation; without both there is nothing to compare.
    """
    if RANK[result.severity] > RANK[before.severity]:
        return True
    if before.n_failing and result.n_failing >= factor * before.n_failing:
        return True
    if result.n_failing != 1 or before.n_failing != 1:
        return False
    now, then = _distance(result.observed, result.expected), _distance(before.observed, result.expected)
    return now is not None and then is not None and then > 0 and now >= factor * then


def _distance(observed: str | None, expected: str | None) -> float | None:
    """Return how far an observation is from what is expected; None when the words do not say.

    >>> _distance("12 reports, usually 80", "reports between 0.4 and 2.5 times the median")
    68.0
    """
    seen = _numbers(observed)
    usual = _REFERENCE.search(_DAY.sub("", observed or ""))
    reference = [_as_number(usual[1])] if usual else _numbers(expected)
    return abs(seen[0] - reference[0]) if seen and reference else None


def _numbers(text: str | None) -> list[float]:
    return [_as_number(number) for number in _NUMBER.findall(_DAY.sub("", text or ""))]


def _as_number(text: str) -> float:
    return float(re.sub(r",(?=\d{3}\b)", "", text).replace(",", "."))
