"""The pages within Airflow: who may read them, and that nothing else of the disk is ever read by that way."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from dateline.config import ROOT
from dateline.servedpages import find_page, newest_events

pytestmark = pytest.mark.airflow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "pages"
    for day in ("2026-03-07", "2026-03-08"):
        (folder / day).mkdir(parents=True)
        (folder / day / "events.html").write_text(f"events of {day}")
        (folder / day / "night-cli__x.html").write_text("night")
        os.utime(folder / day / "events.html", (1, int(day[-1])))
    (tmp_path / "home" / "secret.html").write_text("secret")
    return folder


def client(folder: Path, monkeypatch: pytest.MonkeyPatch, *, is_known: bool = True):
    """The app with somebody logged in, or with Airflow's own word for somebody who is not."""
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi import HTTPException
    from starlette.testclient import TestClient

    from dateline.servedpages import pages_app

    def stranger() -> None:
        raise HTTPException(401, "Not authenticated")

    monkeypatch.setenv("DATELINE_HOME", str(folder.parent))
    app = pages_app()
    app.dependency_overrides[get_user] = (lambda: "somebody") if is_known else stranger
    return TestClient(app, follow_redirects=False)


def test_the_entry_leads_to_the_page_that_was_written_last(folder, monkeypatch):
    asked = client(folder, monkeypatch)
    assert asked.get("/").headers["location"] == "2026-03-08/events.html"
    os.utime(folder / "2026-03-07" / "events.html", (1, 99))  # the snapshot of that day was taken back
    assert asked.get("/").headers["location"] == "2026-03-07/events.html"
    page = asked.get("/2026-03-07/events.html")
    assert (page.status_code, page.text) == (200, "events of 2026-03-07")
    assert page.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert page.headers["cache-control"].startswith("private")
    assert asked.get("/2026-03-07/night-cli__x.html").status_code == 200


def test_a_home_without_pages_says_what_would_be_there(tmp_path, monkeypatch):
    answer = client(tmp_path / "pages", monkeypatch).get("/")
    assert answer.status_code == 404 and "No night was published yet" in answer.text


def test_nothing_is_shown_to_whoever_is_not_logged_in(folder, monkeypatch):
    asked = client(folder, monkeypatch, is_known=False)
    for path in ("/", "/2026-03-08/events.html", "/2026-03-08/nothing.html"):
        assert asked.get(path).status_code == 401
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert asked.get(path).status_code == 404


@pytest.mark.parametrize("path", [
    "/2026-03-08/../../secret.html", "/2026-03-08/%2e%2e%2f%2e%2e%2fsecret.html", "/%2e%2e/secret.html", "/../secret.html",
    "/2026-03-08/..%5c..%5csecret.html", "/2026-03-08/.html", "/2026-03-08/events.html%00", "/2026-03-08/events.html/x",
    "/alerts/x.txt", "/2026-03-08//etc/passwd", "/2026-03-08/events.HTML", "/2026-03-9/events.html",
])  # fmt: skip
def test_no_path_leads_out_of_the_folder(folder, monkeypatch, path):
    answer = client(folder, monkeypatch).get(path)
    assert answer.status_code == 404 and "secret" not in answer.text.replace("secret.html", "")


def test_a_link_that_leads_out_is_no_page(folder):
    (folder / "2026-03-08" / "out.html").symlink_to(folder.parent / "secret.html")
    assert find_page(folder, "2026-03-08", "out.html") is None
    assert find_page(folder, "2026-03-08", "events.html") is not None
    assert newest_events(folder / "nowhere") is None


def test_the_plugin_loads_nothing_but_airflow_before_it_is_asked():
    """Every process of Airflow executes that file, each task's too."""
    tree = ast.parse((ROOT / "plugins" / "dateline_plugin.py").read_text(encoding="utf-8"))
    top = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert top == {"airflow.plugins_manager", "typing"}
    assert not [node for node in tree.body if isinstance(node, ast.Import)]
