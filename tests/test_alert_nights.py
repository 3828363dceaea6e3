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
from dateline.runs import Run, begin_run, write_json
from tests.alert_servers import Hook, Mailbox, smtp_server, webhook_server
from tests.conftest import night_of
from tests.wire_site import Site, serve

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
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def hold(settings_in, wire: SampleWire, tmp_path: Path, desk: Desk, monkeypatch) -> Callable[..., str | None]:
    """Hold night number `n`; with `wrong`, that many of its reports lose their place before they are checked."""
    settings = settings_in(tmp_path / "home")
    settings = replace(settings, alerts=replace(settings.alerts, channels=CHANNELS))
    for name, value in desk.environ.items():
        monkeypatch.setenv(name, value)
    check_rows = pipeline.check_rows

    def night(n: int, wrong: int = 0, plan: Callable[..., object] | None = None, **checks: float) -> str | None:
        day = FIRST_DAY + timedelta(days=n)
        wire.set_day(min(day, FIRST_DAY + timedelta(days=1)))  # two days of news are enough
        held = replace(settings, checks=replace(CheckSettings(blocking_share=1.0), **checks))
        run = begin_run(held, f"cli__{night_of(day).isoformat()}", night_of(day))
        monkeypatch.setattr(pipeline, "check_rows", lambda run: (_spoil(run, wrong), check_rows(run))[1])
        with monkeypatch.context() as patched:
            if plan is not None:
                patched.setattr(pipeline, "plan", plan)
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
    command = next(line.strip() for line in block.splitlines() if " sql --home " in line)
    done = subprocess.run(f"{command} --json", shell=True, capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


FEED = b"""<rss version="2.0"><channel><title>A</title><link>http://127.0.0.1/</link></channel></rss>"""


def test_three_nights_give_one_full_message_two_short_lines_and_one_recovery(
    desk: Desk, site: Site, tmp_path: Path
) -> None:
    """The one feed refuses for three nights, and answers in the fourth."""
    (tmp_path / "feeds.toml").write_text(
        f'allow_private = ["127.0.0.0/8"]\n[[feeds]]\nname = "A"\nurl = "{site.base}/f"\n'
    )
    settings = replace(Settings.from_env(os.environ), home=tmp_path / "home", feeds_file=tmp_path / "feeds.toml")
    settings = replace(settings, alerts=replace(settings.alerts, channels=CHANNELS))
    for n in range(4):
        site.answers["/f"] = lambda h, n=n: h.reply(403) if n < 3 else h.reply(200, FEED, "application/rss+xml")
        at = night_of(FIRST_DAY + timedelta(days=n))
        run = begin_run(settings, f"cli__{at.isoformat()}", at)
        with pytest.MonkeyPatch.context() as patched:
            for name, value in desk.environ.items():
                patched.setenv(name, value)
            assert pipeline.run_night(run) == "published"
            pipeline.tell(run)  # told twice, heard once
    subjects = [str(mail["Subject"]) for mail in desk.mail.mails]
    assert [re.search(r"(new|still failing|recovered): [^;]*\bfeeds_answer\b", subject)[1] for subject in subjects] == [
        "new", "still failing", "still failing", "recovered",
    ]  # fmt: skip
    full, second, third, recovery = (mail.get_content().replace("\r\n", "\n") for mail in desk.mail.mails)
    assert lines_about(full, "feeds_answer") == ["ERROR  feeds_answer"]
    assert "Observed: HTTP 403" in full or "403" in full
    for text, nights in ((second, 2), (third, 3)):
        (line,) = lines_about(text, "feeds_answer")
        assert line.startswith("error feeds_answer: ") and f"(night {nights} in a row, since 2026-03-02)" in line
    (line,) = lines_about(recovery, "feeds_answer")
    assert line.startswith("feeds_answer: passes again, after 3 nights")
    for seen in (desk.hook, desk.slack, desk.pager):
        assert len(seen.bodies) == 4
    told = [{one["check"]: one["change"] for one in body["checks"]}.get("feeds_answer") for body in desk.hook.bodies]
    assert told == ["new", "still failing", "still failing", None]
    assert "feeds_answer" in desk.hook.bodies[3]["recovered"]
    files = sorted((settings.home / "pages" / "alerts").glob("*.txt"))
    assert [path.read_text().splitlines()[0] for path in files] == subjects


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
    assert {"check_name": CHECK, "n": 3} in run_command(text, "CRITICAL  quarantined_share")
    assert waiting[0].message.text.count("“") >= 2, "rows with their sentence"
    rows = run_command(waiting[0].message.text, f"ERROR  {CHECK}")
    assert len(rows) == 2 and all(row["sentence"] and row["url"] and "latitude 0" in str(row["value"]) for row in rows)
    assert f"error {CHECK}: 3 of " in text or f"ERROR  {CHECK}" in text.split("kept back")[0]

    def full_disk(*_: object) -> None:
        raise StoreError("warehouse.duckdb: No space left on device")

    assert hold(2, plan=full_disk) == "failed"
    subject, text = str(desk.mail.mails[1]["Subject"]), desk.mail.mails[1].get_content()
    assert "night of 2026-03-04 failed in plan, night 2 in a row; readers keep the snapshot of 2026-03-02" in subject
    assert "No space left on device" in text and "docs/runbook.md#task-plan" in text
    assert "passes again" not in text, "nothing was checked, so nothing recovered"

    assert hold(3, min_rows_for_share=1) == "published"
    subject, text = str(desk.mail.mails[2]["Subject"]), desk.mail.mails[2].get_content()
    assert "night of 2026-03-05 published again" in subject and "task_plan" in subject
    assert lines_about(text, "quarantined_share")[0].startswith("quarantined_share: passes again")


def test_a_blocked_night_that_is_published_by_hand_is_told_with_the_reason(settings_in, tmp_path: Path) -> None:
    run = begin_run(settings_in(tmp_path / "home"), "cli__x", night_of(FIRST_DAY))
    run.end("blocked", "quarantined_share: 30 of 90 reports")
    assert pipeline.tell(run, {}) == 1
    write_json(run.path("publish", "forced", "json"), {"reason": "read all 30 rows: the check is wrong"})
    run.end("published")
    assert pipeline.tell(run, {}) == 1 and pipeline.tell(run, {}) == 0
    folder = tmp_path / "home" / "pages" / "alerts"
    texts = [path.read_text() for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)]
    assert texts[0].startswith("[Dateline SAMPLE] NOT PUBLISHED: night of 2026-03-02 blocked; nothing is published yet")
    assert texts[1].startswith("[Dateline SAMPLE] night of 2026-03-02 published again\n")
    assert "against its checks, for this reason: read all 30 rows: the check is wrong" in texts[1]


def test_telling_needs_no_airflow_even_at_the_end_of_a_night(tmp_path: Path) -> None:
    probe = "import sys, dateline.telling, dateline.cli, dateline.doctor; print('airflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert Settings.from_env({}).alerts.channels == (Channel("file"),)
