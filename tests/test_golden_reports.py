"""Golden stories: `tests/golden/reports/*.json`, our own writing, each with what a careful reader takes from it.

`expect`: each entry is met by a report of its own. Fields are compared as JSON; `actors`, `entities` and `codes` by role (a part of
a name, the beginning or end of a code), `places` by role, `sides` counts the sources with a side. `forbid`: no report
may match. `at_most` caps the number of reports. `known_misses.json` lists the stories that the parser still misreads: a
miss fails as expected, and one that is read rightly has to be taken off the list.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document, as_json, from_json

FOLDER = Path(__file__).parent / "golden" / "reports"
MISSES = FOLDER / "known_misses.json"
KNOWN_MISSES: list[str] = json.loads(MISSES.read_text(encoding="utf-8"))
STORIES = sorted(path for path in FOLDER.glob("*.json") if path != MISSES)


_ACTOR_FIELDS = {"actors": "name", "codes": "code", "entities": "entity"}


def _case(path: Path) -> Any:
    """Return the story as a parameter; a known miss is a strict xfail whose reason is its `why`."""
    if path.stem not in KNOWN_MISSES:
        return pytest.param(path, id=path.stem)
    why = json.loads(path.read_text(encoding="utf-8"))["why"]
    return pytest.param(path, id=path.stem, marks=pytest.mark.xfail(reason=why, strict=True, raises=AssertionError))


def _has_actor(report: dict[str, Any], role: str, wanted: str | list[str], field: str) -> bool:
    if isinstance(wanted, list):
        return all(_has_actor(report, role, one, field) for one in wanted)
    values = [actor[field] or "" for actor in report["actors"] if actor["role"] == role]
    if field == "code":
        return any(value.startswith(wanted) or value.endswith(wanted) for value in values)
    return any(wanted.lower() in value.lower() for value in values)


def _matches(report: dict[str, Any], wanted: dict[str, Any]) -> bool:
    for name, value in wanted.items():
        if name in _ACTOR_FIELDS:
            field = _ACTOR_FIELDS[name]
            if not all(_has_actor(report, role, one, field) for role, one in value.items()):
                return False
        elif name == "places":
            told = {(place["role"], place["name"]) for place in report["places"]}
            if not set(value.items()) <= told:
                return False
        elif name == "sides":
            if len({actor["side"] for actor in report["actors"] if actor["side"]}) != value:
                return False
        elif report[name] != value:
            return False
    return True


@pytest.mark.parametrize("path", [_case(path) for path in STORIES])
def test_a_golden_story_gives_what_a_reader_takes_from_it(parser: Parser, path: Path) -> None:
    story = json.loads(path.read_text(encoding="utf-8"))
    document = from_json(Document, {"id": path.stem, **story})
    reports = [as_json(report) for report in parser.parse(document).reports]
    told = json.dumps([{k: v for k, v in r.items() if v not in (None, [], False)} for r in reports], indent=1)[:4000]
    free = list(reports)
    for wanted in story["expect"]:
        found = next((report for report in free if _matches(report, wanted)), None)
        assert found is not None, f"{story['why']}: no report with {wanted}\n{told}"
        free.remove(found)
    for unwanted in story.get("forbid", ()):
        assert not any(_matches(report, unwanted) for report in reports), f"{story['why']}: {unwanted}\n{told}"
    assert len(reports) <= story.get("at_most", len(reports)), f"{story['why']}\n{told}"


def test_every_known_miss_is_a_story_and_the_list_is_sorted() -> None:
    assert sorted({path.stem for path in STORIES} & set(KNOWN_MISSES)) == KNOWN_MISSES


def test_there_are_stories_of_every_type() -> None:
    from dateline.vocab import EVENT_TYPES

    types = {w["event_type"] for path in STORIES for w in json.loads(path.read_text())["expect"] if "event_type" in w}
    assert types == set(EVENT_TYPES)
