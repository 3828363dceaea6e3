"""Airflow's processes for real: `make serve`, and the compose file's services started natively with PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from composefile import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(600)]

FEEDS = """
[[feeds]]
name = "Nobody is there"
url = "http://127.0.0.1:9/rss.xml"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(home: Path) -> dict[int, str]:
    """Return the command lines of living processes that were started for this home, by process id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if command and f"DATELINE_HOME={home}".encode() in environ.split(b"\0"):
            found[int(folder.name)] = command
    return found


def triggerers_of(home: Path) -> list[int]:
    """Return the ids of the triggerer's processes, its own the lowest."""
    return [pid for pid, command in processes_of(home).items() if "airflow triggerer" in command]


def living() -> dict[int, tuple[int, str]]:
    """Return the parent and the name of each process, by its id; not of those that have ended and that nobody has
    asked about yet (in a container without an init, nobody ever does)."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended in between
            name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
            state, parent = rest.split()[:2]
            if state not in "ZX":
                found[int(folder.name)] = (int(parent), name)
    return found


def descendants_of(pid: int) -> dict[int, str]:
    """Return all that a process has started and that lives, with its command; Airflow's servers rename themselves,
    and then their environment cannot be read any more."""
    parents = living()
    found: dict[int, str] = {}
    while more := {
        one: name for one, (parent, name) in parents.items() if parent in {pid, *found} and one not in found
    }:
        found |= more
    return found


def listeners_among(pids: Iterable[int]) -> dict[str, int]:
    """Return who of these processes listens, by address and port in the kernel's notation (`/proc/net/tcp`)."""
    listening = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
        listening |= {f"socket:[{row[9]}]": row[1] for row in rows if row[3] == "0A"}
    found = {}
    for pid in pids:
        for opened in Path(f"/proc/{pid}/fd").glob("*"):
            with suppress(OSError):  # closed, or ended, in between
                if address := listening.get(str(opened.readlink())):
                    found[address] = pid
    return found


def first_tries(address: str, token: str) -> list[tuple[str, int]]:
    """Return state and try of the first task of each night."""
    asked = f"{address}/api/v2/dags/dateline_nightly/dagRuns/~/taskInstances?task_id=begin"
    told = json.loads(status_of(asked, Authorization=f"Bearer {token}")[1])
    return [(one["state"], one["try_number"]) for one in told.get("task_instances", ())]  # none: not read yet


def wait_for(is_so: Callable[[], object], limit_s: float = 120.0) -> None:
    until = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < until, f"not within {limit_s:.0f} s"
        time.sleep(0.5)


