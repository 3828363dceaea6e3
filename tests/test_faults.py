"""Bad input and bad luck, for real: one clear sentence that names the thing, the right exit code, nothing lost."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from samples.server import FIRST_DAY

from dateline.cli import main
from dateline.store.snapshot import digest
from tests.conftest import ROOT, night_of

pytestmark = pytest.mark.fault
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


ONE_FEED = '[[feeds]]\nname = "A"\nurl = "http://a.example/"\n'


def dateline(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "dateline.cli", *arguments], capture_output=True, text=True, timeout=120, **more
    )


def said_once(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert "Traceback" not in done.stderr, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("dateline: ")]
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0]


def _bow_to_permissions() -> None:
    """Let go of root's right to write where permissions forbid it; after `exec` it is gone for good."""
    if os.getuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "the capability cannot be dropped")


@pytest.fixture
def night(wire, feeds_file, tmp_path):
    """The command of the first sample night in a home of its own."""
    wire.set_day(FIRST_DAY)
    home = tmp_path / "home"
    return home, ["run", "--home", str(home), "--feeds", str(feeds_file), "--at", night_of(FIRST_DAY).isoformat()]


# ------------------------------------------------------------------------------------------------- feeds file


def test_a_missing_feeds_file_is_named(tmp_path):
    done = dateline("run", "--home", str(tmp_path / "home"), "--feeds", str(tmp_path / "none.toml"))
    assert done.returncode == 2
    said_once(done, "none.toml", "no such file")
    assert not (tmp_path / "home" / "warehouse.duckdb").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[feeds]\nname = 1", ("not TOML",)),
        ("", ("no [[feeds]]",)),
        (ONE_FEED + '[[feeds]]\nname = "B"\nurl = "http://b.example/"\npublsher = "B"', ("line 7", "publsher")),
        ('[[feeds]]\nname = "A"\n', ("line 1", "`url`")),
        ('[[feeds]]\nname = "A"\nurl = "ftp://a.example/"', ("line 3", "ftp://a.example/")),
        (ONE_FEED + 'pace_s = "slow"', ("line 4", "pace_s")),
        ('allow_private = ["10.0.0.0/99"]\n' + ONE_FEED, ("line 1", "10.0.0.0/99")),
        (ONE_FEED + '[[feeds]]\nname = "B"\nurl = "http://a.example/"', ("line 4", "line 1")),
    ],
)  # fmt: skip
def test_a_malformed_feeds_file_is_named_with_its_line(tmp_path, capsys, text, words):
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    assert main(["run", "--home", str(tmp_path / "home"), "--feeds", str(path)]) == 2
    told = capsys.readouterr().err
    assert all(word in told for word in ("feeds.toml", *words)), told


def test_private_networks_named_in_the_settings_file_are_pointed_to_the_feeds_file(tmp_path, monkeypatch, capsys):
    (tmp_path / "settings.toml").write_text('[fetch]\npace_s = 2.0\nallow_private = ["10.0.0.0/8"]\n')
    monkeypatch.setenv("DATELINE_SETTINGS", str(tmp_path / "settings.toml"))
    assert main(["run", "--home", str(tmp_path / "home")]) == 2
    told = capsys.readouterr().err
    assert "settings.toml: line 3: `allow_private` stands in the feeds file" in told


# ------------------------------------------------------------------------------------------------------ input


