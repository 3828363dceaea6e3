"""The steps of a night: files of the step before in, files of its own out, safe to run again.

Each step is a plain function of a `Run` and paths; Airflow's tasks, `dateline run` and the tests call the same ones.
What a step needs that is heavy (trafilatura, spaCy, DuckDB, Great Expectations) is imported inside it.
The steps that open the warehouse are in `dateline.loading`, `dateline.staging` and `dateline.publishing`.
"""

from __future__ import annotations

import dataclasses
import itertools
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from dateline.auditing import check_rows
from dateline.errors import DatelineError, NightBlocked
from dateline.feeds.wirerecords import provider_home
from dateline.loading import load
from dateline.publishing import publish
from dateline.records import Article, Document, Entry, Feed, FeedState, Page, as_json, from_json
from dateline.remembered import forgotten_among, known_feeds, known_pages
from dateline.runs import Run, RunStatus, read_json, read_lines, write_json, write_lines
from dateline.staging import check_night, cluster
from dateline.telling import close, tell

if TYPE_CHECKING:
    from dateline.archive.writing import Earlier
    from dateline.parse.parser import Parser

__all__ = [
    "check_night", "check_rows", "close", "cluster", "extract", "fetch", "load", "parse", "plan", "poll", "publish",
    "run_night", "select", "tell",
]  # fmt: skip

logger = logging.getLogger(__name__)

RETRIED_OUTCOMES = frozenset({"consent", "paywall", "shell", "empty", "failed", "truncated", "timed_out", "robots"})
"""Outcomes that another night may mend; they become final after `fetch.max_page_attempts` nights."""

STORIES_KNOWN = 5
"""Of a provider's stories the newest of so many times `fetch.max_entries` are known to its feeds' polls."""

PartT = TypeVar("PartT")


# -------------------------------------------------------------------------------------------------------- plan


def plan(run: Run) -> list[Path]:
    """Write batches of the feeds to poll, no host in two of them; at least one batch, be it empty."""
    with run.timed("plan"):
        wire = run.wire()
        states, told, down = known_feeds(run, run.settings.fetch.max_entries * STORIES_KNOWN)
        due = [feed for feed in wire.feeds if feed.enabled and _is_due(states.get(feed.url), run)]
        pairs = [(feed, states.get(feed.url) or FeedState(feed.url)) for feed in due]
        batches = _batches_by_host(pairs, lambda pair: pair[0].url, run.settings.batches.feeds)
        paths = []
        for number, batch in enumerate(batches or [[]]):
            rows = [
                {
                    "feed": as_json(feed), "state": as_json(state),
                    "told": told.get(provider_home(feed.url, feed.publisher), {}),
                }
                for feed, state in batch
            ]  # fmt: skip
            paths.append(run.path("plan", f"{number:03d}", "json"))
            write_json(paths[-1], rows)
        write_json(run.path("plan", "tombstones", "json"), down)
        _write_index(run, "plan", paths)
    logger.info("planned feeds=%d batches=%d skipped=%d", len(due), len(paths), len(wire.feeds) - len(due))
    return paths


def _is_due(state: FeedState | None, run: Run) -> bool:
    from dateline.fetch.health import is_held

    if state is not None and (state.health == "gone" or is_held(state, run.logical_at)):
        return False
    if not run.due_only or state is None or state.next_due_at is None:
        return True
    return state.next_due_at <= run.logical_at


def _batches_by_host(parts: Iterable[PartT], url: Any, size: int) -> list[list[PartT]]:
    """Fill batches of about `size`, each host whole in one of them."""
    by_host: dict[str, list[PartT]] = defaultdict(list)
    for part in parts:
        by_host[host_of(url(part))].append(part)
    batches: list[list[PartT]] = []
    for host in sorted(by_host, key=lambda name: (-len(by_host[name]), name)):
        room = next((batch for batch in batches if len(batch) + len(by_host[host]) <= size), None)
        if room is None:
            batches.append(by_host[host])
        else:
            room.extend(by_host[host])
    return batches


