"""Feeds that mean harm, or are merely broken: each has an outcome within its limit, in little memory, without a trace."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from dateline.config import ROOT
from dateline.feeds.worker import read_feed
from dateline.fetch.fetcher import Fetcher
from dateline.fetch.polling import poll_feeds
from dateline.records import Feed, FeedState
from tests.test_fetch import with_settings
from tests.wire_site import Site, serve

URL = "https://wire.example/f"
LIMIT_S = 8.0
ENTITIES = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
BOMB = f"<!DOCTYPE x [<!ENTITY l0 'ha'>{ENTITIES}<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
BIG = "<!DOCTYPE x [<!ENTITY a '" + "a" * 100_000 + "'>]>"
ITEM = "<item><title>Two hurt</title><link>/a</link></item>"


def rss(inside: str, head: str = "") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>x</title>{inside}</channel></rss>".encode()


HOSTILE = {
    "5 MB of <": b"<" * 5_000_000,
    "5 MB of open tags": b"<rss><channel>" + b"<a" * 2_400_000,
    "60,000 deep": b"<rss><channel>" + b"<item>" * 60_000,
    "60,000 deep NITF": b"<nitf><body><body.content>" + b"<p>" * 60_000,
    "200,000 entries": rss("".join(f"<item><link>/{n}</link></item>" for n in range(200_000))),
    "200,000 sitemap rows": b"<urlset>" + b"".join(b"<url><loc>/%d</loc></url>" % n for n in range(150_000)) + b"</urlset>",
    "200,000 newsItems": b"<newsMessage><itemSet>" + b"".join(b"<newsItem guid='%d'/>" % n for n in range(200_000)) + b"</itemSet></newsMessage>",
    "200,000 ninjs": json.dumps([{"uri": str(n), "pubstatus": "usable"} for n in range(140_000)]).encode(),
    "one 5 MB item": rss(f"<item><link>/a</link><description>{'<b>x</b> &amp; ' * 330_000}</description></item>"),
    "one 5 MB title": rss(f"<item><link>/a</link><title>{'&lt;b&gt;' * 600_000}</title></item>"),
    "laughs in RSS": rss("<item><link>/a</link><title>&l9;</title></item>", BOMB),
    "laughs in a sitemap": f"{BOMB}<urlset><url><loc>/&l9;</loc></url></urlset>".encode(),
    "laughs in NITF": f"{BOMB}<nitf a='&l9;'><body><body.content><p>&l9;&f;</p></body.content></body></nitf>".encode(),
    "laughs in NewsML": f"{BOMB}<newsItem guid='&l9;'><contentSet/></newsItem>".encode(),
    "quadratic": rss(f"<item><link>/a</link><title>{'&a;' * 100_000}</title></item>", BIG),
    "NUL": rss(ITEM.replace("Two", "\0Two\0")),
    "UTF-16": rss(ITEM).decode().encode("utf-16"),
    "UTF-16 without a mark": ("<?xml version='1.0'?>" + rss(ITEM).decode()).encode("utf-16-le"),
    "wrong prolog": rss(ITEM, "<?xml version='1.0' encoding='utf-16'?>"),
    "prolog not first": b"\n\n  " + rss(ITEM, "<?xml version='1.0' encoding='nonsense'?>"),
    "half characters": rss(ITEM.replace("Two", "\\ud800")) + b"\xed\xa0\x80",
    "JSON 100,000 deep": b"[" * 100_000,
    "JSON of one number": b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"9" * 4_000_000 + b"]}",
    "a comment without end": b"<rss><!--" + b"-" * 4_000_000,
    "a DOCTYPE without end": b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 300_000,
}  # fmt: skip
READABLE = {"NUL", "UTF-16", "UTF-16 without a mark", "wrong prolog", "prolog not first", "half characters"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_has_an_outcome_within_its_limit(name: str) -> None:
    started = time.monotonic()
    parsed = read_feed(HOSTILE[name], URL, max_entries=2_000, limit_s=LIMIT_S)
    assert time.monotonic() - started < LIMIT_S + 4
    assert len(parsed.entries) <= 2_000 and (parsed.entries or parsed.problem)
    told = repr(parsed)
    assert "root:" not in told and "Traceback" not in told
    if name in READABLE:
        assert [entry.url for entry in parsed.entries] == ["https://wire.example/a"]


MEASURE = """
import json, resource, subprocess, sys
body = sys.stdin.buffer.read()
done = subprocess.run([sys.executable, "-m", "dateline.feeds.worker", "1"], input=body, capture_output=True)
print(json.dumps([done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, done.stderr.decode()[-300:]]))
"""


@pytest.mark.parametrize(
    "name", ["200,000 entries", "200,000 newsItems", "one 5 MB item", "quadratic", "200,000 ninjs"]
)
def test_the_worst_feeds_are_read_in_under_500_megabytes(name: str) -> None:
    wanted = {"url": URL, "content_type": None, "max_entries": 2_000, "fallback_guid": None}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=json.dumps(wanted).encode() + b"\n" + HOSTILE[name],
        capture_output=True, check=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
    )  # fmt: skip
    code, megabytes, told = json.loads(done.stdout)
    assert (code, told) == (0, "") and megabytes < 500


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def polled(site: Site, fetcher: Fetcher, body: bytes, **headers: str) -> tuple[int, str | None, str]:
    site.answers["/hostile"] = lambda h: h.reply(200, body, "application/rss+xml", **headers)
    (one,) = poll_feeds([(Feed(site.base + "/hostile", "x"), FeedState(site.base + "/hostile"))], fetcher)
    return len(one.entries), one.problem, one.state.health


def test_a_feed_that_unpacks_to_a_gigabyte_is_cut_at_the_limit(site: Site) -> None:
    bomb = gzip.compress(rss(ITEM)[:-17] + b" " * 300_000_000)
    with with_settings(max_feed_bytes=1_000_000) as fetcher:
        n_entries, problem, health = polled(site, fetcher, bomb, Content_Encoding="gzip")
    assert (n_entries, health) == (0, "soft") and (problem or "").startswith("cut short (length)")


def test_an_eight_megabyte_feed_is_read_as_far_as_the_limit(site: Site) -> None:
    body = rss(ITEM + f"<item><link>/b</link><description>{'x' * 8_000_000}</description></item>")
    with with_settings(max_feed_bytes=5_000_000) as fetcher:
        n_entries, problem, health = polled(site, fetcher, body)
    assert n_entries in (1, 2) and health == "ok" and "cut short (length)" in (problem or "")


def test_half_a_message_of_the_wire_tells_nothing(site: Site) -> None:
    body = b"<newsMessage><itemSet><newsItem guid='a'/>" + b" " * 2_000_000 + b"</itemSet></newsMessage>"
    with with_settings(max_feed_bytes=1_000_000) as fetcher:
        n_entries, problem, health = polled(site, fetcher, body)
    assert (n_entries, health) == (0, "soft") and "not well-formed" in (problem or "")
