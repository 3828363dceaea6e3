"""Write docs/accuracy.md: how good the parser is, measured on our own stories that no rule was written on.

    python scripts/accuracy.py

Scores tests/golden/held (scripts/score_golden.py) and tests/golden/notes_held (scripts/score_notes.py), and lists the
golden stories that are known not to be read right. The words of the page are in scripts/accuracy_page.md. About half a
minute. `make accuracy` runs it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import score_golden
import score_notes
from dateline.config import ROOT
from dateline.parse.parser import Parser
from dateline.records import Document, as_json, from_json
from dateline.vocab import EVENT_TYPES

PAGE = ROOT / "docs" / "accuracy.md"
WORDS = ROOT / "scripts" / "accuracy_page.md"
WRITTEN_ON = ROOT / "tests" / "golden" / "reports"
_MEANING = {
    "found": "the event is in the story (its type, and its evidence or its day)",
    "right": "and its mode, day and country are what the text says",
}

Row = Mapping[str, Any]


def percent(share: float | None) -> str:
    """Return a share as whole per cent, a dash when there was nothing to divide by."""
    return "-" if share is None else f"{100 * share:.0f}"


def read_reports(stories: Sequence[score_golden.Story], parser: Parser) -> list[list[Row]]:
    """Return the reports of each story, as JSON."""
    documents = (from_json(Document, {"id": story.name, **story.fields}) for story in stories)
    return [[as_json(report) for report in parsed.reports] for parsed in parser.parse_batch(documents)]


def fields_table(fields: Mapping[str, Row]) -> Iterator[str]:
    """Yield the lines of the table of fields."""
    yield "| field | right, % | of events found that label it |"
    yield "|---|---|---|"
    for name, field in fields.items():
        yield f"| {name} | {percent(field['accuracy'])} | {field['n']} |"


def types_table(stories: Sequence[score_golden.Story], reports: Sequence[Sequence[Row]]) -> Iterator[str]:
    """Yield the lines of the table of types: what was expected of each, and how much of it was found."""
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for story, told in zip(stories, reports, strict=True):
        expected.update(event["event_type"] for event in story.expect)
        found.update(story.expect[at]["event_type"] for at, _ in score_golden.pair_events(story, told))
    yield "| type | expected | found, % |"
    yield "|---|---|---|"
    for kind in EVENT_TYPES:
        yield f"| {kind} | {expected[kind]} | {percent(found[kind] / expected[kind] if expected[kind] else None)} |"


def reliability_table(figures: Row) -> Iterator[str]:
    """Yield the lines of both reliability tables."""
    for name, meaning in _MEANING.items():
        table = figures[f"calibration_{name}"]
        yield f"Right means {meaning}: expected calibration error **{table['error']:.3f}**."
        yield ""
        yield "| confidence | reports | mean confidence | right |"
        yield "|---|---|---|---|"
        for row in table["bins"]:
            if row["n"]:
                span = f"{row['low']:.1f}-{row['high']:.1f}"
                yield f"| {span} | {row['n']} | {row['confidence']:.2f} | {row['accuracy']:.2f} |"
        yield ""


def notes_table(checks: Sequence[Mapping[str, bool]]) -> Iterator[str]:
    """Yield the lines of the table of notes."""
    yield "| measure | right, % | of notes that label it |"
    yield "|---|---|---|"
    for name in ("type", "deaths", "country", "date", "place", "an actor", "all actors"):
        tally = [check[name] for check in checks if name in check]
        yield f"| {name} | {percent(sum(tally) / len(tally))} | {len(tally)} |"


def known_misses() -> Iterator[str]:
    """Yield a line for each golden story that is known not to be read right: what it is about."""
    for name in json.loads((WRITTEN_ON / "known_misses.json").read_text(encoding="utf-8")):
        story = json.loads((WRITTEN_ON / f"{name}.json").read_text(encoding="utf-8"))
        yield f"- `{name}`: {story['why']}"


def main() -> int:
    parser = Parser.load()
    stories = score_golden.read_stories(score_golden.HELD)
    reports = read_reports(stories, parser)
    figures = score_golden.add_up(list(map(score_golden.score_story, stories, reports)))
    notes = [check for _, _, check in score_notes.score_notes(score_notes.read_notes(score_notes.HELD))]
    misses = list(known_misses())
    events = figures["events"]
    PAGE.write_text(
        WORDS.read_text(encoding="utf-8").format(
            date=datetime.now(UTC).date(), parser=parser.name, stories=len(stories), expected=events["expected"],
            precision=percent(events["precision"]), recall=percent(events["recall"]), f1=percent(events["f1"]),
            empty=figures["non_events"]["stories"], empty_reports=figures["non_events"]["reports"],
            fields="\n".join(fields_table(figures["fields"])), types="\n".join(types_table(stories, reports)),
            reliability="\n".join(reliability_table(figures)).rstrip(), n_notes=len(notes),
            notes="\n".join(notes_table(notes)), n_misses=len(misses), misses="\n".join(misses),
            n_written=len(list(WRITTEN_ON.glob("*.json"))) - 1,
        ),
        encoding="utf-8",
    )  # fmt: skip
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
