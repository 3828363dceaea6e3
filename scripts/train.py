"""Fit the event classifier from the labelled sentences of `training/`, and write its card.

    python scripts/train.py [--check]

Reads the sentences and stories of `training/` (labelled.py) only. They go through the parser's own rules. Each mention
they propose is a row of the `event` model, each verb and noun that they know nothing about a row of the `word` model;
rows are labelled from the events of the text. Scores are of held folds: no text is in the fold that judges it.
`--check` fits and scores, and writes nothing. Needs scikit-learn (a development dependency); the parser does not.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from dateline.config import ROOT
from dateline.parse.grammar.syntax import Token
from dateline.parse.parser import Parser
from dateline.parse.what.classifier import (
    FORMAT,
    MODEL_PATH,
    MODELS,
    Classifier,
    Linear,
    Thresholds,
    is_candidate,
    sigmoid,
)
from dateline.parse.what.features import Sentence
from dateline.parse.what.mentions import Mention
from dateline.parse.what.triggers import TriggerHit
from dateline.records import Document
from dateline.vocab import modes
from labelled import Labelled, LabelledStory, fingerprint, read_stories, read_training

CARD = ROOT / "docs" / "classifier.md"
THRESHOLDS = Thresholds(
    mention=0.1, incident=0.25, incident_elsewhere=0.6, likely=0.8, share=0.05,
    propose=0.8, propose_type=0.5, retype=0.97, mode=0.7,
)  # fmt: skip
STRENGTH = {"event": 0.2, "word": 0.2, "types": 0.6, "modes": 0.6}
"""Inverse of the L2 penalty."""
FOLDS = 5
RARE = {"event": 2, "word": 3, "types": 3, "modes": 3}
"""Features of fewer rows are left out."""
SMALLEST = 25
"""Weights nearer to zero than this many thousandths of a logit are left out."""
BAGGED = ("event", "word")
"""Models that look at the words of the whole sentence; the others would learn the topics of the training sentences."""
INEXACT = 0.6
"""Weight of a row whose mention is of an event's type but is not its labelled trigger."""
PUBLISHED = datetime(2026, 7, 8, 12, tzinfo=UTC)
"""A Wednesday: the sentences have no date of their own."""
UNFITTED = Linear(("right",), (0,), {})
"""The `report` model before scripts/calibrate.py has fitted it: every report is as likely right as wrong."""


# ----------------------------------------------------------------------------------------------------- the rows


@dataclass(frozen=True, slots=True)
class Row:
    """One mention of the rules (`rule_type` set), or one word they know nothing about. `label` None: no event.

    `text` is the number of its text: sentences first, stories behind them.
    """

    text: int
    features: tuple[str, ...]
    rule_type: str | None
    rule_mode: str | None
    label: str | None
    mode: str | None
    weight: float = 1.0


class Recorder:
    """Stands where the classifier stands, proposes nothing, keeps everything, and remembers what it saw."""

    def __init__(self) -> None:
        self.mentions: list[tuple[Mention, str, str | None, list[str]]] = []
        self._waiting: list[tuple[Any, set[int]]] = []

    def propose(self, tree: Any, taken: Collection[int]) -> list[TriggerHit]:
        """Remember the sentence and its words that no rule took; `weigh` may take more of them."""
        self._waiting.append((tree, set(taken)))
        return []

    def guess(self, tree: Any) -> list[TriggerHit]:
        """Guess nothing: a training sentence that begins like a note tells what the rules find, or nothing."""
        return []

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> list[Mention]:
        """Keep each mention with its features, and the type and mode the rules gave it."""
        sentence = Sentence(tree)
        self._waiting[-1][1].update(mention.token for mention in mentions)
        for mention, own in zip(mentions, sentence.describe_mentions(mentions), strict=True):
            self.mentions.append((mention, mention.event_type, mention.event_mode, [*own, *sentence.shared]))
        return list(mentions)

    def keeps(self, mentions: Sequence[Mention], told: Sequence[Mention], n_sentences: int) -> bool:
        """Keep every incident."""
        return True

    def trust(self, features: Sequence[str]) -> float:
        """Nothing is known yet."""
        return 0.5

    def take(self) -> tuple[list[tuple[Mention, str, str | None, list[str]]], list[tuple[Any, set[int]]]]:
        """Return what was seen since the last call: mentions, and trees with the tokens that are taken."""
        seen = self.mentions, self._waiting
        self.mentions, self._waiting = [], []
        return seen


