"""The outbox: each channel hears what it gets, when its hours allow, once; nothing is lost, whatever breaks or dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.alerts.ledger import Failing, read_state
from dateline.alerts.message import Message
from dateline.alerts.outbox import deliver_waiting, is_quiet, tell_all
from dateline.config import AlertSettings, Channel, KeepSettings, Settings
from dateline.errors import ConfigError
from dateline.housekeeping import keep_house
from tests.alert_servers import Hook, webhook_server

NOON = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
HOOK, FILE = Channel("webhook", "hook"), Channel("file")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook_server() as seen:
        yield seen


def settings_of(home: Path, *channels: Channel, **more: Any) -> Settings:
    return Settings(home, home / "feeds.toml", alerts=AlertSettings(channels, **more))


def message(subject: str, severity: Any = "error") -> Message:
    return Message(subject, f"{subject}: text", severity, "night", {"about": subject})


def tell(settings: Settings, environ: Mapping[str, str], subject: str, severity: Any = "error", at: datetime = NOON):
    return tell_all(
        settings, environ, subject, lambda channel, told: (message(subject, severity), told), now=at, waits_s=()
    )


def subjects(hook: Hook) -> list[str]:
    return [body["subject"] for body in hook.bodies]


def files_of(home: Path) -> list[str]:
    return sorted(path.read_text().splitlines()[0] for path in (home / "pages" / "alerts").glob("*.txt"))


# ------------------------------------------------------------------------------------------------------ delivery


def test_a_message_that_a_server_refuses_goes_with_the_next_one(hook: Hook, tmp_path: Path) -> None:
    settings, environ = settings_of(tmp_path, HOOK), {"AIRFLOW_CONN_HOOK": hook.url}
    hook.answers = [503]
    assert [done.ok for done in tell(settings, environ, "one")] == [False, True]
    assert files_of(tmp_path) == ["one"], "meanwhile it is in a file"
    tell(settings, environ, "two", at=NOON + timedelta(days=1))
    assert subjects(hook) == ["one", "two (and 1 kept back)"]
    assert "two: text\n\n---- kept back since 2026-03-07 12:00 UTC\none\n\none: text" in hook.bodies[1]["text"]
    assert hook.bodies[1]["earlier"] == [{"subject": "one", "about": "one"}]
    assert read_state(tmp_path).waiting == []


def test_what_waits_is_tried_without_a_new_message_too(hook: Hook, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, HOOK, FILE)
    tell(settings, {}, "one")
    (waiting,) = read_state(tmp_path).waiting
    assert (waiting.channel, waiting.attempts, waiting.detail) == ("webhook:hook", 1, "AIRFLOW_CONN_HOOK is not set")
    deliver_waiting(settings, {}, waits_s=())
    assert read_state(tmp_path).waiting[0].attempts == 2
    deliver_waiting(settings, {"AIRFLOW_CONN_HOOK": hook.url}, waits_s=())
    assert subjects(hook) == ["one"] and read_state(tmp_path).waiting == [] and files_of(tmp_path) == ["one"]


def test_the_same_telling_is_sent_once_however_often_it_is_asked_for(hook: Hook, tmp_path: Path) -> None:
    settings, environ = settings_of(tmp_path, HOOK), {"AIRFLOW_CONN_HOOK": hook.url}
    for _ in range(3):
        tell(settings, environ, "one")
    assert subjects(hook) == ["one"]
    assert hook.headers[0]["Idempotency-Key"] == hook.bodies[0]["id"]


def test_one_dead_channel_keeps_no_other_from_being_told(hook: Hook, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, Channel("smtp", "desk", to=("a@b.example",)), HOOK)
    tell(settings, {"AIRFLOW_CONN_DESK": "smtp://127.0.0.1:9/?disable_tls=1", "AIRFLOW_CONN_HOOK": hook.url}, "one")
    assert subjects(hook) == ["one"]
    assert [one.channel for one in read_state(tmp_path).waiting] == ["smtp:desk"]


def test_a_channel_taken_out_of_the_settings_leaves_its_messages_in_files(tmp_path: Path) -> None:
    tell(settings_of(tmp_path, HOOK, FILE), {}, "one")
    (tmp_path / "pages" / "alerts" / "night.txt").unlink()
    deliver_waiting(settings_of(tmp_path, FILE), {}, waits_s=())
    assert files_of(tmp_path) == ["one"] and read_state(tmp_path).waiting == []


def test_a_channel_that_is_dead_for_long_keeps_its_newest_messages(tmp_path: Path, monkeypatch) -> None:
    import dateline.alerts.outbox as outbox

    monkeypatch.setattr(outbox, "MAX_WAITING", 3)
    settings = settings_of(tmp_path, HOOK)
    for n in range(5):
        tell(settings, {}, f"n{n}", at=NOON + timedelta(days=n))
    assert [one.message.subject for one in read_state(tmp_path).waiting] == ["n2", "n3", "n4"]
    assert len(files_of(tmp_path)) == 5, "and every one is in a file"
    undelivered = (tmp_path / "pages" / "alerts" / "undelivered").glob("*.txt")
    assert sorted(path.read_text() for path in undelivered) == ["n0\n\nn0: text\n", "n1\n\nn1: text\n"]


def test_what_cannot_be_set_aside_is_not_given_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dateline.alerts.outbox as outbox

    monkeypatch.setattr(outbox, "MAX_WAITING", 1)
    (tmp_path / "pages" / "alerts").mkdir(parents=True)
    (tmp_path / "pages" / "alerts" / "undelivered").write_text("a file where the folder should be")
    for n in range(3):
        tell(settings_of(tmp_path, HOOK), {}, f"n{n}", at=NOON + timedelta(days=n))
    assert [one.message.subject for one in read_state(tmp_path).waiting] == ["n0", "n1", "n2"]


# ----------------------------------------------------------------------------------------------------- retention


def aged(home: Path, days: int, at: datetime) -> None:
    """Make the files of messages so old, seen from `at`."""
    for path in (home / "pages" / "alerts").rglob("*.txt"):
        os.utime(path, (at.timestamp() - 86_400 * days,) * 2)


def kept_house(home: Path, at: datetime, **keep: Any) -> list[str]:
    gone = keep_house(replace(settings_of(home), keep=KeepSettings(**keep)), at)
    return sorted(path.name for path in gone)


def test_old_messages_go_when_they_were_delivered(hook: Hook, tmp_path: Path) -> None:
    settings, environ = settings_of(tmp_path, HOOK, FILE), {"AIRFLOW_CONN_HOOK": hook.url}
    tell(settings, environ, "old")
    aged(tmp_path, 91, later := NOON + timedelta(days=91))
    tell(settings, environ, "young", at=later)
    assert kept_house(tmp_path, later, alerts_days=0) == [], "0: for ever"
    assert kept_house(tmp_path, later, alerts_days=92) == []
    assert kept_house(tmp_path, later) == ["night.txt"] and files_of(tmp_path) == ["young"]


def test_a_message_that_waits_keeps_its_file_however_old_and_goes_when_it_was_sent(hook: Hook, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, HOOK)
    tell(settings, {}, "before", at=NOON)
    deliver_waiting(settings, {"AIRFLOW_CONN_HOOK": hook.url}, waits_s=())
    aged(tmp_path, 200, later := NOON + timedelta(days=200))
    tell(settings, {}, "waits", at=NOON + timedelta(days=1))
    (tmp_path / "pages" / "alerts" / "night.2.txt").touch()
    os.utime(tmp_path / "pages" / "alerts" / "night.2.txt", ((NOON + timedelta(days=1)).timestamp(),) * 2)
    assert kept_house(tmp_path, later) == ["night.txt"] and files_of(tmp_path) == ["waits"]
    assert [one.message.subject for one in read_state(tmp_path).waiting] == ["waits"]
    deliver_waiting(settings, {"AIRFLOW_CONN_HOOK": hook.url}, waits_s=())
    assert kept_house(tmp_path, later) == ["night.2.txt"] and subjects(hook) == ["before", "waits"]


def test_what_was_given_up_for_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dateline.alerts.outbox as outbox

    monkeypatch.setattr(outbox, "MAX_WAITING", 1)
    settings = settings_of(tmp_path, HOOK)
    for n in range(2):
        tell(settings, {}, f"n{n}", at=NOON + timedelta(days=n))
    deliver_waiting(settings_of(tmp_path, FILE), {}, waits_s=())  # the channel is taken out of the settings
    aged(tmp_path, 1000, later := NOON + timedelta(days=1000))
    assert len(kept_house(tmp_path, later)) == 3
    assert [path.read_text() for path in tmp_path.rglob("*.txt")] == ["n0\n\nn0: text\n"]


def test_no_secret_is_in_what_is_kept(tmp_path: Path) -> None:
    environ = {"AIRFLOW_CONN_HOOK": "http://me:hunter2-s3cret@127.0.0.1:9/services/T0-token-0123456789"}
    tell(settings_of(tmp_path, HOOK), environ, "with hunter2-s3cret and T0-token-0123456789")
    kept = (tmp_path / "alerts" / "state.json").read_text()
    assert "with [secret] and [secret]" in kept and "hunter2" not in kept and "T0-token" not in kept


def test_a_home_that_cannot_be_written_is_told_all_the_same(hook: Hook, tmp_path: Path) -> None:
    (tmp_path / "alerts").write_text("a file where the folder should be")
    tell(settings_of(tmp_path, HOOK), {"AIRFLOW_CONN_HOOK": hook.url}, "one")
    assert subjects(hook) == ["one"]


@pytest.mark.parametrize("text", ["", "{", '{"failing": 3}', "[]", '{"failing": {}, "told": {}, "waiting": [{}]}'])
def test_a_state_that_cannot_be_read_is_set_aside(text: str, hook: Hook, tmp_path: Path) -> None:
    (tmp_path / "alerts").mkdir()
    (tmp_path / "alerts" / "state.json").write_text(text)
    tell(settings_of(tmp_path, HOOK), {"AIRFLOW_CONN_HOOK": hook.url}, "one")
    assert subjects(hook) == ["one"]
    assert (tmp_path / "alerts" / "state.json.unreadable").read_text() == text


# --------------------------------------------------------------------------------------------------- quiet hours

QUIET = {"quiet_from": "22:00", "quiet_until": "07:00", "quiet_timezone": "Europe/Berlin"}
NIGHT = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)  # 03:00 in Berlin


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("2026-03-07T20:59Z", False), ("2026-03-07T21:00Z", True), ("2026-03-08T05:59Z", True), ("2026-03-08T06:00Z", False),
     ("2026-07-08T05:00Z", False), ("2026-07-08T04:59Z", True)],
)  # fmt: skip
def test_quiet_hours_are_told_by_the_clock_of_their_zone(at: str, quiet: bool, tmp_path: Path) -> None:
    assert is_quiet(settings_of(tmp_path, **QUIET), datetime.fromisoformat(at.replace("Z", "+00:00"))) is quiet


def test_quiet_hours_within_a_day_end_on_it(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, quiet_from="12:00", quiet_until="13:30", quiet_timezone="UTC")
    assert is_quiet(settings, NOON) and not is_quiet(settings, NOON + timedelta(minutes=90))


def test_what_is_not_critical_waits_for_the_morning_and_what_is_does_not(hook: Hook, tmp_path: Path) -> None:
    settings, environ = settings_of(tmp_path, HOOK, FILE, **QUIET), {"AIRFLOW_CONN_HOOK": hook.url}
    tell(settings, environ, "rows held", "error", at=NIGHT)
    tell(settings, environ, "well again", "recovery", at=NIGHT + timedelta(minutes=1))
    assert subjects(hook) == [] and files_of(tmp_path) == ["rows held", "well again"], "a file wakes nobody"
    tell(settings, environ, "blocked", "critical", at=NIGHT + timedelta(hours=1))
    assert subjects(hook) == ["blocked"]
    tell(settings, environ, "in the morning", "warning", at=NIGHT + timedelta(hours=8))
    assert subjects(hook)[1:] == ["in the morning (and 2 kept back)"]
    assert hook.bodies[1]["severity"] == "error"
    for part in ("in the morning: text", "rows held: text", "well again: text"):
        assert part in hook.bodies[1]["text"]
    assert read_state(tmp_path).waiting == []


def test_quiet_hours_and_channels_are_judged_when_settings_are_read(tmp_path: Path) -> None:
    for wrong, named in (
        ('[alerts]\nquiet_from = "10pm"\nquiet_until = "07:00"', 'line 2: `quiet_from` is a time like "22:00"'),
        ('[alerts]\nquiet_from = "22:00"', "go together"),
        ('[alerts]\nquiet_timezone = "Mars/Olympus"', "unknown time zone `Mars/Olympus`"),
        ("[alerts]\nworse_factor = 1.0", "is above 1"),
        ('[[alerts.channels]]\nkind = "slack"\nconnection = "x"\n' * 2, "two alert channels are called `slack:x`"),
        ('[[alerts.channels]]\nkind = "file"\ngets = ["loud"]', "line 3: `gets` cannot be"),
    ):
        (tmp_path / "settings.toml").write_text(wrong)
        with pytest.raises(ConfigError) as told:
            Settings.from_env({"DATELINE_SETTINGS": str(tmp_path / "settings.toml")})
        assert named in str(told.value)


# -------------------------------------------------------------------------------------------- killed in between

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import dateline.alerts.outbox as outbox
from dateline.config import AlertSettings, Channel, Settings
from dateline.alerts.message import Message
home, place = Path(sys.argv[1]), sys.argv[2]
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if place == "before the queue":
    import dateline.alerts.ledger as ledger
    ledger._write = die
elif place == "before delivery":
    outbox.deliver_waiting = die
elif place == "after delivery":
    outbox._keep_outcome = die
settings = Settings(home, home / "feeds.toml", alerts=AlertSettings((Channel("webhook", "hook"),)))
told = lambda channel, failing: (Message("one", "text", "error", "night"), failing)
outbox.tell_all(settings, os.environ, "night 1", told, now=datetime(2026, 3, 7, 12, tzinfo=UTC), waits_s=())
"""


