"""Fit how far a report may be trusted: the `report` model of `data/classifier.json`.

    python scripts/calibrate.py [--check]

Reads tests/golden/calibration: stories on which no rule and no sentence of `training/` was written. Each goes through
the parser as it ships; a report that no label admits is wrong, one whose event is there with the labelled mode, day and
country is right (scripts/score_golden.py judges). One logistic regression over the features of
`dateline/parse/incidents/confidence.py`. `make train` runs this after scripts/train.py. `--check` fits and scores, and
writes nothing. The held-out stories are scored by scripts/score_golden.py, never here. Exit 0: fitted; 2: no stories.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

import score_golden
import train
from dateline.config import ROOT
from dateline.parse.incidents.confidence import LOWEST, settle_confidence
from dateline.parse.parser import Parser
from dateline.parse.what.classifier import Classifier, Linear, load_classifier, sigmoid
from dateline.parse.what.mentions import Mention
from dateline.parse.what.triggers import TriggerHit
from dateline.records import Document, as_json, from_json

STORIES = ROOT / "tests" / "golden" / "calibration"
STRENGTH = 0.15
"""Inverse of the L2 penalty."""
RAREST = 4
"""Features of fewer reports are left out."""
FOLDS = 10


class Numbering:
    """The classifier, but for `trust`: it remembers a report's features and answers with the report's number.

    The n-th answer about a story is n thousandths above the lowest confidence, so that a report's confidence says
    which features were its own; some incidents give no report.
    """

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self.described: list[tuple[str, ...]] = []

    def propose(self, tree: Any, taken: Collection[int]) -> list[TriggerHit]:
        """Propose what the classifier proposes."""
        return self._classifier.propose(tree, taken)

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> list[Mention]:
        """Weigh as the classifier does."""
        return self._classifier.weigh(tree, mentions)

    def keeps(self, mentions: Sequence[Mention], told: Sequence[Mention], n_sentences: int) -> bool:
        """Keep what the classifier keeps."""
        return self._classifier.keeps(mentions, told, n_sentences)

    def trust(self, features: Sequence[str]) -> float:
        """Remember the features, and answer with their number."""
        self.described.append(tuple(features))
        return LOWEST + (len(self.described) - 1) / 1000

    def features_of(self, confidence: float) -> tuple[str, ...]:
        """Return the features of the report that has this confidence."""
        return self.described[round((confidence - LOWEST) * 1000)]


@dataclass(frozen=True, slots=True)
class Judged:
    """One report of a calibration story."""

    story: str
    features: tuple[str, ...]
    is_right: bool

    @property
    def date_source(self) -> str:
        """Where its day is from, as the features have it."""
        return next(each.removeprefix("date=") for each in self.features if each.startswith("date="))


def judge_reports(stories: Sequence[score_golden.Story]) -> list[Judged]:
    """Return the reports of the stories that are right or wrong; what `allow` sets aside is neither."""
    numbering = Numbering(load_classifier())
    parser = Parser.load(judge=numbering)
    rows = []
    for story in stories:
        numbering.described = []
        parsed = parser.parse(from_json(Document, {"id": story.name, **story.fields}))
        score = score_golden.score_story(story, [as_json(report) for report in parsed.reports])
        rows += [Judged(story.name, numbering.features_of(each.confidence), each.is_right) for each in score.judged]
    return rows


def fit(rows: Sequence[Judged]) -> Linear:
    """Return the model fitted on the rows."""
    reader = CountVectorizer(analyzer=lambda row: row.features, min_df=RAREST, binary=True, dtype=np.float64)
    matrix = reader.fit_transform(rows)
    fitted = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=0)
    fitted.fit(matrix, np.array([row.is_right for row in rows]))
    weights = np.rint(1000 * fitted.coef_[0]).astype(int)
    held = {name: (0, int(weights[at])) for name, at in sorted(reader.vocabulary_.items()) if weights[at]}
    return Linear(("right",), (round(1000 * float(fitted.intercept_[0])),), held)


def judge_held(rows: Sequence[Judged]) -> list[tuple[float, bool]]:
    """Return (confidence, right) of each report, by a model that saw no report of its story."""
    judged = []
    for fold in range(FOLDS):
        model = fit([row for row in rows if zlib.crc32(row.story.encode()) % FOLDS != fold])
        for row in rows:
            if zlib.crc32(row.story.encode()) % FOLDS == fold:
                source = "publication" if row.date_source in ("publication", "None") else "text"
                judged.append((settle_confidence(sigmoid(model.sums(row.features)[0]), source), row.is_right))
    return judged


def main(argv: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=STORIES, help="the stories (tests/golden/calibration)")
    options.add_argument("--check", action="store_true", help="fit and score, write nothing")
    chosen = options.parse_args(argv)
    rows = judge_reports(score_golden.read_stories(chosen.folder))
    if not rows:
        print(f"{chosen.folder}: no stories", file=sys.stderr)
        return 2
    table = score_golden.reliability(judge_held(rows))
    n_right = sum(row.is_right for row in rows)
    print(f"{len(rows)} reports, {n_right} right; held folds, expected error {table['error']}")
    for row in table["bins"]:
        print(f"  {row['low']:.1f}-{row['high']:.1f}  n {row['n']:>3}  {row['confidence']}  {row['accuracy']}")
    if not chosen.check:
        train.write(replace(load_classifier(), report=fit(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
