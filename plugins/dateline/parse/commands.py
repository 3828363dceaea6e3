"""The JSONL edge of `dateline parse` and `dateline places`: documents in, reports or places out, line by line.

Beside OUT stand `OUT.documents.jsonl` (a line a document) and `OUT.rejected.jsonl` (lines that are not documents).
All three are written as `.part` and renamed at the end. `-` is stdin or stdout; on stdout only the reports go out, and
rejected lines are told on stderr. Exit 0 when every line was a document, 1 when some were rejected.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from dateline.errors import InvalidDocument, StoreError, UsageError
from dateline.parse.collecting import seldom_collected
from dateline.parse.pool import Answer, parse_in_workers
from dateline.records import Document, as_json, from_json

if TYPE_CHECKING:
    from dateline.gazetteer import Gazetteer
    from dateline.parse.parser import Parser

logger = logging.getLogger(__name__)

_CHUNK = 32
_TEXT_FIELDS = ("url", "title", "source", "language")
PLACE_FIELDS = ("start", "end", "name", "latitude", "longitude", "geonames_id", "country", "admin1")


def run_parse(in_path: str | Path, out_path: str | Path, *, processes: int = 1, parser: Parser | None = None) -> int:
    """Write the reports of the documents in `in_path`; return the exit code.

    `processes` above 1 parses in that many worker processes; the output is the same. Raises UsageError, StoreError.
    """
    if processes < 1:
        raise UsageError(f"--processes must be 1 or more, not {processes}")
    if processes > 1:
        return _run(in_path, out_path, lambda documents: parse_in_workers(documents, processes))
    if parser is None:
        from dateline.parse.parser import Parser as Loaded

        parser = Loaded.load()
    with seldom_collected():
        return _run(in_path, out_path, lambda documents: _parse_here(documents, parser))


def run_places(in_path: str | Path, out_path: str | Path, *, gazetteer: Gazetteer | None = None) -> int:
    """Write every resolved place mention of the documents in `in_path`; return the exit code."""
    if gazetteer is None:
        from dateline.gazetteer import Gazetteer as Packed

        gazetteer = Packed.load()
    return _run(in_path, out_path, lambda documents: _places_of(documents, gazetteer))


def _parse_here(documents: Iterable[Document], parser: Parser) -> Iterator[Answer]:
    for parsed in parser.parse_batch(documents):
        yield Answer(parsed.document_id, parsed.outcome, parsed.reason, [as_json(report) for report in parsed.reports])


def _places_of(documents: Iterable[Document], gazetteer: Gazetteer) -> Iterator[Answer]:
    from dateline.parse.text.datelines import find_dateline
    from dateline.parse.where.toponyms import find_places

    for document in documents:
        places = find_places(document, gazetteer, dateline=find_dateline(document.text))
        rows = [
            {"document_id": document.id, **{name: getattr(place, name) for name in PLACE_FIELDS}} for place in places
        ]
        yield Answer(document.id, "parsed" if document.text.strip() else "empty", None, rows)


def _run(in_path: str | Path, out_path: str | Path, answer: Callable[[Iterable[Document]], Iterator[Answer]]) -> int:
    n_documents = n_rows = n_rejected = 0
    with ExitStack() as stack:
        lines = stack.enter_context(_Lines(in_path))
        outputs = stack.enter_context(_Outputs(out_path))
        for parsed in answer(_documents(lines, outputs)):
            n_documents += 1
            n_rows += len(parsed.rows)
            outputs.write(parsed)
        n_rejected = outputs.n_rejected
        outputs.finish()
    logger.info("parsed documents=%d rows=%d rejected=%d", n_documents, n_rows, n_rejected)
    if n_rejected and str(out_path) != "-":
        logger.warning("%s: lines that are no documents: %d, see %s.rejected.jsonl", in_path, n_rejected, out_path)
    return 1 if n_rejected else 0


def _documents(lines: Iterable[bytes], outputs: _Outputs) -> Iterator[Document]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield read_document(line, number)
        except InvalidDocument as error:
            outputs.reject(error, line)


def read_document(line: bytes | str, number: int = 1) -> Document:
    """Return the document of one JSON line. Raises InvalidDocument naming the line and what is wrong with it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument(number, f"not JSON ({str(error)[:120]})") from error
    if not isinstance(fields, dict):
        raise InvalidDocument(number, f"not a JSON object but {type(fields).__name__}")
    for name in ("id", "text"):
        if not isinstance(fields.get(name), str):
            raise InvalidDocument(number, f"`{name}` is missing or no text")
    if not fields["id"]:
        raise InvalidDocument(number, "`id` is empty")
    for name in _TEXT_FIELDS:
        if fields.get(name) is not None and not isinstance(fields[name], str):
            raise InvalidDocument(number, f"`{name}` is no text")
    instants = {name: _instant(fields.get(name)) for name in ("published_at", "modified_at")}
    return from_json(Document, {**fields, **instants})


