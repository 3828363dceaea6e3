"""Fetching over real sockets: a server on loopback answers well, badly, slowly and never."""

from __future__ import annotations

import dataclasses
import itertools
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.archive.reading import read_record_at, read_records
from dateline.archive.writing import WarcWriter
from dateline.config import FetchSettings
from dateline.errors import FetchError
from dateline.feeds.links import host_key
from dateline.fetch.addresses import AddressGuard
from dateline.fetch.answers import find_opt_out, is_html, read_retry_after
from dateline.fetch.batches import fetch_pages
from dateline.fetch.feedcheck import examine_feeds, read_feed_targets, told_feeds
from dateline.fetch.fetcher import Fetcher
from dateline.fetch.health import due_s, failed, is_held
from dateline.fetch.polling import poll_feeds
from dateline.fetch.robots import read_robots
from dateline.records import Feed, FeedState, Page
from tests.wire_site import FEED, STORY, Site, once, serve

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETTINGS = FetchSettings(
    allow_private=("127.0.0.0/8",), pace_loopback_s=0.0, read_timeout_s=0.6, connect_timeout_s=1.0, total_timeout_s=2.0,
    retries=2, max_page_bytes=2_000_000, contact="https://desk.example/dateline",
)  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(SETTINGS) as fetcher:
        yield fetcher


def with_settings(**changes: Any) -> Fetcher:
    return Fetcher(dataclasses.replace(SETTINGS, **changes))


def failure(fetcher: Fetcher, url: str, **wanted: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, **wanted)
    return caught.value


def page(url: str) -> Page:
    return Page(url, "http://feed.example/", host_key(url))


# ------------------------------------------------------------------------------------------------- one answer


def test_a_page_comes_whole_and_says_who_asked(site: Site, fetcher: Fetcher) -> None:
    fetched = fetcher.get(site.base + "/story")
    assert (fetched.status, fetched.body, fetched.etag, fetched.attempts) == (200, STORY, '"s1"', 1)
    assert site.headers("/story")["user-agent"] == "Dateline/0.1.0 (+https://desk.example/dateline)"
    assert "cookie" not in site.headers("/story")


