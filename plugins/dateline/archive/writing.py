"""WARC out: every byte that came over the wire, as it came, readable by any WARC reader.

A file holds a warcinfo record and, for each exchange, a response (or a revisit), its request and, for a page, a
metadata record: by which feed and why it was asked for, what robots.txt says, the redirects. Bodies keep their content
encoding; chunking is undone. Fields of our own in the record header: `Dateline-Requested-URI` (the address first asked
for, before redirects), `Dateline-Role` (page, feed, robots, redirect, story), `Dateline-Refers-To-Offset` (where the
body of a revisit lies) and `Dateline-Refers-To-File` (in which file, seen from this one's folder; without it, in the
same). A story that came with its feed, or as a file, is a resource record.
"""

from __future__ import annotations

import logging
import re
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha1
from os import urandom
from pathlib import Path
from types import TracebackType
from typing import IO, Literal

from dateline.errors import ArchiveError
from dateline.version import VERSION

logger = logging.getLogger(__name__)

Role = Literal["page", "feed", "robots", "redirect", "story"]
Headers = Sequence[tuple[str, str]]

_BUFFER = 262_144
_LEAST_WINDOW = 10  # bits
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [first + second for first in _BASE32 for second in _BASE32]
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_RENAMED = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
_REVISIT_FROM = 1_024  # bytes: below that a revisit record is longer than the body
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as they went over the wire. `body` is still content-encoded.

    `requested_url` is the address first asked for when `url` was reached through redirects. `truncated` is WARC's
    word for why the body is not whole: "length", "time", "disconnect". `metadata` is what a metadata record shall tell.
    """

    url: str
    status: int
    reason: str
    response_headers: Headers
    body: bytes
    fetched_at: datetime
    request_headers: Headers = ()
    method: str = "GET"
    http_version: str = "HTTP/1.1"
    requested_url: str | None = None
    role: Role = "page"
    truncated: str | None = None
    ip_address: str | None = None
    metadata: Headers = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer of an earlier file: `file` is that file's name from the folder of the one that is written."""

    digest: str
    url: str
    fetched_at: datetime
    file: str
    offset: int


@dataclass(slots=True)
class _Seen:
    url: str
    date: str
    offset: int
    file: str | None = None