def _instant(written: object) -> datetime | None:
    """Return the instant that is written; None for one that cannot be read: the story is still worth reading."""
    if not written or not isinstance(written, str):
        return None
    try:
        instant = datetime.fromisoformat(written)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        logger.debug("no instant: %r", written)
        return None


def dump_line(row: Any) -> str:
    """Return one JSON line; text that UTF-8 cannot hold (lone surrogates) is escaped."""
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(row)
    return line + "\n"


class _Lines:
    """The lines of a file or of stdin, as bytes."""

    def __init__(self, path: str | Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Iterator[bytes]:
        if str(self._path) == "-":
            return iter(sys.stdin.buffer)
        try:
            self._file = Path(self._path).open("rb")
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read ({error.strerror})") from error
        return iter(self._file)

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


class _Outputs:
    """OUT, OUT.documents.jsonl and OUT.rejected.jsonl, each `.part` until `finish`."""

    def __init__(self, path: str | Path) -> None:
        self._to_stdout = str(path) == "-"
        self._paths = [Path(f"{path}{ending}") for ending in ("", ".documents.jsonl", ".rejected.jsonl")]
        self._files: list[IO[str]] = []
        self.n_rejected = 0

    def __enter__(self) -> _Outputs:
        if not self._to_stdout:
            try:
                for path in self._paths:
                    self._files.append(_part(path).open("w", encoding="utf-8", newline="\n"))
            except OSError as error:
                self.__exit__()
                raise StoreError(f"{error.filename}: cannot be written ({error.strerror})") from error
        return self

    def write(self, answer: Answer) -> None:
        """Write the rows of one document, and its line of the documents file."""
        rows = "".join(dump_line(row) for row in answer.rows)
        if self._to_stdout:
            sys.stdout.write(rows)
            sys.stdout.flush()
            return
        line = {
            "id": answer.document_id,
            "outcome": answer.outcome,
            "reason": answer.reason,
            "n_reports": len(answer.rows),
        }
        self._put(0, rows)
        self._put(1, dump_line(line))

    def reject(self, error: InvalidDocument, line: bytes) -> None:
        """Write a line that is no document to the rejected file, by number, with the reason and its beginning."""
        self.n_rejected += 1
        if self._to_stdout:
            logger.warning("rejected %s", error)
            return
        shown = line[:200].decode("utf-8", "replace").rstrip("\r\n")
        self._put(2, dump_line({"line": error.line, "reason": error.reason, "text": shown}))

    def _put(self, which: int, text: str) -> None:
        try:
            self._files[which].write(text)
        except OSError as error:
            raise StoreError(f"{self._paths[which]}: cannot be written ({error.strerror})") from error

    def finish(self) -> None:
        """Close the files and give them their names."""
        for path, file in zip(self._paths, self._files, strict=False):  # on stdout there are none
            try:
                file.close()
                _part(path).replace(path)
            except OSError as error:
                raise StoreError(f"{path}: cannot be written ({error.strerror})") from error
        self._files = []

    def __exit__(self, *_: object) -> None:
        for path, file in zip(self._paths, self._files, strict=False):
            try:
                file.close()
            except OSError:
                logger.debug("%s could not be closed", path)
            _part(path).unlink(missing_ok=True)
        self._files = []


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def explain_documents(source: str, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines that tell why each report says what it says, and what gave no report. `-` is stdin."""
    from dateline.parse.explain import explain
    from dateline.parse.parser import Parser
    from dateline.parse.tracing import Tracing
    from dateline.parse.what.classifier import load_classifier

    trace = Tracing(load_classifier())
    parser = Parser.load(judge=trace)
    with sys.stdin if source == "-" else Path(source).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            document = read_document(line, number)
            trace.start()
            yield from explain(document, parser.parse(document), colour=colour, trace=trace)
