"""WARC out and in: what was written comes back, other tools can read it, and damage is named with its place."""

from __future__ import annotations

import gzip
import io
import resource
import subprocess
import sys
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path

import pytest

from dateline.archive.reading import find_earlier, read_heads, read_record_at, read_records
from dateline.archive.writing import Earlier, Exchange, WarcWriter
from dateline.errors import ArchiveError

AT = datetime(2026, 3, 2, 10, 30, 0, 123456, tzinfo=UTC)
STORY = ("<p>Two people were hurt in Mirador. " + "Señor Ñandú — Двое ранены. " * 200 + "</p>").encode()

DIGEST = "sha1:" + b32encode(sha1(STORY, usedforsecurity=False).digest()).decode()


def exchange(url: str = "https://wire.example/a?b=1", body: bytes = STORY, **changes: object) -> Exchange:
    usual: dict[str, object] = {
        "status": 200, "reason": "OK", "response_headers": [("Content-Type", "text/html"), ("ETag", '"v1"')],
        "fetched_at": AT, "request_headers": [("Host", "wire.example"), ("User-Agent", "Dateline")],
    }  # fmt: skip
    return Exchange(url=url, body=body, **(usual | changes))  # type: ignore[arg-type]


def write(path: Path, *exchanges: Exchange) -> list[int]:
    with WarcWriter(path, contact="desk@example.org") as writer:
        return [writer.write_response(exchange) for exchange in exchanges]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "2026-03-02" / "pages-0.warc.gz"


def test_what_was_written_comes_back(path: Path) -> None:
    (offset,) = write(path, exchange(requested_url="https://wire.example/short", role="page"))
    (page,) = read_records(path)
    assert (page.url, page.final_url) == ("https://wire.example/short", "https://wire.example/a?b=1")
    assert (page.status, page.body, page.offset, page.fetched_at) == (200, STORY, offset, AT)
    assert (page.headers["content-type"], page.role, page.truncated) == ("text/html", "page", None)
    assert read_record_at(path, offset) == page


def test_a_body_is_kept_as_it_came_and_read_decoded(path: Path) -> None:
    packed = gzip.compress(STORY)
    headers = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    write(path, exchange(body=packed, response_headers=headers))
    assert next(read_records(path)).body == STORY
    raw = gzip.decompress(path.read_bytes())
    assert packed in raw and b"X-Archive-Orig-Transfer-Encoding: chunked" in raw


def test_the_same_body_again_is_a_revisit_that_still_gives_the_body(path: Path) -> None:
    offsets = write(path, exchange(), exchange("https://copy.example/a"), exchange("https://copy.example/b", b"other"))
    assert [read_record_at(path, offset).body for offset in offsets] == [STORY, STORY, b"other"]
    raw = gzip.decompress(path.read_bytes())
    assert raw.count(STORY) == 1 and raw.count(b"identical-payload-digest") == 1


def test_not_modified_is_a_revisit_without_a_body(path: Path) -> None:
    with WarcWriter(path) as writer:
        writer.write_revisit(exchange())
    (page,) = read_records(path)
    assert (page.status, page.body) == (304, b"")
    assert b"server-not-modified" in gzip.decompress(path.read_bytes())


def test_a_truncated_body_says_so(path: Path) -> None:
    write(path, exchange(body=STORY[:50], truncated="disconnect"), exchange(body=STORY[:50]))
    assert [page.truncated for page in read_records(path)] == ["disconnect", None]


