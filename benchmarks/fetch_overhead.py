"""What fetching politely, safely and archived costs against bare httpx on the same addresses, in one run.

    .venv/bin/python benchmarks/fetch_overhead.py                # 600 pages, three rounds

Both ask one host after another over kept connections, without a pause; ours reads robots.txt, checks the address, caps
and inflates the body and writes a WARC file of everything. The rounds alternate and the medians are compared, so that
other work on the machine slows both; of processor time the least of each is, which other work moves hardly. Ends with 1
when the ratio of wall time is over 1.3.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import httpx

from dateline.archive.writing import WarcWriter
from dateline.config import FetchSettings
from dateline.fetch.fetcher import Fetcher

sys.path.insert(0, str(Path(__file__).parent))

from load_wire import serving
from loopback_site import fault_of, host_of

TARGET = 1.3


class Spent(NamedTuple):
    """Seconds that one round took: by the clock, and of this process's processor."""

    wall: float
    cpu: float


def spent(work: Callable[[], None]) -> Spent:
    """Do the work; return what it took."""
    wall, cpu = time.monotonic(), time.process_time()
    work()
    return Spent(time.monotonic() - wall, time.process_time() - cpu)


def bare(urls: Sequence[str]) -> None:
    """Fetch with httpx alone."""
    with httpx.Client() as client:
        for url in urls:
            client.get(url).raise_for_status()


def ours(urls: Sequence[str], warc: Path) -> None:
    """Fetch and archive."""
    settings = FetchSettings(allow_private=("127.0.0.0/8",), pace_loopback_s=0.0)
    with WarcWriter(warc) as writer, Fetcher(settings, writer=writer) as fetcher:
        for url in urls:
            fetcher.get(url, only_html=True)


def main(argv: Sequence[str]) -> int:
    """Measure; print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args(argv)
    rounds: dict[str, list[Spent]] = {"httpx": [], "dateline": []}
    with serving(10, arguments.pages) as served, tempfile.TemporaryDirectory(prefix="dateline-fetch-") as folder:
        pages = [n for n in range(arguments.pages) if fault_of(n) is None]
        urls = [f"http://{host_of(n % 10)}:{served.port}/page/{n}" for n in sorted(pages, key=lambda n: (n % 10, n))]
        bare(urls[:50])
        for number in range(arguments.rounds):
            rounds["httpx"].append(spent(lambda: bare(urls)))
            warc = Path(folder) / f"{number}.warc.gz"
            rounds["dateline"].append(spent(lambda warc=warc: ours(urls, warc)))  # type: ignore[misc]
    wall = {name: statistics.median(one.wall for one in each) for name, each in rounds.items()}
    cpu = {name: min(one.cpu for one in each) for name, each in rounds.items()}
    ratio = wall["dateline"] / wall["httpx"]
    told = {
        "pages": len(urls), "ms_per_page": _per_page(wall, len(urls)), "ratio": round(ratio, 2), "target": TARGET,
        "cpu_ms_per_page": _per_page(cpu, len(urls)), "cpu_ratio": round(cpu["dateline"] / cpu["httpx"], 2),
    }  # fmt: skip
    print(json.dumps(told))
    return int(ratio > TARGET)


def _per_page(seconds: Mapping[str, float], n_pages: int) -> dict[str, float]:
    return {name: round(1000 * each / n_pages, 2) for name, each in seconds.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
