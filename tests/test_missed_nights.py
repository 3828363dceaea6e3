"""Nights that were not held: the next one takes all that is still shown, and `doctor` says what may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.cli import main
from dateline.config import Settings
from dateline.doctor import examine
from tests.news_site import FIRST_NIGHT, ask, hold, settings_over
from tests.wire_site import Site, serve

TEXT = (
    "The council of the town met in the morning and spoke about the bridge over the river for three hours.",
    "A spokesman said that the work would begin in the spring, and that the road would be closed on some days.",
    "Traders in the old market asked for a date, which the council promised to name at its next meeting.",
)


EMPTY = b"<rss version='2.0'><channel><title>Tigris Post</title><link>http://127.0.0.1/</link></channel></rss>"


class Desk:
    """A site that publishes a story every so many hours, in a feed or a sitemap that holds the newest few."""

    def __init__(self, site: Site, path: str, every_h: int, keeps: int) -> None:
        self.site, self.path, self.every_h, self.keeps = site, path, every_h, keeps
        self.at = FIRST_NIGHT
        site.answers[f"/{path}"] = self.answer

    def stories(self) -> list[tuple[str, datetime]]:
        """Address and time of each story that is still shown, newest first."""
        hours = int((self.at - FIRST_NIGHT) / timedelta(hours=1)) // self.every_h * self.every_h
        numbers = [hours - n * self.every_h for n in range(self.keeps)]
        told = [(f"/{self.path}/{1000 + number}", FIRST_NIGHT + timedelta(hours=number - 0.5)) for number in numbers]
        for path, at in told:
            self.site.answers[path] = lambda h, path=path, at=at: h.reply(200, page(path, at))
        return told

    def answer(self, handler: Any) -> None:
        base, told = self.site.base, self.stories()
        if self.path.endswith("sitemap"):
            news = "http://www.google.com/schemas/sitemap-news/0.9"
            rows = "".join(
                f"<url><loc>{base}{path}</loc><n:news><n:publication_date>{at.isoformat()}</n:publication_date>"
                f"<n:title>Council met ({path})</n:title></n:news></url>"
                for path, at in told
            )
            body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='{news}'>{rows}</urlset>"
        else:
            rows = "".join(
                f"<item><title>Council met ({path})</title><link>{base}{path}</link>"
                f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
                for path, at in told
            )
            body = f"<rss version='2.0'><channel><title>{self.path}</title>{rows}</channel></rss>"
        handler.reply(200, body.encode(), "application/xml")


def page(path: str, at: datetime) -> bytes:
    text = "".join(f"<p>{each}</p>" for each in (f"Report {path} of the desk.", *TEXT))
    head = f'<title>Council met</title><meta property="article:published_time" content="{at.isoformat()}">'
    return f"<html lang=en><head>{head}</head><body><article><h1>Council met ({path})</h1>{text}</article></body></html>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def desks(site: Site) -> list[Desk]:
    """Two that reach back over the days that were missed, and two that do not."""
    return [
        Desk(site, "slow", 24, 6),
        Desk(site, "long-sitemap", 8, 13),
        Desk(site, "fast", 8, 3),
        Desk(site, "short-sitemap", 8, 4),
    ]


@pytest.fixture
def settings(site: Site, desks: list[Desk], tmp_path: Path) -> Settings:
    return settings_over(tmp_path, *(f"{site.base}/{desk.path}" for desk in desks))


@pytest.mark.timeout(600)
def test_after_three_days_down_all_that_is_shown_is_taken_and_the_holes_are_told(
    desks: list[Desk], settings: Settings
) -> None:
    hold(settings, 0)
    assert holes(settings, 0) == {}
    shown = {path for desk in desks for path, _ in desk.stories()}
    for desk in desks:
        desk.at = FIRST_NIGHT + timedelta(days=4)
    hold(settings, 4)
    shown |= {path for desk in desks for path, _ in desk.stories()}
    taken = {path for (path,) in ask(settings, "SELECT regexp_extract(url, '/[^/]*/[^/]*$') FROM articles")}
    assert taken == shown and len(shown) > 40
    assert holes(settings, 4) == {
        "Feed 2": ("2026-03-02 22:00", "2026-03-06 05:30"),
        "Feed 3": ("2026-03-02 22:00", "2026-03-05 21:30"),
    }
    for desk in desks:
        desk.at = FIRST_NIGHT + timedelta(days=4, hours=6)
    hold(settings, 5)
    assert set(holes(settings, 5)) == {"Feed 2", "Feed 3"}, "told of until a person has had time to read it"


def holes(settings: Settings, day: int) -> dict[str, tuple[str, str]]:
    """The spans that `doctor` says some feeds may have missed, by the feed's name."""
    findings = examine(settings, FIRST_NIGHT + timedelta(days=day, hours=1))
    lines = [finding.line() for finding in findings]
    found = [re.search(r"BAD hole +(.*) may miss .* between (.*) UTC and (.*) UTC", line) for line in lines]
    return {match[1]: (match[2], match[3]) for match in found if match}


def test_a_feed_put_out_of_use_is_told_of_no_longer(tmp_path):
    """The remedy that the runbook and the doctor name for a dead feed: `enabled = false`."""
    with serve() as site:
        site.answers["/feed"] = lambda h: h.reply(200, EMPTY, "application/rss+xml")
        settings = settings_over(tmp_path, f"{site.base}/feed", f"{site.base}/dead")
        for day in range(3):
            hold(settings, day)
        failing = (
            "SELECT failing_ids FROM check_results WHERE check_name = 'feeds_failing' ORDER BY run_id DESC LIMIT 1"
        )
        assert ask(settings, failing) == [([f"{site.base}/dead"],)]
        feeds = settings.feeds_file.read_text()
        settings.feeds_file.write_text(feeds.replace('/dead"', '/dead"\nenabled = false'))
        hold(settings, 3)
    assert ask(settings, failing) == [([],)]
    assert ask(settings, "SELECT name, health FROM v_feed_health") == [("Feed 0", "ok")]


def test_a_night_by_hand_says_which_checks_failed(tmp_path, capsys):
    settings = settings_over(tmp_path, "http://127.0.0.1:9/feed")
    assert main(["run", "--home", str(settings.home), "--feeds", str(settings.feeds_file)]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0].endswith(f"is published: {settings.home}/current.duckdb")
    assert told[1:] == [
        "  error feeds_answer: Feed 0: robots.txt could not be had (no connection: [Errno 111] Connection refused)"
    ]
