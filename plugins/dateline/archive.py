"""WARC out, WARC in: every byte that came over the wire, as it came, readable by any WARC reader.

A file holds a warcinfo record and, for each exchange, a response (or a revisit) and its request. Bodies keep their
content encoding; chunking is undone. Fields of our own in the record header:
`Dateline-Requested-URI` (the address first asked for, before redirects), `Dateline-Role` (page, feed, robots, redirect)
and `Dateline-Refers-To-Offset` (where in the same file the body of a revisit lies).
"""

from __future__ import annotations

import io
import logging
import threading
import zlib
from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

from dateline.errors import ArchiveError
from dateline.fetch.inflate import BadEncoding, TooBig, inflate
from dateline.version import VERSION

logger = logging.getLogger(__name__)

Role = Literal["page", "feed", "robots", "redirect"]
Headers = Sequence[tuple[str, str]]

MAX_RECORD_BYTES = 256 * 1024 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
_REVISIT_FROM = 1_024  # bytes: below that a revisit record is longer than the body
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_STEP = 65_536


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as they went over the wire. `body` is still content-encoded.

    `requested_url` is the address first asked for when `url` was reached through redirects. `truncated` is WARC's
    word for why the body is not whole: "length", "time", "disconnect".
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


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """One answer read back: `body` is decoded, `headers` in lower case. `offset` is the record's, in bytes.

    `url` is the address first asked for, `final_url` the one that answered. `truncated` is None for a whole body.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    offset: int
    fetched_at: datetime | None
    role: Role | None = None
    truncated: str | None = None


@dataclass(slots=True)
class _Seen:
    url: str
    date: str
    offset: int


class WarcWriter:
    """Writes one WARC 1.1 file: `<path>.part` until the context ends well, then renamed; removed when it does not.

    Safe to call from many threads. Raises ArchiveError when the disk does not take the bytes.
    """

    def __init__(self, path: Path, *, contact: str = "") -> None:
        self.path, self.part = path, path.with_name(path.name + ".part")
        self._contact, self._lock = contact, threading.Lock()
        self._seen: dict[str, _Seen] = {}
        self._out: IO[bytes] | None = None
        self._warc: Any = None

    def __enter__(self) -> WarcWriter:
        from warcio.warcwriter import WARCWriter

        self._warc = WARCWriter(io.BytesIO(), warc_version="1.1")  # makes records; `_append` writes them
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._out = self.part.open("wb")
        except OSError as error:
            raise ArchiveError(self.part, f"cannot be written: {error.strerror or error}") from error
        self._append(_packed(self._warc.create_warcinfo_record(self.path.name, {
            "software": f"Dateline/{VERSION}", "format": "WARC File Format 1.1", "operator": self._contact,
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        })))  # fmt: skip
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

        A body that this file already holds is written as a revisit; an answer 304 as a revisit without a body.
        """
        if self._out is None:
            raise ArchiveError(self.path, "not open for writing")
        digest = "sha1:" + b32encode(sha1(exchange.body, usedforsecurity=False).digest()).decode("ascii")
        if exchange.status == 304:
            return self._append(self._packed_pair(exchange, digest, None, _NOT_MODIFIED))
        with self._lock:
            seen = self._seen.get(digest)
        if seen is not None:
            return self._append(self._packed_pair(exchange, digest, seen, _SAME_PAYLOAD))
        offset = self._append(self._packed_pair(exchange, digest, None, None))
        if len(exchange.body) >= _REVISIT_FROM and exchange.status == 200 and not exchange.truncated:
            with self._lock:
                self._seen.setdefault(digest, _Seen(exchange.url, _warc_date(exchange.fetched_at), offset))
        return offset

    def write_revisit(self, exchange: Exchange) -> int:
        """Write the answer 304 (nothing new); return the byte offset of its record."""
        return self.write_response(replace(exchange, status=304, body=b""))

    def _packed_pair(self, exchange: Exchange, digest: str, seen: _Seen | None, profile: str | None) -> bytes:
        from warcio.statusandheaders import StatusAndHeaders

        fields = {
            "WARC-Date": _warc_date(exchange.fetched_at),
            "WARC-Payload-Digest": digest if exchange.status != 304 else None,
            "WARC-IP-Address": exchange.ip_address,
            "WARC-Truncated": exchange.truncated,
            "WARC-Profile": profile,
            "WARC-Refers-To-Target-URI": seen.url if seen else exchange.url if profile else None,
            "WARC-Refers-To-Date": seen.date if seen else None,
            "Dateline-Refers-To-Offset": str(seen.offset) if seen else None,
            "Dateline-Requested-URI": _one_line(exchange.requested_url),
            "Dateline-Role": exchange.role,
        }
        line = f"{exchange.status} {_one_line(exchange.reason) or ''}".strip()
        response = self._warc.create_warc_record(
            exchange.url, "revisit" if profile else "response",
            payload=io.BytesIO(b"" if profile else exchange.body),
            length=0 if profile else len(exchange.body),
            http_headers=StatusAndHeaders(line, _stored(exchange.response_headers), protocol=_protocol(exchange)),
            warc_headers_dict={name: value for name, value in fields.items() if value},
        )  # fmt: skip
        target = exchange.url.split("://", 1)[-1].partition("/")
        request = self._warc.create_warc_record(
            exchange.url, "request", payload=io.BytesIO(b""), length=0,
            http_headers=StatusAndHeaders(
                f"{exchange.method} /{target[2]} {_protocol(exchange)}", _stored(exchange.request_headers),
                is_http_request=True,
            ),
            warc_headers_dict={
                "WARC-Date": _warc_date(exchange.fetched_at),
                "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
            },
        )  # fmt: skip
        return _packed(response) + _packed(request)

    def _append(self, packed: bytes) -> int:
        """Write packed records in one go; return where they start."""
        with self._lock:
            if self._out is None:
                raise ArchiveError(self.path, "not open for writing")
            try:
                offset = self._out.tell()
                self._out.write(packed)
                self._out.flush()
            except OSError as error:
                raise ArchiveError(self.part, f"cannot be written: {error.strerror or error}") from error
            return offset