def test_a_known_etag_gives_not_modified(site: Site, fetcher: Fetcher) -> None:
    fetched = fetcher.get(site.base + "/feed.xml", etag='"v1"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    assert (fetched.status, fetched.not_modified, fetched.body) == (304, True, b"")
    assert site.headers("/feed.xml")["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("path", "outcome", "status", "retryable"),
    [
        ("/nowhere", "404", 404, False),
        ("/gone", "404", 410, False),
        ("/login", "paywall", 401, False),
        ("/legal", "failed", 451, False),
        ("/forbidden", "robots", None, True),
        ("/big", "too_big", 200, False),
        ("/bomb", "too_big", 200, False),
        ("/truncated", "truncated", 200, True),
        ("/not-gzip", "failed", 200, True),
        ("/circle", "failed", 302, True),
        ("/to-file", "failed", None, False),
        ("/to-metadata", "failed", None, False),
    ],
)
def test_every_bad_answer_has_its_outcome(
    site: Site, fetcher: Fetcher, path: str, outcome: str, status: int | None, retryable: bool
) -> None:
    error = failure(fetcher, site.base + path)
    assert (error.outcome, error.status, error.retryable) == (outcome, status, retryable)
    assert error.reason and str(error).startswith(site.base + path)


def test_a_missing_page_is_asked_for_once(site: Site, fetcher: Fetcher) -> None:
    failure(fetcher, site.base + "/nowhere")
    assert site.times("/nowhere") == 1


def test_a_forbidden_page_is_never_asked_for(site: Site, fetcher: Fetcher) -> None:
    failure(fetcher, site.base + "/forbidden")
    assert site.paths() == ["/robots.txt"]


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks() -> None:
    busy = once(lambda h: h.reply(503, Retry_After="1"), lambda h: h.reply(200, STORY))
    with serve(busy=busy) as site, with_settings() as fetcher:
        fetched = fetcher.get(site.base + "/busy")
        first, second = (at for at, path, _ in site.asked if path == "/busy")
    assert (fetched.attempts, fetched.body) == (2, STORY)
    assert second - first >= 1.0


def test_other_pages_of_a_busy_host_wait_too() -> None:
    with serve(busy=lambda h: h.reply(429, Retry_After="1")) as site, with_settings(retries=0) as fetcher:
        failure(fetcher, site.base + "/busy")
        fetcher.get(site.base + "/story")
        busy, story = (next(at for at, path, _ in site.asked if path == asked) for asked in ("/busy", "/story"))
    assert story - busy >= 1.0


def test_a_retry_after_longer_than_the_limit_ends_the_night_for_that_host() -> None:
    with serve(busy=lambda h: h.reply(429, Retry_After="7200")) as site, with_settings() as fetcher:
        error = failure(fetcher, site.base + "/busy")
        other = failure(fetcher, site.base + "/story")
        assert (error.status, error.retryable, error.retry_after_s) == (429, True, 7200.0)
        assert "asks to wait" in other.reason and not other.asked and site.times("/story") == 0
        assert site.times("/busy") == 1


def test_a_server_error_is_tried_again_with_growing_pauses() -> None:
    with serve(broken=lambda h: h.reply(500)) as site, with_settings(retries=1) as fetcher:
        error = failure(fetcher, site.base + "/broken")
    assert (error.outcome, error.status, error.retryable, site.times("/broken")) == ("failed", 500, True, 2)


def test_a_stalled_answer_times_out(fetcher: Fetcher) -> None:
    with serve(stall=lambda h: time.sleep(3)) as site:
        started = time.monotonic()
        error = failure(fetcher, site.base + "/stall")
    assert (error.outcome, error.retryable) == ("timed_out", True)
    assert time.monotonic() - started < 4


def test_an_answer_that_drips_forever_hits_the_total_limit(site: Site) -> None:
    with with_settings(retries=0, total_timeout_s=1.0) as fetcher:
        started = time.monotonic()
        error = failure(fetcher, site.base + "/drip")
    assert error.outcome == "timed_out" and time.monotonic() - started < 3


def test_headers_that_drip_forever_hit_the_total_limit() -> None:
    def drip(handler: Any) -> None:
        for char in "HTTP/1.1 200 OK\r\nContent-Type: text/html; " * 3:
            handler.wfile.write(char.encode())
            handler.wfile.flush()
            time.sleep(0.1)

    with serve(headers=drip) as site, with_settings(retries=0, total_timeout_s=1.0) as fetcher:
        started = time.monotonic()
        assert failure(fetcher, site.base + "/headers").outcome == "timed_out"
    assert time.monotonic() - started < 3


def test_a_bomb_costs_no_memory(site: Site, fetcher: Fetcher) -> None:
    import tracemalloc

    tracemalloc.start()
    assert failure(fetcher, site.base + "/bomb").outcome == "too_big"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 90_000_000  # the server's own 30 MB twice, since it runs in this process


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_each_encoding_is_undone(encoding: str, fetcher: Fetcher) -> None:
    import gzip
    import zlib

    import brotli
    import zstandard

    packed = {
        "gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
        "zstd": zstandard.ZstdCompressor().compress,
    }[encoding](STORY * 500)  # fmt: skip
    with serve(packed=lambda h: h.reply(200, packed, Content_Encoding=encoding)) as site:
        assert fetcher.get(site.base + "/packed").body == STORY * 500


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_compressed_body_that_stops_short_is_truncated(encoding: str, fetcher: Fetcher) -> None:
    import gzip
    import random

    import brotli
    import zstandard

    noise = random.Random(7).randbytes(40_000)
    pack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.ZstdCompressor().compress,
    }  # fmt: skip
    half = pack[encoding](noise)[:20_000]
    with serve(half=lambda h: h.reply(200, half, Content_Encoding=encoding)) as site:
        assert failure(fetcher, site.base + "/half").outcome == "truncated"


# -------------------------------------------------------------------------------------------------- redirects


def test_a_redirect_is_followed_and_a_permanent_one_remembered(site: Site, fetcher: Fetcher) -> None:
    moved, for_now = fetcher.get(site.base + "/moved"), fetcher.get(site.base + "/moved-for-now")
    assert (moved.url, moved.final_url, moved.moved_to) == (
        site.base + "/moved",
        site.base + "/story",
        site.base + "/story",
    )
    assert (for_now.final_url, for_now.moved_to) == (site.base + "/story", None)


def test_redirects_without_end_are_given_up(fetcher: Fetcher) -> None:
    def onward(handler: Any) -> None:
        handler.reply(302, Location=f"/endless/{int(handler.path.rsplit('/', 1)[1]) + 1}")

    with serve() as site:
        site.answers |= {f"/endless/{n}": onward for n in range(30)}
        error = failure(fetcher, site.base + "/endless/0")
    assert "more than 10 redirects" in error.reason
    assert sum(path.startswith("/endless") for path in site.paths()) == 11


