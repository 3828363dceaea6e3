"""The page of a night: of nights really held, published, blocked and failed; of hostile rows; in a real browser."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html
from samples.server import FIRST_DAY, SampleWire

import dateline.pipeline as pipeline
from dateline.cli import main
from dateline.config import ROOT, CheckSettings, Settings
from dateline.errors import ConfigError
from dateline.nightpages import write_night_page
from dateline.pages.failures import MAX_ROWS
from dateline.pages.night import MAX_EVENTS, MAX_HELD, night_page, read_night
from dateline.pages.rendering import write_page
from dateline.runs import Run, begin_run, read_lines, write_lines
from dateline.store.warehouse import Warehouse, open_warehouse
from tests.browser import CONTRASTS, TOO_WIDE, Browser
from tests.conftest import night_of
from tests.test_sql_checks import NIGHT, add, article, event, report

HOSTILE = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">'\"&\u202egnp\x07"
SENTENCE = "Gunmen killed at least 12 people at Kétou market on Friday, police said."
TEXT = f"A first paragraph.\n{SENTENCE} Traders fled."


def hold(settings: Settings, day: int) -> str:
    at = night_of(FIRST_DAY + timedelta(days=day))
    return pipeline.run_night(begin_run(settings, f"cli__{at.isoformat()}", at))


def spoil(parsed: Path) -> Path:
    """Damage every second report that a parse wrote: a low toll above the best one, evidence that is elsewhere."""
    rows = list(read_lines(parsed))
    for number, fields in enumerate(fields for row in rows for fields in row["reports"]):
        if number % 2:
            fields |= {"fatalities_low": 9, "fatalities_best": 4}
        elif number % 4 == 0:
            fields |= {"evidence_start": fields["evidence_start"] + 5, "evidence_end": fields["evidence_end"] + 5}
    write_lines(parsed, rows)
    return parsed


@pytest.fixture(scope="module")
def home(wire: SampleWire, feeds_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one night published and a second one that its checks blocked."""
    checks = CheckSettings(blocking_share=0.2, min_rows_for_share=5)
    home = tmp_path_factory.mktemp("pages") / "home"
    settings = replace(Settings.from_env(os.environ), home=home, feeds_file=feeds_file, checks=checks)
    wire.set_day(FIRST_DAY)
    assert hold(settings, 0) == "published"
    wire.set_day(FIRST_DAY + timedelta(days=1))
    with pytest.MonkeyPatch.context() as patch:
        parse = pipeline.parse
        patch.setattr(pipeline, "parse", lambda run, extracted, parser=None: spoil(parse(run, extracted, parser)))
        assert hold(settings, 1) == "blocked"
    return home


@pytest.fixture(scope="module")
def published(home: Path) -> Path:
    return home / "pages" / "2026-03-02" / "night.html"


