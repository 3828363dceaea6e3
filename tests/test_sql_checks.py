"""The checks of the night on a migrated warehouse: each finds what it is for, or says that history is too short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dateline.alerts.changes import find_changes
from dateline.checks.sql_checks import SqlCheck, read_sql_check
from dateline.checks.suite import CheckResult, blocks, judge, read_sql_checks, to_result
from dateline.config import ROOT, AlertSettings
from dateline.errors import ConfigError

CHECKS = {check.name: check for check in read_sql_checks(ROOT / "sql" / "checks")}
NIGHT = datetime(2026, 3, 7, 2, 30, tzinfo=UTC)
Connection = duckdb.DuckDBPyConnection


def add(connection: Connection, table: str, **row: Any) -> None:
    """Insert one row, columns by name."""
    names = ", ".join(row)
    marks = ", ".join(f"${name}" for name in row)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)


def article(connection: Connection, identity: str, **more: Any) -> None:
    row = {"id": identity, "url": f"https://x/{identity}", "version_id": f"{identity}-v", "status": "live",
           "n_versions": 1, "text": "words", "published_source": "page", "published_at": NIGHT} | more  # fmt: skip
    add(connection, more.pop("schema", "staging") + ".articles", **{k: v for k, v in row.items() if k != "schema"})


def report(connection: Connection, identity: str, of: str = "a1", schema: str = "staging", **more: Any) -> None:
    row = {"id": identity, "article_id": of, "version_id": f"{of}-v", "run_id": "tonight", "parser": "p1", "ordinal": 0,
           "event_type": "ASSAULT", "assertion": "stated", "is_disputed": False, "is_background": False,
           "is_correction": False, "evidence": "words", "evidence_start": 0, "evidence_end": 5} | more  # fmt: skip
    add(connection, f"{schema}.reports", **row)


def event(connection: Connection, identity: str, *reports: str, **more: Any) -> None:
    row = {"id": identity, "event_type": "ASSAULT", "status": "live", "is_background": False,
           "n_reports": len(reports), "n_articles": 1, "n_sources": 1} | more  # fmt: skip
    add(connection, "staging.events", **row)
    for linked in reports:
        add(connection, "staging.event_reports", event_id=identity, report_id=linked)


def feed(connection: Connection, name: str, **more: Any) -> None:
    row = {"url": f"https://{name}/feed", "name": name, "last_polled_at": NIGHT, "last_new_at": NIGHT} | more
    add(connection, "main.feeds", **row)


def page(connection: Connection, name: str, outcome: str, host: str = "https://x") -> None:
    add(connection, "main.pages", url=f"{host}/{name}", host=host, outcome=outcome, fetched_at=NIGHT)


def past_night(connection: Connection, days: int, n_reports: int = 100) -> None:
    at = NIGHT - timedelta(days=days)
    add(
        connection,
        "main.runs",
        id=f"night-{days}",
        kind="night",
        status="published",
        logical_at=at,
        n_reports=n_reports,
    )


@pytest.fixture
def warehouse() -> Iterator[Connection]:
    """A migrated warehouse with one good night staged."""
    with duckdb.connect() as connection:
        for path in sorted((ROOT / "sql" / "migrations").glob("*.sql")):
            connection.execute(path.read_text())
        article(connection, "a1", publisher="Courier")
        add(connection, "staging.article_versions", id="a1-v", article_id="a1", text="words")
        report(connection, "r1")
        event(connection, "e1", "r1")
        feed(connection, "good")
        page(connection, "a1", "article")
        yield connection


def bound(sql: str) -> dict[str, object]:
    """Return the parameters that a query names, as the pipeline binds them: the night's own row is not written yet."""
    night = {"run_id": "tonight", "logical_at": NIGHT, "started_at": NIGHT - timedelta(minutes=5)}
    return {name: value for name, value in night.items() if f"${name}" in sql}


def ask(connection: Connection, check: SqlCheck) -> CheckResult:
    """Run one check as the pipeline does."""

    def answered(query: str) -> list[dict[str, Any]]:
        found = connection.execute(query, bound(query))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return judge(check, answered)


def stage_type_mix(connection: Connection) -> None:
    for days in range(1, 15):
        past_night(connection, days)
        report(connection, f"old-{days}", schema="main", run_id=f"night-{days}", event_type="PROTEST")
    for n in range(60):
        report(connection, f"mix-{n}")


