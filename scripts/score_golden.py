"""Score the parser on golden stories: what it finds, what it gets right of that, how far its confidence can be trusted.

    .venv/bin/python scripts/score_golden.py [FOLDER] [--json OUT]

FOLDER holds one story a file (default: tests/golden/held, on which no rule was written). Only sums are printed, never
the names of stories: a held-out story that someone has looked at measures nothing any more. tests/golden/README.md
explains the fields of a story and the measures. Exit 0: scored; 2: no such folder, or no story in it.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HELD = ROOT / "tests" / "golden" / "held"
NEAR_KM = 25.0
N_BINS = 5
EARTH_KM = 6371.0

Row = Mapping[str, Any]
"""A report, an expected event or a pattern, as JSON."""

_DEATHS = ("fatalities_low", "fatalities_best", "fatalities_high")
_INJURED = ("injured_low", "injured_best", "injured_high")
_ACTOR_FIELDS = {"actors": "name", "codes": "code", "entities": "entity"}


# ------------------------------------------------------------------------------------------------------ stories


@dataclass(frozen=True, slots=True)
class Story:
    """A golden story. `near` is the latitude and longitude of the first expected event; None: not labelled."""

    name: str
    fields: Row

    @property
    def text(self) -> str:
        return str(self.fields["text"])

    @property
    def expect(self) -> Sequence[Row]:
        return list(self.fields["expect"])

    @property
    def near(self) -> tuple[float, float] | None:
        near = self.fields.get("near")
        return (float(near[0]), float(near[1])) if near else None


def read_stories(folder: Path) -> list[Story]:
    """Read the stories of `folder`, in the order of their names; a file that holds no story is passed over."""
    read = ((path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json")))
    return [
        Story(name, fields) for name, fields in read if isinstance(fields, dict) and {"text", "expect"} <= fields.keys()
    ]


# ----------------------------------------------------------------------------------------------------- matching


def _has_actor(report: Row, role: str, wanted: str | list[str], field: str) -> bool:
    if isinstance(wanted, list):
        return all(_has_actor(report, role, one, field) for one in wanted)
    values = [actor[field] or "" for actor in report["actors"] if actor["role"] == role]
    if field == "code":
        return any(value.startswith(wanted) or value.endswith(wanted) for value in values)
    return any(wanted.lower() in value.lower() for value in values)


def _meets_field(report: Row, field: str, value: Any, text: str) -> bool:
    if field == "evidence":
        return overlaps(report, value, text)
    if field in _ACTOR_FIELDS:
        kind = _ACTOR_FIELDS[field]
        return all(_has_actor(report, role, one, kind) for role, one in value.items())
    if field == "places":
        return set(value.items()) <= {(place["role"], place["name"]) for place in report["places"]}
    if field == "sides":
        return bool(len({actor["side"] for actor in report["actors"] if actor["side"]}) == value)
    return bool(report[field] == value)


def meets(report: Row, wanted: Row, text: str) -> bool:
    """Say whether `report` has every field of `wanted`; the rules are those of tests/test_golden_reports.py."""
    return all(_meets_field(report, field, value, text) for field, value in wanted.items())


def overlaps(report: Row, quote: str, text: str) -> bool:
    """Say whether the report's evidence shares a character with `quote`, which stands once in `text`."""
    start = text.find(quote)
    return start >= 0 and bool(report["evidence_start"] < start + len(quote) and start < report["evidence_end"])


def pair_events(story: Story, reports: Sequence[Row]) -> list[tuple[int, int]]:
    """Pair expected events with reports: (expected, report), each used once, in the order of the expected events.

    A pair has the same type, and either overlapping evidence or the same labelled day; an event labelled with neither
    needs only the type. Of several reports the best is taken: by evidence, by being background or not, by the number
    of labelled fields it agrees on.
    """
    ranked = []
    for (wanted_at, wanted), (report_at, report) in product(enumerate(story.expect), enumerate(reports)):
        if wanted.get("event_type") not in (None, report["event_type"]):
            continue
        told_there = "evidence" in wanted and overlaps(report, wanted["evidence"], story.text)
        same_day = "event_date" in wanted and report["event_date"] == wanted["event_date"]
        if told_there or same_day or not {"evidence", "event_date"} & wanted.keys():
            same_time = bool(report["is_background"]) == bool(wanted.get("is_background", False))
            agreed = sum(_meets_field(report, field, value, story.text) for field, value in wanted.items())
            ranked.append(((not told_there, not same_time, -agreed), wanted_at, report_at))
    pairs: dict[int, int] = {}
    for _, wanted_at, report_at in sorted(ranked):
        if wanted_at not in pairs and report_at not in pairs.values():
            pairs[wanted_at] = report_at
    return sorted(pairs.items())


