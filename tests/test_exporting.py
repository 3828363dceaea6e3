"""`dateline export` and the shell: what other programs, and people, get of a snapshot."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from dateline.cli import main
from dateline.config import ROOT
from dateline.shell import names_to_complete, other_tools
from dateline.store.exporting import FORMS, Export, export
from dateline.store.snapshot import query_snapshot

from .example_home import build_example_home

SECRET = "Nothing else was known in the evening"  # in the stories' texts, in no sentence that proves an event


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    build_example_home(folder)
    return folder


@pytest.fixture
def exported(home, tmp_path):
    def write(form, **asked):
        out = tmp_path / f"out.{form}"
        export(home / "current.duckdb", ROOT / "sql", Export(form, out, **asked))
        return out

    return write


def test_the_command_offers_the_forms_that_there_are(home, tmp_path, capsys):
    assert main(["export", str(tmp_path / "x"), "--as", "nonsense", "--home", str(home)]) == 2
    assert set(re.findall(r"'(\w+)'", capsys.readouterr().err)) >= set(FORMS)


def test_csv_and_jsonl_hold_the_events(exported):
    with exported("csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 5 and {row["fatalities_best"] for row in rows if row["place_name"] == "Kosti"} == {"14"}
    told = [json.loads(line) for line in exported("jsonl").read_text(encoding="utf-8").splitlines()]
    assert {one["id"] for one in told} == {row["id"] for row in rows}


def test_geojson_is_a_feature_collection_of_the_events_with_a_point(exported):
    collection = json.loads(exported("geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection" and len(collection["features"]) == 4
    kosti = next(one for one in collection["features"] if one["id"] == "kosti")
    assert kosti["geometry"] == {"type": "Point", "coordinates": [32.66, 13.16]}
    assert kosti["properties"]["source_actors"] == ["Rapid Support Forces"] and kosti["properties"]["radius_km"] == 2


def test_a_span_of_days_is_kept_to(exported):
    from datetime import date

    lines = exported("csv", first=date(2026, 3, 5), last=date(2026, 3, 10)).read_text(encoding="utf-8").splitlines()
    assert sorted(line.split(",")[0] for line in lines[1:]) == ["arrest", "kosti"]


@pytest.mark.parametrize("form", ["csv", "parquet", "geojson"])
def test_a_span_that_ends_before_it_begins_is_wrong_usage(home, tmp_path, capsys, form):
    asked = ["export", str(tmp_path / "x"), "--as", form, "--first", "2026-03-09", "--last", "2026-03-08"]
    assert main([*asked, "--home", str(home)]) == 2
    assert "--first 2026-03-09 is after --last 2026-03-08" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_csv_has_lists_as_words_and_nothing_for_none(exported):
    with exported("csv").open(newline="", encoding="utf-8") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    assert rows["kosti"]["source_actors"] == "Rapid Support Forces" and rows["kosti"]["weapons"] == "drone"
    assert rows["mopti"]["weapons"] == ""


def test_a_query_as_csv_has_lists_as_words_too(home, capsys):
    assert main(["sql", "SELECT id, ['a', 'b, c'] AS x FROM v_events LIMIT 1", "--csv", "--home", str(home)]) == 0
    assert capsys.readouterr().out.splitlines()[1].partition(",")[2] == '"a; b, c"'


def test_a_parquet_span_keeps_whole_events_and_says_how_many(home, tmp_path, capsys):
    out = tmp_path / "days"
    asked = [
        "export",
        str(out),
        "--as",
        "parquet",
        "--first",
        "2026-03-10",
        "--last",
        "2026-03-10",
        "--home",
        str(home),
    ]
    with duckdb.connect(str(home / "current.duckdb"), read_only=True) as connection:
        told = connection.execute("SELECT report_id FROM event_reports WHERE event_id = 'kosti' ORDER BY 1").fetchall()
    assert main(asked) == 0 and ": 1 events" in capsys.readouterr().err
    read = duckdb.connect().execute
    assert read(f"SELECT id FROM '{out}/events/*/*.parquet'").fetchall() == [("kosti",)]
    assert read(f"SELECT id FROM '{out}/reports/*/*.parquet' ORDER BY 1").fetchall() == told
    assert read(f"SELECT DISTINCT event_id FROM '{out}/event_reports.parquet'").fetchall() == [("kosti",)]
    stories = {row[0] for row in read(f"SELECT id FROM '{out}/articles/*/*.parquet'").fetchall()}
    assert stories == {"a1", "a2", "a3"}, "the story of the next day tells of it too"


def test_geojson_says_what_has_no_point(home, tmp_path, capsys):
    assert main(["export", str(tmp_path / "x"), "--as", "geojson", "--home", str(home)]) == 0
    assert "4 events with a point; 1 have none" in capsys.readouterr().err


def test_parquet_has_every_table_and_the_large_ones_by_month(exported):
    folder = exported("parquet")
    read = duckdb.connect().execute(f"SELECT id, month FROM '{folder}/events/*/*.parquet' ORDER BY 2, 1").fetchall()
    assert ("old", "1991-01") in read and ("kosti", "2026-03") in read and len(read) == 7
    assert duckdb.connect().execute(f"SELECT count(*) FROM '{folder}/report_actors.parquet'").fetchone() == (4,)
    assert duckdb.connect().execute(f"SELECT count(*) FROM '{folder}/report_weapons.parquet'").fetchone() == (0,)


def test_gdelts_file_is_tabs_without_a_header(exported):
    rows = [line.split("\t") for line in exported("gdelt").read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in rows} == {61} and "GLOBALEVENTID" not in rows[0]


def test_a_tab_within_a_name_breaks_no_line_of_gdelts_file(tmp_path):
    home = tmp_path / "home"
    with duckdb.connect(str(build_example_home(home))) as connection:
        connection.execute("UPDATE events SET source_actors = [chr(34) || 'A' || chr(9) || 'B' || chr(10) || 'C']")
    out = tmp_path / "out"
    export(home / "current.duckdb", ROOT / "sql", Export("gdelt", out))
    rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in rows} == {61} and {row[6] for row in rows} == {'"A B C'}


def test_an_export_without_texts_has_none_and_keeps_the_quotations(exported):
    snapshot = exported("duckdb", with_text=False)
    assert SECRET.encode() not in snapshot.read_bytes()
    assert query_snapshot(snapshot, "SELECT count(*) FROM v_evidence WHERE evidence <> ''")[1] == [(8,)]
    assert query_snapshot(snapshot, "FROM article_words")[1] == []
    pages = b"".join(path.read_bytes() for path in exported("parquet", with_text=False).rglob("*.parquet"))
    assert pages and not re.search(rb"known in the evening", pages)
    names = duckdb.connect().execute(f"DESCRIBE FROM '{snapshot.parent}/out.parquet/articles/*/*.parquet'").fetchall()
    assert "text" not in {name for name, *_ in names}


def test_what_is_there_is_not_overwritten_and_a_failure_leaves_nothing(home, tmp_path, capsys):
    out = tmp_path / "events.csv"
    assert main(["export", str(out), "--as", "csv", "--home", str(home)]) == 0 and out.exists()
    assert main(["export", str(out), "--as", "csv", "--home", str(home)]) == 2
    assert "is there already" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["export", str(tmp_path / "file" / "x.csv"), "--as", "csv", "--home", str(home)]) == 1
    assert main(["export", str(tmp_path / "y.csv"), "--as", "csv", "--home", str(tmp_path / "no-home")]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.csv", "file"]


# --------------------------------------------------------------------------------------------------- the shell


def test_the_shell_answers_commands_and_statements_of_a_script(home):
    script = ".examples\n.examples within_50_km\n.columns v_tolls\nSELECT count(*) AS n\nFROM v_events;\n"
    command = [sys.executable, "-m", "dateline.cli", "sql", "--home", str(home)]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    assert (
        "deadliest_this_week" in done.stdout
        and "Quezon City" in done.stdout
        and "Against the step before" in done.stdout
    )
    assert done.stdout.rstrip().endswith("n\n-\n5")


def test_a_wrong_command_of_a_script_is_named_and_fails_it(home):
    command = [sys.executable, "-m", "dateline.cli", "sql", "--home", str(home)]
    done = subprocess.run(
        command, input=".tabels\n.examples nope\n.columns v_evnts\nSELECT 1;\n", capture_output=True, text=True
    )
    assert done.returncode == 1 and ".tabels is no command" in done.stderr and "no example is named nope" in done.stderr
    assert "did you mean v_events?" in done.stderr


def test_an_example_that_finds_nothing_says_that_its_names_are_examples(tmp_path, capsys, monkeypatch):
    with duckdb.connect(str(build_example_home(tmp_path))) as connection:
        connection.execute("DELETE FROM event_reports")
        connection.execute("DELETE FROM events")
    monkeypatch.setattr(sys, "stdin", io.StringIO(".examples within_50_km\n"))
    assert main(["sql", "--home", str(tmp_path)]) == 0
    assert "put yours" in capsys.readouterr().out


def test_the_commands_for_other_tools_run_where_nothing_is_installed_but_this(home, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    path = home / "current.duckdb"
    told = [line for line in other_tools(path).splitlines() if "uvx" in line]
    assert len(told) == 2 and all(str(path) in line for line in told)
    program = told[0].split("shell", 1)[1].split()[0]
    assert Path(program).is_file(), "uvx comes with the locked packages"


def test_names_of_the_snapshot_are_offered_for_completion(home):
    names = names_to_complete(home / "current.duckdb", ROOT / "sql")
    assert {"v_events", "near(", "toll_range", ".examples", "tolls_revised", "SELECT"} <= set(names)


@contextmanager
def _at_a_terminal(home: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    owner, terminal = pty.openpty()
    command = [sys.executable, "-m", "dateline.cli", "sql", "--home", str(home)]
    environ = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    shell = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=environ, close_fds=True,
        preexec_fn=_own_terminal,
    )  # fmt: skip
    os.close(terminal)
    try:
        _until(owner, b"dateline>")
        yield owner, shell
        os.write(owner, b".quit\r")
        assert shell.wait(timeout=20) == 0
    finally:
        shell.kill()
        shell.wait()
        os.close(owner)


def _own_terminal() -> None:
    """Make the terminal the shell's own, so that Ctrl-C reaches it as from a keyboard.

    What a script runs in the background begins with it ignored.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_at_a_terminal_tab_completes_and_a_statement_may_span_lines(home):
    with _at_a_terminal(home) as (owner, _):
        os.write(owner, b"SELECT count(*) + 37 AS answer\r")
        _until(owner, b"...>")
        os.write(owner, b"FROM v_country_mo\t")
        _until(owner, b"nth")
        os.write(owner, b";\r")
        assert b"40" in _until(owner, b"dateline>", after=b"answer")
    assert "v_country_month" in (home / "sql_history").read_text()


