"""The hand-grouped reports of `tests/golden/clusters`, and what the parser makes of the same stories."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dateline.cli import main as dateline
from dateline.config import ROOT

FOLDER = ROOT / "tests" / "golden" / "clusters"


def read_gold(part: str) -> list[dict[str, Any]]:
    """Return the hand-coded reports of a part (`dev`, `held`, `all`), each with its `incident`."""
    rows = map(json.loads, (FOLDER / "reports.jsonl").read_text(encoding="utf-8").splitlines())
    return [row for row in rows if part in ("all", row["part"])]


def parse_gold(part: str, folder: Path) -> list[dict[str, Any]]:
    """Return the parser's reports of a part's stories, in the form of the hand-coded ones; `folder` takes files.

    A report bears the incident of the hand-coded report of its story that it must be: of its type, with overlapping
    evidence, the likest in day and toll; each hand-coded one once. What matches none has `incident` null: it takes part
    in the clustering, and is not scored.
    """
    stories = [json.loads(line) for line in (FOLDER / "stories.jsonl").read_text(encoding="utf-8").splitlines()]
    stories = [story for story in stories if part in ("all", story["part"])]
    gold = read_gold(part)
    copies = {row["document_id"]: row for row in gold}
    rows = _parse(stories, folder)
    for row in rows:
        known = copies[row["document_id"]]
        row |= {name: known.get(name) for name in ("duplicate_group", "duplicate_kind")}
    _label(rows, gold)
    return rows


def parse_told_again(folder: Path) -> list[dict[str, Any]]:
    """Return the parser's reports of `told_again.jsonl`: more stories to develop on, labelled by type alone."""
    lines = (FOLDER / "told_again.jsonl").read_text(encoding="utf-8").splitlines()
    by_story = {story["id"]: story for story in map(json.loads, lines)}
    rows = _parse(by_story.values(), folder)
    for row in rows:
        row["incident"] = by_story[row["document_id"]]["incidents"].get(row["event_type"])
    return rows


def _parse(stories: Iterable[Mapping[str, Any]], folder: Path) -> list[dict[str, Any]]:
    stories = list(stories)
    given, out = folder / "stories.jsonl", folder / "parsed.jsonl"
    given.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    if dateline(["parse", str(given), str(out)]):
        raise SystemExit("dateline parse failed")
    by_story = {story["id"]: story for story in stories}
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        story = by_story[row["document_id"]]
        row |= {"publisher": story["source"], "published_at": story["published_at"], "credit": story.get("credit"),
                "part": story.get("part", "dev")}  # fmt: skip
    return rows


def _label(rows: Sequence[dict[str, Any]], gold: Sequence[dict[str, Any]]) -> None:
    pairs = []
    for number, row in enumerate(rows):
        row["incident"] = None
        for want in gold:
            if want["document_id"] == row["document_id"] and want["event_type"] == row["event_type"]:
                common = min(want["evidence_end"], row["evidence_end"]) - max(
                    want["evidence_start"], row["evidence_start"]
                )
                agreed = sum(
                    want.get(name) == row.get(name)
                    for name in ("event_date", "fatalities_best", "event_mode", "place_name")
                )
                if common > 0:
                    pairs.append((-agreed, number, want["id"], want["incident"]))
    taken: set[str] = set()
    for _, number, id_, incident in sorted(pairs):
        if rows[number]["incident"] is None and id_ not in taken:
            rows[number]["incident"] = incident
            taken.add(id_)