def test_robots_of_another_host_bind_a_redirect(site: Site, fetcher: Fetcher) -> None:
    with serve("127.0.0.2", away=lambda h: h.reply(302, Location=f"{site.base}/forbidden")) as first:
        error = failure(fetcher, first.base + "/away")
    assert error.outcome == "robots" and site.paths() == ["/robots.txt"]


def test_a_cookie_is_kept_for_the_redirect_but_not_for_another_host(site: Site, fetcher: Fetcher) -> None:
    def wall(handler: Any) -> None:
        if "seen=yes" in handler.headers.get("Cookie", ""):
            return handler.reply(302, Location=f"{site.base}/story")
        return handler.reply(302, Location="/wall", Set_Cookie="seen=yes; Path=/")

    with serve("127.0.0.2", wall=wall) as first:
        assert fetcher.get(first.base + "/wall").final_url == site.base + "/story"
        assert first.headers("/wall")["cookie"] == "seen=yes"
    assert "cookie" not in site.headers("/story")


# --------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "168.63.129.16", "192.0.0.192", "192.88.99.1", "::1", "::", "::127.0.0.1", "fe80::1%eth0", "fd00:ec2::254",
     "fec0::1", "3fff::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "2001:0:a00:1::",
     "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:10.0.0.1", "not an address"],
)  # fmt: skip
def test_addresses_that_are_not_the_public_internet_are_refused(address: str) -> None:
    assert not AddressGuard().is_allowed("news.example", address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert AddressGuard().is_allowed("news.example", address)


def test_a_private_address_is_allowed_by_network_or_by_name_only() -> None:
    guard = AddressGuard(("10.1.0.0/16", "intranet.example", "fd00::/8"))
    assert guard.is_allowed("any.example", "10.1.2.3") and guard.is_allowed("any.example", "fd00::7")
    assert guard.is_allowed("Intranet.example.", "192.168.0.9")
    assert not guard.is_allowed("any.example", "10.2.0.1")


def test_loopback_is_refused_unless_the_feeds_file_allows_it(site: Site) -> None:
    for url in (site.base, site.base.replace("127.0.0.1", "localhost"), site.base.replace("127.0.0.1", "2130706433")):
        with with_settings(allow_private=()) as fetcher:
            error = failure(fetcher, url + "/story", obey_robots=False)
        assert "no public address" in error.reason and not error.retryable, url
    assert site.asked == []


def test_a_name_that_changes_its_address_gains_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    connected: list[str] = []

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        connected.append(address[0])
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with with_settings(allow_private=(), retries=0) as fetcher:
        first = failure(fetcher, site.base.replace("127.0.0.1", "rebind.example") + "/story", obey_robots=False)
        second = failure(fetcher, site.base.replace("127.0.0.1", "rebind.example") + "/story", obey_robots=False)
    assert connected == ["93.184.216.34"] and first.outcome == "timed_out"
    assert "no public address" in second.reason and site.asked == []


def test_an_untrusted_certificate_is_refused(tmp_path: Path, fetcher: Fetcher) -> None:
    import ssl
    import threading

    key, certificate = _self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            for _ in range(2):
                try:
                    connection, _ = listener.accept()
                    context.wrap_socket(connection, server_side=True)
                except OSError:
                    continue

        threading.Thread(target=answer, daemon=True).start()
        error = failure(fetcher, f"https://127.0.0.1:{listener.getsockname()[1]}/story", obey_robots=False)
    assert "CERTIFICATE_VERIFY_FAILED" in error.reason


def _self_signed(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return folder / "key.pem", folder / "certificate.pem"


# ------------------------------------------------------------------------------------------------------ robots


def test_robots_that_cannot_be_had_forbid_and_robots_that_are_not_there_allow() -> None:
    assert read_robots(503, b"").refusal("http://a.example/x") is not None
    assert read_robots(429, b"").refusal("http://a.example/x") is not None
    assert read_robots(404, b"").refusal("http://a.example/x") is None
    assert read_robots(200, b"<html>no such page</html>").refusal("http://a.example/x") is None


def test_robots_are_asked_for_once_and_for_our_name() -> None:
    rules = b"User-agent: *\nAllow: /\n\nUser-agent: dateline\nDisallow: /story\nCrawl-delay: 7\n"
    with serve() as site, with_settings() as fetcher:
        site.answers["/robots.txt"] = lambda h: h.reply(200, rules, "text/plain")
        pages = list(fetch_pages([page(f"{site.base}/story?{n}") for n in range(3)], fetcher, "x"))
    assert {page.outcome for page in pages} == {"robots"} and site.paths() == ["/robots.txt"]
    assert read_robots(200, rules).crawl_delay_s == 7.0


def test_a_host_whose_robots_break_is_left_for_another_night() -> None:
    with serve() as site, with_settings(retries=0) as fetcher:
        site.answers["/robots.txt"] = lambda h: h.reply(500)
        error = failure(fetcher, site.base + "/story")
    assert (error.outcome, error.retryable) == ("robots", True) and site.times("/story") == 0


# ------------------------------------------------------------------------------------------------------- pages


def test_every_page_in_comes_out_once_with_its_outcome(site: Site, tmp_path: Path) -> None:
    paths = ["/story", "/gone", "/forbidden", "/reserved", "/noai", "/pdf", "/moved", "/latin", "/truncated"]
    warc = tmp_path / "pages.warc.gz"
    with WarcWriter(warc) as writer, Fetcher(SETTINGS, writer=writer) as fetcher:
        fetched = {
            p.url.removeprefix(site.base): p
            for p in fetch_pages([page(site.base + path) for path in paths], fetcher, "pages.warc.gz")
        }
    told = {path: (found.outcome, found.is_final) for path, found in fetched.items()}
    assert told == {
        "/story": (None, False), "/gone": ("404", True), "/forbidden": ("robots", False),
        "/reserved": ("opt_out", True), "/noai": ("opt_out", True),
        "/pdf": ("not_html", True), "/moved": (None, False), "/latin": (None, False),
        "/truncated": ("truncated", False),
    }  # fmt: skip
    assert fetched["/moved"].final_url == site.base + "/story" and fetched["/story"].etag == '"s1"'
    offset = fetched["/moved"].warc_offset
    assert offset is not None
    archived = read_record_at(warc, offset)
    assert (archived.url, archived.final_url, archived.body) == (site.base + "/moved", site.base + "/story", STORY)


def test_a_page_that_keeps_failing_becomes_final(site: Site, fetcher: Fetcher) -> None:
    nights = [page(site.base + "/truncated")]
    for _ in range(SETTINGS.max_page_attempts):
        nights += fetch_pages([nights[-1]], fetcher, "x")
    assert [night.is_final for night in nights[1:]] == [False, False, True]
    assert [night.attempts for night in nights] == [0, 1, 2, 3]


def test_a_page_that_has_not_changed_stays_an_article(site: Site, fetcher: Fetcher) -> None:
    site.answers["/story"] = lambda h: h.reply(304)
    known = dataclasses.replace(page(site.base + "/story"), outcome="article", article_id="a1", etag='"s1"')
    (same,) = fetch_pages([known], fetcher, "x")
    assert (same.outcome, same.article_id, same.http_status, same.is_final) == ("article", "a1", 304, True)


def test_a_stalled_host_delays_only_itself(fetcher: Fetcher) -> None:
    with serve("127.0.0.2", slow=lambda h: (time.sleep(0.5), h.reply(200, STORY))) as slow, serve() as quick:
        pages = [page(f"{slow.base}/slow"), *(page(f"{quick.base}/story?{n}") for n in range(5))]
        quick.answers |= {f"/story?{n}": lambda h: h.reply(200, STORY) for n in range(5)}
        order = [found.url for found in fetch_pages(pages, fetcher, "x")]
    assert order[-1] == f"{slow.base}/slow" and len(order) == 6


def test_a_host_is_never_asked_faster_than_its_pace() -> None:
    with serve() as site, with_settings(pace_loopback_s=0.15) as fetcher:
        site.answers |= {f"/p{n}": lambda h: h.reply(200, STORY) for n in range(5)}
        list(fetch_pages([page(f"{site.base}/p{n}") for n in range(5)], fetcher, "x"))
        times = [at for at, _, _ in site.asked]
    assert len(times) == 7 and min(b - a for a, b in itertools.pairwise(times)) >= 0.14


def test_a_slow_answer_is_followed_by_a_pause_too() -> None:
    ended: list[float] = []

    def slow(handler: Any) -> None:
        time.sleep(0.3)
        handler.reply(200, STORY)
        ended.append(time.monotonic())

    with serve(slow=slow) as site, with_settings(pace_loopback_s=0.2) as fetcher:
        list(fetch_pages([page(f"{site.base}/slow"), page(f"{site.base}/story")], fetcher, "x"))
        started = next(at for at, path, _ in site.asked if path == "/story")
    assert started - ended[0] >= 0.19


def test_a_dead_host_is_given_up_after_a_few_tries() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with with_settings() as fetcher:
        started = time.monotonic()
        found = list(fetch_pages([page(f"{dead}/{n}") for n in range(50)], fetcher, "x"))
    assert len(found) == 50 and {page.outcome for page in found} == {"failed"} and not any(p.is_final for p in found)
    assert time.monotonic() - started < 10
    assert {page.attempts for page in found} == {1}  # a night each, so that a dead site's pages end some time


def test_an_archive_that_cannot_be_written_stops_the_batch(site: Site, tmp_path: Path) -> None:
    from dateline.errors import ArchiveError

    writer = WarcWriter(tmp_path / "x.warc.gz")
    with Fetcher(SETTINGS, writer=writer) as fetcher, pytest.raises(ArchiveError, match=r"x\.warc\.gz"):
        list(fetch_pages([page(site.base + "/story")], fetcher, "x"))


# ------------------------------------------------------------------------------------------------------- feeds


def poll(fetcher: Fetcher, url: str, state: FeedState | None = None) -> Any:
    (polled,) = poll_feeds([(Feed(url, "x"), state or FeedState(url))], fetcher, now=NOW)
    return polled


def test_a_feed_is_asked_for_changes_only(site: Site, fetcher: Fetcher) -> None:
    first = poll(fetcher, site.base + "/feed.xml")
    again = poll(fetcher, site.base + "/feed.xml", first.state)
    assert [entry.url for entry in first.entries] == [site.base + "/story"]
    assert (first.state.health, first.state.etag, first.state.last_ok_at) == ("ok", '"v1"', NOW)
    assert (again.status, again.entries, again.state.health, again.state.etag) == (304, (), "ok", '"v1"')


@pytest.mark.parametrize(
    ("path", "health", "told"),
    [("/gone", "gone", "410"), ("/nowhere", "hard", "404"), ("/html-feed", "soft", "HTML"), ("/login", "hard", "401")],
)
def test_a_feed_that_gives_nothing_says_why(site: Site, fetcher: Fetcher, path: str, health: str, told: str) -> None:
    polled = poll(fetcher, site.base + path, FeedState(site.base + path, etag='"old"'))
    assert (polled.state.health, polled.state.failures, polled.entries) == (health, 1, ())
    assert told in (polled.state.last_error or "") and polled.state.next_due_at > NOW
    assert polled.state.last_ok_at is None


def test_a_feed_that_moved_is_remembered(fetcher: Fetcher) -> None:
    with serve(old=lambda h: h.reply(308, Location="/feed.xml")) as site:
        polled = poll(fetcher, site.base + "/old")
    assert (polled.state.moved_to, len(polled.entries)) == (site.base + "/feed.xml", 1)
    assert polled.entries[0].feed_url == site.base + "/old"


def test_half_a_feed_gives_its_entries_and_is_asked_for_whole_again(fetcher: Fetcher) -> None:
    def half(handler: Any) -> None:
        handler.send_response(200)
        for name, value in (("Content-Type", "application/rss+xml"), ("Content-Length", "9999"), ("ETag", '"h"')):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(FEED[: FEED.index(b"</channel>")])
        handler.close_connection = True

    with serve(half=half) as site:
        polled = poll(fetcher, site.base + "/half")
    assert len(polled.entries) == 1 and polled.state.etag is None and "cut short" in (polled.problem or "")


def test_an_index_of_sitemaps_gives_the_newest_entries(fetcher: Fetcher) -> None:
    def child(handler: Any) -> None:
        handler.reply(
            200, f"<urlset><url><loc>{site.base}{handler.path}/story</loc></url></urlset>".encode(), "text/xml"
        )

    with serve() as site:
        site.answers |= {f"/s{n}": child for n in range(6)}
        rows = "".join(f"<sitemap><loc>/s{n}</loc><lastmod>2026-03-0{n + 1}</lastmod></sitemap>" for n in range(6))
        site.answers["/index"] = lambda h: h.reply(200, f"<sitemapindex>{rows}</sitemapindex>".encode(), "text/xml")
        polled = poll(fetcher, site.base + "/index")
    assert [entry.url.removeprefix(site.base) for entry in polled.entries] == ["/s5/story", "/s4/story", "/s3/story"]
    assert {entry.feed_url for entry in polled.entries} == {site.base + "/index"}


def test_trouble_grows_from_soft_to_hard_and_a_good_answer_ends_it(site: Site, fetcher: Fetcher) -> None:
    state = FeedState(site.base + "/feed.xml")
    healths, waits = [], []
    for _ in range(6):
        state = failed(state, NOW, "no answer in time")
        healths.append(state.health)
        waits.append((state.next_due_at - NOW).total_seconds() / 3_600)  # type: ignore[operator]
    assert healths == ["soft"] * 4 + ["hard"] * 2 and all(
        hours <= wait <= 1.25 * hours for hours, wait in zip([1, 2, 4, 8, 16, 24], waits, strict=True)
    )
    assert poll(fetcher, state.url, state).state == dataclasses.replace(
        state, health="ok", failures=0, last_error=None, last_polled_at=NOW, last_ok_at=NOW, etag='"v1"',
        last_modified="Mon, 02 Mar 2026 10:00:00 GMT", next_due_at=NOW + timedelta(hours=1),
    )  # fmt: skip


def test_a_feed_that_asks_for_time_is_held_until_then() -> None:
    with serve(busy=lambda h: h.reply(429, Retry_After="7200")) as site, with_settings() as fetcher:
        polled = poll(fetcher, site.base + "/busy")
    assert is_held(polled.state, NOW + timedelta(hours=1)) and not is_held(polled.state, NOW + timedelta(hours=3))
    assert not is_held(failed(FeedState("x"), NOW, "no answer in time"), NOW)


def test_the_feed_itself_says_when_it_is_due() -> None:
    assert due_s(None, {}) == 3_600
    assert due_s(1_800, {"cache-control": "public, max-age=60"}) == 1_800
    assert due_s(10, {}) == 900 and due_s(None, {"cache-control": "max-age=99999999"}) == 86_400


# ------------------------------------------------------------------------------------------- archive, check


def test_everything_that_came_is_in_the_archive(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "wire.warc.gz"
    with WarcWriter(path) as writer, Fetcher(SETTINGS, writer=writer) as fetcher:
        first = poll(fetcher, site.base + "/feed.xml")
        poll(fetcher, site.base + "/feed.xml", first.state)
        list(fetch_pages([page(site.base + "/moved"), page(site.base + "/truncated")], fetcher, path.name))
    records = [(r.role, r.status, r.final_url.removeprefix(site.base), r.truncated) for r in read_records(path)]
    assert records[:6] == [
        ("robots", 200, "/robots.txt", None), ("feed", 200, "/feed.xml", None), ("feed", 304, "/feed.xml", None),
        ("robots", 404, "/.well-known/tdmrep.json", None), ("redirect", 301, "/moved", None), ("page", 200, "/story", None),
    ]  # fmt: skip


def test_check_feeds_tells_what_each_answers(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    feeds_file = tmp_path / "feeds.toml"
    feeds_file.write_text(
        f'allow_private = ["127.0.0.0/8"]\n[[feeds]]\nname = "Mirador"\nurl = "{site.base}/feed.xml"\n'
    )
    feeds, allowed = read_feed_targets([str(feeds_file), f"{site.base}/html-feed", f"{site.base}/gone"])
    lines = told_feeds(examine_feeds(feeds, fetcher))
    assert allowed == ("127.0.0.0/8",) and len(lines) == 4
    assert lines[0].startswith("ok  200 rss") and "2026-03-02 10:00" in lines[0] and "Mirador" in lines[0]
    assert lines[1].startswith("BAD 200 html") and "an HTML page" in lines[1]
    assert lines[2].startswith("BAD 410") and lines[3] == "3 feeds: 1 good, 2 bad"


def test_headers_that_reserve_mining_are_seen() -> None:
    assert find_opt_out({"tdm-reservation": "1"}) and find_opt_out({"x-robots-tag": "otherbot: noindex, noai"})
    assert not find_opt_out({"tdm-reservation": "0", "x-robots-tag": "noarchive, max-image-preview:large"})


def test_retry_after_is_seconds_or_a_date() -> None:
    assert read_retry_after("120", NOW) == 120.0
    assert read_retry_after("Mon, 02 Mar 2026 12:01:00 GMT", NOW) == 60.0
    assert read_retry_after("soon", NOW) is None and read_retry_after(None, NOW) is None


def test_only_what_cannot_be_a_page_is_no_page() -> None:
    assert is_html("text/html") and is_html(None) and is_html("text/plain") and is_html("application/xhtml+xml")
    assert not is_html("image/jpeg") and not is_html("application/pdf; x=y")