@pytest.fixture(scope="module")
def blocked(home: Path) -> Path:
    return home / "pages" / "2026-03-03" / "night.html"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse with a run called `tonight`, and an article whose title and address mean harm."""
    with open_warehouse(tmp_path / "home", ROOT / "sql", "a test") as opened:
        add(opened.connection, "main.runs", id="tonight", kind="night", status="blocked", logical_at=NIGHT,
            started_at=NIGHT, ended_at=NIGHT)  # fmt: skip
        article(opened.connection, "a1", url="javascript:document.title='ran'", title=HOSTILE, text=TEXT)
        add(opened.connection, "staging.article_versions", id="a1-v", article_id="a1", text=TEXT)
        yield opened


def result(warehouse: Warehouse, name: str, ids: list[str], **more: object) -> None:
    row = {"run_id": "tonight", "check_name": name, "severity": "error", "status": "fail", "observed": HOSTILE,
           "expected": "right", "n_failing": len(ids), "failing_ids": ids, "samples": "[]"} | more  # fmt: skip
    add(warehouse.connection, "main.check_results", **row)


def made_tonight(warehouse: Warehouse, event_id: str) -> None:
    history = "INSERT INTO staging.event_history (event_id, version, change, \"at\") VALUES ($1, 1, 'new', $2)"
    warehouse.connection.execute(history, [event_id, NIGHT])


def page_of(warehouse: Warehouse) -> str:
    night = read_night(warehouse, "tonight", ROOT, is_sample=True)
    assert night is not None
    return night_page(night)


def words(page: Path | str) -> str:
    text = page.read_text(encoding="utf-8") if isinstance(page, Path) else page
    return " ".join(html.fromstring(text).text_content().split())


def section(page: Path, name: str) -> str:
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    return str(tree.xpath(f"//section[@id='{name}']")[0].text_content())


# ------------------------------------------------------------------------------------------- nights really held


def test_a_published_night_tells_its_events_with_sentence_and_link(published):
    tree = html.fromstring(published.read_text(encoding="utf-8"))
    events = tree.xpath("//ol[@class='events']/li")
    assert len(events) > 5
    for one in events:
        assert one.xpath(".//blockquote")[0].text_content().strip()
        assert one.xpath(".//p[@class='source']/a/@href")[0].startswith("http://127.0.0.1:")
    assert "Téra, Niger" in words(published) and "No place" not in words(published) and "Published" in words(published)


def test_a_published_night_has_a_page_of_events_beside_it_and_a_blocked_one_none(published, blocked):
    tree = html.fromstring((published.parent / "events.html").read_text(encoding="utf-8"))
    assert len(json.loads(tree.xpath("//script[@id='packed']")[0].text)["events"]["id"]) > 5
    assert "SAMPLE" in tree.findtext(".//title") and tree.xpath("//a/@href").count("events.html") == 0
    assert html.fromstring(published.read_text(encoding="utf-8")).xpath("//nav/a[@href='events.html']")
    assert not (blocked.parent / "events.html").exists() and "events.html" not in blocked.read_text(encoding="utf-8")


def test_every_page_of_a_sample_home_says_so(published, blocked):
    for page in (published, blocked):
        tree = html.fromstring(page.read_text(encoding="utf-8"))
        assert (
            "SAMPLE" in tree.findtext(".//title")
            and "SAMPLE" in tree.xpath("//strong[@class='sample']")[0].text_content()
        )


def test_a_blocked_night_says_why_and_what_stays_published(blocked):
    told = words(blocked)
    assert "Blocked by its checks" in told and "quarantined_share: " in told
    assert "Published instead: the snapshot of 2026-03-02 23:30 UTC" in told
    assert "dateline publish --force cli__2026-03-03T23:30:00+00:00" in told


def test_a_failing_row_shows_its_sentence_marked_in_its_story(blocked):
    tree = html.fromstring(blocked.read_text(encoding="utf-8"))
    rows = tree.xpath("//article[@id='check-fatalities_ordered']//ol[@class='rows']/li")
    assert rows
    for row in rows:
        assert "fatalities_low 9, fatalities_best 4" in row.text_content()
        passage = row.xpath(".//blockquote")[0]
        assert passage.xpath("./mark")[0].text_content() in passage.text_content()
        assert len(passage.text_content()) > len(passage.xpath("./mark")[0].text_content())
        assert row.xpath(".//p[@class='source']/a/@href")[0].startswith("http://")
    shifted = tree.xpath("//article[@id='check-evidence_in_text']")[0].text_content()
    assert "The row quotes instead" in shifted


def test_a_failed_check_has_its_reason_its_query_and_the_runbooks_words(blocked):
    tree = html.fromstring(blocked.read_text(encoding="utf-8"))
    failure = tree.xpath("//article[@id='check-fatalities_ordered']")[0].text_content()
    assert "FROM quarantine WHERE check_name = 'fatalities_ordered' AND run_id = 'cli__2026-03-03" in failure
    assert "docs/runbook.md#fatalities_ordered" in failure and "parse/numbers/tolls.py" in failure
    assert tree.xpath("//article[@id='check-fatalities_ordered']//svg[@class='strip']/@aria-label") == [
        "2 Mar passed, 3 Mar failed (" + re.search(r"3 Mar failed \((\d+)", failure)[1] + ")"
    ]


def test_a_page_asks_for_nothing_from_outside(published, blocked):
    for page in (published, blocked):
        tree = html.fromstring(page.read_text(encoding="utf-8"))
        assert tree.xpath("//@src | //link/@href | //*[local-name()='use']/@href") == ["data:,"]
        assert not tree.xpath("//script | //iframe | //object | //form | //@style | //@*[starts-with(name(), 'on')]")
        assert not re.search(r"url\(|@import", tree.findtext(".//style"))
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


def test_the_page_is_told_anew_by_command_for_any_night(home, published, capsys):
    before = section(published, "events")
    published.unlink()
    for which in ("2026-03-02", "cli__2026-03-02T23:30:00+00:00"):
        assert main(["report", "night", which, "--home", str(home)]) == 0
        assert capsys.readouterr().out.strip() == str(published)
    assert section(published, "events") == before  # feeds and pages are told as they are now
    assert main(["report", "night", "--home", str(home)]) == 0
    assert capsys.readouterr().out.strip().endswith("2026-03-03/night.html")


def test_a_night_that_never_was_is_wrong_usage(home, tmp_path, capsys):
    assert main(["report", "night", "2020-01-01", "--home", str(home)]) == 2
    assert "no night 2020-01-01" in capsys.readouterr().err
    assert main(["report", "night", "--home", str(tmp_path / "none")]) == 1
    assert not (tmp_path / "none").exists()


def test_a_second_night_of_a_day_leaves_the_firsts_page_beside_its_own(settings_in, tmp_path):
    settings = settings_in(tmp_path / "home")
    at = night_of(FIRST_DAY)
    for hour, name in ((0, "first"), (1, "second")):
        failed(begin_run(settings, name, at - timedelta(hours=2 - hour)))
    folder = settings.home / "pages" / "2026-03-02"
    assert "second" in words(folder / "night.html") and "first" in words(folder / "night-first.html")
    assert main(["report", "night", "first", "--home", str(settings.home)]) == 0
    assert "second" in words(folder / "night.html")


def failed(run: Run) -> Path | None:
    pipeline.end_failed(run, ConfigError("feeds.toml: line 3: unknown key `colour`"))
    return run.settings.home / "pages" / f"{run.logical_at:%Y-%m-%d}" / "night.html"


def test_a_failed_night_has_a_page_with_its_error(settings_in, tmp_path):
    page = failed(begin_run(settings_in(tmp_path / "home"), "broken", night_of(FIRST_DAY)))
    assert "Failed feeds.toml: line 3: unknown key `colour`" in words(page)
    assert "there is no earlier snapshot" in words(page)


def test_a_page_that_cannot_be_written_is_logged_and_no_more(settings_in, tmp_path, caplog):
    run = begin_run(settings_in(tmp_path / "home"), "broken", night_of(FIRST_DAY))
    failed(run)
    folder = tmp_path / "home" / "pages" / "2026-03-02"
    (folder / "night.html").unlink()
    folder.rmdir()
    folder.write_text("in the way")
    assert write_night_page(run) is None
    assert "the page of run broken could not be written" in caplog.text and str(folder) in caplog.text


# ------------------------------------------------------------------------------------------------- made-up nights


def test_a_mention_is_named_where_it_stands(warehouse):
    start = TEXT.index(SENTENCE)
    report(warehouse.connection, "r1", evidence=SENTENCE, evidence_start=start, evidence_end=start + len(SENTENCE))
    toll = TEXT.index("at least 12 people")
    add(warehouse.connection, "staging.report_casualties", report_id="r1", ordinal=0, kind="killed", low=12,
        mention_start=toll, mention_end=toll + len("at least 12 people"))  # fmt: skip
    result(warehouse, "fatalities_ordered", ["r1"])
    tree = html.fromstring(page_of(warehouse))
    mention = tree.xpath("//mark/span[@class='mention']")[0]
    assert (mention.text, mention.xpath("./small/text()")) == ("at least 12 people", ["toll"])
    assert tree.xpath("//mark")[0].text_content().replace("toll", "") == SENTENCE


def test_a_failing_event_is_shown_by_the_report_that_tells_it(warehouse):
    start = TEXT.index(SENTENCE)
    report(warehouse.connection, "r1", evidence=SENTENCE, evidence_start=start, evidence_end=start + len(SENTENCE))
    event(warehouse.connection, "e1", "r1", summary=SENTENCE)
    sample = json.dumps([{"id": "e1", "value": "300 dead"}])
    result(warehouse, "toll_outliers", ["e1"], severity="warning", samples=sample)
    row = html.fromstring(page_of(warehouse)).xpath("//article[@id='check-toll_outliers']//ol/li")[0]
    assert "300 dead" in row.text_content() and row.xpath(".//mark")[0].text_content() == SENTENCE


def test_a_row_that_a_second_check_refuses_is_quoted_under_both(warehouse):
    start = TEXT.index(SENTENCE)
    report(
        warehouse.connection, "r1", evidence=SENTENCE, evidence_start=start + 5, evidence_end=start + 5 + len(SENTENCE)
    )
    for check in ("evidence_in_text", "fatalities_ordered"):
        result(warehouse, check, ["r1"])
    rows = html.fromstring(page_of(warehouse)).xpath("//ol[@class='rows']/li")
    assert [len(row.xpath(".//details//blockquote")) for row in rows] == [0, 1]
    assert [row.xpath(".//p[@class='misquote']/q/text()") for row in rows] == [[SENTENCE], [SENTENCE]]


def test_lists_are_cut_and_say_how_to_see_the_rest(warehouse):
    ids = [f"r{number:03}" for number in range(100)]
    for identity in ids:
        report(warehouse.connection, identity)
        event(warehouse.connection, f"e{identity}", identity, assertion="stated")
        made_tonight(warehouse, f"e{identity}")
        add(
            warehouse.connection, "main.quarantine", report_id=identity, run_id="tonight", check_name="counts_are_whole"
        )
    result(warehouse, "counts_are_whole", ids)
    page = page_of(warehouse)
    tree = html.fromstring(page)
    assert len(tree.xpath("//article[@id='check-counts_are_whole']//li")) == MAX_ROWS
    assert len(tree.xpath("//ol[@class='events']/li")) == MAX_EVENTS
    assert len(tree.xpath("//section[@id='held']//tbody/tr")) == MAX_HELD
    for left in (100 - MAX_ROWS, 100 - MAX_EVENTS, 100 - MAX_HELD):
        assert f"and {left} more:" in words(page)


def test_whatever_quotes_a_story_names_its_article_so_that_it_can_be_taken_down(warehouse):
    """A page is found by `dateline forget` by the article's id: titles and addresses are escaped in it."""
    report(warehouse.connection, "r1")
    event(warehouse.connection, "e1", "r1", assertion="stated", summary=SENTENCE)
    made_tonight(warehouse, "e1")
    add(warehouse.connection, "main.quarantine", report_id="r2", run_id="tonight", check_name="counts_are_whole",
        row=json.dumps({"document_id": "a1", "evidence": SENTENCE}))  # fmt: skip
    sample = {"id": "r3", "value": "3 dead", "sentence": SENTENCE, "document_id": "a1"}
    result(warehouse, "counts_are_whole", ["r3"], samples=json.dumps([sample]))
    tree = html.fromstring(page_of(warehouse))
    for place in ("//ol[@class='events']/li", "//section[@id='held']//tbody/tr", "//ol[@class='rows']/li"):
        assert tree.xpath(f"{place}/@data-article") == ["a1"]


