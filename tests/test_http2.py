"""HTTP/2 over TLS on real sockets: negotiated, kept open, archived, and no way in for a server that breaks its rules."""

from __future__ import annotations

import gzip
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hpack import Encoder
from hyperframe.frame import ContinuationFrame, HeadersFrame
from warcio.archiveiterator import ArchiveIterator

from dateline.archive.reading import read_records
from dateline.archive.writing import WarcWriter
from dateline.config import FetchSettings
from dateline.errors import FetchError
from dateline.fetch.fetcher import Fetcher
from tests.tls_site import Call, make_certificate, serve_tls
from tests.wire_site import STORY

SETTINGS = FetchSettings(
    allow_private=("127.0.0.0/8",), pace_loopback_s=0.0, read_timeout_s=1.0, connect_timeout_s=1.0, total_timeout_s=2.0,
    retries=0, max_page_bytes=300_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusting(certificate: tuple[Path, Path]) -> Iterator[Fetcher]:
    with Fetcher(SETTINGS, ssl_context=ssl.create_default_context(cafile=str(certificate[1]))) as fetcher:
        yield fetcher


def failure(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url)
    return caught.value


def test_pages_come_over_one_connection_that_was_agreed_to_be_http2(
    certificate: tuple[Path, Path], trusting: Fetcher
) -> None:
    with serve_tls(certificate, alpn=("h2", "http/1.1")) as site:
        bodies = [trusting.get(site.base + "/story").body for _ in range(3)]
    assert bodies == [STORY] * 3 and site.protocols == ["h2"]
    assert site.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/story", "/story", "/story"]
    assert site.headers("/story")["user-agent"].startswith("Dateline/") and "host" not in site.headers("/story")


def test_a_server_without_http2_is_asked_over_http1(certificate: tuple[Path, Path], trusting: Fetcher) -> None:
    with serve_tls(certificate, alpn=("http/1.1",)) as site:
        assert trusting.get(site.base + "/story").body == STORY
    assert site.protocols == ["http/1.1"] and site.n_connections() == 1


def test_what_came_over_http2_is_archived_for_every_reader(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    packed = {"/packed": lambda call: call.reply(200, gzip.compress(STORY), ("content-encoding", "gzip"))}
    path, context = tmp_path / "h2.warc.gz", ssl.create_default_context(cafile=str(certificate[1]))
    with (
        serve_tls(certificate, answers=packed) as site,
        WarcWriter(path) as writer,
        Fetcher(SETTINGS, writer=writer, ssl_context=context) as fetcher,
    ):
        assert fetcher.get(site.base + "/packed").body == STORY
    with path.open("rb") as warc:
        records = list(ArchiveIterator(warc, check_digests="raise", ensure_http_headers=True))
        assert len(records) >= 4
    with path.open("rb") as warc:
        theirs = next(
            (record.http_headers.statusline, record.content_stream().read())
            for record in ArchiveIterator(warc)
            if record.rec_type == "response" and record.rec_headers["WARC-Target-URI"].endswith("/packed")
        )
    assert theirs == ("200", STORY)
    assert [page.body for page in read_records(path) if page.url.endswith("/packed")] == [STORY]


@pytest.mark.parametrize(
    ("change", "told"),
    [({"names": ("other.example",)}, "IP address mismatch"), ({"days": -1}, "certificate has expired"), (None, "self")],
)
def test_a_certificate_that_proves_nothing_is_refused(tmp_path: Path, change: dict | None, told: str) -> None:
    made = make_certificate(tmp_path, **(change or {}))
    context = None if change is None else ssl.create_default_context(cafile=str(made[1]))
    with serve_tls(made) as site, Fetcher(SETTINGS, ssl_context=context) as fetcher:
        error = failure(fetcher, site.base + "/story")
    assert "CERTIFICATE_VERIFY_FAILED" in error.reason and told in error.reason
    assert site.asked == []


def test_neither_cookie_nor_credential_crosses_hosts(certificate: tuple[Path, Path], trusting: Fetcher) -> None:
    with serve_tls(certificate, address="127.0.0.2") as other:
        there = other.base.replace("https://", "https://editor:secret@")
        away = {
            "/start": lambda call: call.reply(302, b"", ("set-cookie", "id=7; Path=/"), ("location", "/away")),
            "/away": lambda call: call.reply(302, b"", ("location", f"{there}/story")),
        }
        with serve_tls(certificate, answers=away) as site:
            fetched = trusting.get(site.base + "/start")
    assert site.headers("/away")["cookie"] == "id=7"
    assert {"cookie", "authorization"}.isdisjoint(other.headers("/story"))
    assert fetched.final_url == other.base + "/story" and "secret" not in str(other.asked)


def test_a_cookie_of_one_page_is_not_sent_for_the_next(certificate: tuple[Path, Path], trusting: Fetcher) -> None:
    with serve_tls(certificate) as site:
        trusting.get(site.base + "/cookie")
        trusting.get(site.base + "/story")
    assert "cookie" not in site.headers("/story")


def test_a_connection_that_ended_at_rest_costs_no_attempt(certificate: tuple[Path, Path], trusting: Fetcher) -> None:
    def last(call: Call) -> None:
        call.reply(200, STORY)
        call.state.close_connection()
        call.hang_up()

    with serve_tls(certificate, answers={"/last": last}) as site:
        trusting.get(site.base + "/last")
        time.sleep(0.1)
        assert trusting.get(site.base + "/story").attempts == 1
    assert site.n_connections() == 2


# ------------------------------------------------------------------------------------------------ against the rules


def _reset(call: Call) -> None:
    call.start(STORY)
    call.state.reset_stream(call.stream)
    call.flush()


def _go_away(call: Call) -> None:
    call.start(STORY)
    call.state.close_connection()
    call.hang_up()


def _garbage(call: Call) -> None:
    call.start(STORY)
    call.sock.sendall(b"\x00\x00\x04\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00" + b"no frame at all" * 100)


def _garbage_first(call: Call) -> None:
    call.sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno" * 50)


def _drip(call: Call) -> None:
    call.start(b"x")
    for _ in range(60):
        time.sleep(0.05)
        call.state.send_data(call.stream, b"x")
        call.flush()


def _only_pings(call: Call) -> None:
    for _ in range(60):
        time.sleep(0.05)
        call.state.ping(b"12345678")
        call.flush()


def _long_header(call: Call) -> None:
    _send_block(call, Encoder().encode([(":status", "200"), ("x-long", "y" * 1_000_000)], huffman=False), ends=True)


def _endless_header(call: Call) -> None:
    _send_block(call, b"\x88" * 2_000_000, ends=False)


def _send_block(call: Call, block: bytes, *, ends: bool) -> None:
    parts = [block[at : at + 16_384] for at in range(0, len(block), 16_384)]
    frames = [HeadersFrame(call.stream, parts[0]), *(ContinuationFrame(call.stream, part) for part in parts[1:])]
    if ends:
        frames[-1].flags.add("END_HEADERS")
    call.sock.sendall(b"".join(frame.serialize() for frame in frames))


HOSTILE: dict[str, tuple[Callable[[Call], None], str]] = {
    "reset in the body": (_reset, "truncated"),
    "gone away in the body": (_go_away, "truncated"),
    "garbage in the body": (_garbage, "truncated"),
    "garbage for an answer": (_garbage_first, "timed_out"),  # it reads as the head of a frame of 4 MB
    "a status that is none": (lambda call: call.reply("two hundred", STORY), "failed"),
    "no status at all": (lambda call: call.state.send_headers(call.stream, [("a", "b")]) or call.flush(), "timed_out"),
    "a body that drips": (_drip, "timed_out"),
    "nothing but pings": (_only_pings, "timed_out"),
    "a megabyte of one header": (_long_header, "failed"),
    "headers without end": (_endless_header, "failed"),
    "three thousand headers": (lambda call: call.reply(200, STORY, *[(f"x-{n}", "y") for n in range(3_000)]), "failed"),
    "a body over the limit": (lambda call: call.reply(200, b"x" * 350_000), "too_big"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_server_that_breaks_the_rules_costs_its_page_and_nothing_else(
    name: str, certificate: tuple[Path, Path], trusting: Fetcher
) -> None:
    answer, outcome = HOSTILE[name]
    started = time.monotonic()
    with serve_tls(certificate, answers={"/bad": answer}) as site:
        error = failure(trusting, site.base + "/bad")
        assert error.outcome == outcome, error.reason
        assert trusting.get(site.base + "/story").body == STORY
    assert time.monotonic() - started < 4.0


def test_a_header_over_http2_cannot_add_a_line_to_the_archive(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    sly = [("x\r\nset-cookie: a=b\r\n\r\n<p>forged", "1"), ("x-sly: y", "2"), ("x-v", "3\r\nx-forged: 4")]
    path, context = tmp_path / "h2.warc.gz", ssl.create_default_context(cafile=str(certificate[1]))
    with (
        serve_tls(certificate, answers={"/sly": lambda call: call.reply(200, STORY, *sly)}) as site,
        WarcWriter(path) as writer,
        Fetcher(SETTINGS, writer=writer, ssl_context=context) as fetcher,
    ):
        fetcher.get(site.base + "/sly")
    page = next(page for page in read_records(path) if page.url.endswith("/sly"))
    assert page.body == STORY and {"set-cookie", "x-sly", "x-forged"}.isdisjoint(page.headers)
    assert page.headers["x-v"] == "3  x-forged: 4"


def test_a_mark_of_change_that_no_header_may_hold_is_not_sent_back(
    certificate: tuple[Path, Path], trusting: Fetcher
) -> None:
    with serve_tls(certificate) as site:
        trusting.get(site.base + "/story", etag='"a"\r\nx-forged: 1', last_modified="yesterday")
    assert "if-none-match" not in site.headers("/story") and site.headers("/story")["if-modified-since"] == "yesterday"
