"""A night's acquisition under load: 1,000 feeds, 20,000 pages on loopback, one in twenty faulty.

    .venv/bin/python benchmarks/load_wire.py                     # 100 feeds, 1,000 pages: some seconds
    .venv/bin/python benchmarks/load_wire.py --feeds 1000 --pages 20000

Plans, polls, selects and fetches as a night does, against a server in a process of its own, which measures how each of
its 250 hosts is asked. Ends by itself; with 1 when a page that can be had is not had, a host was asked faster than its
pace or twice at once, or memory grew by more than a fifth over the later batches.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.runs import begin_run, read_lines

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from loopback_site import fault_of, host_of  # noqa: E402

AT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
SLACK_S = 0.002
"""Clocks of two processes, and the time that a request takes to the server."""


@dataclass
class Served:
    port: int
    told: dict[str, Any]


@contextmanager
def serving(n_feeds: int, n_pages: int) -> Iterator[Served]:
    """Serve the site in a process of its own; what it saw is told when the block ends."""
    command = [sys.executable, str(HERE / "loopback_site.py"), str(n_feeds), str(n_pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        served = Served(int(process.stdout.readline()), {})
        try:
            yield served
        finally:
            process.stdin.close()
            served.told.update(json.loads(process.stdout.readline()))


def resident_mb() -> float:
    """Return this process's memory, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def hold(home: Path, served: Served, n_feeds: int, n_pages: int, pace_s: float) -> tuple[dict[str, Any], list[str]]:
    """Acquire everything once; return what was measured, and what is wrong."""
    feeds = home / "feeds.toml"
    tables = "".join(
        f'[[feeds]]\nname = "Feed {n}"\nurl = "http://{host_of(n)}:{served.port}/feed/{n}"\n' for n in range(n_feeds)
    )
    feeds.write_text(f'allow_private = ["127.0.0.0/8"]\n{tables}', encoding="utf-8")
    settings = Settings.from_env({"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds)})
    settings = replace(settings, fetch=replace(settings.fetch, pace_loopback_s=pace_s, read_timeout_s=5.0))
    settings = replace(settings, batches=replace(settings.batches, feeds=500, pages=2_000))
    run = begin_run(settings, "cli__load", AT)
    started = time.monotonic()
    polled = [pipeline.poll(run, batch) for batch in pipeline.plan(run)]
    polled_s = time.monotonic() - started
    batches = pipeline.select(run, polled)
    memory, outcomes, urls = [], Counter[str](), set[str]()
    started = time.monotonic()
    for batch in batches:
        for row in read_lines(pipeline.fetch(run, batch)):
            outcomes[str(row["outcome"] or "archived")] += 1
            urls.add(row["url"])
        memory.append(resident_mb())
    measured = {
        "feeds": n_feeds, "pages": n_pages, "poll_s": round(polled_s, 1),
        "fetch_s": round(time.monotonic() - started, 1),
        "pages_per_s": round(n_pages / (time.monotonic() - started)), "outcomes": dict(outcomes),
        "memory_mb": {"first": round(memory[0]), "middle": round(memory[len(memory) // 2]), "last": round(memory[-1])},
    }  # fmt: skip
    gone = sum(fault_of(n) == "404" for n in range(n_pages))
    wrong = []
    if len(urls) != n_pages or outcomes != Counter({"archived": n_pages - gone, "404": gone}) - Counter():
        wrong.append(f"lost pages: {len(urls)} of {n_pages} have an outcome: {dict(outcomes)}, {gone} are really gone")
    if memory[-1] > 1.2 * memory[len(memory) // 4] + 10:
        wrong.append(f"memory grows: {[round(one) for one in memory]}")
    return measured, wrong


def main(argv: Sequence[str]) -> int:
    """Run the load once; print what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--pace", type=float, default=0.05, help="seconds between two requests to one host")
    arguments = parser.parse_args(argv)
    n_feeds, n_pages = arguments.feeds, arguments.pages
    with tempfile.TemporaryDirectory(prefix="dateline-load-") as home, serving(n_feeds, n_pages) as served:
        measured, wrong = hold(Path(home), served, n_feeds, n_pages, arguments.pace)
    if served.told["shortest_pause_s"] < arguments.pace - SLACK_S:
        wrong.append(f"a host was asked after {served.told['shortest_pause_s']:.3f} s")
    if served.told["most_at_once"] > 1:
        wrong.append(f"a host was asked {served.told['most_at_once']} times at once")
    print(json.dumps(measured | {"server": served.told, "wrong": wrong}, indent=1))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
