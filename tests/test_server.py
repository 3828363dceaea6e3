"""Airflow's processes for real: `make serve`, and the compose file's services started natively with PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
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


def processes_of(home: Path) -> list[str]:
    """Return the command lines of living processes that were started for this home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if command and f"DATELINE_HOME={home}".encode() in environ.split(b"\0"):
            found.append(command)
    return found


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
    feeds.write_text(FEEDS)
    (home / "pages" / "2026-03-08").mkdir(parents=True)
    (home / "pages" / "2026-03-08" / "events.html").write_text("events of that day")
    environ = os.environ | {"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds), "DATELINE_PORT": str(port)}
    environ |= {"HOME": str(tmp_path / "user")}
    with subprocess.Popen([ROOT / "scripts" / "serve.sh"], env=environ, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert served.stderr is not None
            lines = [served.stderr.readline(), served.stderr.readline()]
            assert f"http://127.0.0.1:{port}" in lines[1], lines
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/version", timeout=30) as answer:
                assert b"3.3.2" in answer.read()
            pages = f"http://127.0.0.1:{port}/dateline/"
            token = token_of(f"http://127.0.0.1:{port}", home)
            for path in ("", "2026-03-08/events.html", "docs"):
                assert status_of(pages + path)[0] in ((404,) if path == "docs" else (401,)), path
                assert "events of that day" not in status_of(pages + path, Authorization="Bearer forged")[1]
            assert status_of(pages, Authorization=f"Bearer {token}") == (200, "events of that day")
            assert status_of(pages + "%2e%2e/wire", Authorization=f"Bearer {token}")[0] == 404
            views = status_of(f"http://127.0.0.1:{port}/api/v2/plugins", Authorization=f"Bearer {token}")[1]
            assert '"href":"dateline/"' in views
            again = subprocess.run(
                [ROOT / "scripts" / "serve.sh"], env=environ, capture_output=True, text=True, timeout=60
            )
            assert (again.returncode, "is being served already" in again.stderr) == (1, True)
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(60)
    assert processes_of(home) == []
    assert not (tmp_path / "user").exists()
    assert (home / "airflow" / "jwt_secret").stat().st_mode & 0o077 == 0


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


def test_the_services_of_the_compose_file_run_the_real_night_natively():
    command = [sys.executable, str(ROOT / "scripts" / "prove_native.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=580, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for service in ("api-server", "scheduler", "dag-processor", "triggerer"):
        assert f"{service}: healthy" in done.stdout
    assert "pages without a login: refused" in done.stdout
    assert re.search(r"current\.duckdb: [1-9]\d* events", done.stdout)
