"""A night that its checks block, through the shell: what stays, publishing it by force, and the night that catches up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from samples.server import FIRST_DAY, SampleWire

from dateline.runs import clean_run_id
from dateline.store.snapshot import digest, query_snapshot
from tests.conftest import ROOT, night_of

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]
BLOCKED_DAY, GOOD_DAY = FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=2)
BLOCKED_RUN = f"cli__{night_of(BLOCKED_DAY).isoformat()}"


def shell(home: Path, *arguments: str, misread: int = 0) -> subprocess.CompletedProcess[str]:
    """Give a command as a user would; `misread`: with a parser that misreads every so-manieth report."""
    misreading = [str(Path(__file__).parent / "misreading_night.py"), str(misread), "--"]
    program = misreading if misread else ["-m", "dateline.cli"]
    command = [sys.executable, *program, *arguments, "--home", str(home)]
    environment = dict(os.environ) | {"DATELINE_SETTINGS": str(home.parent / "settings.toml")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def ask(home: Path, query: str) -> list[tuple]:
    return query_snapshot(home / "current.duckdb", query)[1]


def write_settings(folder: Path) -> None:
    """The sample wire's nights are small: judge the share from ten reports on."""
    text = (ROOT / "config" / "settings.toml").read_text(encoding="utf-8")
    judged = text.replace("min_rows_for_share = 20", "min_rows_for_share = 10")
    assert judged != text
    (folder / "settings.toml").write_text(judged, encoding="utf-8")


@pytest.fixture(scope="module")
def blocked_home(wire: SampleWire, feeds_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one published night and one that is blocked: a third of its reports was misread."""
    folder = tmp_path_factory.mktemp("blocked")
    home = folder / "home"
    write_settings(folder)
    wire.set_day(FIRST_DAY)
    night = ["run", "--feeds", str(feeds_file), "--at"]
    assert shell(home, *night, night_of(FIRST_DAY).isoformat()).returncode == 0
    before = digest(home / "current.duckdb")
    wire.set_day(BLOCKED_DAY)
    done = shell(home, *night, night_of(BLOCKED_DAY).isoformat(), misread=3)
    assert done.returncode == 3, done.stderr
    assert "quarantined_share" in done.stderr and "fatalities_ordered" in done.stderr
    assert digest(home / "current.duckdb") == before, "the last good snapshot stays"
    return home


@pytest.fixture
def home(blocked_home: Path, tmp_path: Path) -> Path:
    write_settings(tmp_path)
    return Path(shutil.copytree(blocked_home, tmp_path / "home"))


def test_the_alert_of_a_blocked_night_says_why(blocked_home):
    told = [path.read_text(encoding="utf-8") for path in sorted((blocked_home / "pages" / "alerts").glob("*.txt"))]
    assert any("quarantined_share" in text and "at most 20% of the reports" in text for text in told), told


def test_a_blocked_night_is_published_by_force_and_the_snapshot_says_who_and_why(home):
    done = shell(home, "publish", "--force", BLOCKED_RUN, "--why", "read all of them", "--by", "Ada")
    assert done.returncode == 0, done.stderr
    forced = "SELECT status, forced_by, forced_why, forced_at > started_at FROM runs WHERE forced_by IS NOT NULL"
    assert ask(home, forced) == [("published", "Ada", "read all of them", True)]
    assert ask(home, f"SELECT count(*) > 3 FROM articles WHERE published_at::DATE = DATE '{BLOCKED_DAY}'") == [(True,)]
    assert ask(home, "SELECT count(*) > 3, any_value(status) FROM quarantine") == [(True, "held")]
    assert ask(home, "SELECT id FROM reports WHERE fatalities_low > fatalities_best") == [], "held rows stay held"
    again = shell(home, "publish", "--force", BLOCKED_RUN, "--why", "again")
    assert again.returncode == 2 and "is not blocked: it ended published" in again.stderr


def test_the_next_good_night_catches_up_and_then_nothing_is_left_to_force(home, wire, feeds_file):
    wire.set_day(GOOD_DAY)
    done = shell(home, "run", "--feeds", str(feeds_file), "--at", night_of(GOOD_DAY).isoformat())
    assert done.returncode == 0, done.stderr
    days = "SELECT count(DISTINCT published_at::DATE) FROM articles WHERE published_at::DATE >= DATE '{}'"
    assert ask(home, days.format(BLOCKED_DAY))[0][0] >= 2
    assert ask(home, "SELECT id FROM reports WHERE id NOT IN (SELECT report_id FROM event_reports)") == []
    assert ask(home, "SELECT id FROM reports WHERE fatalities_low > fatalities_best") == []
    assert ask(home, f"SELECT status FROM runs WHERE id = '{BLOCKED_RUN}'") == [("blocked",)]
    done = shell(home, "publish", "--force", BLOCKED_RUN, "--why", "late")
    assert done.returncode == 2
    assert "a later run published what it had staged" in done.stderr


def test_what_is_staged_after_the_block_is_not_forced_along(home, wire, feeds_file):
    """Another blocked night checks all of it: that is the one to force."""
    wire.set_day(GOOD_DAY)
    done = shell(home, "run", "--feeds", str(feeds_file), "--at", night_of(GOOD_DAY).isoformat(), misread=1)
    assert done.returncode == 3, done.stderr
    done = shell(home, "publish", "--force", BLOCKED_RUN, "--why", "late")
    newer = f"cli__{night_of(GOOD_DAY).isoformat()}"
    assert done.returncode == 1 and f"run {newer} has checked all of it" in done.stderr
    assert shell(home, "publish", "--force", newer, "--why", "both").returncode == 0
    assert ask(home, "SELECT id FROM runs WHERE forced_why = 'both'") == [(newer,)]


def test_a_released_share_lets_the_blocked_night_out(home):
    """The check was wrong: the rows it holds are released, all at once, and with them the night is a good one."""
    held = json.loads(shell(home, "quarantine", "list", "--json").stdout)
    ids = sorted({row["report_id"] for row in held})
    assert len(ids) > 3 and {row["status"] for row in held} == {"held"}
    done = shell(home, "quarantine", "release", *ids, "--why", "a test", "--by", "Ada")
    assert done.returncode == 0, done.stderr
    assert ask(home, "SELECT count(*) FROM reports WHERE fatalities_low > fatalities_best") == [(len(ids),)]
    assert ask(home, "SELECT id FROM reports WHERE id NOT IN (SELECT report_id FROM event_reports)") == []


def test_a_run_that_cannot_be_forced_is_told_in_one_line(home):
    nothing = shell(home, "publish", "--force", "nobody", "--why", "x")
    assert nothing.returncode == 2
    assert "no run nobody in" in nothing.stderr and f"blocked: {BLOCKED_RUN}" in nothing.stderr
    first = shell(home, "publish", "--force", f"cli__{night_of(FIRST_DAY).isoformat()}", "--why", "x")
    assert first.returncode == 2 and "is not blocked: it ended published" in first.stderr
    (home / "runs" / clean_run_id(BLOCKED_RUN) / "outcome.json").unlink()  # as while it is at work
    at_work = shell(home, "publish", "--force", BLOCKED_RUN, "--why", "x")
    assert at_work.returncode == 2 and "is not over" in at_work.stderr
    assert shell(home, "publish", "--force", BLOCKED_RUN).returncode == 2, "a reason is asked for"
