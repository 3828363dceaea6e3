"""Pages read in processes that can be killed: the worst page is an outcome within its limit, the next is read all the same."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.archive.writing import Exchange, WarcWriter
from dateline.articles.pool import processes_for, read_pages
from dateline.articles.worker import answer
from dateline.config import ExtractSettings
from dateline.records import Page, as_json

URL = "https://www.harbourpost.example.com/world/kadir-crossing-mortar"
PARAGRAPH = "<p>Two people were killed on Monday when a shell hit the market, police in Mirador said.</p>"
TOLD = "".join(PARAGRAPH.replace("Two", two) for two in ("Two", "Three", "Four", "Five"))
STORY = f"<html><head><title>Two killed in Mirador</title></head><body><article>{TOLD}</article></body></html>"
SETTINGS = ExtractSettings(processes=1, page_limit_s=6.0)

HOSTILE = {
    "60,000 tags deep": "<html><body>" + "<div>" * 60_000 + PARAGRAPH * 5 + "</div>" * 60_000,
    "120,000 paragraphs": "<html><body><article>" + PARAGRAPH * 120_000,
    "one element of 8 MB": "<html><body><article><p>" + "Two people were killed. " * 333_333,
    "NUL": "<html>\0<body>\0" + PARAGRAPH * 5,
    "lone surrogates": f"<html><body>\ud800{PARAGRAPH * 5}\udfff</body></html>",
    "broken JSON-LD": '<html><head><script type="application/ld+json">'
    + '{"a":[' * 50_000
    + "</script>"
    + PARAGRAPH * 5,
    "only brackets": "<" * 3_000_000,
    "300,000 attributes": "<html><body><p " + " ".join(f"a{n}='x'" for n in range(300_000)) + ">" + PARAGRAPH * 5,
    "entities": "<!DOCTYPE html [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><body>"
    + "&b;" * 100_000
    + PARAGRAPH,
}


def request(html: str, name: str = "x") -> dict[str, str]:
    return {"id": name, "url": URL, "html": html}


@pytest.mark.timeout(600)
def test_each_hostile_page_has_an_outcome_within_its_limit_and_the_next_page_is_read() -> None:
    pages = [page for html in HOSTILE.values() for page in (request(html), request(STORY))]
    started, told = time.monotonic(), {}
    for number, reply in enumerate(read_pages(pages, SETTINGS)):
        if number % 2:
            assert reply["outcome"] == "article", reply["detail"]
            assert reply["row"]["text"].count("killed") == 4
        else:
            told[list(HOSTILE)[number // 2]] = reply
    assert set(told) == set(HOSTILE)
    assert told["300,000 attributes"]["outcome"] == "timed_out"
    assert told["300,000 attributes"]["detail"] == "it could not be read within 6 s"
    assert told["120,000 paragraphs"]["outcome"] == "too_big"
    assert all(reply["outcome"] for reply in told.values())
    assert time.monotonic() - started < len(HOSTILE) * (SETTINGS.page_limit_s + 10)


def test_a_page_that_needs_more_memory_than_a_page_may_take_fails_alone() -> None:
    small = replace(SETTINGS, max_memory_mb=110, page_limit_s=60.0)
    wide = "<html><body><article><p>" + "Two people were killed. " * 400_000
    hungry, story = read_pages([request(wide), request(STORY)], small)
    assert hungry["outcome"] == "failed", hungry
    assert "Memory" in hungry["detail"] or "it may hold 110 MB" in hungry["detail"]
    assert story["outcome"] == "article"


def workers() -> set[int]:
    """The ids of the processes that read pages for this one."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    ids = {pid for path in children for pid in path.read_text().split()}
    return {int(pid) for pid in ids if "dateline.articles.worker" in Path(f"/proc/{pid}/cmdline").read_text()}