def test_a_run_id_that_is_sql_stays_a_text_in_the_queries(warehouse):
    warehouse.connection.execute("UPDATE main.runs SET id = 'o''clock; DROP TABLE runs'")
    result(warehouse, "counts_are_whole", ["r1"], run_id="o'clock; DROP TABLE runs")
    night = read_night(warehouse, "o'clock; DROP TABLE runs", ROOT, is_sample=False)
    sql = night.failures[0].sql
    assert warehouse.rows(sql.rstrip(";")) == []


def test_a_row_that_is_no_report_is_shown_by_its_sample_alone(warehouse):
    add(warehouse.connection, "main.quarantine", report_id="r9", run_id="tonight", check_name="counts_are_whole",
        row=json.dumps({"actors": 7}))  # fmt: skip
    result(warehouse, "counts_are_whole", ["r9"], samples=json.dumps([{"id": "r9", "value": "fatalities_low lots"}]))
    assert "fatalities_low lots" in words(page_of(warehouse))


# --------------------------------------------------------------------------------------------------- in a browser


@pytest.fixture
def hostile(warehouse: Warehouse, tmp_path: Path) -> Path:
    """A page of which every text means harm."""
    start = TEXT.index(SENTENCE)
    more = {"evidence": SENTENCE, "evidence_start": start, "evidence_end": start + len(SENTENCE), "place_name": HOSTILE}
    report(warehouse.connection, "r1", **more)
    event(warehouse.connection, "e1", "r1", summary=HOSTILE, place_name=HOSTILE, source_actors=[HOSTILE],
          assertion="stated")  # fmt: skip
    made_tonight(warehouse, "e1")
    add(warehouse.connection, "main.feeds", url="javascript:document.title='ran'", name=HOSTILE, last_error=HOSTILE,
        health="hard")  # fmt: skip
    add(warehouse.connection, "main.pages", url="data:text/html,<script>alert(1)</script>", host="x", outcome=HOSTILE,
        detail=HOSTILE, first_seen_at=NIGHT, entry_title=HOSTILE)  # fmt: skip
    add(warehouse.connection, "main.quarantine", report_id=HOSTILE, run_id="tonight", check_name=HOSTILE,
        value=HOSTILE, row=json.dumps({"evidence": HOSTILE}))  # fmt: skip
    result(warehouse, HOSTILE, ["r1"], samples=json.dumps([{"id": "r1", "value": HOSTILE, "url": HOSTILE}]))
    page = tmp_path / "hostile.html"
    write_page(page, page_of(warehouse))
    return page


