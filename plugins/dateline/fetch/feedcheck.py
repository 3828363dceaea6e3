"""What each feed answers today, a line a feed: `dateline feeds check [FILE|URL ...]`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateline.config import read_feeds_file
from dateline.fetch.fetcher import Fetcher
from dateline.fetch.polling import PolledFeed, poll_feeds
from dateline.records import Feed, FeedState


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What one feed answered. `newest_at` is the latest date of its entries; `is_good`: it can be lived with."""

    feed: Feed
    status: int | None
    kind: str
    n_entries: int
    n_dated: int
    newest_at: datetime | None
    problem: str | None
    moved_to: str | None

    @property
    def is_good(self) -> bool:
        return self.n_entries > 0

    def line(self) -> str:
        """Return the answer as one line: verdict, status, kind, entries, dates, newest, name, what is wrong."""
        newest = f"{self.newest_at:%Y-%m-%d %H:%M}" if self.newest_at else "-"
        notes = [self.problem] if self.problem else []
        notes += [f"moved to {self.moved_to}"] if self.moved_to else []
        head = f"{'ok ' if self.is_good else 'BAD'} {self.status or '---'} {self.kind:<12} {self.n_entries:>5} entries"
        told = f"  ({'; '.join(notes)})" if notes else ""
        return f"{head} {self.n_dated:>5} dated  newest {newest:<16}  {self.feed.name}  {self.feed.url}{told}"


def told_feeds(checks: Sequence[FeedCheck]) -> list[str]:
    """Return a line for each feed and a last line of sums."""
    counted = Counter("good" if check.is_good else "bad" for check in checks)
    return [check.line() for check in checks] + [f"{len(checks)} feeds: {counted['good']} good, {counted['bad']} bad"]


def examine_feeds(feeds: Sequence[Feed], fetcher: Fetcher) -> list[FeedCheck]:
    """Ask every feed once, without conditions; return what each answered, in the order given."""
    places = {feed.url: place for place, feed in enumerate(feeds)}
    checks = [_check(polled) for polled in poll_feeds([(feed, FeedState(feed.url)) for feed in feeds], fetcher)]
    return sorted(checks, key=lambda check: places[check.feed.url])


def read_feed_targets(targets: Iterable[str]) -> tuple[list[Feed], tuple[str, ...]]:
    """Return the feeds that the command's words name, each once, and the private networks their files allow.

    A word with `://` is a feed's address, any other a feeds file. Raises ConfigError for a file that cannot be read.
    """
    feeds: dict[str, Feed] = {}
    allowed: dict[str, None] = {}
    for target in targets:
        if "://" in target:
            feeds.setdefault(target, Feed(url=target, name=target.partition("://")[2].partition("/")[0]))
        else:
            wire = read_feeds_file(Path(target))
            allowed |= dict.fromkeys(wire.allow_private)
            for feed in wire.feeds:
                feeds.setdefault(feed.url, feed)
    return list(feeds.values()), tuple(allowed)


def _check(polled: PolledFeed) -> FeedCheck:
    dates = list(_dates(polled))
    return FeedCheck(
        feed=polled.feed,
        status=polled.status,
        kind=polled.parsed.kind if polled.parsed else "-",
        n_entries=len(polled.entries),
        n_dated=len(dates),
        newest_at=max(dates, default=None),
        problem=polled.problem or _stale(max(dates, default=None)),
        moved_to=polled.state.moved_to,
    )


def _dates(polled: PolledFeed) -> Iterator[datetime]:
    for entry in polled.entries:
        at = entry.published_at or entry.updated_at
        if at is not None:
            yield at


def _stale(newest_at: datetime | None) -> str | None:
    """Return a word of warning for a feed that answers but has stopped."""
    days = (datetime.now(UTC) - newest_at).days if newest_at else 0
    return f"nothing new for {days} days" if days > 7 else None
