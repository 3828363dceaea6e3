"""What fetching politely, safely and archived costs against bare httpx on the same addresses, in one run.

    .venv/bin/python benchmarks/fetch_overhead.py                # 600 pages, three rounds

Both ask one host after another over kept connections, without a pause; ours reads robots.txt, checks the address, caps
and inflates the body and writes a WARC file of everything. The rounds alternate and the medians are compared, so that
other work on the machine slows both. Ends with 1 when the ratio is over 1.3.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from dateline.archive.writing import WarcWriter
from dateline.config import FetchSettings
from dateline.fetch.fetcher import Fetcher

sys.path.insert(0, str(Path(__file__).parent))

from load_wire import serving
from loopback_site import fault_of, host_of

TARGET = 1.3


def bare(urls: Sequence[str]) -> float:
    """Fetch with httpx alone; return the seconds."""
    started = time.monotonic()
    with httpx.Client() as client:
        for url in urls:
            client.get(url).raise_for_status()
    return time.monotonic() - started


def ours(urls: Sequence[str], warc: Path) -> float:
    """Fetch and archive; return the seconds."""
    started = time.monotonic()
    settings = FetchSettings(allow_private=("127.0.0.0/8",), pace_loopback_s=0.0)
    with WarcWriter(warc) as writer, Fetcher(settings, writer=writer) as fetcher:
        for url in urls:
            fetcher.get(url, only_html=True)
    return time.monotonic() - started


def main(argv: Sequence[str]) -> int:
    """Measure; print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args(argv)
    seconds: dict[str, list[float]] = {"httpx": [], "dateline": []}
    with serving(10, arguments.pages) as served, tempfile.TemporaryDirectory(prefix="dateline-fetch-") as folder:
        pages = [n for n in range(arguments.pages) if fault_of(n) is None]
        urls = [f"http://{host_of(n % 10)}:{served.port}/page/{n}" for n in sorted(pages, key=lambda n: (n % 10, n))]
        bare(urls[:50])
        for number in range(arguments.rounds):
            seconds["httpx"].append(bare(urls))
            seconds["dateline"].append(ours(urls, Path(folder) / f"{number}.warc.gz"))
    told = {name: round(1000 * statistics.median(each) / len(urls), 2) for name, each in seconds.items()}
    ratio = statistics.median(seconds["dateline"]) / statistics.median(seconds["httpx"])
    print(json.dumps({"pages": len(urls), "ms_per_page": told, "ratio": round(ratio, 2), "target": TARGET}))
    return int(ratio > TARGET)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
