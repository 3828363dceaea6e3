"""WARC in: any WARC file, ours or another's (CC-NEWS, say), one record in memory at a time, from any record on.

`read_heads` goes through a file and holds no body: a listing of a file of any size takes the same memory.
`read_record_at` gives one answer whole. A revisit is resolved through our own fields (see `dateline.archive.writing`);
another crawler's has no body here and is passed over.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from dateline.archive.writing import Earlier, Role
from dateline.errors import ArchiveError
from dateline.fetch.inflate import BadEncoding, TooBig, inflate

MAX_RECORD_BYTES = 256 * 1024 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
HEAD_BYTES = 256 * 1024
"""As much of a record as a listing looks at: its header, and the HTTP header in it."""

_STEP, _STEP_OUT = 65_536, 1_048_576
_WARC_NAME = re.compile(r"(?:\.\./){0,3}(?:[0-9]{2,4}/){0,3}[\w.+-]+\.warc\.gz")
"""Where a revisit's body may lie: another file of the same archive, `YYYY/MM/DD/<name>.warc.gz`."""


@dataclass(frozen=True, slots=True)
class ArchivedHead:
    """What a listing tells of one answer. `offset` is where its record starts, `end` where the next one does.

    `url` is the address first asked for, `final_url` the one that answered; `headers` have lower-case names.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    offset: int
    end: int
    fetched_at: datetime | None
    kind: str = "response"
    role: Role | None = None
    payload_digest: str | None = None
    refers_to_file: str | None = None
    refers_to_offset: int | None = None


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
class WarcRecord:
    """A record as it lies in the file, `offset` to `end`: its fields, its HTTP header, its payload still encoded."""

    offset: int
    end: int
    fields: dict[str, str]
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""

    @property
    def kind(self) -> str:
        """Return the record's WARC-Type."""
        return self.fields.get("warc-type", "nameless")

    @property
    def target(self) -> str:
        """Return the address that the record is of."""
        return self.fields.get("warc-target-uri", "").strip("<>")


@dataclass(slots=True)
class _Block:
    """A record's bytes; `content` is all of it only while `is_whole`."""

    offset: int
    end: int
    content: bytes
    is_whole: bool = True


def read_records(path: Path, start: int = 0) -> Iterator[ArchivedPage]:
    """Yield the answers of a WARC file (ours or another's, gzip or plain) in order, one in memory at a time.

    `start` is the byte where a record begins. Raises:
        ArchiveError: the file is missing, cut short or damaged; it names the file and the byte where the record
            starts. What lies before has been yielded by then.
    """
    for record in walk_records(path, start):
        page = _page(path, record)
        if page is not None:
            yield page


def read_heads(path: Path, start: int = 0) -> Iterator[ArchivedHead]:
    """Yield the head of each answer in order, from byte `start` on, holding no body. Raises ArchiveError as above."""
    for record in walk_records(path, start, head_only=True):
        head = head_of(record)
        if head is not None:
            yield head


def read_record_at(path: Path, offset: int) -> ArchivedPage:
    """Return the answer whose record starts at byte `offset`. Raises ArchiveError when none does."""
    record = _record_at(path, offset)
    page = _page(path, record)
    if page is None:
        raise ArchiveError(path, f"a {record.kind} record, not an answer", offset=offset)
    return page


def read_head_at(path: Path, offset: int) -> ArchivedHead | None:
    """Return the head of the answer whose record starts at byte `offset`, None when it is no answer.

    Raises ArchiveError when no record starts there.
    """
    return head_of(_record_at(path, offset, head_only=True))


def head_of(record: WarcRecord) -> ArchivedHead | None:
    """Return the head of a record that is an answer."""
    fields = record.fields
    if record.kind not in ("response", "revisit", "resource") or record.status is None:
        return None
    offset = fields.get("dateline-refers-to-offset", "")
    role: Any = fields.get("dateline-role")
    return ArchivedHead(
        url=fields.get("dateline-requested-uri") or record.target, final_url=record.target, status=record.status,
        headers=record.headers, offset=record.offset, end=record.end,
        fetched_at=_read_date(fields.get("warc-date", "")), kind=record.kind, role=role,
        payload_digest=fields.get("warc-payload-digest"),
        refers_to_file=fields.get("dateline-refers-to-file"),
        refers_to_offset=int(offset) if offset.isdigit() else None,
    )  # fmt: skip


def walk_records(path: Path, start: int = 0, *, head_only: bool = False) -> Iterator[WarcRecord]:
    """Yield every record from byte `start` on; `head_only` leaves the payloads out, and takes records of any size.

    Raises ArchiveError, naming file and byte.
    """
    limit = HEAD_BYTES if head_only else MAX_RECORD_BYTES
    try:
        with path.open("rb") as source:
            source.seek(start)
            magic = source.read(2)
            source.seek(start)
            blocks = _members if magic == b"\x1f\x8b" else _plain_blocks
            for block in blocks(path, source, start, limit):
                if not block.is_whole and not head_only:
                    raise ArchiveError(path, f"over {limit} bytes", offset=block.offset)
                yield _parsed(path, block, head_only=head_only)
    except OSError as error:
        raise ArchiveError(path, f"cannot be read: {error.strerror or error}") from error