def test_a_worker_that_is_killed_is_replaced_and_its_page_read(tmp_path: Path) -> None:
    def pages():
        yield request(STORY, "first")
        for pid in workers():
            os.kill(pid, 9)
        yield request(STORY, "second")

    assert [reply["outcome"] for reply in read_pages(pages(), SETTINGS)] == ["article", "article"]


def test_a_worker_serves_on_however_much_its_owner_holds() -> None:
    large = b"x" * SETTINGS.max_memory_mb * 1_000_000
    seen = [workers() for _ in read_pages([request(STORY)] * 6, SETTINGS)]
    assert large
    assert len(set.union(*seen)) == 1, seen


@pytest.mark.parametrize(("html", "is_spent"), [(STORY, False), ("<p>" + "<br>" * 500_000, True)])
def test_a_worker_is_spent_by_a_page_that_took_much_memory(tmp_path: Path, html: str, is_spent: bool) -> None:
    large = b"x" * SETTINGS.max_memory_mb * 1_000_000
    page = request(html)
    with (tmp_path / "replies").open("w") as replies:
        command = [sys.executable, "-m", "dateline.articles.worker", "250", str(replies.fileno())]
        subprocess.run(command, input=json.dumps(page).encode(), pass_fds=(replies.fileno(),), check=True, timeout=60)
    assert large
    ready, reply = (tmp_path / "replies").read_text().splitlines()
    assert (ready, json.loads(reply)["spent"]) == ("ready", is_spent)


def test_what_a_library_prints_is_no_reply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    printing = 'import os, htmldate\nprint(\'{"outcome": "printed"}\', flush=True)\nold = htmldate.find_date\n'
    printing += "htmldate.find_date = lambda *a, **k: (os.write(1, b'from C\\n'), old(*a, **k))[1]\n"
    (tmp_path / "sitecustomize.py").write_text(printing)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (reply,) = read_pages([request(STORY)], SETTINGS)
    assert (reply["outcome"], reply["row"]["text"].count("killed")) == ("article", 4)
    out, err = capfd.readouterr()
    assert out == ""
    assert "printed" in err and "from C" in err


def test_two_processes_give_what_one_gives_in_the_same_order() -> None:
    pages = [request(STORY.replace("Mirador", f"Mirador {n}"), str(n)) for n in range(30)]
    one, two = (list(read_pages(pages, replace(SETTINGS, processes=count))) for count in (1, 2))
    assert one == two
    assert [reply["row"]["id"] for reply in one] == [str(n) for n in range(30)]


def test_a_reader_that_stops_early_leaves_no_process_behind() -> None:
    replies = read_pages((request(STORY) for _ in range(100)), SETTINGS)
    next(replies)
    replies.close()
    assert not workers()


def test_few_pages_are_read_by_one_process() -> None:
    assert [processes_for(n, replace(SETTINGS, processes=2)) for n in (0, 1, 20, 21, 500)] == [1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("body", "headers", "outcome"),
    [
        (STORY.encode("utf-16"), [("Content-Type", "text/html")], "article"),
        (STORY.encode(), [("Content-Type", "text/html; charset=utf-16")], "article"),
        (STORY.encode(), [("Content-Type", "text/html; charset=no-such-thing")], "article"),
        (
            gzip.compress(b"\0" * 80_000_000, mtime=0),
            [("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
            "failed",
        ),
    ],
)
def test_archived_bytes_however_labelled_have_an_outcome(
    tmp_path: Path, body: bytes, headers: list[tuple[str, str]], outcome: str
) -> None:
    warc = tmp_path / "a.warc.gz"
    with WarcWriter(warc) as writer:
        offset = writer.write_response(Exchange(URL, 200, "OK", headers, body, datetime(2026, 3, 2, tzinfo=UTC)))
    page = Page(URL, "", "https://www.harbourpost.example.com:443", warc_file=str(warc), warc_offset=offset)
    reply = answer({"warc": str(warc), "page": as_json(page), "feed": None})
    assert reply["outcome"] == outcome, reply["detail"]
    if outcome == "article":
        assert reply["article"]["text"].count("killed") == 4
