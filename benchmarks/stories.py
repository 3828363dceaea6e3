"""The stories that the benchmarks read: those that the project ships, and long ones made by joining them."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_GOLDEN = ("reports", "held", "notes", "notes_held")
_JOINED = 12


def shipped_stories() -> list[dict[str, Any]]:
    """Return the golden stories and those of the sample wire as documents, then one long story for every twelve."""
    documents = [
        {"id": f"{folder}/{path.stem}", "text": case["text"], "published_at": case.get("published_at")}
        for folder in _GOLDEN
        for path in sorted((ROOT / "tests" / "golden" / folder).glob("*.json"))
        if isinstance(case := json.loads(path.read_text(encoding="utf-8")), dict) and case.get("text")
    ]
    documents += [
        {"id": f"samples/{path.stem}", "text": _body(path.read_text(encoding="utf-8")), "published_at": None}
        for path in sorted((ROOT / "samples" / "stories").rglob("*.md"))
    ]
    source = iter(list(documents))
    while batch := list(islice(source, _JOINED)):
        text = "\n\n".join(document["text"] for document in batch)
        documents.append({"id": f"long/{batch[0]['id']}", "text": text, "published_at": batch[0]["published_at"]})
    return documents


def _body(story: str) -> str:
    """Return a sample story without the fields at its head."""
    return story.split("+++", 2)[-1].strip()


def read_stories(path: Path) -> list[dict[str, Any]]:
    """Return the documents of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
