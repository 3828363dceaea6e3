"""Fit how much each piece of evidence weighs when two reports are compared: data/likeness.csv, data/word_weights.csv.

    python scripts/fit_likeness.py [--check]

Logistic regression over the pairs of the development part of `tests/golden/clusters`, as hand-coded and as the parser
reads the same stories, pulled towards weights set by hand (`PRIOR`): what the few hundred pairs say nothing of keeps
its sense. `--check` leaves out one country after the other instead, and prints what the clustering scores on it.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy

import dateline.stories.likeness as likeness
from cluster_gold import parse_gold, parse_told_again, read_gold
from dateline.config import ROOT
from dateline.stories.blocks import find_candidates
from dateline.stories.casts import stem
from dateline.stories.clusters import cluster_reports
from dateline.stories.commands import read_input
from dateline.stories.told import Told
from dateline.vocab import DATA
from score_clusters import score

PULL = 4.0
"""How strongly the weights are pulled towards the ones set by hand."""

PRIOR: dict[str, tuple[float, float]] = {
    "always": (-4.0, -4.0), "same_place": (2.6, 0.8), "same_area": (1.6, 0.6), "in_province": (1.3, 0.5),
    "in_country": (0.9, 0.5), "no_place": (0.4, 0.4), "named_there": (1.6, 0.6), "near_by": (1.0, 0.4),
    "other_name": (-0.7, 0.0), "other_place": (-2.0, -0.7), "same_day": (1.6, 1.6), "same_span": (1.3, 1.3),
    "wide": (-0.5, -0.5), "follow_up": (1.2, 1.2), "next_day": (0.5, 0.5), "day_apart": (-1.0, -1.0),
    "next_night": (0.0, 0.0), "goes_on": (0.5, 0.5), "no_day_near": (0.2, 0.2), "no_day": (-0.5, -0.5),
    "same_toll": (1.6, 0.5), "toll_fits": (1.0, 0.3), "toll_near": (0.6, 0.2), "toll_rises": (0.5, 0.2),
    "toll_clash": (-1.8, -0.5), "same_mode": (0.6, 0.6), "kin_mode": (0.2, 0.2), "other_mode": (-1.2, -1.0),
    "same_weapon": (0.5, 0.2), "other_weapon": (-0.6, 0.0), "same_heads": (1.2, 0.5),
    "other_heads": (-0.6, -0.3), "source_common": (0.8, 2.0), "source_clash": (-0.8, -3.0),
    "target_common": (1.0, 1.6), "target_clash": (-1.2, -2.0), "crossed": (0.4, 0.6), "answered": (0.0, -1.5),
    "words": (2.0, 2.5), "other_type": (-0.8, -0.8), "same_article": (2.0, 1.0),
}  # fmt: skip
"""Weights set by hand: for incidents at a place, and for acts of words between parties."""

SILENT = (
    ("same_mode", "kin_mode", "other_mode", "same_weapon", "other_weapon"),
    ("same_toll", "toll_fits", "toll_near", "toll_rises", "toll_clash"),
    ("source_common", "source_clash", "target_common", "target_clash", "crossed", "answered"),
)
"""Each pair is fitted once more without these: a text, or its reading, often leaves one of them open."""

EVERY = 3
"""Every how many pairs of different incidents are made up as neighbours."""

PLACE = (
    "place_name", "admin1", "admin1_code", "admin2", "country", "latitude", "longitude", "geo_precision", "geonames_id",
)  # fmt: skip
DAY = ("event_date", "event_date_end", "event_date_precision", "event_date_source")

KINDS = ("deeds", "words")


def told_pairs(rows: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Told, Told, bool]]:
    """Yield the labelled pairs of two articles that may be one incident, with whether they are."""
    incident = {row["id"]: row["incident"] for row in rows}
    inputs = [read_input(row) for row in rows if row["incident"]]
    told = {one.report.id: Told(one.report, one.article_id, one.published_at) for one in inputs}
    for a, b in find_candidates(told):
        if told[a].article_id != told[b].article_id:
            yield told[a], told[b], incident[a] == incident[b]


def fit(sets: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, dict[str, float]]:
    """Return the weights of each kind, fitted on sets of labelled rows."""
    names = list(PRIOR)
    fitted = {}
    for number, kind in enumerate(KINDS):
        xs, ys, counts = [], [], []
        for rows in sets:
            for one, other, is_same in (*told_pairs(rows), *made_up_pairs(rows)):
                evidence, _, conflict = likeness.weigh(one, other)
                if conflict is None and (one.is_wordy and other.is_wordy) == (kind == "words"):
                    for silent in ((), *SILENT):
                        xs.append([evidence.get(name, 0.0) * (name not in silent) for name in names])
                        ys.append(float(is_same))
                        counts.append(1.0 if not silent else 0.3)
        prior = numpy.array([PRIOR[name][number] for name in names])
        fitted[kind] = dict(zip(names, _regress(*map(numpy.array, (xs, ys, counts)), prior), strict=True))
    return fitted


def made_up_pairs(rows: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Told, Told, bool]]:
    """Yield pairs of different incidents, moved to one day and one place, to the next village, or to places of which
    less is known.

    Hand-made near misses are all of one town. In a night's harvest most pairs have nothing in common but a day, and a
    country or no place at all.
    """
    inputs = [read_input(row) for row in rows if row["incident"]]
    incidents = [row["incident"] for row in rows if row["incident"]]
    for a, one in enumerate(inputs):
        for b, other in enumerate(inputs):
            if a < b and incidents[a] != incidents[b] and (a * 31 + b * 17) % EVERY == 0:
                there = {name: getattr(one.report, name) for name in PLACE}
                known = (set(PLACE), {"country"}, set(), set(PLACE))[(a + b) % 4]
                moved = {name: value if name in known else None for name, value in there.items()}
                if (a + b) % 4 == 3 and there["latitude"] is not None:
                    beside = {"place_name": "Elsewhere", "latitude": there["latitude"] + 0.08, "geonames_id": None}
                    moved |= beside
                day = {name: getattr(one.report, name) for name in DAY}
                if (a + b) % 2 and one.report.event_date and one.report.event_date_end:
                    day |= {name: day[name] + timedelta(days=1) for name in ("event_date", "event_date_end")}
                report = replace(other.report, **moved, **day)
                yield (Told(one.report, one.article_id, one.published_at),
                       Told(report, other.article_id, one.published_at), False)  # fmt: skip


def _regress(x: Any, y: Any, counts: Any, prior: Any) -> list[float]:
    """Return the weights that fit best and are near the prior: Newton's method on the penalised likelihood."""
    weights = prior.copy()
    for _ in range(30):
        p = 1.0 / (1.0 + numpy.exp(-x @ weights))
        slope = x.T @ (counts * (p - y)) + PULL * (weights - prior)
        curve = (x * (counts * p * (1 - p))[:, None]).T @ x + PULL * numpy.eye(len(prior))
        step = numpy.linalg.solve(curve, slope)
        weights = weights - step
        if abs(step).max() < 1e-6:
            break
    return [round(float(weight), 3) for weight in weights]


