"""Replay over files of another crawler: read piece by piece, killed in the middle and taken up, with the same end."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from samples.server import LAST_DAY, SampleWire
from samples.wire_stories import read_stories
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import dateline.pipeline as pipeline
from dateline.archive.reading import read_heads, read_record_at
from dateline.cli import main
from dateline.config import Settings
from dateline.replays import begin_replay, iter_pages, plan_replay
from dateline.store.snapshot import digest, query_snapshot


def write_crawl(path: Path, pages: list[tuple[str, bytes]]) -> None:
    """Write a file as CC-NEWS has them: gzip per record, request and response, nothing of ours."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler"}))
        for url, body in pages:
            for kind, line, headers, payload in (
                ("request", "GET / HTTP/1.1", [("Host", "a")], b""),
                ("response", "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("X-Crawler-x", "1")], body),
            ):
                http = StatusAndHeaders(line, headers, protocol="HTTP/1.1", is_http_request=kind == "request")
                stamp = {"WARC-Date": "2026-03-09T04:00:00Z"}
                writer.write_record(
                    writer.create_warc_record(
                        url, kind, payload=io.BytesIO(payload), http_headers=http, warc_headers_dict=stamp
                    )
                )


@pytest.fixture(scope="module")
def crawl(wire: SampleWire, tmp_path_factory: pytest.TempPathFactory) -> Path:
    wire.set_day(LAST_DAY)
    pages = []
    for story in read_stories():
        if story.page == "article":
            with urllib.request.urlopen(wire.page_url(story), timeout=10) as answer:
                pages.append((f"https://www.example-{story.agency.key}.com{story.path}", answer.read()))
    path = tmp_path_factory.mktemp("crawl") / "CC-NEWS-20260309-00001.warc.gz"
    write_crawl(path, pages[:24])
    return path


@pytest.fixture
def command(crawl: Path, feeds_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    settings = tmp_path / "settings.toml"
    settings.write_text("[batches]\npages = 3\n[extract]\nprocesses = 1\n")
    monkeypatch.setenv("DATELINE_SETTINGS", str(settings))
    return ["replay", str(crawl), "--feeds", str(feeds_file), "--home"]


def kill_after(command: list[str], home: Path, n_files: int) -> None:
    """Start the command and kill it, with its workers, when it has extracted so many pieces."""
    process = subprocess.Popen([sys.executable, "-m", "dateline.cli", *command, str(home)], start_new_session=True)
    give_up_at = time.monotonic() + 120
    while len(list(home.glob("runs/replay__*/extract/*.jsonl"))) < n_files:
        assert process.poll() is None and time.monotonic() < give_up_at, "it ended, or hangs, before it was killed"
        time.sleep(0.02)
    os.killpg(process.pid, 9)
    process.wait()


def test_a_replay_that_is_killed_goes_on_where_it_was_and_ends_as_an_undisturbed_one(
    command: list[str], tmp_path: Path
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert main([*command, str(whole)]) == 0
    kill_after(command, broken, 3)
    done = {path.name: path.stat().st_mtime_ns for path in broken.glob("runs/replay__*/extract/*.jsonl")}
    assert len(done) >= 3
    assert main([*command, str(broken)]) == 0
    (run,) = broken.glob("runs/replay__*")
    after = {path.name: path.stat().st_mtime_ns for path in (run / "extract").glob("*.jsonl")}
    assert len(after) == 8 and done.items() <= after.items()
    assert digest(broken / "current.duckdb") == digest(whole / "current.duckdb")
    _, rows = query_snapshot(broken / "current.duckdb", "SELECT count(*), sum(n_reports) FROM events")
    assert rows[0][0] > 5
    sizes = [len(path.read_text().splitlines()) for path in sorted(run.glob("fetch/*.jsonl"))]
    assert sizes == [3] * 8, "a piece holds as many pages as the settings say"


def test_a_folder_is_replayed_whole_and_what_comes_into_it_before_the_end_is_not_passed_over(
    crawl: Path, feeds_file: Path, command: list[str], tmp_path: Path
) -> None:
    pages = [(head.url, read_record_at(crawl, head.offset).body) for head in read_heads(crawl)]
    folder, home = tmp_path / "crawls", tmp_path / "home"
    folder.mkdir()
    for name, found in (("b1", pages[:4]), ("b2", pages[4:8])):
        write_crawl(folder / f"{name}.warc.gz", found)
    settings = replace(Settings.from_env(os.environ), home=home, feeds_file=feeds_file)
    cut_off = begin_replay(settings, [folder], None, None, datetime(2026, 3, 9, tzinfo=UTC))
    first, _ = plan_replay(cut_off, [folder], None, None)
    done = [pipeline.extract_once(cut_off, listed) for listed in iter_pages(cut_off, first, 0)]
    write_crawl(folder / "a0.warc.gz", pages[8:11])
    assert main(["replay", str(folder), *command[2:], str(home)]) == 0
    assert len(list(home.glob("runs/replay__*"))) == 1 and len(done) == 2
    found = query_snapshot(home / "current.duckdb", "SELECT count(*), count(DISTINCT warc_file) FROM pages")[1]
    assert found == [(11, 3)]
