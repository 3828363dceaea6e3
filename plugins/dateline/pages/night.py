"""The page of a night: what was published, what failed and why, how the night compares with those before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from dateline.checks.sql_checks import read_sql_checks
from dateline.checks.suite import SHARE_CHECK
from dateline.pages.advice import RUNBOOK, read_advice
from dateline.pages.failures import Failure, read_failures
from dateline.pages.plots import Plot, columns_of, strip_of
from dateline.pages.rendering import render

if TYPE_CHECKING:
    from dateline.store.warehouse import Warehouse

Row = dict[str, Any]

NIGHTS = 14
MAX_EVENTS, MAX_HELD, MAX_FEEDS, MAX_PAGES = 60, 40, 60, 40
HOLES_TOLD = timedelta(days=14)
STEPS = (
    "plan", "poll", "select", "fetch", "extract", "parse", "load", "check_rows", "cluster", "check_night", "publish",
)  # fmt: skip
COUNTS = (
    ("n_articles", "Articles"),
    ("n_reports", "Reports"),
    ("n_events", "Events touched"),
    ("n_quarantined", "Held back"),
)


@dataclass(frozen=True, slots=True)
class Trend:
    """One check over the last nights."""

    name: str
    severity: str
    status: str
    observed: str | None
    expected: str | None
    plot: Plot
    has_failed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How long a step took; `share` of the longest one, `usual_s` its median in the nights before."""

    name: str
    took_s: float
    share: float
    usual_s: float | None


@dataclass(frozen=True, slots=True)
class NightFacts:
    """Everything that a night's page tells. `run` is its row of `runs`; the lists are cut, their counts are not."""

    run: Row
    reason: str | None
    is_sample: bool
    standing: Row | None
    same_day: Sequence[Row]
    nights: Sequence[Row]
    events: Sequence[Row]
    changes: Sequence[Row]
    moved: Mapping[str, Sequence[Row]]
    results: Sequence[Row]
    failures: Sequence[Failure]
    trends: Sequence[Trend]
    counts: Sequence[tuple[str, int | None, Plot]]
    held: Sequence[Row]
    feeds: Sequence[Row]
    feed_states: Sequence[Row]
    outcomes: Sequence[Row]
    lost_pages: Sequence[Row]
    steps: Sequence[Step]
    advice: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        return bool(self.run["status"] == "published")


def night_page(night: NightFacts, linked_days: frozenset[str] = frozenset(), *, has_events: bool = False) -> str:
    """Return the page. `linked_days`: days (ISO) whose own pages lie beside it. `has_events`: that of events does."""
    return render(
        "night.html", night=night, runbook=RUNBOOK, linked_days=linked_days, share_check=SHARE_CHECK,
        has_events=has_events,
    )  # fmt: skip


def read_night(
    warehouse: Warehouse,
    run_id: str,
    root: Path,
    *,
    is_sample: bool,
    reason: str | None = None,
    step_seconds: Mapping[str, float] | None = None,
) -> NightFacts | None:
    """Return what is known of the night that a run held; None when the warehouse knows no such run.

    `reason` and `step_seconds` are what the run's folder says, where there still is one: they are newer than its row.
    """
    nights = warehouse.query_file("pages/nights.sql", {"run_id": run_id, "nights": NIGHTS})
    run = next((night for night in nights if night["id"] == run_id), None)
    if run is None:
        return None
    found = warehouse.query_file("pages/check_results.sql", {"runs": [night["id"] for night in nights]})
    results = [result for result in found if result["run_id"] == run_id]
    reasons = {check.name: check.why for check in read_sql_checks(root / "sql" / "checks")}
    staged = {"at": run["logical_at"], "is_staged": run["status"] != "published"}
    limited = {"run_id": run_id}
    events = warehouse.query_file("pages/events.sql", staged | {"limit": MAX_EVENTS})
    oldest_first = sorted(nights, key=lambda night: (night["id"] == run_id, night["logical_at"], night["started_at"]))
    return NightFacts(
        run=run,
        reason=reason or _reason(run, results),
        is_sample=is_sample,
        standing=next(iter(warehouse.query_file("pages/standing.sql", {"run_id": run_id})), None),
        same_day=warehouse.query_file("pages/same_day.sql", {"run_id": run_id}),
        nights=oldest_first,
        events=events,
        changes=warehouse.query_file("pages/event_changes.sql", staged),
        moved=_moved(warehouse, events, staged),
        results=results,
        failures=read_failures(warehouse, results, reasons),
        trends=_trends(results, found, oldest_first),
        counts=_counts(oldest_first),
        held=warehouse.query_file("pages/quarantine.sql", limited | {"limit": MAX_HELD}),
        feeds=[
            _judged(feed, run["logical_at"]) for feed in warehouse.query_file("pages/feeds.sql", {"limit": MAX_FEEDS})
        ],
        feed_states=warehouse.query_file("pages/feed_states.sql"),
        outcomes=warehouse.query_file("pages/outcomes.sql", limited),
        lost_pages=warehouse.query_file("pages/lost_pages.sql", limited | {"limit": MAX_PAGES}),
        steps=_steps(step_seconds or run["step_seconds"] or {}, [night for night in oldest_first if night is not run]),
        advice=read_advice(root / RUNBOOK),
    )


