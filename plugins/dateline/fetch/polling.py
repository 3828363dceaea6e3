"""Feeds polled, many hosts side by side, one request at a time for each: over HTTP, or from a watched folder.

One bad feed is a recorded outcome and never an exception.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dateline.errors import FetchError
from dateline.feeds.reading import ParsedFeed, Story
from dateline.feeds.wirerecords import provider_home
from dateline.feeds.worker import read_feed
from dateline.fetch.batches import by_host, side_by_side
from dateline.fetch.fetcher import Fetcher
from dateline.fetch.folders import FolderRefused, FolderState, list_folder, read_files
from dateline.fetch.health import answered, failed
from dateline.fetch.told import ToldStories
from dateline.records import Entry, Feed, FeedState

MIN_CHILD_SITEMAPS, MAX_CHILD_SITEMAPS = 3, 30
"""Of an index so many sitemaps are read at least; at most so many when the last poll was long ago."""


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """What became of one feed: its new state, what was in it, and `problem`, which may stand beside entries.

    `entries` are without the stories that were known; `down` are those that were taken down: nothing of them is kept.
    """

    feed: Feed
    state: FeedState
    entries: tuple[Entry, ...] = ()
    problem: str | None = None
    status: int | None = None
    parsed: ParsedFeed | None = None
    down: tuple[Entry, ...] = ()


def poll_feeds(
    feeds: Sequence[tuple[Feed, FeedState]], fetcher: Fetcher, *, now: datetime | None = None,
    told: Mapping[str, ToldStories] | None = None,
) -> Iterator[PolledFeed]:  # fmt: skip
    """Ask each feed for what is new, hosts side by side; one result for each feed, as they come.

    `now` is the run's logical time: what the states' `_at` fields are told in (default: the clock). `told` is what is
    known of each feed's stories, by its URL: these are not archived again. Raises ArchiveError when the archive does
    not take the bytes, nothing for a bad feed.
    """
    at, known = now or datetime.now(UTC), told or {}
    groups = by_host(feeds, lambda pair: asked_at(pair[0], pair[1], fetcher.settings.confirm_moves))
    ask = lambda pair: _poll(pair[0], pair[1], fetcher, at, known.get(pair[0].url, ToldStories()))  # noqa: E731
    return side_by_side(groups, ask, fetcher)


def asked_at(feed: Feed, state: FeedState, confirm_moves: int) -> str:
    """Return where a feed is asked: at its address, or where that led for good so many polls in a row."""
    return state.moved_to if state.moved_to and state.moved_seen >= confirm_moves else feed.url


def _poll(feed: Feed, state: FeedState, fetcher: Fetcher, now: datetime, told: ToldStories) -> PolledFeed:
    if feed.url.startswith("file:"):
        return _poll_folder(feed, state, fetcher, now, told)
    settings = fetcher.settings
    url = asked_at(feed, state, settings.confirm_moves)
    try:
        fetched = fetcher.get(
            url, etag=state.etag, last_modified=state.last_modified, max_bytes=settings.max_feed_bytes,
            pace_s=feed.pace_s, role="feed", keep_partial=True,
        )  # fmt: skip
    except FetchError as error:
        after = failed(state, now, error.reason, status=error.status, retry_after_s=error.retry_after_s)
        if url != feed.url and not error.held:  # the new address may have been a mistake: ask the old one next
            health = "hard" if after.health == "gone" else after.health
            after = replace(after, health=health, moved_to=None, moved_seen=0)
        return PolledFeed(feed, after, (), error.reason, error.status)
    state = _followed(state, feed.url, url, fetched.moved_to)
    if fetched.not_modified:
        after = answered(
            state, now, etag=fetched.etag or state.etag, last_modified=fetched.last_modified or state.last_modified,
            headers=fetched.headers,
        )  # fmt: skip
        return PolledFeed(feed, after, status=304)
    parsed = read_feed(
        fetched.body, fetched.final_url, content_type=fetched.content_type, max_entries=settings.max_entries,
        home=provider_home(feed.url, feed.publisher), limit_s=settings.feed_limit_s,
    )  # fmt: skip
    if parsed.sitemaps:
        parsed = _with_children(parsed, feed, fetcher, state.last_ok_at)
    if parsed.stories and fetched.truncated is not None:
        parsed = ParsedFeed("unknown", problem="half a story is none")
    problem = parsed.problem
    if fetched.truncated is not None:
        problem = f"cut short ({fetched.truncated}), read as far as it goes" + (f": {problem}" if problem else "")
    if parsed.kind in ("html", "unknown", "empty"):
        after = failed(state, now, problem or "not a feed")
        return PolledFeed(feed, replace(after, etag=None, last_modified=None), (), problem, fetched.status, parsed)
    entries = tuple(replace(entry, feed_url=feed.url) for entry in _archived(parsed, fetcher, told))
    down = tuple(entry for entry in parsed.entries if told.is_down(entry))
    whole = fetched.truncated is None
    after = answered(
        state, now, etag=fetched.etag if whole else None, last_modified=fetched.last_modified if whole else None,
        ttl_s=parsed.ttl_s, headers=fetched.headers, entries=parsed.entries,
    )  # fmt: skip
    return PolledFeed(feed, replace(after, last_error=problem), entries, problem, fetched.status, parsed, down)


def _followed(state: FeedState, own_url: str, asked_url: str, moved_to: str | None) -> FeedState:
    """Return the state with what was learnt about the feed's address: a move counts only while it stays the same."""
    if moved_to is None:
        return state if asked_url != own_url else replace(state, moved_to=None, moved_seen=0)
    if asked_url != own_url:
        return replace(state, moved_to=moved_to)  # it moved on from where it had moved to
    return replace(state, moved_to=moved_to, moved_seen=state.moved_seen + 1 if moved_to == state.moved_to else 1)


