"""The `dateline` command with bad input: one line that names the thing, an exit code above 0, and nothing left behind."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dateline.arguments import argument_parser
from dateline.cli import main

WEB = "https://a.example/x"
HOME_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check",), ("publish", "--force", "R", "--why", "x"), ("rollback",), ("forget", WEB, "--why", "x"),
    ("housekeeping",), ("feeds", "status"), ("sql", "FROM events"), ("sql", "--warehouse", "FROM events"),
    ("event", "ID"), ("event", "ID", "--set", "fatalities_best=3", "--why", "x"),
    ("event", "ID", "--undo", "3", "--why", "x"), ("export", "OUT", "--as", "csv"), ("digest",), ("report",),
    ("report", "night"), ("quarantine", "list"), ("quarantine", "show", "ID"),
    ("quarantine", "release", "ID", "--why", "x"), ("quarantine", "dismiss", "ID", "--why", "x"), ("replay",),
    ("replay", "--from", "2026-03-01", "--to", "2026-03-02"), ("replay", "missing.warc.gz"),
)  # fmt: skip


def mistake(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Give a command that cannot be done; return its complaint, which is one line and no traceback."""
    code = main(arguments)
    told = capsys.readouterr()
    lines = [line for line in told.err.splitlines() if not line.startswith(("usage: ", " "))]
    assert code in (1, 2) and len(lines) == 1, (code, told.err)
    assert lines[0].startswith(("dateline", "WARNING dateline"))
    return lines[0]


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A copy of the example's home that may be spoilt."""
    shutil.copytree(home, tmp_path / "own", symlinks=True)
    return tmp_path / "own"


# ------------------------------------------------------------------------------------------------------- the home


@pytest.mark.parametrize("command", HOME_COMMANDS, ids=" ".join)
def test_a_home_that_is_not_there_is_named_and_not_made(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    nowhere = tmp_path / "nowhere"
    told = mistake(capsys, *command, "--home", str(nowhere))
    assert (str(nowhere) if "missing.warc.gz" not in command else "missing.warc.gz") in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [("check",), ("forget", WEB, "--why", "x"), ("event", "kosti", "--set", "fatalities_best=3", "--why", "x"),
     ("quarantine", "list"), ("report", "night")],
    ids=" ".join,
)  # fmt: skip
def test_a_warehouse_of_a_newer_version_is_refused_and_left_alone(command, own, capsys):
    with duckdb.connect(str(own / "warehouse.duckdb")) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (9999, '9999_later', 'x', now())")
    before = (own / "warehouse.duckdb").read_bytes()
    told = mistake(capsys, *command, "--home", str(own))
    assert "warehouse.duckdb: made by a newer version of Dateline (it has migration 9999_later)" in told
    assert (own / "warehouse.duckdb").read_bytes() == before


@pytest.mark.parametrize("command", [("digest",), ("report",), ("event", "kosti"), ("sql", "SELECT 1")], ids=" ".join)
def test_a_snapshot_that_is_none_is_named(command, own, capsys):
    (own / "current.duckdb").unlink()
    (own / "current.duckdb").write_bytes(b"no database" * 500)
    assert "current.duckdb: cannot be opened: " in mistake(capsys, *command, "--home", str(own))


def test_a_damaged_snapshot_is_not_gone_back_to(own, capsys):
    current = (own / "current.duckdb").resolve()
    older = own / "snapshots" / "older.duckdb"
    older.write_bytes(b"no database" * 500)
    os.utime(older, (0, 0))
    assert str(older) in mistake(capsys, "rollback", "--home", str(own))
    assert (own / "current.duckdb").resolve() == current


def test_a_home_whose_wire_is_damaged_says_what_should_stand_there(tmp_path, monkeypatch, capsys):
    (tmp_path / "feeds.toml").write_text('[[feeds]]\nname = "x"\nurl = "https://x.example/feed"\n')
    (tmp_path / "wire").write_bytes(b"\xff garbage")
    told = mistake(capsys, "run", "--home", str(tmp_path), "--feeds", str(tmp_path / "feeds.toml"))
    assert f"{tmp_path / 'wire'}: cannot be understood: it should say `live {tmp_path / 'feeds.toml'}`" in told


# ------------------------------------------------------------------------------------------------- what was meant


