"""A small published home, written row by row: two weeks of invented events over which the queries for people are tested.

Rows are what the pipeline would publish, so that a change in the parser or in the clustering moves none of the answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dateline.config import ROOT
from dateline.store.snapshot import build_snapshot
from dateline.store.warehouse import Warehouse, open_warehouse

LAST_NIGHT = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
KOSTI = "The toll of Tuesday's drone strikes on Kosti's port rose to 14, doctors said."
HOSTILE = "</script><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">'\"&<!--\u2028\u202egnp\x07"
"""What a page must show and never run or be turned by."""

META = {
    "dateline_version": "0.1.0", "parser": "dateline-rules 2", "run_id": "night-14", "data_through": LAST_NIGHT,
    "wire": "feeds.toml", "is_sample": False,
}  # fmt: skip


def build_example_home(home: Path) -> Path:
    """Write a warehouse and its snapshot into `home`; return the snapshot's path."""
    with open_warehouse(home, ROOT / "sql", "tests", wait_s=5) as warehouse:
        for table, rows in _tables().items():
            _insert(warehouse, table, rows)
        fill = (
            "INSERT INTO article_words SELECT id, word, count(*) FROM "
            "(SELECT id, unnest(words_of(concat_ws(' ', title, text))) AS word FROM articles) GROUP BY ALL"
        )
        warehouse.connection.execute(fill)
        return build_snapshot(warehouse, home, "night-14", META)


