"""Read each feed file of a folder by Dateline and by feedparser alone: who gives entries where the other does not?

    pip download --no-binary :all: --no-deps feedparser==6.0.14 -d suites && tar xzf suites/*.tar.gz -C suites
    .venv/bin/python scripts/feed_suites.py suites              # 2,242 files, ten seconds

The test suites of feed parsers are not ours to ship; they come with their source packages. Most of their files test one
element, and their entries have no link: such an entry leads to no story, so Dateline leaves it out and says of how
many ("none of 3 entries has a link"), which must be as many as feedparser alone gives. A guid that is no address is no
link, though feedparser takes it for one. Prints JSON: files, how many ended how, and the names of those that crashed,
lost all their entries, some of them, or miscounted those without a link. Exit 0: none of these; 1: some.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dateline.feeds.links import absolute_url
from dateline.feeds.reading import MAX_ENTRIES, parse_feed

URL = "http://suite.example/folder/feed.xml"
SUFFIXES = frozenset({".xml", ".rss", ".rdf", ".atom", ".feed", ".json", ".cdf"})
NAMED = ("crashed", "lost", "fewer", "unseen")
_LINKLESS = re.compile(r"none of (\d+) entries has a link")


def main(argv: Sequence[str]) -> int:
    """Read the folders; print what was found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders of feed files, or files")
    parser.add_argument("--show", action="store_true", help="name also the files whose entries have no link")
    arguments = parser.parse_args(argv)
    ends: dict[str, list[str]] = {}
    for path in _files(arguments.folders):
        ends.setdefault(judged(path.read_bytes()), []).append(str(path))
    told = Counter({end: len(paths) for end, paths in ends.items()})
    wanted = (*NAMED, "no link") if arguments.show else NAMED
    named = {end: ends[end] for end in wanted if end in ends}
    print(json.dumps({"files": told.total(), "ends": dict(told.most_common()), "named": named}, indent=1))
    return int(any(end in ends for end in NAMED))


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        found = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        yield from (path for path in found if path.is_file() and path.suffix.lower() in SUFFIXES)


def judged(body: bytes) -> str:
    """Return how one file ended: "same" or "more" (entries than feedparser alone), "none" (neither has any), "no link"
    (both see as many entries, and none that could be fetched), else what is wrong.
    """
    theirs = feedparser_entries(body)
    wanted = {address for entry in theirs if (address := _address(entry))}
    try:
        parsed = parse_feed(body, URL)
    except Exception:  # noqa: BLE001 - to find out is what this is for
        return "crashed"
    n_ours = len(parsed.entries)
    if n_ours < min(len(wanted), MAX_ENTRIES):
        return "fewer" if n_ours else "lost"
    if n_ours:
        return "more" if n_ours > len(wanted) else "same"
    if not theirs:
        return "none"
    said = _LINKLESS.search(parsed.problem or "")
    return "no link" if said and int(said[1]) >= len(theirs) else "unseen"


def feedparser_entries(body: bytes) -> list[Any]:
    """Return the entries that feedparser alone gives."""
    import feedparser

    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            return list(feedparser.parse(io.BytesIO(body)).entries)
        except Exception:  # noqa: BLE001 - its own crash is not ours
            return []


def _address(entry: Any) -> str:
    link, guid = str(entry.get("link") or ""), str(entry.get("id") or "")
    is_link = link != guid or re.match(r"(?i)https?://|/", guid)
    return absolute_url(link, URL) if link and is_link else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
