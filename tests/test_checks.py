"""The row checks: one bad row for every check, each caught by exactly that check, and good rows by none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

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
from dateline.records import Actor, Casualty, Document, Place, Report, Weapon, as_json

TEXT = (
    "KASSALA, Sudan, Mar 6 (Courier) - Shelling of a market in Kassala killed at least nine people and injured 20 on "
    "Friday, doctors said. The fighting has killed 4,000 people since 2024."
)
EVIDENCE = TEXT[TEXT.index("Shelling") : TEXT.index(" The fighting")]
PUBLISHED = datetime(2026, 3, 7, 9, 0, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)


def span(words: str) -> dict[str, int]:
    return {"mention_start": TEXT.index(words), "mention_end": TEXT.index(words) + len(words)}


GOOD = Report(
    id="good", document_id="good", parser="dateline-0.1.0+1", ordinal=0, event_type="ASSAULT",
    event_mode="heavy-weapons", evidence=EVIDENCE, evidence_start=TEXT.index(EVIDENCE),
    evidence_end=TEXT.index(EVIDENCE) + len(EVIDENCE), quad_class=4, cameo_root="19",
    acled_event_type="Explosions/Remote violence", acled_sub_event_type="Shelling/artillery/missile attack",
    ucdp_violence_type=3, event_date=FRIDAY, event_date_end=FRIDAY, event_date_precision="day",
    event_date_source="text", date_text="on Friday", place_name="Kassala", admin1="Kassala", admin1_code="SD.52",
    country="SDN", latitude=15.45, longitude=36.4, geo_precision="exact", geonames_id=372753, fatalities_low=9,
    fatalities_best=9, injured_low=20, injured_best=20, injured_high=20, assertion="attributed", confidence=0.8,
    actors=(
        Actor(0, "source", "", code="UNK"),
        Actor(1, "target", "people", kind="people", code="SDNCVL", country="SDN", sector="CVL", status="generic"),
        Actor(2, "reporter", "doctors", kind="people", code="MED", sector="MED", status="generic", **span("doctors")),
    ),
    casualties=(
        Casualty(0, "killed", 9, 9, None, "at least", "people", **span("at least nine people")),
        Casualty(1, "injured", 20, 20, 20, **span("20")),
        Casualty(2, "killed", 4000, 4000, 4000, victim="people", scope="cumulative", **span("4,000 people")),
    ),
    places=(
        Place(0, "site", "Kassala", 372753, "SDN", "Kassala", 15.45, 36.4, "exact", **span("Kassala killed")),
        Place(1, "mention", "Sudan", 366755, "SDN", precision="country", **span("Sudan")),
    ),
    weapons=(Weapon(0, "Shelling", "artillery", **span("Shelling")),),
)  # fmt: skip

PEACEFUL = replace(
    GOOD, event_type="CONSULT", event_mode="visit", quad_class=1, cameo_root="04", acled_event_type=None,
    acled_sub_event_type=None, ucdp_violence_type=None, fatalities_low=None, fatalities_best=None, injured_low=None,
    injured_best=None, injured_high=None, casualties=(), weapons=(),
)  # fmt: skip
OPEN_MODE = replace(GOOD, event_mode=None, acled_sub_event_type=None, ucdp_violence_type=None)
COUNTRY_ONLY = replace(
    GOOD, place_name="Sudan", admin1=None, admin1_code=None, latitude=None, longitude=None, geo_precision="country",
    geonames_id=None,
)  # fmt: skip
OVERNIGHT = replace(GOOD, event_date=FRIDAY - timedelta(days=1))
LAST_YEAR = replace(
    GOOD, event_date=date(2025, 1, 1), event_date_end=date(2025, 12, 31), event_date_precision="year",
    is_background=True, date_text="2024",
)  # fmt: skip
SO_FAR_THIS_YEAR = replace(
    GOOD, event_date=date(2026, 1, 1), event_date_end=date(2026, 12, 31), event_date_precision="year"
)
PLANNED = replace(
    PEACEFUL, assertion="planned", event_date=date(2026, 5, 1), event_date_end=date(2026, 5, 1), date_text="since 2024"
)
TOMORROW_SOMEWHERE = replace(GOOD, event_date=date(2026, 3, 7), event_date_end=date(2026, 3, 7))
NO_DATE = replace(
    GOOD, event_date=None, event_date_end=None, event_date_precision=None, event_date_source=None, date_text=None
)
UNDATED = replace(GOOD, event_date_source="publication", date_text=None, confidence=0.5)
SUM_OF_ROWS = replace(
    GOOD, fatalities_low=12, fatalities_best=12, fatalities_high=None,
    casualties=(*GOOD.casualties, Casualty(3, "killed", 3, 3, 3, victim="soldiers")),
)  # fmt: skip
CLEAN = {
    "shelling": GOOD, "visit": PEACEFUL, "open_mode": OPEN_MODE, "country_only": COUNTRY_ONLY, "overnight": OVERNIGHT,
    "last_year": LAST_YEAR, "so_far_this_year": SO_FAR_THIS_YEAR, "planned": PLANNED,
    "already_tomorrow_in_kiribati": TOMORROW_SOMEWHERE, "no_date": NO_DATE, "undated": UNDATED,
    "sum_of_rows": SUM_OF_ROWS,
}  # fmt: skip


def child(table: str, index: int, **changes: Any) -> Callable[[Report], Report]:
    """Return what changes one child of a report."""

    def change(report: Report) -> Report:
        rows = list(getattr(report, table))
        rows[index] = replace(rows[index], **changes)
        return replace(report, **{table: tuple(rows)})

    return change


def top(**changes: Any) -> Callable[[Report], Report]:
    return lambda report: replace(report, **changes)


def more(table: str, extra: Any) -> Callable[[Report], Report]:
    return lambda report: replace(report, **{table: (*getattr(report, table), extra)})


SAME_ORDINAL = {"ordinal": 0}
BEYOND = {"mention_start": 5, "mention_end": 9_999}
BACKWARDS = {"mention_start": 9, "mention_end": 5}
BAD: dict[str, Callable[[Report], Report]] = {
    "report_id_given": top(id=None),
    "report_id_unique": top(id="good-shelling"),
    "report_document_known": top(document_id="nowhere"),
    "report_parser_named": top(parser=""),
    "report_ordinal_from_zero": top(ordinal=-1),
    "incident_told_once": top(document_id="good-shelling"),
    "event_type_known": top(event_type="BATTLE"),
    "event_type_given": top(event_type=None),
    "event_mode_of_type": top(event_mode="boycott"),
    "quad_class_of_type": top(quad_class=1),
    "cameo_root_of_mode": top(cameo_root="14"),
    "acled_type_known": top(acled_event_type="Skirmishes", acled_sub_event_type=None),
    "acled_pair_of_type": top(acled_event_type="Riots", acled_sub_event_type="Violent demonstration"),
    "acled_pair_known": top(acled_sub_event_type="Armed clash"),
    "acled_sub_has_type": top(acled_event_type=None),
    "ucdp_type_known": top(ucdp_violence_type=4),
    "assertion_known": top(assertion="rumoured"),
    "assertion_given": top(assertion=None),
    "date_precision_known": top(event_date_precision="hour"),
    "date_source_known": top(event_date_source="guess"),
    "geo_precision_known": top(geo_precision="town"),
    "country_known": top(country="ZZZ", geonames_id=None),
    "admin1_code_of_country": top(admin1_code="SY.12"),
    "counts_are_whole": top(crowd_low=12.5),
    "counts_not_negative": top(displaced_best=None, crowd_high=-3),
    "counts_of_people": top(displaced_best=None, crowd_low=50, crowd_high=5_000_000_000),
    "fatalities_ordered": top(fatalities_low=12),
    "injured_ordered": top(injured_high=15),
    "crowd_ordered": top(crowd_low=500, crowd_high=50),
    "verbal_types_harm_nobody": top(
        event_type="THREATEN", event_mode="violence", quad_class=3, cameo_root="13", acled_event_type=None,
        acled_sub_event_type=None,
    ),
    "no_cumulative_toll": top(fatalities_low=4000, fatalities_best=4000),
    "tolls_have_a_row": top(fatalities_low=8, fatalities_best=8),
    "toll_bounds_have_a_row": top(fatalities_high=31),
    "violence_has_a_source": top(actors=GOOD.actors[1:]),
    "date_whole": top(event_date_source=None),
    "date_span_ordered": top(event_date=date(2026, 3, 7)),
    "date_span_fits_precision": top(event_date=FRIDAY - timedelta(days=9)),
    "planned_is_ahead": top(assertion="planned", event_date=date(2026, 3, 5), event_date_end=date(2026, 3, 5)),
    "not_in_the_future": top(event_date=date(2026, 3, 8), event_date_end=date(2026, 3, 8)),
    "old_is_background": top(event_date=date(2025, 3, 6), event_date_end=date(2025, 3, 6)),
    "publication_date_is_modest": top(event_date_source="publication"),
    "coordinates_paired": top(longitude=None, geonames_id=None),
    "latitude_in_range": top(latitude=154.5, geonames_id=None),
    "longitude_in_range": top(longitude=-364.0, geonames_id=None),
    "not_null_island": top(latitude=0.0, longitude=0.0, geonames_id=None),
    "vague_place_has_no_point": top(geo_precision="country"),
    "point_has_precision": top(geo_precision=None),
    "place_agrees_with_row": top(latitude=18.0),
    "confidence_given": top(confidence=None),
    "confidence_in_range": top(confidence=1.2),
    "evidence_fits_span": top(evidence_end=GOOD.evidence_end - 1),
    "evidence_in_text": top(evidence_start=GOOD.evidence_start - 1, evidence_end=GOOD.evidence_end - 1),
    "date_text_in_text": top(date_text="on Tuesday"),
    "actor_role_known": child("actors", 2, role="witness"),
    "actor_role_given": child("actors", 2, role=None),
    "actor_named": child("actors", 2, name=" "),
    "actor_name_given": child("actors", 2, name=None),
    "actor_kind_known": child("actors", 2, kind="crowd"),
    "actor_status_known": child("actors", 2, status="secret"),
    "actor_sector_known": child("actors", 2, code="XYZ", sector="XYZ"),
    "actor_country_known": child("actors", 1, code="ZZZCVL", country="ZZZ"),
    "actor_code_composed": child("actors", 1, code="SDNMIL"),
    "actor_ordinal_once": child("actors", 2, **SAME_ORDINAL),
    "actor_span_whole": child("actors", 2, **BACKWARDS),
    "actor_span_in_text": child("actors", 2, **BEYOND),
    "actor_span_cuts_at_words": child("actors", 2, mention_start=TEXT.index("doctors") - 1),
    "actor_mention_in_text": child("actors", 2, **span("fighting")),
    "casualty_kind_known": more("casualties", Casualty(3, "slain", 2, 2, 2)),  # type: ignore[arg-type]
    "casualty_kind_given": more("casualties", Casualty(3, None, 2, 2, 2)),  # type: ignore[arg-type]
    "casualty_scope_known": more("casualties", Casualty(3, "missing", 2, 2, 2, scope="war")),  # type: ignore[arg-type]
    "casualty_scope_given": more("casualties", Casualty(3, "missing", 2, 2, 2, scope=None)),  # type: ignore[arg-type]
    "casualty_heads_whole": more("casualties", Casualty(3, "missing", -2, 2, 2)),
    "casualty_ordered": more("casualties", Casualty(3, "missing", 5, 3, 4)),
    "at_least_has_no_high": more("casualties", Casualty(3, "missing", 5, 5, 5, "at least")),
    "up_to_has_no_low": more("casualties", Casualty(3, "missing", 5, 5, 5, "up to")),
    "casualty_ordinal_once": child("casualties", 2, **SAME_ORDINAL),
    "casualty_span_whole": child("casualties", 2, **BACKWARDS),
    "casualty_span_in_text": child("casualties", 2, **BEYOND),
    "casualty_span_cuts_at_words": child("casualties", 1, mention_end=TEXT.index("20 on") + 3),
    "casualty_figure_in_text": child("casualties", 2, low=5000, best=5000, high=5000),
    "place_role_known": child("places", 1, role="scene"),
    "place_role_given": child("places", 1, role=None),
    "place_named": child("places", 1, name=""),
    "place_name_given": child("places", 1, name=None),
    "place_country_known": child("places", 1, country="SUD"),
    "place_latitude_in_range": child("places", 1, latitude=-91.0, longitude=3.0),
    "place_longitude_in_range": child("places", 1, latitude=9.0, longitude=181.0),
    "place_point_whole": child("places", 1, latitude=9.0),
    "place_precision_known": child("places", 1, precision="town"),
    "site_country_has_no_town": child("places", 0, precision="country"),
    "place_ordinal_once": child("places", 1, **SAME_ORDINAL),
    "place_span_whole": child("places", 1, **BACKWARDS),
    "place_span_in_text": child("places", 1, **BEYOND),
    "place_span_cuts_at_words": child("places", 1, mention_start=TEXT.index("Sudan") + 1),
    "weapon_mention_given": child("weapons", 0, mention=" "),
    "weapon_type_given": child("weapons", 0, type=None),
    "weapon_ordinal_once": more("weapons", Weapon(0, "Shelling", "artillery")),
    "weapon_span_whole": child("weapons", 0, **BACKWARDS),
    "weapon_span_in_text": child("weapons", 0, **BEYOND),
    "weapon_span_cuts_at_words": child("weapons", 0, mention_end=TEXT.index("Shelling") + 5),
    "weapon_mention_in_text": child("weapons", 0, **span("doctors")),
}  # fmt: skip


def bad_row(name: str) -> Report:
    return BAD[name](replace(GOOD, id=f"bad-{name}", document_id=f"bad-{name}"))


def document(identity: str) -> Document:
    return Document(identity, TEXT, url=f"https://courier.example/{identity}", published_at=PUBLISHED)


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
    identity = "" if name == "report_id_given" else f"bad-{name}"
    assert failing.get(identity) == {name}


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


def test_errors_go_to_quarantine_whole_and_warnings_do_not(night: tuple[list[Report], list[CheckResult]]) -> None:
    reports, results = night
    held = {(row.report_id, row.check_name): row for row in failing_rows(results, reports)}
    assert ("bad-violence_has_a_source", "violence_has_a_source") not in held
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
    path = write_lines(tmp_path / "reports.jsonl", as_json(bad_row("violence_has_a_source")))
    lines, code = run_check_file(path)
    assert code == 0
    assert lines[0].startswith("warning violence_has_a_source")


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
