"""Fit the event classifier from the labelled sentences of `training/`, and write its card.

    python scripts/train.py [--check]

Reads `training/*.jsonl` only. Every sentence goes through the parser's own rules; each mention they propose becomes a
row, labelled from the sentence's events. Scores are of held folds: no sentence is in the fold that judges it.
`--check` fits and scores, and writes nothing. Needs scikit-learn (a development dependency); the parser does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateline.config import ROOT
from dateline.parse.classifier import describe
from dateline.parse.mentions import Mention
from dateline.parse.parser import Parser
from dateline.records import Document, stable_id
from dateline.vocab import EVENT_TYPES, modes

TRAINING = ROOT / "training"
FOLDS = 5
RARE = 2
EVENT_C, TYPE_C = 0.08, 0.25
ASSERTIONS = ("stated", "attributed", "possible", "planned", "denied")
PUBLISHED = datetime(2026, 7, 8, 12, tzinfo=UTC)
"""A Wednesday: the sentences have no date of their own."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a labelled sentence; `start` and `end` are its trigger's offsets."""

    start: int
    end: int
    event_type: str
    mode: str | None
    background: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled sentence."""

    text: str
    events: tuple[Told, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Row:
    """One mention that the rules propose. `label` is its type, None when it is no event."""

    sentence: int
    features: tuple[str, ...]
    rule_type: str
    rule_mode: str | None
    label: str | None
    mode: str | None
    is_exact: bool


class Recorder:
    """Stands where the classifier stands, and keeps what it sees."""

    def __init__(self) -> None:
        self.seen: list[tuple[Mention, str, str | None, list[str]]] = []

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> None:
        """Keep each mention with its features, and the type and mode the rules gave it."""
        for mention, features in zip(mentions, describe(tree, mentions), strict=True):
            self.seen.append((mention, mention.event_type, mention.event_mode, features))


def read_training(folder: Path = TRAINING) -> tuple[list[Labelled], list[str]]:
    """Return the labelled sentences in file order, each text once, and what is wrong with lines that are none."""
    rows: list[Labelled] = []
    bad: list[str] = []
    texts: set[str] = set()
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = _labelled(json.loads(line), path.name)
            except (ValueError, KeyError, TypeError) as error:
                bad.append(f"{path.name}:{number}: {error}")
                continue
            if row.text in texts:
                bad.append(f"{path.name}:{number}: the text is there already")
                continue
            texts.add(row.text)
            rows.append(row)
    return rows, bad


def _labelled(line: dict[str, Any], origin: str) -> Labelled:
    text = line["text"]
    events = []
    for event in line["events"]:
        start = text.find(event["trigger"])
        if start < 0 or not event["trigger"]:
            raise ValueError(f"no trigger {event['trigger']!r} in the text")
        if event["type"] not in EVENT_TYPES:
            raise ValueError(f"no type {event['type']!r}")
        if event["mode"] is not None and event["mode"] not in modes(event["type"]):
            raise ValueError(f"no mode {event['mode']!r} of {event['type']}")
        if event["assertion"] not in ASSERTIONS:
            raise ValueError(f"no assertion {event['assertion']!r}")
        end = start + len(event["trigger"])
        events.append(Told(start, end, event["type"], event["mode"], bool(event["background"])))
    return Labelled(text, tuple(events), origin)


def read_rows(sentences: Sequence[Labelled]) -> list[Row]:
    """Return the mentions that the rules propose for the sentences, labelled."""
    recorder = Recorder()
    parser = Parser.load(judge=recorder)
    documents = (Document(str(at), each.text, published_at=PUBLISHED) for at, each in enumerate(sentences))
    rows: list[Row] = []
    for parsed in parser.parse_batch(documents):
        at = int(parsed.document_id)
        rows += [_row(at, sentences[at], *each) for each in recorder.seen]
        recorder.seen.clear()
    return rows


def _row(at: int, sentence: Labelled, mention: Mention, kind: str, mode: str | None, features: list[str]) -> Row:
    over = [event for event in sentence.events if event.start < mention.end and mention.start < event.end]
    same = [event for event in over or sentence.events if event.event_type == kind]
    told = (same or over or [None])[0]
    return Row(
        at,
        tuple(features),
        kind,
        mode,
        told.event_type if told else None,
        told.mode if told else None,
        bool(over),
    )


# ---------------------------------------------------------------------------------------------------- fitting


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.parse_args()
    sentences, bad = read_training()
    for line in bad:
        print("left out:", line)
    rows = read_rows(sentences)
    print(len(sentences), "sentences", len(rows), "mentions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
