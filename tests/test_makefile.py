"""Installation and the commands of `make`: the lock, setup.sh, the targets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from composefile import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ASKED = [
    Requirement(line)
    for lines in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for line in lines
]
LINUX = {"platform_system": "Linux", "sys_platform": "linux", "platform_machine": "x86_64", "os_name": "posix"} | {
    "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": "",
}  # fmt: skip


def entries() -> Iterator[tuple[Requirement, str]]:
    """Yield each pin of the lock with its hashes and comments."""
    for match in re.finditer(r"^(?P<pin>[^\s#-][^\\\n]*?) \\\n(?P<rest>(?:[ ]+.*\n)+)", LOCK, re.MULTILINE):
        yield Requirement(match["pin"]), match["rest"]


PINS = list(entries())


def has_pin(asked: Requirement, python: str) -> bool:
    environment = LINUX | {"python_version": python, "python_full_version": f"{python}.4"}
    return any(
        canonicalize_name(pin.name) == canonicalize_name(asked.name)
        and asked.specifier.contains(str(pin.specifier).removeprefix("=="))
        and (pin.marker is None or Marker(str(pin.marker)).evaluate(environment))
        for pin, _ in PINS
    )


# ------------------------------------------------------------------------------------------------------- the lock


def test_the_lock_names_no_host():
    assert "://" not in LOCK
    assert not re.search(r"^\s*--(?!hash=)", LOCK, re.MULTILINE)


def test_every_locked_package_is_one_version_with_hashes():
    assert len(PINS) == len(re.findall(r"^[A-Za-z0-9]", LOCK, re.MULTILINE)) > 150
    for pin, rest in PINS:
        assert re.fullmatch(r"==[^,*]+", str(pin.specifier)), pin
        assert "--hash=sha256:" in rest, pin


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_what_the_project_asks_for_is_locked_at_a_version_it_allows(python):
    assert [str(asked) for asked in ASKED if not has_pin(asked, python)] == []


def test_nothing_is_locked_that_the_project_asked_for_once():
    direct = {canonicalize_name(pin.name) for pin, rest in PINS if re.search(r"dateline \(pyproject\.toml\)", rest)}
    assert direct == {canonicalize_name(asked.name) for asked in ASKED}


# ----------------------------------------------------------------------------------------------------- setup, make


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what installation reads, and nothing installed."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "scripts", "plugins/dateline"):
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        ignore = shutil.ignore_patterns("__pycache__", "gazetteer.bin")
        (ROOT / name).is_dir() and shutil.copytree(ROOT / name, target, ignore=ignore)
        (ROOT / name).is_file() and shutil.copy2(ROOT / name, target)
    return tmp_path / "clone"


def stub(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def run(command: list[str], folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "MAKE", "MFLAGS"))}
    return subprocess.run(
        command, cwd=folder, env=clean | environ, capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip


def test_no_fitting_python_is_one_clear_sentence(clone):
    done = run(["scripts/setup.sh"], clone, PYTHON="/nonexistent/python3.8")
    assert done.returncode == 1
    assert "no Python 3.11, 3.12 or 3.13 found (tried /nonexistent/python3.8)" in done.stderr
    assert not (clone / ".venv").exists()


def test_another_platform_is_refused(clone, tmp_path):
    stub(tmp_path / "bin", "uname", "echo Darwin arm64")
    done = run(["scripts/setup.sh"], clone, PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert "Dateline runs on Linux x86-64; this is Darwin arm64" in done.stderr


def test_uv_without_uv_is_installed_by_the_hash_in_the_lock(clone, tmp_path):
    """Where no uv is, pip is called with the lock's own entry for it: the stub Python shows what it was given."""
    stub(
        tmp_path / "bin",
        "python",
        'case "$*" in *"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python;;'
        " *pip*) cat .venv/uv.lock; exit 9;; esac",
    )
    done = run(["scripts/setup.sh"], clone, PYTHON=str(tmp_path / "bin" / "python"), PATH="/usr/bin:/bin")
    assert done.returncode == 9, done.stderr
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"uv==[\d.]+ \\", lines[0])
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line) for line in lines[1:])
    assert not lines[-1].endswith("\\")


