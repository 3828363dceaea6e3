"""What a hostile site, feed or name server tries: every answer has its outcome, and nothing inside is ever asked."""

from __future__ import annotations

import dataclasses
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.archive.reading import read_records
from dateline.archive.writing import WarcWriter
from dateline.config import FetchSettings
from dateline.errors import FetchError
from dateline.feeds.opml import read_opml
from dateline.feeds.reading import parse_feed
from dateline.fetch import targets
from dateline.fetch.answers import find_opt_out
from dateline.fetch.fetcher import Fetcher
from dateline.fetch.targets import NoTarget, read_target
from tests.wire_site import STORY, serve

ENTRY = "127.0.0.9"
"""The one address that may be asked: all others of this machine are inside."""

SETTINGS = FetchSettings(
    allow_private=(ENTRY,), pace_loopback_s=0.0, read_timeout_s=0.6, connect_timeout_s=0.8, total_timeout_s=1.5,
    retries=0, max_page_bytes=200_000,
)  # fmt: skip


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that anything connects to; the connections are made all the same."""
    addresses: list[str] = []
    connect = socket.create_connection

    def noted(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        addresses.append(address[0])
        return connect(address, *args, **kwargs)

    monkeypatch.setattr(socket, "create_connection", noted)
    return addresses


def failure(url: str, settings: FetchSettings = SETTINGS, **wanted: Any) -> FetchError:
    with Fetcher(settings) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(url, obey_robots=False, **wanted)
    return caught.value


def resolving(monkeypatch: pytest.MonkeyPatch, **names: Sequence[str]) -> None:
    """Let `<name>.example` resolve to what is given; addresses resolve to themselves."""
    resolve = socket.getaddrinfo

    def told(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        known = names.get(host.removesuffix(".example"))
        return [found for one in known or (host,) for found in resolve(one, port, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", told)


def leading_to(location: str) -> Callable[[Any], None]:
    line = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    return lambda handler: handler.wfile.write(line.encode("utf-8", "surrogateescape")) and None


# ------------------------------------------------------------------------------------------------- inside addresses


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "0.0.0.0", "[::1]", "[::]",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
     "[2002:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fd00:ec2::254]", "169.254.169.254", "192.0.0.192", "100.100.100.200",
     "10.0.0.1", "１２７.0.0.1", "ⓛocalhost", "news.example:secret@127.0.0.1"],
)  # fmt: skip
def test_no_spelling_of_an_inside_address_is_connected_to(host: str, connected: list[str]) -> None:
    with serve() as inside:
        port = inside.base.rpartition(":")[2]
        with serve(ENTRY, lead=leading_to(f"http://{host}:{port}/story")) as site:
            error = failure(site.base + "/lead")
        assert not error.retryable and error.asked, error.reason
        assert "is no public address" in error.reason or "is no usable address" in error.reason, error.reason
        assert inside.asked == [] and set(connected) == {ENTRY}


def test_a_name_that_leads_inside_is_not_followed(connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, inside=["127.0.0.1"])
    with serve() as inside:
        port = inside.base.rpartition(":")[2]
        with serve(ENTRY, lead=leading_to(f"http://inside.example:{port}/story")) as site:
            error = failure(site.base + "/lead")
    assert "127.0.0.1 is no public address" in error.reason and inside.asked == [] and connected == [ENTRY]


def test_of_several_addresses_only_the_public_are_tried(connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, mixed=["10.0.0.1", "127.0.0.1", ENTRY, "169.254.169.254"])
    with serve(ENTRY) as site, Fetcher(SETTINGS) as fetcher:
        url = site.base.replace(ENTRY, "mixed.example") + "/story"
        assert fetcher.get(url, obey_robots=False).body == STORY
    assert connected == [ENTRY]


def test_a_site_with_many_addresses_of_a_dead_family_is_reached_over_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    connect = socket.create_connection

    def reach(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        tried.append(address[0])
        if ":" in address[0]:
            raise OSError(101, "Network is unreachable")
        return connect(address, *args, **kwargs)

    resolving(monkeypatch, wide=[*(f"2606:4700::{n}" for n in range(1, 9)), ENTRY])
    monkeypatch.setattr(socket, "create_connection", reach)
    with serve(ENTRY) as site, Fetcher(SETTINGS) as fetcher:
        url = site.base.replace(ENTRY, "wide.example") + "/story"
        assert fetcher.get(url, obey_robots=False).body == STORY
    assert tried == ["2606:4700::1", ENTRY]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://127.0.0.9/a", "gopher://127.0.0.9:70/_x", "data:text/html,x", "javascript:alert(1)",
     "http://", "http://[::1/x", "http://a.example:99999/", "http://a.example:0/", "//:80/x",
     "https://\udcff\udcfe/", "http://a.example/\x00", "unix:///run/x.sock"],
)  # fmt: skip
def test_what_is_no_web_address_is_not_followed(location: str, connected: list[str]) -> None:
    with serve(ENTRY, lead=leading_to(location)) as site:
        error = failure(site.base + "/lead")
    assert error.outcome == "failed" and error.reason and set(connected) == {ENTRY}


def test_a_password_in_an_address_is_neither_sent_nor_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with serve(ENTRY) as site, WarcWriter(path) as writer, Fetcher(SETTINGS, writer=writer) as fetcher:
        fetched = fetcher.get(site.base.replace("//", "//editor:secret@") + "/story", obey_robots=False)
    assert "authorization" not in site.headers("/story") and site.headers("/story")["host"] in site.base
    assert fetched.final_url == site.base + "/story"
    assert [page.final_url for page in read_records(path)] == [site.base + "/story"]


def test_a_cookie_for_a_whole_domain_stays_with_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, **{"a.co": [ENTRY], "b.co": [ENTRY]})
    with serve(ENTRY) as site:
        port = site.base.rpartition(":")[2]
        site.answers["/start"] = lambda h: h.reply(
            302, Location=f"http://b.co.example:{port}/story", Set_Cookie="id=7; Domain=co.example; Path=/"
        )
        site.answers["/back"] = lambda h: h.reply(302, Location="/story", Set_Cookie="name=Zoé; Path=/")
        with Fetcher(SETTINGS) as fetcher:
            fetcher.get(f"http://a.co.example:{port}/start", obey_robots=False)
            assert "cookie" not in site.headers("/story")
            fetcher.get(f"http://a.co.example:{port}/back", obey_robots=False)
            assert site.headers("/story")["cookie"].startswith("name=Zo")


@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map("http://".__add__)))
@example("http://a.example:0/")
@example("https://user@[::ffff:127.0.0.1]:8/%zz?#x")
def test_any_text_is_one_address_or_none(text: str) -> None:
    try:
        target = read_target(text)
    except NoTarget:
        return
    assert target.url.isascii() and target.url.startswith(("http://", "https://")) and "#" not in target.url
    assert read_target(target.url) == target and target.origin.startswith(target.url.partition(":")[0])


@given(
    st.from_regex(
        r"https?://[a-z0-9.:-]{1,12}/[A-Za-z0-9/_.~:@!$&*+,;=%-]{0,20}(\?[A-Za-z0-9?/=&._%-]{0,9})?", fullmatch=True
    )
)
@example("http://a.example:80/a/../b")
@example("https://a.example:443/./?x=//y:z@w")
def test_an_address_is_read_the_same_the_short_way(url: str) -> None:
    try:
        short = read_target(url)
    except NoTarget:
        short = None
    try:
        long = targets._parsed(url)
    except NoTarget:
        long = None
    assert short == long and (short is None or bytes(short.where) == bytes(long.where))


# -------------------------------------------------------------------------------------------- answers made to hurt


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Hand each connection to `answer` once its first bytes came; yield the address."""
    with socket.create_server((ENTRY, 0)) as listener:
        listener.settimeout(0.05)
        stopped = threading.Event()

        def one(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65_536)
                    answer(connection)
                except OSError:
                    pass

        def accept() -> None:
            while not stopped.is_set():
                try:
                    threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield f"{ENTRY}:{listener.getsockname()[1]}"
        finally:
            stopped.set()
            thread.join()