def test_another_tool_reads_it_and_finds_every_digest_right(path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    write(path, exchange(), exchange("https://copy.example/a"), exchange(status=404, reason="Not Found"))
    with path.open("rb") as source:
        kinds = [record.rec_type for record in ArchiveIterator(source, check_digests=True)]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request", "revisit", "request"]
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_nothing_bears_the_name_until_it_is_whole(path: Path) -> None:
    with WarcWriter(path) as writer:
        writer.write_response(exchange())
        assert not path.exists() and path.with_name(path.name + ".part").exists()
    assert path.exists() and not path.with_name(path.name + ".part").exists()


def test_a_batch_that_fails_leaves_no_file(path: Path) -> None:
    with pytest.raises(RuntimeError), WarcWriter(path) as writer:
        writer.write_response(exchange())
        raise RuntimeError
    assert list(path.parent.iterdir()) == []


def test_a_header_cannot_smuggle_in_a_line(path: Path) -> None:
    write(path, exchange(reason="OK\r\nX-Evil: 1", response_headers=[("X-A", "b\r\nX-Evil: 2")]))
    (page,) = read_records(path)
    assert "x-evil" not in page.headers and page.body == STORY


# ----------------------------------------------------------------------------------------------------- damage


def test_a_file_cut_short_gives_what_is_whole_and_names_the_place(path: Path) -> None:
    offsets = write(path, exchange(), exchange("https://wire.example/c", STORY[::-1]))
    path.write_bytes(path.read_bytes()[: offsets[1] + 40])
    reader = read_records(path)
    assert next(reader).body == STORY
    with pytest.raises(ArchiveError, match=rf"pages-0.warc.gz: record at byte {offsets[1]}: cut short"):
        next(reader)


def test_every_cut_is_noticed(path: Path) -> None:
    write(path, exchange(), exchange("https://wire.example/c", STORY[::-1]))
    whole = path.read_bytes()
    members = {0, len(whole)} | _member_starts(whole)
    for size in range(1, len(whole), 97):
        if size in members:
            continue
        path.write_bytes(whole[:size])
        with pytest.raises(ArchiveError, match="byte"):
            list(read_records(path))


def _member_starts(whole: bytes) -> set[int]:
    import zlib

    starts, rest = set(), whole
    while rest:
        starts.add(len(whole) - len(rest))
        inner = zlib.decompressobj(31)
        inner.decompress(rest)
        rest = inner.unused_data
    return starts


def test_flipped_bits_are_noticed(path: Path) -> None:
    offsets = write(path, exchange())
    damaged = bytearray(path.read_bytes())
    damaged[offsets[0] + 200] ^= 0xFF
    path.write_bytes(bytes(damaged))
    with pytest.raises(ArchiveError, match=f"record at byte {offsets[0]}: damaged"):
        list(read_records(path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"this is no archive", "byte 0: no WARC header"),
        (gzip.compress(b"hello", mtime=0), "byte 0: not a WARC record"),
        (gzip.compress(b"WARC/1.1\r\nContent-Length: 99\r\n\r\nshort", mtime=0), "shorter than its header says"),
        (gzip.compress(b"WARC/1.1\r\nContent-Length: x\r\n\r\n", mtime=0), "Content-Length is `x`"),
        (
            gzip.compress(b"WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\nWARC/1.1\r\n", mtime=0),
            "several records in one gzip member",
        ),
    ],
)
def test_what_is_no_archive_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=told):
        list(read_records(path))


