"""The labelled texts of `training/` that the event classifier is fitted on: sentences, and whole stories.

A sentence names the trigger of each event. A story of `training/stories` quotes a piece of each sentence that tells an
event, and of those on which two coders would differ (`unsure`); all else in it tells none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from dateline.config import ROOT
from dateline.parse.text.sentences import find_sentences
from dateline.vocab import EVENT_TYPES, modes

TRAINING = ROOT / "training"
ASSERTIONS = ("stated", "attributed", "possible", "planned", "denied")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a labelled sentence; `start` and `end` are its trigger's offsets."""

    start: int
    end: int
    event_type: str
    mode: str | None


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled sentence."""

    text: str
    events: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of a story, offsets into its text: what it tells, None where two coders would differ."""

    start: int
    end: int
    event_type: str | None


@dataclass(frozen=True, slots=True)
class LabelledStory:
    """One labelled story; `quotes` in the order in which the label names them."""

    id: str
    text: str
    published_at: datetime
    quotes: tuple[Quoted, ...]

    def sentences_told(self) -> dict[tuple[int, int], list[Quoted]]:
        """Return each sentence's offsets with the quotes that it holds; most hold none."""
        return {
            (each.start, each.end): [q for q in self.quotes if q.start < each.end and each.start < q.end]
            for each in find_sentences(self.text)
        }


def read_training(folder: Path = TRAINING) -> tuple[list[Labelled], list[str]]:
    """Return the labelled sentences in file order, each text once, and what is wrong with lines that are none."""
    return _read(folder, _labelled)


def read_stories(folder: Path = TRAINING / "stories") -> tuple[list[LabelledStory], list[str]]:
    """Return the labelled stories in file order, each text once, and what is wrong with lines that are none."""
    return _read(folder, _story)


def _read(folder: Path, read: Callable[[dict[str, Any]], T]) -> tuple[list[T], list[str]]:
    rows: list[T] = []
    bad: list[str] = []
    texts: set[str] = set()
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                told = json.loads(line)
                row = read(told)
            except (ValueError, KeyError, TypeError) as error:
                bad.append(f"{path.name}:{number}: {error}")
                continue
            if told["text"] in texts:
                bad.append(f"{path.name}:{number}: the text is there already")
                continue
            texts.add(told["text"])
            rows.append(row)
    return rows, bad


def _labelled(line: dict[str, Any]) -> Labelled:
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
        events.append(Told(start, start + len(event["trigger"]), event["type"], event["mode"]))
    return Labelled(text, tuple(events))


def _story(line: dict[str, Any]) -> LabelledStory:
    quotes = tuple(_quotes(line))
    return LabelledStory(line["id"], line["text"], datetime.fromisoformat(line["published_at"]), quotes)


def _quotes(line: dict[str, Any]) -> Iterator[Quoted]:
    text = line["text"]
    told: list[tuple[str, str | None]] = [(quote, None) for quote in line["unsure"]]
    for event in line["events"]:
        if event["type"] not in EVENT_TYPES:
            raise ValueError(f"no type {event['type']!r}")
        told += [(quote, event["type"]) for quote in event["quotes"]]
    for quote, event_type in told:
        if not quote or text.count(quote) != 1:
            raise ValueError(f"the text has {quote!r} {text.count(quote)} times, not once")
        yield Quoted(text.index(quote), text.index(quote) + len(quote), event_type)


def fingerprint(sentences: Sequence[Labelled], stories: Sequence[LabelledStory]) -> str:
    """Return 12 hex digits of what the texts say: the model's version. The order of files does not matter."""
    told = sorted(json.dumps(asdict(each), sort_keys=True, default=str) for each in (*sentences, *stories))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]
