"""Deliveries of the wire that change a little every night: what came is not kept twice, what was taken down stays away,
and no agency touches another's stories."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import dateline.pipeline as pipeline
from dateline.archive.reading import read_heads
from dateline.cli import main
from dateline.config import Settings
from dateline.fetch.told import ToldStories
from dateline.records import Entry, stable_id
from dateline.runs import begin_run, read_lines
from dateline.store.snapshot import query_snapshot
from dateline.store.warehouse import open_warehouse
from tests.wire_site import Site, serve

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
PLACES = ("Kosti", "Kadugli", "Kassala", "Nyala", "Geneina")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def told(place: str, *, version: int = 1, status: str = "usable", guid: str | None = None) -> dict[str, object]:
    """A ninjs item of a bombing in a place: its words are this place's alone."""
    return {
        "uri": guid or f"tag:wire.example,2026:{place.lower()}", "type": "text", "version": str(version),
        "versioncreated": f"2026-03-02T1{version}:00:00Z", "pubstatus": status, "language": "en",
        "headline": f"Bomb kills {10 + version} at {place} market",
        "body_text": f"{place.upper()}, Sudan, March 2 - A bomb at a market in {place} killed {10 + version} people on "
        f"Monday, police said.\nThe market of {place} was closed, and shops stayed shut all day.",
    }  # fmt: skip


def settings_over(tmp_path: Path, *feeds: tuple[str, str | None], folder: Path | None = None) -> Settings:
    """Settings for a home over feeds of (address, publisher)."""
    written = ['allow_private = ["127.0.0.0/8"]']
    for number, (url, publisher) in enumerate(feeds):
        written += ["[[feeds]]", f'name = "Feed {number}"', f'url = "{url}"']
        written += [f'publisher = "{publisher}"'] if publisher else []
    (tmp_path / "feeds.toml").write_text("\n".join(written), encoding="utf-8")
    settings = Settings.from_env(os.environ)
    fetch = replace(settings.fetch, wire_folders=(str(folder),) if folder else (), pace_loopback_s=0.0)
    return replace(settings, home=tmp_path / "home", feeds_file=tmp_path / "feeds.toml", fetch=fetch)


def hold(settings: Settings, day: int) -> None:
    at = NOW + timedelta(days=day)
    assert pipeline.run_night(begin_run(settings, f"cli__{at.isoformat()}", at)) == "published"


def ask(settings: Settings, query: str) -> list[tuple]:
    return query_snapshot(settings.home / "current.duckdb", query)[1]


def archived(settings: Settings, day: int) -> list[str]:
    """The last word of the key of each story that a night archived."""
    paths = (settings.home / "archive" / f"{NOW + timedelta(days=day):%Y/%m/%d}").glob("*.warc.gz")
    heads = [head for path in sorted(paths) for head in read_heads(path) if head.role == "story"]
    return sorted(head.url.rpartition(":")[2] for head in heads)


def selected(settings: Settings, day: int) -> list[str]:
    (run,) = (settings.home / "runs").glob(f"cli__{NOW + timedelta(days=day):%Y-%m-%d}*")
    return sorted(row["url"].rpartition(":")[2] for path in run.glob("select/*.jsonl") for row in read_lines(path))


class Delivery:
    """An agency's stories, in a watched folder with a file each, or behind an address all in one."""

    def __init__(self, kind: str, tmp_path: Path, site: Site) -> None:
        self.folder = tmp_path / "delivery" if kind == "folder" else None
        self.stories: dict[str, dict[str, object]] = {}
        self.url = site.base + "/wire.json"
        site.answers["/wire.json"] = lambda h: h.reply(
            200, json.dumps(list(self.stories.values())).encode(), "application/json"
        )
        if self.folder:
            self.folder.mkdir()
            self.url = self.folder.as_uri()
        self.settings = settings_over(tmp_path, (self.url, "Mirador Wire"), folder=self.folder)

    def tell(self, place: str, **more: object) -> None:
        self.stories[place] = told(place, **more)  # type: ignore[arg-type]
        if self.folder:
            text = json.dumps(self.stories[place])
            (self.folder / f"{place}-{len(list(self.folder.iterdir()))}.json").write_text(text, encoding="utf-8")


@pytest.fixture(params=["folder", "address"])
def delivery(request: pytest.FixtureRequest, tmp_path: Path, site: Site) -> Delivery:
    return Delivery(request.param, tmp_path, site)


# -------------------------------------------------------------------------------------------- what came already


def test_a_story_that_came_already_is_neither_archived_again_nor_selected(delivery: Delivery) -> None:
    for place in PLACES[:3]:
        delivery.tell(place)
    hold(delivery.settings, 0)
    assert archived(delivery.settings, 0) == ["kadugli", "kassala", "kosti"]
    delivery.tell("Kosti", version=2)
    delivery.tell("Nyala")
    hold(delivery.settings, 1)
    assert archived(delivery.settings, 1) == selected(delivery.settings, 1) == ["kosti", "nyala"]
    assert ask(delivery.settings, "SELECT title FROM articles WHERE n_versions = 2") == [
        ("Bomb kills 12 at Kosti market",)
    ]
    delivery.tell("Geneina")
    hold(delivery.settings, 2)
    assert archived(delivery.settings, 2) == selected(delivery.settings, 2) == ["geneina"]
    assert ask(delivery.settings, "SELECT count(*), count(DISTINCT id) FROM articles WHERE status <> 'killed'") == [
        (5, 5)
    ]


def test_an_older_version_in_the_folder_is_not_archived_again(tmp_path: Path, site: Site) -> None:
    delivery = Delivery("folder", tmp_path, site)
    delivery.tell("Kosti")
    delivery.tell("Kosti", version=2)
    hold(delivery.settings, 0)
    delivery.tell("Nyala")
    hold(delivery.settings, 1)
    assert archived(delivery.settings, 0) == ["kosti"] and archived(delivery.settings, 1) == ["nyala"]