def _with_children(index: ParsedFeed, feed: Feed, fetcher: Fetcher, last_ok_at: datetime | None) -> ParsedFeed:
    """Return a sitemap index with the entries of its newest sitemaps; those are asked for whole every time.

    After an outage that is all that changed since the last good poll.
    """
    entries: dict[str, Entry] = {}
    problems = []
    changed = sum(at is not None and last_ok_at is not None and at >= last_ok_at for at in index.sitemaps_at)
    wanted = max(MIN_CHILD_SITEMAPS, min(MAX_CHILD_SITEMAPS, changed))
    for url in index.sitemaps[:wanted]:
        try:
            fetched = fetcher.get(
                url, max_bytes=fetcher.settings.max_feed_bytes, pace_s=feed.pace_s, role="feed", keep_partial=True
            )
        except FetchError as error:
            problems.append(str(error))
            continue
        child = read_feed(
            fetched.body, fetched.final_url, content_type=fetched.content_type,
            max_entries=fetcher.settings.max_entries, limit_s=fetcher.settings.feed_limit_s,
        )  # fmt: skip
        entries |= {entry.url: entry for entry in child.entries if entry.url not in entries}
        problems += [f"{url}: {child.problem}"] if child.problem else []
    if len(entries) > fetcher.settings.max_entries:
        problems.append(f"{len(entries)} entries, only the first {fetcher.settings.max_entries} read")
    kept = tuple(entries.values())[: fetcher.settings.max_entries]
    return replace(index, entries=kept, problem="; ".join(problems) or None)


# ------------------------------------------------------------------------------- stories that need no page


def _archived(
    parsed: ParsedFeed, fetcher: Fetcher, told: ToldStories, wanted: Collection[Entry] | None = None
) -> Iterator[Entry]:
    """Yield the entries that bring something new; those with a story say where it lies in the archive now.

    Only those of `wanted` where that is given. Nothing is archived, and no entry kept back, where nothing is written.
    """
    stories = {story.entry_url: story for story in parsed.stories}
    at = datetime.now(UTC)
    for entry in parsed.entries:
        if told.is_down(entry) or (wanted is not None and entry not in wanted):
            continue
        story = stories.get(entry.url)
        if fetcher.writer is None or story is None:
            yield entry
        elif not told.has(entry):
            yield replace(entry, warc_offset=_write(story, fetcher, at))


