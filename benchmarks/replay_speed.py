#!/usr/bin/env python3
"""How a replay goes through a file of another crawler: records per second, memory as the file grows, and after a kill.

    .venv/bin/python benchmarks/replay_speed.py [--records 1000]

A file as CC-NEWS has them (gzip per record, nothing of ours in it) is made of the pages that ship with the project,
once and four times as large; listing and extraction of each is timed and its peak memory taken. Then `dateline replay`
of the small file is killed in the middle and taken up: its digest must equal that of an undisturbed one (`--no-kill`
leaves that out). Exit 1 when it does not, or when memory grows with the file by more than a tenth.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pages import ROOT, many_pages

FEEDS = ROOT / "config" / "feeds.sample.toml"


def main() -> int:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--records", type=int, default=1_000)
    arguments.add_argument("--no-kill", action="store_true")
    arguments.add_argument("--read", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.read:
        return _read(*asked.read)
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder), asked.records, with_kill=not asked.no_kill)


def _measure(folder: Path, count: int, *, with_kill: bool) -> int:
    told = []
    for times in (1, 4):
        warc = folder / f"CC-NEWS-{times}.warc.gz"
        _write(warc, count * times)
        command = [sys.executable, __file__, "--read", str(warc), str(folder / f"home{times}")]
        one = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        told.append(one)
        print(
            f"{count * times} records, {warc.stat().st_size / 1e6:.1f} MB: listed {one['listed']:.0f} a second, "
            f"read {one['read']:.0f} a second, peak {one['mb']:.0f} MB (its worst worker {one['worker_mb']:.0f} MB)"
        )
    grew = told[1]["mb"] / told[0]["mb"]
    print(f"peak memory at four times the file: {grew:.2f} times")
    return int(grew > 1.1) | (_kill(folder, folder / "CC-NEWS-1.warc.gz") if with_kill else 0)


def _write(path: Path, count: int) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for url, html in many_pages(count):
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Server", "x")]
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            stamp = {"WARC-Date": "2026-03-09T04:00:00Z"}
            writer.write_record(writer.create_warc_record(
                url, "response", payload=io.BytesIO(html.encode()), http_headers=http, warc_headers_dict=stamp
            ))  # fmt: skip


def _read(warc: Path, home: Path) -> int:
    """List and extract one file, piece by piece, as a replay does; print speed and peak memory."""
    import dateline.pipeline as pipeline
    from dateline.archive.reading import read_heads
    from dateline.config import Settings
    from dateline.replays import begin_replay, iter_pages

    started = time.monotonic()
    count = sum(1 for _ in read_heads(warc))
    listed_s = time.monotonic() - started
    settings = replace(Settings.from_env(os.environ), home=home, feeds_file=FEEDS)
    run = begin_replay(settings, [warc], None, None, datetime.now(UTC))
    started = time.monotonic()
    for piece in iter_pages(run, warc, 0):
        pipeline.extract_once(run, piece)
    read_s = time.monotonic() - started
    own, worker = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"listed": count / listed_s, "read": count / read_s, "mb": own, "worker_mb": worker}))
    return 0


def _kill(folder: Path, warc: Path) -> int:
    from dateline.store.snapshot import digest

    whole, broken = folder / "whole", folder / "broken"
    command = [sys.executable, "-m", "dateline.cli", "replay", str(warc), "--feeds", str(FEEDS), "--home"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    started = time.monotonic()
    subprocess.run([*command, str(whole)], env=environ, check=False, capture_output=True)
    undisturbed_s = time.monotonic() - started
    process = subprocess.Popen(
        [*command, str(broken)],
        env=environ,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and len(list(broken.glob("runs/replay__*/extract/*.jsonl"))) < 2:
        time.sleep(0.02)
    if process.poll() is None:
        os.killpg(process.pid, 9)
    process.wait()
    subprocess.run([*command, str(broken)], env=environ, check=False, capture_output=True)
    digests = [digest(home / "current.duckdb") for home in (whole, broken)]
    told = "equal" if digests[0] == digests[1] else f"not equal: {digests}"
    print(f"whole replay {undisturbed_s:.0f} s; killed in the middle and taken up: digests {told}")
    return int(digests[0] != digests[1])


if __name__ == "__main__":
    sys.exit(main())