def stage_short_bodies(connection: Connection) -> None:
    for days in range(1, 8):
        past_night(connection, days)
    for n in range(20):
        article(connection, f"old-{n}", schema="main", publisher="Courier", word_count=600,
                fetched_at=NIGHT - timedelta(days=3))  # fmt: skip
    for n in range(5):
        article(connection, f"new-{n}", publisher="Courier", word_count=90)


def stage_few_rows(connection: Connection) -> None:
    for weeks in (1, 2, 3):
        past_night(connection, 7 * weeks)


def stage_one_place(connection: Connection) -> None:
    for n in range(60):
        report(connection, f"p{n}", place_name="Victoria" if n < 30 else f"Town {n}", country="SYC")


def stage_empty_pages(connection: Connection) -> None:
    for n in range(6):
        page(connection, f"e{n}", "empty" if n else "article", host="https://wall")


def stage_undated(connection: Connection) -> None:
    for n in range(6):
        article(connection, f"u{n}", publisher="Undated", published_source="fetch")


def stage_far_toll(connection: Connection) -> None:
    for n, dead in enumerate((4, 4, 400)):
        report(connection, f"t{n}", of=f"a{n}", fatalities_best=dead)
    event(connection, "e2", "t0", "t1", "t2")


def stage_all_feeds_dead(connection: Connection) -> None:
    connection.execute("UPDATE main.feeds SET failures = 1, last_error = 'timed out'")


def stage_no_dates(connection: Connection) -> None:
    for days in range(1, 8):
        past_night(connection, days)
        for n in range(10):
            report(connection, f"old-{days}-{n}", schema="main", run_id=f"night-{days}", event_date=NIGHT.date())
    for n in range(60):
        report(connection, f"undated-{n}")


def stage_failed_pages(connection: Connection) -> None:
    for n in range(30):
        page(connection, f"f{n}", "timed_out" if n % 2 else "article", host=f"https://h{n}")


def stage_failing_feeds(connection: Connection) -> None:
    for n in range(6):
        feed(connection, f"f{n}", failures=int(n < 2), last_error="503")


BAD: dict[str, tuple[Callable[[Connection], object], str]] = {
    "staged_ids_once": (lambda c: report(c, "r1"), "r1"),
    "reports_have_articles": (lambda c: report(c, "r2", of="a2"), "r2"),
    "reports_have_versions": (lambda c: report(c, "r2", version_id="lost"), "r2"),
    "children_have_reports": (
        lambda c: add(c, "staging.report_actors", report_id="r9", ordinal=0, role="source"), "r9"),
    "events_have_reports": (lambda c: event(c, "e2"), "e2"),
    "event_links_lead_somewhere": (lambda c: event(c, "e2", "r9"), "e2"),
    "report_in_one_event": (lambda c: event(c, "e2", "r1"), "r1"),
    "quarantine_stays_out": (
        lambda c: add(c, "main.quarantine", report_id="r1", run_id="tonight", check_name="x"), "r1"),
    "event_counts_agree": (lambda c: c.execute("UPDATE staging.events SET n_reports = 7"), "e1"),
    "toll_outliers": (lambda c: c.execute("UPDATE staging.events SET fatalities_best = 4000"), "e1"),
    "tolls_far_apart": (stage_far_toll, "t2"),
    "one_place_share": (stage_one_place, "Victoria"),
    "pages_without_text": (stage_empty_pages, "https://wall"),
    "feeds_answer": (stage_all_feeds_dead, "https://good/feed"),
    "feeds_failing": (lambda c: feed(c, "dead", failures=3, last_error="404"), "https://dead/feed"),
    "feeds_silent": (lambda c: feed(c, "stale", last_new_at=NIGHT - timedelta(days=8)), "https://stale/feed"),
    "publication_times_unread": (stage_undated, "Undated"),
    "night_row_count": (stage_few_rows, "tonight"),
    "event_type_mix": (stage_type_mix, "ASSAULT"),
    "null_rates": (stage_no_dates, "event_date"),
    "pages_fetched": (stage_failed_pages, "pages"),
    "feeds_answer_share": (stage_failing_feeds, "feeds"),
    "body_length_halved": (stage_short_bodies, "Courier"),
}  # fmt: skip