def _record_at(path: Path, offset: int, *, head_only: bool = False) -> WarcRecord:
    for record in walk_records(path, offset, head_only=head_only):
        return record
    raise ArchiveError(path, "no record there", offset=offset)


def _page(path: Path, record: WarcRecord) -> ArchivedPage | None:
    head = head_of(record)
    if head is None:
        return None
    body = _body(path, record)
    if head.kind == "revisit" and head.status != 304:
        if head.refers_to_offset is None:
            return None  # another crawler's revisit: its body is in another file
        body = read_record_at(referred_file(path, head), head.refers_to_offset).body
    return ArchivedPage(
        head.url, head.final_url, head.status, head.headers, body, head.offset, head.fetched_at, head.role,
        record.fields.get("warc-truncated"),
    )  # fmt: skip


def referred_file(path: Path, head: ArchivedHead) -> Path:
    """Return the file that holds the body of a revisit. Raises ArchiveError when it names one outside its archive."""
    if head.refers_to_file is None:
        return path
    if not _WARC_NAME.fullmatch(head.refers_to_file):
        raise ArchiveError(path, f"its body is said to be in `{head.refers_to_file[:100]}`", offset=head.offset)
    return path.parent / head.refers_to_file


def find_earlier(path: Path, offset: int, folder: Path) -> Earlier | None:
    """Return the answer at `offset` of `path` as what a file in `folder` may refer to; None when nothing may."""
    try:
        head = read_head_at(path, offset)
        if head is None or head.status != 200 or head.payload_digest is None:
            return None
        if head.kind == "revisit" and head.refers_to_offset is not None:
            path, offset = referred_file(path, head), head.refers_to_offset
            head = read_head_at(path, offset)
    except ArchiveError:
        return None
    if head is None or head.kind != "response" or head.fetched_at is None:
        return None
    name = os.path.relpath(path.resolve(), folder.resolve())
    if not _WARC_NAME.fullmatch(name):
        return None
    return Earlier(head.payload_digest or "", head.final_url, head.fetched_at, name, offset)


def _body(path: Path, record: WarcRecord) -> bytes:
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


def _members(path: Path, source: IO[bytes], at: int, limit: int) -> Iterator[_Block]:
    """Yield each gzip member's first `limit` bytes; the rest is inflated and let go, the checksum verified."""
    rest = b""
    while True:
        inner, pieces, n_out, n_in = zlib.decompressobj(16 + zlib.MAX_WBITS), [], 0, 0
        piece = b""
        while not inner.eof:
            chunk = inner.unconsumed_tail
            if not chunk and len(piece) < _STEP_OUT:  # a full piece: there may be more in it
                chunk, rest = rest or source.read(_STEP), b""
                if not chunk:
                    if n_in == 0:
                        return
                    raise ArchiveError(path, "cut short: the file ends inside it", offset=at)
                n_in += len(chunk)
            try:
                piece = inner.decompress(chunk, _STEP_OUT)
            except zlib.error as error:
                raise ArchiveError(path, f"damaged: {error}", offset=at) from error
            if n_out <= limit:
                pieces.append(piece[: limit + 1 - n_out])
            n_out += len(piece)
        rest = inner.unused_data
        end = at + n_in - len(rest)
        yield _Block(at, end, b"".join(pieces)[:limit], n_out <= limit)
        at = end


def _plain_blocks(path: Path, source: IO[bytes], at: int, limit: int) -> Iterator[_Block]:
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
        block = source.read(min(length, limit))
        left = length - len(block)
        while left > 0 and (skipped := source.read(min(left, _STEP_OUT))):
            left -= len(skipped)
        if left:
            raise ArchiveError(path, "cut short: the file ends inside it", offset=at)
        end = at + len(head) + length
        yield _Block(at, end, bytes(head) + block, length <= limit)
        at = end


def _length(path: Path, offset: int, head: bytes) -> int:
    length = _fields(path, offset, head).get("content-length", "")
    if not length.isdigit():
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


def _parsed(path: Path, found: _Block, *, head_only: bool) -> WarcRecord:
    offset = found.offset
    head, blank, block = found.content.partition(b"\r\n\r\n")
    fields = _fields(path, offset, head)
    length = _length(path, offset, head)
    if not blank or (found.is_whole and len(block) < length):
        raise ArchiveError(path, "shorter than its header says", offset=offset)
    if block[length : length + 10].strip():
        raise ArchiveError(path, "several records in one gzip member (`warcio recompress` mends that)", offset=offset)
    record, block = WarcRecord(offset, found.end, fields), block[:length]
    if record.kind == "resource" and "dateline-role" in fields:  # a story of ours that had no answer of its own
        record.status, record.headers = 200, {"content-type": fields.get("content-type", "")}
        record.payload = b"" if head_only else block
        return record
    if fields.get("content-type", "").lower().startswith("application/http") and block.startswith(b"HTTP/"):
        http, _, payload = block.partition(b"\r\n\r\n")
        words = http.split(b"\r\n", 1)[0].split(None, 2)
        if len(words) > 1 and words[1].isdigit():
            record.status = int(words[1])
        record.headers = _header_fields(http.decode("utf-8", "replace"))
        record.payload = b"" if head_only else payload
    elif not head_only:
        record.payload = block
    return record
