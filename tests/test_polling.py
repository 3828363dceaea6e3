"""When feeds are asked, where, and what is remembered of them between nights."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dateline.fetch.batches import fetch_pages
from dateline.fetch.fetcher import Fetcher
from dateline.fetch.health import due_s, failed, find_hole, judged_silent, usual_gap_s
from dateline.fetch.polling import PolledFeed, poll_feeds
from dateline.records import Entry, Feed, FeedState
from tests.test_fetch import SETTINGS, page
from tests.wire_site import FEED, Site, serve

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(SETTINGS) as fetcher:
        yield fetcher


def poll(fetcher: Fetcher, url: str, state: FeedState | None = None) -> PolledFeed:
    (polled,) = poll_feeds([(Feed(url, "x"), state or FeedState(url))], fetcher, now=NOW)
    return polled


def entries(*hours: float) -> list[Entry]:
    return [Entry(f"https://a.example/{h}", "https://a.example/f", published_at=NOW + h * HOUR) for h in hours]


# ------------------------------------------------------------------------------------------------- addresses


def test_a_feed_is_asked_at_its_new_address_only_after_it_was_led_there_often_enough(
    site: Site, fetcher: Fetcher
) -> None:
    site.answers["/old"] = lambda h: h.reply(301, Location="/feed.xml")
    state = FeedState(site.base + "/old")
    for n in (1, 2, 3):
        state = poll(fetcher, site.base + "/old", state).state
        assert (state.moved_to, state.moved_seen) == (site.base + "/feed.xml", n)
    polled = poll(fetcher, site.base + "/old", state)
    assert site.times("/old") == 3 and polled.status == 304
    assert (polled.state.url, polled.state.moved_seen) == (site.base + "/old", 3)


@pytest.mark.parametrize("then", [200, 302, 301])
def test_a_move_that_does_not_stay_is_forgotten(then: int, site: Site, fetcher: Fetcher) -> None:
    where = {200: None, 302: None, 301: "/feed.xml?2"}[then]
    answers = {200: lambda h: h.reply(200, FEED), 302: lambda h: h.reply(302, Location="/feed.xml")}
    site.answers["/feed.xml?2"] = lambda h: h.reply(200, FEED)
    site.answers["/old"] = answers.get(then, lambda h: h.reply(301, Location="/feed.xml?2"))
    state = FeedState(site.base + "/old", moved_to=site.base + "/feed.xml", moved_seen=2)
    told = poll(fetcher, site.base + "/old", state).state
    assert (told.moved_to, told.moved_seen) == ((site.base + where, 1) if where else (None, 0))


@pytest.mark.parametrize(("path", "health"), [("/nowhere", "hard"), ("/gone", "hard")])
def test_a_new_address_that_fails_gives_way_to_the_old_one(
    path: str, health: str, site: Site, fetcher: Fetcher
) -> None:
    state = FeedState(site.base + "/feed.xml", moved_to=site.base + path, moved_seen=3)
    told = poll(fetcher, site.base + "/feed.xml", state).state
    assert (told.health, told.moved_to, told.moved_seen) == (health, None, 0)
    assert poll(fetcher, site.base + "/feed.xml", told).state.health == "ok"


# ------------------------------------------------------------------------------------------------------ pace


def test_a_slow_feed_is_due_after_half_of_its_usual_gap_but_never_sooner_than_it_asks() -> None:
    assert due_s(None, {}, 8 * 3_600) == 4 * 3_600
    assert due_s(7_200, {}, 600) == 7_200 and due_s(600, {}, 4 * 3_600) == 7_200
    assert due_s(None, {}, 60) == 900 and due_s(None, {}, 90 * 86_400) == 86_400


def test_a_feeds_usual_gap_is_the_median_of_its_newest_entries() -> None:
    assert usual_gap_s(entries(-1, -2, -3, -40, 5), NOW) == 3_600
    assert usual_gap_s(entries(-1, -2), NOW) is None and usual_gap_s([], NOW) is None


def test_feeds_that_failed_together_do_not_come_back_together() -> None:
    due = {failed(FeedState(f"https://{n}.example/"), NOW, "HTTP 503", status=503).next_due_at for n in range(20)}
    assert len(due) > 15 and min(filter(None, due)) >= NOW + HOUR
    asked = failed(FeedState("https://a.example/"), NOW, "HTTP 503", status=503, retry_after_s=9 * 3_600)
    assert asked.next_due_at == NOW + 9 * HOUR


@pytest.mark.parametrize(
    ("gap_s", "hours", "health"),
    [(3_600, 30, "ok"), (3_600, 40, "silent"), (86_400, 90, "ok"), (86_400, 100, "silent"), (None, 160, "ok"), (None, 170, "silent")],
)  # fmt: skip
def test_a_feed_is_silent_after_four_times_its_usual_gap(gap_s: int | None, hours: int, health: str) -> None:
    state = FeedState("x", last_new_at=NOW - hours * HOUR, usual_gap_s=gap_s)
    assert judged_silent(state, NOW).health == health
    again = dataclasses.replace(judged_silent(state, NOW), last_new_at=NOW)
    assert judged_silent(again, NOW).health == "ok"


def test_trouble_is_not_silence() -> None:
    assert judged_silent(FeedState("x", health="hard", last_new_at=NOW - 999 * HOUR), NOW).health == "hard"


# ----------------------------------------------------------------------------------------------------- holes


def test_a_feed_that_no_longer_reaches_back_to_the_last_poll_has_a_hole() -> None:
    assert find_hole(NOW - 72 * HOUR, entries(-1, -2, -3), 3_600) == (NOW - 72 * HOUR, NOW - 3 * HOUR)
    assert find_hole(NOW - 2 * HOUR, entries(-1, -2, -3), 3_600) is None
    assert find_hole(NOW - 4 * HOUR, entries(-1, -2, -3), 3_600) is None
    assert find_hole(None, entries(-1, -2, -3), 3_600) is None


def test_undated_entries_tell_of_no_hole() -> None:
    undated = [Entry(f"https://a.example/{n}", "f") for n in range(9)]
    assert find_hole(NOW - 72 * HOUR, [*undated, *entries(-1, -2)], None) is None


def test_after_an_outage_more_sitemaps_of_an_index_are_read(site: Site, fetcher: Fetcher) -> None:
    def child(handler: Any) -> None:
        body = f"<urlset><url><loc>{site.base}{handler.path}/story</loc></url></urlset>"
        handler.reply(200, body.encode(), "text/xml")

    site.answers |= {f"/s{n}": child for n in range(9)}
    rows = "".join(f"<sitemap><loc>/s{n}</loc><lastmod>2026-03-0{n + 1}</lastmod></sitemap>" for n in range(9))
    site.answers["/index"] = lambda h: h.reply(200, f"<sitemapindex>{rows}</sitemapindex>".encode(), "text/xml")
    down = FeedState(site.base + "/index", last_ok_at=datetime(2026, 3, 3, tzinfo=UTC))
    assert len(poll(fetcher, site.base + "/index", down).entries) == 7
    assert len(poll(fetcher, site.base + "/index").entries) == 3


# ----------------------------------------------------------------------------------- pages of a host that waits


def test_a_page_whose_host_asks_for_time_keeps_its_attempts() -> None:
    with serve(a=lambda h: h.reply(429, Retry_After="7200")) as site, Fetcher(SETTINGS) as fetcher:
        found = {p.url: p for p in fetch_pages([page(site.base + path) for path in ("/a", "/b", "/c")], fetcher, "x")}
    asked, *others = (found[site.base + path] for path in ("/a", "/b", "/c"))
    assert (asked.attempts, asked.http_status) == (1, 429)
    assert [(p.attempts, p.outcome, p.is_final, p.fetched_at) for p in others] == [(0, "failed", False, None)] * 2
    assert [site.times(path) for path in ("/a", "/b", "/c")] == [1, 0, 0]


def test_a_page_behind_a_robots_file_that_asks_for_time_keeps_its_attempts() -> None:
    with serve() as site, Fetcher(SETTINGS) as fetcher:
        site.answers["/robots.txt"] = lambda h: h.reply(429, Retry_After="7200")
        found = list(fetch_pages([page(site.base + path) for path in ("/a", "/b")], fetcher, "x"))
    assert {(p.attempts, p.is_final, p.fetched_at) for p in found} == {(0, False, None)}