def test_every_sql_check_has_a_bad_night() -> None:
    assert set(CHECKS) == set(BAD)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_good_night_fails_no_check(name: str, warehouse: Connection) -> None:
    """One report of one article of one feed: what judges a night by its many says that they are too few."""
    check = CHECKS[name]
    expected = "too_little_history" if check.min_history or check.min_judged else "pass"
    assert ask(warehouse, check).status == expected


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_night_fails_its_check_and_names_the_row(name: str, warehouse: Connection) -> None:
    spoil, identity = BAD[name]
    spoil(warehouse)
    result = ask(warehouse, CHECKS[name])
    assert (result.status, result.severity) == ("fail", CHECKS[name].severity)
    assert identity in result.failing_ids
    assert result.samples[0]["value"]
    assert blocks([result]) == ([result] if result.severity == "critical" else [])


def test_an_empty_night_fails_nothing(warehouse: Connection) -> None:
    for table in ("articles", "article_versions", "reports", "events", "event_reports"):
        warehouse.execute(f"DELETE FROM staging.{table}")
    assert [name for name, check in CHECKS.items() if ask(warehouse, check).status == "fail"] == []


def test_the_feeds_that_failed_are_named_with_their_reasons(warehouse: Connection) -> None:
    for n in range(5):
        feed(warehouse, f"f{n}", failures=1, last_error=f"HTTP 50{n}")
    assert ask(warehouse, CHECKS["feeds_answer_share"]).observed == (
        "5 of 6 feeds polled tonight failed: f0 (HTTP 500); f1 (HTTP 501); f2 (HTTP 502); and 2 more"
    )


@pytest.mark.parametrize(("name", "told"), [
    ("feeds_answer", "good: timed out"), ("feeds_failing", "dead: 3 failures in a row: 404"),
    ("feeds_silent", "stale: nothing new since 2026-"),
])  # fmt: skip
def test_what_is_observed_names_the_feed(name: str, told: str, warehouse: Connection) -> None:
    """The line of a check that still fails shows that alone."""
    BAD[name][0](warehouse)
    assert str(ask(warehouse, CHECKS[name]).observed).startswith(told)


def test_other_weekdays_are_no_history_for_the_row_count(warehouse: Connection) -> None:
    for days in range(1, 7):
        past_night(warehouse, days)
    result = ask(warehouse, CHECKS["night_row_count"])
    assert (result.status, result.observed) == ("too_little_history", "0 earlier nights, 3 needed")


def test_a_handful_of_reports_after_empty_nights_is_no_alarm(warehouse: Connection) -> None:
    for weeks in (1, 2, 3):
        past_night(warehouse, 7 * weeks, n_reports=0)
    few = ask(warehouse, CHECKS["night_row_count"])
    assert (few.status, few.observed) == ("too_little_history", "1 reports to judge by, 20 needed")
    for n in range(20):
        report(warehouse, f"many-{n}")
    assert ask(warehouse, CHECKS["night_row_count"]).observed == "21 reports, usually 0"


def test_a_usual_night_passes_against_its_history(warehouse: Connection) -> None:
    stage_few_rows(warehouse)
    for n in range(100):
        report(warehouse, f"usual-{n}")
    assert ask(warehouse, CHECKS["night_row_count"]).status == "pass"


@pytest.mark.parametrize("name", sorted(name for name, check in CHECKS.items() if check.min_history))
def test_a_night_like_those_before_passes_against_them(name: str, warehouse: Connection) -> None:
    for days in range(1, 28):
        past_night(warehouse, days, n_reports=60)
        for n in range(4):
            report(warehouse, f"old-{days}-{n}", schema="main", run_id=f"night-{days}")
        article(warehouse, f"old-{days}", schema="main", publisher="Courier", word_count=600,
                fetched_at=NIGHT - timedelta(days=days))  # fmt: skip
    for n in range(60):
        report(warehouse, f"like-{n}")
    for n in range(5):
        article(warehouse, f"new-{n}", publisher="Courier", word_count=580)
    assert ask(warehouse, CHECKS[name]).status == "pass"


@pytest.mark.parametrize("name", sorted(name for name, check in CHECKS.items() if check.min_history))
def test_a_bad_night_without_history_is_not_judged(name: str, warehouse: Connection) -> None:
    BAD[name][0](warehouse)
    warehouse.execute("DELETE FROM main.runs WHERE id <> 'night-7'")
    result = ask(warehouse, CHECKS[name])
    assert (result.status, result.n_failing) == ("too_little_history", 0)
    assert result.observed == f"1 earlier nights, {CHECKS[name].min_history} needed"