def is_whole(story: Story, reports: Sequence[Row]) -> bool:
    """Say whether a story is met whole: every event by a report of its own, nothing forbidden, not too many."""
    free = list(reports)
    for wanted in story.expect:
        found = next((report for report in free if meets(report, wanted, story.text)), None)
        if found is None:
            return False
        free.remove(found)
    forbidden = story.fields.get("forbid", ())
    if any(meets(report, unwanted, story.text) for report in reports for unwanted in forbidden):
        return False
    return len(reports) <= int(story.fields.get("at_most", len(reports)))


# ------------------------------------------------------------------------------------------------------- fields


def apart_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two (latitude, longitude) pairs in degrees.

    >>> round(apart_km((0.0, 0.0), (0.0, 1.0)))
    111
    """
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def _is_near(report: Row, near: tuple[float, float]) -> bool:
    if report["latitude"] is None or report["longitude"] is None:
        return False
    return apart_km((report["latitude"], report["longitude"]), near) <= NEAR_KM


def check_fields(wanted: Row, report: Row, near: tuple[float, float] | None) -> dict[str, bool]:
    """Return which labelled fields of a found event are right. What is not labelled is left out.

    Background is always checked (unlabelled means no), place only where coordinates are given.
    """
    checks = {"background": bool(report["is_background"]) == bool(wanted.get("is_background", False))}
    for name, field in (
        ("mode", "event_mode"), ("date", "event_date"), ("country", "country"), ("assertion", "assertion"),
        ("detained", "detained_best"),
    ):  # fmt: skip
        if field in wanted:
            checks[name] = report[field] == wanted[field]
    for name, counts in (("deaths", _DEATHS), ("injured", _INJURED)):
        if any(field in wanted for field in counts):
            checks[name] = all(report[field] == wanted[field] for field in counts if field in wanted)
    if near is not None:
        checks["place"] = _is_near(report, near)
    for name, field in (("actor", "actors"), ("code", "codes")):
        if field in wanted:
            checks[name] = _meets_field(report, field, wanted[field], "")
    return checks


# ------------------------------------------------------------------------------------------------------- scores


@dataclass(frozen=True, slots=True)
class Judged:
    """One report that counts. `checks` are those of the event it was paired with; None: there is no such event."""

    confidence: float
    checks: Mapping[str, bool] | None

    @property
    def is_found(self) -> bool:
        return self.checks is not None

    @property
    def is_right(self) -> bool:
        """The event is there, and its mode, day and country are what the text says, as far as they are labelled."""
        return self.checks is not None and all(self.checks.get(name, True) for name in ("mode", "date", "country"))


@dataclass(frozen=True, slots=True)
class StoryScore:
    """One story's part of the figures. `n_reports` counts all reports, also those that `allow` sets aside."""

    n_expected: int
    n_reports: int
    whole: bool
    judged: tuple[Judged, ...]


def score_story(story: Story, reports: Sequence[Row]) -> StoryScore:
    """Judge each report of a story. One that no event claims but `allow` admits counts neither way."""
    partners = {report_at: wanted_at for wanted_at, report_at in pair_events(story, reports)}
    judged = []
    for report_at, report in enumerate(reports):
        wanted_at = partners.get(report_at)
        if wanted_at is not None:
            checks = check_fields(story.expect[wanted_at], report, story.near if wanted_at == 0 else None)
            judged.append(Judged(report["confidence"], checks))
        elif not any(meets(report, allowed, story.text) for allowed in story.fields.get("allow", ())):
            judged.append(Judged(report["confidence"], None))
    return StoryScore(len(story.expect), len(reports), is_whole(story, reports), tuple(judged))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def reliability(rows: Sequence[tuple[float, bool]], n_bins: int = N_BINS) -> dict[str, Any]:
    """Return the expected calibration error of (confidence, right) rows, and its table of equal-width bins.

    The error is the mean of |accuracy - mean confidence| over the bins, each weighted by its rows; None without rows.
    """
    binned: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in rows:
        binned[min(int(confidence * n_bins), n_bins - 1)].append((confidence, right))
    table, gap = [], 0.0
    for at in range(n_bins):
        inside = binned[at]
        confidence_sum, n_right = sum(confidence for confidence, _ in inside), sum(right for _, right in inside)
        gap += abs(n_right - confidence_sum)
        table.append({
            "low": at / n_bins, "high": (at + 1) / n_bins, "n": len(inside),
            "confidence": round(confidence_sum / len(inside), 4) if inside else None,
            "accuracy": _share(n_right, len(inside)),
        })  # fmt: skip
    return {"error": round(gap / len(rows), 4) if rows else None, "bins": table}