def _packed(record: Any) -> bytes:
    """Return a record as a gzip member of its own."""
    from warcio.warcwriter import WARCWriter

    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(plain.getbuffer()) + packer.flush()


def _protocol(exchange: Exchange) -> str:
    """Return HTTP/1.1 for HTTP/2 too: WARC has no form for it, and readers know only text."""
    return exchange.http_version if exchange.http_version in ("HTTP/1.0", "HTTP/1.1") else "HTTP/1.1"


def _stored(headers: Headers) -> list[tuple[str, str]]:
    """Return the headers as they may stand in a record whose body is no longer chunked."""
    renamed = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
    return [(renamed.get(name.lower(), name), _one_line(value) or "") for name, value in headers]


def _one_line(text: str | None) -> str | None:
    return None if text is None else "".join(char if char.isprintable() else " " for char in text)


def _warc_date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# --------------------------------------------------------------------------------------------------- reading


@dataclass(slots=True)
class _Record:
    """A record as it lies in the file: its header, its HTTP header and its payload, still encoded."""

    offset: int
    fields: dict[str, str]
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""


def read_records(path: Path) -> Iterator[ArchivedPage]:
    """Yield the answers of a WARC file (ours or another's, gzip or plain) in order, one in memory at a time.

    Raises:
        ArchiveError: the file is missing, cut short or damaged; it names the file and the byte where the record
            starts. What lies before has been yielded by then.
    """
    for record in _records(path, 0):
        page = _page(path, record)
        if page is not None:
            yield page


def read_record_at(path: Path, offset: int) -> ArchivedPage:
    """Return the answer whose record starts at byte `offset`. Raises ArchiveError when none does."""
    for record in _records(path, offset):
        page = _page(path, record)
        if page is None:
            raise ArchiveError(
                path, f"a {record.fields.get('warc-type', 'nameless')} record, not an answer", offset=offset
            )
        return page
    raise ArchiveError(path, "no record there", offset=offset)


def _page(path: Path, record: _Record) -> ArchivedPage | None:
    fields, kind = record.fields, record.fields.get("warc-type")
    if kind not in ("response", "revisit") or record.status is None:
        return None
    body = _body(path, record)
    if kind == "revisit" and record.status != 304:
        refers_to = fields.get("dateline-refers-to-offset", "")
        if not refers_to.isdigit():
            return None  # another crawler's revisit: its body is in another file
        body = read_record_at(path, int(refers_to)).body
    url = fields.get("warc-target-uri", "").strip("<>")
    role: Any = fields.get("dateline-role")
    return ArchivedPage(
        url=fields.get("dateline-requested-uri") or url, final_url=url, status=record.status, headers=record.headers,
        body=body, offset=record.offset, fetched_at=_read_date(fields.get("warc-date", "")), role=role,
        truncated=fields.get("warc-truncated"),
    )  # fmt: skip


