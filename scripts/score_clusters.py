"""Score `dateline cluster` on reports that were grouped by hand.

    python scripts/score_clusters.py [dev|held|all] [--parsed] [--show] [--json OUT]

The reports go through the command without their labels. B-cubed: for each report, how much of its event tells of its
incident (precision) and how much of its incident is in its event (recall), averaged over reports. Pairwise: over
pairs of reports. Beside it two baselines: every report alone, and all of equal type, place and first day together.
`--parsed` takes the parser's reports of the same stories in place of the hand-coded ones: the whole chain. `--show`
lists what was split and what was mixed, on the development part only.

Source: Bagga and Baldwin 1998, entity-based cross-document coreferencing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cluster_gold import parse_gold, read_gold
from dateline.cli import main as dateline

LABELS = ("part", "incident")
B_CUBED_TARGET, PAIR_TARGET = 0.90, 0.95

Groups = Mapping[str, object]
"""Which group each report is in, by report id."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, 0-1, by B-cubed and over pairs."""

    precision: float
    recall: float
    f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float


def score(gold: Groups, found: Groups) -> Score:
    """Return how well `found` groups the reports of `gold`; both have the same keys.

    >>> score({"a": 1, "b": 1, "c": 2}, {"a": 1, "b": 1, "c": 1}).pair_recall
    1.0
    """
    both, ours, theirs = Counter[Any](), Counter[Any](), Counter[Any]()
    for key, incident in gold.items():
        both[incident, found[key]] += 1
        theirs[incident] += 1
        ours[found[key]] += 1
    n = len(gold)
    precision = sum(count * count / ours[event] for (_, event), count in both.items()) / n
    recall = sum(count * count / theirs[incident] for (incident, _), count in both.items()) / n
    common, joined, told = (sum(k * (k - 1) // 2 for k in c.values()) for c in (both, ours, theirs))
    pair_precision, pair_recall = common / joined if joined else 1.0, common / told if told else 1.0
    pairs = _f1(pair_precision, pair_recall)
    return Score(precision, recall, _f1(precision, recall), pair_precision, pair_recall, pairs)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def cluster(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the event of each report by running `dateline cluster` over the unlabelled rows."""
    with tempfile.TemporaryDirectory(prefix="dateline-score-") as folder:
        given, grouped = Path(folder) / "reports.jsonl", Path(folder) / "events.jsonl"
        bare = [{name: value for name, value in row.items() if name not in LABELS} for row in rows]
        given.write_text("".join(json.dumps(row) + "\n" for row in bare), encoding="utf-8")
        code = dateline(["cluster", str(given), str(grouped)])
        if code:
            raise SystemExit(f"dateline cluster ended with {code}")
        lines = grouped.read_text(encoding="utf-8").splitlines()
    return {row["report_id"]: row["event_id"] for row in map(json.loads, lines)}


def baselines(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, object]]:
    """Return two groupings that need no thought."""
    exact = {
        row["id"]: (row["event_type"], row.get("place_name") or row.get("country"), row.get("event_date"))
        for row in rows
    }  # fmt: skip
    return {"singletons": {row["id"]: row["id"] for row in rows}, "exact": dict(exact)}


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", default="all", choices=("dev", "held", "all"))
    parser.add_argument("--parsed", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="dateline-score-") as folder:
        rows = parse_gold(arguments.part, Path(folder)) if arguments.parsed else read_gold(arguments.part)
    told: dict[str, dict[str, Any]] = {}
    for part in sorted({row["part"] for row in rows}):
        ours = [row for row in rows if row["part"] == part]
        gold = {row["id"]: row["incident"] for row in ours if row["incident"]}
        events = cluster(ours)
        found: Groups = {id_: events[id_] for id_ in gold}
        ours = [row for row in ours if row["incident"]]
        named = {"dateline cluster": found} | baselines(ours)
        print(f"{part}: {len({row['document_id'] for row in ours})} stories, {len(ours)} reports, "
              f"{len(set(gold.values()))} incidents, {len(set(found.values()))} events found")  # fmt: skip
        for name, grouping in named.items():
            one = score(gold, grouping)
            told.setdefault(part, {})[name] = asdict(one)
            print(f"  {name:<16} B-cubed P {one.precision:.3f} R {one.recall:.3f} F1 {one.f1:.3f}"
                  f"   pairs P {one.pair_precision:.3f} R {one.pair_recall:.3f} F1 {one.pair_f1:.3f}")  # fmt: skip
        if arguments.show and part == "dev":
            show(ours, found)
    if arguments.json:
        arguments.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    ours_only = [part["dateline cluster"] for part in told.values()]
    return int(any(o["f1"] < B_CUBED_TARGET or o["pair_precision"] < PAIR_TARGET for o in ours_only))


def show(rows: Sequence[Mapping[str, Any]], found: Groups) -> None:
    """Print incidents in several events, and events of several incidents."""
    events, incidents = defaultdict(list), defaultdict(list)
    for row in rows:
        events[found[row["id"]]].append(row)
        incidents[row["incident"]].append(row)
    for incident, ours in sorted(incidents.items()):
        groups = defaultdict(list)
        for row in ours:
            groups[found[row["id"]]].append(row["id"])
        if len(groups) > 1:
            print("split ", incident, "  |  ".join(" ".join(ids) for ids in groups.values()))
    for ours in events.values():
        if len({row["incident"] for row in ours}) > 1:
            print("mixed ", " ".join(f"{row['id']}={row['incident']}" for row in ours))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
