"""The page of events: how it is used, in a real browser, by pointer and by keyboard."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from dateline.config import ROOT, Settings
from dateline.eventpages import report_events
from dateline.pages.events import Span, events_page, packed_events, read_events
from dateline.pages.rendering import write_page
from dateline.store.snapshot import build_snapshot
from dateline.store.warehouse import open_warehouse
from tests.browser import CONTRASTS, TOO_WIDE, Browser
from tests.example_home import HOSTILE, KOSTI, META, build_example_home


def text_of(browser: Browser, selector: str) -> str:
    return str(browser.run("return document.querySelector(arguments[0]).innerText", selector))


def press(browser: Browser, *keys: str) -> None:
    ActionChains(browser.driver).send_keys(*keys).perform()


def settled(browser: Browser) -> None:
    """Wait until what was typed was looked for and what moved was drawn."""
    wait = "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 350)"
    browser.driver.execute_async_script(wait)


def open_at(browser: Browser, page: Path, fragment: str) -> None:
    browser.driver.get("about:blank")
    browser.driver.get(f"{page.as_uri()}#{fragment}")


def test_a_browser_asks_for_the_page_and_for_nothing_else(browser, page):
    browser.open(page)
    settled(browser)
    assert (browser.requests(), browser.complaints()) == ([page.as_uri()], [])
    assert text_of(browser, "#counts").startswith("5 of 5 events")


def test_a_click_on_a_row_opens_its_card_with_the_sentence_marked(browser, page):
    browser.open(page)
    browser.driver.find_element("css selector", "#rows .row[data-id='kosti']").click()
    settled(browser)  # a card that is still sliding in has no text yet
    assert [mark.text for mark in browser.driver.find_elements("css selector", "#card mark")].count(KOSTI) == 1
    card = text_of(browser, "#card-body")
    for said in ("Kosti, Sudan", "Rapid Support Forces", "9–14, best 14", "about eight in ten", "Toll of Kosti strike rises to 14",
                 "fatalities_best 9 → 14", "Levant Post", "Nothing else was known in the evening."):  # fmt: skip
        assert said in card
    links = browser.run("return [...document.querySelectorAll('#card a')].map((a) => a.href)")
    assert "https://levant.example/a3" in links and all(link.startswith("https://") for link in links)


def test_a_click_on_the_map_opens_what_stands_there(browser, page):
    browser.open(page)
    canvas = browser.driver.find_element("id", "map")
    browser.run("arguments[0].focus()", canvas)
    while "Mopti" not in text_of(browser, "#tip"):
        press(browser, "n")
    assert "within 25 km" in text_of(browser, "#tip")
    spot = browser.run(
        "const tip = document.getElementById('tip'), box = arguments[0].getBoundingClientRect();"
        "return [tip.offsetLeft - 12 - box.width / 2, tip.offsetTop - 12 - box.height / 2]", canvas,
    )  # fmt: skip
    ActionChains(browser.driver).move_to_element_with_offset(canvas, round(spot[0]), round(spot[1])).click().perform()
    assert text_of(browser, "#card h2") == "Mopti, Mali" and "at least 21 soldiers" in text_of(browser, "#card mark")


def test_what_is_known_by_country_only_is_no_point_but_can_be_opened(browser, page):
    browser.open(page)
    browser.run("document.getElementById('map').focus()")
    assert "1 event of those found has no point on the map" in text_of(browser, "#map-keys")
    while "known by country only" not in text_of(browser, "#tip"):
        press(browser, "n")
    assert "Mali: 1 event" in text_of(browser, "#tip")
    press(browser, Keys.ENTER)
    assert "country: no point is known" in text_of(browser, "#card")


def test_filters_change_the_count_the_table_and_each_other(browser, page):
    browser.open(page)
    browser.driver.find_element("id", "q").send_keys("convoy MOPTI")
    settled(browser)
    assert text_of(browser, "#counts").startswith("1 of 5 events. 1 states a toll: 21 or more dead")
    assert browser.run("return [...document.querySelectorAll('#rows .row')].map((row) => row.dataset.id)") == ["mopti"]
    browser.driver.find_element("id", "reset").click()
    browser.driver.find_element("css selector", "#pick-country > summary").click()
    browser.driver.find_element("css selector", "#pick-country input[value='PHL']").click()
    assert text_of(browser, "#counts").startswith("2 of 5")
    counted = browser.run("return [...document.querySelectorAll('#pick-type label')].map((one) => one.textContent)")
    assert {"PROTEST1", "ASSAULT0"} <= set(counted)
    browser.run(
        "document.getElementById('actor').value = 'police'; document.getElementById('actor').dispatchEvent(new Event('input'))"
    )
    settled(browser)
    assert text_of(browser, "#rows").startswith("5 Mar") and text_of(browser, "#counts").startswith("1 of 5")


def test_an_address_restores_what_was_looked_at(browser, page):
    browser.open(page)
    open_at(browser, page, "country=MLI&sort=dead&from=2026-03-10&map=0.1,-0.2,3&event=mopti")
    assert text_of(browser, "#card h2") == "Mopti, Mali"
    kept = browser.run("return location.hash")
    browser.driver.find_element("id", "card-close").click()
    settled(browser)
    assert "event" not in browser.run("return location.hash")
    open_at(browser, page, kept[1:])
    assert text_of(browser, "#card h2") == "Mopti, Mali" and text_of(browser, "#counts").startswith("1 of 5")
    assert browser.run("return [document.getElementById('from').value, document.getElementById('sort').value]") == [
        "2026-03-10",
        "dead",
    ]


@pytest.mark.parametrize("fragment", ["country=__proto__&type=,&from=9999-99-99&sources=-1&sort=toString&map=x,1e999,-3&event=../../etc",
                                      "q=%E0%A4%A&map=,,&change=%3Cimg%20src=x%3E&from=2026-02-31"])  # fmt: skip
def test_an_address_that_makes_no_sense_breaks_nothing(browser, page, fragment):
    browser.open(page)
    open_at(browser, page, fragment)
    settled(browser)
    assert "of 5 events" in text_of(browser, "#counts") and browser.complaints() == []


def test_days_are_chosen_on_the_time_line(browser, page):
    browser.open(page)
    times = browser.driver.find_element("id", "time")
    browser.run("arguments[0].scrollIntoView({block: 'center'})", times)
    wide = times.size["width"]
    drag = ActionChains(browser.driver).move_to_element_with_offset(times, -wide // 2 + 14, 0).click_and_hold()
    drag.move_by_offset(round(wide * 0.28), 0).release().perform()
    assert browser.run("return document.getElementById('from').value") == "2026-03-03"
    assert text_of(browser, "#counts").startswith("3 of 5")  # 3 to 5 March
    browser.driver.find_element("id", "clear-days").click()
    assert text_of(browser, "#counts").startswith("5 of 5")


def test_the_last_nights_changes_are_one_click(tmp_path, browser):
    home = tmp_path / "home"
    build_example_home(home)
    with open_warehouse(home, ROOT / "sql", "tests", wait_s=5) as warehouse:
        night = (
            'INSERT INTO main.event_history (event_id, version, change, field, old, new, article_id, "at") '
            "VALUES ('mopti', 2, 'corrected', 'fatalities_best', '25', '21', 'a4', $1)"
        )
        warehouse.connection.execute(night, [META["data_through"]])
        build_snapshot(warehouse, home, "again", META)
    browser.open(report_events(replace(Settings.from_env(os.environ), home=home)))
    browser.driver.find_element("css selector", "#news button[value='corrected']").click()
    assert text_of(browser, "#counts").startswith("1 of 5") and "corrected" in text_of(browser, "#rows")


def test_the_keyboard_goes_through_rows_opens_a_card_and_comes_back(browser, page):
    browser.open(page)
    browser.run("document.querySelector('#rows .row[tabindex=\"0\"]').focus()")
    press(browser, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    third = browser.run("return document.activeElement.dataset.id")
    press(browser, Keys.ENTER)
    assert browser.run("return document.getElementById('card').open && document.activeElement.id") == "card-body"
    press(browser, Keys.ARROW_RIGHT)
    assert text_of(browser, "#card-at") == "4 of 5"
    press(browser, Keys.ESCAPE)
    assert not browser.run("return document.getElementById('card').open")
    assert browser.run("return document.activeElement.className").startswith("row") and third is not None


def test_everything_can_be_reached_by_tab_and_shows_its_focus(browser, page):
    browser.open(page)
    seen = []
    for _ in range(45):
        press(browser, Keys.TAB)
        focus = browser.run(
            "const one = document.activeElement; return [one.id || one.className || one.tagName + one.innerText,"
            "getComputedStyle(one).outlineStyle, getComputedStyle(one).outlineWidth]"
        )
        if focus[0].startswith("BODY"):
            break
        # the last stop within a date field is its calendar's button, which shows its own ring
        assert focus[0] == "skip" or focus[1] != "none" or seen[-1] == focus[0] in ("from", "to"), focus
        seen.append(focus[0])
    wanted = (
        "skip",
        "theme",
        "q",
        "actor",
        "from",
        "to",
        "sources",
        "change",
        "all",
        "reset",
        "map",
        "zoom-in",
        "zoom-fit",
    )
    assert set(wanted) <= set(seen) and any(one.startswith("row") for one in seen)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    build_example_home(home)
    with open_warehouse(home, ROOT / "sql", "tests", wait_s=5) as warehouse:
        run = warehouse.connection.execute
        run(
            "UPDATE main.articles SET title = $1, publisher = $1, url = 'javascript:document.title=''ran''' ", [HOSTILE]
        )
        run(
            "UPDATE main.events SET place_name = $1, summary = $1, source_actors = [$1], event_mode = $1, toll_range = $1",
            [HOSTILE],
        )
        run("UPDATE main.reports SET evidence = $1", [HOSTILE])
        run("UPDATE main.event_history SET old = $1, new = $1, field = $1", [HOSTILE])
        build_snapshot(warehouse, home, "hostile", META)
    return report_events(replace(Settings.from_env(os.environ), home=home))


def test_hostile_texts_are_shown_and_do_not_run(browser, hostile):
    browser.open(hostile)
    title = browser.run("return document.title")
    for number in range(5):
        browser.run("document.querySelectorAll('#rows .row')[arguments[0]].click()", number)
        assert "</script><script>document.title='ran'</script>" in text_of(browser, "#card-body")
        browser.run("document.getElementById('card').close()")
    assert browser.run("return document.title") == title != "ran"
    assert browser.run("return document.scripts.length + document.images.length") == 3
    assert browser.run("return [...document.links].filter((a) => !/^(https?|file):/.test(a.href)).length") == 0
    assert (browser.requests(), browser.complaints()) == ([hostile.as_uri()], [])


def test_the_policy_stops_what_would_slip_through(browser, page, tmp_path):
    slipped = tmp_path / "slipped.html"
    more = "<script>document.title='ran'</script><img src='http://127.0.0.1:9/x.png'></main>"
    slipped.write_text(page.read_text(encoding="utf-8").replace("</main>", more), encoding="utf-8")
    browser.open(slipped)
    assert browser.run("return document.title") != "ran" and len(browser.complaints()) >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(browser, page, scheme):
    browser.open(page, scheme=scheme, unfolded=True)
    assert browser.run(CONTRASTS) == []
    browser.driver.find_element("css selector", "#rows .row[data-id='mopti']").click()
    assert browser.run(CONTRASTS) == []


def test_the_reader_chooses_dark_or_light(browser, page):
    browser.open(page, scheme="light")
    ground = "return getComputedStyle(document.body).backgroundColor"
    seen = []
    for _ in range(3):
        browser.driver.find_element("id", "theme").click()
        seen.append((text_of(browser, "#theme"), browser.run(ground)))
    light, dark = "rgb(251, 252, 252)", "rgb(17, 21, 23)"
    assert seen == [("Colours: dark", dark), ("Colours: light", light), ("Colours: as the system", light)]


def test_a_phone_needs_no_sideways_scroll(browser, page, hostile):
    for one in (page, hostile):
        browser.open(one, width=360, unfolded=True)
        assert browser.run(TOO_WIDE) == []
        assert browser.run("return document.documentElement.scrollWidth") == 360
        browser.run("document.querySelector('#rows .row').click()")
        settled(browser)
        assert (
            browser.run(TOO_WIDE) == []
            and browser.run("const card = document.getElementById('card'); return card.scrollWidth - card.clientWidth")
            <= 0
        )


def test_without_javascript_a_plain_table_is_there(browser, page):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.driver.get(page.as_uri())
        table = browser.driver.find_element("css selector", "noscript table").text
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "Kosti, Sudan" in table and "9–14" in table and KOSTI.split(",")[0] not in table
    assert "killed nine dockers" in table


def test_a_long_table_holds_few_rows_and_shows_the_last(browser, home, tmp_path):
    facts = read_events(home / "current.duckdb", ROOT / "sql", Span())
    many = [{**facts.events[0], "id": f"e{number}", "place_name": f"Town {number}"} for number in range(3000)]
    page = tmp_path / "many.html"
    write_page(page, events_page(replace(facts, events=many, reports=(), history=())))
    browser.open(page)
    browser.run("document.querySelector('#rows .row').focus()")
    press(browser, Keys.END)
    settled(browser)
    assert browser.run("return document.activeElement.dataset.id") == "e2999"
    assert browser.run("return document.querySelectorAll('#rows .row').length") < 40
    assert browser.run("return document.getElementById('grid').getAttribute('aria-rowcount')") == "3001"
    press(browser, Keys.HOME)
    assert browser.run("return document.activeElement.dataset.id") == "e0"


def test_a_snapshot_without_events_has_a_page(browser, home, tmp_path):
    facts = replace(read_events(home / "current.duckdb", ROOT / "sql", Span(last=date(1900, 1, 1))), is_sample=True)
    assert packed_events(facts)["events"]["id"] == []
    page = tmp_path / "empty.html"
    write_page(page, events_page(facts))
    browser.open(page)
    settled(browser)
    assert text_of(browser, "#counts").startswith("0 of 0 events") and browser.complaints() == []
    assert "SAMPLE" in browser.run("return document.title")
