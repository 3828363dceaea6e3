#!/usr/bin/env python3
"""How fast articles are read off pages: CPU a page beside trafilatura, and pages per second with one and two processes.

    .venv/bin/python benchmarks/extract_speed.py [PAGES.jsonl[.gz]] [--rounds 3]

Without a file the pages that ship with the project are read. CPU is this process's own time, both on the same pages in
turn, the best of the rounds; trafilatura reads its metadata too. Pages per second are by the clock: leave the machine
alone meanwhile.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dateline.articles.extraction import extract_article
from dateline.articles.pool import read_pages
from dateline.config import ExtractSettings
from pages import pages_of

Pages = Sequence[tuple[str, str]]


def main() -> int:
    """Print the figures; exit 1 when a target is missed."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("pages", nargs="?", type=Path)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    pages = pages_of(asked.pages)
    print(f"{len(pages)} pages, {sum(len(html) for _, html in pages) / len(pages) / 1000:.0f} KB on average")
    ours, theirs = _cpu_ms(pages, _ours, asked.rounds), _cpu_ms(pages, _theirs, asked.rounds)
    print(f"CPU a page: dateline {ours:.1f} ms, trafilatura with metadata {theirs:.1f} ms: {ours / theirs:.2f} (0.7)")
    wanted = (list(pages) * (1 + 600 // len(pages)))[: max(600, len(pages))]
    speeds = {count: _pages_per_s(wanted, count) for count in (1, 2)}
    gain = speeds[2] / speeds[1]
    print(f"pages per second: 1 process {speeds[1]:.0f}, 2 processes {speeds[2]:.0f}: {gain:.2f} times (1.8)")
    return int(ours / theirs > 0.7 or gain < 1.8)


def _ours(html: str, url: str) -> None:
    extract_article(html, url)


def _theirs(html: str, url: str) -> None:
    from trafilatura import bare_extraction

    bare_extraction(html, url=url, with_metadata=True, include_comments=False)


def _cpu_ms(pages: Pages, read: Callable[[str, str], None], rounds: int) -> float:
    """Return milliseconds of CPU a page: the best of the rounds, after one page to load the libraries."""
    read(pages[0][1], pages[0][0])
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for url, html in pages:
            read(html, url)
        best = min(best, time.process_time() - started)
    return best / len(pages) * 1000


def _pages_per_s(pages: Pages, processes: int) -> float:
    """Return pages read per second of the clock, from the first reply on: starting the processes does not count."""
    requests = ({"id": url, "url": url, "html": html} for url, html in pages)
    settings = replace(ExtractSettings(), processes=processes)
    started, count = 0.0, 0
    for number, _ in enumerate(read_pages(requests, settings)):
        if number == 40:
            started = time.monotonic()
        count += number > 40
    return count / (time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
