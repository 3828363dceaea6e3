"""What a check holds back: kept whole, tried again when the reason may be gone, and what people decide on it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from samples.server import FIRST_DAY, SampleWire

import dateline.checks.suite as suite
import dateline.parse.parser as parsing
import dateline.pipeline as pipeline
from dateline.auditing import audit_staged, judge_night
from dateline.checks.expectations import RowCheck, matches
from dateline.cli import main
from dateline.config import CheckSettings, Settings
from dateline.doctor import examine
from dateline.errors import NightBlocked
from dateline.remembered import warehouse_of
from dateline.retrying import restage
from dateline.runs import Run, begin_run, open_releases
from dateline.store.snapshot import query_snapshot
from dateline.store.warehouse import Warehouse, held_lock
from tests.conftest import night_of

AT = night_of(FIRST_DAY)
TESTS = Path(__file__).parent
CHILDREN = ("report_actors", "report_casualties", "report_places", "report_weapons")
SettingsIn = Callable[[Path], Settings]


@pytest.fixture(scope="module")
def one_night(wire: SampleWire, feeds_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after the first night of the sample wire."""
    wire.set_day(FIRST_DAY)
    settings = replace(Settings.from_env(os.environ), home=tmp_path_factory.mktemp("night"), feeds_file=feeds_file)
    assert pipeline.run_night(begin_run(settings, "cli__first", AT)) == "published"
    return settings.home


