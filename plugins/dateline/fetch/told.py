"""What is known of a provider's stories before its feed is polled: those that came already, and those taken down.

A feed in one of the wire's own formats brings its stories along, all of them every time: what is known of them decides
which are archived.
"""

from __future__ import annotations

import dataclasses
import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from dateline.records import Entry, stable_id

SHORTEST_WORDS, SHORTEST_PATH = 12, 10
"""Shorter headlines, names and paths stand in feeds that do not tell of the story too."""


@dataclass(frozen=True, slots=True)
class ToldStories:
    """`versions`: of each story that came already, by the hash of its key, the etag of its bytes and when the agency
    changed it last. `down`: hashes of the addresses of stories that were taken down."""

    versions: Mapping[str, tuple[str | None, datetime | None]] = dataclasses.field(default_factory=dict)
    down: frozenset[str] = frozenset()

    def is_down(self, entry: Entry) -> bool:
        return stable_id(entry.url) in self.down

    def has(self, entry: Entry) -> bool:
        """Tell whether this version of a story, or a later one, came already."""
        etag, updated_at = self.versions.get(stable_id(entry.url), (None, None))
        if etag is None or entry.etag is None:
            return False
        return etag == entry.etag or bool(updated_at and entry.updated_at and entry.updated_at < updated_at)


def told_stories(versions: Mapping[str, Sequence[Any]], down: Iterable[str]) -> ToldStories:
    """Return what `plan` wrote down: of each story its etag and its instant as text."""
    read = {
        id_: (etag, datetime.fromisoformat(updated_at) if updated_at else None)
        for id_, (etag, updated_at) in versions.items()
    }
    return ToldStories(read, frozenset(down))


def needles_of(urls: Iterable[str], titles: Iterable[str]) -> list[bytes]:
    """Return the bytes by which a feed that tells of stories is known: address, path, guid, headline, also escaped."""
    parts = [urlsplit(url) for url in urls]
    words = {part.geturl() for part in parts} | {title for title in titles if len(title) >= SHORTEST_WORDS}
    words |= {guid for part in parts if len(guid := unquote(part.fragment)) >= SHORTEST_WORDS}
    words |= {part._replace(scheme="", netloc="").geturl() for part in parts if len(part.path) >= SHORTEST_PATH}
    words |= {html.escape(word) for word in words} | {html.escape(word, quote=False) for word in words}
    words |= {json.dumps(word)[1:-1] for word in words}
    return [word.encode("utf-8", "replace") for word in sorted(words)]
