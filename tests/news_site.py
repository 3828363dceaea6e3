"""A newspaper on loopback whose stories and feed a test rewrites between nights."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.runs import Run, begin_run
from dateline.store.snapshot import query_snapshot
from tests.wire_site import Site, serve

FIRST_NIGHT = datetime(2026, 3, 2, 22, tzinfo=UTC)

BOMBING = (
    "A bomb exploded at a market in Mosul in northern Iraq on Monday, killing {dead} people, police said.",
    "The device had been left in a parked car near the entrance of the market, a police officer said, and shops along "
    "the street were damaged when it went off in the morning.",
    "Nobody claimed responsibility for the attack. Traders said that they had asked for guards at the gates for weeks.",
)


@dataclass
class Newspaper:
    """A site with an Atom feed at `/feed`. Paths are of its pages; hours are counted from the first night's noon."""

    site: Site
    entries: dict[str, str] = field(default_factory=dict)

    def tell(
        self, path: str, title: str, paragraphs: Sequence[str], *, canonical: str | None = None, hour: float = 0.0
    ) -> None:
        """Publish a story at `path`, or a new version of the one that is there."""
        at = FIRST_NIGHT - timedelta(hours=10) + timedelta(hours=hour)
        link = f'<link rel="canonical" href="{self.site.base}{canonical}">' if canonical else ""
        body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        page = (
            f"<!doctype html><html lang=en><head><title>{escape(title)}</title>{link}"
            f'<meta property="article:published_time" content="2026-03-02T12:00:00Z"></head>'
            f"<body><article><h1>{escape(title)}</h1>{body}</article></body></html>"
        ).encode()
        self.site.answers[path] = lambda h: h.reply(200, page)
        self.entries[path] = (
            f"<entry><title>{escape(title)}</title><link href='{self.site.base}{path}'/><id>{path}</id>"
            f"<published>2026-03-02T12:00:00Z</published><updated>{at.isoformat()}</updated></entry>"
        )

    def feed(self, handler: Any) -> None:
        body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Tigris Post</title>{''.join(self.entries.values())}</feed>"
        handler.reply(200, body.encode(), "application/atom+xml")


@contextmanager
def print_newspaper() -> Iterator[Newspaper]:
    """Serve an empty newspaper until the block ends."""
    with serve() as site:
        paper = Newspaper(site)
        site.answers["/feed"] = paper.feed
        yield paper


def settings_over(home: Path, *urls: str, publisher: str = "Tigris Post") -> Settings:
    """Return settings for a home that reads the feeds at `urls`, of loopback."""
    feeds = "".join(
        f'[[feeds]]\nname = "Feed {n}"\npublisher = "{publisher}"\nurl = "{url}"\n' for n, url in enumerate(urls)
    )
    home.mkdir(parents=True, exist_ok=True)
    file = home / "feeds.toml"
    file.write_text(f'allow_private = ["127.0.0.0/8"]\n{feeds}', encoding="utf-8")
    settings = Settings.from_env(os.environ)
    return replace(
        settings, home=home / "home", feeds_file=file, fetch=replace(settings.fetch, pace_loopback_s=0.0)
    )  # fmt: skip


def night(settings: Settings, day: int) -> Run:
    """Begin the run of a night, counted from the first."""
    at = FIRST_NIGHT + timedelta(days=day)
    return begin_run(settings, f"cli__{at.isoformat()}", at)


def hold(settings: Settings, day: int) -> None:
    """Hold a night; it must be published."""
    assert pipeline.run_night(night(settings, day)) == "published"


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the snapshot."""
    return query_snapshot(settings.home / "current.duckdb", query)[1]