def _write(story: Story, fetcher: Fetcher, at: datetime) -> int:
    assert fetcher.writer is not None
    return fetcher.writer.write_resource(
        story.entry_url, story.body.encode("utf-8", "surrogatepass"), story.content_type, at
    )


def _poll_folder(feed: Feed, state: FeedState, fetcher: Fetcher, now: datetime, told: ToldStories) -> PolledFeed:
    settings = fetcher.settings
    try:
        folder = list_folder(feed.url, settings.wire_folders, settings.max_entries)
    except FolderRefused as error:
        return PolledFeed(feed, failed(state, now, str(error)), (), str(error))
    if folder.etag == state.etag:
        return PolledFeed(feed, answered(state, now, etag=folder.etag, last_modified=None), status=304)
    chosen, problems, kind = _newest_stories(feed, folder, fetcher)
    entries = tuple(_archived_files(feed, folder, fetcher, chosen, told))
    if folder.n_left_out:
        problems.append(f"{folder.n_left_out} older files left out")
    problem = "; ".join(problems[:5]) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else "")
    found = tuple(entry for _, entry in chosen.values())
    after = answered(state, now, etag=None if problem else folder.etag, last_modified=None, entries=found)
    after = replace(after, hole_from=None, hole_to=None)  # whoever empties the folder makes none
    parsed = ParsedFeed(kind, entries=found, problem=problem or None)  # type: ignore[arg-type]
    return PolledFeed(feed, replace(after, last_error=problem[:500] or None), entries, problem or None, None, parsed)


def _newest_stories(
    feed: Feed, folder: FolderState, fetcher: Fetcher
) -> tuple[dict[str, tuple[Path, Entry]], list[str], str]:
    """Return each story of a folder's files, of one that is told twice the newest, with its file; what is wrong with
    which file; and what kind of files they are."""
    problems, kind = [], "unknown"
    chosen: dict[str, tuple[Path, Entry]] = {}
    for path, body, problem in read_files(folder, fetcher.settings.max_feed_bytes):
        if body is None:
            problems.append(problem or path.name)
            continue
        parsed = _read_file(feed, path, body, fetcher)
        problems += [f"{path.name}: {parsed.problem}"] if parsed.problem else []
        kind = parsed.kind if parsed.stories else kind
        with_story = {story.entry_url for story in parsed.stories}
        for entry in parsed.entries:
            if entry.url in with_story and _is_newer(entry, chosen[entry.url][1] if entry.url in chosen else None):
                chosen[entry.url] = path, entry
    return chosen, problems, kind


def _archived_files(
    feed: Feed, folder: FolderState, fetcher: Fetcher, chosen: Mapping[str, tuple[Path, Entry]], told: ToldStories
) -> Iterator[Entry]:
    """Yield the chosen stories that are new, archived. Their files are read once more: all of them at once may be more
    than memory holds."""
    wanted = {entry: path for path, entry in chosen.values() if not told.is_down(entry) and not told.has(entry)}
    paths = set(wanted.values())
    with_news = replace(folder, files=tuple(path for path in folder.files if path in paths))
    for path, body, _ in read_files(with_news, fetcher.settings.max_feed_bytes):
        if body is not None:
            ours = {entry for entry, where in wanted.items() if where == path}
            yield from _archived(_read_file(feed, path, body, fetcher), fetcher, told, ours)


def _read_file(feed: Feed, path: Path, body: bytes, fetcher: Fetcher) -> ParsedFeed:
    settings = fetcher.settings
    return read_feed(
        body, feed.url, max_entries=settings.max_entries, fallback_guid=path.name,
        home=provider_home(feed.url, feed.publisher), limit_s=settings.feed_limit_s,
    )  # fmt: skip


def _is_newer(entry: Entry, other: Entry | None) -> bool:
    """Return True unless the other version of a story is known to be later. Files come as they were written."""
    return other is None or not (entry.updated_at and other.updated_at and entry.updated_at < other.updated_at)