def _score_fields(judged: Iterable[Judged]) -> dict[str, dict[str, Any]]:
    tallies: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        for name, right in (one.checks or {}).items():
            tallies[name].append(right)
    return {
        name: {"right": sum(tally), "n": len(tally), "accuracy": _share(sum(tally), len(tally))}
        for name, tally in sorted(tallies.items())
    }


def add_up(scores: Sequence[StoryScore]) -> dict[str, Any]:
    """Add the scores of stories up to the figures that are printed; None where there is nothing to divide by."""
    judged = [one for score in scores for one in score.judged]
    found, expected = sum(one.is_found for one in judged), sum(score.n_expected for score in scores)
    empty = [score for score in scores if not score.n_expected]
    extra = sum(score.n_reports for score in empty)
    return {
        "stories": {"n": len(scores), "whole": sum(score.whole for score in scores)},
        "events": {
            "expected": expected, "reported": len(judged), "found": found, "precision": _share(found, len(judged)),
            "recall": _share(found, expected), "f1": _share(2 * found, len(judged) + expected),
        },
        "fields": _score_fields(judged),
        "non_events": {"stories": len(empty), "reports": extra, "per_story": _share(extra, len(empty))},
        "calibration_found": reliability([(one.confidence, one.is_found) for one in judged]),
        "calibration_right": reliability([(one.confidence, one.is_right) for one in judged]),
    }  # fmt: skip


# -------------------------------------------------------------------------------------------------------- print


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def render(figures: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the figures that `add_up` gives."""
    stories, events, empty = figures["stories"], figures["events"], figures["non_events"]
    yield f"stories met whole   {stories['whole']} of {stories['n']}"
    yield f"events              expected {events['expected']}, reported {events['reported']}, found {events['found']}"
    shares = (f"{name} {_figure(events[name])}" for name in ("precision", "recall", "f1"))
    yield " " * 20 + "  ".join(shares)
    yield f"non-event stories   {empty['stories']}, reports {empty['reports']}, a story {_figure(empty['per_story'])}"
    yield "fields of the events found"
    for name, field in figures["fields"].items():
        yield f"  {name:<12}{_figure(field['accuracy'])}  ({field['right']} of {field['n']})"
    for name, meaning in (("found", "the event is there"), ("right", "and its mode, date and country are right")):
        table = figures[f"calibration_{name}"]
        yield f"calibration, {meaning}: expected error {_figure(table['error'])}"
        for row in table["bins"]:
            span = f"{row['low']:.1f}-{row['high']:.1f}"
            yield f"  {span}  n {row['n']:>4}  confidence {_figure(row['confidence'])}  true {_figure(row['accuracy'])}"


def score_folder(stories: Sequence[Story]) -> dict[str, Any]:
    """Parse the stories and return the figures."""
    from dateline.parse.parser import Parser  # heavy: only when something is to be parsed
    from dateline.records import Document, as_json, from_json

    parser = Parser.load()
    scores = []
    for story in stories:
        document = from_json(Document, {"id": story.name, **story.fields})
        scores.append(score_story(story, [as_json(report) for report in parser.parse(document).reports]))
    return add_up(scores)


def main(argv: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description="Score the parser on golden stories.")
    options.add_argument("folder", nargs="?", type=Path, default=HELD, help="a folder of stories (tests/golden/held)")
    options.add_argument("--json", dest="out", type=Path, metavar="OUT", help="also write the figures to OUT")
    chosen = options.parse_args(argv)
    stories = read_stories(chosen.folder)
    if not stories:
        print(f"{chosen.folder}: no stories", file=sys.stderr)
        return 2
    figures = score_folder(stories)
    print("\n".join(render(figures)))
    if chosen.out:
        chosen.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
