"""NewsML-G2, NITF and ninjs: whole files in our own words, read, archived, told, held and taken back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dateline.pipeline as pipeline
from dateline.archive.reading import read_record_at
from dateline.articles.extraction import Extraction, extract_article
from dateline.config import Settings, read_feeds_file
from dateline.errors import ConfigError
from dateline.feeds.reading import parse_feed
from dateline.feeds.wireitems import read_wire
from dateline.feeds.wirerecords import NINJS_TYPE
from dateline.records import Page
from dateline.replays import run_replay
from dateline.runs import begin_run
from dateline.store.snapshot import query_snapshot
from tests.wire_site import Site, serve

WIRE = Path(__file__).parent / "wire"
URL = "https://wire.example/g2/latest.xml"
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


def told(name: str, at: datetime = NOW, **changed: str) -> Extraction:
    """The first story of a file, as its feed's reading hands it to extraction."""
    text = (WIRE / name).read_text(encoding="utf-8")
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    story = parse_feed(text.encode(), URL, fallback_guid=name).stories[0]
    return extract_article(story.body.encode(), story.entry_url, content_type=story.content_type, now=at)


# ---------------------------------------------------------------------------------------------------- reading


def test_a_newsml_message_gives_its_stories_in_their_last_version_and_the_pages_it_points_to() -> None:
    parsed = parse_feed((WIRE / "message.xml").read_bytes(), URL)
    assert [(entry.url, entry.title) for entry in parsed.entries] == [
        (
            "https://wire.example/g2/latest.xml#urn:newsml:wire.example:20260302:7",
            "Blast at depot kills two guards in Kosti",
        ),
        ("https://wire.example/stories/market-fire.html", "Fire at Kadir market"),
    ]
    assert parsed.kind == "newsml" and len(parsed.stories) == 1
    assert parsed.problem == ("no text: urn:newsml:wire.example:20260302:8 is a picture; a newsItem without a guid")


def test_a_newsml_story_becomes_an_article_with_its_dateline_in_front() -> None:
    article = told("message.xml").article
    assert article is not None
    assert article.text == (
        "KOSTI, Sudan, March 2 - An explosion at a fuel depot in Kosti killed two guards early on Monday, the "
        "governor’s office said.\nFive people were injured, a doctor at the town's hospital said."
    )
    assert (article.title, article.author, article.credit) == (
        "Blast at depot kills two guards in Kosti", "Amira Ba", "Mirador Wire"
    )  # fmt: skip
    assert article.published_at == datetime(2026, 3, 2, 11, 10, tzinfo=UTC)
    assert article.modified_at == datetime(2026, 3, 2, 12, 40, tzinfo=UTC)
    assert (article.dateline_place, article.language, article.notice) == ("KOSTI", "en", "correction")
    assert article.declared_canonical == "https://wire.example/stories/7.html"