def host_of(url: str) -> str:
    """Return `scheme://host:port`, the unit of pacing.

    >>> host_of("https://example.org/a")
    'https://example.org:443'
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return "file://"
    return f"{parts.scheme}://{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


# -------------------------------------------------------------------------------------------------------- poll


def poll(run: Run, batch: Path) -> Path:
    """Ask each feed of the batch for what is new; a bad feed is a line with its problem, never an error."""
    from dateline.archive.writing import WarcWriter
    from dateline.fetch.fetcher import Fetcher
    from dateline.fetch.polling import poll_feeds
    from dateline.fetch.told import told_stories

    with run.timed("poll", batch.stem):
        planned = read_json(batch)
        pairs = [(from_json(Feed, row["feed"]), from_json(FeedState, row["state"])) for row in planned]
        tombstones = run.path("plan", "tombstones", "json")
        down = read_json(tombstones) if tombstones.exists() else []
        told = {row["feed"]["url"]: told_stories(row.get("told", {}), down) for row in planned}
        settings = run.settings.for_feeds(run.wire())
        warc = _warc_path(run, "poll", batch.stem)
        with (
            WarcWriter(warc, contact=settings.fetch.contact) as writer,
            Fetcher(settings.fetch, writer=writer) as fetcher,
        ):
            polled = list(poll_feeds(pairs, fetcher, now=run.logical_at, told=told))
        _erase(warc, [entry for one in polled for entry in one.down])
        rows = [
            {
                "feed": as_json(one.feed), "state": as_json(one.state), "status": one.status, "problem": one.problem,
                "entries": [as_json(_placed(entry, warc, settings.home)) for entry in one.entries],
            }
            for one in sorted(polled, key=lambda one: one.feed.url)
        ]  # fmt: skip
        write_lines(run.path("poll", batch.stem), rows)
    answered = sum(one.problem is None for one in polled)
    logger.info("polled feeds=%d ok=%d entries=%d", len(polled), answered, sum(len(one.entries) for one in polled))
    return run.path("poll", batch.stem)


def _erase(warc: Path, down: Sequence[Entry]) -> None:
    """Take the answers of feeds that still tell of what was taken down out of the archive again."""
    from dateline.archive.erasing import erase_spans, find_records
    from dateline.fetch.told import needles_of

    if not down or not warc.exists():
        return
    needles = needles_of([entry.url for entry in down], [entry.title for entry in down if entry.title])
    erasures, _ = find_records([warc], (), lambda body: any(needle in body for needle in needles))
    for erasure in erasures:
        erase_spans(warc, erasure.spans)


def _placed(entry: Entry, warc: Path, home: Path) -> Entry:
    """Return an entry that brought its story with the file in which that lies."""
    return entry if entry.warc_offset is None else dataclasses.replace(entry, warc_file=str(warc.relative_to(home)))


def _warc_path(run: Run, step: str, batch: str) -> Path:
    """Return a file that is not there yet: what an earlier try at this step fetched is kept, pages may lie in it."""
    folder, name = run.settings.home / "archive" / f"{run.logical_at:%Y/%m/%d}", f"{run.name}-{step}-{batch}"
    tries = itertools.chain([f"{name}.warc.gz"], (f"{name}.{number}.warc.gz" for number in itertools.count(2)))
    return next(path for each in tries if not (path := folder / each).exists())


# ------------------------------------------------------------------------------------------------------ select


def select(run: Run, polled: Sequence[Path]) -> list[Path]:
    """Write batches of the pages to fetch: entries not seen, entries updated since, and failed pages worth another try.

    Grouped by host: no host is in two batches. At least one batch, be it empty.
    """
    with run.timed("select"):
        wire = {feed.url: feed for feed in run.wire().feeds}
        entries: dict[str, Entry] = {}
        for path in sorted(polled):
            for row in read_lines(path):
                for fields in row["entries"]:
                    entry = from_json(Entry, fields)
                    entries.setdefault(entry.url, entry)
        for url in forgotten_among(run, list(entries)):
            del entries[url]
        known, unfinished = known_pages(run, list(entries))
        pages = [page for entry in entries.values() if (page := _selected(entry, known.get(entry.url), run))]
        chosen = {page.url for page in pages}
        pages += [_again(page) for page in unfinished if page.url not in chosen and page.feed_url in wire]
        pages.sort(key=lambda page: page.url)
        batches = _batches_by_host(pages, lambda page: page.url, run.settings.batches.pages)
        paths = []
        for number, batch in enumerate(batches or [[]]):
            paths.append(run.path("select", f"{number:03d}"))
            write_lines(paths[-1], (as_json(page) for page in batch))
        _write_index(run, "select", paths)
    logger.info("selected pages=%d batches=%d of entries=%d", len(pages), len(paths), len(entries))
    return paths


def _selected(entry: Entry, known: Page | None, run: Run) -> Page | None:
    """Return the page to fetch for an entry, None when what is known of it suffices."""
    fresh = {
        "entry_title": entry.title, "entry_published_at": entry.published_at, "entry_updated_at": entry.updated_at,
    }  # fmt: skip
    if entry.etag is not None:
        return _brought(entry, known, run) if entry.warc_offset is not None else None
    if known is None:
        host = host_of(entry.url)
        return Page(entry.url, entry.feed_url, host, first_seen_at=run.logical_at, **fresh)  # type: ignore[arg-type]
    before = known.entry_updated_at or known.entry_published_at  # RSS dates a change only once there is one
    if entry.updated_at and before and entry.updated_at > before:
        return dataclasses.replace(known, attempts=0, is_final=False, **fresh)  # type: ignore[arg-type]
    return None if known.is_final else known


def _brought(entry: Entry, known: Page | None, run: Run) -> Page | None:
    """Return the page of an entry that brought its story; None when these bytes are known, or later ones."""
    if known is not None:
        is_older = entry.updated_at and known.entry_updated_at and entry.updated_at < known.entry_updated_at
        if is_older or entry.etag == known.etag:
            return _again(known) if known.outcome == "withheld" else None
    page = known or Page(entry.url, entry.feed_url, host_of(entry.url), first_seen_at=run.logical_at)
    return dataclasses.replace(
        page, outcome=None, is_final=False, detail=None, attempts=1, etag=entry.etag, fetched_at=run.logical_at,
        warc_file=entry.warc_file, warc_offset=entry.warc_offset, entry_title=entry.title,
        entry_published_at=entry.published_at, entry_updated_at=entry.updated_at,
    )  # fmt: skip


def _again(page: Page) -> Page:
    """Return an unfinished page for another try: what is withheld is read again where it lies, not asked for."""
    return dataclasses.replace(page, outcome=None, detail=None) if page.outcome == "withheld" else page


# ------------------------------------------------------------------------------------------------------- fetch


def fetch(run: Run, batch: Path) -> Path:
    """Fetch the pages of a batch into a WARC file; a page that cannot be had is a line with its reason."""
    from dateline.archive.writing import WarcWriter
    from dateline.fetch.batches import fetch_pages
    from dateline.fetch.fetcher import Fetcher

    with run.timed("fetch", batch.stem):
        selected = [from_json(Page, row) for row in read_lines(batch)]
        pages = [page for page in selected if not page.is_archived]
        settings = run.settings.for_feeds(run.wire())
        warc = _warc_path(run, "fetch", batch.stem)
        named = str(warc.relative_to(settings.home))
        fetched = [page for page in selected if page.is_archived]
        if pages:
            with (
                WarcWriter(warc, contact=settings.fetch.contact, earlier=_earlier(run, pages, warc)) as writer,
                Fetcher(settings.fetch, writer=writer) as fetcher,
            ):
                fetched += fetch_pages(pages, fetcher, named)
        fetched.sort(key=lambda page: page.url)
        write_lines(run.path("fetch", batch.stem), (as_json(page) for page in fetched))
    logger.info("fetched pages=%d archived=%d", len(fetched), sum(page.outcome is None for page in fetched))
    return run.path("fetch", batch.stem)


def _earlier(run: Run, pages: Sequence[Page], warc: Path) -> Callable[[str], Earlier | None] | None:
    """Return what finds the archived answer of an earlier night for a page: the same bytes again are not kept twice.

    Where old WARC files are removed (`keep.archive_days`) nothing may refer to them.
    """
    from dateline.archive.reading import find_earlier

    if run.settings.keep.archive_days:
        return None
    home = run.settings.home
    places = {page.url: (home / page.warc_file, page.warc_offset) for page in pages if page.warc_file}

    def earlier(url: str) -> Earlier | None:
        path, offset = places.get(url, (None, None))
        return find_earlier(path, offset, warc.parent) if path is not None and offset is not None else None

    return earlier


# ----------------------------------------------------------------------------------------------------- extract


def extract(run: Run, fetched: Path) -> Path:
    """Read the article off each archived page; every page gets an outcome, and a reason when it is no article."""
    with run.timed("extract", fetched.stem):
        counts = {"pages": 0, "articles": 0}
        write_lines(run.path("extract", fetched.stem), _extracted(run, fetched, counts))
    logger.info("extracted pages=%d articles=%d", counts["pages"], counts["articles"])
    return run.path("extract", fetched.stem)


def _extracted(run: Run, fetched: Path, counts: dict[str, int]) -> Iterator[Mapping[str, Any]]:
    """Yield a line for each page, in order: those that wait to be read are read in processes that can be killed."""
    from dateline.articles.pool import processes_for, read_pages

    feeds = {feed.url: feed for feed in run.wire().feeds}
    n_waiting = sum(page.is_archived for page in _pages_in(fetched))
    waiting = (page for page in _pages_in(fetched) if page.is_archived)
    requests = (
        {
            "warc": str(run.settings.home / (page.warc_file or "")), "page": as_json(page),
            "feed": as_json(feeds.get(page.feed_url)), "now": as_json(run.logical_at),
        }
        for page in waiting
    )  # fmt: skip
    settings = run.settings.extract
    replies = read_pages(requests, settings, processes=processes_for(n_waiting, settings))
    for page in _pages_in(fetched):
        counts["pages"] += 1
        if not page.is_archived:
            yield {"page": as_json(page), "article": None}
            continue
        reply = next(replies)
        article = reply.get("article")
        if reply["outcome"] in ("failed", "timed_out"):
            logger.warning("%s: %s: %s", page.url, reply["outcome"], reply["detail"])
        counts["articles"] += article is not None
        told = _with_outcome(page, reply["outcome"], reply["detail"], article["id"] if article else None, run)
        yield {"page": as_json(told), "article": article}


def _pages_in(fetched: Path) -> Iterator[Page]:
    return (from_json(Page, row) for row in read_lines(fetched))


def _with_outcome(page: Page, outcome: Any, detail: str | None, article_id: str | None, run: Run) -> Page:
    given_up = page.attempts >= run.settings.fetch.max_page_attempts
    return dataclasses.replace(
        page, outcome=outcome, detail=detail,
        is_final=outcome != "withheld" if page.came_with_feed else outcome not in RETRIED_OUTCOMES or given_up,
        article_id=article_id or page.article_id,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- parse


def parse(run: Run, extracted: Path, parser: Parser | None = None) -> Path:
    """Code the events in each article; every article gets a line with its outcome, events found or not."""
    with run.timed("parse", extracted.stem):
        articles = [from_json(Article, row["article"]) for row in read_lines(extracted) if row["article"]]
        rows = list(_parsed(articles, parser)) if articles else []
        write_lines(run.path("parse", extracted.stem), rows)
    n_reports = sum(len(row["reports"]) for row in rows)
    logger.info("parsed articles=%d reports=%d", len(articles), n_reports)
    return run.path("parse", extracted.stem)


def _parsed(articles: Sequence[Article], parser: Parser | None) -> Iterator[Mapping[str, Any]]:
    if parser is None:
        from dateline.parse.parser import Parser

        parser = Parser.load()
    documents = [document_of(article) for article in articles]
    for article, parsed in zip(articles, parser.parse_batch(documents), strict=True):
        yield {
            "article_id": article.id, "version_id": article.version_id, "parser": parser.name,
            "outcome": parsed.outcome, "reason": parsed.reason, "reports": as_json(parsed.reports),
        }  # fmt: skip


def document_of(article: Article) -> Document:
    """Return what the parser reads of an article. Its id is the version's: reports belong to one text."""
    return Document(
        article.version_id, article.text, article.url, article.title, article.published_at,
        article.credit or article.publisher, article.language, article.modified_at,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- the whole, in a row


def run_night(run: Run) -> RunStatus:
    """Take a run through all its steps, skipping those whose files are whole; return how it ended.

    Raises what a step raised, after the run is told of and closed: a failed night is not taken up again, the next one
    finds all that it did not load. One that was killed is (see `runs.unfinished_run`).
    """
    try:
        _take_steps(run)
    except NightBlocked:
        pass
    except Exception as error:
        end_failed(run, error)
        raise
    tell(run)
    ended = run.outcome()
    run.close()
    return ended[0] if ended else "failed"


def end_failed(run: Run, error: Exception) -> None:
    """Write down that the run failed, tell people, close it. What goes wrong here (a full disk) hides no `error`."""
    reason = str(error) if isinstance(error, DatelineError) else f"{type(error).__name__}: {error}"
    try:
        run.end("failed", reason)
        tell(run)
        run.close()
    except (DatelineError, OSError) as further:
        logger.warning("run %s failed, and that could not be written down or told: %s", run.id, further)


def _take_steps(run: Run) -> None:
    batches = _indexed(run, "plan") or plan(run)
    polled = [_done(run.path("poll", batch.stem)) or poll(run, batch) for batch in batches]
    selected = _indexed(run, "select") or select(run, polled)
    fetched = [_done(run.path("fetch", batch.stem)) or fetch(run, batch) for batch in selected]
    extracted = [extract_once(run, batch) for batch in fetched]
    parsed = [parse_once(run, batch) for batch in extracted]
    load(run, polled, extracted, parsed)
    check_rows(run)
    cluster(run)
    check_night(run)
    publish(run)


def extract_once(run: Run, fetched: Path) -> Path:
    """Return what `extract` wrote for these pages, doing it when it is not there."""
    return _done(run.path("extract", fetched.stem)) or extract(run, fetched)


def parse_once(run: Run, extracted: Path, parser: Parser | None = None) -> Path:
    """Return what `parse` wrote for these articles, doing it when it is not there."""
    return _done(run.path("parse", extracted.stem)) or parse(run, extracted, parser)


def _done(path: Path) -> Path | None:
    return path if path.exists() else None


def _write_index(run: Run, step: str, paths: Sequence[Path]) -> None:
    write_json(run.path(step, "index", "json"), [path.name for path in paths])


def _indexed(run: Run, step: str) -> list[Path]:
    index = run.path(step, "index", "json")
    return [index.with_name(name) for name in read_json(index)] if index.exists() else []
