"""One process that reads articles off pages, one JSON line a request, one a reply; ended by its owner, `pool`.

`python -m dateline.articles.worker MEGABYTES FD` says `ready` on its descriptor FD when what it needs is loaded, and
answers there: stdout is for what a library prints. A request is
`{"warc", "page", "feed", "now"}` (an archived page; `warc` is the file, `now` the run's logical time) or `{"id", "url",
"html"}` (a page at hand).
"""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from dateline.archive.reading import read_record_at
from dateline.articles.commands import told_extraction
from dateline.articles.extraction import Extraction, extract_article
from dateline.errors import ArchiveError
from dateline.records import Feed, Page, as_json, from_json

SPENT_SHARE = 0.7
"""A process whose memory once came up to this share of its limit is replaced: it does not give memory back."""


def main() -> int:
    """Answer requests until the end of input."""
    megabytes, replies_fd = int(sys.argv[1]), int(sys.argv[2])
    _limit_memory(megabytes)
    _load()
    with open(replies_fd, "w", encoding="ascii") as replies:
        replies.write("ready\n")
        replies.flush()
        for line in sys.stdin.buffer:
            row = answer(json.loads(line))
            row["spent"] = _most_memory() > SPENT_SHARE * megabytes * 1024
            replies.write(json.dumps(row) + "\n")
            replies.flush()
    return 0


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reply to a request: `{"outcome", "detail", "article"}`, or a line of the edge under `row`."""
    if "html" in request:
        extraction = extract_article(request["html"], request["url"])
        return {
            "outcome": extraction.outcome, "detail": extraction.detail,
            "row": told_extraction(extraction, request["url"], request["id"]),
        }  # fmt: skip
    page = from_json(Page, request["page"])
    feed = from_json(Feed, request["feed"]) if request["feed"] else None
    now = datetime.fromisoformat(request["now"]) if "now" in request else None
    extraction = _read_archived(Path(request["warc"]), page, feed, now)
    article = extraction.article and dataclasses.replace(
        extraction.article, page_url=page.url, feed_url=page.feed_url, feed_title=page.entry_title,
        fetched_at=page.fetched_at,
    )  # fmt: skip
    return {"outcome": extraction.outcome, "detail": extraction.detail, "article": as_json(article)}


def _read_archived(warc: Path, page: Page, feed: Feed | None, now: datetime | None) -> Extraction:
    try:
        archived = read_record_at(warc, page.warc_offset or 0)
    except ArchiveError as error:
        return Extraction("failed", str(error))
    except MemoryError:
        return Extraction("too_big", "the page is larger than the memory that a page may take")
    return extract_article(
        archived.body, archived.final_url, content_type=archived.headers.get("content-type"), page=page,
        entry_title=page.entry_title, entry_published_at=page.entry_published_at, feed=feed,
        fetched_at=page.first_seen_at or archived.fetched_at, now=now,
    )  # fmt: skip


def _limit_memory(megabytes: int) -> None:
    """Let this process hold so much memory of its own and no more; what it maps from files does not count."""
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _most_memory() -> int:
    """Return the most memory that this process has held, kB.

    Not `ru_maxrss`: a process begins with its parent's (getrusage(2) says nothing of it), so that every worker of a
    large one, with a language model in it, would be spent after one page.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0])


def _load() -> None:
    """Import what reading a page needs, by reading one: the first page's time must not count its libraries' loading."""
    extract_article(
        b"<html><body><article><h1>Ferry fares rise</h1><p>Fares rise on Monday, the port said. The last rise was in "
        b"March, it said in a statement on Friday. Two ferries a day cross the bay.</p></article></body></html>",
        "https://www.example.com/ferry-fares-rise",
    )


if __name__ == "__main__":
    sys.exit(main())
