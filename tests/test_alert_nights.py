"""Real nights over the sample wire, told to real servers: what a person gets from one night to the next."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from samples.server import FIRST_DAY, SampleWire

import dateline.pipeline as pipeline
from dateline.alerts.ledger import read_state
from dateline.config import Channel, CheckSettings, Settings
from dateline.errors import StoreError
from dateline.remembered import warehouse_of
from dateline.runs import Run, begin_run, open_run
from dateline.store.snapshot import query_snapshot
from tests.alert_servers import Hook, Mailbox, smtp_server, webhook_server
from tests.conftest import ROOT, night_of

CHECK = "not_null_island"
DESK = Channel("smtp", "desk", to=("desk@example.org",), sender="dateline@example.org")
CHANNELS = (Channel("file"), DESK, Channel("webhook", "hook"), Channel("slack", "slack"), Channel("apprise", "pager"))


@dataclass
class Desk:
    """Where the alerts of a night arrive."""

    mail: Mailbox
    hook: Hook
    slack: Hook
    pager: Hook

    @property
    def environ(self) -> dict[str, str]:
        """Both of Airflow's notations, a URI for one half and JSON for the other."""
        mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": self.mail.port, "extra": {"disable_tls": True}}
        return {
            "AIRFLOW_CONN_DESK": json.dumps(mail),
            "AIRFLOW_CONN_HOOK": f"{self.hook.url}/in",
            "AIRFLOW_CONN_SLACK": json.dumps(
                {"conn_type": "slackwebhook", "host": self.slack.url, "password": "T0/B0/x"}
            ),
            "AIRFLOW_CONN_PAGER": self.pager.url.replace("http://", "json://"),
        }


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with smtp_server() as mail, webhook_server() as hook, webhook_server() as slack, webhook_server() as pager:
        yield Desk(mail, hook, slack, pager)


@pytest.fixture
def hold(settings_in, wire: SampleWire, tmp_path: Path, desk: Desk, monkeypatch) -> Callable[..., str | None]:
    """Hold night number `n`; with `wrong`, that many of its reports lose their place before they are checked."""
    settings = settings_in(tmp_path / "home")
    settings = replace(settings, alerts=replace(settings.alerts, channels=CHANNELS))
    for name, value in desk.environ.items():
        monkeypatch.setenv(name, value)
    check_rows = pipeline.check_rows

    def night(n: int, wrong: int = 0, load: Callable[..., object] | None = None, **checks: float) -> str | None:
        day = FIRST_DAY + timedelta(days=n)
        wire.set_day(day)
        held = replace(settings, checks=replace(CheckSettings(blocking_share=1.0), **checks))
        run = begin_run(held, f"cli__{night_of(day).isoformat()}", night_of(day))
        monkeypatch.setattr(pipeline, "check_rows", lambda run: (_spoil(run, wrong), check_rows(run))[1])
        with monkeypatch.context() as patched:
            if load is not None:
                patched.setattr(pipeline, "load", load)
            try:
                return pipeline.run_night(run)
            except StoreError:
                return (run.outcome() or ("", None))[0]

    night.settings = settings  # type: ignore[attr-defined]
    return night


def _spoil(run: Run, n: int) -> None:
    with warehouse_of(run, "test") as warehouse:
        warehouse.connection.execute(
            "UPDATE staging.reports SET latitude = 0, longitude = 0 "
            "WHERE id IN (SELECT id FROM staging.reports ORDER BY id LIMIT $1)", [n],
        )  # fmt: skip


def lines_about(text: str, check: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if re.match(rf"\s*(\w+ +)?{check}\b", line)]