def read_rows(sentences: Sequence[Labelled]) -> list[Row]:
    """Return the rows of all sentences, labelled."""
    recorder = Recorder()
    parser = Parser.load(judge=recorder)
    rows: list[Row] = []
    documents = (Document(str(at), sentence.text, published_at=PUBLISHED) for at, sentence in enumerate(sentences))
    for at, (sentence, _) in enumerate(zip(sentences, parser.parse_batch(documents), strict=True)):
        mentions, trees = recorder.take()
        rows += [_mention_row(at, sentence, *each) for each in mentions]
        offset = 0
        for tree, taken in trees:
            offset = max(0, sentence.text.lower().find(tree.text.lower(), offset))
            rows += _word_rows(at, sentence, tree, taken, offset)
    return rows


def _mention_row(at: int, sentence: Labelled, mention: Mention, kind: str, mode: str | None, own: list[str]) -> Row:
    over = [event for event in sentence.events if event.start < mention.end and mention.start < event.end]
    same = [event for event in over or sentence.events if event.event_type == kind]
    told = (same or over or [None])[0]
    weight = INEXACT if told and not over else 1.0
    label, told_mode = (told.event_type, told.mode) if told else (None, None)
    return Row(at, tuple(own), kind, mode, label, told_mode, weight)


def _word_rows(at: int, sentence: Labelled, tree: Any, taken: Collection[int], offset: int) -> Iterator[Row]:
    heads = {}
    for event in sentence.events:
        head = _head(tree, event.start - offset, event.end - offset)
        if head is not None:
            heads[head] = event
    described = Sentence(tree)
    for token in tree:
        if token.i not in taken and is_candidate(token):
            told = heads.get(token.i)
            features = (*described.describe_token(token), *described.shared)
            yield Row(at, features, None, None, told.event_type if told else None, told.mode if told else None)


def read_story_rows(stories: Sequence[LabelledStory], first: int) -> list[Row]:
    """Return the rows of all stories, labelled; the first story is text number `first`.

    A story's quotes do not say which of their words is the trigger: words that no rule knows are rows only where the
    sentence tells nothing.
    """
    recorder = Recorder()
    parser = Parser.load(judge=recorder)
    rows: list[Row] = []
    documents = (Document(story.id, story.text, published_at=story.published_at) for story in stories)
    for at, (story, _) in enumerate(zip(stories, parser.parse_batch(documents), strict=True), first):
        mentions, trees = recorder.take()
        told = story.sentences_told()
        for mention, kind, mode, features in mentions:
            here = next((quotes for (start, end), quotes in told.items() if start <= mention.start < end), [])
            if all(quote.event_type for quote in here):
                over = [quote for quote in here if quote.start < mention.end and mention.start < quote.end]
                label = next((q.event_type for q in (*over, *here) if q.event_type == kind), None)
                label = label or (over[0].event_type if over else None)
                weight = INEXACT if label and not over else 1.0
                rows.append(Row(at, tuple(features), kind, mode, label, mode if label == kind else None, weight))
        telling = [story.text[start:end] for (start, end), quotes in told.items() if quotes]
        for tree, taken in trees:
            if not any(tree.text in sentence or sentence in tree.text for sentence in telling):
                rows += _word_rows(at, Labelled(tree.text, ()), tree, taken, 0)
    return rows


def _head(tree: Any, start: int, end: int) -> int | None:
    """Return the token of a trigger phrase that the rest of it depends on, None when the phrase is elsewhere."""
    inside: list[Token] = [token for token in tree if token.idx < end and start < token.idx + len(token)]
    held = {token.i for token in inside}
    head = next((token for token in inside if token.head.i not in held or token.head.i == token.i), None)
    return int(head.i) if head is not None else None


# -------------------------------------------------------------------------------------------------- the fitting


def fit(rows: Sequence[Row]) -> dict[str, Linear]:
    """Return the four models fitted on the rows."""
    events = [row for row in rows if row.label is not None]
    moded = [row for row in events if modes(str(row.label))]
    return {
        "event": _fit("event", [row for row in rows if row.rule_type], lambda row: "event" if row.label else ""),
        "word": _fit("word", [row for row in rows if not row.rule_type], lambda row: "event" if row.label else ""),
        "types": _fit("types", events, lambda row: str(row.label)),
        "modes": _fit("modes", moded, lambda row: f"{row.label}/{row.mode or ''}"),
    }