def test_a_browser_asks_for_the_page_and_for_nothing_else(browser, published, blocked):
    for page in (published, blocked):
        browser.open(page, unfolded=True)
        assert browser.requests() == [page.as_uri()]
        assert browser.complaints() == []


def test_hostile_texts_are_shown_and_do_not_run(browser, hostile):
    browser.open(hostile, unfolded=True)
    assert browser.run("return document.title") == f"SAMPLE · Night of {NIGHT:%Y-%m-%d}, blocked · Dateline"
    assert browser.run("return document.scripts.length + document.images.length") == 0
    assert browser.run("return [...document.links].filter((a) => !/^(https?|file):/.test(a.href)).length") == 0
    assert browser.run("return document.body.innerText").count("<script>document.title='ran'</script>") >= 8
    assert browser.requests() == [hostile.as_uri()]


def test_the_policy_stops_what_would_slip_through(browser, published, tmp_path):
    page = tmp_path / "slipped.html"
    slipped = "<script>document.title='ran'</script><img src='http://127.0.0.1:9/x.png'></main>"
    page.write_text(published.read_text(encoding="utf-8").replace("</main>", slipped), encoding="utf-8")
    browser.open(page)
    assert browser.run("return document.title").startswith("SAMPLE")
    assert len(browser.complaints()) >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(browser, published, blocked, scheme):
    for page in (published, blocked):
        browser.open(page, scheme=scheme, unfolded=True)
        assert browser.run(CONTRASTS) == []
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == {
        "light": "rgb(251, 252, 252)", "dark": "rgb(17, 21, 23)"
    }[scheme]  # fmt: skip