def test_a_line_that_is_no_document_is_kept_with_its_number(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = {"id": "a", "text": "Gunmen killed three people in Kano on Monday.", "published_at": "2026-03-02T10:00:00Z"}
    source.write_text(json.dumps(good) + "\n{not json\n" + '{"id": 7}\n', encoding="utf-8")
    done = dateline("parse", str(source), str(out))
    assert done.returncode == 1
    assert "lines that are no documents: 2" in done.stderr and f"{out}.rejected.jsonl" in done.stderr
    rejected = [json.loads(line) for line in (tmp_path / "out.jsonl.rejected.jsonl").read_text().splitlines()]
    assert [row["line"] for row in rejected] == [2, 3]
    documents = [json.loads(line) for line in (tmp_path / "out.jsonl.documents.jsonl").read_text().splitlines()]
    assert [(row["id"], row["outcome"]) for row in documents] == [("a", "parsed")]


def test_a_corrupt_warc_is_named_with_its_byte_and_nothing_is_loaded(night, tmp_path):
    home, command = night
    assert main(command) == 0
    before = digest(home / "current.duckdb")
    whole = next((home / "archive").rglob("*-fetch-*.warc.gz")).read_bytes()
    corrupt = tmp_path / "corrupt.warc.gz"
    corrupt.write_bytes(whole[: len(whole) // 2] + b"\x00" * 64 + whole[len(whole) // 2 + 64 :])
    done = dateline("replay", str(corrupt), "--home", str(home), "--feeds", command[4])
    assert done.returncode == 1
    said_once(done, "corrupt.warc.gz", "byte")
    assert digest(home / "current.duckdb") == before


def test_a_replay_of_the_archive_gives_what_the_night_gave(night):
    home, command = night
    assert main(command) == 0
    before = digest(home / "current.duckdb")
    assert main(["replay", "--home", str(home), "--feeds", command[4]]) == 0
    assert digest(home / "current.duckdb") == before


# ------------------------------------------------------------------------------------------------- the machine


def test_a_held_lock_names_its_holder_and_the_night_can_be_held_afterwards(night, tmp_path, monkeypatch):
    home, command = night
    home.mkdir()
    patient = (ROOT / "config" / "settings.toml").read_text(encoding="utf-8")
    (tmp_path / "settings.toml").write_text(
        patient.replace("lock_wait_s = 120.0", "lock_wait_s = 0.3"), encoding="utf-8"
    )
    monkeypatch.setenv("DATELINE_SETTINGS", str(tmp_path / "settings.toml"))
    with (home / "warehouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 4711 (dateline load, run x), since 02:31:00 UTC")
        lock.flush()
        done = dateline(*command)
    assert done.returncode == 1
    said_once(done, "warehouse.lock", "process 4711")
    assert main(command) == 0


def test_a_warehouse_of_a_newer_version_is_left_alone(night):
    home, command = night
    assert main(command) == 0
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (9999, '9999_future', 'x', now())")
    before = (home / "warehouse.duckdb").read_bytes()
    done = dateline(*command)
    assert done.returncode == 1
    said_once(done, "warehouse.duckdb", "newer version", "9999_future")
    assert (home / "warehouse.duckdb").read_bytes() == before


def test_an_edited_migration_is_refused(night):
    home, command = night
    assert main(command) == 0
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("UPDATE schema_migration SET sha256 = 'other' WHERE version = 1")
    done = dateline(*command)
    assert done.returncode == 1
    said_once(done, "0001_tables.sql", "edited")


def test_a_snapshot_folder_that_is_a_file_leaves_the_old_snapshot_and_the_next_night_publishes(night):
    home, command = night
    assert main(command) == 0
    before = (home / "current.duckdb").read_bytes()
    kept = (home / "snapshots").rename(home / "kept")
    (home / "snapshots").write_text("in the way", encoding="utf-8")
    done = dateline(*command)
    assert done.returncode == 1
    said_once(done, "snapshots", "cannot be written")
    assert (home / "current.duckdb").read_bytes() == before
    (home / "snapshots").unlink()
    kept.rename(home / "snapshots")
    assert main(command) == 0


@pytest.mark.parametrize("limit_kb", [40, 900, 2500])
def test_a_full_disk_is_told_and_the_next_night_makes_it_good(night, wire, settings_in, tmp_path, limit_kb):
    """No file may grow beyond a limit: the disk is full in fetch (40 kB), in load, or while the snapshot is written."""
    home, command = night

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_kb * 1024, limit_kb * 1024))

    done = dateline(*command, preexec_fn=fill)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "current.duckdb").exists()
    assert main(command) == 0
    whole = tmp_path / "whole"
    assert main([*command[:2], str(whole), *command[3:]]) == 0
    assert digest(home / "current.duckdb") == digest(whole / "current.duckdb")


