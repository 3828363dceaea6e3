"""Pages fetched, many hosts side by side, one request at a time for each.

A stalled host delays only itself. One bad page is a recorded outcome and never an exception.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from dateline.errors import FetchError
from dateline.fetch.answers import find_opt_out
from dateline.fetch.fetcher import Fetched as Fetched
from dateline.fetch.fetcher import Fetcher as Fetcher
from dateline.fetch.targets import pace_key
from dateline.records import Page

JobT = TypeVar("JobT")
ResultT = TypeVar("ResultT")


def fetch_pages(pages: Sequence[Page], fetcher: Fetcher, warc_file: str) -> Iterator[Page]:
    """Fetch each page, hosts side by side, one after the other within a host; one Page out for every Page in.

    `outcome` is None where the bytes are archived and wait to be extracted, "article" still where the server says
    that nothing changed (304), else the reason. A reason is final when asking again tomorrow is pointless: 404, 410,
    401, 402, 451, not HTML, too big, an opt-out, an address that may not be connected to. Every other reason
    (robots.txt too: it is read again, the page is not asked for) becomes final after `max_page_attempts` nights; a
    night in which its host wanted to be left alone (429, Retry-After) does not count.
    Raises ArchiveError when the archive does not take the bytes.
    """
    groups = by_host(pages, lambda page: page.url)
    return side_by_side(groups, lambda page: _fetch_page(page, fetcher, warc_file), fetcher)


def _fetch_page(page: Page, fetcher: Fetcher, warc_file: str) -> Page:
    attempts = page.attempts + 1
    try:
        fetched = fetcher.get(
            page.url, etag=page.etag, last_modified=page.last_modified, only_html=True, why=_why(page, attempts)
        )
    except FetchError as error:
        attempts -= error.held
        is_final = not error.retryable or attempts >= fetcher.settings.max_page_attempts
        return replace(
            page, outcome=error.outcome, is_final=is_final, detail=error.reason[:500], http_status=error.status,
            attempts=attempts, fetched_at=datetime.now(UTC) if error.asked else page.fetched_at,
            warc_file=warc_file if error.warc_offset is not None else page.warc_file,
            warc_offset=error.warc_offset if error.warc_offset is not None else page.warc_offset,
        )  # fmt: skip
    if fetched.not_modified:
        return replace(
            page, outcome=page.outcome or "article", is_final=True, http_status=304, attempts=attempts,
            fetched_at=fetched.fetched_at,
        )  # fmt: skip
    opt_out = find_opt_out(fetched.headers)
    return replace(
        page, outcome="opt_out" if opt_out else None, is_final=opt_out is not None, detail=opt_out,
        http_status=fetched.status, attempts=attempts, fetched_at=fetched.fetched_at, warc_file=warc_file,
        warc_offset=fetched.warc_offset, final_url=fetched.final_url, etag=fetched.etag,
        last_modified=fetched.last_modified,
    )  # fmt: skip


def _why(page: Page, attempts: int) -> dict[str, str]:
    """Return what the archive keeps of why a page is asked for."""
    told = {"via": page.feed_url or None, "entryTitle": page.entry_title}
    reason = "entry of a feed" if page.fetched_at is None else "the entry was updated, or an earlier try failed"
    return {name: value for name, value in told.items() if value} | {"why": reason, "attempt": str(attempts)}


def by_host(jobs: Iterable[JobT], url: Callable[[JobT], str]) -> list[list[JobT]]:
    """Group jobs by what is paced together, the longest group first: it would end last anyway."""
    groups: dict[str, list[JobT]] = {}
    for job in jobs:
        groups.setdefault(pace_key(url(job)), []).append(job)
    return sorted(groups.values(), key=len, reverse=True)


def side_by_side(
    groups: Sequence[Sequence[JobT]], work: Callable[[JobT], ResultT], fetcher: Fetcher
) -> Iterator[ResultT]:
    """Yield the result of each job as it comes: groups side by side, in order within a group."""
    results: queue.SimpleQueue[tuple[ResultT | None, BaseException | None]] = queue.SimpleQueue()
    stopped = threading.Event()

    def run(group: Sequence[JobT]) -> None:
        for job in group:
            if stopped.is_set():
                return
            try:
                results.put((work(job), None))
            except BaseException as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
                results.put((None, error))
                return

    executor = ThreadPoolExecutor(max(1, min(fetcher.settings.hosts_at_once, len(groups))), "fetch")
    try:
        for group in groups:
            executor.submit(run, group)
        for _ in range(sum(map(len, groups))):
            result, error = results.get()
            if error is not None:
                raise error
            yield result  # type: ignore[misc]
    finally:
        stopped.set()
        executor.shutdown(wait=True, cancel_futures=True)