def fits_a_phone(browser: Browser, page: Path) -> bool:
    browser.open(page, width=360, unfolded=True)
    assert browser.run(TOO_WIDE) == []
    return browser.run("return document.documentElement.scrollWidth") == 360


def test_a_phone_needs_no_sideways_scroll(browser, published, blocked):
    assert fits_a_phone(browser, published) and fits_a_phone(browser, blocked)


def test_hostile_texts_do_not_widen_a_phones_page(browser, hostile):
    assert fits_a_phone(browser, hostile)


def test_the_marked_sentence_stands_out_from_its_context(browser, blocked):
    browser.open(blocked)
    looks = browser.run(
        "return [...document.querySelectorAll('mark')].map((mark) => { const style = getComputedStyle(mark); "
        "return [style.backgroundColor, style.borderBottomWidth]; })"
    )
    assert looks and {tuple(look) for look in looks} == {("rgb(255, 231, 154)", "2px")}


def test_headings_go_down_in_order_and_tables_name_their_columns(browser, blocked):
    browser.open(blocked, unfolded=True)
    levels = browser.run("return [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert browser.run("return [...document.querySelectorAll('th')].filter((th) => !th.scope).length") == 0
    ids = browser.run("return [...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    targets = browser.run("return [...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash.slice(1))")
    assert set(targets) <= set(ids)


def test_the_keyboard_reaches_everything_first_the_skip_link(browser, blocked):
    from selenium.webdriver.common.keys import Keys

    browser.open(blocked)
    active = browser.driver.switch_to.active_element
    active.send_keys(Keys.TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    summary = browser.driver.find_element("css selector", "#check-fatalities_ordered .advice > summary")
    summary.send_keys(Keys.ENTER)
    assert (
        "parse/numbers/tolls.py"
        in browser.driver.find_element("css selector", "#check-fatalities_ordered .advice").text
    )
