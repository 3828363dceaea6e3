"""`dateline export` and the shell: what other programs, and people, get of a snapshot."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from dateline.cli import main
from dateline.config import ROOT
from dateline.shell import names_to_complete
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


def test_parquet_has_every_table_and_the_large_ones_by_month(exported):
    folder = exported("parquet")
    read = duckdb.connect().execute(f"SELECT id, month FROM '{folder}/events/*/*.parquet' ORDER BY 2, 1").fetchall()
    assert ("old", "1991-01") in read and ("kosti", "2026-03") in read and len(read) == 7
    assert duckdb.connect().execute(f"SELECT count(*) FROM '{folder}/report_actors.parquet'").fetchone() == (0,)


def test_gdelts_file_is_tabs_without_a_header(exported):
    rows = [line.split("\t") for line in exported("gdelt").read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in rows} == {61} and "GLOBALEVENTID" not in rows[0]


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
    done = subprocess.run(command, input=".tabels\n.examples nope\nSELECT 1;\n", capture_output=True, text=True)
    assert done.returncode == 1 and ".tabels is no command" in done.stderr and "no example is named nope" in done.stderr


def test_names_of_the_snapshot_are_offered_for_completion(home):
    names = names_to_complete(home / "current.duckdb")
    assert {"v_events", "near(", "toll_range", ".examples", "SELECT"} <= set(names)


def test_at_a_terminal_tab_completes_and_a_statement_may_span_lines(home):
    owner, terminal = pty.openpty()
    command = [sys.executable, "-m", "dateline.cli", "sql", "--home", str(home)]
    environ = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    shell = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, env=environ, close_fds=True)
    os.close(terminal)
    try:
        _until(owner, b"dateline>")
        os.write(owner, b"SELECT count(*) + 37 AS answer\r")
        _until(owner, b"...>")
        os.write(owner, b"FROM v_country_mo\t")
        _until(owner, b"nth")
        os.write(owner, b";\r")
        assert b"40" in _until(owner, b"dateline>", after=b"answer")
        os.write(owner, b".quit\r")
        assert shell.wait(timeout=20) == 0
    finally:
        shell.kill()
        shell.wait()
        os.close(owner)
    assert "v_country_month" in (home / "sql_history").read_text()


def _until(owner: int, mark: bytes, after: bytes = b"", limit_s: float = 60) -> bytes:
    """Read from a terminal until `mark` was shown (behind the last `after`); return all that was read."""
    seen, until = b"", time.monotonic() + limit_s
    while mark not in seen.rpartition(after)[2] if after else mark not in seen:
        assert select.select([owner], [], [], max(0.0, until - time.monotonic()))[0], seen.decode("utf-8", "replace")
        seen += os.read(owner, 65_536)
    return seen
