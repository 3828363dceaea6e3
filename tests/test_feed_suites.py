"""The measure of whole suites of feeds, on invented files; the suites themselves are not ours to ship."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import feed_suites

LINKED = "<rss><channel><item><title>A</title><link>/a</link></item><item><link>/b</link></item></channel></rss>"
LINKLESS = "<rss><channel><item><title>A</title><guid>seven</guid></item><item><title>B</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (LINKED, "same"),
        (LINKLESS, "no link"),
        ("<rss><channel><title>Quiet</title></channel></rss>", "none"),
        ("<urlset><url><loc>http://suite.example/a</loc></url></urlset>", "more"),
    ],
)
def test_a_file_is_judged_by_what_feedparser_alone_gives(body: str, end: str) -> None:
    assert feed_suites.judged(body.encode()) == end


@pytest.mark.parametrize(("kept", "end"), [(0, "lost"), (1, "fewer"), (2, "same")])
def test_entries_that_dateline_loses_are_found(monkeypatch: pytest.MonkeyPatch, kept: int, end: str) -> None:
    whole = feed_suites.parse_feed(LINKED.encode(), feed_suites.URL)
    short = replace(whole, entries=whole.entries[:kept])
    monkeypatch.setattr(feed_suites, "parse_feed", lambda body, url: short)
    assert feed_suites.judged(LINKED.encode()) == end


def test_a_folder_is_measured_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "linked.xml").write_text(LINKED, encoding="utf-8")
    (tmp_path / "linkless.rss").write_text(LINKLESS, encoding="utf-8")
    (tmp_path / "readme.txt").write_text("no feed", encoding="utf-8")
    assert feed_suites.main([str(tmp_path), "--show"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["ends"]) == (2, {"same": 1, "no link": 1})
    assert told["named"] == {"no link": [str(tmp_path / "linkless.rss")]}
