"""docs/checks.md and the runbook's tables are what the suite says."""

from __future__ import annotations

import re

import pytest
from scripts import checks_page

from dateline.checks.row_checks import ROW_CHECKS
from dateline.checks.sql_checks import read_sql_checks
from dateline.config import ROOT


def test_the_pages_are_what_the_suite_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks_page.main(["--check"]) == 0, capsys.readouterr().out


def test_every_check_is_on_the_page_and_leads_to_its_place_in_the_runbook() -> None:
    page, runbook = checks_page.PAGE.read_text(), checks_page.RUNBOOK.read_text()
    names = {check.name for check in (*ROW_CHECKS, *read_sql_checks(ROOT / "sql" / "checks"))}
    assert set(re.findall(r"runbook\.md#(\w+)", page)) == names
    assert names <= set(re.findall(r'<a id="(\w+)"></a>', runbook))


def test_a_changed_check_changes_the_runbooks_row_where_it_stands() -> None:
    text = checks_page.RUNBOOK.read_text()
    spoiled = text.replace("| Not on Earth. |", "| Elsewhere. |")
    assert spoiled != text
    assert checks_page.runbook(spoiled) == text


def test_every_check_says_why_and_what_is_right() -> None:
    for check in ROW_CHECKS:
        assert check.why.endswith((".", '"')) and check.expected and check.shows, check.name
