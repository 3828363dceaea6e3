"""Alerts: what changed for whom, and how it is told: a night, a failed task, a late night."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dateline.alerts.changes import Changes, find_changes, is_worse
from dateline.alerts.incidents import late_message, night_late, task_failed
from dateline.alerts.ledger import Failing
from dateline.alerts.message import Message
from dateline.alerts.messages import FRESH, IN_TIME, PUBLISHED, NightSummary, anchor_of, compose
from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.sql_checks import read_sql_checks
from dateline.config import ROOT, AlertSettings, Settings
from dateline.errors import NightBlocked, StoreError
from dateline.records import CheckResult

NIGHT = datetime(2026, 3, 7, 2, 30, tzinfo=UTC)
SECRET = "hunter2-s3cret"
SENTENCE = "Shelling of a market in Kassala killed at least nine people."
SAMPLES = tuple(
    {"id": f"r{n}", "value": "latitude 0.0, longitude 0.0", "sentence": SENTENCE, "url": f"https://courier.example/{n}"}
    for n in range(4)
)
BAD_ROWS = CheckResult("not_null_island", "error", "fail", "4 of 90 reports", "not (0, 0)", 4, ("r0", "r1"), SAMPLES)
ORPHANS = CheckResult("events_have_reports", "critical", "fail", "2 rows", "a report for each", 2, ("e1", "e2"))
SILENT = CheckResult("feeds_silent", "warning", "fail", "one", "something new", 1, ("http://f",))
FINE = CheckResult("feeds_answer", "error", "pass")
YOUNG = CheckResult("night_row_count", "error", "too_little_history", "2 earlier nights, 3 needed")
BLOCKED = CheckResult(PUBLISHED, "critical", "fail", "events_have_reports: 2 rows", "the night is published", 1)
INSTEAD = "the snapshot of 2026-03-06, built 2026-03-06 02:41 UTC (24 hours ago)"


def night(status: str = "published", **more: Any) -> NightSummary:
    reasons = {check.name: check.why for check in ROW_CHECKS}
    settled: dict[str, Any] = {
        "home": Path("/srv/dateline"),
        "reasons": reasons,
        "row_checks": frozenset(reasons),
    } | more
    return NightSummary("scheduled__2026-03-07T02:30:00+00:00", NIGHT, status, **settled)  # type: ignore[arg-type]


def changes(*results: CheckResult, told: dict[str, Failing] | None = None, days: int = 0, **more: Any) -> Changes:
    run, at = f"run{days}", NIGHT + timedelta(days=days)
    return find_changes(results, told or {}, at=at, run_id=run, alerts=AlertSettings(), **more)


def told(*results: CheckResult, summary: NightSummary | None = None) -> Message:
    message = compose(summary or night(), changes(*results))
    assert message is not None
    return message


# -------------------------------------------------------------------------------------------------- what changed


def names(found: Changes) -> dict[str, list[str]]:
    pairs = {"worse": found.worse, "still": found.still}
    listed = {"new": [one.check_name for one in found.new], "recovered": [one.check for one in found.recovered]}
    listed |= {kind: [one.check_name for one, _ in pair] for kind, pair in pairs.items()}
    return {kind: checks for kind, checks in listed.items() if checks}


def test_three_failing_nights_are_new_then_still_failing_then_recovered() -> None:
    first = changes(BAD_ROWS, FINE)
    second = changes(BAD_ROWS, told=dict(first.failing), days=1)
    third = changes(BAD_ROWS, told=dict(second.failing), days=2)
    fourth = changes(replace(BAD_ROWS, status="pass"), told=dict(third.failing), days=3)
    assert [names(one) for one in (first, second, third, fourth)] == [
        {"new": ["not_null_island"]}, {"still": ["not_null_island"]}, {"still": ["not_null_island"]},
        {"recovered": ["not_null_island"]},
    ]  # fmt: skip
    assert [one.failing["not_null_island"].nights for one in (first, second, third)] == [1, 2, 3]
    assert not fourth.failing and not changes(FINE, told=dict(fourth.failing), days=4)


def test_what_could_not_be_judged_has_not_recovered() -> None:
    known = dict(changes(replace(YOUNG, status="fail"), BAD_ROWS).failing)
    later = changes(YOUNG, told=known, days=1)  # no row was staged: the row check is not among the results at all
    assert not later and set(later.failing) == {"night_row_count", "not_null_island"}


def test_a_check_that_exists_no_more_does_not_fail_for_ever() -> None:
    known = dict(changes(BAD_ROWS).failing)
    assert names(changes(told=known, days=1, gone=["not_null_island"])) == {"recovered": ["not_null_island"]}


def test_what_was_told_an_hour_ago_is_not_told_again_until_a_day_is_over() -> None:
    known = dict(changes(BAD_ROWS).failing)
    for hours in range(1, 22):
        found = find_changes(
            [BAD_ROWS], known, at=NIGHT + timedelta(hours=hours), run_id=f"h{hours}", alerts=AlertSettings()
        )
        assert not found
        known = dict(found.failing)
    assert known["not_null_island"].nights == 22, "each run that found it counts"
    again = find_changes([BAD_ROWS], known, at=NIGHT + timedelta(hours=23), run_id="next", alerts=AlertSettings())
    assert names(again) == {"still": ["not_null_island"]}, "23 hours: the night in which the clocks change"


def test_one_run_that_tells_twice_counts_once() -> None:
    known = dict(changes(BAD_ROWS).failing)
    again = changes(BAD_ROWS, told=known)
    assert not again and again.failing["not_null_island"].nights == 1


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        ((4, "4 of 90 reports"), (5, "5 of 90 reports"), False),
        ((4, "4 of 90 reports"), (6, "6 of 90 reports"), True),
        ((4, "4 of 90 reports"), (2, "2 of 90 reports"), False),
        ((1, "60 reports, usually 100"), (1, "50 reports, usually 100"), False),
        ((1, "60 reports, usually 100"), (1, "30 reports, usually 100"), True),
        ((1, "30 reports, usually 100"), (1, "60 reports, usually 100"), False),
        ((1, "250 dead, 2026-03-01, Kassala"), (1, "270 dead, 2026-03-02, Kassala"), False),
        ((1, "250 dead, 2026-03-01, Kassala"), (1, "4000 dead, 2026-03-02, Kassala"), True),
        ((1, "nothing new since 2026-01-01"), (1, "nothing new since 2026-01-01"), False),
    ],
)
def test_worse_is_half_as_many_rows_again_or_half_as_far_again(before, now, worse: bool) -> None:
    expected = "fatalities_best of a live event at most 200"
    known = Failing("x", "error", NIGHT, NIGHT, 1, before[0], before[1], "run")
    assert is_worse(CheckResult("x", "error", "fail", now[1], expected, now[0]), known, 1.5) is worse


def test_a_check_that_grew_more_severe_is_worse() -> None:
    known = Failing("x", "warning", NIGHT, NIGHT, 1, 9, "9 rows", "run")
    assert is_worse(CheckResult("x", "error", "fail", "9 rows", None, 9), known, 1.5)


# -------------------------------------------------------------------------------------------------- how it is told


def test_a_night_in_which_nothing_is_wrong_sends_nothing() -> None:
    assert compose(night(), changes(FINE, YOUNG)) is None


def test_a_failed_check_is_told_with_rows_sentences_addresses_sql_and_the_runbook() -> None:
    text = told(BAD_ROWS, FINE).text
    for part in (
        "ERROR  not_null_island", "(0, 0) is a missing value", "Observed: 4 of 90 reports", "Expected: not (0, 0)",
        "1. r0: latitude 0.0", SENTENCE, "https://courier.example/2", "docs/runbook.md#not_null_island",
        "dateline sql --home /srv/dateline \"SELECT q.report_id",
    ):  # fmt: skip
        assert part in text
    assert "feeds_answer" not in text and "https://courier.example/3" not in text
    assert text.startswith("What to do: nothing tonight")


def test_a_night_in_which_no_feed_answered_holds_no_rows_and_says_where_to_look() -> None:
    dead = replace(FINE, status="fail", observed="67 rows, the first: name not resolved", n_failing=67)
    first = told(dead, summary=night(counts={"n_quarantined": 0})).text.splitlines()[0]
    assert first == (
        "What to do: nothing tonight: no row is held back. In working hours see to feeds_answer: "
        "docs/runbook.md#feeds_answer"
    )
    assert "3 rows are held back" in told(dead, summary=night(counts={"n_quarantined": 3})).text


def test_a_blocked_night_says_in_its_subject_what_is_published_instead() -> None:
    message = told(ORPHANS, BLOCKED, summary=night("blocked", instead=INSTEAD))
    assert message.subject == (
        "[Dateline] NOT PUBLISHED: night of 2026-03-07 blocked by events_have_reports; "
        "readers keep the snapshot of 2026-03-06"
    )
    assert message.text.startswith("What to do: read the rows below, then docs/runbook.md#events_have_reports.\n")
    assert f"People read: {INSTEAD}." in message.text
    assert "dateline publish --home /srv/dateline --force scheduled__2026-03-07T02:30:00+00:00 --why" in message.text
    assert "dateline sql --home /srv/dateline --warehouse" in message.text
    assert message.severity == "critical"


def test_a_failed_night_says_what_failed_in_its_first_line() -> None:
    full = CheckResult("task_publish", "critical", "fail", "/srv: the disk is full", "the task ends", 1)
    failed = replace(BLOCKED, observed="publish failed")
    first = told(full, failed, summary=night("failed", instead=INSTEAD, program="/srv/bin/dateline")).text.splitlines()
    assert (
        first[0]
        == "What to do: mend this, /srv: the disk is full; see docs/runbook.md#task-publish. Nothing fetched is lost."
    )
    assert first[1] == "  Then clear the red task in Airflow, or: /srv/bin/dateline run --home /srv/dateline"
    assert told(failed, summary=night("failed")).text.startswith("What to do: see docs/runbook.md#night_published.")


def test_a_second_blocked_night_says_that_it_is_the_second() -> None:
    known = dict(changes(ORPHANS, BLOCKED).failing)
    message = compose(night("blocked", instead=INSTEAD), changes(ORPHANS, BLOCKED, told=known, days=1))
    assert message is not None and "blocked by events_have_reports, night 2 in a row; readers keep" in message.subject
    assert "events_have_reports: 2 rows (night 2 in a row, since 2026-03-07)" in message.text


def test_the_worst_check_comes_first_and_gives_the_severity() -> None:
    message = told(SILENT, BAD_ROWS, ORPHANS)
    assert message.text.index("CRITICAL") < message.text.index("ERROR") < message.text.index("WARNING")
    assert message.severity == "critical"
    assert told(SILENT).severity == "warning"


def test_what_is_worse_is_told_in_full_with_what_it_was() -> None:
    known = dict(changes(BAD_ROWS).failing)
    more = replace(BAD_ROWS, observed="40 of 90 reports", n_failing=40)
    message = compose(night(), changes(more, told=known, days=1))
    assert message is not None and SENTENCE in message.text
    assert "Before:   4 of 90 reports (failing since 2026-03-07)" in message.text
    assert message.subject == "[Dateline] night of 2026-03-07 published; worse: not_null_island"


def test_a_recovery_is_good_news_only() -> None:
    known = dict(changes(BAD_ROWS).failing)
    found = changes(replace(BAD_ROWS, status="pass"), told=known, days=1)
    message = compose(night(), found)
    assert message is not None and message.severity == "recovery"
    assert message.subject == "[Dateline] night of 2026-03-07 published; recovered: not_null_island"
    assert "not_null_island: passes again, after 1 night (since 2026-03-07; last: 4 of 90 reports)" in message.text
    assert compose(night(), found, ("critical", "error")) is None


def test_a_sample_home_says_so_and_a_replay_is_called_one() -> None:
    assert told(BAD_ROWS, summary=night(is_sample=True)).subject.startswith("[Dateline SAMPLE] ")
    assert "replay of 2026-03-07" in told(BAD_ROWS, summary=night(kind="replay")).subject


def test_the_nights_page_and_another_runbook_are_linked() -> None:
    page = Path("/srv/dateline/pages/2026-03-07/night.html")
    text = told(BAD_ROWS, summary=night(page=page, runbook="https://wiki.example.org/runbook")).text
    assert f"Its page: {page}" in text and "https://wiki.example.org/runbook#not_null_island" in text


def test_a_quote_in_a_run_id_ends_neither_the_sql_nor_the_command() -> None:
    summary = replace(night("blocked"), run_id="o'clock; rm -rf $HOME")
    text = told(BAD_ROWS, summary=summary).text
    assert "q.run_id = 'o''clock; rm -rf \\$HOME'" in text
    assert "--force 'o'\"'\"'clock; rm -rf $HOME'" in text


# ---------------------------------------------------------------------------------------------- a task that failed


def context(
    task_id: str, error: BaseException | None, map_index: int = -1, *, dag: str = "dateline_nightly", tries: int = 4
) -> dict[str, Any]:
    instance = SimpleNamespace(
        task_id=task_id, map_index=map_index, run_id="manual__2026-03-07T02:30:00+00:00", dag_id=dag,
        try_number=tries, log_url="http://localhost:8080/log",
    )  # fmt: skip
    return {"task_instance": instance, "exception": error, "run_id": instance.run_id}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    monkeypatch.delenv("DATELINE_SETTINGS", raising=False)
    return tmp_path


def environ(home: Path, **more: str) -> dict[str, str]:
    return {"DATELINE_HOME": str(home)} | more


def alerts_in(home: Path) -> list[str]:
    folder = home / "pages" / "alerts"
    return [path.read_text() for path in sorted(folder.iterdir())] if folder.exists() else []


def test_a_failed_task_is_told_with_its_error_and_what_stays_published(home: Path) -> None:
    task_failed(
        context("publish", StoreError("disk full: current.duckdb was not replaced"), map_index=2), environ(home)
    )
    (text,) = alerts_in(home)
    assert text.startswith(
        "[Dateline] NOT PUBLISHED: publish[2] failed; nothing is published yet\n\n"
        "What to do: mend this, disk full: current.duckdb was not replaced; see docs/runbook.md#task-publish.\n"
    ), "the first line is what a telephone shows"
    assert "disk full: current.duckdb was not replaced" in text.split("FAILED TASK")[1]
    assert "docs/runbook.md#task-publish" in text
    assert "try 4" in text and "http://localhost:8080/log" in text


def test_many_mapped_instances_that_fail_are_told_once(home: Path) -> None:
    for index in range(30):
        task_failed(context("poll", ValueError("x"), map_index=index), environ(home))
    assert len(alerts_in(home)) == 1
    task_failed(context("poll", ValueError("x"), map_index=3, tries=5), environ(home))
    assert len(alerts_in(home)) == 2, "cleared, and failed again: that is news"


def test_a_failed_tasks_secret_is_not_told(home: Path) -> None:
    secret = environ(home, AIRFLOW_CONN_DESK=f"smtp://u:{SECRET}@h:25")
    task_failed(context("load", ValueError(f"cannot log in with {SECRET}")), secret)
    assert "cannot log in with [secret]" in alerts_in(home)[0]


@pytest.mark.parametrize(
    ("task_id", "error"), [("check_night", NightBlocked("run x is not published")), ("close", RuntimeError("blocked"))]
)
def test_a_blocked_night_is_told_once_by_tell_and_not_by_its_tasks(task_id: str, error: Exception, home: Path) -> None:
    task_failed(context(task_id, error), environ(home))
    assert alerts_in(home) == []


def test_a_task_of_another_dag_does_not_say_that_a_night_was_not_published(home: Path) -> None:
    task_failed(context("keep_house", OSError("busy"), dag="dateline_housekeeping"), environ(home))
    assert "[Dateline] dateline_housekeeping: keep_house failed\n" in alerts_in(home)[0]


def test_the_callback_never_raises(home: Path) -> None:
    task_failed(context("poll", None), environ(home, DATELINE_SETTINGS=str(home / "missing.toml")))
    task_failed({}, environ(home))
    task_failed({"task_instance": object(), "exception": object()}, environ(home))


def test_a_late_night_is_told_once(home: Path) -> None:
    settings = Settings.from_env(environ(home))
    for _ in range(2):
        night_late("scheduled__x", NIGHT, settings, environ(home))
    (text,) = alerts_in(home)
    assert text.startswith("[Dateline] LATE: night of 2026-03-07 not published after 240 minutes; nothing is published")
    assert f"docs/runbook.md#{IN_TIME}" in text


def test_a_late_night_without_an_instant_is_called_by_its_run(home: Path) -> None:
    settings = Settings.from_env(environ(home))
    assert "LATE: run manual__x not" in late_message("manual__x", None, settings, NIGHT, 1).subject


# --------------------------------------------------------------------------------------------------- the runbook


def anchors() -> set[str]:
    return set(re.findall(r'<a id="([^"]+)"></a>', (ROOT / "docs" / "runbook.md").read_text()))


def test_every_check_has_its_place_in_the_runbook() -> None:
    names = {check.name for check in ROW_CHECKS} | {check.name for check in read_sql_checks(ROOT / "sql" / "checks")}
    assert sorted((names | {"quarantined_share"}) - anchors()) == []


def test_every_task_has_its_place_in_the_runbook() -> None:
    tasks = ("plan", "poll", "select", "fetch", "extract", "parse", "load", "check_rows", "cluster", "check_night",
             "publish", "tell", "close", "begin", "find", "list_pages", "keep_house", "look")  # fmt: skip
    told_of = {PUBLISHED, IN_TIME, FRESH, "doctor"}
    assert sorted({anchor_of(f"task_{task}") for task in tasks} - anchors()) == []
    assert sorted(told_of - anchors()) == []