def test_a_story_whose_night_was_not_loaded_is_taken_again(delivery: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery.tell("Kosti")
    with monkeypatch.context() as patch, pytest.raises(KeyError):
        patch.setattr(pipeline, "load", lambda *_: {}["no such key"])
        hold(delivery.settings, 0)
    hold(delivery.settings, 1)
    assert archived(delivery.settings, 1) == ["kosti"]
    assert ask(delivery.settings, "SELECT count(*) FROM articles") == [(1,)]


def test_what_a_poll_is_told_is_of_its_provider_alone_and_of_the_newest_stories(tmp_path: Path, site: Site) -> None:
    ours, theirs = (site.base + path for path in ("/a.json", "/b.json"))
    settings = settings_over(tmp_path, (ours, "A"), (theirs, None))
    settings = replace(settings, fetch=replace(settings.fetch, max_entries=2))
    rows = [
        {"url": f"{home}#{n}", "host": "x", "is_final": True, "attempts": 1, "etag": f'"{n}"', "fetched_at": NOW + timedelta(n)}
        for home in (f"{site.base}/@a/", theirs) for n in range(13)
    ]  # fmt: skip
    with open_warehouse(settings.home, settings.root / "sql", "test") as warehouse:
        warehouse.run_file("pages.sql", {"pages": rows})
    (batch,) = pipeline.plan(begin_run(settings, "cli__x", NOW))
    known = {row["feed"]["url"]: row["told"] for row in json.loads(batch.read_text(encoding="utf-8"))}
    assert known == {
        url: {stable_id(f"{home}#{n}"): [f'"{n}"', None] for n in range(3, 13)}
        for url, home in ((ours, f"{site.base}/@a/"), (theirs, theirs))
    }


def test_a_version_without_dates_is_known_by_its_bytes_alone() -> None:
    entry = Entry("https://a.example/#1", "f", etag='"x"')
    told = ToldStories({stable_id(entry.url): ('"x"', NOW)})
    assert told.has(entry) and not told.has(replace(entry, etag='"y"'))
    assert told.has(replace(entry, etag='"y"', updated_at=NOW - timedelta(hours=1)))
    assert not told.has(replace(entry, etag='"y"', updated_at=NOW + timedelta(hours=1)))
    assert not told.has(Entry("https://a.example/1", "f"))


# ---------------------------------------------------------------------------------------------- what was taken down


def test_a_story_that_was_taken_down_does_not_come_back_into_the_archive(delivery: Delivery, site: Site) -> None:
    for place in PLACES[:2]:
        delivery.tell(place)
    hold(delivery.settings, 0)
    ((url,),) = ask(delivery.settings, "SELECT url FROM articles WHERE title LIKE '%Kosti%'")
    assert main(["forget", url, "--why", "court order", "--home", str(delivery.settings.home)]) == 0
    assert traces(delivery.settings.home) == []
    delivery.tell("Nyala")
    hold(delivery.settings, 1)
    assert traces(delivery.settings.home) == []
    assert archived(delivery.settings, 1) == ["nyala"]
    assert ask(delivery.settings, "SELECT count(*) FROM articles") == [(2,)]


def traces(home: Path) -> list[str]:
    """The files that speak of Kosti."""
    found = []
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        if b"kosti" in content.lower():
            found.append(str(path.relative_to(home)))
    return found


# --------------------------------------------------------------------------------------------- whose a story is


@pytest.mark.parametrize(("ours", "theirs"), [("Mirador Wire", "Sable Press"), (None, None), ("Mirador Wire", None)])
def test_no_agency_takes_back_a_story_of_another_at_the_same_host(
    ours: str | None, theirs: str | None, site: Site, tmp_path: Path
) -> None:
    stories = {"/ours.json": told("Kosti", guid="17"), "/theirs.json": told("Nyala", guid="17")}
    for path in stories:
        site.answers[path] = lambda h: h.reply(200, json.dumps(stories[h.path]).encode(), "application/json")
    settings = settings_over(tmp_path, (site.base + "/ours.json", ours), (site.base + "/theirs.json", theirs))
    hold(settings, 0)
    status = "SELECT title, status FROM articles ORDER BY title"
    assert ask(settings, status) == [
        ("Bomb kills 11 at Kosti market", "live"),
        ("Bomb kills 11 at Nyala market", "live"),
    ]
    stories["/theirs.json"] = told("Nyala", guid="17", version=2, status="canceled")
    hold(settings, 1)
    assert ask(settings, status)[0] == ("Bomb kills 11 at Kosti market", "live")
    assert ask(settings, status)[1][1] == "killed"
    assert ask(settings, "SELECT status FROM events ORDER BY status") == [("live",), ("retracted",)]


def test_a_story_canceled_in_one_feed_of_an_agency_is_canceled_in_its_others(site: Site, tmp_path: Path) -> None:
    stories = {path: told("Kosti") for path in ("/world.json", "/africa.json")}
    for path in stories:
        site.answers[path] = lambda h: h.reply(200, json.dumps(stories[h.path]).encode(), "application/json")
    settings = settings_over(tmp_path, *((site.base + path, "Mirador Wire") for path in stories))
    hold(settings, 0)
    assert ask(settings, "SELECT status FROM articles") == [("live",)]
    stories["/africa.json"] = told("Kosti", version=2, status="canceled")
    hold(settings, 1)
    assert ask(settings, "SELECT status FROM articles") == [("killed",)]
    assert ask(settings, "SELECT status FROM events") == [("retracted",)]