def test_a_nitf_story_becomes_an_article() -> None:
    article = told("story.nitf").article
    assert article is not None and article.url == "https://wire.example/g2/latest.xml#MW-20260302-0031"
    assert article.text.split("\n") == [
        "KADIR, Sudan March 2 - Mortar rounds struck a queue of lorries at the Kadir border crossing on Monday, killing "
        "six people, café owners said.",
        "The army said it had not fired.",
        "Traders said the crossing was shut.",
    ]
    assert (article.title, article.author) == ("Mortar fire kills six at Kadir crossing", "Jan Marek")
    assert article.published_at == datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
    assert article.modified_at == datetime(2026, 3, 2, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(("name", "guid"), [("ninjs1.json", "7"), ("ninjs2.json", "8")])
def test_ninjs_of_each_generation_becomes_an_article(name: str, guid: str) -> None:
    article = told(name).article
    assert article is not None and article.url == f"https://wire.example/g2/latest.xml#tag:wire.example,2026:{guid}"
    assert (article.title, article.author) == ("Ferry stops at Gandie", "Lena Orth")
    assert re.search(r"The ferry at Gandie stopped on Monday.*\nNobody was hurt\.$", article.text)


def test_what_in_ninjs_is_no_story_is_said() -> None:
    parsed = parse_feed((WIRE / "ninjs2.json").read_bytes(), URL)
    assert len(parsed.entries) == 1
    assert parsed.problem == "no text: tag:wire.example,2026:9 is a video; a ninjs item without a uri"


@pytest.mark.parametrize(
    ("name", "usable", "canceled"),
    [
        ("message.xml", "stat:usable", "stat:canceled"),
        ("story.nitf", 'management-status="usable"', 'management-status="canceled"'),
        ("ninjs1.json", '"pubstatus": "usable"', '"pubstatus": "canceled"'),
    ],
)
def test_a_canceled_story_is_a_kill_notice_in_each_format(name: str, usable: str, canceled: str) -> None:
    usual, killed = told(name).article, told(name, **{usable: canceled}).article
    assert usual is not None and killed is not None
    assert (killed.notice, killed.id) == ("kill", usual.id) and killed.version_id != usual.version_id


def test_an_embargoed_story_is_held_until_its_hour_and_its_title_too() -> None:
    body = (WIRE / "ninjs3.json").read_bytes()
    assert [entry.title for entry in parse_feed(body, URL).entries] == [None]
    before, after = told("ninjs3.json"), told("ninjs3.json", at=datetime(2026, 3, 3, 6, 1, tzinfo=UTC))
    assert (before.outcome, before.article, before.detail) == ("withheld", None, "embargoed until 2026-03-03 06:00 UTC")
    assert after.article is not None and after.article.title == "Court to rule on Gandie ferry"


@pytest.mark.parametrize("status", ["stat:withheld", "stat:no-such-word"])
def test_what_is_withheld_without_an_hour_waits_for_a_usable_version(status: str) -> None:
    held = told("message.xml", at=NOW + timedelta(days=999), **{"stat:usable": status})
    assert (held.outcome, held.article) == ("withheld", None)


def test_a_withheld_version_takes_back_what_was_told_and_tells_nothing() -> None:
    story = parse_feed((WIRE / "ninjs3.json").read_bytes(), URL).stories[0]
    page = Page(story.entry_url, URL, "https://wire.example:443", article_id="x")
    held = extract_article(
        story.body.encode(), story.entry_url, content_type=NINJS_TYPE, page=page, now=NOW
    )  # fmt: skip
    assert held.outcome == "withheld" and held.article is not None
    assert (held.article.notice, held.article.text) == ("kill", "") and "Court" not in repr(held.article)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", ["message.xml", "story.nitf", "ninjs3.json"])
def test_half_a_story_is_none(name: str, cut: float) -> None:
    body = (WIRE / name).read_bytes()
    parsed = parse_feed(body[: int(len(body) * cut)], URL)
    assert parsed.stories == () and parsed.problem


def test_entities_of_a_story_are_neither_expanded_nor_fetched() -> None:
    levels = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    bomb = f"<!DOCTYPE nitf [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY l0 'ha'>{levels}]>"
    body = "<nitf><head><title>&f;&l9;x</title></head><body><body.content><p a='&l9;'>&f;&l9;</p></body.content></body></nitf>"
    parsed = parse_feed((bomb + body).encode(), URL)
    assert "root:" not in repr(parsed) and len(repr(parsed)) < 3_000


def test_no_feed_can_name_a_story_of_anothers() -> None:
    body = (WIRE / "ninjs1.json").read_bytes()
    ours, theirs = parse_feed(body, URL), parse_feed(body, "https://other.example/feed")
    assert ours.entries[0].url != theirs.entries[0].url


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_without_an_exception(text: str) -> None:
    for frame in ("{}", "<nitf>{}</nitf>", "<newsItem guid='a'>{}</newsItem>", '{{"uri": "a", "pubstatus": "{}"}}'):
        read_wire(frame.format(text))


# ------------------------------------------------------------------------------------------------ through a night


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "delivery").mkdir()
    return tmp_path / "delivery"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def settings_over(tmp_path: Path, *urls: str, allowed: Path | None = None) -> Settings:
    feeds = "".join(f'[[feeds]]\nname = "Feed {n}"\nurl = "{url}"\n' for n, url in enumerate(urls))
    (tmp_path / "feeds.toml").write_text(f'allow_private = ["127.0.0.0/8"]\n{feeds}', encoding="utf-8")
    settings = Settings.from_env(os.environ)
    fetch = replace(settings.fetch, wire_folders=(str(allowed),) if allowed else (), pace_loopback_s=0.0)
    return replace(settings, home=tmp_path / "home", feeds_file=tmp_path / "feeds.toml", fetch=fetch)


def hold(settings: Settings, day: int) -> str:
    at = NOW + timedelta(days=day)
    return pipeline.run_night(begin_run(settings, f"cli__{at.isoformat()}", at))


def ask(settings: Settings, query: str) -> list[tuple]:
    return query_snapshot(settings.home / "current.duckdb", query)[1]


STATUS = (
    "SELECT a.status, (SELECT count(*) FROM v_events), p.outcome FROM articles a JOIN pages p ON p.article_id = a.id"
)


def test_a_story_of_a_watched_folder_is_published_canceled_and_nothing_is_asked_for(
    folder: Path, tmp_path: Path
) -> None:
    settings = settings_over(tmp_path, folder.as_uri(), allowed=folder)
    story = (WIRE / "story.nitf").read_text(encoding="utf-8")
    (folder / "a.xml").write_text(story, encoding="utf-8")
    (folder / "b.xml.part").write_text(story[:300], encoding="utf-8")
    assert hold(settings, 0) == "published"
    assert ask(settings, STATUS) == [("live", 1, "article")]
    warc, offset = ask(settings, "SELECT warc_file, warc_offset FROM pages")[0]
    record = read_record_at(settings.home / warc, offset)
    assert (record.role, record.headers["content-type"]) == ("story", "application/nitf+xml")
    assert hold(settings, 1) == "published"
    assert ask(settings, "SELECT count(*) FROM pages WHERE fetched_at::DATE = DATE '2026-03-02'") == [(1,)]
    canceled = story.replace('management-status="usable"', 'management-status="canceled"')
    (folder / "c.xml").write_text(canceled, encoding="utf-8")
    assert hold(settings, 2) == "published"
    assert ask(settings, STATUS) == [("killed", 0, "article")]
    assert ask(settings, "SELECT DISTINCT status FROM events") == [("retracted",)]
    assert ask(settings, "SELECT health, last_error FROM feeds") == [("ok", None)]


