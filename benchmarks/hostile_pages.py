#!/usr/bin/env python3
"""What becomes of pages that are made to hurt: outcome, seconds and peak memory of the process that read each.

    .venv/bin/python benchmarks/hostile_pages.py [--limit 30]

Exit 1 when a page has no outcome, took longer than its limit, or its process held 500 MB or more.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pages  # noqa: F401 - puts the project on the path
from dateline.archive.writing import Exchange, WarcWriter
from dateline.articles.pool import read_pages
from dateline.config import ExtractSettings
from dateline.records import Page, as_json

URL = "https://www.harbourpost.example.com/world/kadir-crossing-mortar"
TOLD = "<p>Two people were killed on Monday when a shell hit the market, police in Mirador said.</p>"
MAX_MB = 500


def hostile() -> Iterator[tuple[str, bytes, list[tuple[str, str]]]]:
    """Yield a name, a body as the wire carries it, and its headers."""
    html = [("Content-Type", "text/html; charset=utf-8")]
    deep = "<div>" * 60_000 + TOLD * 5 + "</div>" * 60_000
    attributes = " ".join(f"a{n}='x'" for n in range(300_000))
    for name, text in (
        ("60,000 tags deep", deep),
        ("60,000 inline tags deep", "<b>" * 60_000 + TOLD * 5),
        ("120,000 paragraphs", "<article>" + TOLD * 110_000 + "</article>"),
        ("59,000 links", "<a href='/x'>Two people were killed on Monday</a>" * 59_000),
        ("one element of 8 MB", "<article><p>" + "Two people were killed. " * 333_000 + "</p>"),
        ("one word of 8 MB", "<article><p>" + "a" * 8_000_000 + "</p>"),
        ("5 MB of brackets", "<" * 5_000_000),
        ("300,000 attributes", f"<p {attributes}>{TOLD * 5}"),
        ("5,000 tables in each other", "<table><tr><td>" * 5_000 + TOLD * 5),
        ("NUL", "\0<body>\0" + TOLD * 5),
        ("broken JSON-LD", '<script type="application/ld+json">' + '{"a":[' * 50_000 + "</script>" + TOLD * 5),
        (
            "8 MB of JSON-LD",
            '<script type="application/ld+json">[' + '{"@type":"NewsArticle"},' * 330_000 + "</script>" + TOLD,
        ),
        ("59,000 pictures in one box", "<div class='photo'>" + "<img>" * 59_000 + "</div>" + TOLD * 5),
        ("14,000 cards", "<article>" + TOLD * 3 + f"<a href='/x'><div>{TOLD}</div></a>" * 14_000),
        ("captions in each other", f"<div class='caption'>{TOLD}" * 29_000),
        ("55,000 spans of one sentence", "<article><p>" + "<span class='visually-hidden'>Two</span> killed. " * 55_000),
        ("25,000 lines said twice", "<article>" + "".join(f"<p>{n} killed. {TOLD[3:]}" for n in range(25_000)) * 2),
        ("a title of 8 MB", f"<title>{'Two killed - ' * 600_000}</title><h1>{'Two killed ' * 70_000}</h1>" + TOLD * 5),
        ("a byline of 8 MB", f"<p class='byline'>By {'Ann Marlow and ' * 550_000}</p>" + TOLD * 5),
        ("a class of 8 MB", f"<article class='{'caption-author-bio ' * 420_000}'>" + TOLD * 5),
        (
            "60,000 authors",
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Two killed","author":['
            + '{"name":"Ann Marlow"},' * 60_000
            + '{"name":"Tom Keto"}]}</script>'
            + TOLD * 5,
        ),
        ("50,000 meta tags", "<meta name='author' content='Ann Marlow and Tom Keto'>" * 50_000 + TOLD * 5),
        ("entities", "<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" + "&b;" * 100_000 + TOLD),
    ):
        yield name, f"<html><body>{text}</body></html>".encode(), html
    yield "lone surrogates", f"<html><body>\ud800{TOLD}\udfff</body></html>".encode("utf-8", "surrogatepass"), html
    yield (
        "UTF-16 without a label",
        f"<html><body>{TOLD}</body></html>".encode("utf-16"),
        [("Content-Type", "text/html")],
    )
    yield (
        "a wrong charset label",
        f"<html><body>{TOLD}</body></html>".encode(),
        [("Content-Type", "text/html; charset=utf-32")],
    )
    yield (
        "half of a pair in UTF-16",
        f"<html><body>{TOLD * 5}</body></html>".encode("utf-16") + b"\x00\xd8\x41",
        [("Content-Type", "text/html; charset=utf-16")],
    )
    bomb = gzip.compress(b"<p>" + b"\0" * 100_000_000)
    yield "a gzip bomb of 100 MB", bomb, [*html, ("Content-Encoding", "gzip")]
    yield "a gzip bomb of 60 MB", gzip.compress(b"<p>a" * 15_000_000), [*html, ("Content-Encoding", "gzip")]


def main() -> int:
    """Read each page in a process of its own, print what became of it."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--limit", type=float, default=30.0, help="seconds a page may take")
    arguments.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.one is not None:
        return _read_one(asked.one, asked.limit)
    bad = 0
    for number, (name, _, _) in enumerate(hostile()):
        command = [sys.executable, __file__, "--one", str(number), "--limit", str(asked.limit)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        told = json.loads(done.stdout or "{}")
        is_bad = not told or "Traceback" in done.stderr or told["mb"] >= MAX_MB or told["s"] > asked.limit + 2
        bad += is_bad
        line = (
            f"{told['outcome']:<10} {told['s']:6.2f} s {told['mb']:5.0f} MB  {told['detail']}" if told else done.stderr
        )
        print(f"{'BAD' if is_bad else 'ok '} {name:<28} {line}")
    return int(bad > 0)


def _read_one(number: int, limit_s: float) -> int:
    """Read one page through the pool; its worker is this process's only child, so its memory can be told."""
    _, body, headers = next(page for n, page in enumerate(hostile()) if n == number)
    with tempfile.TemporaryDirectory() as folder:
        warc = Path(folder) / "a.warc.gz"
        with WarcWriter(warc) as writer:
            offset = writer.write_response(Exchange(URL, 200, "OK", headers, body, datetime.now(UTC)))
        page = Page(URL, "", "https://www.harbourpost.example.com:443", warc_file=str(warc), warc_offset=offset)
        request = {"warc": str(warc), "page": as_json(page), "feed": None}
        warming = {"id": "warm", "url": URL, "html": f"<html><body>{TOLD}</body></html>"}
        replies = read_pages([warming, request], ExtractSettings(processes=1, page_limit_s=limit_s))
        next(replies)  # the process has started: its loading is no page's time
        started = time.monotonic()
        reply = next(replies)
        seconds = time.monotonic() - started
        replies.close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    detail = str(reply["detail"] or f"{len(reply['article']['text']):,} characters")[:70]
    print(json.dumps({"outcome": reply["outcome"], "detail": detail, "s": seconds, "mb": peak, "pid": os.getpid()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
