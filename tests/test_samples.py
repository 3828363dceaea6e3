"""The sample wire really answers, and what its README and its table promise holds."""

from __future__ import annotations

import email.utils
import gzip
import html
import http.client
import json
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from dateline.articles.extraction import extract_article
from dateline.config import read_feeds_file
from dateline.records import Assertion, DatePrecision, GeoPrecision

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from samples.server import FIRST_DAY, LAST_DAY, SampleWire, feeds_toml  # noqa: E402
from samples.wire_stories import AGENCIES, Story, WireError, read_stories  # noqa: E402

STORIES = {story.slug: story for story in read_stories()}
TABLE = [json.loads(line) for line in (ROOT / "samples/events.jsonl").read_text(encoding="utf-8").splitlines()]
EVENTS = [row for row in TABLE if row["event_key"]]
README = (ROOT / "samples/README.md").read_text(encoding="utf-8")
TYPES = {
    *("AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "CONSULT", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
NOT_IN_WORDS = {"tafas-clash", "sivia-mayor-assassinated", "mosul-barbershop-grenade"}
"""Events whose toll is the sum of two sides, or a single victim: no number in the text says it."""
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


@pytest.fixture
def wire() -> Iterator[SampleWire]:
    with SampleWire(base_port=0, day=FIRST_DAY) as served:
        yield served


@pytest.fixture(scope="module")
def last_day() -> Iterator[SampleWire]:
    with SampleWire(base_port=0, day=LAST_DAY) as served:
        yield served


def get(url: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=named)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def words_of(body: bytes, story: Story) -> str:
    """Return a page's visible words on one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", body.decode(story.agency.charset), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def days() -> list[date]:
    return [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


# ----------------------------------------------------------------------------------------------------- feeds


def test_every_feed_is_well_formed_each_day_but_the_one_that_is_not_xml(wire: SampleWire) -> None:
    roots = ["rss", "feed", "RDF", "urlset", "rss"]
    for day in days():
        wire.set_day(day)
        *feeds, broken = wire.feed_urls()
        for url, root in zip(feeds, roots, strict=True):
            assert ElementTree.fromstring(get(url)[2]).tag.rpartition("}")[2] == root
        status, headers, body = get(broken)
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        with pytest.raises(ElementTree.ParseError):
            ElementTree.fromstring(body)


def test_feeds_show_the_stories_of_three_days_and_no_others(wire: SampleWire) -> None:
    wire.set_day(date(2026, 3, 5))
    for agency, url in zip(AGENCIES, wire.feed_urls(), strict=False):
        text = get(url)[2].decode()
        for story in STORIES.values():
            shown = story.agency is agency and date(2026, 3, 3) <= story.day <= date(2026, 3, 5)
            assert bool(re.search(re.escape(story.path) + '[<?"]', text)) is shown, story.slug


def test_feeds_give_times_in_the_zone_of_the_desk(wire: SampleWire) -> None:
    halyard, cardinale, fanous, courier, plains, _ = (get(url)[2].decode() for url in wire.feed_urls())
    assert "<pubDate>Mon, 02 Mar 2026 07:40:00 +0000</pubDate>" in halyard
    assert "<published>2026-03-02T11:20:00+01:00</published>" in cardinale
    assert "<dc:date>2026-03-02T19:10:00+03:00</dc:date>" in fanous
    assert "<news:publication_date>2026-03-02T09:15:00+12:00</news:publication_date>" in courier
    assert "<pubDate>Mon, 02 Mar 2026 13:50:00 -0600</pubDate>" in plains


def test_an_unchanged_feed_is_answered_304_until_the_day_changes(wire: SampleWire) -> None:
    for url in wire.feed_urls()[:-1]:
        _, first, _ = get(url)
        status, headers, body = get(url, If_None_Match=first["ETag"])
        assert (status, headers["ETag"], body) == (304, first["ETag"], b"")
        assert get(url, If_None_Match=f'W/{first["ETag"]}, "other"')[0] == 304
        assert get(url, If_Modified_Since=first["Last-Modified"])[0] == 304
        assert get(url, If_Modified_Since="Sun, 01 Mar 2026 00:00:00 GMT")[0] == 200
        assert get(url, If_None_Match='"old"', If_Modified_Since=first["Last-Modified"])[0] == 200
    before = {url: get(url)[1] for url in wire.feed_urls()[:-1]}
    wire.set_day(date(2026, 3, 3))
    for url, seen in before.items():
        assert get(url, If_None_Match=seen["ETag"])[0] == 200
        assert get(url, If_Modified_Since=seen["Last-Modified"])[0] == 200


def test_a_malformed_date_in_a_request_is_no_condition(wire: SampleWire) -> None:
    assert get(wire.feed_urls()[0], If_Modified_Since="yesterday")[0] == 200


def test_the_feeds_file_is_the_one_the_server_prints_and_can_be_read() -> None:
    path = ROOT / "config/feeds.sample.toml"
    bases = {agency.key: f"http://127.0.0.1:{47310 + agency.number}" for agency in AGENCIES}
    assert path.read_text(encoding="utf-8") == feeds_toml(bases)
    wire = read_feeds_file(path)
    assert (wire.sample, wire.allow_private, len(wire.feeds)) == (True, ("127.0.0.0/8",), 6)


# ----------------------------------------------------------------------------------------------------- pages


def test_each_page_holds_its_storys_text(wire: SampleWire) -> None:
    wire.set_day(LAST_DAY)
    for story in STORIES.values():
        version = story.version(LAST_DAY)
        if story.page not in ("article", "forbidden") or version is None:
            continue
        status, _, body = get(wire.page_url(story))
        words = words_of(body, story)
        assert status == 200
        assert all(" ".join(p.split()) in words for p in (version.title, *version.paragraphs)), story.slug


def test_no_page_leaves_a_blank_of_its_design_open(wire: SampleWire) -> None:
    wire.set_day(LAST_DAY)
    for story in STORIES.values():
        assert not re.search(rb"\$[a-z_]{3,}", get(wire.page_url(story))[2]), story.slug


def test_a_page_is_answered_304_until_its_text_changes(wire: SampleWire) -> None:
    story = STORIES["michoacan-police-ambush"]
    wire.set_day(date(2026, 3, 3))
    tag = get(wire.page_url(story))[1]["ETag"]
    assert get(wire.page_url(story), If_None_Match=tag)[0] == 304
    wire.set_day(date(2026, 3, 4))
    assert get(wire.page_url(story), If_None_Match=tag)[0] == 200
    wire.set_day(date(2026, 3, 3))
    assert get(wire.page_url(story), If_None_Match=tag)[0] == 304


@pytest.mark.parametrize("slug", ["michoacan-police-ambush", "haiti-curfew"])
def test_a_changed_story_keeps_its_address_and_moves_its_entrys_time(wire: SampleWire, slug: str) -> None:
    story = STORIES[slug]
    first, second = story.versions
    feed = wire.feed_urls()[story.agency.number - 1]
    seen = []
    for version in (first, second):
        wire.set_day(story.agency.today(version.changed_at))
        words = words_of(get(wire.page_url(story))[2], story)
        assert version.title in words
        assert version.paragraphs[0] in words
        seen.append(get(feed)[2].decode())
    assert second.changed_at.isoformat() not in seen[0]
    assert second.changed_at.isoformat() in seen[1]


def test_a_page_is_not_there_before_its_day(wire: SampleWire) -> None:
    for story in STORIES.values():
        if story.page == "article":
            assert get(wire.page_url(story))[0] == (200 if story.day == FIRST_DAY else 404), story.slug


def test_four_entries_lead_to_no_article(wire: SampleWire) -> None:
    wire.set_day(LAST_DAY)
    answers = {s.page: (s, get(wire.page_url(s))) for s in STORIES.values() if s.page != "article"}
    assert answers["missing"][1][0] == 404
    assert b"Before you continue" in answers["consent"][1][2]
    story, (status, _, body) = answers["empty"]
    assert status == 200
    assert story.versions[0].title in words_of(body, story)
    assert b"<p>" not in body.partition(b'<div class="wysiwyg')[2].partition(b"</div>")[0]
    assert urlsplit(wire.page_url(answers["forbidden"][0])).path.startswith("/members/")


def test_robots_forbids_one_entry_and_allows_all_the_others(wire: SampleWire) -> None:
    for agency in AGENCIES:
        rules = RobotFileParser()
        rules.parse(get(f"{wire.base_url(agency.key)}/robots.txt")[2].decode().splitlines())
        for story in (s for s in STORIES.values() if s.agency is agency):
            assert rules.can_fetch("dateline", wire.page_url(story)) is (story.page != "forbidden"), story.slug


def test_pages_differ_in_what_they_say_of_themselves(wire: SampleWire) -> None:
    wire.set_day(LAST_DAY)
    samples = {s.agency.key: get(wire.page_url(s))[2] for s in STORIES.values() if s.page == "article"}
    assert {k for k, body in samples.items() if b"application/ld+json" in body} == {"halyard", "fanous"}
    assert {k for k, body in samples.items() if b"<time" in body} == {"halyard", "cardinale", "plains"}
    for body in (samples["halyard"], samples["fanous"]):
        block = re.search(rb'<script type="application/ld\+json">(.*?)</script>', body, re.S)
        assert block
        assert json.loads(block[1])["@type"] == "NewsArticle"


def test_one_agency_compresses_for_those_who_ask(wire: SampleWire) -> None:
    url = wire.page_url(STORIES["guayaquil-raids"])
    _, headers, body = get(url, Accept_Encoding="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == get(url)[2]


def test_requests_are_noted_and_heads_have_no_body(wire: SampleWire) -> None:
    url = wire.feed_urls()[0]
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=10) as response:
        assert (response.status, response.read()) == (200, b"")
    assert [(r.agency, r.path, r.status) for r in wire.requests] == [("halyard", "/rss/world.xml", 200)]


def test_a_taken_port_is_named_and_the_others_are_free_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WireError, match=rf"^port {port}, where Agence Cardinale is served, is taken"):
            SampleWire(base_port=port - 2).start()
    with socket.socket() as again:
        again.bind(("127.0.0.1", port - 1))


def test_a_connection_that_was_kept_open_gets_nothing_more_from_a_stopped_wire() -> None:
    wire = SampleWire(base_port=0).start()
    port = urlsplit(wire.feed_urls()[0]).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/robots.txt")
    assert connection.getresponse().read()
    wire.stop()
    wire.stop()
    connection.sock.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
    assert connection.sock.recv(100) == b""
    connection.close()


def test_the_command_serves_and_ends_by_itself(wire: SampleWire) -> None:
    command = [sys.executable, "samples/server.py", "--seconds", "0.2", "--base-port"]
    port = urlsplit(wire.feed_urls()[0]).port or 0
    blocked = subprocess.run([*command, str(port - 1)], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert blocked.returncode == 1
    assert blocked.stderr.startswith(f"sample wire: port {port}, where Halyard is served, is taken")
    served = subprocess.run([*command, "0"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (served.returncode, served.stderr.count("http://127.0.0.1:")) == (0, 6)


# --------------------------------------------------------------------------------------------------- stories


def test_stories_open_with_their_dateline_and_are_of_a_wires_length() -> None:
    for story in STORIES.values():
        if story.page != "article":
            continue
        for version in story.versions:
            assert 120 <= len(" ".join(version.paragraphs).split()) <= 350, story.slug
            opening = next(p for p in version.paragraphs if not p.startswith("("))
            assert opening.startswith(story.dateline or opening[:4].upper()), story.slug


def test_halyards_dated_datelines_name_the_day_where_the_story_is_filed() -> None:
    for story in STORIES.values():
        if story.agency.key == "halyard":
            day = story.day + timedelta(days=story.slug == "apia-bus-fare-march")
            assert story.dateline
            assert story.dateline.endswith(f", {day:%B} {day.day}"), story.slug


def test_nothing_is_published_after_the_end_of_its_day_in_utc() -> None:
    for story in STORIES.values():
        for version in story.versions:
            day = story.agency.today(version.changed_at)
            assert version.changed_at < datetime.combine(day + timedelta(days=1), time(), UTC), story.slug
            assert FIRST_DAY <= day <= LAST_DAY


def test_two_of_the_three_carriers_have_one_text_and_the_third_its_own() -> None:
    wire_text, copy, own = (
        STORIES[slug].versions[0].paragraphs
        for slug in ("kontagora-school-raid", "kontagora-pupils-taken", "nigeria-school-kidnap")
    )
    assert " ".join(wire_text).startswith(" ".join(copy))  # a copy is cut from the end
    assert STORIES["kontagora-pupils-taken"].credit == "Halyard"
    assert not set(own) & set(wire_text)


def test_file_names_are_slugs_and_days_and_no_slug_is_used_twice() -> None:
    assert len(read_stories()) == len(STORIES)


# ----------------------------------------------------------------------------------------------------- table


def test_the_table_names_only_stories_there_are_and_leaves_none_out() -> None:
    named = [slug for row in TABLE for slug in row["stories"]]
    assert set(named) == set(STORIES)
    told = {slug for row in EVENTS for slug in row["stories"]}
    untold = [slug for row in TABLE if not row["event_key"] for slug in row["stories"]]
    assert not told & set(untold)
    assert all(STORIES[slug].page == "article" and STORIES[slug].language == "en" for slug in told)


@pytest.mark.parametrize("row", EVENTS, ids=lambda row: str(row["event_key"]))
def test_an_event_is_written_in_the_codebooks_terms(row: dict[str, Any]) -> None:
    assert row["event_type"] in TYPES
    assert row["assertion"] in Assertion.__args__  # type: ignore[attr-defined]
    assert row["event_date_precision"] in DatePrecision.__args__  # type: ignore[attr-defined]
    assert row["geo_precision"] in (None, *GeoPrecision.__args__)  # type: ignore[attr-defined]
    assert row["country"] is None or re.fullmatch("[A-Z]{3}", row["country"])
    first = date.fromisoformat(row["event_date"])
    assert first <= date.fromisoformat(row["event_date_end"] or row["event_date"])
    stated = [row[f"fatalities_{end}"] for end in ("low", "best", "high") if row[f"fatalities_{end}"] is not None]
    assert stated == sorted(stated)
    assert (row["latitude"] is None) == (row["longitude"] is None)
    if row["geo_precision"] in ("country", "region", "admin1", None):
        assert row["latitude"] is None


def test_events_are_counted_by_independent_publishers() -> None:
    for row in EVENTS:
        tellers = {STORIES[slug].credit or STORIES[slug].agency.name for slug in row["stories"]}
        assert row["n_sources"] == len(tellers), row["event_key"]
    sources = {row["event_key"]: row["n_sources"] for row in EVENTS}
    assert sources["kontagora-pupils-abducted"] == 2


def test_event_keys_are_unique_and_all_sixteen_types_occur() -> None:
    keys = [row["event_key"] for row in EVENTS]
    assert len(keys) == len(set(keys))
    assert {row["event_type"] for row in EVENTS} == TYPES


def test_the_tolls_of_the_table_are_written_in_its_stories() -> None:
    for row in EVENTS:
        if not row["fatalities_best"] or row["event_key"] in NOT_IN_WORDS:
            continue
        versions = [v for slug in row["stories"] for v in STORIES[slug].versions]
        text = " ".join(p for v in versions for p in v.paragraphs)
        for toll in row.get("toll_history", [row["fatalities_best"]]):
            assert re.search(rf"\b({toll}|{NUMBERS.get(toll, toll)})\b", text, re.I), (row["event_key"], toll)


def test_the_counts_and_stories_the_readme_promises_hold() -> None:
    promised = {name: int(number) for name, number in re.findall(r"^\| ([a-z -]+) \| (\d+) \|$", README, re.M | re.I)}
    readable = [s for s in STORIES.values() if s.page == "article"]
    subjects = r"^(markets|culture|weather|sport|obituary|an accident|a group's)"
    assert promised == {
        "stories": len(STORIES),
        "stories that can be read": len(readable),
        "stories in English that can be read": sum(s.language == "en" for s in readable),
        "agencies": len(AGENCIES),
        "feeds": sum(len(a.feeds) for a in AGENCIES),
        "days": len({s.day for s in STORIES.values()}),
        "stories with a later version": sum(len(s.versions) > 1 for s in STORIES.values()),
        "non-events by subject": sum(bool(re.match(subjects, row["note"])) for row in TABLE if not row["event_key"]),
        "events in the table": len(EVENTS),
        "events in the background": sum(row["is_background"] for row in EVENTS),
        "stories without an event": len(TABLE) - len(EVENTS),
    }
    cases = README.partition("## Which story shows what")[2].partition("## The table")[0]
    assert set(re.findall(r"`([a-z-]+)`", cases)) <= set(STORIES)


def test_last_modified_is_a_date_http_can_carry(wire: SampleWire) -> None:
    stamp = get(wire.feed_urls()[0])[1]["Last-Modified"]
    assert stamp.endswith("GMT")
    assert email.utils.parsedate_to_datetime(stamp) == datetime(2026, 3, 2, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "story", [story for story in STORIES.values() if story.page == "article"], ids=lambda s: s.slug
)
def test_each_page_gives_its_story_line_by_line_and_nothing_around_it(story: Story, last_day: SampleWire) -> None:
    url = last_day.page_url(story)
    _, headers, page = get(url)
    article = extract_article(gzip.decompress(page) if headers["Content-Encoding"] == "gzip" else page, url).article
    assert article is not None
    told = story.versions[-1]
    stand_first = None if told.summary in told.paragraphs else told.summary
    lines = [line for line in article.text.split("\n") if line != stand_first]
    signed = [line for line in told.paragraphs if not line.startswith("Reporting by ")]
    assert [" ".join(line.split()) for line in lines] == [" ".join(line.split()) for line in signed]