def _insert(warehouse: Warehouse, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(f"${number}" for number in range(1, len(row) + 1))
        warehouse.connection.execute(f"INSERT INTO main.{table} ({names}) VALUES ({marks})", list(row.values()))


def _at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def _tables() -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {
        "feeds": [
            {"url": "https://meridian.example/feed", "name": "Meridian world", "publisher": "Meridian", "agency": True,
             "usual_gap_s": 3600, "last_polled_at": _at(14), "last_new_at": _at(14, 11)},
            {"url": "https://herald.example/rss", "name": "Port Herald", "publisher": "Port Herald", "health": "hard",
             "failures": 6, "last_error": "HTTP 503", "last_polled_at": _at(14), "last_new_at": _at(9)},
        ],
        "runs": [
            {"id": f"night-{day}", "kind": "night", "logical_at": _at(day, 23), "started_at": _at(day, 23),
             "ended_at": _at(day, 23), "status": "published", "n_articles": 4, "n_reports": 5} for day in (13, 14)
        ],
        "check_results": [
            {"run_id": "night-13", "check_name": "feeds_failing", "severity": "warning", "status": "pass",
             "observed": "2 failures", "expected": "fewer than three", "n_failing": 0, "failing_ids": []},
            {"run_id": "night-14", "check_name": "feeds_failing", "severity": "warning", "status": "fail",
             "observed": "6 failures in a row", "expected": "fewer than three", "n_failing": 1,
             "failing_ids": ["https://herald.example/rss"]},
            {"run_id": "night-14", "check_name": "night_row_count", "severity": "error", "status": "too_little_history",
             "observed": "2 earlier nights, 3 needed", "expected": "0.4 to 2.5 times the median", "n_failing": 0},
        ],
        "quarantine": [
            {"report_id": "r99", "run_id": "night-14", "check_name": "place_inside_country", "value": "MLI: 4.7, 45.2",
             "row": json.dumps({"event_type": "ASSAULT", "evidence": "Two herders were killed near Beledweyne."})},
        ],
        "pages": [
            {"url": f"https://meridian.example/{n}", "host": "https://meridian.example:443", "outcome": "article",
             "is_final": True} for n in range(3)
        ] + [
            {"url": "https://herald.example/gone", "host": "https://herald.example:443", "outcome": "404",
             "is_final": True, "detail": "HTTP 404: not found"},
        ],
    }  # fmt: skip
    for name in ("articles", "reports", "report_actors", "events", "event_reports", "event_history"):
        tables[name] = []
    for told in _STORIES:
        _tell(tables, **told)
    tables["event_history"] += [_change(*row) for row in _CHANGES]
    return tables


_COPIED = {"duplicate_group": "g1", "credit": "Meridian"}
_EVENTS: dict[str, dict[str, Any]] = {
    "kosti": {
        "event_type": "ASSAULT", "event_mode": "drone", "event_date": date(2026, 3, 10), "place_name": "Kosti",
        "admin1": "White Nile", "admin1_code": "SD.38", "country": "SDN", "latitude": 13.16, "longitude": 32.66,
        "geo_precision": "exact", "source_actors": ["Rapid Support Forces"], "target_actors": ["dockers"],
        "source_code": "SDNPRM", "target_code": "LAB", "weapons": ["drone"], "fatalities_low": 14, "fatalities_best": 14,
        "fatalities_high": 14, "toll_range": "9-14", "is_corrected": False, "n_sources": 2, "confidence": 0.84,
        "acled_event_type": "Explosions/Remote violence", "acled_sub_event_type": "Air/drone strike",
        "ucdp_violence_type": 3,
    },
    "mopti": {
        "event_type": "ASSAULT", "event_mode": "firearms", "event_date": date(2026, 3, 12), "place_name": "Mopti",
        "admin1": "Mopti", "admin1_code": "ML.04", "country": "MLI", "latitude": 14.49, "longitude": -4.19,
        "geo_precision": "near", "source_actors": ["Gunmen"], "target_actors": ["Malian army"], "source_code": "UAF",
        "target_code": "MLIMIL", "weapons": [], "fatalities_low": 21, "fatalities_best": 21, "toll_range": "21+",
        "n_sources": 1, "confidence": 0.46, "acled_event_type": "Battles", "acled_sub_event_type": "Armed clash",
        "ucdp_violence_type": 1, "is_disputed": True, "assertion": "attributed",
    },
    "segou": {
        "event_type": "THREATEN", "event_mode": "violence", "event_date": date(2026, 3, 4), "place_name": None,
        "country": "MLI", "geo_precision": "country", "source_actors": ["Gunmen"], "target_actors": ["Malian army"],
        "source_code": "UAF", "target_code": "MLIMIL", "weapons": [], "n_sources": 1, "confidence": 0.7,
    },
    "manila": {
        "event_type": "PROTEST", "event_mode": "demo", "event_date": date(2026, 3, 3), "place_name": "Manila",
        "admin1": "Metro Manila", "admin1_code": "PH.NCR", "country": "PHL", "latitude": 14.6, "longitude": 120.98,
        "geo_precision": "exact", "source_actors": ["jeepney drivers"], "target_actors": ["government"],
        "source_code": "LAB", "target_code": "PHLGOV", "weapons": [], "n_sources": 1, "confidence": 0.9,
        "acled_event_type": "Protests", "acled_sub_event_type": "Peaceful protest",
    },
    "arrest": {
        "event_type": "COERCE", "event_mode": "arrest", "event_date": date(2026, 3, 5), "place_name": "Quezon City",
        "admin1": "Metro Manila", "admin1_code": "PH.NCR", "country": "PHL", "latitude": 14.65, "longitude": 121.05,
        "geo_precision": "exact", "source_actors": ["Police"], "target_actors": ["jeepney drivers"],
        "source_code": "PHLCOP", "target_code": "LAB", "weapons": [], "n_sources": 1, "confidence": 0.88,
    },
    "old": {
        "event_type": "ASSAULT", "event_date": date(1991, 1, 1), "event_date_end": date(1991, 12, 31),
        "event_date_precision": "year", "country": "LTU", "geo_precision": "country", "source_actors": ["troops"],
        "target_actors": ["civilians"], "source_code": "MIL", "target_code": "CVL", "weapons": [],
        "fatalities_best": 14, "toll_range": "14", "n_sources": 1, "confidence": 0.8, "is_background": True,
    },
    "gone": {
        "event_type": "ASSAULT", "event_mode": "explosives", "event_date": date(2026, 3, 11), "place_name": "Kosti",
        "country": "SDN", "latitude": 13.16, "longitude": 32.66, "geo_precision": "exact", "source_actors": [],
        "target_actors": ["dockers"], "weapons": [], "fatalities_best": 9, "toll_range": "9", "n_sources": 1,
        "confidence": 0.6, "status": "merged", "merged_into": "kosti",
    },
}  # fmt: skip

_STORIES: tuple[dict[str, Any], ...] = (
    {"article": "a1", "publisher": "Meridian", "at": _at(10, 15), "event": "kosti", "killed": 9, **_COPIED, "duplicate_kind": "original",
     "title": "Drone hits dockers in Kosti",
     "evidence": "A drone of the Rapid Support Forces killed nine dockers in Kosti on Tuesday, a union said."},
    {"article": "a2", "publisher": "Port Herald", "at": _at(10, 18), "event": "kosti", "killed": 9, **_COPIED,
     "duplicate_kind": "wire", "title": "Drone hits dockers in Kosti",
     "evidence": "A drone of the Rapid Support Forces killed nine dockers in Kosti on Tuesday, a union said."},
    {"article": "a3", "publisher": "Levant Post", "at": _at(11, 9), "event": "kosti", "killed": 14,
     "title": "Toll of Kosti strike rises to 14",
     "evidence": KOSTI},
    {"article": "a4", "publisher": "Levant Post", "at": _at(12, 20), "event": "mopti", "killed": 21,
     "title": "Gunmen attack army convoy near Mopti",
     "evidence": "Gunmen attacked an army convoy near Mopti on Thursday, killing at least 21 soldiers, a rebel radio said."},
    {"article": "a5", "publisher": "Meridian", "at": _at(4, 10), "event": "segou", "killed": None,
     "title": "Armed group warns Malian army",
     "evidence": "The gunmen said they would attack every convoy of the Malian army."},
    {"article": "a6", "publisher": "Meridian", "at": _at(3, 10), "event": "manila", "killed": None,
     "title": "Jeepney drivers march in Manila",
     "evidence": "Jeepney drivers marched in Manila on Tuesday against the phase-out."},
    {"article": "a7", "publisher": "Port Herald", "at": _at(5, 10), "event": "arrest", "killed": None, "detained": 12,
     "title": "Police hold 12 drivers",
     "evidence": "Police arrested 12 jeepney drivers in Quezon City on Thursday."},
    {"article": "a8", "publisher": "Levant Post", "at": _at(13, 9), "event": "old", "killed": 14, "title": "Vilnius remembers",
     "evidence": "Troops killed 14 civilians in Lithuania in 1991."},
)  # fmt: skip

_CHANGES = (
    ("kosti", 2, "updated", "fatalities_best", "9", "14", "a3", 11),
    ("kosti", 2, "updated", "toll_range", "9", "9-14", "a3", 11),
    ("kosti", 2, "updated", "n_sources", "1", "2", "a3", 11),
    ("gone", 2, "merged", "merged_into", None, "kosti", "a3", 12),
)


def _tell(
    tables: dict[str, list[dict[str, Any]]], *, article: str, publisher: str, at: datetime, event: str, title: str,
    evidence: str, killed: int | None, detained: int | None = None, **copied: Any,
) -> None:  # fmt: skip
    text = f"{evidence}\nNothing else was known in the evening."
    tables["articles"].append({
        "id": article, "url": f"https://{publisher.split()[0].lower()}.example/{article}", "publisher": publisher,
        "title": title, "published_at": at, "language": "en", "version_id": f"v{article}", "text": text,
        "word_count": len(text.split()), **copied,
    })  # fmt: skip
    fields = _EVENTS[event]
    shared = {name: fields.get(name) for name in ("event_type", "event_mode", "event_date", "place_name", "country")}
    tables["reports"].append({
        "id": f"r-{article}", "article_id": article, "version_id": f"v{article}", "run_id": "night-14",
        "parser": "dateline-rules 2", "ordinal": 0, **shared, "fatalities_best": killed, "detained_best": detained,
        "assertion": "attributed", "is_disputed": fields.get("is_disputed", False), "is_background": event == "old",
        "is_correction": False, "evidence": evidence, "evidence_start": 0, "evidence_end": len(evidence),
        "confidence": fields["confidence"],
    })  # fmt: skip
    for name in fields.get("source_actors", []):
        if name in evidence:
            tables["report_actors"].append({
                "report_id": f"r-{article}", "ordinal": 0, "role": "source", "name": name,
                "status": "named" if name.istitle() and " " in name else "generic",
            })  # fmt: skip
    tables["event_reports"].append({"event_id": event, "report_id": f"r-{article}", "score": 1.0, "why": "alone"})
    if not any(row["id"] == event for row in tables["events"]):
        for event_id in (event, "gone") if event == "kosti" else (event,):
            tables["events"].append(_event(event_id, at, evidence))
            tables["event_history"].append(_change(event_id, 1, "new", None, None, None, article, at.day))


def _event(event_id: str, at: datetime, summary: str) -> dict[str, Any]:
    defaults = {
        "quad_class": {"ASSAULT": 4, "COERCE": 4, "PROTEST": 4, "THREATEN": 3}[_EVENTS[event_id]["event_type"]],
        "cameo_root": {"ASSAULT": "19", "COERCE": "17", "PROTEST": "14", "THREATEN": "13"}[_EVENTS[event_id]["event_type"]],
        "event_date_end": _EVENTS[event_id]["event_date"], "event_date_precision": "day", "assertion": "stated",
        "is_disputed": False, "is_background": False, "is_corrected": False, "n_reports": 1, "n_articles": 1,
        "first_seen_at": at, "last_seen_at": at, "summary": summary, "status": "live",
    }  # fmt: skip
    return {"id": event_id, **defaults, **_EVENTS[event_id]}


def _change(
    event_id: str,
    version: int,
    change: str,
    field: str | None,
    old: str | None,
    new: str | None,
    article: str,
    day: int,
) -> dict[str, Any]:
    night = datetime(2026, 3, day, 23, 30, tzinfo=UTC)
    return {
        "event_id": event_id, "version": version, "change": change, "field": field, "old": old, "new": new,
        "article_id": article, "at": night,
    }  # fmt: skip