class WarcWriter:
    """Writes one WARC 1.1 file: `<path>.part` until the context ends well, then renamed; removed when it does not.

    `earlier` gives the answer that an earlier file holds for an address: the same payload again is a revisit of that.
    Safe to call from many threads. Raises ArchiveError when the disk does not take the bytes.
    """

    def __init__(
        self, path: Path, *, contact: str = "", earlier: Callable[[str], Earlier | None] | None = None
    ) -> None:
        self._earlier = earlier
        self.path, self.part = path, path.with_name(path.name + ".part")
        self._contact, self._lock = contact, threading.Lock()
        self._seen: dict[str, _Seen] = {}
        self._out: IO[bytes] | None = None
        self._end = 0

    def __enter__(self) -> WarcWriter:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._out, self._end = self.part.open("wb", buffering=_BUFFER), 0
        except OSError as error:
            raise ArchiveError(self.part, f"cannot be written: {error.strerror or error}") from error
        told = _lines([
            ("software", f"Dateline/{VERSION}"), ("format", "WARC File Format 1.1"), ("operator", self._contact),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        ])  # fmt: skip
        fields = {"WARC-Date": _warc_date(datetime.now(UTC)), "WARC-Filename": self.path.name}
        self._append(_packed(_record("warcinfo", "", fields, "application/warc-fields", told)))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        out, self._out = self._out, None
        if out is None:
            return
        try:
            out.close()
            if kind is None:
                self.part.replace(self.path)
        except OSError as failure:
            raise ArchiveError(self.part, f"cannot be written: {failure.strerror or failure}") from failure
        finally:
            self.part.unlink(missing_ok=True)

    def write_response(self, exchange: Exchange) -> int:
        """Write an answer and its request; return the byte offset of the answer's record.

        A body that this file or an earlier one holds is written as a revisit; an answer 304 as one without a body.
        """
        if self._out is None:
            raise ArchiveError(self.path, "not open for writing")
        digest = _digest(exchange.body)
        if exchange.status == 304:
            return self._append(self._packed_pair(exchange, digest, None, _NOT_MODIFIED))
        with self._lock:
            seen = self._seen.get(digest)
        seen = seen or self._seen_earlier(exchange, digest)
        if seen is not None:
            return self._append(self._packed_pair(exchange, digest, seen, _SAME_PAYLOAD))
        offset = self._append(self._packed_pair(exchange, digest, None, None))
        if _is_worth_revisiting(exchange):
            with self._lock:
                self._seen.setdefault(digest, _Seen(exchange.url, _warc_date(exchange.fetched_at), offset))
        return offset

    def _seen_earlier(self, exchange: Exchange, digest: str) -> _Seen | None:
        if self._earlier is None or not _is_worth_revisiting(exchange):
            return None
        earlier = self._earlier(exchange.requested_url or exchange.url)
        if earlier is None or earlier.digest != digest:
            return None
        return _Seen(earlier.url, _warc_date(earlier.fetched_at), earlier.offset, earlier.file)

    def write_revisit(self, exchange: Exchange) -> int:
        """Write the answer 304 (nothing new); return the byte offset of its record."""
        return self.write_response(replace(exchange, status=304, body=b""))

    def write_resource(self, url: str, body: bytes, content_type: str, at: datetime, role: Role = "story") -> int:
        """Write bytes that came without an answer of their own (a story in a feed, a file of a watched folder).

        Return the byte offset of the record.
        """
        if self._out is None:
            raise ArchiveError(self.path, "not open for writing")
        fields = {"WARC-Date": _warc_date(at), "Dateline-Role": role}
        return self._append(_packed(_record("resource", url, fields, content_type, body)))

    def _packed_pair(self, exchange: Exchange, digest: str, seen: _Seen | None, profile: str | None) -> bytes:
        """Return the records of an exchange, each a gzip member of its own."""
        at, record_id = _warc_date(exchange.fetched_at), _record_id()
        fields = {
            "WARC-Record-ID": record_id,
            "WARC-Date": at,
            "WARC-Payload-Digest": digest if exchange.status != 304 else None,
            "WARC-IP-Address": exchange.ip_address,
            "WARC-Truncated": exchange.truncated,
            "WARC-Profile": profile,
            "WARC-Refers-To-Target-URI": seen.url if seen else exchange.url if profile else None,
            "WARC-Refers-To-Date": seen.date if seen else None,
            "Dateline-Refers-To-Offset": str(seen.offset) if seen else None,
            "Dateline-Refers-To-File": seen.file if seen else None,
            "Dateline-Requested-URI": exchange.requested_url,
            "Dateline-Role": exchange.role,
        }
        answer = _http(f"{_protocol(exchange)} {exchange.status} {exchange.reason}", exchange.response_headers)
        kind, body = ("revisit", b"") if profile else ("response", exchange.body)
        strategy = _strategy(exchange) if body else zlib.Z_DEFAULT_STRATEGY
        record = _record(kind, exchange.url, fields, "application/http; msgtype=response", answer + body)
        packed = [_packed(record, strategy)]
        target = exchange.url.split("://", 1)[-1].partition("/")[2]
        asked = _http(f"{exchange.method} /{target} {_protocol(exchange)}", exchange.request_headers)
        beside = {"WARC-Date": at, "WARC-Concurrent-To": record_id}
        packed.append(_packed(_record("request", exchange.url, beside, "application/http; msgtype=request", asked)))
        if exchange.metadata:
            told = _lines(exchange.metadata)
            packed.append(_packed(_record("metadata", exchange.url, beside, "application/warc-fields", told)))
        return b"".join(packed)

    def _append(self, packed: bytes) -> int:
        """Write packed records in one go; return where they start."""
        with self._lock:
            if self._out is None:
                raise ArchiveError(self.path, "not open for writing")
            try:
                self._out.write(packed)
            except OSError as error:
                raise ArchiveError(self.part, f"cannot be written: {error.strerror or error}") from error
            offset, self._end = self._end, self._end + len(packed)
            return offset