def test_setup_is_done_once_and_again_when_the_lock_changes(clone):
    stamp, gazetteer = clone / ".venv" / ".installed", clone / "plugins" / "dateline" / "data" / "gazetteer.bin"
    stamp.parent.mkdir()
    stamp.touch()
    gazetteer.touch()
    assert run(["make", "--question", "setup"], clone).returncode == 0
    for name in ("requirements.lock", "pyproject.toml"):
        later = stamp.stat().st_mtime + 10
        os.utime(clone / name, (later, later))
        assert run(["make", "--question", "setup"], clone).returncode == 1, name
        os.utime(clone / name, (1, 1))
    os.utime(clone / "plugins" / "dateline" / "data" / "places.csv", (later, later))
    assert "gazetteer build" in run(["make", "--dry-run", "setup"], clone).stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run"], r'DATELINE_HOME="\S+/var" .venv/bin/python -m dateline.nights sample'),
        (
            ["run", "FEEDS=my.toml"],
            r'DATELINE_HOME="\S+/var-live" .venv/bin/python -m dateline.nights live --feeds "my.toml"',
        ),
        (["run", "DATELINE_HOME=/srv/x"], r'DATELINE_HOME="/srv/x" .venv/bin/python -m dateline.nights sample'),
        (["serve"], r'DATELINE_HOME="\S+/var-live" DATELINE_FEEDS="\S+/config/feeds.toml" scripts/serve.sh'),
        (["test"], r".venv/bin/mypy"),
        (["lock"], r"--universal .*--generate-hashes --no-emit-index-url --no-header"),
    ],
)
def test_a_target_does_what_the_readme_says(clone, arguments, expected):
    done = run(["make", "--dry-run", *arguments], clone)
    assert done.returncode == 0, done.stderr
    assert re.search(expected, done.stdout.replace("\\\n", " ")), done.stdout


def test_make_alone_lists_the_commands(clone):
    listed = re.findall(r"^make (\w+) ", run(["make"], clone).stdout, re.MULTILINE)
    assert listed == ["help", "setup", "run", "test", "train", "accuracy", "serve", "lock", "clean"]


def test_the_homes_survive_make_clean(clone):
    for home in ("var", "var-live", "var-server"):
        (clone / home).mkdir()
        assert f"/{home}/" in (ROOT / ".gitignore").read_text().splitlines()
    (clone / ".venv").mkdir()
    assert run(["make", "clean"], clone).returncode == 0
    assert all((clone / home).is_dir() for home in ("var", "var-live", "var-server"))
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("script", [".ci/run", *sorted(f"scripts/{f.name}" for f in (ROOT / "scripts").glob("*.sh"))])
def test_a_script_can_be_run_and_stops_at_the_first_error(script):
    path = ROOT / script
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in path.read_text()
    assert subprocess.run(["bash", "-n", path], check=False, timeout=30).returncode == 0


def test_serving_a_missing_feeds_file_is_one_clear_sentence(tmp_path):
    done = run(
        [str(ROOT / "scripts" / "serve.sh")], tmp_path, DATELINE_FEEDS="none.toml", DATELINE_HOME=str(tmp_path / "h")
    )
    assert done.returncode == 1
    assert done.stderr == "serve: none.toml: no such file\n"
    assert not (tmp_path / "h").exists()


def test_every_pool_that_a_dag_names_is_made_and_the_warehouse_has_one_slot():
    pools = json.loads((ROOT / "config" / "pools.json").read_text())
    named = {name for dag in (ROOT / "dags").glob("*.py") for name in re.findall(r'pool="(\w+)"', dag.read_text())}
    assert named == set(pools)
    assert pools["warehouse"]["slots"] == 1