@pytest.fixture
def settings(one_night: Path, settings_in: SettingsIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home of its own, a copy of that one."""
    shutil.copytree(one_night, tmp_path / "home", copy_function=shutil.copy2)
    settings = settings_in(tmp_path / "home")
    monkeypatch.setenv("DATELINE_FEEDS", str(settings.feeds_file))
    monkeypatch.setenv("DATELINE_HOME", str(settings.home))
    return settings


def ask(settings: Settings, query: str) -> list[tuple]:
    return query_snapshot(settings.home / "current.duckdb", query)[1]


def begin(settings: Settings, name: str, days: int = 1, kind: str = "night") -> Run:
    return begin_run(settings, name, AT + timedelta(days=days), kind)  # type: ignore[arg-type]


def look(settings: Settings, query: str) -> list[tuple]:
    """Ask the warehouse."""
    with warehouse_of(begin(settings, "manual__look"), "a test") as warehouse:
        return [tuple(row.values()) for row in warehouse.rows(query)]


def a_report(settings: Settings, where: str = "true") -> str:
    """The report of the article with most reports."""
    query = (
        f"SELECT id FROM reports WHERE {where} AND article_id = (SELECT article_id FROM reports GROUP BY article_id "
        "ORDER BY count(*) DESC, article_id LIMIT 1) ORDER BY ordinal LIMIT 1"
    )
    return str(ask(settings, query)[0][0])


def stage_again(warehouse: Warehouse, report_id: str, change: str = "") -> None:
    """Stage a report's article as a replay would, `change` (SQL assignments) made to that report."""
    article = warehouse.rows("SELECT article_id FROM main.reports WHERE id = $id", {"id": report_id})
    article = article or warehouse.rows(
        "SELECT article_id FROM main.quarantine WHERE report_id = $id", {"id": report_id}
    )
    restage(warehouse, [article[0]["article_id"]], [report_id])
    if change:
        warehouse.connection.execute(f"UPDATE staging.reports SET {change} WHERE id = $id", {"id": report_id})


SPOILT = "fatalities_low = 9, fatalities_best = 3, fatalities_high = 3"


def spoil(settings: Settings, run: Run, report_id: str, change: str = SPOILT, *, newer: str = "") -> None:
    """Stage a report's article with one wrong row; `newer`: the id that another parser would have given it."""
    with warehouse_of(run, "a test") as warehouse:
        stage_again(warehouse, report_id, change)
        if newer:
            told = f"id = '{newer}', parser = 'dateline-9+9', confidence = 0.44"
            warehouse.connection.execute(f"UPDATE staging.reports SET {told} WHERE id = '{report_id}'")
            for child in CHILDREN:
                warehouse.connection.execute(
                    f"UPDATE staging.{child} SET report_id = '{newer}' WHERE report_id = '{report_id}'"
                )


def take_to_end(run: Run) -> None:
    for step in (pipeline.check_rows, pipeline.cluster, pipeline.check_night, pipeline.publish):
        step(run)
    run.close()


@pytest.fixture(scope="module")
def second_night(one_night: Path, feeds_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """That home after a second run, which holds a report that was published before; and the report."""
    home = tmp_path_factory.mktemp("second") / "home"
    shutil.copytree(one_night, home)
    settings = replace(Settings.from_env(os.environ), home=home, feeds_file=feeds_file)
    report_id = a_report(settings)
    run = begin(settings, "manual__second")
    spoil(settings, run, report_id)
    take_to_end(run)
    return home, report_id


@pytest.fixture
def held(settings: Settings, second_night: tuple[Path, str]) -> str:
    """A report that is held in the home, and was published before."""
    shutil.rmtree(settings.home)
    shutil.copytree(second_night[0], settings.home)
    return second_night[1]


def decide(*arguments: str) -> int:
    return main(["quarantine", *arguments])


# ------------------------------------------------------------------------------------------------------------ held


def test_a_failing_row_is_held_whole_and_is_nowhere_else(settings, held):
    rows = ask(settings, 'SELECT DISTINCT status, "row", run_id, held_at, by_hand FROM quarantine')
    assert [row[0] for row in rows] == ["held"] and rows[0][2:] == ("manual__second", AT + timedelta(days=1), False)
    row = json.loads(rows[0][1])
    assert (row["id"], row["fatalities_low"], row["fatalities_best"]) == (held, 9, 3) and row["evidence"]
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == []
    assert ask(settings, f"SELECT event_id FROM event_reports WHERE report_id = '{held}'") == []
    checks = {name for (name,) in ask(settings, "SELECT check_name FROM quarantine")}
    assert "fatalities_ordered" in checks
    assert "low 9" in ask(settings, "SELECT value FROM quarantine WHERE check_name = 'fatalities_ordered'")[0][0]


def test_the_others_of_its_article_are_published(settings, held):
    left = f"SELECT count(*) FROM reports WHERE article_id = (SELECT article_id FROM quarantine WHERE report_id = '{held}' LIMIT 1)"
    assert ask(settings, left)[0][0] >= 1


def test_chunks_give_the_verdicts_of_the_whole(settings):
    """Faults of every kind, an id in two articles among them, checked five reports at a time and all at once."""
    run = begin(settings, "manual__chunks")
    with warehouse_of(run, "a test") as warehouse:
        restage(warehouse, [row["id"] for row in warehouse.rows("SELECT id FROM main.articles")])
        spoil_each(warehouse)
        told = []
        for size in (5, 10_000):
            audit = audit_staged(warehouse, size, run.id, run.logical_at)
            warehouse.connection.execute("UPDATE audit_found SET run_id = 'x'")
            found = warehouse.rows("FROM audit_found ORDER BY report_id, check_name")
            told.append((audit.results(), found, audit.n_reports, audit.failing))
    failed = {result.check_name for result in told[0][0] if result.status == "fail"}
    assert {"report_id_unique", "fatalities_ordered", "confidence_in_range", "event_type_known"} <= failed
    assert told[0] == told[1]


def spoil_each(warehouse: Warehouse) -> None:
    ids = [row["id"] for row in warehouse.rows("SELECT id FROM staging.reports ORDER BY article_id, id")]
    changes = (
        SPOILT,
        "confidence = 2",
        "evidence_start = 3",
        "latitude = 0, longitude = 0",
        "event_type = 'WAR'",
        None,
    )
    for number, id_ in enumerate(ids):
        if change := changes[number % len(changes)]:
            warehouse.connection.execute(f"UPDATE staging.reports SET {change} WHERE id = $id", {"id": id_})
    twins = warehouse.rows("SELECT any_value(id) AS id FROM staging.reports GROUP BY article_id ORDER BY article_id")
    warehouse.connection.execute(
        "UPDATE staging.reports SET id = $one WHERE id = $other", {"one": twins[0]["id"], "other": twins[-1]["id"]}
    )


def test_too_large_a_share_blocks_and_names_the_checks_behind_it(settings):
    run = begin(settings, "manual__share")
    with warehouse_of(run, "a test") as warehouse:
        restage(warehouse, [row["id"] for row in warehouse.rows("SELECT id FROM main.articles")])
        warehouse.connection.execute("UPDATE staging.reports SET confidence = 2")
        audit = audit_staged(warehouse, 100, run.id, run.logical_at)
    verdict = judge_night(audit, audit.results(), CheckSettings(blocking_share=0.2, min_rows_for_share=5))
    assert (verdict.check_name, verdict.severity, verdict.status) == ("quarantined_share", "critical", "fail")
    assert f"{audit.n_reports} of {audit.n_reports} reports (100.0%); most fail confidence_in_range" in verdict.observed
    assert verdict.expected == "at most 20% of the reports fail a row check"
    assert set(verdict.failing_ids) == audit.failing and verdict.samples[0]["sentence"]
    tiny = judge_night(audit, audit.results(), CheckSettings(min_rows_for_share=1000))
    assert tiny.status == "too_little_history" and not suite.blocks([tiny])


# ------------------------------------------------------------------------------------------------------- decisions


def test_a_released_report_is_published_at_once_in_an_event_with_who_and_why(settings, held, capsys):
    before = ask(settings, "SELECT data_through FROM meta")
    assert decide("release", held, "--why", "read the page", "--by", "Ada") == 0
    assert "is published" in capsys.readouterr().err
    assert ask(settings, f"SELECT fatalities_low FROM reports WHERE id = '{held}'") == [(9,)]
    linked = f"SELECT e.status FROM events e JOIN event_reports l ON l.event_id = e.id WHERE l.report_id = '{held}'"
    assert ask(settings, linked) == [("live",)]
    decided = ask(settings, "SELECT DISTINCT status, decided_by, reason, by_hand FROM quarantine")
    assert decided == [("released", "Ada", "read the page", True)]
    history = ask(settings, "SELECT DISTINCT status, decided_by, reason FROM quarantine_history ORDER BY 1")
    assert history == [("held", None, None), ("released", "Ada", "read the page")]
    assert ask(settings, "SELECT kind, status FROM runs ORDER BY started_at DESC LIMIT 1") == [("release", "published")]
    assert ask(settings, "SELECT data_through FROM meta") == before, "a release brings no news"
    assert look(settings, "SELECT count(*) FROM staging.articles") == [(0,)]


def test_a_release_does_not_make_an_old_snapshot_look_like_a_new_night(settings, held):
    with warehouse_of(begin(settings, "manual__look"), "a test") as warehouse:
        warehouse.connection.execute("UPDATE main.runs SET ended_at = ended_at - INTERVAL 3 DAY")
    assert decide("release", held, "--why", "right") == 0
    told = next(finding for finding in examine(settings) if finding.what == "snapshot")
    assert not told.is_good and ("72 hours" in told.told or "3 days" in told.told)


def test_the_one_who_decides_is_the_user_at_work_where_nobody_is_named(settings, held, monkeypatch):
    monkeypatch.setenv("LOGNAME", "grace")
    assert decide("release", held, "--why", "right") == 0
    assert ask(settings, "SELECT DISTINCT decided_by FROM quarantine") == [("grace",)]


def test_a_release_survives_a_replay_and_a_new_parsers_id(settings, held):
    assert decide("release", held, "--why", "right", "--by", "Ada") == 0
    for name in ("same", "newer"):
        run = begin(settings, f"replay__{name}", kind="replay")
        spoil(settings, run, held, "", newer="newer" if name == "newer" else "")
        take_to_end(run)
    assert ask(settings, f"SELECT id FROM reports WHERE id IN ('newer', '{held}')") == [("newer",)]
    decided = ask(settings, "SELECT DISTINCT status, decided_by FROM quarantine WHERE report_id = 'newer'")
    assert decided == [("released", "Ada")]
    assert ask(settings, "SELECT count(*) FROM check_results WHERE run_id = 'replay__newer' AND status = 'fail' "
                         "AND severity = 'error' AND check_name = 'fatalities_ordered'") == [(0,)]  # fmt: skip


def test_a_release_does_not_cover_another_value(settings, held):
    assert decide("release", held, "--why", "right", "--by", "Ada") == 0
    run = begin(settings, "replay__other", kind="replay")
    spoil(settings, run, held, "fatalities_low = 900")
    take_to_end(run)
    held_again = "SELECT status FROM quarantine WHERE check_name = 'fatalities_ordered'"
    assert ask(settings, held_again) == [("held",)]
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == []


def test_a_dismissed_report_stays_out_of_a_reading_that_passes(settings, held):
    assert decide("dismiss", held, "--why", "a film", "--by", "Ada") == 0
    mended = "fatalities_low = NULL, fatalities_best = NULL, fatalities_high = NULL"
    for name in ("same", "newer"):
        run = begin(settings, f"replay__{name}", kind="replay")
        spoil(settings, run, held, mended, newer="newer" if name == "newer" else "")
        take_to_end(run)
        assert ask(settings, f"SELECT id FROM reports WHERE id IN ('newer', '{held}')") == []
    rows = ask(settings, "SELECT DISTINCT report_id, status, decided_by, reason FROM quarantine ORDER BY report_id")
    assert [row[1:] for row in rows] == [("dismissed", "Ada", "a film")] * 2


def test_the_last_decision_counts_for_a_later_reading(settings, held):
    """Dismissed, read again, let in after all, and read by the parser after that."""
    assert decide("dismiss", held, "--why", "a film") == 0
    for name, id_ in (("newer", held), ("newest", "newer")):
        run = begin(settings, f"replay__{name}", kind="replay")
        spoil(settings, run, id_, newer=name)
        take_to_end(run)
        if name == "newer":
            assert decide("release", "newer", "--why", "no film", "--by", "Ada") == 0
    assert ask(settings, f"SELECT id FROM reports WHERE id IN ('newer', 'newest', '{held}')") == [("newest",)]


def test_what_is_held_night_after_night_is_held_since_the_first(settings, held):
    run = begin(settings, "replay__same", days=3, kind="replay")
    spoil(settings, run, held, "")
    take_to_end(run)
    since = ask(settings, "SELECT DISTINCT run_id, held_at FROM quarantine")
    assert since == [("replay__same", AT + timedelta(days=1))]
    assert ask(settings, "SELECT count(*) = count(DISTINCT check_name) FROM quarantine_history") == [(True,)]


def test_one_report_of_an_article_is_dismissed_and_another_released(settings, held):
    """The article is staged once more for the second: the first stays dismissed, and can still be released."""
    other = ask(settings, "SELECT r.id FROM reports r JOIN quarantine q ON q.article_id = r.article_id LIMIT 1")[0][0]
    run = begin(settings, "replay__both", days=2, kind="replay")
    spoil(settings, run, other)
    take_to_end(run)
    assert decide("dismiss", held, "--why", "a film", "--by", "Ada") == 0
    assert decide("release", other, "--why", "right", "--by", "Ada") == 0
    assert ask(settings, f"SELECT id FROM reports WHERE id IN ('{held}', '{other}')") == [(other,)]
    assert ask(settings, f"SELECT DISTINCT status FROM quarantine WHERE report_id = '{held}'") == [("dismissed",)]
    assert decide("release", held, "--why", "no film", "--by", "Ada") == 0
    assert len(ask(settings, f"SELECT id FROM reports WHERE id IN ('{held}', '{other}')")) == 2


def test_a_row_that_was_superseded_and_comes_back_can_be_decided_on(settings, held):
    """The parser was set back: its older reading is there again."""
    for name, id_, newer in (("newer", held, "newer"), ("back", "newer", held)):
        run = begin(settings, f"replay__{name}", days=2, kind="replay")
        spoil(settings, run, id_, newer=newer)
        take_to_end(run)
    status = ask(settings, "SELECT DISTINCT report_id = 'newer', status FROM quarantine ORDER BY 1")
    assert status == [(False, "held"), (True, "superseded")]
    assert decide("release", held, "--why", "right") == 0
    assert ask(settings, f"SELECT id FROM reports WHERE id IN ('newer', '{held}')") == [(held,)]


def test_a_story_taken_down_leaves_nothing_in_quarantine(settings, held):
    url = ask(settings, "SELECT url FROM articles WHERE id = (SELECT any_value(article_id) FROM quarantine)")[0][0]
    assert main(["forget", url, "--why", "a court order"]) == 0
    assert ask(settings, "SELECT report_id FROM quarantine UNION SELECT report_id FROM quarantine_history") == []


def test_a_released_report_can_be_taken_back(settings, held):
    assert decide("release", held, "--why", "right", "--by", "Ada") == 0
    assert decide("dismiss", held, "--why", "wrong after all", "--by", "Grace") == 0
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == []
    assert ask(settings, f"SELECT event_id FROM event_reports WHERE report_id = '{held}'") == []
    assert ask(settings, "SELECT DISTINCT status, decided_by FROM quarantine") == [("dismissed", "Grace")]
    told = ask(settings, "SELECT DISTINCT status, decided_by FROM quarantine_history ORDER BY 1, 2")
    assert told == [("dismissed", "Grace"), ("held", None), ("released", "Ada")]
    assert decide("release", held, "--why", "no, right") == 0
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == [(held,)]


def test_an_unknown_id_is_named_and_nothing_is_decided(settings, held, capsys):
    assert decide("release", held, "nobody", "--why", "x") == 2
    assert "not in quarantine: nobody; nothing was decided" in capsys.readouterr().err
    assert look(settings, "SELECT DISTINCT status FROM main.quarantine") == [("held",)]
    assert decide("show", "nobody") == 2
    assert decide("release", held) == 2, "a reason is asked for"
    assert decide("release", held, "--why", "  ") == 2


def test_what_is_published_already_is_not_released_twice(settings, held, capsys):
    assert decide("release", held, "--why", "x") == 0
    assert decide("release", held, "--why", "x") == 2
    assert f"published already: {held}" in capsys.readouterr().err


def test_a_row_of_an_older_reading_is_superseded_and_cannot_be_released(settings, held, capsys):
    run = begin(settings, "replay__newer", kind="replay")
    spoil(settings, run, held, newer="newer")
    take_to_end(run)
    status = ask(settings, f"SELECT DISTINCT status, decided_by, reason FROM quarantine WHERE report_id = '{held}'")
    assert status == [("superseded", "dateline", "its article was read again by dateline-9+9")]
    assert decide("release", held, "--why", "x") == 2
    assert "superseded" in capsys.readouterr().err


# --------------------------------------------------------------------------------------------- beside other runs


def test_a_release_beside_a_running_night_is_published_by_that_night(settings, held, capsys):
    """The night has checked and clustered its rows already: what was decided since is checked and clustered again."""
    other = ask(settings, "SELECT id FROM reports ORDER BY id LIMIT 1")[0][0]
    night = begin(settings, "manual__night", days=2)
    with warehouse_of(night, "a test") as warehouse:
        stage_again(warehouse, other)
        warehouse.connection.execute("UPDATE staging.reports SET run_id = 'manual__night'")
    for step in (pipeline.check_rows, pipeline.cluster, pipeline.check_night):
        step(night)
    assert decide("release", held, "--why", "right") == 0
    assert "manual__night is at work" in capsys.readouterr().err
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == []
    pipeline.publish(night)
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == [(held,)]
    assert ask(settings, "SELECT id FROM reports WHERE id NOT IN (SELECT report_id FROM event_reports)") == []


def test_a_release_after_a_rollback_waits_for_the_next_night(settings, held, capsys):
    again = a_report(settings, f"id <> '{held}'")
    night = begin(settings, "manual__held", days=2)
    spoil(settings, night, again)
    take_to_end(night)
    assert main(["rollback"]) == 0
    assert ask(settings, "SELECT max(id) FROM runs WHERE id = 'manual__held'") == [(None,)]
    capsys.readouterr()
    assert decide("release", again, "--why", "right") == 0
    assert "the snapshot was rolled back" in capsys.readouterr().err
    assert ask(settings, "SELECT max(id) FROM runs WHERE id = 'manual__held'") == [(None,)]
    take_to_end(begin(settings, "manual__next", days=3))
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{again}'") == [(again,)]


def test_a_release_that_is_blocked_is_kept_and_can_be_forced(settings, held, capsys):
    with warehouse_of(begin(settings, "manual__look"), "a test") as warehouse:
        orphan = "INSERT INTO staging.report_actors (report_id, ordinal, role) VALUES ('x', 0, 'y')"
        warehouse.connection.execute(orphan)
    assert decide("release", held, "--why", "right") == 3
    assert "children_have_reports" in capsys.readouterr().err
    run_id = look(settings, "SELECT id FROM main.runs WHERE kind = 'release' AND status = 'blocked'")[0][0]
    assert main(["publish", "--force", run_id, "--why", "the orphan is ours"]) == 0
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == [(held,)]


def test_a_release_that_another_run_overtakes_is_left_to_that_run(settings, held, monkeypatch, capsys):
    """Rows that another run stages between the release's check and its publishing are not for it to publish."""
    import dateline.quarantine as quarantine

    check, other = quarantine.check_night, ask(settings, "SELECT id FROM reports ORDER BY id LIMIT 1")[0][0]

    def overtaken(run: Run) -> str:
        verdict = check(run)
        spoil(settings, begin(settings, "manual__other", days=2), other, "run_id = 'manual__other'")
        return verdict

    monkeypatch.setattr(quarantine, "check_night", overtaken)
    assert decide("release", held, "--why", "right") == 0
    assert "another run has staged rows meanwhile" in capsys.readouterr().err
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == []
    take_to_end(begin(settings, "manual__other", days=2))
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == [(held,)]


def test_a_night_that_loads_before_a_release_is_checked_publishes_its_own_rows(settings, held, monkeypatch, capsys):
    """A release publishes no night: that one judges its amounts and feeds, a release does not."""
    import dateline.quarantine as quarantine

    check, other = quarantine.check_rows, ask(settings, "SELECT id FROM reports ORDER BY id LIMIT 1")[0][0]

    def overtaken(run: Run) -> dict[str, int]:
        spoil(settings, begin(settings, "manual__other", days=2), other, "run_id = 'manual__other'")
        return check(run)

    monkeypatch.setattr(quarantine, "check_rows", overtaken)
    assert decide("release", held, "--why", "right") == 0
    assert "manual__other is at work" in capsys.readouterr().err
    assert look(settings, "SELECT count(*) > 0 FROM staging.reports") == [(True,)]
    take_to_end(begin(settings, "manual__other", days=2))
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == [(held,)]


def test_a_release_that_is_interrupted_is_over(settings, held, monkeypatch):
    """Else it would look like a run at work for ever, and no story could be taken down."""
    import dateline.quarantine as quarantine

    monkeypatch.setattr(quarantine, "cluster", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    assert decide("release", held, "--why", "right") == 130
    assert open_releases(settings) == []
    assert look(settings, "SELECT status FROM main.runs WHERE kind = 'release'") == [("failed",)]


# -------------------------------------------------------------------------------------------- a release that died


def killed(settings: Settings, step: str, *arguments: str) -> None:
    """Decide in a process of its own that is killed inside one step."""
    command = [sys.executable, str(TESTS / "killed_night.py"), step, "--", "quarantine", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [run.kind for run in open_releases(settings)] == ["release"]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("step", "became"), [("cluster", ["failed", "published"]), ("publish", ["published"]), ("rename", ["published"])]
)
def test_a_release_killed_inside_a_step_is_published_when_it_is_given_again(step, became, settings, held, capsys):
    """Before it had checked all it ends as failed, and a run of its own follows; after that it is taken up."""
    killed(settings, step, "release", held, "--why", "right", "--by", "Ada")
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == []
    assert decide("release", held, "--why", "right", "--by", "Ada") == 0
    assert "is published" in capsys.readouterr().err
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == [(held,)]
    assert open_releases(settings) == [] and not list(settings.home.rglob("*.part"))
    assert ask(settings, "SELECT id FROM reports WHERE id NOT IN (SELECT report_id FROM event_reports)") == []
    runs = ask(settings, "SELECT status FROM runs WHERE kind = 'release' ORDER BY started_at")
    assert [status for (status,) in runs] == became


@pytest.mark.fault
def test_a_dead_release_keeps_no_other_waiting(settings, held, capsys):
    """What it held again of the same article bears its id, and it looked like a run at work that would publish that."""
    other = ask(settings, "SELECT r.id FROM reports r JOIN quarantine q ON q.article_id = r.article_id LIMIT 1")[0][0]
    run = begin(settings, "replay__both", days=2, kind="replay")
    spoil(settings, run, other)
    take_to_end(run)
    killed(settings, "snapshot", "release", held, "--why", "right")
    dead = look(settings, f"SELECT DISTINCT run_id FROM main.quarantine WHERE report_id = '{other}'")
    assert dead == [(open_releases(settings)[0].id,)]
    assert decide("release", other, "--why", "right") == 0
    assert "at work" not in capsys.readouterr().err
    assert len(ask(settings, f"SELECT id FROM reports WHERE id IN ('{held}', '{other}')")) == 2
    assert open_releases(settings) == []


@pytest.mark.fault
def test_a_story_can_be_taken_down_though_a_release_died(settings, held):
    killed(settings, "cluster", "release", held, "--why", "right")
    url = ask(settings, "SELECT url FROM articles WHERE id = (SELECT any_value(article_id) FROM quarantine)")[0][0]
    assert main(["forget", url, "--why", "a court order"]) == 0


def test_decisions_take_turns(settings, held, monkeypatch, tmp_path, capsys):
    """While one is being published the next waits, and when that takes too long decides nothing."""
    (tmp_path / "settings.toml").write_text("[store]\nlock_wait_s = 0.2\n")
    monkeypatch.setenv("DATELINE_SETTINGS", str(tmp_path / "settings.toml"))
    with held_lock(settings.home / "release.lock", "dateline quarantine release", 0):
        assert decide("release", held, "--why", "right") == 1
    told = capsys.readouterr().err
    assert "release.lock: held by process" in told and "(dateline quarantine release)" in told
    assert look(settings, "SELECT DISTINCT status FROM main.quarantine") == [("held",)]


def test_what_is_staged_can_be_checked_without_a_night(settings, held, capsys):
    spoilt = a_report(settings)
    spoil(settings, begin(settings, "manual__look"), spoilt)
    assert main(["check"]) == 1
    told = capsys.readouterr().out
    (failed,) = (line for line in told.splitlines() if line.startswith("error fatalities_ordered: "))
    assert spoilt in failed and "staged reports checked" in told
    assert look(settings, "SELECT count(*) FROM main.check_results WHERE run_id = 'dateline check'") == [(0,)]


def test_a_release_cut_off_before_it_published_goes_on_when_it_is_given_again(settings, held, monkeypatch):
    import dateline.quarantine as quarantine

    with monkeypatch.context() as broken:
        broken.setattr(quarantine, "_publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert decide("release", held, "--why", "right", "--by", "Ada") == 130
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == []
    assert decide("release", held, "--why", "right", "--by", "Ada") == 0
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held}'") == [(held,)]


# -------------------------------------------------------------------------------------------------------- tried again


def too_strict(pattern: str) -> RowCheck:
    return RowCheck("evidence_is_short", "error", "A test.", "short", matches("evidence", pattern), ("evidence",))


SUITE = suite.ROW_CHECKS


@pytest.fixture
def held_by_strict(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """A report held by a check that is too strict."""
    report_id = a_report(settings)
    monkeypatch.setattr(suite, "ROW_CHECKS", (*SUITE, too_strict("^x$")))
    monkeypatch.setattr(suite.check_reports, "__kwdefaults__", {"checks": suite.ROW_CHECKS})
    run = begin(settings, "manual__strict")
    spoil(settings, run, report_id, "run_id = run_id")
    take_to_end(run)
    return report_id


def test_a_row_is_tried_again_when_its_check_is_gone(settings, held_by_strict, monkeypatch):
    n_held = ask(settings, "SELECT count(DISTINCT report_id) FROM quarantine WHERE status = 'held'")[0][0]
    assert n_held >= 1
    monkeypatch.setattr(suite, "ROW_CHECKS", SUITE)
    monkeypatch.setattr(suite.check_reports, "__kwdefaults__", {"checks": SUITE})
    take_to_end(begin(settings, "manual__third", days=2))
    decided = ask(settings, "SELECT DISTINCT status, decided_by, reason, by_hand FROM quarantine")
    assert decided == [("released", "dateline", "the check holds no rows back any more", False)]
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held_by_strict}'") == [(held_by_strict,)]
    assert ask(settings, "SELECT id FROM reports WHERE id NOT IN (SELECT report_id FROM event_reports)") == []


def test_a_row_is_tried_again_when_its_check_has_changed(settings, held_by_strict, monkeypatch):
    for pattern, status in (("^y$", "held"), ("", "released")):
        checks = (*SUITE, too_strict(pattern))
        monkeypatch.setattr(suite, "ROW_CHECKS", checks)
        monkeypatch.setattr(suite.check_reports, "__kwdefaults__", {"checks": checks})
        take_to_end(begin(settings, f"manual__{status}", days=2))
        found = ask(settings, "SELECT DISTINCT status, reason FROM quarantine")
        assert [row[0] for row in found] == [status]
    assert found[0][1] == "the check has changed, and the row passes it"
    assert ask(settings, f"SELECT id FROM reports WHERE id = '{held_by_strict}'") == [(held_by_strict,)]


def test_a_row_that_still_fails_is_not_staged_night_after_night(settings, held, monkeypatch):
    with warehouse_of(begin(settings, "manual__look"), "a test") as warehouse:
        warehouse.connection.execute("UPDATE main.quarantine SET check_version = 'older'")
    run = begin(settings, "manual__third", days=2)
    assert pipeline.check_rows(run) == {"n_checked": 0, "n_quarantined": 0}
    versions = look(settings, "SELECT DISTINCT status, check_version = 'older' FROM main.quarantine")
    assert versions == [("held", False)]


def test_a_new_parser_reads_articles_with_held_rows_again(settings, held, monkeypatch):
    """The row was misread by the parser before; today's reads the story as it was published."""
    with warehouse_of(begin(settings, "manual__look"), "a test") as warehouse:
        warehouse.connection.execute("UPDATE main.quarantine SET parser = 'dateline-0.0.1+0'")
    take_to_end(begin(settings, "manual__third", days=2))
    assert ask(settings, "SELECT DISTINCT status, decided_by FROM quarantine") == [("released", "dateline")]
    assert ask(settings, f"SELECT parser FROM reports WHERE id = '{held}'") == [(parsing.PARSER_NAME,)]
    run = begin(settings, "manual__fourth", days=3)
    assert pipeline.check_rows(run)["n_checked"] == 0, "it is read again once"


def test_an_article_with_a_newer_version_by_then_is_not_staged_as_it_was_read_again(settings, held, monkeypatch):
    """It is parsed without the lock: another run may publish a newer version meanwhile, which stays."""
    with warehouse_of(begin(settings, "manual__look"), "a test") as warehouse:
        warehouse.connection.execute("UPDATE main.quarantine SET parser = 'dateline-0.0.1+0'")

    load = parsing.Parser.load

    def overtaken() -> parsing.Parser:
        with warehouse_of(begin(settings, "manual__other"), "a test") as warehouse:
            warehouse.connection.execute("UPDATE main.articles SET version_id = version_id || ' newer'")
        return load()

    monkeypatch.setattr(parsing.Parser, "load", overtaken)
    assert pipeline.check_rows(begin(settings, "manual__third", days=2))["n_checked"] == 0


# ---------------------------------------------------------------------------------------------------- list and show


def dateline(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dateline.cli", *arguments, "--home", str(settings.home)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_list_tells_what_is_held_and_by_what(settings, held):
    rows = json.loads(dateline(settings, "quarantine", "list", "--json").stdout)
    assert {row["report_id"] for row in rows} == {held} and {row["status"] for row in rows} == {"held"}
    one = dateline(settings, "quarantine", "list", "--check", "fatalities_ordered")
    assert one.returncode == 0 and held in one.stdout and "1 rows" in one.stderr
    assert dateline(settings, "quarantine", "list", "--status", "dismissed").stdout == ""
    wrong = dateline(settings, "quarantine", "list", "--check", "no_such")
    assert wrong.returncode == 2 and "no_such" in wrong.stderr and "fatalities_ordered" in wrong.stderr


def test_show_tells_the_row_the_checks_the_sentence_the_address_and_how_to_decide(settings, held):
    done = dateline(settings, "quarantine", "show", held)
    url, evidence = ask(
        settings,
        "SELECT a.url, json_extract_string(q.\"row\", '$.evidence') FROM quarantine q JOIN articles a ON a.id = q.article_id",
    )[0]
    assert done.returncode == 0, done.stderr
    for words in (
        url, f">>{evidence}<<", "fatalities_ordered", "low <= best <= high", '"fatalities_low": 9', "docs/runbook.md#",
        f"dateline quarantine release {held}", f"dateline quarantine dismiss {held}", "held since",
    ):  # fmt: skip
        assert words in done.stdout, words
    told = json.loads(dateline(settings, "quarantine", "show", held, "--json").stdout)
    assert told["report"]["id"] == held and told["article"]["url"] == url


def test_without_a_warehouse_it_says_so(tmp_path, capsys):
    assert main(["quarantine", "list", "--home", str(tmp_path)]) == 1
    assert "no night was held in this home" in capsys.readouterr().err


def test_a_blocked_nights_rows_are_listed_before_anything_is_published(settings, held, capsys):
    run = begin(settings, "manual__blocked", days=2)
    with warehouse_of(run, "a test") as warehouse:
        other = warehouse.rows("SELECT id FROM main.reports ORDER BY id LIMIT 1")[0]["id"]
        stage_again(warehouse, other, SPOILT)
        warehouse.connection.execute(
            "INSERT INTO staging.report_actors (report_id, ordinal, role) VALUES ('x', 0, 'y')"
        )
    with pytest.raises(NightBlocked):
        take_to_end(run)
    assert decide("list") == 0
    assert other in capsys.readouterr().out