@pytest.mark.parametrize(("command", "told"), [
    (("event", "nobody"), "nobody: no such event"), (("event", " "), "ID: it must say something"),
    (("event", "kosti", "--merge", "nobody", "--why", "x"), "nobody: no such event"),
    (("event", "kosti", "--split", "nobody", "--why", "x"), "nobody: no report of event kosti"),
    (("event", "kosti", "--undo", "99", "--why", "x"), "99: no review of that number"),
    (("event", "kosti", "--set", "colour=red", "--why", "x"), "colour: no field that can be set"),
    (("event", "kosti", "--set", "event_date=2026-13-45", "--why", "x"), "'2026-13-45' is not a day"),
    (("forget", "", "--why", "x"), "URL: it must say something"), (("forget", WEB, "--why", "x"), f"{WEB}: nothing is known"),
    (("publish", "--force", "nobody", "--why", "x"), "no run nobody in"), (("report", "night", "nobody"), "nobody"),
    (("quarantine", "show", "nobody"), "no report nobody"),
    (("quarantine", "release", "nobody", "--why", "x"), "not in quarantine: nobody"), (("sql", ""), "it must say something"),
    (("replay", "--from", "2026-03-09", "--to", "2026-03-01"), "--from 2026-03-09 is after --to 2026-03-01"),
    (("replay", "--from", "soon"), "'soon' is no day"), (("run", "--at", "soon"), "'soon' is no instant"),
    (("export", "out.csv", "--as", "csv", "--first", "2026-03-09", "--last", "2026-03-01"), "--first 2026-03-09 is after"),
], ids=lambda given: " ".join(given) if isinstance(given, tuple) else "")  # fmt: skip
def test_what_is_not_there_is_named(command, told, own, tmp_path, monkeypatch, capsys):
    (tmp_path / "feeds.toml").write_text('[[feeds]]\nname = "x"\nurl = "https://x.example/feed"\n')
    monkeypatch.setenv("DATELINE_FEEDS", str(tmp_path / "feeds.toml"))
    monkeypatch.chdir(tmp_path)
    assert told in mistake(capsys, *command, "--home", str(own))