def _fit(model: str, rows: Sequence[Row], name_of: Any) -> Linear:
    reader = CountVectorizer(
        analyzer=lambda row: [f for f in row.features if model in BAGGED or not f.startswith("s:")],
        min_df=RARE[model],
        binary=True,
        dtype=np.float64,
    )
    matrix = reader.fit_transform(rows)
    told = np.array([name_of(row) for row in rows])
    weights = np.array([row.weight for row in rows])
    names = sorted(name for name, count in Counter(told.tolist()).items() if name and count >= 5)
    bias, columns = [], []
    for name in names:
        fitted = LogisticRegression(C=STRENGTH[model], solver="liblinear", max_iter=300, random_state=0)
        fitted.fit(matrix, told == name, sample_weight=weights)
        bias.append(round(1000 * float(fitted.intercept_[0])))
        columns.append(np.rint(1000 * fitted.coef_[0]).astype(int))
    table = np.column_stack(columns)
    smallest = SMALLEST if len(names) == 1 else 3 * SMALLEST
    held = {}
    for feature, at in sorted(reader.vocabulary_.items()):
        kept = [(place, int(weight)) for place, weight in enumerate(table[at]) if abs(weight) >= smallest]
        if kept:
            held[feature] = [number for pair in kept for number in pair]
    return Linear(tuple(names), tuple(bias), held)


def classifier_of(models: dict[str, Linear], version: str) -> Classifier:
    """Return the classifier made of the models that there are."""
    event, word, types, modes_ = (models[name] for name in MODELS[:4])
    return Classifier(version, event, word, types, modes_, models.get("report", UNFITTED), THRESHOLDS)


