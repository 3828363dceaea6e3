"""The `dateline` command as a shell starts it: locales, pipes, scripts on stdin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dateline.arguments import argument_parser
from dateline.cli import COMMANDS

DATELINE = Path(sys.executable).with_name("dateline")
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose snapshot holds one table; with a space in its name."""
    folder = tmp_path / "my home"
    folder.mkdir()
    with duckdb.connect(str(folder / "current.duckdb")) as connection:
        connection.execute("CREATE TABLE places AS SELECT 'Nuku‘alofa' AS name")
    return folder


def dateline(*arguments: str, given: str = "", **environ: str) -> tuple[int, str, str]:
    ended = subprocess.run(
        [str(DATELINE), *arguments],
        input=given.encode(),
        capture_output=True,
        env={**os.environ, **environ},
        timeout=60,
    )
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


@pytest.mark.parametrize("form", [[], ["--csv"], ["--json"]])
def test_a_c_locale_neither_stops_nor_garbles_names(home: Path, form: list[str]) -> None:
    code, told, complaint = dateline(
        "sql", "SELECT name || 'é' AS x FROM places", "--home", str(home), *form, **C_LOCALE
    )
    assert (code, complaint) == (0, "")
    assert "Nuku‘alofaé" in told


def test_a_page_is_extracted_in_a_c_locale(tmp_path: Path) -> None:
    (tmp_path / "pagé.html").write_text("<h1>Téra enterre ses morts</h1><p>“Oui.”", encoding="utf-8")
    page = str(tmp_path / "pagé.html")
    code, told, complaint = dateline("extract", page, "--url", "https://a.example/é", **C_LOCALE)
    assert (code, complaint) == (0, "")
    assert "Téra enterre ses morts" in told
    assert told == dateline("extract", page, "--url", "https://a.example/é", LC_ALL="C.UTF-8")[1]


def test_a_script_whose_statement_fails_says_so_by_its_exit_code(home: Path) -> None:
    code, told, complaint = dateline("sql", "--home", str(home), given="SELECT name FROM nowhere;\nSELECT 2 AS two;\n")
    assert code == 1
    assert "nowhere" in complaint
    assert told.split() == ["two", "---", "2"]


def test_a_script_that_succeeds_exits_0(home: Path) -> None:
    assert dateline("sql", "--home", str(home), given="SELECT name\nFROM places;\n.quit\n")[0] == 0


def test_checking_a_home_that_is_not_there_makes_none(tmp_path: Path) -> None:
    code, _, complaint = dateline("check", "--home", str(tmp_path / "nowhere"))
    assert code == 1
    assert str(tmp_path / "nowhere") in complaint
    assert not (tmp_path / "nowhere").exists()


def test_every_command_that_is_taken_is_done_and_no_other() -> None:
    waiting, told = [argument_parser()], set()
    while waiting:
        parser = waiting.pop()
        told |= {parser.get_default("command")} - {None}
        waiting += [
            inner for action in parser._actions if isinstance(action.choices, dict) for inner in action.choices.values()
        ]
    assert told == set(COMMANDS)
