"""The page of events as it is read: names of any script, tolls without an upper end, reviewers' marks, a phone, paper."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from dateline.config import ROOT
from dateline.pages import events as eventpage
from dateline.pages.events import Span, events_page, read_events
from dateline.pages.rendering import write_page
from dateline.store.snapshot import build_snapshot
from dateline.store.warehouse import open_warehouse
from tests.browser import CONTRASTS, TOO_WIDE, Browser
from tests.example_home import META

ARABIC, HEBREW, CHINESE = "القاهرة", "תל אביב", "人民解放军"
LONG = "Coordination" * 30

LEFT_TO_RIGHT = """
const [box, first, second] = [document.querySelector(arguments[0]), arguments[1], arguments[2]];
const words = [...box.querySelectorAll("bdi")], at = (word) => words.find((one) => one.textContent === word);
return at(first) && at(second) ? at(first).getBoundingClientRect().left < at(second).getBoundingClientRect().left : null;
"""


@pytest.fixture(scope="module")
def home(home: Path) -> Path:
    """The example's home with names that are hard to set."""
    with open_warehouse(home, ROOT / "sql", "tests", wait_s=5) as warehouse:
        run = warehouse.connection.execute
        run(
            "UPDATE main.events SET place_name = $1, source_actors = [$2, $3] WHERE id = 'kosti'",
            [ARABIC, HEBREW, CHINESE],
        )
        run("UPDATE main.events SET source_actors = [$1], target_actors = [$1] WHERE id = 'manila'", [LONG])
        run("UPDATE main.events SET is_reviewed = true WHERE id = 'arrest'")
        run(
            'INSERT INTO main.event_history (event_id, version, change, field, old, new, reviewer, why, "at") '
            "VALUES ('arrest', 2, 'updated', 'injured_best', NULL, '3', 'Ines', 'the hospital said so', '2026-03-14 10:00:00+00')"
        )
        build_snapshot(warehouse, home, "odd", META)
    return home


def opened(browser: Browser, page: Path, event: str, **looks: object) -> str:
    """Open the page with an event's card; return the card's words."""
    browser.open(page, **looks)  # type: ignore[arg-type]
    browser.run(f"location.hash = 'event={event}'; dispatchEvent(new Event('hashchange'))")
    browser.run("document.getAnimations().forEach((one) => one.finish())")
    return str(browser.run("return document.getElementById('card-body').innerText"))


@pytest.mark.parametrize("box, first, second", [
    ("#card-title", ARABIC, "Sudan"), (".fields", HEBREW, CHINESE), ("#rows .row[data-id=kosti]", HEBREW, CHINESE),
])  # fmt: skip
def test_a_name_from_right_to_left_turns_nothing_around_it(browser, page, box, first, second):
    opened(browser, page, "kosti")
    assert browser.run(LEFT_TO_RIGHT, box, first, second) is True


@pytest.mark.parametrize("width", [1200, 390])
def test_a_very_long_name_widens_nothing(browser, page, width):
    assert LONG in opened(browser, page, "manila", width=width)
    assert browser.run(TOO_WIDE) == []


def test_a_sum_of_tolls_without_an_upper_end_says_so(browser, page):
    browser.open(page)
    assert "2 state a toll: 35 or more dead in all" in browser.run("return document.getElementById('counts').innerText")
    browser.run("location.hash = 'country=SDN'; dispatchEvent(new Event('hashchange'))")
    assert "1 states a toll: 14 dead in all" in browser.run("return document.getElementById('counts').innerText")


def test_many_rows_leave_less_room_for_the_stories(home, monkeypatch):
    facts = read_events(home / "current.duckdb", ROOT / "sql", Span())
    assert facts.context == 240
    rows = sum(len(getattr(facts, name)) * size for name, size in eventpage.ROW_BYTES.items())
    sentences = sum(len(row["evidence"]) for row in facts.reports)
    monkeypatch.setattr(eventpage, "MAX_PAGE_BYTES", rows + sentences)
    assert read_events(home / "current.duckdb", ROOT / "sql", Span()).context < 240


def test_what_a_reviewer_corrected_is_marked_with_who_and_why(browser, page):
    told = opened(browser, page, "arrest")
    assert "a reviewer corrected it" in told and "by reviewer Ines: the hospital said so" in told
    assert "reviewer" not in opened(browser, page, "mopti")


def test_on_a_phone_the_filters_show_that_they_unfold(browser, page):
    browser.open(page, width=390)
    summary = "document.querySelector('#filter-box > summary')"
    assert browser.run(f"return getComputedStyle({summary}).display") == "list-item"
    browser.driver.find_element("css selector", "#filter-box > summary").click()
    assert browser.run("return document.getElementById('q').checkVisibility()")


# ------------------------------------------------------------------------------------------------------- paper


def on_paper(browser: Browser) -> None:
    browser.run("dispatchEvent(new Event('beforeprint'))")
    screen = {"width": 780, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})


def off_paper(browser: Browser) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.run("dispatchEvent(new Event('afterprint'))")


def test_paper_has_every_row_in_order_and_none_upon_another(browser, home, tmp_path):
    facts = read_events(home / "current.duckdb", ROOT / "sql", Span())
    many = [{**facts.events[0], "id": f"e{number}", "place_name": f"Town {number}"} for number in range(120)]
    page = tmp_path / "many.html"
    write_page(page, events_page(replace(facts, events=many, reports=(), history=())))
    browser.open(page, scheme="dark")
    browser.run("document.getElementById('body').scrollTop = 4000")
    on_paper(browser)
    rows = browser.run(
        "return [...document.querySelectorAll('#rows .row')].map((row) => [row.dataset.id, row.getBoundingClientRect().top,"
        "row.getBoundingClientRect().bottom])"
    )
    assert [row[0] for row in rows] == [f"e{number}" for number in range(120)]
    first = browser.run("return document.querySelector('#rows .row .c-type').innerText")
    assert first.split()[:2] == ["ASSAULT", "firearms"]
    assert all(above[2] <= below[1] + 0.5 for above, below in pairwise(rows))
    assert browser.run("return getComputedStyle(document.documentElement).colorScheme") == "light"
    off_paper(browser)
    assert browser.run(
        "return [document.querySelectorAll('#rows .row').length < 40, document.getElementById('body').scrollTop]"
    ) == [True, 4000]
    assert browser.run("return document.documentElement.dataset.theme ?? ''") == ""


def test_an_open_event_is_what_is_printed(browser, page):
    opened(browser, page, "mopti", scheme="dark")
    on_paper(browser)
    paper = browser.run("return document.getElementById('paper').innerText")
    assert "Mopti, Mali" in paper and "Gunmen attacked an army convoy near Mopti" in paper and "21+" in paper
    apart = "const [type, day] = [...document.querySelectorAll('#paper .kind > *')].map((one) => one.getBoundingClientRect());"
    assert browser.run(f"{apart} return day.left - type.right > 5")
    assert browser.run("return ['app', 'card'].map((id) => document.getElementById(id).checkVisibility())") == [
        False,
        False,
    ]
    assert browser.run(CONTRASTS) == []
    off_paper(browser)
    assert browser.run("return [document.getElementById('card').open, document.getElementById('paper').innerText]") == [
        True,
        "",
    ]
    pdf = base64.b64decode(browser.driver.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