def test_four_feeds_are_too_few_for_the_share_to_recover(warehouse: Connection) -> None:
    """Told of six feeds of which two fail; the night after four are asked (`--due-only`)."""
    share = CHECKS["feeds_answer_share"]
    stage_failing_feeds(warehouse)
    alerts = AlertSettings()
    known = find_changes([ask(warehouse, share)], {}, at=NIGHT, run_id="tonight", alerts=alerts).failing
    assert set(known) == {"feeds_answer_share"}
    warehouse.execute("UPDATE main.feeds SET last_polled_at = last_polled_at - INTERVAL 1 DAY WHERE name > 'f3'")
    few = ask(warehouse, share)
    assert (few.status, few.observed) == ("too_little_history", "4 feeds polled, 5 needed")
    later = find_changes([few], known, at=NIGHT + timedelta(days=1), run_id="next", alerts=alerts)
    assert not later and set(later.failing) == {"feeds_answer_share"}
    warehouse.execute("UPDATE main.feeds SET last_polled_at = $1, failures = 0", [NIGHT])
    again = find_changes(
        [ask(warehouse, share)], later.failing, at=NIGHT + timedelta(days=2), run_id="x", alerts=alerts
    )
    assert [one.check for one in again.recovered] == ["feeds_answer_share"]


@pytest.mark.parametrize("name", sorted(name for name, check in CHECKS.items() if check.min_judged))
def test_a_bad_night_of_too_little_is_not_judged(name: str, warehouse: Connection) -> None:
    """The least that is judged is what the check says, to the row."""
    BAD[name][0](warehouse)
    bad, check = ask(warehouse, CHECKS[name]), CHECKS[name]
    counted = warehouse.execute(str(check.judged_sql), bound(str(check.judged_sql))).fetchone()
    assert bad.status == "fail" and counted is not None and counted[0] >= check.min_judged
    short = ask(warehouse, replace(check, min_judged=int(counted[0]) + 1))
    assert (short.status, short.n_failing) == ("too_little_history", 0)
    assert f"(judged from {check.min_judged} " in check.expected or f"(from {check.min_judged} " in check.expected


def test_nights_after_the_one_that_is_judged_are_no_history(warehouse: Connection) -> None:
    """A night run again later is judged by what was known before it."""
    stage_few_rows(warehouse)
    warehouse.execute("UPDATE main.runs SET logical_at = logical_at + INTERVAL 28 DAY")
    assert ask(warehouse, CHECKS["night_row_count"]).status == "too_little_history"


# -------------------------------------------------------------------------------------------------- the files

HEADER = "-- name: x\n-- severity: error\n-- why: w\n--   goes on\n-- expected: e\n"


def write(folder: Path, text: str, name: str = "x.sql") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_header_line_goes_on_in_the_next_comment(tmp_path: Path) -> None:
    check = read_sql_check(write(tmp_path, f"{HEADER}SELECT 1 AS id;"))
    assert (check.name, check.severity, check.why, check.expected) == ("x", "error", "w goes on", "e")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER.replace("-- why: w\n--   goes on\n", ""), "the header has no `-- why: ...`"),
        (HEADER.replace("error", "info"), "severity is critical, error or warning, not `info`"),
        (f"{HEADER}-- min_history: soon\n", "min_history is a number, not `soon`"),
        (f"{HEADER}-- min_history: 3\n", "go together"),
        (f"{HEADER}-- judged: SELECT 5 AS feeds\n", "`min_judged` and `judged`"),
    ],
)
def test_a_header_that_cannot_be_used_names_the_file(text: str, told: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_sql_check(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert told in str(caught.value)


def test_one_name_in_two_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, HEADER)
    write(tmp_path, HEADER, "y.sql")
    with pytest.raises(ConfigError, match=r"in .*x\.sql already"):
        read_sql_checks(tmp_path)


def test_many_failing_rows_are_counted_and_three_shown() -> None:
    rows = [{"id": f"r{n}", "value": f"{n} dead"} for n in range(50)]
    result = to_result(CHECKS["toll_outliers"], rows)
    assert (result.n_failing, len(result.failing_ids), len(result.samples)) == (50, 50, 3)
    assert result.observed == "50 rows, the first: 0 dead"
