"""A run's folder, the settings, and the records' JSON: small things that everything stands on."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dateline.pipeline as pipeline
from dateline.cli import main
from dateline.config import Settings
from dateline.errors import ConfigError, StoreError
from dateline.records import Actor, Entry, Feed, FeedState, Page, Report, as_json, from_json
from dateline.runs import begin_run, clean_run_id, open_run, read_lines, wire_of, write_lines
from dateline.tables import format_table

AT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "feeds.toml").write_text('[[feeds]]\nname = "A"\nurl = "http://a.example/feed"\n', encoding="utf-8")
    return Settings(tmp_path / "home", tmp_path / "feeds.toml")


@given(st.text())
def test_any_run_id_makes_a_folder_name(run_id):
    name = clean_run_id(run_id)
    assert name and "/" not in name and ":" not in name and name not in (".", "..")


def test_a_run_that_was_cut_off_is_found_again_and_a_closed_one_is_not(settings):
    first = begin_run(settings, "cli__x", AT)
    assert begin_run(settings, "cli__x", AT).folder == first.folder
    first.end("published")
    first.close()
    second = begin_run(settings, "cli__x", AT)
    assert second.folder != first.folder and second.outcome() is None
    assert open_run(first.folder, settings).outcome() == ("published", None)


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "step" / "000.jsonl"

    def rows():
        yield {"n": 1}
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        write_lines(path, rows())
    assert not path.exists()
    assert write_lines(path, [{"n": 1}, {"text": "é\ud800"}]) == 2
    assert list(read_lines(path)) == [{"n": 1}, {"text": "é\ud800"}]


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "000.jsonl"
    path.write_text('{"n": 1}\nnot json\n', encoding="utf-8")
    with pytest.raises(StoreError, match="line 2"):
        list(read_lines(path))


def test_records_survive_their_json():
    report = Report(
        "r", "d", "p", 0, "ASSAULT", None, "x", 0, 1, event_date=date(2026, 3, 2), confidence=0.25,
        actors=(Actor(0, "source", "Gunmen", side=1),),
    )  # fmt: skip
    page = Page("http://a/", "http://f/", "http://a:80", first_seen_at=AT, entry_updated_at=None)
    for record in (report, page, Feed("http://a", "A"), FeedState("http://a", last_ok_at=AT)):
        assert from_json(type(record), json.loads(json.dumps(as_json(record)))) == record


@pytest.mark.parametrize(
    ("line", "word"),
    [("[fetch]\npase_s = 1.0", "pase_s"), ('[fetch]\npace_s = "1"', "pace_s"), ("[fetsh]", "fetsh"),
     ('[schedule]\ntimezone = "Mars/Olympus"', "Mars/Olympus"), ("[[alerts.channels]]\nkind = 'pigeon'", "kind")],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_line(tmp_path, line, word):
    path = tmp_path / "settings.toml"
    path.write_text(f"# settings\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=word) as told:
        Settings.from_env({"DATELINE_SETTINGS": str(path)})
    assert "settings.toml" in str(told.value)


def test_the_settings_that_ship_are_the_defaults():
    shipped = Settings.from_env({})
    assert shipped == Settings(shipped.home, shipped.feeds_file)


def test_no_host_is_in_two_batches(settings):
    urls = [f"http://{host}.example:{port}/{n}" for host in "abc" for port in (80, 8080) for n in range(7)]
    batches = pipeline._batches_by_host(urls, str, 10)
    hosts = [{pipeline.host_of(url) for url in batch} for batch in batches]
    assert sum(map(len, hosts)) == len(set().union(*hosts)) == 6
    assert sorted(url for batch in batches for url in batch) == sorted(urls)


def test_an_entry_is_fetched_again_when_its_feed_says_it_was_updated(settings):
    run = begin_run(settings, "r", AT)
    url, feed = "http://a.example/1", "http://a.example/feed"
    early, late = AT.replace(hour=1), AT.replace(hour=9)
    done = Page(url, feed, "http://a.example:80", "article", True, attempts=1, entry_updated_at=early)
    assert pipeline._selected(Entry(url, feed, updated_at=early), done, run) is None
    assert pipeline._selected(Entry(url, feed), done, run) is None
    again = pipeline._selected(Entry(url, feed, updated_at=late), done, run)
    assert again is not None and not again.is_final and again.attempts == 0 and again.entry_updated_at == late


def test_an_entry_whose_feed_tells_of_updates_only_when_there_is_one_is_fetched_again(settings):
    run = begin_run(settings, "r", AT)
    url, feed = "http://a.example/1", "http://a.example/feed"
    early, late = AT.replace(hour=1), AT.replace(hour=9)
    done = Page(url, feed, "http://a.example:80", "article", True, attempts=1, entry_published_at=early)
    assert pipeline._selected(Entry(url, feed, published_at=early, updated_at=early), done, run) is None
    again = pipeline._selected(Entry(url, feed, published_at=early, updated_at=late), done, run)
    assert again is not None and again.entry_updated_at == late
    assert pipeline._selected(Entry(url, feed, updated_at=late), dataclasses.replace(again, is_final=True), run) is None


def test_tables_fit_and_say_null_with_nothing():
    told = format_table(["a", "bb"], [[None, "x" * 50], [[1, 2], "y"]], max_width=10)
    assert told.splitlines() == ["a     bb", "----  ----------", "      xxxxxxxxx…", "1, 2  y"]


def test_an_address_is_shown_whole_so_that_it_can_be_opened():
    address = "https://courier.example/2026/03/04/" + "a-long-title-" * 6
    told = format_table(["url", "evidence"], [[address, "y" * 90]])
    assert address in told and "y" * 90 not in told


@pytest.mark.parametrize(
    "command", ["run", "parse", "sql", "replay", "publish", "check", "extract", "cluster", "places"]
)
def test_help_has_an_example(command, capsys):
    assert main([command, "-h"]) == 0
    assert "example: dateline" in capsys.readouterr().out


def test_wrong_usage_exits_2(capsys):
    assert main(["parse", "only-one.jsonl"]) == 2
    assert main(["no-such-command"]) == 2
    assert main(["extract", "page.html"]) == 2


@pytest.mark.parametrize("option", [["run", "--at"], ["replay", "--from"], ["replay", "--to"]])
def test_a_time_that_is_none_is_named_with_how_to_write_it(option, capsys):
    assert main([*option, "2026-13-01"]) == 2
    told = capsys.readouterr().err
    assert "'2026-13-01' is no" in told and "write 2026-03-02" in told


def test_sql_before_the_first_night_says_so(tmp_path, capsys):
    assert main(["sql", "SELECT 1", "--home", str(tmp_path)]) == 1
    assert "nothing was published yet" in capsys.readouterr().err


def test_home_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "elsewhere"))
    assert Settings.from_env(os.environ).home == tmp_path / "elsewhere"


def test_a_home_knows_its_feeds_file(settings, monkeypatch):
    monkeypatch.delenv("DATELINE_FEEDS", raising=False)
    begin_run(settings, "cli__x", AT)
    assert wire_of(settings.home) == settings.feeds_file
    settings.feeds_file.unlink()
    assert wire_of(settings.home) is None
