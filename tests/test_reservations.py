"""What a site reserves of itself, and what `dateline extract --fetch URL` tells of one page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dateline.cli import main
from dateline.config import FetchSettings
from dateline.fetch.batches import Fetcher, fetch_pages
from dateline.fetch.reservations import read_reservations
from dateline.records import Page
from tests.wire_site import serve

SETTINGS = FetchSettings(pace_loopback_s=0.0, allow_private=("127.0.0.0/8",))
RULES = [
    {"location": "/news/free/*", "tdm-reservation": 0},
    {"location": "/news/*.html$", "tdm-reservation": 1, "tdm-policy": "https://a.example/policy"},
    {"location": "/whole/", "tdm-reservation": 1},
]
PAGE = (Path(__file__).parent / "pages" / "graph.html").read_bytes()


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/news/1.html", True), ("/news/1.html?page=2", False), ("/news/free/1.html", False), ("/whole/1", True),
        ("/", False), ("/other", False),
    ],
)  # fmt: skip
def test_the_first_rule_that_matches_a_path_decides(path: str, reserved: bool) -> None:
    rules = read_reservations(json.dumps(RULES).encode())
    assert bool(rules.reserve(f"https://a.example{path}")) is reserved


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[1, null, {}]", b'[{"location": 3}]', b"[" * 100_000])
def test_what_is_no_such_file_reserves_nothing(body: bytes) -> None:
    assert read_reservations(body).reserve("https://a.example/") is None


@pytest.mark.timeout(20)
def test_no_pattern_of_many_stars_takes_long_to_match() -> None:
    rules = read_reservations(json.dumps([{"location": "/" + "*a" * 200 + "*b", "tdm-reservation": 1}]).encode())
    assert rules.reserve("https://a.example/" + "a" * 5_000) is None
    assert rules.reserve("https://a.example/" + "a" * 5_000 + "b") is not None


@pytest.mark.parametrize(
    ("location", "path", "reserved"),
    [
        ("/a$", "/a", True), ("/a$", "/ab", False), ("/*ab$", "/abab", True), ("/ab*b$", "/ab", False), ("*", "/x", True),
        ("/a**b", "/a/b/c", True), ("/*b*a$", "/ab", False), ("$", "/", False), ("", "/", True),
    ],
)  # fmt: skip
def test_a_star_is_anything_and_a_last_dollar_the_end(location: str, path: str, reserved: bool) -> None:
    rules = read_reservations(json.dumps([{"location": location, "tdm-reservation": 1}]).encode())
    assert bool(rules.reserve(f"https://a.example{path}")) is reserved


def test_a_page_that_its_site_reserves_is_not_asked_for() -> None:
    told = json.dumps([{"location": "/story", "tdm-reservation": 1}]).encode()
    with serve() as site, Fetcher(SETTINGS) as fetcher:
        site.answers["/.well-known/tdmrep.json"] = lambda h: h.reply(200, told, "application/json")
        pages = [Page(site.base + path, "", site.base) for path in ("/story", "/latin", "/legal")]
        fetched = {page.url.removeprefix(site.base): page for page in fetch_pages(pages, fetcher, "x")}
    story = fetched["/story"]
    assert (story.outcome, story.is_final) == ("opt_out", True)
    assert story.detail == "/.well-known/tdmrep.json reserves text and data mining"
    assert fetched["/latin"].outcome is None
    assert site.times("/story") == 0 and site.times("/.well-known/tdmrep.json") == 1


def test_a_site_that_cannot_be_asked_what_it_reserves_is_fetched_and_the_question_can_be_left_out() -> None:
    with serve() as site, Fetcher(SETTINGS) as fetcher:
        site.answers["/.well-known/tdmrep.json"] = lambda h: h.reply(500)
        assert fetcher.get(site.base + "/story").status == 200
        assert site.times("/.well-known/tdmrep.json") == 1
    with serve() as site, Fetcher(replace(SETTINGS, ask_tdmrep=False)) as fetcher:
        fetcher.get(site.base + "/story")
        assert site.paths() == ["/robots.txt", "/story"]


@pytest.fixture
def examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('allow_private = ["127.0.0.0/8"]\n[[feeds]]\nname = "x"\nurl = "http://127.0.0.1:1/"\n')
    monkeypatch.setenv("DATELINE_FEEDS", str(feeds))

    def examine(url: str) -> tuple[int, dict]:
        code = main(["extract", "--fetch", url])
        return code, json.loads(capsys.readouterr().out)

    return examine


def test_a_person_sees_what_the_pipeline_sees_of_a_page(examined) -> None:
    with serve() as site:
        site.answers["/told"] = lambda h: h.reply(200, PAGE, X_Served_By="desk-2")
        site.answers["/short"] = lambda h: h.reply(302, Location="/told")
        code, told = examined(site.base + "/short")
    assert (code, told["is_loaded"], told["outcome"], told["status"]) == (0, True, "article", 200)
    assert told["redirects"] == [f"302 {site.base}/short"] and told["final_url"] == site.base + "/told"
    assert (told["robots"], told["opt_out"], told["body_found_by"]) == ("allowed", None, "precise")
    assert told["headers"]["x-served-by"] == "desk-2"
    assert (told["published_source"], told["published_precision"]) == ("page", "instant")
    assert told["article"]["text"].startswith("KADIR, March 3 (HPW) - Mortar rounds struck")
    assert datetime.fromisoformat(told["article"]["published_at"]).tzinfo is not None


@pytest.mark.parametrize(
    ("path", "outcome", "reason"),
    [
        ("/forbidden", "robots", "robots.txt forbids it"),
        ("/gone", "404", "HTTP 410: gone"),
        ("/reserved", "opt_out", "tdm-reservation: 1"),
        ("/noai", "opt_out", "X-Robots-Tag: noai"),
    ],
)
def test_a_page_that_is_not_loaded_is_told_with_its_reason(examined, path: str, outcome: str, reason: str) -> None:
    with serve() as site:
        code, told = examined(site.base + path)
    assert (code, told["is_loaded"], told["outcome"], told["reason"]) == (1, False, outcome, reason)
