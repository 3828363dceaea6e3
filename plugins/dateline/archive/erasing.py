"""Records taken out of WARC files, every other record left where it is.

In the place of what goes stands one metadata record of exactly the same length (its gzip header is filled up), so the
offsets that other records, tables and files know stay right. The file is written beside and renamed.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateline.archive.reading import ArchivedHead, WarcRecord, head_of, read_record_at, referred_file, walk_records
from dateline.errors import ArchiveError

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Erasure:
    """What one file loses: spans of bytes, and the offsets of the answers in them."""

    path: Path
    spans: tuple[tuple[int, int], ...]
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A revisit that stays although the record that holds its body goes."""

    path: Path
    head: ArchivedHead


def find_records(
    paths: Sequence[Path], urls: Collection[str], is_told: Callable[[bytes], bool]
) -> tuple[list[Erasure], list[Orphan]]:
    """Return what must go from each file: all records of the pages at `urls`, and feeds whose body `is_told` knows.

    And the revisits that would lose their body by that. Raises ArchiveError for a file that cannot be read.
    """
    erasures: list[Erasure] = []
    revisits: list[Orphan] = []
    for path in paths:
        spans, offsets = [], []
        gone: set[str] = set()
        for record in walk_records(path, head_only=True):
            head = head_of(record)
            if head is not None and head.kind == "revisit" and head.refers_to_offset is not None:
                revisits.append(Orphan(path, head))
            if not _goes(path, record, head, urls, gone, is_told):
                continue
            gone.add(record.fields.get("warc-record-id", ""))
            offsets += [record.offset] if head is not None else []
            spans.append((record.offset, record.end))
        if spans:
            erasures.append(Erasure(path, tuple(_merged(spans)), tuple(offsets)))
    lost = {(each.path.resolve(), offset) for each in erasures for offset in each.offsets}
    orphans = [
        one for one in revisits
        if (one.path.resolve(), one.head.offset) not in lost
        and (referred_file(one.path, one.head).resolve(), one.head.refers_to_offset) in lost
    ]  # fmt: skip
    return erasures, orphans


def _goes(
    path: Path, record: WarcRecord, head: ArchivedHead | None, urls: Collection[str], gone: set[str],
    is_told: Callable[[bytes], bool],
) -> bool:  # fmt: skip
    if record.target in urls or (head is not None and head.url in urls):
        return True
    if record.fields.get("warc-concurrent-to", "-") in gone:
        return True
    if head is None or head.role != "feed" or head.status != 200:
        return False
    return is_told(read_record_at(path, record.offset).body)


def _merged(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = spans[0]
    for first, last in spans[1:]:
        if first != end:
            yield start, end
            start = first
        end = last
    yield start, end


def erase_spans(path: Path, spans: Sequence[tuple[int, int]]) -> None:
    """Replace the records in `spans` (whole records, in order) of a gzip WARC file. Raises ArchiveError."""
    part = path.with_name(path.name + ".part")
    try:
        with path.open("rb") as source, part.open("wb") as out:
            at = 0
            for start, end in spans:
                _copy(source, out, start - at)
                out.write(_filler(path, start, end - start))
                at = end
                source.seek(end)
            _copy(source, out, None)
        for _ in walk_records(part, head_only=True):
            pass
        part.replace(path)
    except OSError as error:
        raise ArchiveError(part, f"cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _copy(source: object, out: object, length: int | None) -> None:
    left = length
    while left is None or left > 0:
        chunk = source.read(_STEP if left is None else min(left, _STEP))  # type: ignore[attr-defined]
        if not chunk:
            return
        out.write(chunk)  # type: ignore[attr-defined]
        left = None if left is None else left - len(chunk)


def _filler(path: Path, offset: int, length: int) -> bytes:
    """Return a metadata record that says that something was taken down, as a gzip member of `length` bytes."""
    block = b"note: records were taken down\r\n"
    record = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
        f"WARC-Date: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\r\nContent-Type: application/warc-fields\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode("ascii") + block + b"\r\n\r\n"  # fmt: skip
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(record) + packer.flush()
    room = length - len(packed) - 10 - 8 - 1
    if room < 0:
        raise ArchiveError(path, f"a record of {length} bytes is too short to be replaced", offset=offset)
    header = b"\x1f\x8b\x08\x10\0\0\0\0\x02\xff" + b" " * room + b"\0"  # flag 0x10: a comment, up to the first NUL
    return header + packed + zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")