def _say(head: bytes, again: bytes = b"", times: int = 0, pause_s: float = 0.0) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(times):
            connection.sendall(again)
            time.sleep(pause_s)

    return answer


OK, CHUNKED = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMBS: dict[str, tuple[Callable[[socket.socket], None], str]] = {
    "a megabyte of one header": (_say(OK + b"X-Long: " + b"y" * 1_000_000 + b"\r\n\r\n"), "failed"),
    "a hundred thousand headers": (_say(OK, b"X-%d: y\r\n" % 7 * 1_000, 100), "failed"),
    "a megabyte of status line": (_say(b"HTTP/1.1 200 " + b"O" * 1_000_000), "failed"),
    "a redirect of a megabyte": (
        _say(b"HTTP/1.1 302 Found\r\nLocation: /" + b"a" * 1_000_000 + b"\r\nContent-Length: 0\r\n\r\n"), "failed"),
    "always a 100 to come": (_say(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 60, 0.05), "timed_out"),
    "headers that drip": (_say(OK, b"X: y\r\n", 60, 0.05), "timed_out"),
    "a body that drips": (_say(OK + b"\r\n", b"x", 60, 0.05), "timed_out"),
    "chunks that drip": (_say(CHUNKED, b"1\r\nx\r\n", 60, 0.05), "timed_out"),
    "chunks of no size": (_say(CHUNKED + b"zz\r\n"), "truncated"),
    "a chunk of all there is": (_say(CHUNKED + b"FFFFFFFFFFFFFFFFFFFF\r\n" + b"x" * 300_000), "too_big"),
    "a chunk's extension without end": (_say(CHUNKED + b"1;" + b"y" * 1_000_000), "truncated"),
    "trailers without end": (_say(CHUNKED + b"1\r\nx\r\n0\r\n", b"X: y\r\n" * 1_000, 100), "truncated"),
    "two lengths": (_say(OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello"), "failed"),
    "a length below nothing": (_say(OK + b"Content-Length: -1\r\n\r\nhello"), "failed"),
    "a body without end": (_say(OK + b"\r\n", b"x" * 65_536, 100), "too_big"),
    "no HTTP at all": (_say(b"220 mail.example ESMTP\r\n"), "failed"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_an_answer_made_to_hurt_has_its_outcome_in_time_and_little_memory(name: str) -> None:
    answer, outcome = BOMBS[name]
    started = time.monotonic()
    tracemalloc.start()
    try:
        with raw_server(answer) as address:
            error = failure(f"http://{address}/x")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.outcome == outcome, error.reason
    assert time.monotonic() - started < 4.0 and peak < 12_000_000


def test_a_body_of_tiny_chunks_costs_no_more_than_its_length() -> None:
    body = CHUNKED + b"2\r\nxy\r\n" * 20_000 + b"0\r\n\r\n"
    settings = dataclasses.replace(SETTINGS, total_timeout_s=60.0, read_timeout_s=30.0)
    with raw_server(_say(body)) as address, Fetcher(settings) as fetcher:
        tracemalloc.start()
        try:
            assert len(fetcher.get(f"http://{address}/x", obey_robots=False).body) == 40_000
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 600_000


@pytest.mark.parametrize(("greeting", "drip"), [(b"", b""), (b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", b"\x03")])
def test_a_server_that_never_ends_its_tls_greeting_is_given_up(greeting: bytes, drip: bytes) -> None:
    started = time.monotonic()
    with raw_server(_say(greeting, drip, 80, 0.05)) as address:
        silent = failure(f"https://{address}/x")
    assert silent.outcome == "timed_out" and time.monotonic() - started < 3.0


# ----------------------------------------------------------------------------------------------------- kept open


def test_an_answer_of_nothing_new_keeps_its_connection() -> None:
    ports: list[int] = []

    def unchanged(handler: Any) -> None:
        ports.append(handler.client_address[1])
        handler.reply(304, ETag='"e"')

    with serve(ENTRY, same=unchanged) as site, Fetcher(SETTINGS) as fetcher:
        for _ in range(3):
            assert fetcher.get(site.base + "/same", etag='"e"', obey_robots=False).not_modified
    assert len(ports) == 3 and len(set(ports)) == 1


def test_a_page_that_was_left_in_the_middle_leaves_no_rest_for_the_next() -> None:
    big = {"big": lambda h: h.reply(200, b"x" * 900_000), "pdf": lambda h: h.reply(200, b"%PDF" * 9, "application/pdf")}
    with serve(ENTRY, **big) as site, Fetcher(SETTINGS) as fetcher:
        for path in ("/big", "/pdf"):
            with pytest.raises(FetchError):
                fetcher.get(site.base + path, obey_robots=False, only_html=True)
            assert fetcher.get(site.base + "/story", obey_robots=False).body == STORY


def test_a_field_sent_twice_is_read_whole() -> None:
    def twice(handler: Any) -> None:
        handler.wfile.write(
            OK + b"X-Robots-Tag: noindex\r\nX-Robots-Tag: noai\r\nContent-Length: %d\r\n\r\n" % len(STORY) + STORY
        )

    with serve(ENTRY, twice=twice) as site, Fetcher(SETTINGS) as fetcher:
        fetched = fetcher.get(site.base + "/twice", obey_robots=False)
    assert find_opt_out(fetched.headers) == "X-Robots-Tag: noai"


def test_a_mark_of_change_in_any_characters_comes_back_as_it_was() -> None:
    def marked(handler: Any) -> None:
        asked = handler.headers.get("If-None-Match", "").encode("latin-1")
        if asked == '"é"'.encode():
            return handler.reply(304)
        body = b"Content-Length: %d\r\n\r\n%s" % (len(STORY), STORY)
        return handler.wfile.write(OK + 'ETag: "é"\r\n'.encode() + body) and None

    with serve(ENTRY, marked=marked) as site, Fetcher(SETTINGS) as fetcher:
        etag = fetcher.get(site.base + "/marked", obey_robots=False).etag
        assert etag == '"é"' and fetcher.get(site.base + "/marked", etag=etag, obey_robots=False).not_modified


# ----------------------------------------------------------------------------------------- what feeds point outside

LINK = "http://wire.example/a"
DOCUMENTS = {
    "rss": f"<rss><channel><item><title>&out;&file;</title><link>{LINK}</link></item></channel></rss>",
    "rdf": f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    f"<item><title>&out;&file;</title><link>{LINK}</link></item></rdf:RDF>",
    "atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>&out;&file;</title><link href='{LINK}'/>"
    "</entry></feed>",
    "sitemap": f"<urlset><url><loc>{LINK}?&out;&file;</loc></url></urlset>",
    "sitemapindex": f"<sitemapindex><sitemap><loc>{LINK}?&out;&file;</loc></sitemap></sitemapindex>",
    "newsml": "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='g'><contentMeta><headline>&out;&file;"
    "</headline></contentMeta></newsItem>",
    "nitf": "<nitf><body><body.head><hedline><hl1>&out;&file;</hl1></hedline></body.head></body></nitf>",
    "opml": f"<opml><body><outline text='&file;' xmlUrl='{LINK}'/><outline text='b' xmlUrl='&out;'/></body></opml>",
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_nothing_that_a_document_points_to_is_read(kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret", encoding="utf-8")
    with serve() as inside:
        doctype = (
            f"<!DOCTYPE x SYSTEM '{inside.base}/x.dtd' [<!ENTITY out SYSTEM '{inside.base}/out'>"
            f"<!ENTITY file SYSTEM '{secret.as_uri()}'><!ENTITY % more SYSTEM '{inside.base}/more'> %more;]>"
        )
        style = f"<?xml-stylesheet href='{inside.base}/style.xsl' type='text/xsl'?>"
        body = f"<?xml version='1.0'?>{style}{doctype}{DOCUMENTS[kind]}".encode()
        told = repr(read_opml(body, "list.opml") if kind == "opml" else parse_feed(body, "http://wire.example/feed"))
        assert inside.asked == [] and "the-secret" not in told
