"""Measure the row checks beside what they are to be small against: the import of Great Expectations, and the parse.

    python benchmarks/check_speed.py [--night 2000] [--most 100000] [--stories 2000] [--json OUT]

One process: the shipped stories are parsed (again, until there are `--stories`), Great Expectations is imported,
and the reports are checked with their documents at hand, `--night` of them and then `--most`, both made by repeating
what was parsed under ids of their own. To hold: the night's check takes at most twice the import, the
large one less than the parse, both by processor time, and the process stays below 1.5 GB.
Exit 0: all three held; 1: one did not.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dateline.records import Document, Report, from_json, stable_id
from stories import shipped_stories

MOST_MB = 1_536


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--night", type=int, default=2_000, help="reports of an ordinary night (default 2000)")
    parser.add_argument("--most", type=int, default=100_000, help="reports of the large batch (default 100000)")
    parser.add_argument("--stories", type=int, default=2_000, help="stories that are parsed (default 2000)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    arguments = parser.parse_args()
    figures = measure(arguments.night, arguments.most, arguments.stories)
    held = {
        "night_within_twice_the_import": figures["night_s"] <= 2 * figures["import_s"],
        "most_within_the_parse": figures["most_s"] < figures["parse_s"],
        "memory_within_bounds": figures["peak_mb"] < MOST_MB,
    }
    for name, value in (figures | held).items():
        print(f"{name:30} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures | held, indent=1) + "\n", encoding="utf-8")
    return int(not all(held.values()))


def measure(night: int, most: int, n_stories: int) -> dict[str, Any]:
    """Return seconds of parse, import and checks, and the largest resident set after the checks, in MB."""
    shipped = [from_json(Document, fields) for fields in shipped_stories() if not fields["id"].startswith("long/")]
    import_s, _ = timed(_import_great_expectations)
    parse_s, parsed = timed(lambda: _parse(shipped, n_stories))
    figures: dict[str, Any] = {"n_stories": n_stories, "parse_s": parse_s, "import_s": import_s}
    for name, wanted in (("night", night), ("most", most)):
        reports, documents = repeated(parsed, {document.id: document for document in shipped}, wanted)
        seconds, failed = timed(lambda reports=reports, documents=documents: _check(reports, documents))
        figures |= {f"{name}_reports": len(reports), f"{name}_s": seconds, f"{name}_failed": failed}
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds of the processor some work took, and what it gave: other work here makes walls lie."""
    began = time.process_time()
    given = work()
    return round(time.process_time() - began, 2), given


def _import_great_expectations() -> None:
    from dateline.checks.expectations import great_expectations

    great_expectations()


def _parse(shipped: Sequence[Document], n_stories: int) -> list[Report]:
    from dateline.parse.parser import Parser

    stories = [replace(shipped[at % len(shipped)]) for at in range(n_stories)]
    read = [report for parsed in Parser.load().parse_batch(stories) for report in parsed.reports]
    return list({report.id: report for report in read}.values())


def repeated(
    parsed: Sequence[Report], documents: dict[str, Document], wanted: int
) -> tuple[list[Report], dict[str, Document]]:
    """Return as many reports as wanted, each round of them under document ids of its own, and the documents."""
    reports: list[Report] = []
    stories: dict[str, Document] = {}
    turn = 0
    while len(reports) < wanted:
        turn += 1
        for report in parsed[: wanted - len(reports)]:
            story = documents[report.document_id]
            own = stories.setdefault(f"{story.id}#{turn}", replace(story, id=f"{story.id}#{turn}"))
            version = stable_id(own.id, own.text)
            parts = (report.parser, report.event_type, report.event_date, report.place_name, report.ordinal)
            reports.append(replace(report, id=stable_id(version, *parts), document_id=own.id))
    return reports, stories


def _check(reports: Sequence[Report], documents: dict[str, Document]) -> int:
    from dateline.checks.suite import check_reports

    return sum(result.n_failing for result in check_reports(reports, documents))


if __name__ == "__main__":
    sys.exit(main())
