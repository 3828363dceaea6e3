"""Compare the events published over the sample wire with the table that a careful reader made of it.

    python scripts/score_sample.py [var/current.duckdb] [--show]

An event is found when a published event has its type and comes from one of its stories; fields are compared on the
found ones. Background events are compared apart. `--show` lists what is missed, what is extra, and of what is found
the fields that are wrong, as the table has them -> as they are published.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from dateline.config import ROOT
from dateline.store.snapshot import query_snapshot

FIELDS = (
    "event_mode", "event_date", "country", "fatalities_low", "fatalities_best", "fatalities_high", "injured_best",
    "assertion", "is_background", "n_sources",
)  # fmt: skip
QUERY = """
SELECT e.*, list(DISTINCT a.url) AS urls
FROM events AS e JOIN event_reports AS l ON l.event_id = e.id JOIN reports AS r ON r.id = l.report_id
JOIN articles AS a ON a.id = r.article_id WHERE e.status = 'live' GROUP BY ALL ORDER BY e.id
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snapshot", nargs="?", type=Path, default=ROOT / "var" / "current.duckdb")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    names, rows = query_snapshot(arguments.snapshot, QUERY)
    published = [dict(zip(names, row, strict=True)) for row in rows]
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
        told = [
            (by_key[key][role], have[f"{role}_actors"]) for key, have in pairs.items() if _is_named(by_key[key][role])
        ]
        print(f"  {role + ' named':<16} {sum(names_party(want, have) for want, have in told)}/{len(told)}")
    print(f"  {'within 50 km':<16} {sum(_is_near(by_key[key], have) for key, have in pairs.items())}/{found}")


def _is_named(told: str | None) -> bool:
    return bool(told) and told != "UNK"


def names_party(told: str | None, names: list[str] | None) -> bool:
    """True when one of the names has a content word of one party as the table tells it ("al Shabaab; mechanics")."""
    wanted = {word for word in re.findall(r"[\w-]{4,}", (told or "").lower()) if word not in _SAYS_NOTHING}
    have = {word for name in names or () for word in re.findall(r"[\w-]{4,}", name.lower())}
    return bool({word.rstrip("s") for word in wanted} & {word.rstrip("s") for word in have})


_SAYS_NOTHING = frozenset(("some", "more", "than", "about", "hundreds", "several", "from", "with", "people"))
"""Words of the table's descriptions in which two parties may agree without being one."""


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
    return found


if __name__ == "__main__":
    sys.exit(main())