def _is_worth_revisiting(exchange: Exchange) -> bool:
    return len(exchange.body) >= _REVISIT_FROM and exchange.status == 200 and not exchange.truncated


def _record(kind: str, url: str, fields: Mapping[str, str | None], content_type: str, block: bytes) -> bytes:
    """Return a record as WARC 1.1 has it. By hand: a library's general way took longer than fetching the page."""
    head = {"WARC-Record-ID": None, "WARC-Type": kind, "WARC-Target-URI": url, **fields}
    head["WARC-Record-ID"] = head["WARC-Record-ID"] or _record_id()
    head |= {"WARC-Block-Digest": _digest(block), "Content-Type": content_type, "Content-Length": str(len(block))}
    told = _lines([(name, value) for name, value in head.items() if value])
    return b"".join((b"WARC/1.1\r\n", told, b"\r\n", block, b"\r\n\r\n"))


def _digest(block: bytes) -> str:
    """Return SHA-1 as WARC writes it, `sha1:` and Base32. By a table: the standard library takes three times as long.

    >>> _digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    number = int.from_bytes(sha1(block, usedforsecurity=False).digest(), "big")
    return "sha1:" + "".join([_PAIRS[number >> shift & 1023] for shift in range(150, -1, -10)])


def _http(line: str, headers: Headers) -> bytes:
    first = (_one_line(line) or "").strip().encode("utf-8", "replace")
    return b"".join((first, b"\r\n", _lines(_stored(headers)), b"\r\n"))


def _lines(fields: Headers) -> bytes:
    told = [f"{name}: {value}" for name, value in fields]
    if not "".join(told).isprintable():
        told = [_one_line(line) for line in told]
    return "".join([f"{line}\r\n" for line in told]).encode("utf-8", "replace")


def _record_id() -> str:
    """Return a random UUID, version 4, as a record names itself."""
    drawn = urandom(16).hex()
    return f"<urn:uuid:{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:]}>"


def _packed(record: bytes, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Return a record as a gzip member of its own.

    The window is no longer than the record: a full one is a quarter of a megabyte to lay out, which took ten times as
    long as packing a short record.
    """
    bits = min(zlib.MAX_WBITS, max(_LEAST_WINDOW, len(record).bit_length()))
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + bits, bits - 7, strategy)
    return packer.compress(record) + packer.flush()


def _strategy(exchange: Exchange) -> int:
    """Return how the body packs best: one that came packed only has its header to gain from."""
    coded = any(name.lower() == "content-encoding" for name, _ in exchange.response_headers)
    return zlib.Z_HUFFMAN_ONLY if coded else zlib.Z_DEFAULT_STRATEGY


def _protocol(exchange: Exchange) -> str:
    """Return HTTP/1.1 for HTTP/2 too: WARC has no form for it, and readers know only text."""
    return exchange.http_version if exchange.http_version in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1"


def _stored(headers: Headers) -> Headers:
    """Return the headers as they may stand in a record whose body is no longer chunked.

    A name that is none is left out of its line's way: HTTP/2 does not keep servers from sending one with a colon.
    """
    return [
        (_RENAMED.get(name.lower(), name), value)
        if _NAME.fullmatch(name)
        else ("X-Archive-Orig-Name", f"{name} {value}")
        for name, value in headers
    ]


def _one_line(text: str) -> str:
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def _warc_date(instant: datetime) -> str:
    """Return the instant in UTC, with microseconds always: `2026-03-02T12:00:00.000000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
