"""The row checks: one bad row for every check, each caught by that check (and by those that `ALSO` names), and good rows by none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dateline.checks.place_rules import names_country
from dateline.checks.suite import (
    ROW_CHECKS,
    CheckResult,
    blocks,
    check_reports,
    failing_rows,
    judge_share,
    run_check_file,
    skipped_checks,
)
from dateline.config import CheckSettings
from dateline.records import Casualty, Report, Weapon, as_json
from tests.bad_rows import ALSO, BAD, CLEAN, EVIDENCE, FRIDAY, GOOD, bad_row, document


@pytest.fixture(scope="module")
def night() -> tuple[list[Report], list[CheckResult]]:
    """All clean and all bad rows, checked in one run."""
    clean = [replace(row, id=f"good-{name}", document_id=f"good-{name}") for name, row in CLEAN.items()]
    reports = clean + [bad_row(name) for name in BAD]
    articles = {
        report.document_id: document(report.document_id) for report in reports if report.document_id != "nowhere"
    }
    return reports, check_reports(reports, articles)


@pytest.fixture(scope="module")
def failing(night: tuple[list[Report], list[CheckResult]]) -> dict[str, set[str]]:
    """The checks that each report fails."""
    found: dict[str, set[str]] = {}
    for result in night[1]:
        for identity in result.failing_ids:
            found.setdefault(identity, set()).add(result.check_name)
    return found


def test_every_check_has_a_bad_row() -> None:
    assert [check.name for check in ROW_CHECKS] == list(dict.fromkeys(check.name for check in ROW_CHECKS))
    assert {check.name for check in ROW_CHECKS} == set(BAD)
    assert len(ROW_CHECKS) >= 40


@pytest.mark.parametrize("name", [name for name in BAD if name != "report_id_unique"])
def test_a_bad_row_fails_exactly_its_check(name: str, failing: dict[str, set[str]]) -> None:
    identity = bad_row(name).id or ""
    assert failing.get(identity) == {name, *ALSO.get(name, ())}


@pytest.mark.parametrize("name", list(CLEAN))
def test_a_clean_row_fails_nothing(name: str, failing: dict[str, set[str]]) -> None:
    assert failing.get(f"good-{name}", set()) <= ({"report_id_unique"} if name == "shelling" else set())


def test_both_rows_of_one_id_are_told(night: tuple[list[Report], list[CheckResult]]) -> None:
    result = next(result for result in night[1] if result.check_name == "report_id_unique")
    assert result.n_failing == 2
    assert set(result.failing_ids) == {"good-shelling"}


def test_results_come_in_the_order_of_the_suite_with_our_own_severities(
    night: tuple[list[Report], list[CheckResult]],
) -> None:
    told = [(result.check_name, result.severity) for result in night[1]]
    assert told == [(check.name, check.severity) for check in ROW_CHECKS]


def test_a_sample_shows_the_value_the_sentence_and_the_address(
    night: tuple[list[Report], list[CheckResult]],
) -> None:
    result = next(result for result in night[1] if result.check_name == "fatalities_ordered")
    assert result.samples == (
        {
            "id": "bad-fatalities_ordered", "value": "fatalities_low 12, fatalities_best 9, fatalities_high null",
            "sentence": EVIDENCE, "document_id": "bad-fatalities_ordered",
            "url": "https://courier.example/bad-fatalities_ordered",
        },
    )  # fmt: skip
    assert result.observed == f"1 of {len(night[0])} reports"


def failing_checks(report: Report, text: str) -> set[str]:
    story = replace(document(report), text=text)
    return {one.check_name for one in check_reports([report], {story.id: story}) if one.status == "fail"}


LONE = "MANILA (Courier) - Police arrested former President Ramon Salcedo at the airport on Friday."


def test_one_person_without_a_figure_is_one_and_stands_where_the_row_says() -> None:
    start = LONE.index("former")
    taken = Casualty(0, "detained", 1, 1, 1, victim="Ramon Salcedo", mention_start=start, mention_end=start + 30)
    report = replace(
        GOOD, evidence=LONE, evidence_start=0, evidence_end=len(LONE), detained_best=1, casualties=(taken,), places=(),
        actors=(),
    )  # fmt: skip
    wrong = (
        ("casualty_figure_in_text", replace(taken, best=None)),
        ("casualty_figure_in_text", replace(taken, low=None)),
        ("casualty_span_cuts_at_words", replace(taken, mention_start=start + 7, mention_end=start + 37)),
    )
    clean = failing_checks(report, LONE)
    for check, spoiled in wrong:
        assert check not in clean
        assert check in failing_checks(replace(report, casualties=(spoiled,)), LONE), spoiled


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ("after a week of strikes by drivers", True),
        ("after a five-day strike", False),
        ("after the strikes of last week", False),
        ("ended an eight-day strike", True),
    ],
)
def test_days_that_a_sentence_counts_are_a_span(told: str, fits: bool) -> None:
    text = f"LUANDA (Courier) - The price was lowered on Friday {told}."
    report = replace(
        GOOD, evidence=text, evidence_start=0, evidence_end=len(text), event_date=FRIDAY - timedelta(days=7)
    )
    assert ("date_span_fits_precision" not in failing_checks(report, text)) is fits


@pytest.mark.parametrize(
    ("code", "text", "named"),
    [
        ("CAF", "Doctors who care for the wounded carried on.", False),
        ("CAF", "Peacekeepers in CAR were shot at.", True),
        ("USA", "Tell us how it began.", False),
        ("USA", "The US and its allies.", True),
        ("NER", "Nigeria's president", False),
        ("NER", "niger's army", True),
        ("LVA", "A brigade moved up.", False),
        ("AFG", "Two Afghans were held.", True),
    ],
)
def test_a_country_is_named_by_whole_words(code: str, text: str, named: bool) -> None:
    assert names_country(code, text) is named


def test_errors_go_to_quarantine_whole_and_warnings_do_not(night: tuple[list[Report], list[CheckResult]]) -> None:
    reports, results = night
    held = {(row.report_id, row.check_name): row for row in failing_rows(results, reports)}
    assert ("bad-weapon_type_given", "weapon_type_given") not in held
    row = held["bad-not_null_island", "not_null_island"]
    assert row.row == as_json(bad_row("not_null_island"))
    assert "latitude 0.0" in row.value
    assert len(held) == len(failing_rows(results, reports)), "one row a report and check"


def test_without_articles_only_the_checks_that_need_them_are_left_out() -> None:
    result_names = {result.check_name for result in check_reports([GOOD], None)}
    skipped = {check.name for check in skipped_checks(has_articles=False)}
    assert {"evidence_in_text", "not_in_the_future", "report_document_known"} <= skipped
    assert result_names == set(BAD) - skipped


def test_a_check_that_fails_on_every_row_names_them_all() -> None:
    reports = [replace(GOOD, id=f"r{n}", document_id=f"d{n}", confidence=2.0) for n in range(3000)]
    results = check_reports(reports, None)
    told = next(result for result in results if result.check_name == "confidence_in_range")
    assert told.failing_ids == tuple(f"r{n}" for n in range(3000))
    assert len(told.samples) == 3


def test_no_reports_at_all_pass_every_check() -> None:
    assert {result.status for result in check_reports([], {})} == {"pass"}


def test_values_of_a_wrong_type_fail_instead_of_stopping_the_run() -> None:
    odd = replace(
        GOOD, fatalities_best="nine", confidence="high", latitude="north", event_type=7, evidence=None,  # type: ignore[arg-type]
        evidence_start="0", parser=5, country=1, weapons=(Weapon(0, 3, 4),),  # type: ignore[arg-type]
    )  # fmt: skip
    failed = {
        result.check_name for result in check_reports([odd], {"good": document("good")}) if result.status == "fail"
    }
    assert {"counts_are_whole", "confidence_given", "event_type_known", "evidence_fits_span"} <= failed


@pytest.mark.parametrize(
    ("n_failing", "n_rows", "status"),
    [
        (0, 100, "pass"),
        (20, 100, "pass"),
        (21, 100, "fail"),
        (19, 19, "too_little_history"),
        (0, 0, "too_little_history"),
    ],
)
def test_too_large_a_share_of_failing_rows_blocks_the_night(n_failing: int, n_rows: int, status: str) -> None:
    verdict = judge_share(n_failing, n_rows, CheckSettings(blocking_share=0.2, min_rows_for_share=20))
    assert (verdict.status, verdict.severity) == (status, "critical")
    assert blocks([verdict]) == ([verdict] if status == "fail" else [])


def test_a_row_check_blocks_only_through_the_share() -> None:
    row = CheckResult("report_id_given", "critical", "fail", n_failing=1, failing_ids=("x",))
    assert blocks([row, CheckResult("events_have_reports", "error", "fail")]) == []


# --------------------------------------------------------------------------------------------- `dateline check`


def write_lines(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


def test_the_check_command_prints_failing_ids_and_says_what_it_skipped(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "reports.jsonl", as_json(GOOD), as_json(bad_row("not_null_island")))
    lines, code = run_check_file(path)
    assert code == 1
    assert any(line.startswith("error not_null_island:") and line.endswith(" bad-not_null_island") for line in lines)
    assert "evidence_in_text" in lines[-1]


def test_the_check_command_reads_the_documents_when_they_are_given(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "reports.jsonl", as_json(replace(bad_row("evidence_in_text"), document_id="good")))
    texts = write_lines(tmp_path / "documents.jsonl", as_json(document("good")))
    lines, code = run_check_file(path, texts)
    assert code == 1
    assert [line.split(":")[0] for line in lines] == [
        "error evidence_in_text",
        f"1 reports, {len(ROW_CHECKS)} checks, 1 failed",
    ]


def test_good_reports_and_warnings_leave_the_exit_code_nought(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "reports.jsonl", as_json(bad_row("weapon_type_given")))
    lines, code = run_check_file(path)
    assert code == 0
    assert lines[0].startswith("warning weapon_type_given")


def test_bytes_that_are_no_text_are_one_lines_fault_and_a_byte_order_mark_is_none(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(as_json(GOOD)).encode() + b"\r\n\x85\xff\n")
    lines, code = run_check_file(path)
    assert code == 1
    assert [line.split(":")[1].strip() for line in lines if "not a report" in line] == ["line 2"]
    assert any(line.startswith("1 reports,") for line in lines)


def test_a_line_that_is_no_report_is_named_by_its_number(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "reports.jsonl",
        as_json(GOOD),
        "{not json",
        "[]",
        {"id": "x"},
        {**as_json(GOOD), "event_date": "soon"},
    )
    lines, code = run_check_file(path)
    assert code == 1
    assert [line.split(":")[1].strip() for line in lines if "not a report" in line] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
    ]