def _reason(run: Row, results: Sequence[Row]) -> str | None:
    """Return why the night was not published, as far as its check results say."""
    blocking = [
        f"{one['check_name']}: {one['observed']}, expected {one['expected']}"
        for one in results if one["status"] == "fail" and one["severity"] == "critical"
    ]  # fmt: skip
    return "; ".join(blocking) if run["status"] == "blocked" and blocking else None


def _moved(warehouse: Warehouse, events: Sequence[Row], staged: Mapping[str, object]) -> dict[str, list[Row]]:
    moved: dict[str, list[Row]] = {}
    ids = [event["id"] for event in events if event["changes"] != ["new"]]
    for row in warehouse.query_file("pages/moved_fields.sql", {**staged, "ids": ids}) if ids else ():
        moved.setdefault(row["event_id"], []).append(row)
    return moved


def _trends(results: Sequence[Row], found: Sequence[Row], nights: Sequence[Row]) -> list[Trend]:
    """Return each check's trend: the one that fails now first, then the ones that failed lately."""
    verdicts = {(row["check_name"], row["run_id"]): (row["status"], row["n_failing"]) for row in found}
    labels = labels_of(nights)
    trends = []
    for result in results:
        of_check = [verdicts.get((result["check_name"], night["id"])) for night in nights]
        has_failed = any(verdict and verdict[0] == "fail" for verdict in of_check)
        trends.append(
            Trend(
                result["check_name"], result["severity"], result["status"], result["observed"], result["expected"],
                strip_of(labels, of_check), has_failed,
            )
        )  # fmt: skip
    return sorted(trends, key=lambda trend: (trend.status != "fail", not trend.has_failed, trend.status == "pass"))


def labels_of(nights: Sequence[Row]) -> list[str]:
    """Return a short name for each night: its day, with the hour where several share one."""
    days = [f"{night['logical_at'].day} {night['logical_at']:%b}" for night in nights]
    return [
        day if days.count(day) == 1 else f"{day} {night['logical_at']:%H:%M}"
        for day, night in zip(days, nights, strict=True)
    ]


def _counts(nights: Sequence[Row]) -> list[tuple[str, int | None, Plot]]:
    labels, out = labels_of(nights), [night["status"] == "published" for night in nights]
    return [
        (told, nights[-1][name], columns_of(labels, [night[name] for night in nights], out)) for name, told in COUNTS
    ]


def _judged(feed: Row, at: datetime) -> Row:
    """Return the feed with its hole, if that is recent enough to matter."""
    is_told = feed["hole_to"] is not None and at - feed["hole_to"] <= HOLES_TOLD
    return feed | {"has_hole": is_told}


def _steps(took: Mapping[str, float], nights: Sequence[Row]) -> list[Step]:
    known = [name for name in STEPS if name in took] + sorted(set(took) - set(STEPS))
    most = max(took.values(), default=0.0)
    earlier = [night["step_seconds"] or {} for night in nights]
    steps = []
    for name in known:
        before = [seconds[name] for seconds in earlier if name in seconds]
        usual = median(before) if len(before) >= 3 else None
        steps.append(Step(name, took[name], took[name] / most if most else 0.0, usual))
    return steps