def test_at_a_terminal_ctrl_c_stops_the_query_and_not_the_shell(home):
    with _at_a_terminal(home) as (owner, shell):
        os.write(
            owner, b"SELECT count(*) FROM range(100000000000) AS a, range(1000) AS b WHERE a.range * b.range % 7 = 3;\r"
        )
        time.sleep(2)
        os.write(owner, b"\x03")
        if b"dateline>" not in _until(owner, b"stopped").partition(b"stopped")[2]:
            _until(owner, b"dateline>")
        begun = _processor_s(shell.pid)
        time.sleep(1)
        assert _processor_s(shell.pid) - begun < 0.5, "the query runs on"
        os.write(owner, b"SELECT 40 + 2 AS answer;\r")
        assert b"42" in _until(owner, b"dateline>", after=b"answer")


def _processor_s(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_at_a_terminal_no_rows_and_too_many_are_said(home):
    with _at_a_terminal(home) as (owner, _):
        os.write(owner, b"SELECT id AS none FROM dyad('Nobody', 'Noone');\r")
        _until(owner, b"(no rows)")
        os.write(owner, b"SELECT 7 AS many FROM range(1500);\r")
        _until(owner, b"(1,000 of 1,500 rows")


def _until(owner: int, mark: bytes, after: bytes = b"", limit_s: float = 60) -> bytes:
    """Read from a terminal until `mark` was shown (behind the last `after`); return all that was read."""
    seen, until = b"", time.monotonic() + limit_s
    while mark not in seen.rpartition(after)[2] if after else mark not in seen:
        assert select.select([owner], [], [], max(0.0, until - time.monotonic()))[0], seen.decode("utf-8", "replace")
        seen += os.read(owner, 65_536)
    return seen
