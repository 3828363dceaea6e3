"""Alerts out of the real Airflow: a failed task's callback, a night that is late, connections that Airflow keeps."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dateline.config import Settings
from dateline.nights import airflow_environment
from dateline.store.warehouse import held_lock
from tests.alert_servers import Hook, Mailbox, smtp_server, webhook_server
from tests.conftest import ROOT
from tests.wire_site import serve

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(500)]

FEEDS = '[[feeds]]\nname = "Nobody is there"\nurl = "http://127.0.0.1:9/rss.xml"\n'
SETTINGS = """
[schedule]
deadline_minutes = 0

[store]
lock_wait_s = 0.1

[[alerts.channels]]
kind = "file"
[[alerts.channels]]
kind = "smtp"
connection = "desk_in_airflow"
to = ["desk@example.org"]
[[alerts.channels]]
kind = "webhook"
connection = "hook"
"""


@dataclass
class Installed:
    """A home whose Airflow keeps one connection in its database, the other in the environment."""

    home: Path
    environ: dict[str, str]
    mail: Mailbox
    hook: Hook

    def airflow(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "airflow", *arguments]
        return subprocess.run(command, env=self.environ, cwd=ROOT, capture_output=True, text=True, timeout=300)

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mail.mails]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("told")
    (folder / "feeds.toml").write_text(FEEDS)
    (folder / "settings.toml").write_text(SETTINGS)
    settings = Settings(folder / "home", folder / "feeds.toml")
    with smtp_server() as mail, webhook_server() as hook:
        environ = dict(os.environ) | airflow_environment(settings, os.environ)
        environ |= {
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "DATELINE_SETTINGS": str(folder / "settings.toml"),
            "AIRFLOW_CONN_HOOK": json.dumps({"conn_type": "http", "host": f"{hook.url}/in"}),
        }
        one = Installed(settings.home, environ, mail, hook)
        (settings.home / "airflow").mkdir(parents=True)
        kept = {
            "conn_type": "smtp",
            "host": "127.0.0.1",
            "port": mail.port,
            "login": "desk",
            "password": "s3cret-of-airflow",
        }
        kept |= {"extra": {"disable_tls": True, "disable_ssl": True}}
        for step in (
            ("db", "migrate"), ("pools", "import", "config/pools.json"),
            ("connections", "add", "desk_in_airflow", "--conn-json", json.dumps(kept)),
        ):  # fmt: skip
            done = one.airflow(*step)
            assert done.returncode == 0, done.stderr[-2000:]
        yield one


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, f"not within {seconds} s: {what}"
        time.sleep(0.5)


def test_a_failed_task_is_told_once_through_airflows_own_connection_and_the_environments(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`begin` cannot read the feeds file, and all that follows it fails with it."""
    monkeypatch.setitem(installed.environ, "DATELINE_FEEDS", str(installed.home / "missing.toml"))
    done = installed.airflow("dags", "test", "dateline_nightly", "2026-03-02T23:30:00+00:00")
    assert done.returncode == 1
    assert installed.subjects() == [
        "[Dateline] NOT PUBLISHED: night of 2026-03-02 failed in begin; nothing is published yet"
    ]
    text = installed.mail.mails[0].get_content()
    assert f"{installed.home}/missing.toml: no such file" in text and "docs/runbook.md#task-begin" in text
    assert installed.mail.logins == [("desk", "s3cret-of-airflow")], "the password was Airflow's to keep"
    assert [body["task_id"] for body in installed.hook.bodies] == ["begin"]
    written = [path for path in installed.home.rglob("*") if path.suffix in (".txt", ".json", ".log")]
    kept = "".join(path.read_text(errors="replace") for path in written)
    assert "s3cret-of-airflow" not in kept + done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_night_that_is_late_is_told_by_a_real_scheduler(installed: Installed) -> None:
    """Its deadline is over when it is queued; the warehouse is held meanwhile, so that it cannot publish."""
    installed.mail.mails.clear()
    environ = installed.environ | {"DATELINE_PORT": str(free_port())}
    with (
        held_lock(installed.home / "warehouse.lock", "another program", 0),
        subprocess.Popen([ROOT / "scripts" / "serve.sh"], env=environ, stderr=subprocess.DEVNULL) as served,
    ):
        try:
            wait_for(lambda: any("LATE: night of" in one for one in installed.subjects()), 240, "the late night's mail")
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(60)
    mail = next(mail for mail in installed.mail.mails if "LATE" in str(mail["Subject"]))
    assert "docs/runbook.md#night_in_time" in mail.get_content()
    assert any(body["status"] == "late" for body in installed.hook.bodies)


def test_a_night_in_the_foreground_that_fails_says_what_failed_and_does_not_wait_for_minutes(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text(FEEDS)
    home = tmp_path / "home"
    home.mkdir()
    (home / "snapshots").write_text("no folder")
    command = [sys.executable, "-m", "dateline.nights", "live", "--feeds", str(tmp_path / "feeds.toml")]
    environ = dict(os.environ) | {"DATELINE_HOME": str(home)}
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 1, done.stderr
    assert "failed in publish; nothing is published yet" in done.stdout
    assert f"{home}/snapshots" in done.stdout and "docs/runbook.md#task-publish" in done.stdout
    assert "try 3" in done.stdout, "it was tried again, at once"


def test_a_night_in_the_foreground_names_the_feeds_that_could_not_be_read_and_why(tmp_path: Path) -> None:
    with serve() as site:
        site.answers["/page"] = lambda h: h.reply(200, b"<html><body>We have moved.</body></html>")
        feeds = f'[[feeds]]\nname = "Mirror"\nurl = "{site.base}/page"\n'
        (tmp_path / "feeds.toml").write_text(f'allow_private = ["127.0.0.0/8"]\n{FEEDS}{feeds}')
        command = [sys.executable, "-m", "dateline.nights", "live", "--feeds", str(tmp_path / "feeds.toml")]
        environ = dict(os.environ) | {"DATELINE_HOME": str(tmp_path / "home")}
        done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert "2 of 2 feeds could not be read:" in done.stdout
    assert "  Nobody is there, http://127.0.0.1:9/rss.xml: robots.txt could not be had (no connection" in done.stdout
    assert f"  Mirror, {site.base}/page: an HTML page, not a feed" in done.stdout
    assert f"feeds check {tmp_path}/feeds.toml" in done.stdout