@pytest.mark.parametrize(("command", "told"), [
    (("parse", "no.jsonl", "out"), "no.jsonl: cannot be read"), (("parse", ".", "out"), "cannot be read (Is a directory)"),
    (("parse", "bad.jsonl", "no/out"), "no/out.part: cannot be written"), (("parse", "bad.jsonl"), "parse needs"),
    (("parse", "bad.jsonl", "--explain"), "line 1: not JSON"), (("parse", "no.jsonl", "--explain"), "no.jsonl"),
    (("places", "no.jsonl", "out"), "no.jsonl: cannot be read"), (("cluster", "no.jsonl", "out"), "no.jsonl: cannot be read"),
    (("extract", "no.html", "--url", WEB), "no.html: cannot be read"), (("extract",), "extract needs"),
    (("extract", "bad.jsonl", "--url", "nonsense"), "'nonsense' is no web address"),
    (("extract", "bad.jsonl", "--url", "https://[x"), "'https://[x' is no web address"),
    (("extract", "--batch", "no.jsonl", "out"), "no.jsonl: cannot be opened"), (("check", "no.jsonl"), "no.jsonl: cannot be read"),
    (("feeds", "check", "no.toml"), "no.toml: no such file"), (("feeds", "import", "bad.jsonl"), "it is no XML"),
], ids=lambda given: " ".join(given) if isinstance(given, tuple) else "")  # fmt: skip
def test_a_file_that_cannot_be_used_is_named(command, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.jsonl").write_bytes(b'{"id": 1\n')
    assert told in mistake(capsys, *command)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.jsonl"]


@pytest.mark.parametrize("command", [("parse",), ("places",), ("extract", "--batch")], ids=" ".join)
def test_lines_that_were_left_out_are_told_of(command, tmp_path):
    """The exit code alone said it, and the file that says why was named nowhere."""
    (tmp_path / "in.jsonl").write_bytes(b'{"id": 1\n\xff\xfe\n')
    done = subprocess.run(
        [Path(sys.executable).with_name("dateline"), *command, "in.jsonl", "out.jsonl"], cwd=tmp_path, timeout=120,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert ": 2, see out.jsonl.rejected.jsonl" in done.stderr
    assert len((tmp_path / "out.jsonl.rejected.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    "words", [[], *([name] for name in ("parse", "run", "feeds", "report", "quarantine", "sql", "event", "export"))]
)
def test_help_has_an_example(words, capsys):
    assert main([*words, "--help"]) == 0
    assert "example: dateline " in capsys.readouterr().out


def test_every_command_and_group_has_an_example_in_its_help() -> None:
    waiting = [argument_parser()]
    while waiting:
        parser = waiting.pop()
        assert (parser.epilog or "").startswith("example: "), parser.prog
        waiting += [
            inner for action in parser._actions if isinstance(action.choices, dict) for inner in action.choices.values()
        ]


def test_settings_say_what_they_take(own, tmp_path, monkeypatch, capsys):
    (tmp_path / "settings.toml").write_text("[keep]\nalerts_days = -4\n")
    monkeypatch.setenv("DATELINE_SETTINGS", str(tmp_path / "settings.toml"))
    told = mistake(capsys, "housekeeping", "--home", str(own))
    assert "line 2: `alerts_days` cannot be -4: expected a whole number, 0 or more" in told


# -------------------------------------------------------------------------------------------------- no more room


def starved(*arguments: str, cwd: Path, kilobytes: int) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file larger than so many kilobytes."""
    most = kilobytes * 1024
    return subprocess.run(
        [Path(sys.executable).with_name("dateline"), *arguments], cwd=cwd, capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip


@pytest.mark.fault
@pytest.mark.parametrize(
    ("form", "kilobytes"),
    [("csv", 0), ("duckdb", 0), ("parquet", 0), ("geojson", 0), ("duckdb", 20)],  # the other forms have room in 20
)
def test_an_export_to_a_full_disk_names_its_file_and_leaves_nothing(form, kilobytes, own, tmp_path):
    done = starved("export", "out", "--as", form, "--home", str(own), cwd=tmp_path, kilobytes=kilobytes)
    told = [line for line in done.stderr.splitlines() if "nights may have stopped" not in line]
    assert done.returncode == 1 and len(told) == 1 and told[0].startswith("dateline: out"), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


@pytest.mark.fault
def test_what_needs_no_room_is_done_on_a_full_disk(own, tmp_path):
    """Even the lock of the warehouse names its holder, and had no room for that."""
    done = starved("quarantine", "list", "--home", str(own), cwd=tmp_path, kilobytes=0)
    assert (done.returncode, "place_inside_country" in done.stdout) == (0, True), done.stderr


def on_small_disk(home: Path, scratch: Path, kilobytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command over a copy of the home that lies on a file system of its own, with so much room left."""
    room = sum(path.stat().st_size for path in home.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
    disk, dateline = scratch / "disk", Path(sys.executable).with_name("dateline")
    disk.mkdir()
    script = (
        f'mount -t tmpfs -o size={room + kilobytes + 512}k none "$0" && cp -a "$1" "$0/home" && shift && "$@" --home "$0/home"; '
        'code=$?; find "$0" -name "*.part" -o -name "*.wal"; exit $code'
    )
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, disk, home, dateline, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no file system of its own here: {done.stderr}")
    return done


@pytest.mark.fault
@pytest.mark.parametrize("kilobytes", [0, 100, 3000])
@pytest.mark.parametrize(
    "command",
    [("event", "kosti", "--set", "fatalities_best=15", "--why", "x"),
     ("quarantine", "dismiss", "r99", "--why", "x"), ("forget", "https://levant.example/a3", "--why", "x")],
    ids=lambda given: given[0],
)  # fmt: skip
def test_what_writes_to_the_warehouse_is_refused_on_a_full_disk(command, kilobytes, own, tmp_path, monkeypatch):
    """DuckDB aborted the process with a page of addresses when it found no room for its log."""
    (tmp_path / "feeds.toml").write_text('[[feeds]]\nname = "x"\nurl = "https://x.example/feed"\n')
    monkeypatch.setenv("DATELINE_FEEDS", str(tmp_path / "feeds.toml"))
    done = on_small_disk(own, tmp_path, kilobytes, *command)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
    assert "cannot be written: " in done.stderr


@pytest.mark.fault
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_cannot_be_written_is_told(unbuffered, home, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    command = [str(Path(sys.executable).with_name("dateline")), "sql", "SELECT 1", "--home", str(home)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if "nights may have stopped" not in line]
    assert told == ["dateline: output: the disk is full: No space left on device"]
