"""Score the parser on single-event notes: what the one report that stands for a note has right.

    .venv/bin/python scripts/score_notes.py [FILE] [--misses]

FILE holds one note a line (default: tests/golden/notes_held/notes.jsonl, on which no rule was written: only sums are
printed of it). `--misses` adds the notes that are not met whole, of any other file. tests/golden/README.md explains the
fields of a note and the measures. Exit 0: scored; 2: no note in the file, or misses asked of the held-out half.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from score_golden import NEAR_KM, apart_km

HELD = Path(__file__).resolve().parent.parent / "tests" / "golden" / "notes_held" / "notes.jsonl"
FACTUAL = ("stated", "attributed")

Row = Mapping[str, Any]
"""A note or a report, as JSON."""


def read_notes(path: Path) -> list[Row]:
    """Read the notes of `path`, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def choose_primary(reports: Sequence[Row]) -> Row | None:
    """Choose the report that stands for the note: news before background, fact before the rest, then the surest."""
    return max(
        reports,
        key=lambda r: (not r["is_background"], r["assertion"] in FACTUAL, r["confidence"], -r["evidence_start"]),
        default=None,
    )


def _names_one(report: Row, names: Sequence[str]) -> bool:
    told = " | ".join(f"{actor['name']} {actor['entity'] or ''}" for actor in report["actors"]).lower()
    return any(name.lower() in told for name in names)


def _is_near(report: Row, near: Sequence[float]) -> bool:
    if report["latitude"] is None or report["longitude"] is None:
        return False
    return apart_km((report["latitude"], report["longitude"]), (near[0], near[1])) <= NEAR_KM


def check_note(note: Row, report: Row | None) -> dict[str, bool]:
    """Return which measures the note's primary report meets; a note without a report meets none."""
    checks = {
        "type": report is not None and report["acled_event_type"] == note["acled_event_type"],
        "deaths": ((report["fatalities_best"] if report else None) or None) == note["fatalities"],  # 0: states none
        "country": report is not None and report["country"] == note["country"],
        "date": report is not None and report["event_date"] == note["event_date"],
    }
    if note["near"]:
        checks["place"] = report is not None and _is_near(report, note["near"])
    if note["actors"]:
        hits = [report is not None and _names_one(report, names) for names in note["actors"]]
        checks |= {"an actor": any(hits), "all actors": all(hits)}
    return checks


def render(checks: Sequence[Mapping[str, bool]]) -> Iterator[str]:
    """Yield the share of notes that meet each measure, over those that label it."""
    yield f"notes        {len(checks)}"
    for name in ("type", "deaths", "country", "date", "place", "an actor", "all actors"):
        tally = [check[name] for check in checks if name in check]
        if tally:
            yield f"  {name:<11}{100 * sum(tally) / len(tally):5.1f}  ({sum(tally)} of {len(tally)})"


def _describe(note: Row, report: Row | None, check: Mapping[str, bool]) -> str:
    fields = ("acled_event_type", "fatalities_best", "country", "event_date", "place_name", "latitude", "longitude")
    told = {field: report[field] for field in fields} if report else None
    actors = [(actor["role"], actor["name"]) for actor in report["actors"]] if report else []
    missed = ", ".join(name for name, right in check.items() if not right)
    return f"{note['id']}: {missed}\n    {note['text']}\n    {told} {actors}"


def score_notes(notes: Sequence[Row]) -> Iterator[tuple[Row, Row | None, dict[str, bool]]]:
    """Parse the notes; yield each with its primary report and its checks."""
    from dateline.parse.parser import Parser  # heavy: only when something is to be parsed
    from dateline.records import Document, as_json, from_json

    parser = Parser.load()
    for note in notes:
        document = from_json(Document, {key: note[key] for key in ("id", "text", "published_at")})
        primary = choose_primary([as_json(report) for report in parser.parse(document).reports])
        yield note, primary, check_note(note, primary)


def main(argv: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description="Score the parser on single-event notes.")
    options.add_argument("file", nargs="?", type=Path, default=HELD, help="notes, one a line (the held-out half)")
    options.add_argument("--misses", action="store_true", help="print the notes that are not met whole")
    chosen = options.parse_args(argv)
    notes = read_notes(chosen.file)
    if not notes or (chosen.misses and chosen.file.resolve() == HELD):
        print(f"{chosen.file}: no notes, or held out", file=sys.stderr)
        return 2
    scored = list(score_notes(notes))
    if chosen.misses:
        print("\n".join(_describe(*one) for one in scored if not all(one[2].values())))
    print("\n".join(render([checks for _, _, checks in scored])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
