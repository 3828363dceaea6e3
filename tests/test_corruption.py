"""Every column of a report and of its children, spoiled in every way: the check that should holds the row back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scripts import corruption_matrix
from scripts.corruption_matrix import Tally, clean_reports, family_of, kinds, parsed_stories, run_matrix

from dateline.checks.suite import run_check_file
from dateline.records import as_json
from tests.bad_rows import GOOD, document

JSON_VALUES = (None, 7, -3, 1.5, float("nan"), float("inf"), 10**30, True, "", "x" * 50, "0", [], [1, [2]], {}, {"a": 1},
               "\ud800", "\0", 2**63)  # fmt: skip


@pytest.fixture(scope="module")
def matrix() -> tuple[dict[str, Tally], set[str]]:
    """Rows of the sample wire, two spoiled in each way."""
    parsed, documents = parsed_stories(with_golden=False)
    reports, held = clean_reports(parsed, documents)
    assert not held, "the sample wire is clean"
    assert len(reports) > 80
    return run_matrix(reports, documents, most=2)


def test_clean_rows_raise_nothing(matrix: tuple[dict[str, Tally], set[str]]) -> None:
    assert matrix[1] == set()


def test_there_are_hundreds_of_ways_to_make_a_row_wrong(matrix: tuple[dict[str, Tally], set[str]]) -> None:
    told = [kind for kind in kinds() if not kind.blind and matrix[0][kind.name].tried]
    assert len(told) > 250
    assert len({kind.name for kind in kinds()}) == len(kinds()), "each way once"
    assert {kind.table for kind in told} == {"reports", "actors", "casualties", "places", "weapons"}


def test_the_check_that_should_catches_each(matrix: tuple[dict[str, Tally], set[str]]) -> None:
    slipped = {
        kind.name: (family_of(kind), matrix[0][kind.name].missed)
        for kind in kinds()
        if not kind.blind and matrix[0][kind.name].caught < matrix[0][kind.name].tried
    }
    assert slipped == {}, "spoiled rows that none of these checks holds back"


def test_what_no_row_gives_away_is_said(
    capsys: pytest.CaptureFixture[str], matrix: tuple[dict[str, Tally], set[str]]
) -> None:
    assert corruption_matrix.tell(*matrix) == 0
    told = capsys.readouterr().out
    assert "reports.confidence another row's" in told.partition("Not every such row")[2]
    assert "ways to make a row wrong, 0 not always caught; 0 clean rows failed" in told


def test_any_json_value_in_any_column_is_judged_and_stops_nothing(tmp_path: Path) -> None:
    good, rows = as_json(GOOD), []
    for name in good:
        rows += [good | {"id": f"{name}-{at}", name: value} for at, value in enumerate(JSON_VALUES)]
    for table in ("actors", "casualties", "places", "weapons"):
        first, *others = good[table]
        for name in first:
            rows += [
                good | {"id": f"{table}-{name}-{at}", table: [first | {name: value}, *others]}
                for at, value in enumerate(JSON_VALUES)
            ]
    reports, texts = tmp_path / "reports.jsonl", tmp_path / "documents.jsonl"
    reports.write_text("".join(json.dumps(row) + "\n" for row in rows))
    texts.write_text(json.dumps(as_json(document("good"))) + "\n")
    lines, code = run_check_file(reports, texts)
    assert code == 1
    n_broken = sum("not a report" in line for line in lines)
    assert any(line.startswith(f"{len(rows) - n_broken} reports, ") for line in lines)