def word_weights() -> dict[str, float]:
    """Return how much the common words of our own sentences tell, 0-1, by their stems; a word not in it tells 1."""
    seen: Counter[str] = Counter()
    n = 0
    for path in sorted((ROOT / "training").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = re.findall(r"\w+", json.loads(line)["text"].casefold())
            seen.update({stem(word) for word in words if len(word) > 2})
            n += 1
    rarest = math.log(n / 4)
    return {word: round(math.log(n / count) / rarest, 3) for word, count in sorted(seen.items()) if count >= 5}


def write(weights: Mapping[str, Mapping[str, float]]) -> None:
    with (DATA / "likeness.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["evidence", *KINDS])
        table.writerows([name, *(weights[kind][name] for kind in KINDS)] for name in PRIOR)


def write_words(weights: Mapping[str, float]) -> None:
    with (DATA / "word_weights.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["word", "weight"])
        table.writerows(weights.items())


def check(sets: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Print what weights fitted without a fifth of the countries score on them, over all countries together."""
    fold_of = _folds(sets)
    folds = sorted(set(fold_of.values()))
    kept = {
        fold: [[row for row in rows if fold_of[row["document_id"]] != fold] for rows in sets.values()] for fold in folds
    }
    weights = {fold: fit(rows) for fold, rows in kept.items()}
    for name, rows in sets.items():
        found: dict[str, object] = {}
        for fold in folds:
            ours = [read_input(row) for row in rows if fold_of[row["document_id"]] == fold]
            with patch.object(likeness, "_weights", lambda fold=fold: weights[fold]):
                found |= {link.report_id: link.event_id for link in cluster_reports(ours).event_reports}
        gold = {row["id"]: row["incident"] for row in rows if row["incident"]}
        one = score(gold, {id_: found[id_] for id_ in gold})
        print(f"{name:<11} B-cubed P {one.precision:.3f} R {one.recall:.3f} F1 {one.f1:.3f}"
              f"  pairs P {one.pair_precision:.3f} R {one.pair_recall:.3f}")  # fmt: skip


def _folds(sets: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """Return the fold of each story, 0-4: by the country of its first hand-coded incident, else by its series' name."""
    country: dict[str, str] = {}
    scene: dict[str, str] = {}
    for row in sets["hand-coded"]:
        country[row["incident"]] = country.get(row["incident"]) or row.get("country") or ""
    for row in sets["hand-coded"]:
        scene.setdefault(row["document_id"], country[row["incident"]])
    for rows in sets.values():
        for row in rows:
            scene.setdefault(row["document_id"], row["document_id"].rstrip("0123456789"))
    return {story: sum(map(ord, name)) % 5 for story, name in scene.items()}


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args(argv)
    write_words(word_weights())
    with tempfile.TemporaryDirectory() as folder:
        sets = {
            "hand-coded": read_gold("dev"),
            "parsed": parse_gold("dev", Path(folder)),
            "told again": parse_told_again(Path(folder)),
        }
    if arguments.check:
        check(sets)
        return 0
    weights = fit(list(sets.values()))
    write(weights)
    for name in PRIOR:
        print(f"{name:<16}", *(f"{PRIOR[name][k]:6.2f} -> {weights[kind][name]:6.2f}" for k, kind in enumerate(KINDS)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