def write(classifier: Classifier, path: Path = MODEL_PATH) -> None:
    """Write the model file: the same bytes for the same model."""
    held: dict[str, Any] = {"format": FORMAT, "version": classifier.version, "thresholds": asdict(THRESHOLDS)}
    for name in MODELS:
        model: Linear = getattr(classifier, name)
        held[name] = {"names": model.names, "bias": model.bias, "weights": model.weights}
    path.write_text(json.dumps(held, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


# --------------------------------------------------------------------------------------------------- the scores


def fold_of(text: str) -> int:
    """Return the fold of a sentence."""
    return zlib.crc32(text.encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of a held fold with what a model that never saw its sentence says of it."""

    row: Row
    probability: float
    event_type: str
    mode: str | None
    share: float


def judge_held(texts: Sequence[Labelled | LabelledStory], rows: Sequence[Row], folds: Sequence[int]) -> list[Judged]:
    """Return the rows of the given folds, each judged by models fitted on the other folds."""
    judged = []
    for fold in folds:
        held = [row for row in rows if fold_of(texts[row.text].text) == fold]
        models = fit([row for row in rows if fold_of(texts[row.text].text) != fold])
        judged += [_judge(classifier_of(models, ""), row) for row in held]
    return judged


def _judge(classifier: Classifier, row: Row) -> Judged:
    model = classifier.event if row.rule_type else classifier.word
    probability = sigmoid(model.sums(row.features)[0])
    kind, mode, share = row.rule_type or "", row.rule_mode, 1.0
    if row.rule_type or probability >= 0.2:
        best, share = classifier.types.best(row.features)
        if best is not None and best != kind and (not kind or share >= THRESHOLDS.retype):
            kind, mode = best, None
        if mode is None and not row.rule_type:
            allowed = [name for name in classifier.modes.names if name.startswith(f"{kind}/")]
            name, sure = classifier.modes.best(row.features, allowed)
            mode = name.partition("/")[2] or None if name and sure >= THRESHOLDS.mode else None
    return Judged(row, probability, kind, mode, share)


def told_types(sentences: Sequence[Labelled], folds: Sequence[int]) -> set[tuple[int, str]]:
    """Return the labelled pairs of sentence and type."""
    return {(at, e.event_type) for at, s in enumerate(sentences) if fold_of(s.text) in folds for e in s.events}


def precision_recall(told: set[tuple[int, str]], found: set[tuple[int, str]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of pairs of sentence and type."""
    right = len(told & found)
    precision, recall = right / max(1, len(found)), right / max(1, len(told))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def rules_found(judged: Sequence[Judged]) -> set[tuple[int, str]]:
    """Return what the rules alone say."""
    return {(each.row.text, each.row.rule_type) for each in judged if each.row.rule_type}


def model_found(judged: Sequence[Judged], at: Thresholds = THRESHOLDS) -> set[tuple[int, str]]:
    """Return what rules and models say together."""
    return {
        (each.row.text, each.event_type)
        for each in judged
        if each.probability >= (at.incident if each.row.rule_type else at.propose)
        and (each.row.rule_type or each.share >= at.propose_type)
    }


def calibration_error(judged: Sequence[Judged]) -> float:
    """Return the expected calibration error of the event model, ten bins of equal width."""
    rows = [(each.probability, each.row.label is not None) for each in judged if each.row.rule_type]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for row in rows:
        bins.setdefault(min(int(row[0] * 10), 9), []).append(row)
    return sum(abs(sum(p - right for p, right in each)) for each in bins.values()) / max(1, len(rows))


def report(sentences: Sequence[Labelled], every: Sequence[Judged]) -> list[str]:
    """Return the scores as lines of tables: of the sentences, and of the stories behind them."""
    told = told_types(sentences, range(FOLDS))
    judged = [each for each in every if each.row.text < len(sentences)]
    lines = ["| held folds, pairs of sentence and type | precision | recall | F1 |", "|---|---|---|---|"]
    only = model_found(judged, replace(THRESHOLDS, propose=1.1))
    for name, found in (
        ("rules alone", rules_found(judged)),
        ("rules, mentions weighed", only),
        ("rules, weighed, with proposed words", model_found(judged)),
    ):
        lines.append(f"| {name} | " + " | ".join(f"{100 * each:.1f}" for each in precision_recall(told, found)) + " |")
    mentions = [each for each in judged if each.row.rule_type]
    events = [each for each in mentions if each.row.label]
    moded = [each for each in events if each.event_type == each.row.label and modes(each.event_type)]
    rows = (
        ("mentions of the rules that are events", len(events) / len(mentions)),
        ("event or not, right at 0.5", _share(mentions, lambda e: (e.probability >= 0.5) == bool(e.row.label))),
        ("type of events: rule", _share(events, lambda e: e.row.rule_type == e.row.label)),
        ("type of events: with the model", _share(events, lambda e: e.event_type == e.row.label)),
        ("mode of events of the right type (the rule)", _share(moded, lambda e: e.row.rule_mode == e.row.mode)),
    )
    lines += ["", "| held folds, mentions of the rules | % |", "|---|---|"]
    lines += [f"| {name} | {100 * value:.1f} |" for name, value in rows]
    lines.append(f"| expected calibration error of the probability | {100 * calibration_error(judged):.1f} |")
    stories = [each for each in every if each.row.text >= len(sentences) and each.row.rule_type]
    lines += ["", "| held folds, mentions of the rules in general stories | % |", "|---|---|"]
    kept = [each for each in stories if each.probability >= THRESHOLDS.incident]
    rows = (
        ("that are events", _share(stories, lambda e: e.row.label is not None)),
        ("event or not, right at 0.5", _share(stories, lambda e: (e.probability >= 0.5) == bool(e.row.label))),
        (f"that are events, of those from {THRESHOLDS.incident} on", _share(kept, lambda e: e.row.label is not None)),
        (
            f"from {THRESHOLDS.incident} on, of those that are events",
            _share([e for e in stories if e.row.label], lambda e: e.probability >= THRESHOLDS.incident),
        ),
    )
    lines += [f"| {name} | {100 * value:.1f} |" for name, value in rows]
    return lines


def _share(judged: Sequence[Judged], is_right: Any) -> float:
    return sum(map(is_right, judged)) / max(1, len(judged))


def card_of(
    sentences: Sequence[Labelled],
    stories: Sequence[LabelledStory],
    rows: Sequence[Row],
    judged: Sequence[Judged],
    version: str,
) -> str:
    """Return the text of the card."""
    empty = sum(not each.events for each in sentences)
    types = Counter(event.event_type for each in sentences for event in each.events)
    words = sum(not row.rule_type for row in rows)
    told = ", ".join(f"{name} {count}" for name, count in types.most_common())
    template = (ROOT / "scripts" / "classifier_card.md").read_text(encoding="utf-8")
    size = MODEL_PATH.stat().st_size / 1e6
    return template.format(
        version=version, date=datetime.now(UTC).date(), sentences=len(sentences), empty=empty, types=told,
        stories=len(stories), events=sum(types.values()), mentions=len(rows) - words, words=words, size=f"{size:.1f}",
        scores="\n".join(report(sentences, judged)), **{k: f"{v:g}" for k, v in asdict(THRESHOLDS).items()},
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fit and score, write nothing")
    arguments = parser.parse_args()
    sentences, bad = read_training()
    stories, bad_stories = read_stories()
    for line in (*bad, *bad_stories):
        print("left out:", line)
    rows, version = read_rows(sentences), fingerprint(sentences, stories)
    rows += read_story_rows(stories, len(sentences))
    if not arguments.check:
        write(classifier_of(fit(rows), version))
    judged = judge_held((*sentences, *stories), rows, range(FOLDS))
    print("\n".join(report(sentences, judged)))
    if not arguments.check:
        CARD.write_text(card_of(sentences, stories, rows, judged, version), encoding="utf-8")
        print(f"\nwrote {MODEL_PATH.relative_to(ROOT)} and {CARD.relative_to(ROOT)}, version {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