def run_command(text: str, check: str) -> list[dict[str, object]]:
    """Run the command that a message gives for a check, as it stands, in a shell."""
    block = text[text.index(f"{check}\n") :]
    command = next(line.strip() for line in block.splitlines() if line.strip().startswith("dateline sql "))
    environ = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(f"{command} --json", shell=True, env=environ, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_three_nights_give_one_full_message_two_short_lines_and_one_recovery(hold, desk: Desk) -> None:
    assert [hold(n, wrong=2) for n in range(3)] + [hold(3)] == ["published"] * 4
    texts = [mail.get_content().replace("\r\n", "\n") for mail in desk.mail.mails]
    subjects = [str(mail["Subject"]) for mail in desk.mail.mails]
    assert len(texts) == len(desk.hook.bodies) == len(desk.slack.bodies) == len(desk.pager.bodies) == 4
    assert [CHECK in subject for subject in subjects] == [True] * 4, subjects
    assert "new: " in subjects[0] and "still failing: " in subjects[1] and "recovered: " in subjects[3]

    full, second, third, recovery = texts
    assert lines_about(full, CHECK) == [f"ERROR  {CHECK}"]
    held = query_snapshot(
        hold.settings.home / "current.duckdb", f"SELECT report_id FROM quarantine WHERE check_name = '{CHECK}'"
    )
    assert len(held[1]) >= 4
    assert full.count("“") >= 2 and full.count("http://127.0.0.1") >= 2, "rows with their sentence and address"
    for text, nights in ((second, 2), (third, 3)):
        (line,) = lines_about(text, CHECK)
        assert line.startswith(f"error {CHECK}: 2 of ") and f"(night {nights} in a row, since 2026-03-02)" in line
        assert "Observed" not in text.split("STILL FAILING")[1]
    (line,) = lines_about(recovery, CHECK)
    assert line.startswith(f"{CHECK}: passes again, after 3 nights")

    rows = run_command(full, f"ERROR  {CHECK}")
    assert len(rows) == 2 and all(row["sentence"] and row["url"] and "latitude 0" in str(row["value"]) for row in rows)
    files = sorted((hold.settings.home / "pages" / "alerts").glob("*.txt"))
    assert [path.read_text().splitlines()[0] for path in files] == subjects
    told = [{one["check"]: one["change"] for one in body["checks"]}.get(CHECK) for body in desk.hook.bodies]
    assert told == ["new", "still failing", "still failing", None] and CHECK in desk.hook.bodies[3]["recovered"]

    pipeline.tell(open_run(max((hold.settings.home / "runs").iterdir()), hold.settings))
    assert len(desk.mail.mails) == 4, "a night that is told twice is told once"


def test_unheard_then_blocked_then_failed_then_published_again(hold, desk: Desk, monkeypatch) -> None:
    desk.mail.mails.clear()
    with monkeypatch.context() as unset:
        for name in desk.environ:
            unset.delenv(name)
        assert hold(0, wrong=2) == "published", "that nobody can be told does not fail the night"
    waiting = read_state(hold.settings.home).waiting
    assert sorted(one.channel for one in waiting) == ["apprise:pager", "slack:slack", "smtp:desk", "webhook:hook"]
    assert len(list((hold.settings.home / "pages" / "alerts").iterdir())) == 1

    assert hold(1, wrong=3, blocking_share=0.0, min_rows_for_share=1) == "blocked"
    (mail,) = desk.mail.mails
    text = mail.get_content().replace("\r\n", "\n")
    assert str(mail["Subject"]).endswith(
        "NOT PUBLISHED: night of 2026-03-03 blocked by quarantined_share; readers keep the snapshot of 2026-03-02 "
        "(and 1 kept back)"
    )
    assert waiting[0].message.text in text, "what could not be sent last night comes with it"
    assert run_command(text, "CRITICAL  quarantined_share")[0] == {"check_name": CHECK, "n": 3}

    def full_disk(*_: object) -> None:
        raise StoreError("warehouse.duckdb: No space left on device")

    assert hold(2, load=full_disk) == "failed"
    subject, text = str(desk.mail.mails[1]["Subject"]), desk.mail.mails[1].get_content()
    assert "night of 2026-03-04 failed in load, night 2 in a row; readers keep the snapshot of 2026-03-02" in subject
    assert "No space left on device" in text and "docs/runbook.md#task-load" in text
    assert f"{CHECK}: passes again" not in text, "nothing was checked, so nothing recovered"

    assert hold(3) == "published"
    subject, text = str(desk.mail.mails[2]["Subject"]), desk.mail.mails[2].get_content()
    assert "night of 2026-03-05 published again" in subject and "task_load" in subject
    assert lines_about(text, CHECK)[0].startswith(f"{CHECK}: passes again")


def test_telling_needs_no_airflow_even_at_the_end_of_a_night(tmp_path: Path) -> None:
    probe = "import sys, dateline.telling, dateline.cli, dateline.doctor; print('airflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert Settings.from_env({}).alerts.channels == (Channel("file"),)
