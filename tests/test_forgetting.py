"""A story taken down is nowhere any more: not in tables, snapshots, WARC files or the files of runs; and does not come back."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from samples.server import SampleWire
from warcio.archiveiterator import ArchiveIterator

import dateline.pipeline as pipeline
from dateline.alerts.ledger import Failing, Waiting, changed_state, read_state
from dateline.alerts.message import Message
from dateline.archive.erasing import erase_spans, find_records
from dateline.archive.reading import read_heads, read_record_at
from dateline.archive.writing import Exchange, WarcWriter
from dateline.cli import main
from dateline.config import Settings, StoreSettings
from dateline.errors import LockHeld
from dateline.forgetting import forget
from dateline.records import stable_id
from dateline.runs import Run, begin_run
from dateline.store.snapshot import digest, query_snapshot
from dateline.store.warehouse import held_lock, open_warehouse
from tests.conftest import night_of
from tests.news_site import BOMBING, print_newspaper, settings_over
from tests.news_site import hold as news_night
from tests.news_site import night as begin_night

AT = datetime(2026, 3, 4, tzinfo=UTC)


def hold(settings: Settings, wire: SampleWire, day: date, hour: int = 23) -> None:
    wire.set_day(day)
    at = night_of(day).replace(hour=hour)
    assert pipeline.run_night(begin_run(settings, f"cli__{at.isoformat()}", at)) == "published"


def texts_in(home: Path) -> Iterator[tuple[str, str]]:
    """Yield every file's content, WARC files inflated, DuckDB files as the rows of all their tables."""
    for path in sorted(home.rglob("*")):
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
                for schema, table in tables:
                    rows = connection.execute(f'SELECT t::TEXT FROM {schema}."{table}" AS t').fetchall()
                    yield f"{path.name}: {table}", "\n".join(row[0] for row in rows)
        if path.is_file():
            content = path.read_bytes()
            yield str(path), (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8", "replace")


@pytest.mark.timeout(600)
def test_a_story_that_was_taken_down_is_nowhere_and_does_not_come_back(
    wire: SampleWire, settings_in: Callable[[Path], Settings], tmp_path: Path
) -> None:
    settings = settings_in(tmp_path / "home")
    home, current = settings.home, settings.home / "current.duckdb"
    for day in (date(2026, 3, 3), date(2026, 3, 4)):
        hold(settings, wire, day)
    ask = lambda query: query_snapshot(current, query)[1]  # noqa: E731
    ((url, text, title, id_),) = ask("SELECT url, text, title, id FROM articles WHERE url LIKE '%kunduz-depot%'")
    shared = ask(f"""SELECT event_id FROM event_reports AS l JOIN reports AS r ON r.id = l.report_id GROUP BY ALL
                     HAVING count(DISTINCT article_id) > 1 AND list_contains(list(article_id), '{id_}')""")
    own = ask(f"""SELECT event_id FROM event_reports AS l JOIN reports AS r ON r.id = l.report_id GROUP BY ALL
                  HAVING list_distinct(list(article_id)) = ['{id_}']""")
    assert len(shared) == 1 and own
    words = [url, title, *(part.strip() for part in re.split(r"(?<=[.?!])\s|\n|[“”\"]", text) if len(part) > 30)]
    found = {word for _, content in texts_in(home) for word in words if word in content}
    assert found == set(words), "the search would not find the story while it is there"
    others = {
        page.url: page.body for path in home.glob("archive/**/*-fetch-*.gz") for page in _pages(path) if page.url != url
    }

    assert main(["forget", url, "--why", "court order of 5 March", "--home", str(home)]) == 0

    left = [(name, word) for name, content in texts_in(home) for word in words if word in content]
    assert left == []
    assert ask("SELECT url_hash, why FROM tombstones") == [(stable_id(url), "court order of 5 March")]
    assert ask(f"SELECT id FROM articles WHERE id = '{id_}'") == []
    assert ask(f"SELECT id FROM events WHERE id IN {(*(row[0] for row in own), '')}") == []
    assert ask(f"SELECT n_articles, status FROM events WHERE id = '{shared[0][0]}'") == [(1, "live")]
    assert ask(f"SELECT old, new FROM event_history WHERE event_id = '{shared[0][0]}' AND field = 'sources'") == [
        ("2 articles", "1 articles: one was taken down")
    ]
    kept = {page.url: page.body for path in home.glob("archive/**/*-fetch-*.gz") for page in _pages(path)}
    assert kept == others, "every other page is still there"
    for row in ask("SELECT url, warc_file, warc_offset FROM pages WHERE outcome = 'article'"):
        assert read_record_at(home / row[1], row[2]).url == row[0]
    before = digest(current)
    assert main(["forget", url, "--why", "once more", "--home", str(home)]) == 0
    assert digest(current) == before

    wire.requests.clear()
    hold(settings, wire, date(2026, 3, 4), hour=22)
    assert not [request for request in wire.requests if "kunduz-depot" in request.path]
    assert ask(f"SELECT id FROM articles WHERE id = '{id_}'") == []
    assert main(["forget", "https://a.example/unknown", "--why", "x", "--home", str(home)]) == 2


def _pages(path: Path):
    return [read_record_at(path, head.offset) for head in read_heads(path)]


def exchange(url: str, body: bytes, **more: object) -> Exchange:
    return Exchange(url, 200, "OK", [("Content-Type", "text/html")], body, AT, metadata=[("why", "x")], **more)  # type: ignore[arg-type]


def test_what_is_erased_leaves_every_other_record_where_it_was(tmp_path: Path) -> None:
    path, bodies = tmp_path / "a.warc.gz", [os.urandom(size) for size in (10, 5_000, 300_000)]
    urls = [f"https://a.example/{n}" for n in range(3)]
    with WarcWriter(path) as writer:
        offsets = [writer.write_response(exchange(url, body)) for url, body in zip(urls, bodies, strict=True)]
    size = path.stat().st_size
    for n in (0, 2, 1):
        (erasure,), _ = find_records([path], {urls[n]}, lambda body: False)
        erase_spans(path, erasure.spans)
        assert path.stat().st_size == size
        assert bodies[n] not in gzip.decompress(path.read_bytes()) and urls[n].encode() not in gzip.decompress(
            path.read_bytes()
        )
        assert find_records([path], {urls[n]}, lambda body: False) == ([], [])
        if n == 0:
            assert [read_record_at(path, at).body for at in offsets[1:]] == bodies[1:]
    with path.open("rb") as source:
        kinds = [record.rec_type for record in ArchiveIterator(source, check_digests=True)]
    assert kinds == ["warcinfo", "metadata", "metadata", "metadata"]


def test_a_revisit_of_what_is_erased_is_told_of(tmp_path: Path) -> None:
    path, body = tmp_path / "a.warc.gz", os.urandom(5_000)
    with WarcWriter(path) as writer:
        writer.write_response(exchange("https://a.example/1", body))
        copy = writer.write_response(exchange("https://b.example/1", body))
    (erasure,), (orphan,) = find_records([path], {"https://a.example/1"}, lambda body: False)
    assert (orphan.path, orphan.head.offset, orphan.head.url) == (path, copy, "https://b.example/1")
    assert erasure.offsets != (copy,)


def test_a_copy_keeps_its_body_when_the_story_that_held_it_goes(feeds_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings = replace(Settings.from_env(os.environ), home=home, feeds_file=feeds_file)
    path, body = home / "archive/2026/03/04/n-fetch-000.warc.gz", b"<p>" + os.urandom(4_000)
    with WarcWriter(path) as writer:
        places = [writer.write_response(exchange(f"https://{host}.example/1", body)) for host in "ab"]
    with open_warehouse(home, settings.root / "sql", "test") as warehouse:
        rows = [
            {"url": f"https://{host}.example/1", "host": "x", "outcome": "consent", "is_final": True, "attempts": 1,
             "warc_file": str(path.relative_to(home)), "warc_offset": place}
            for host, place in zip("ab", places, strict=True)
        ]  # fmt: skip
        warehouse.run_file("pages.sql", {"pages": rows})
    assert forget(settings, "https://a.example/1", "asked to", AT, lambda line: None) == 0
    with open_warehouse(home, settings.root / "sql", "test") as warehouse:
        (row,) = warehouse.rows("FROM main.pages")
    assert row["url"] == "https://b.example/1"
    assert read_record_at(home / row["warc_file"], row["warc_offset"]).body == body


PageRow = dict[str, object]


def test_a_message_that_still_waits_to_be_sent_goes_with_the_story(feeds_file: Path, tmp_path: Path) -> None:
    url = "https://a.example/1"
    settings = home_of(feeds_file, tmp_path, [{"url": url}])
    told = [Message("new", f"one said: {url}", "error", "a"), Message("new", "another", "error", "b", {"url": url})]
    with changed_state(settings.home) as state:
        state.waiting += [Waiting("smtp", one, AT) for one in (*told, Message("new", "of others", "error", "c"))]
        state.failing["smtp"] = {"c": Failing("c", "error", AT, AT, 1, 1, f"worst: {url}", "r")}
    forget(settings, url, "asked to", AT, lambda line: None)
    assert [one.message.text for one in read_state(settings.home).waiting] == ["of others"]
    assert url not in (settings.home / "alerts" / "state.json").read_text(encoding="utf-8")


def home_of(feeds_file: Path, tmp_path: Path, pages: list[PageRow]) -> Settings:
    """Settings of a home whose warehouse knows `pages`."""
    settings = replace(Settings.from_env(os.environ), home=tmp_path / "home", feeds_file=feeds_file)
    with open_warehouse(settings.home, settings.root / "sql", "test") as warehouse:
        common = {"host": "x", "outcome": "consent", "is_final": True, "attempts": 1}
        warehouse.run_file("pages.sql", {"pages": [common | page for page in pages]})
    return settings


def pages_in(settings: Settings) -> dict[str, PageRow]:
    with open_warehouse(settings.home, settings.root / "sql", "test") as warehouse:
        return {row["url"]: row for row in warehouse.rows("FROM main.pages")}


def test_a_page_that_was_fetched_again_since_keeps_its_newer_record(feeds_file: Path, tmp_path: Path) -> None:
    folder, body = tmp_path / "home/archive/2026/03/04", b"<p>" + os.urandom(4_000)
    with WarcWriter(folder / "n-fetch-000.warc.gz") as writer:
        for host in "ab":
            writer.write_response(exchange(f"https://{host}.example/1", body))
    with WarcWriter(folder / "o-fetch-000.warc.gz") as writer:
        newer = writer.write_response(exchange("https://b.example/1", b"newer"))
    place = {"warc_file": "archive/2026/03/04/o-fetch-000.warc.gz", "warc_offset": newer}
    settings = home_of(feeds_file, tmp_path, [{"url": "https://a.example/1"}, {"url": "https://b.example/1"} | place])
    forget(settings, "https://a.example/1", "asked to", AT, lambda line: None)
    row = pages_in(settings)["https://b.example/1"]
    assert {name: row[name] for name in place} == place


def test_a_copy_keeps_its_body_when_the_command_is_killed_after_the_archive(
    feeds_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, body = tmp_path / "home/archive/2026/03/04/n-fetch-000.warc.gz", b"<p>" + os.urandom(4_000)
    with WarcWriter(path) as writer:
        places = [writer.write_response(exchange(f"https://{host}.example/1", body)) for host in "ab"]
    named = str(path.relative_to(tmp_path / "home"))
    rows = [
        {"url": f"https://{host}.example/1", "warc_file": named, "warc_offset": place}
        for host, place in zip("ab", places, strict=True)
    ]
    settings = home_of(feeds_file, tmp_path, rows)

    def killed(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("dateline.forgetting._clean_runs", killed)
        forget(settings, "https://a.example/1", "asked to", AT, lambda line: None)
    forget(settings, "https://a.example/1", "asked to", AT, lambda line: None)
    (row,) = pages_in(settings).values()
    assert read_record_at(settings.home / str(row["warc_file"]), int(str(row["warc_offset"]))).body == body


def test_pages_that_led_to_the_same_front_page_are_not_the_same_story(feeds_file: Path, tmp_path: Path) -> None:
    rows: list[PageRow] = [
        {"url": f"https://a.example/{n}", "final_url": "https://a.example/", "warc_file": "-"} for n in (1, 2)
    ]
    settings = home_of(feeds_file, tmp_path, rows)
    forget(settings, "https://a.example/1", "asked to", AT, lambda line: None)
    assert list(pages_in(settings)) == ["https://a.example/2"]


def test_a_feed_of_other_stories_at_the_same_path_is_left_in_the_archive(feeds_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "home/archive/2026/03/04/n-poll-000.warc.gz"
    feeds = [f"<item><link>https://a.example/article.php?id={n}&amp;x=1</link></item>".encode() for n in (1, 2)]
    with WarcWriter(path) as writer:
        places = [
            writer.write_response(exchange(f"https://a.example/{n}.rss", body, role="feed"))
            for n, body in enumerate(feeds)
        ]
    url = "https://a.example/article.php?id=1&x=1"
    settings = home_of(feeds_file, tmp_path, [{"url": url, "warc_file": "-"}])
    forget(settings, url, "asked to", AT, lambda line: None)
    assert [head.offset for head in read_heads(path)] == [places[1]]


def test_nothing_is_forgotten_while_a_replay_reads_the_archive(feeds_file: Path, tmp_path: Path) -> None:
    settings = home_of(feeds_file, tmp_path, [{"url": "https://a.example/1", "warc_file": "-"}])
    settings = replace(settings, store=StoreSettings(lock_wait_s=0.1))
    with (
        held_lock(settings.home / "replay.lock", "dateline replay", 0),
        pytest.raises(LockHeld, match="dateline replay"),
    ):
        forget(settings, "https://a.example/1", "asked to", AT, lambda line: None)
    assert pages_in(settings)


# ------------------------------------------------------------------------------------------------ beside runs

STEPS = ("plan", "poll", "select", "fetch", "extract", "parse", "load", "cluster")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("last", STEPS)
def test_a_run_that_was_cut_off_after_any_step_does_not_bring_a_story_back(last: str, tmp_path: Path) -> None:
    quake = (
        "A strong earthquake was felt in Basra on Monday, officials said.",
        "Nobody was hurt, and no damage was seen.",
    ) * 3
    with print_newspaper() as paper:
        settings = settings_over(tmp_path, paper.site.base + "/feed")
        for hour in (0, 20):
            paper.tell(
                "/mosul-bomb", f"Mosul market bomb {hour}", [text.format(dead=12 + hour) for text in BOMBING], hour=hour
            )
            paper.tell("/basra", f"Earthquake felt in Basra {hour}", [f"{hour} hours later.", *quake], hour=hour)
            if hour == 0:
                news_night(settings, 0)
        run = begin_night(settings, 1)
        take_steps(run, STEPS[: STEPS.index(last) + 1])
        assert main(["forget", f"{paper.site.base}/mosul-bomb", "--why", "asked to", "--home", str(settings.home)]) == 0
        assert pipeline.run_night(run) == "published"
        assert [name for name, content in texts_in(settings.home) if "mosul" in content.lower()] == []
        assert query_snapshot(settings.home / "current.duckdb", "SELECT title FROM articles")[1] == [
            ("Earthquake felt in Basra 20",)
        ]


def take_steps(run: Run, steps: Collection[str]) -> None:
    """Take a run through its first steps, and leave what a process that was killed in the next one leaves."""
    paths: list[Path] = []
    for step in steps:
        if step == "plan":
            paths = batches = pipeline.plan(run)
        elif step == "select":
            paths = pipeline.select(run, paths)
        elif step == "load":
            polled = [run.path("poll", path.stem) for path in batches]
            pipeline.load(run, polled, [run.path("extract", path.stem) for path in paths], paths)
        elif step == "cluster":
            pipeline.check_rows(run)
            pipeline.cluster(run)
        else:
            paths = [getattr(pipeline, step)(run, path) for path in paths]
    (run.folder / "next").mkdir()
    (run.folder / "next" / "000.jsonl.part").write_text('{"text": "a bomb in Mosul', encoding="utf-8")


def test_nothing_is_forgotten_while_a_run_of_airflows_is_open(
    feeds_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = home_of(feeds_file, tmp_path, [{"url": "https://a.example/1", "warc_file": "-"}])
    run = begin_run(settings, "scheduled__2026-03-04T00:00:00+00:00", AT)
    command = ["forget", "https://a.example/1", "--why", "asked to", "--home", str(settings.home)]
    assert main(command) == 1
    assert "run scheduled__2026-03-04T00:00:00+00:00 (a night, begun " in capsys.readouterr().err
    assert list(pages_in(settings)) == ["https://a.example/1"]
    run.close()
    assert main(command) == 0 and pages_in(settings) == {}


def test_a_run_that_died_does_not_stop_it_for_ever(feeds_file: Path, tmp_path: Path) -> None:
    settings = home_of(feeds_file, tmp_path, [{"url": "https://a.example/1", "warc_file": "-"}])
    begin_run(settings, "replay__manual__x", AT, "replay")
    forget(settings, "https://a.example/1", "asked to", AT, lambda line: None, anyway=True)
    assert pages_in(settings) == {}


def test_no_run_begins_while_a_story_is_taken_down(
    feeds_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home_of(feeds_file, tmp_path, [])
    monkeypatch.setattr("dateline.runs.FORGETTING_S", 0.1)
    with (
        held_lock(settings.home / "forget.lock", "dateline forget", 0),
        pytest.raises(LockHeld, match="dateline forget"),
    ):
        begin_run(settings, "manual__x", AT)
    assert not list((settings.home / "runs").glob("*/run.json"))
    begin_run(settings, "manual__x", AT)


def test_a_story_goes_under_all_the_addresses_that_it_had(tmp_path: Path) -> None:
    with print_newspaper() as paper:
        settings = settings_over(tmp_path, paper.site.base + "/feed")
        for day, canonical in enumerate(("/mosul-1", "/mosul-2")):
            told = [text.format(dead=12) for text in BOMBING]
            paper.tell("/1", "Mosul market bomb", told, canonical=canonical, hour=20 * day)
            news_night(settings, day)
        url = f"{paper.site.base}/mosul-1"
        assert main(["forget", url, "--why", "asked to", "--home", str(settings.home)]) == 0
    assert [name for name, content in texts_in(settings.home) if "mosul" in content.lower()] == []
    assert query_snapshot(settings.home / "current.duckdb", "SELECT count(*) FROM event_history")[1] == [(0,)]


def test_a_reader_that_leaves_does_not_leave_the_story_half_taken_down(tmp_path: Path) -> None:
    """`dateline forget … 2>&1 | head -1`"""
    with print_newspaper() as paper:
        settings = settings_over(tmp_path, f"{paper.site.base}/feed")
        paper.tell("/bomb", "Bomb in Mosul", [text.format(dead="nine") for text in BOMBING])
        for day in range(3):
            news_night(settings, day)
        command = [Path(sys.executable).with_name("dateline"), "forget", f"{paper.site.base}/bomb", "--why", "asked"]
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([*command, "--home", str(settings.home)], stderr=write, timeout=120)
        os.close(write)
    assert done.returncode == 0
    assert [path.name for path in (settings.home / "snapshots").glob("*.duckdb") if "forget" not in path.name] == []
