"""Compare the events published over the sample wire with the table that a careful reader made of it.

    python scripts/score_sample.py [var/current.duckdb] [--show]

An event is found when a published event has its type and comes from one of its stories; fields are compared on the
found ones; a party counts as named by `sample_parties.py`. `--show` lists what is missed, what is extra, and of what is
found the fields and parties that are wrong, as the table has them -> as they are published.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dateline.config import ROOT
from dateline.store.snapshot import query_snapshot
from sample_parties import Named, is_told, names_party

FIELDS = (
    "event_mode", "event_date", "country", "fatalities_low", "fatalities_best", "fatalities_high", "injured_best",
    "assertion", "is_background", "n_sources",
)  # fmt: skip
QUERY = """
SELECT e.*, list(DISTINCT a.url) AS urls
FROM events AS e JOIN event_reports AS l ON l.event_id = e.id JOIN reports AS r ON r.id = l.report_id
JOIN articles AS a ON a.id = r.article_id WHERE e.status = 'live' GROUP BY ALL ORDER BY e.id
"""
PARTIES = """
SELECT l.event_id, a.role, coalesce(a.entity, a.name), a.name, a.country, a.sector
FROM event_reports AS l JOIN report_actors AS a ON a.report_id = l.report_id WHERE a.role IN ('source', 'target')
ORDER BY ALL
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snapshot", nargs="?", type=Path, default=ROOT / "var" / "current.duckdb")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    names, rows = query_snapshot(arguments.snapshot, QUERY)
    published = [dict(zip(names, row, strict=True)) for row in rows]
    parties = query_snapshot(arguments.snapshot, PARTIES)[1]
    for have in published:
        have["parties"] = parties_of(have, [row[1:] for row in parties if row[0] == have["id"]])
    lines = (ROOT / "samples" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [row for row in map(json.loads, lines) if row["event_key"]]
    pairs = match(expected, published)
    report(expected, published, pairs)
    if arguments.show:
        show(expected, published, pairs)
    return 0


def match(expected: list[dict[str, Any]], published: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the published event for each expected one, by key; the best pairs first, each event once."""
    scored = []
    for want in expected:
        for have in published:
            if want["event_type"] == have["event_type"] and _shares_story(want, have):
                agree = sum(_agrees(want, have, name) for name in FIELDS) + _is_near(want, have)
                scored.append((agree, want["event_key"], have["id"], have))
    pairs: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    for _, key, id_, have in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if key not in pairs and id_ not in taken:
            pairs[key] = have
            taken.add(id_)
    return pairs


def _shares_story(want: dict[str, Any], have: dict[str, Any]) -> bool:
    return any(story.split("/")[-1] in url for story in want["stories"] for url in have["urls"])


def _agrees(want: dict[str, Any], have: dict[str, Any], name: str) -> bool:
    return str(want.get(name)) == str(have.get(name))


def _is_near(want: dict[str, Any], have: dict[str, Any]) -> bool:
    if want.get("latitude") is None:
        return have["latitude"] is None
    if have["latitude"] is None:
        return False
    north = (want["latitude"] - have["latitude"]) * 111.2
    east = (want["longitude"] - have["longitude"]) * 111.2 * math.cos(math.radians(want["latitude"]))
    return math.hypot(north, east) <= 50


def report(expected: list[dict[str, Any]], published: list[dict[str, Any]], pairs: dict[str, dict[str, Any]]) -> None:
    found, extra = len(pairs), len(published) - len(pairs)
    precision, recall = found / max(1, len(published)), found / max(1, len(expected))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"events: {len(expected)} in the table, {len(published)} published, {found} found, {extra} extra")
    print(f"precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}")
    by_key = {row["event_key"]: row for row in expected}
    for name in FIELDS:
        right = sum(_agrees(by_key[key], have, name) for key, have in pairs.items())
        print(f"  {name:<16} {right}/{found}")
    for role in ("source", "target"):
        told = [(by_key[key][role], have["parties"][role]) for key, have in pairs.items() if is_told(by_key[key][role])]
        print(f"  {role + ' named':<16} {sum(names_party(want, have) for want, have in told)}/{len(told)}")
    unknown = [have for key, have in pairs.items() if by_key[key]["source"] == "UNK"]  # nobody is blamed in the story
    print(f"  {'nobody blamed':<16} {sum(not have['source_actors'] for have in unknown)}/{len(unknown)}")
    print(f"  {'within 50 km':<16} {sum(_is_near(by_key[key], have) for key, have in pairs.items())}/{found}")


def parties_of(have: dict[str, Any], told: Sequence[Sequence[str]]) -> dict[str, list[Named]]:
    """Return the event's published parties by role, with what each of its reports has of them."""
    found: dict[str, list[Named]] = {}
    for role in ("source", "target"):
        published = have[f"{role}_actors"] or ()
        rows = [Named(*row[1:]) for row in told if row[0] == role and " ".join(row[1].split()) in published]
        found[role] = rows or [Named(name, name) for name in published]
    return found


def show(expected: list[dict[str, Any]], published: list[dict[str, Any]], pairs: dict[str, dict[str, Any]]) -> None:
    for row in expected:
        if row["event_key"] not in pairs:
            print("missed ", row["event_key"], row["event_type"], row["event_mode"], row["event_date"], row["stories"])
    for row in expected:
        wrong = wrong_fields(row, pairs[row["event_key"]]) if row["event_key"] in pairs else []
        if wrong:
            print("wrong  ", row["event_key"], f"{row['event_type']}:", "; ".join(wrong))
    taken = {have["id"] for have in pairs.values()}
    extra = defaultdict(list)
    for have in published:
        if have["id"] not in taken:
            extra[have["urls"][0].rstrip("/").split("/")[-1]].append(have)
    for story, events in sorted(extra.items()):
        for have in events:
            print("extra  ", story, have["event_type"], have["event_mode"], have["event_date"], have["summary"][:110])


def wrong_fields(want: dict[str, Any], have: dict[str, Any]) -> list[str]:
    """Return the fields in which a published event is not the table's, as "name: want -> have"."""
    found = [f"{name}: {want.get(name)} -> {have.get(name)}" for name in FIELDS if not _agrees(want, have, name)]
    if not _is_near(want, have):
        names = [f"{row.get('place_name')} ({row.get('geo_precision')})" for row in (want, have)]
        found.append(f"place: {' -> '.join(names)}")
    for role, parties in have.get("parties", {}).items():
        is_invented = role == "source" and want.get(role) == "UNK" and bool(have["source_actors"])
        if is_invented or (is_told(want.get(role)) and not names_party(want[role], parties)):
            found.append(f"{role}: {want[role]} -> {', '.join(have[f'{role}_actors'] or ()) or None}")
    return found


if __name__ == "__main__":
    sys.exit(main())
