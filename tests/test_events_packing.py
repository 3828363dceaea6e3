"""The page of events as a file: what is packed into it, what it may ask for, when it is written and when it goes."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from dateline.cli import main
from dateline.config import ROOT, PageSettings, Settings
from dateline.eventpages import refresh_events_page, report_events
from dateline.housekeeping import keep_house
from dateline.pages import events as eventpage
from dateline.pages.events import Span, events_page, read_events
from dateline.pages.packing import Texts
from dateline.pages.rendering import data_block
from dateline.store.snapshot import build_snapshot
from dateline.store.warehouse import open_warehouse
from tests.example_home import KOSTI, META, build_example_home


def packed(page: Path) -> dict:
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    return json.loads(tree.xpath("//script[@id='packed']")[0].text)


def words(page: Path) -> str:
    return " ".join(html.fromstring(page.read_text(encoding="utf-8")).text_content().split())


def test_every_event_of_the_span_is_packed_but_merged_ones(page):
    found = packed(page)
    assert set(found["events"]["id"]) == {"kosti", "mopti", "segou", "manila", "arrest"}
    assert "Left out: 1 earlier event of the snapshot" in words(page)  # of 1991


def test_a_report_has_its_sentence_and_what_stands_around_it(page):
    found = packed(page)
    texts, reports = found["texts"], found["reports"]
    lines = [texts[number] for number in reports["evidence"]]
    assert KOSTI in lines and len(lines) == 7
    assert texts[reports["after"][lines.index(KOSTI)]] == "\nNothing else was known in the evening."
    assert all(reports["is_quoted"])


@pytest.mark.parametrize("context, shown", [
    (240, ("Some words that stand ahead. ", " And words behind.")), (12, ("ahead. ", " And words")), (0, ("", "")),
])  # fmt: skip
def test_what_stands_around_a_sentence_is_cut_between_words(context, shown):
    row = {
        "before": "Some words that stand ahead. ",
        "after": " And words behind.",
        "is_cut_before": False,
        "is_cut_after": False,
    }
    cut = eventpage._shortened(row, context)
    assert (cut["before"], cut["after"]) == shown
    assert cut["is_cut_before"] == cut["is_cut_after"] == (context < 240)


def test_days_can_be_asked_for(home, tmp_path, capsys):
    out = tmp_path / "march.html"
    assert main(["report", str(out), "--first", "2026-03-04", "--last", "2026-03-05", "--home", str(home)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert set(packed(out)["events"]["id"]) == {"segou", "arrest"}
    assert "Left out: 2 earlier and 2 later events" in words(out)
    assert main(["report", "--all", str(out), "--home", str(home)]) == 0
    assert "old" in packed(out)["events"]["id"] and "That is all the snapshot holds" in words(out)


def test_the_settings_say_how_many_days(home, tmp_path):
    settings = replace(Settings.from_env(os.environ), home=home, pages=PageSettings(days=4))
    found = packed(report_events(settings, tmp_path / "few.html"))
    assert found["events"]["id"] == ["mopti"]
    assert (
        len(packed(report_events(replace(settings, pages=PageSettings(days=0)), tmp_path / "all.html"))["events"]["id"])
        == 6
    )


def test_the_command_without_a_name_writes_beside_the_nights_page(home, page, capsys):
    page.unlink()
    assert main(["report", "--home", str(home)]) == 0
    assert capsys.readouterr().out.strip() == str(page) == str(home / "pages" / "2026-03-14" / "events.html")


@pytest.mark.parametrize(
    "asked", [["--first", "2026-03-05", "--last", "2026-03-01"], ["--all", "--first", "2026-03-05"]]
)
def test_days_that_make_no_sense_are_wrong_usage(home, asked, capsys):
    assert main(["report", *asked, "--home", str(home)]) == 2
    assert "--first" in capsys.readouterr().err


def test_without_a_snapshot_there_is_no_page(tmp_path, capsys, caplog):
    assert main(["report", "--home", str(tmp_path / "none")]) == 1
    assert "nothing was published yet" in capsys.readouterr().err
    assert refresh_events_page(replace(Settings.from_env(os.environ), home=tmp_path / "none")) is None
    assert "the page of events could not be written" in caplog.text


def test_a_story_taken_down_leaves_a_page_without_it(tmp_path, capsys):
    home = tmp_path / "home"
    build_example_home(home)
    page = report_events(replace(Settings.from_env(os.environ), home=home))
    url = "https://meridian.example/a6"
    assert url in page.read_text(encoding="utf-8")
    assert main(["forget", url, "--why", "asked for", "--home", str(home)]) == 0
    left = page.read_text(encoding="utf-8")
    assert url not in left and "Jeepney drivers marched" not in left and KOSTI in words(page)
    capsys.readouterr()


def test_taking_a_snapshot_back_shows_that_one(tmp_path):
    home = tmp_path / "home"
    build_example_home(home)
    with open_warehouse(home, ROOT / "sql", "tests", wait_s=5) as warehouse:
        warehouse.connection.execute("UPDATE main.events SET place_name = 'Elsewhere' WHERE id = 'kosti'")
        build_snapshot(warehouse, home, "night-15", {**META, "run_id": "night-15"})
    page = report_events(replace(Settings.from_env(os.environ), home=home))
    assert "Elsewhere" in words(page)
    assert main(["rollback", "--home", str(home)]) == 0
    assert "Elsewhere" not in words(page) and "night-14" in words(page)


def test_less_of_the_stories_goes_along_where_the_page_would_be_too_large(home, monkeypatch):
    monkeypatch.setattr(eventpage, "CONTEXTS", (240, 10, 0))
    facts = read_events(home / "current.duckdb", ROOT / "sql", Span())
    whole = sum(len(text) for row in facts.reports for text in (row["before"], row["after"]))
    texts = {row["before"] + row["evidence"] for row in facts.reports}
    fixed = {row["summary"] for row in facts.events} | {
        row[name] for row in facts.articles for name in ("url", "title")
    }
    monkeypatch.setattr(eventpage, "MAX_TEXT_BYTES", sum(map(len, texts | fixed)) + 20)
    less = read_events(home / "current.duckdb", ROOT / "sql", Span())
    assert (less.context, facts.context) == (10, 240)
    assert sum(len(text) for row in less.reports for text in (row["before"], row["after"])) < whole
    assert all(row["is_cut_after"] for row in less.reports)
    page = events_page(less)
    assert "make the page too large" in page or "the page would be too large" in page


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_value_survives_in_a_script_block_and_cannot_leave_it(value):
    block = str(data_block(value))
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == value


@given(st.lists(st.text()))
def test_texts_by_number_are_the_texts(told):
    texts = Texts()
    assert [texts.all[number] for number in texts.numbers(told)] == told


def test_the_page_asks_for_nothing_and_allows_its_own_script_alone(page):
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "script-src 'sha256-" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert not tree.xpath("//@src | //link[@href!='data:,'] | //iframe | //@style | //@*[starts-with(name(), 'on')]")
    script = tree.xpath("//script[not(@type)]")[0].text
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttpRequest"):
        assert word not in script


def test_map_has_every_country_and_a_point_within_it():
    world = json.loads((eventpage.DATA / "map.json").read_text(encoding="utf-8"))
    assert {"MLI", "SDN", "FJI", "RUS", "USA", "TUV", "VAT"} <= set(world["countries"]) == set(world["middles"])
    assert (eventpage.DATA / "map.json").stat().st_size < 300_000
    longitude, latitude = world["middles"]["MLI"]
    assert -12.3 < longitude < 4.3 and 10.1 < latitude < 25.1
    numbers = {
        arc if arc >= 0 else ~arc
        for of in world["countries"].values()
        for rings in of
        for ring in rings
        for arc in ring
    }
    assert numbers == set(range(len(world["arcs"])))


def test_old_pages_of_events_go_and_the_newest_stays(tmp_path):
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for number, day in enumerate(("2026-03-01", "2026-03-02", "2026-03-03")):
        for name in ("events.html", "night.html"):
            page = tmp_path / "pages" / day / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(name)
            os.utime(page, (now.timestamp() - 86_400 * (60 - number),) * 2)
    gone = keep_house(replace(Settings.from_env(os.environ), home=tmp_path), now)
    assert sorted(path.parent.name for path in gone) == ["2026-03-01", "2026-03-02"]
    assert len(list(tmp_path.glob("pages/*/night.html"))) == 3