def _body(path: Path, record: _Record) -> bytes:
    payload, headers = record.payload, record.headers
    if "chunked" in headers.get("transfer-encoding", "").lower():
        payload = _without_chunks(payload)
    try:
        return inflate(payload, headers.get("content-encoding"), MAX_BODY_BYTES)
    except TooBig as error:
        raise ArchiveError(path, f"its body is over {MAX_BODY_BYTES} bytes", offset=record.offset) from error
    except BadEncoding:
        return payload  # other crawlers keep the header of a body they have decoded


def _without_chunks(payload: bytes) -> bytes:
    from warcio.bufferedreaders import ChunkedDataReader

    return bytes(ChunkedDataReader(io.BytesIO(payload)).read())


def _read_date(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _records(path: Path, start: int) -> Iterator[_Record]:
    try:
        with path.open("rb") as source:
            source.seek(start)
            magic = source.read(2)
            source.seek(start)
            blocks = _members(path, source, start) if magic == b"\x1f\x8b" else _plain_blocks(path, source, start)
            for offset, block in blocks:
                yield _parsed(path, offset, block)
    except OSError as error:
        raise ArchiveError(path, f"cannot be read: {error.strerror or error}") from error


def _members(path: Path, source: IO[bytes], at: int) -> Iterator[tuple[int, bytes]]:
    """Yield each gzip member's offset and content; its checksum is verified on the way."""
    rest = b""
    while True:
        inner, pieces, n_out, n_in = zlib.decompressobj(16 + zlib.MAX_WBITS), [], 0, 0
        while not inner.eof:
            chunk = rest or source.read(_STEP)
            rest = b""
            if not chunk:
                if n_in == 0:
                    return
                raise ArchiveError(path, "cut short: the file ends inside it", offset=at)
            n_in += len(chunk)
            try:
                pieces.append(inner.decompress(chunk, MAX_RECORD_BYTES + 1 - n_out))
            except zlib.error as error:
                raise ArchiveError(path, f"damaged: {error}", offset=at) from error
            n_out += len(pieces[-1])
            if n_out > MAX_RECORD_BYTES:
                raise ArchiveError(path, f"over {MAX_RECORD_BYTES} bytes", offset=at)
        rest = inner.unused_data
        yield at, b"".join(pieces)
        at += n_in - len(rest)


def _plain_blocks(path: Path, source: IO[bytes], at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of an uncompressed file."""
    while True:
        head = bytearray()
        while not head.endswith(b"\r\n\r\n"):
            line = source.readline(_STEP)
            if not line and not head:
                return
            if not line or len(head) > 10 * _STEP:
                raise ArchiveError(path, "no WARC header, or cut short", offset=at)
            if not head and not line.strip():
                at += len(line)
                continue
            head += line
        length = _length(path, at, bytes(head))
        block = source.read(length)
        if len(block) < length:
            raise ArchiveError(path, "cut short: the file ends inside it", offset=at)
        yield at, bytes(head) + block
        at += len(head) + length


def _length(path: Path, offset: int, head: bytes) -> int:
    length = _fields(path, offset, head).get("content-length", "")
    if not length.isdigit() or int(length) > MAX_RECORD_BYTES:
        raise ArchiveError(path, f"its Content-Length is `{length[:40]}`", offset=offset)
    return int(length)


def _fields(path: Path, offset: int, head: bytes) -> dict[str, str]:
    if not head.startswith(b"WARC/"):
        raise ArchiveError(path, "not a WARC record", offset=offset)
    return _header_fields(head.decode("utf-8", "replace"))


def _header_fields(text: str) -> dict[str, str]:
    """Return header fields by lower-case name; the first of a name wins, folded lines are joined."""
    fields: dict[str, str] = {}
    for line in text.replace("\r\n ", " ").replace("\r\n\t", " ").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _parsed(path: Path, offset: int, content: bytes) -> _Record:
    head, blank, block = content.partition(b"\r\n\r\n")
    fields = _fields(path, offset, head)
    length = _length(path, offset, head)
    if not blank or len(block) < length:
        raise ArchiveError(path, "shorter than its header says", offset=offset)
    if block[length : length + 10].strip():
        raise ArchiveError(path, "several records in one gzip member (`warcio recompress` mends that)", offset=offset)
    record, block = _Record(offset, fields), block[:length]
    if fields.get("content-type", "").lower().startswith("application/http") and block.startswith(b"HTTP/"):
        http, _, record.payload = block.partition(b"\r\n\r\n")
        words = http.split(b"\r\n", 1)[0].split(None, 2)
        if len(words) > 1 and words[1].isdigit():
            record.status = int(words[1])
        record.headers = _header_fields(http.decode("utf-8", "replace"))
    return record