def test_an_embargoed_story_from_a_url_is_kept_and_published_after_its_hour(site: Site, tmp_path: Path) -> None:
    text = (WIRE / "message.xml").read_text(encoding="utf-8")
    held = text.replace("<pubStatus", "<embargoed>2026-03-03T12:00:00Z</embargoed><pubStatus")
    site.answers["/g2"] = lambda h: (
        h.reply(200, held.encode(), "application/xml", ETag='"1"')
        if (h.headers.get("If-None-Match") != '"1"')
        else h.reply(304)
    )
    site.answers["/stories/market-fire.html"] = lambda h: h.reply(410)
    settings = settings_over(tmp_path, site.base + "/g2")
    assert hold(settings, 0) == "published"
    query = "SELECT outcome, detail, is_final, entry_title FROM pages WHERE url LIKE '%#%'"
    assert ask(settings, query) == [("withheld", "embargoed until 2026-03-03 12:00 UTC", False, None)]
    assert ask(settings, "SELECT count(*) FROM articles") == [(0,)]
    assert hold(settings, 1) == "published"
    assert ask(settings, query)[0][::2] == ("article", True)
    assert ask(settings, "SELECT title FROM articles") == [("Blast at depot kills two guards in Kosti",)]
    assert not [path for path in site.paths() if "newsml" in path]


def test_a_published_story_that_is_withheld_goes_and_comes_back_when_it_is_released(
    folder: Path, tmp_path: Path
) -> None:
    settings = settings_over(tmp_path, folder.as_uri(), allowed=folder)
    text = (WIRE / "ninjs1.json").read_text(encoding="utf-8")
    states = []
    for day, status in enumerate(("usable", "withheld", "usable")):
        version = text.replace("2026-03-02T12:00", f"2026-03-02T1{day + 2}:00").replace('"usable"', f'"{status}"')
        (folder / f"{day}.json").write_text(version, encoding="utf-8")
        assert hold(settings, day) == "published"
        states.append(ask(settings, STATUS.replace("(SELECT count(*) FROM v_events)", "length(a.text) > 0"))[0])
    assert states == [("live", True, "article"), ("killed", False, "withheld"), ("updated", True, "article")]


def test_a_replay_reads_stories_that_came_with_their_feed(folder: Path, tmp_path: Path) -> None:
    settings = settings_over(tmp_path, folder.as_uri(), allowed=folder)
    (folder / "a.xml").write_bytes((WIRE / "story.nitf").read_bytes())
    assert hold(settings, 0) == "published"
    again = begin_run(settings, "replay__x", NOW, "replay")
    assert run_replay(again, [], None, None) == "published"
    assert ask(settings, STATUS) == [("live", 1, "article")]
    assert ask(settings, "SELECT count(*) FROM reports WHERE run_id = 'replay__x'") == [(1,)]


@pytest.mark.parametrize("where", ["outside", "a link out", "missing"])
def test_only_what_lies_in_a_folder_of_the_settings_is_read(folder: Path, tmp_path: Path, where: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.xml").write_bytes((WIRE / "story.nitf").read_bytes())
    if where == "a link out":
        (folder / "a.xml").symlink_to(outside / "a.xml")
    url = {"outside": outside, "a link out": folder, "missing": folder / "no"}[where].as_uri()
    settings = settings_over(tmp_path, url, allowed=folder)
    assert hold(settings, 0) in ("published", "blocked")
    run = settings.home / "runs"
    assert '"entries": []' in next(run.rglob("poll/000.jsonl")).read_text(encoding="utf-8")


def test_a_file_that_is_half_written_is_named_and_read_when_it_is_whole(folder: Path, tmp_path: Path) -> None:
    settings = settings_over(tmp_path, folder.as_uri(), allowed=folder)
    body = (WIRE / "story.nitf").read_bytes()
    (folder / "a.xml").write_bytes(body[:-200])
    assert hold(settings, 0) == "published"
    assert ask(settings, "SELECT last_error FROM feeds") == [("a.xml: a nitf that is not well-formed",)]
    (folder / "a.xml").write_bytes(body)
    assert hold(settings, 1) == "published"
    assert ask(settings, STATUS) == [("live", 1, "article")]


@pytest.mark.parametrize("url", ["file:wire", "file://host/wire", "ftp://wire.example/"])
def test_an_address_that_is_no_feed_is_refused_by_line(url: str, tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nname = "A"\nurl = "{url}"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="line 3"):
        read_feeds_file(tmp_path / "feeds.toml")