def test_a_missing_file_and_a_wrong_offset_are_named(path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"pages-0\.warc\.gz: cannot be read: No such file"):
        list(read_records(path))
    (offset,) = write(path, exchange())
    with pytest.raises(ArchiveError, match=f"byte {offset + 3}"):
        read_record_at(path, offset + 3)
    with pytest.raises(ArchiveError, match="byte 0: a warcinfo record, not an answer"):
        read_record_at(path, 0)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    program = f"""
import pathlib, random, signal, sys
from datetime import UTC, datetime
from dateline.archive.writing import Exchange, WarcWriter
from dateline.errors import ArchiveError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with WarcWriter(pathlib.Path({str(tmp_path)!r}) / "full.warc.gz") as writer:
        for n in range(100):
            body = random.Random(n).randbytes(20_000)
            writer.write_response(Exchange(f"http://a.example/{{n}}", 200, "OK", [], body, datetime.now(UTC)))
except ArchiveError as error:
    sys.exit(str(error))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )  # fmt: skip
    assert done.returncode == 1 and "full.warc.gz.part: cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr and list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------------------------- other crawlers


def test_an_archive_of_another_crawler_is_read(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path, out = tmp_path / "crawl.warc", io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.0")
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "another"}))
    chunked = b"5\r\nhello\r\n0\r\n\r\n"
    for body, headers in (
        (b"plain", [("Content-Type", "text/html")]),
        (chunked, [("Transfer-Encoding", "chunked")]),
        (b"decoded already", [("Content-Encoding", "gzip")]),
    ):
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record("http://a.example/", "response", payload=io.BytesIO(body), http_headers=http)
        )
    path.write_bytes(out.getvalue())
    pages = list(read_records(path))
    assert [page.body for page in pages] == [b"plain", b"hello", b"decoded already"]
    assert pages[0].role is None and pages[0].url == pages[0].final_url == "http://a.example/"
    assert [read_record_at(path, page.offset) for page in pages] == pages


# --------------------------------------------------------------------------------------------- earlier nights


def test_a_payload_that_an_earlier_file_holds_is_a_revisit_of_that(tmp_path: Path) -> None:
    first = tmp_path / "2026" / "03" / "01" / "a-fetch-000.warc.gz"
    second = tmp_path / "2026" / "03" / "02" / "b-fetch-000.warc.gz"
    third = tmp_path / "2026" / "03" / "03" / "c-fetch-000.warc.gz"
    (at,) = write(first, exchange())
    places = {second: (first, at)}
    offsets = {}
    for path in (second, third):
        source, offset = places[path]
        with WarcWriter(path, earlier=lambda url: find_earlier(source, offset, path.parent)) as writer:  # noqa: B023
            offsets[path] = writer.write_response(exchange(fetched_at=AT + timedelta(days=1)))
        places[third] = (path, offsets[path])
    for path in (second, third):
        assert read_record_at(path, offsets[path]).body == STORY
        raw = gzip.decompress(path.read_bytes())
        assert STORY not in raw and b"Dateline-Refers-To-File: ../01/a-fetch-000.warc.gz" in raw
        checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], check=False)
        assert checked.returncode == 0
    with WarcWriter(second, earlier=lambda url: find_earlier(first, at, second.parent)) as writer:
        changed = writer.write_response(exchange(body=STORY + b"!"))
    assert read_record_at(second, changed).body == STORY + b"!"


def test_a_revisit_cannot_name_a_file_outside_its_archive(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    with WarcWriter(path, earlier=lambda url: Earlier(DIGEST, url, AT, "../../../../etc/x.warc.gz", 0)) as writer:
        offset = writer.write_response(exchange())
    with pytest.raises(ArchiveError, match="its body is said to be in"):
        read_record_at(path, offset)


def test_a_metadata_record_tells_why_a_page_was_asked_for(path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    told = [("via", "https://wire.example/rss"), ("robots", "allowed"), ("redirectedFrom", "301 http://wire.example/")]
    write(path, exchange(metadata=told))
    with path.open("rb") as source:
        found = {
            record.rec_type: (record.rec_headers, record.content_stream().read()) for record in ArchiveIterator(source)
        }
    headers, content = found["metadata"]
    assert content.decode().splitlines() == [f"{name}: {value}" for name, value in told]
    assert headers["WARC-Concurrent-To"] == found["response"][0]["WARC-Record-ID"]
    assert headers["Content-Type"] == "application/warc-fields"


def test_heads_of_records_of_any_size_are_listed_and_a_listing_can_go_on_anywhere(path: Path) -> None:
    bodies = [b"a" * 3_000_000, b"b" * 2_000, gzip.compress(b"c" * 9_000_000)]
    write(path, *(exchange(f"https://wire.example/{n}", body) for n, body in enumerate(bodies)))
    heads = list(read_heads(path))
    assert [head.final_url[-1] for head in heads] == ["0", "1", "2"]
    assert [head.headers["etag"] for head in heads] == ['"v1"'] * 3
    assert list(read_heads(path, heads[0].end)) == heads[1:]
    assert [read_record_at(path, head.offset).body for head in heads] == bodies