def status_of(url: str, **headers: str) -> tuple[int, str]:
    """Return the status of an answer, and its text."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def token_of(address: str, home: Path) -> str:
    """Log in as `make serve` says that one does."""
    password = json.loads((home / "airflow" / "simple_auth_manager_passwords.json.generated").read_text())["admin"]
    asked = urllib.request.Request(
        f"{address}/auth/token",
        json.dumps({"username": "admin", "password": password}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return str(json.load(answer)["access_token"])


def test_serve_answers_on_loopback_keeps_to_its_home_and_leaves_no_process(tmp_path):
    home, port, feeds = tmp_path / "home", free_port(), tmp_path / "feeds.toml"
    airflow = f"http://127.0.0.1:{port}"
    feeds.write_text(FEEDS)
    (home / "pages" / "2026-03-08").mkdir(parents=True)
    (home / "pages" / "2026-03-08" / "events.html").write_text("events of that day")
    environ = os.environ | {"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds), "DATELINE_PORT": str(port)}
    environ |= {"HOME": str(tmp_path / "user")}
    with subprocess.Popen([ROOT / "scripts" / "serve.sh"], env=environ, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert served.stderr is not None
            lines = [served.stderr.readline(), served.stderr.readline()]
            assert airflow in lines[1], lines
            with urllib.request.urlopen(f"{airflow}/api/v2/version", timeout=30) as answer:
                assert b"3.3.2" in answer.read()
            pages = f"{airflow}/dateline/"
            token = token_of(airflow, home)
            for path in ("", "2026-03-08/events.html", "docs"):
                assert status_of(pages + path)[0] in ((404,) if path == "docs" else (401,)), path
                assert "events of that day" not in status_of(pages + path, Authorization="Bearer forged")[1]
            assert status_of(pages, Authorization=f"Bearer {token}") == (200, "events of that day")
            assert status_of(pages + "%2e%2e/wire", Authorization=f"Bearer {token}")[0] == 404
            views = status_of(f"{airflow}/api/v2/plugins", Authorization=f"Bearer {token}")[1]
            assert '"href":"dateline/"' in views
            again = subprocess.run(
                [ROOT / "scripts" / "serve.sh"], env=environ, capture_output=True, text=True, timeout=60
            )
            assert (again.returncode, "is being served already" in again.stderr) == (1, True)
            wait_for(lambda: any(state == "success" for state, _ in first_tries(airflow, token)))
            assert first_tries(airflow, token) == [("success", 1)], "no task waits for the pages"
            started = descendants_of(served.pid)
            heard = listeners_among(started)
            assert f"0100007F:{port:04X}" in heard, started
            assert [address for address in heard if not address.startswith("0100007F:")] == [], "loopback only"
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(60)
    assert processes_of(home) == {}
    assert {pid: name for pid, name in started.items() if pid in living()} == {}, "a process was left behind"
    said = (home / "airflow" / "serve.log").read_text()
    assert "Connection refused" not in said, "a task that ends at the stop can still tell its result"
    assert not (tmp_path / "user").exists()
    assert (home / "airflow" / "jwt_secret").stat().st_mode & 0o077 == 0
    assert (home / "airflow").stat().st_mode & 0o077 == 0, "the login's password is in there"


def test_serving_ends_and_says_so_when_a_process_of_airflows_dies(tmp_path):
    """Pages without a scheduler would look as if all were well."""
    home, feeds = tmp_path / "home", tmp_path / "feeds.toml"
    feeds.write_text(FEEDS)
    (home / "airflow").mkdir(parents=True)
    (home / "airflow" / "serve.log").write_text("why it ended last time")
    environ = os.environ | {"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds), "DATELINE_PORT": str(free_port())}
    with subprocess.Popen([ROOT / "scripts" / "serve.sh"], env=environ, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert served.stderr is not None
            assert "login admin" in [served.stderr.readline(), served.stderr.readline()][1]
            wait_for(lambda: triggerers_of(home))  # a process just started is for a moment the script's own copy
            os.kill(min(triggerers_of(home)), signal.SIGKILL)
            assert served.wait(60) == 1
            assert f"Airflow's triggerer ended: see {home}/airflow/serve.log" in served.stderr.read()
        finally:
            served.terminate()
    assert processes_of(home) == {}
    assert (home / "airflow" / "serve.log.1").read_text() == "why it ended last time"


def test_a_taken_port_is_one_clear_sentence(tmp_path):
    (tmp_path / "feeds.toml").write_text(FEEDS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environ = os.environ | {"DATELINE_HOME": str(tmp_path / "home"), "DATELINE_PORT": str(port)}
        environ |= {"DATELINE_FEEDS": str(tmp_path / "feeds.toml")}
        done = subprocess.run([ROOT / "scripts" / "serve.sh"], env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith(f"serve: port {port} is taken")


@pytest.mark.parametrize("port", ["http", "0", "99999", "-1"])
def test_what_is_no_port_is_one_clear_sentence(port, tmp_path):
    (tmp_path / "feeds.toml").write_text(FEEDS)
    environ = os.environ | {"DATELINE_HOME": str(tmp_path / "home"), "DATELINE_FEEDS": str(tmp_path / "feeds.toml")}
    environ |= {"DATELINE_PORT": port}
    done = subprocess.run([ROOT / "scripts" / "serve.sh"], env=environ, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, f"serve: port {port}: a port is a number from 1 to 65535\n")
    assert not (tmp_path / "home").exists()


def test_the_services_of_the_compose_file_run_the_real_night_natively():
    command = [sys.executable, str(ROOT / "scripts" / "prove_native.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=580, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for service in ("api-server", "scheduler", "dag-processor", "triggerer"):
        assert f"{service}: healthy" in done.stdout
    assert "pages without a login: refused" in done.stdout
    assert re.search(r"current\.duckdb: [1-9]\d* events", done.stdout)
