"""What the golden stories cover: types, the codebook's hard cases, world regions; and that the held-out ones are sound.

The parser is not run here: held-out stories are only measured, by `scripts/score_golden.py`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from dateline import vocab

GOLDEN = Path(__file__).parent / "golden"
FOLDERS = ("reports", "held", "calibration")
"""The folders of whole stories, one a file."""

NOTES = {folder: GOLDEN / folder / "notes.jsonl" for folder in ("notes", "notes_held")}
"""Notes of one incident, a line each."""

CASES = tuple(f"{number:02d}" for number in range(1, 15))
"""The codebook's numbered cases; a story of one has `caseNN_` before its name."""

REGIONS = {
    "North America": "BMU CAN GRL USA",
    "Central America and the Caribbean": "BLZ CRI CUB DOM GTM HND HTI JAM MEX NIC PAN SLV TTO",
    "South America": "ARG BOL BRA CHL COL ECU GUY PER PRY SUR URY VEN",
    "Western and Northern Europe": "AUT BEL CHE DEU DNK ESP EST FIN FRA GBR GRC IRL ISL ITA LTU LVA NLD NOR PRT SWE",
    "Central and Eastern Europe": "ALB BGR BIH BLR CZE HRV HUN MDA MKD MNE POL ROU RUS SRB SVK SVN UKR XKX",
    "Middle East": "ARE BHR CYP IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "Caucasus and Central Asia": "ARM AZE GEO KAZ KGZ TJK TKM UZB",
    "South Asia": "AFG BGD BTN IND LKA MDV NPL PAK",
    "East Asia": "CHN HKG JPN KOR MNG PRK TWN",
    "Southeast Asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "Oceania": "AUS FJI KIR NCL NZL PNG SLB TON TUV VUT WSM",
    "North Africa": "DZA EGY ESH LBY MAR TUN",
    "West Africa": "BEN BFA CIV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SLE TGO",
    "Central and East Africa": "BDI CAF CMR COD COG DJI ERI ETH GAB KEN RWA SDN SOM SSD TCD TZA UGA",
    "Southern Africa": "AGO BWA LSO MDG MOZ MWI NAM SWZ ZAF ZMB ZWE",
}
REGION_OF = {country: region for region, countries in REGIONS.items() for country in countries.split()}

FIELDS = {"why", "source", "title", "text", "published_at", "expect", "forbid", "allow", "near", "at_most"}


@cache
def _stories(folder: str) -> dict[str, dict[str, Any]]:
    """Return the stories of one folder by name; lists, such as the known misses, are not stories."""
    read = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((GOLDEN / folder).glob("*.json"))
    }
    return {name: story for name, story in read.items() if isinstance(story, dict) and "expect" in story}


ALL = [(name, story) for folder in FOLDERS for name, story in _stories(folder).items()]
HELD = _stories("held")


def _expected(field: str) -> Counter[str]:
    return Counter(wanted[field] for _, story in ALL for wanted in story["expect"] if wanted.get(field))


def _trigrams(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def test_there_are_enough_stories_and_a_third_is_held_out() -> None:
    n_notes = {folder: len(path.read_text(encoding="utf-8").splitlines()) for folder, path in NOTES.items()}
    n_stories, n_unseen = len(ALL) + sum(n_notes.values()), len(HELD) + n_notes["notes_held"]
    assert n_stories >= 200
    assert 3 * n_unseen >= n_stories


def test_every_type_is_expected_at_least_four_times() -> None:
    counts = _expected("event_type")
    assert {event_type: counts[event_type] for event_type in vocab.EVENT_TYPES if counts[event_type] < 4} == {}


@pytest.mark.parametrize("case", CASES)
def test_each_hard_case_has_stories_of_both_kinds(case: str) -> None:
    assert sum(name.startswith(f"case{case}_") for name, _ in ALL) >= 3
    assert any(name.startswith(f"case{case}_") for name in HELD)


def test_every_region_of_the_world_has_stories() -> None:
    known = {row["alpha3"] for row in vocab.read_table("countries.csv")}
    assert set(REGION_OF) <= known
    told = Counter(dict.fromkeys(REGIONS, 0))
    for country, n in _expected("country").items():
        told[REGION_OF.get(country, "elsewhere")] += n
    assert {region: n for region, n in told.items() if n < 3} == {}


@pytest.mark.parametrize("name", HELD)
def test_a_held_out_story_is_labelled_soundly(name: str) -> None:
    story = HELD[name]
    assert set(story) <= FIELDS
    for pattern in [*story["expect"], *story.get("allow", ()), *story.get("forbid", ())]:
        assert pattern
        if "evidence" in pattern:
            assert story["text"].count(pattern["evidence"]) == 1, pattern["evidence"]
        if "event_type" in pattern and pattern.get("event_mode"):
            assert pattern["event_mode"] in vocab.modes(pattern["event_type"])
    assert all("evidence" in wanted for wanted in story["expect"])


def test_no_two_held_out_stories_are_near_duplicates() -> None:
    grams = {(folder, name): _trigrams(s["text"]) for folder in FOLDERS for name, s in _stories(folder).items()}
    alike = [
        (one, other)
        for one, other in combinations(grams, 2)
        if "held" in (one[0], other[0]) and len(grams[one] & grams[other]) >= 0.3 * len(grams[one] | grams[other])
    ]
    assert alike == []
