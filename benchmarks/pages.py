"""Pages that the project ships, for the benchmarks of extraction: those of the sample wire and of the tests."""

from __future__ import annotations

import gzip
import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]

from samples.server import LAST_DAY, SampleWire  # noqa: E402
from samples.wire_stories import read_stories  # noqa: E402


def shipped_pages() -> list[tuple[str, str]]:
    """Return address and markup of every page of the sample wire and of `tests/pages`."""
    pages = []
    with SampleWire(base_port=0, day=LAST_DAY) as wire:
        for story in read_stories():
            if story.page == "article":
                with urllib.request.urlopen(wire.page_url(story), timeout=10) as answer:
                    url = f"https://www.{story.agency.key}.example.com{story.path}"
                    pages.append((url, _text(answer.read())))
    for path in sorted((ROOT / "tests" / "pages").glob("*.html")):
        pages.append((f"https://www.harbourpost.example.com/world/{path.stem}", path.read_text(encoding="utf-8")))
    return pages


def _text(body: bytes) -> str:
    """Return a page's markup; one agency of the sample wire still writes Windows-1252."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("windows-1252", "replace")


def pages_of(path: Path | None) -> list[tuple[str, str]]:
    """Return the pages of a file of `{"url", "html"}` lines (gzip or not), or those that ship with the project."""
    if path is None:
        return shipped_pages()
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [(row["url"], row["html"]) for row in map(json.loads, lines)]


def many_pages(count: int) -> Iterator[tuple[str, str]]:
    """Yield `count` pages, each at an address and with a first sentence of its own."""
    pages = shipped_pages()
    for number in range(count):
        url, html = pages[number % len(pages)]
        yield f"{url}?copy={number}", html.replace("<p>", f"<p>Dispatch number {number} of this desk. ", 1)
