#!/usr/bin/env python3
"""How much memory the steps after parsing take as a backfill grows: load, check_rows, cluster, check_night, publish.

    .venv/bin/python benchmarks/replay_memory.py [--articles 1500] [--times 1 4]

A year of stories, so many and four times as many, lie as a replay's batches: texts of their own, with the reports of
some that ship with the project, shifted to days of their own. Each step runs as a process of its own; its peak memory,
and its seconds, are printed. Exit 1 when `load` takes over a quarter more at the larger size.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]

STEPS = ("load", "check_rows", "cluster", "check_night", "publish")
BATCH = 200
NEW_YEAR = datetime(2025, 1, 1, 12, tzinfo=UTC)


def main() -> int:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--articles", type=int, default=1_500)
    arguments.add_argument("--times", type=int, nargs="+", default=[1, 4])
    arguments.add_argument("--steps", nargs="+", default=list(STEPS), choices=STEPS)
    arguments.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.step:
        return _take(asked.step[0], Path(asked.step[1]))
    peaks: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for times in asked.times:
            home = Path(folder) / str(times)
            _lay(home, asked.articles * times)
            for step in asked.steps:
                command = [sys.executable, __file__, "--step", step, str(home)]
                told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
                count = asked.articles * times
                print(f"{count:>6} articles  {step:<12} {told['s']:>6.1f} s  {told['mb']:>6.0f} MB", flush=True)
                peaks += [told["mb"]] if step == "load" else []
    return int(len(peaks) > 1 and peaks[-1] > 1.25 * peaks[0])


def _take(step: str, home: Path) -> int:
    import dateline.pipeline as pipeline
    from dateline.errors import NightBlocked
    from dateline.runs import open_run

    (folder,) = (home / "runs").iterdir()
    run = open_run(folder, _settings(home))
    started = time.monotonic()
    try:
        if step == "load":
            pipeline.load(run, [], sorted(folder.glob("extract/*.jsonl")), sorted(folder.glob("parse/*.jsonl")))
        else:
            getattr(pipeline, step)(run)
    except NightBlocked as error:
        print(error, file=sys.stderr)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": time.monotonic() - started, "mb": peak}))
    return 0


def _settings(home: Path) -> Any:
    from dateline.config import Settings

    return replace(Settings.from_env(os.environ), home=home, feeds_file=ROOT / "config" / "feeds.sample.toml")


def _lay(home: Path, count: int) -> None:
    """Write the batches that extraction and parsing of `count` articles would have left."""
    from dateline.runs import begin_run, write_lines

    run = begin_run(_settings(home), "replay__benchmark", NEW_YEAR, "replay")
    told = list(_told(count))
    for number, start in enumerate(range(0, count, BATCH)):
        batch = told[start : start + BATCH]
        write_lines(run.path("extract", f"{number:05d}"), (extracted for extracted, _ in batch))
        write_lines(run.path("parse", f"{number:05d}"), (parsed for _, parsed in batch))


def _told(count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield pages with their articles, and what was parsed of each: days go round the year, words are this one's."""
    from samples.wire_stories import read_stories

    from dateline.parse.parser import Parser
    from dateline.records import Article, Document, Page, as_json, stable_id

    rng = random.Random(7)
    stories = [story for story in read_stories() if story.page == "article"][:24]
    texts = ["\n".join(story.versions[0].paragraphs) for story in stories]
    words = sorted({word for text in texts for word in text.split()})
    titles = [story.versions[0].title for story in stories]
    documents = [Document(str(n), text, title=titles[n], published_at=NEW_YEAR) for n, text in enumerate(texts)]
    readings = list(Parser.load().parse_batch(documents))
    for number in range(count):
        kind, day = number % len(texts), timedelta(days=number * 365 // count)
        url = f"https://www.paper{number % 7}.example.com/{number}"
        text = f"{texts[kind]}\n{' '.join(rng.choices(words, k=350))}."
        version = stable_id(url, text)
        article = Article(
            stable_id(url), version, url, url, titles[kind], text, publisher=f"Paper {number % 7}",
            published_at=NEW_YEAR + day, published_precision="instant", published_source="page", language="en",
            word_count=len(text.split()), fetched_at=NEW_YEAR + day,
        )  # fmt: skip
        page = Page(url, "", "https://x:443", outcome="article", is_final=True, attempts=1, article_id=article.id)
        reports = [
            replace(
                report, id=stable_id(version, report.ordinal), document_id=version,
                event_date=report.event_date and report.event_date + day,
                event_date_end=report.event_date_end and report.event_date_end + day,
            )
            for report in readings[kind].reports
        ]  # fmt: skip
        parsed = {"article_id": article.id, "version_id": version, "outcome": "parsed", "reason": None}
        yield {"page": as_json(page), "article": as_json(article)}, parsed | {"reports": as_json(reports)}


if __name__ == "__main__":
    sys.exit(main())
