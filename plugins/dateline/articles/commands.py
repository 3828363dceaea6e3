"""The JSONL edge of `dateline extract`: pages in, what could be read off them out, one line a page."""

from __future__ import annotations

import json
import logging
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from dateline.articles.extraction import Extraction, extract_article
from dateline.config import ExtractSettings
from dateline.errors import UsageError
from dateline.records import Article, as_json

logger = logging.getLogger(__name__)


def run_extract_page(path: Path | str, url: str, *, entry_id: str | None = None) -> dict[str, Any]:
    """Return what `dateline extract PAGE.html --url URL` prints: the same as a batch gives for the page.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        body = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    return told_extraction(extract_article(body, url), url, entry_id or url)


def run_extract_batch(in_path: Path | str, out_path: Path | str, settings: ExtractSettings | None = None) -> int:
    """Extract every `{"id", "url", "html"}` line of a file (`-`: stdin, stdout) and return the exit code.

    A page that takes longer than `settings` lets it is a line whose outcome is `timed_out`.
    0: every line was a page. 1: some were not; they are in `OUT.rejected.jsonl` (or told on stderr) by line number.
    """
    from dateline.articles.pool import read_pages

    rejected: list[dict[str, Any]] = []
    asked: deque[tuple[str, str]] = deque()
    n_pages = 0
    with _lines(in_path) as lines, _written(out_path) as out:
        for reply in read_pages(_requests(lines, asked, rejected), settings or ExtractSettings()):
            page_id, url = asked.popleft()
            row = reply.get("row") or told_extraction(Extraction(reply["outcome"], reply["detail"]), url, page_id)
            out.write(_dumped(row))
            n_pages += 1
    _write_rejected(out_path, rejected)
    logger.info("extracted pages=%s rejected=%s", n_pages, len(rejected))
    return 1 if rejected else 0


def _requests(
    lines: Iterable[bytes], asked: deque[tuple[str, str]], rejected: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the pages among `lines`, noting what was asked for and what is no page."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        page, reason = _read_page(line)
        if page is None:
            rejected.append({"line": number, "reason": reason})
            continue
        asked.append((page["id"], page["url"]))
        yield page


def told_extraction(extraction: Extraction, url: str, page_id: str) -> dict[str, Any]:
    """Return one line of the edge. A day without its time is written as a day: `2026-07-05`."""
    article = extraction.article or extraction.seen
    row: dict[str, Any] = {"id": page_id, "url": article.url if article else url}
    for name in ("title", "text", "author"):
        row[name] = (getattr(article, name) if article else None) or ("" if name == "text" else None)
    row["published_at"] = _told_time(article)
    for name in ("modified_at", "language", "site", "section", "dateline", "dateline_place", "credit", "notice"):
        row[name] = as_json(getattr(article, name)) if article else None
    row["outcome"] = extraction.outcome
    row["reason"] = extraction.detail
    return row


def _told_time(article: Article | None) -> str | None:
    if article is None or article.published_at is None:
        return None
    told: str = as_json(article.published_at)
    return told[:10] if article.published_precision == "day" else told


def _read_page(line: bytes) -> tuple[dict[str, Any] | None, str]:
    try:
        page = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, f"not JSON: {str(error)[:120]}"
    if not isinstance(page, dict):
        return None, "not an object"
    if not isinstance(page.get("html"), str):
        return None, "no text under `html`"
    url = page.get("url") if isinstance(page.get("url"), str) else ""
    return {"id": page.get("id", url), "url": url, "html": page["html"]}, ""


def _write_rejected(out_path: Path | str, rejected: list[dict[str, Any]]) -> None:
    if str(out_path) == "-":
        for row in rejected:
            sys.stderr.write(f"line {row['line']}: {row['reason']}\n")
        return
    with _written(f"{out_path}.rejected.jsonl") as out:
        out.writelines(map(_dumped, rejected))
    if rejected:
        logger.warning("lines that are no pages: %d, see %s.rejected.jsonl", len(rejected), out_path)


def _dumped(row: dict[str, Any]) -> str:
    """Return one JSON line; text that UTF-8 cannot hold (lone surrogates) is escaped."""
    line = json.dumps(row, ensure_ascii=False)
    return (line if _is_utf8(line) else json.dumps(row)) + "\n"


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def _lines(path: Path | str) -> Iterator[Iterable[bytes]]:
    """Open a file, or stdin for `-`, as lines of bytes: one that is not UTF-8 is only that line's fault.

    Raises:
        UsageError: it cannot be read.
    """
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise UsageError(f"{path}: cannot be opened: {error.strerror or error}") from error
    with stream:
        yield stream


@contextmanager
def _written(path: Path | str) -> Iterator[TextIO]:
    """Open stdout for `-`, or `<path>.part`, which gets its name when all was written.

    Raises:
        UsageError: it cannot be written.
    """
    if str(path) == "-":
        yield sys.stdout
        return
    part = Path(f"{path}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