@pytest.mark.fault
@pytest.mark.parametrize(
    ("place", "seen"), [("before the queue", 0), ("before delivery", 0), ("after delivery", 1), ("nowhere", 1)]
)
def test_a_process_killed_while_it_tells_loses_nothing(place: str, seen: int, hook: Hook, tmp_path: Path) -> None:
    environ = os.environ | {"AIRFLOW_CONN_HOOK": hook.url}
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), place], env=environ, check=False)
    assert (done.returncode, len(hook.bodies)) == (0 if place == "nowhere" else -signal.SIGKILL, seen)
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), "nowhere"], env=environ, check=True)
    ids = {body["id"] for body in hook.bodies}
    assert len(ids) == 1, "told twice only with the same id"
    assert len(hook.bodies) == (2 if place == "after delivery" else 1)
    assert read_state(tmp_path).waiting == []


@pytest.mark.fault
def test_many_processes_that_tell_at_once_lose_nothing_and_repeat_nothing(hook: Hook, tmp_path: Path) -> None:
    environ = os.environ | {"AIRFLOW_CONN_HOOK": hook.url}
    scripts = [KILLED.replace('"one"', f'"n{n}"').replace('"night 1"', f'"night {n}"') for n in range(6)]
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), "nowhere"], env=environ) for script in scripts
    ]
    assert [process.wait(60) for process in running] == [0] * 6
    told = [body["subject"].split(" ")[0] for body in hook.bodies]
    told += [one["subject"] for body in hook.bodies for one in body.get("earlier", [])]
    assert sorted(told) == [f"n{n}" for n in range(6)]
    assert read_state(tmp_path).waiting == []


def test_a_held_lock_is_waited_for_only_so_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: Hook) -> None:
    import dateline.alerts.ledger as ledger

    monkeypatch.setattr(ledger, "LOCK_WAIT_S", 0.2)
    with ledger.locked(tmp_path / "alerts" / "state.lock", 0):
        started = time.monotonic()
        tell(settings_of(tmp_path, HOOK), {"AIRFLOW_CONN_HOOK": hook.url}, "one")
    assert time.monotonic() - started < 5 and subjects(hook) == ["one"]


def test_what_was_told_is_kept_per_channel(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, FILE, replace(HOOK, gets=("critical",)))
    one = Failing("x", "error", NOON, NOON, 1, 2, "2 rows", "run")

    def compose(channel: Channel, told: Mapping[str, Failing]) -> tuple[Message | None, Mapping[str, Failing]]:
        return (message("one"), {"x": one}) if "error" in channel.gets else (None, told)

    tell_all(settings, {}, "key", compose, now=NOON, waits_s=())
    assert read_state(tmp_path).failing == {"file": {"x": one}, "webhook:hook": {}}
    assert json.loads((tmp_path / "alerts" / "state.json").read_text())["waiting"] == []