# ------------------------------------------------------------- in check and in publish, with a snapshot that is read


SECOND_DAY = FIRST_DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def two_homes(wire, feeds_file, tmp_path_factory):
    """A home after one night, and the digest of the two nights held without a fault."""
    folder = tmp_path_factory.mktemp("homes")
    for day, home in ((FIRST_DAY, "whole"), (SECOND_DAY, "whole")):
        wire.set_day(day)
        at = night_of(day).isoformat()
        assert main(["run", "--home", str(folder / home), "--feeds", str(feeds_file), "--at", at]) == 0
        if day == FIRST_DAY:
            shutil.copytree(folder / "whole", folder / "one")
    return folder / "one", digest(folder / "whole" / "current.duckdb")


class SecondNight:
    """The second night in a copy of a home that has one snapshot, which somebody keeps reading."""

    def __init__(self, one, home, feeds_file, whole):
        self.home, self.whole = Path(shutil.copytree(one, home)), whole
        at = night_of(SECOND_DAY).isoformat()
        self.command = ["run", "--home", str(home), "--feeds", str(feeds_file), "--at", at]
        self.before = digest(home / "current.duckdb")

    def held_by(self, program, *arguments, **more):
        command = [sys.executable, str(Path(__file__).parent / program), *arguments, "--", *self.command]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, **more)

    def old_snapshot_is_whole(self):
        assert digest(self.home / "current.duckdb") == self.before
        with duckdb.connect(str(self.home / "current.duckdb"), read_only=True) as connection:
            assert connection.execute("SELECT count(*) > 5 FROM v_events").fetchone() == (True,)

    def next_run_puts_all_right(self):
        assert main(self.command) == 0
        assert digest(self.home / "current.duckdb") == self.whole
        assert not list(self.home.rglob("*.part")) and not list(self.home.rglob("*.wal"))


@pytest.fixture
def second_night(two_homes, wire, feeds_file, tmp_path):
    wire.set_day(SECOND_DAY)
    return SecondNight(two_homes[0], tmp_path / "home", feeds_file, two_homes[1])


@pytest.mark.timeout(600)
def test_killed_inside_check_and_publish_the_old_snapshot_stays_and_the_next_run_puts_all_right(second_night):
    for step in ("check_rows", "check_night", "publish", "snapshot"):
        done = second_night.held_by("killed_night.py", step)
        assert done.returncode == -signal.SIGKILL, f"{step}: {done.stderr}"
        second_night.old_snapshot_is_whole()
    second_night.next_run_puts_all_right()


@pytest.mark.timeout(600)
def test_a_disk_that_fills_during_publish_leaves_the_old_snapshot_and_the_next_run_puts_all_right(second_night):
    """In the warehouse, or in the snapshot's file: neither 8 nor 600 kB are enough."""
    for place, kilobytes, named in (
        ("publish", 8, "warehouse"),
        ("publish", 600, "duckdb"),
        ("snapshot", 600, "snapshots"),
    ):
        done = second_night.held_by("starved_night.py", place, str(kilobytes))
        told = f"{place} {kilobytes} kB: {done.returncode} {done.stderr}"
        assert "the disk is full now" in done.stderr, told
        assert done.returncode == 1 and "Traceback" not in done.stderr, told
        said = [line for line in done.stderr.splitlines() if line.startswith("dateline: ")]
        assert len(said) == 1 and named in said[0], told
        second_night.old_snapshot_is_whole()
    second_night.next_run_puts_all_right()


@pytest.mark.timeout(600)
def test_a_snapshot_folder_that_may_not_be_written_is_named_and_the_next_run_puts_all_right(second_night):
    """Root may write everywhere, so root lets go of that privilege first."""
    snapshots = second_night.home / "snapshots"
    snapshots.chmod(0o555)
    done = dateline(*second_night.command, preexec_fn=_bow_to_permissions)
    snapshots.chmod(0o755)
    assert done.returncode == 1
    said_once(done, "snapshots", "Permission denied")
    second_night.old_snapshot_is_whole()
    second_night.next_run_puts_all_right()
