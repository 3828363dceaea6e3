"""Hostile texts, and the same answer whatever the order of documents, the process or the seed of its hashes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.parse.parser import Parser
from dateline.records import Document, as_json, from_json

STORIES = Path(__file__).parent / "golden" / "reports"
ENGLISH = "The army said that it was in the town and that they were with the police. "
HOSTILE = {
    "one word": "killed ",
    "no spaces": "killed",
    "one letter": ENGLISH + "a" * 2_000,
    "brackets": ENGLISH + "([{" * 200,
    "closing brackets": ENGLISH + ")]}" * 200,
    "quotes": ENGLISH + "\"“'’" * 200,
    "commas": ENGLISH + "," * 500,
    "stops": ENGLISH + ". " * 300,
    "lines": ENGLISH + "\n" * 300,
    "digits": ENGLISH + "1234567890" * 50,
    "numbers": "killed 12 34 56 and 78 people, 9 or 10 ",
    "marks": ENGLISH + "é\u0301\u0302" * 200,
    "right to left": ENGLISH + "قتل الجيش عشرة \u202e",
    "emoji": ENGLISH + "😀👩‍👩‍👧‍👦 killed ",
    "nul": ENGLISH + "\x00\x01killed\x7f",
    "lone surrogates": ENGLISH + "killed \ud800\udfff",
    "mixed letters": ENGLISH + "кilled убит 杀 killed ",
    "a table": "Aleppo\t12 killed\t3 wounded\t2020-01-01 | ",
    "letters with another small form": ENGLISH
    + "Six were killed on 4 APR\u0130L, 5 apr\u0131l and 6 Augu\u017ft, \u212ailled. ",
    "words of an attacker": "Six suicide bombers threatened police and the suicide bombers demanded talks. ",
    "fighters of many groups": "The Sal Liberation Army clashed with the Mor Liberation Front in Aleppo on Monday. ",
    "coordination": "The army killed the rebels, police said, and ",
}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(STORIES.glob("*.json"))[:40]]
    return [
        from_json(Document, {"id": str(at), "text": case["text"], "published_at": case.get("published_at")})
        for at, case in enumerate(cases)
    ]


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_has_an_outcome_and_sound_spans(parser: Parser, piece: str):
    text = (piece * (8_000 // len(piece) + 1))[:8_000]
    parsed = parser.parse(Document("hostile", text, language="en"))
    assert parsed.outcome in ("parsed", "language")
    for report in parsed.reports:
        assert text[report.evidence_start : report.evidence_end] == report.evidence


@pytest.mark.parametrize(
    "dateline", ["LIMA, APR\u0130L 4 (AP) - ", "LIMA, 4 apr\u0131l (AP) - ", "LIMA, AUGU\u017fT 4 (AP) - "]
)
def test_a_month_in_odd_letters_is_read_or_left(parser: Parser, dateline: str):
    text = f"{dateline}Gunmen killed six villagers on 3 APR\u0130L 2019, police said."
    parsed = parser.parse(Document("d", text, language="en"))
    assert [str(report.event_date) for report in parsed.reports] == ["2019-04-03"]


def test_suicide_bombers_may_also_threaten(parser: Parser):
    text = "BAGHDAD (Reuters) - Suicide bombers threatened the government of Iraq on Monday with more attacks."
    assert "ASSAULT" not in {report.event_type for report in parser.parse(Document("d", text, language="en")).reports}


def test_two_sided_fights_of_many_names_take_time_linear_in_their_length(parser: Parser):
    names = [f"{one}{two}{three}" for one in ("Ka", "Lo", "Mi") for two in ("ra", "te", "su") for three in "nlmprst"]
    pieces = (f"The {one} Liberation Army clashed with the {one}a Salt Front in Aleppo on Monday. " for one in names)
    text = "".join(pieces)
    parsed = parser.parse(Document("d", text, language="en"))
    sides = {actor.side for report in parsed.reports for actor in report.actors if actor.role == "source"}
    assert parsed.outcome == "parsed" and {1, 2} <= sides


def test_the_order_of_documents_changes_nothing(parser: Parser, documents: list[Document]):
    there = {parsed.document_id: parsed.reports for parsed in parser.parse_batch(documents)}
    back = {parsed.document_id: parsed.reports for parsed in parser.parse_batch(reversed(documents))}
    assert there == back


def test_capitals_and_small_letters_tell_the_same_kind_of_event(parser: Parser):
    text = "Gunmen killed six villagers in Zamfara on Monday, police said."
    told = [parser.parse(Document("d", copy, language="en")).reports for copy in (text, text.upper(), text.lower())]
    assert [{report.event_type for report in reports} for reports in told] == [{"ASSAULT"}] * 3


def test_the_seed_of_hashes_changes_no_byte(documents: list[Document], tmp_path: Path):
    lines = tmp_path / "in.jsonl"
    lines.write_text("".join(json.dumps(as_json(document)) + "\n" for document in documents), encoding="utf-8")
    written = []
    for seed in ("0", "1"):
        out = tmp_path / f"{seed}.jsonl"
        command = [sys.executable, "-m", "dateline.cli", "parse", str(lines), str(out)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append(out.read_bytes())
    assert written[0] == written[1] != b""
