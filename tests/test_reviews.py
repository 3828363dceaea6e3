from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.cli import main
from dateline.config import Settings
from dateline.errors import UsageError
from dateline.forgetting import forget
from dateline.loading import load
from dateline.records import Article, Page, Report, as_json, stable_id
from dateline.remembered import warehouse_of
from dateline.runs import Run, begin_run, write_lines
from dateline.staging import cluster, staged_mark
from dateline.store.snapshot import build_snapshot, query_snapshot
from dateline.stories.reviews import FIELDS, read_value

DAY = date(2026, 3, 2)


def run_of(home: Path, number: int) -> Run:
    home.mkdir(exist_ok=True)
    feeds = home / "feeds.toml"
    feeds.write_text('[[feeds]]\nname = "Made"\nurl = "https://news.example/feed"\n', encoding="utf-8")
    settings = Settings.from_env({"DATELINE_HOME": str(home), "DATELINE_FEEDS": str(feeds)})
    at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC) + timedelta(days=number)
    return begin_run(settings, f"cli__{number}", at)


def story(name: str, publisher: str, *told: tuple[str, int | None, str], hour: int = 9) -> tuple[Article, list[Report]]:
    """A story whose sentences each tell an attack: (town, dead, sentence)."""
    text, url = " ".join(sentence for _, _, sentence in told), f"https://news.example/{name}"
    at = datetime(2026, 3, 2, hour, tzinfo=UTC)
    article = Article(
        stable_id(url), stable_id(url, text), url, url, name, text, publisher=publisher, published_at=at, language="en"
    )
    return article, [report(article, number, *one) for number, one in enumerate(told)]


def report(article: Article, ordinal: int, town: str, dead: int | None, sentence: str, parser: str = "p 1") -> Report:
    start = article.text.index(sentence)
    return Report(
        stable_id(article.version_id, parser, ordinal), article.id, parser, ordinal, "ASSAULT", "explosives", sentence, start,
        start + len(sentence), quad_class=4, event_date=DAY, event_date_end=DAY, event_date_precision="day",
        event_date_source="text", place_name=town, country="AFG", fatalities_low=dead, fatalities_best=dead,
        fatalities_high=dead, confidence=0.7,
    )  # fmt: skip


Stories = Sequence[tuple[Article, list[Report]]]


def staged(run: Run, stories: Stories) -> None:
    pages = [
        {
            "page": as_json(Page(a.url, "https://news.example/feed", "news.example", "article", True)),
            "article": as_json(a),
        }
        for a, _ in stories
    ]
    parsed = [
        {"version_id": a.version_id, "outcome": "parsed", "reason": None, "reports": as_json(tuple(reports))}
        for a, reports in stories
    ]
    write_lines(run.path("extract", "0"), pages)
    write_lines(run.path("parse", "0"), parsed)
    load(run, [], [run.path("extract", "0")], [run.path("parse", "0")])
    cluster(run)


def published(run: Run) -> None:
    with warehouse_of(run, "publish") as warehouse:
        warehouse.run_file("publish.sql")
        meta = {"dateline_version": "1", "is_sample": False, "wire": "feeds.toml"}
        build_snapshot(warehouse, run.settings.home, run.name, meta)


FIRST = story("first", "Halyard", ("Kunduz", 9, "A bomb killed nine people in Kunduz on Monday."))
SECOND = story("second", "Fanous", ("Kunduz", 11, "Eleven died in a bombing of Kunduz, doctors said."), hour=12)
OTHER = story("other", "Plains", ("Taloqan", 2, "In Taloqan a mine killed two herders."), hour=13)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    run = run_of(tmp_path / "home", 0)
    staged(run, [FIRST, SECOND, OTHER])
    published(run)
    return tmp_path / "home"


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    return query_snapshot(home / "current.duckdb", query)[1]


def event_in(home: Path, town: str = "Kunduz") -> str:
    return str(rows(home, f"SELECT id FROM events WHERE place_name = '{town}' AND status = 'live'")[0][0])


def dateline(home: Path, *words: str) -> int:
    return main(["event", *words, "--home", str(home)])


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


# ---------------------------------------------------------------------------------------------- an event's life


def test_the_command_tells_every_report_sentence_source_and_change(home: Path, capsys: Any) -> None:
    assert dateline(home, event_in(home)) == 0
    told = said(capsys)
    for words in ("Halyard: first", "times are UTC", "Fanous: second", "A bomb killed nine people", "Eleven died", "dead       11",
                  "2 independent sources", "1  2026-03-02 23:30  new  (Halyard, first)", FIRST[1][0].id):  # fmt: skip
        assert words in told


def test_the_same_as_json(home: Path, capsys: Any) -> None:
    assert dateline(home, event_in(home), "--json") == 0
    life = json.loads(said(capsys))
    assert [row["evidence"] for row in life["reports"]] == [one[1][0].evidence for one in (FIRST, SECOND)]
    assert life["event"]["fatalities_best"] == 11
    assert life["reviews"] == []


def test_an_id_that_is_none_is_wrong_usage(home: Path, capsys: Any) -> None:
    assert dateline(home, "nothing") == 2
    assert "nothing: no such event" in said(capsys)
    assert dateline(home, "nothing", "--set", "event_mode=", "--why", "x") == 2


# ---------------------------------------------------------------------------------------------------- set a field


def test_a_field_that_a_reviewer_sets_is_published_marked_and_told(home: Path, capsys: Any) -> None:
    event = event_in(home)
    assert dateline(home, event, "--set", "fatalities_best=10", "--why", "counted at the morgue", "--by", "Ines") == 0
    found = (
        "SELECT fatalities_low, fatalities_best, fatalities_high, is_reviewed, toll_range FROM events WHERE is_reviewed"
    )
    assert rows(home, found) == [(10, 10, 10, True, "10")]
    history = rows(
        home,
        "SELECT version, change, field, old, new, reviewer, why FROM event_history WHERE reviewer IS NOT NULL AND field = 'fatalities_best'",
    )
    assert history == [(2, "updated", "fatalities_best", "11", "10", "Ines", "counted at the morgue")]
    said(capsys)
    dateline(home, event)
    assert "counted at the morgue" in said(capsys)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("event_type=BOMBING", "event_type: 'BOMBING' is not on the list"),
        ("event_mode=curfew", "is no mode of ASSAULT"),
        ("country=AF", "country: 'AF' is not on the list"),
        ("country=Afghanistan", "one of 250 codes, such as AFG"),
        ("event_date=yesterday", "event_date: 'yesterday' is not a day"),
        ("fatalities_best=-4", "not between 0"),
        ("fatalities_low=40", "which do not rise"),
        ("latitude=91", "latitude: 91 is not between"),
        ("n_sources=9", "n_sources: no field that can be set"),
        ("assertion=", "assertion: needs a value"),
        ("place_name=Kunduz", "it is Kunduz already"),
    ],
)  # fmt: skip
def test_a_value_that_is_none_of_its_field_is_refused_and_changes_nothing(
    home: Path, capsys: Any, setting: str, words: str
) -> None:
    assert dateline(home, event_in(home), "--set", setting, "--why", "x") == 2
    assert words in said(capsys)
    assert rows(home, "SELECT count(*) FROM event_reviews") == [(0,)]


def test_every_field_that_can_be_set_is_one_of_an_event() -> None:
    assert all(read_value(field, None) in (None, ()) for field in FIELDS if field in ("event_mode", "weapons"))
    with pytest.raises(UsageError):
        read_value("id", "x")


def test_a_place_that_a_reviewer_names_has_the_gazetteers_point(home: Path) -> None:
    event = event_in(home)
    dateline(home, event, "--set", "place_name=Mazar-e Sharif", "--set", "country=AFG", "--why", "x")
    (found,) = rows(home, "SELECT place_name, admin1, round(latitude), geo_precision FROM events WHERE is_reviewed")
    assert found == ("Mazar-e Sharif", "Balkh", 37.0, "exact")
    dateline(home, event, "--set", "place_name=Qala of the Made Up", "--why", "x")
    assert rows(home, "SELECT latitude, geonames_id FROM events WHERE is_reviewed") == [(None, None)]


def test_a_place_that_no_gazetteer_has_is_known_no_more_precisely_than_before(home: Path) -> None:
    event_id = event_in(home)
    assert dateline(home, event_id, "--set", "place_name=Taloqan", "--why", "read it") == 0
    assert rows(home, f"SELECT geo_precision FROM events WHERE id = '{event_id}'") == [("exact",)]
    assert dateline(home, event_id, "--set", "place_name=Qala-e Nosuch", "--why", "a village") == 0
    where = "place_name, latitude, admin1, geo_precision"
    assert rows(home, f"SELECT {where} FROM events WHERE id = '{event_id}'") == [
        ("Qala-e Nosuch", None, "Takhar", "admin1")
    ]
    assert dateline(home, event_id, "--set", "place_name=Nosuch", "--set", "country=IRN", "--why", "abroad") == 0
    assert rows(home, f"SELECT admin1, geo_precision FROM events WHERE id = '{event_id}'") == [(None, "country")]


@pytest.mark.parametrize("settings, told", [
    (["fatalities_best=40"], "40"), (["fatalities_low=40", "fatalities_best=40", "fatalities_high="], "40+"),
    (["fatalities_low=30", "fatalities_best=35", "fatalities_high=40"], "30-40"),
    (["fatalities_low=", "fatalities_best=", "fatalities_high="], None),
])  # fmt: skip
def test_a_reviewers_toll_is_the_toll_in_words(home: Path, settings: list[str], told: str | None) -> None:
    event_id = event_in(home)
    toll = f"SELECT toll_range FROM v_events WHERE id = '{event_id}'"
    assert rows(home, toll) == [("9-11",)]
    assert dateline(home, event_id, *(word for one in settings for word in ("--set", one)), "--why", "recounted") == 0
    assert rows(home, toll) == [(told,)]
    assert dateline(home, event_id, "--undo", "1", "--why", "no") == 0
    assert rows(home, toll) == [("9-11",)]


def test_a_correction_survives_a_night_that_clusters_its_event_anew(home: Path) -> None:
    event = event_in(home)
    dateline(home, event, "--set", "fatalities_best=10", "--set", "event_mode=", "--why", "x")
    run = run_of(home, 1)
    third = story(
        "third", "Courier", ("Kunduz", 12, "Twelve people were killed by a bomb in Kunduz on Monday."), hour=20
    )
    staged(run, [third])
    published(run)
    assert rows(
        home, "SELECT n_reports, n_sources, fatalities_best, event_mode, toll_range FROM events WHERE is_reviewed"
    ) == [(3, 3, 10, None, "10")]


def test_a_correction_survives_a_replay_that_gives_every_report_a_new_id(home: Path) -> None:
    event = event_in(home)
    dateline(home, event, "--set", "fatalities_best=10", "--why", "x")
    run = run_of(home, 1)
    staged(
        run,
        [
            (a, [replace(r, id=stable_id("anew", r.id), parser="p 2") for r in told])
            for a, told in (FIRST, SECOND, OTHER)
        ],
    )
    published(run)
    assert rows(home, "SELECT id, fatalities_best FROM events WHERE is_reviewed AND status = 'live'") == [(event, 10)]


def test_a_correction_can_be_taken_back(home: Path, capsys: Any) -> None:
    event = event_in(home)
    dateline(home, event, "--set", "injured_best=40", "--why", "x")
    assert dateline(home, event, "--undo", "1", "--why", "that was another attack") == 0
    assert rows(home, "SELECT injured_best, is_reviewed FROM events WHERE id = '" + event + "'") == [(None, False)]
    assert dateline(home, event, "--undo", "1", "--why", "again") == 2
    assert "was taken back already" in said(capsys)
    dateline(home, event)
    assert "taken back" in said(capsys)


def test_what_one_command_set_is_taken_back_together_and_what_another_set_stays(home: Path, capsys: Any) -> None:
    event = event_in(home)
    dateline(home, event, "--set", "injured_best=40", "--why", "x")
    toll = f"SELECT fatalities_low, fatalities_best, fatalities_high, injured_best FROM events WHERE id = '{event}'"
    before = rows(home, toll)
    dateline(home, event, "--set", "fatalities_best=12", "--why", "y")
    assert rows(home, toll) == [(12, 12, 12, 40)] != before
    said(capsys)
    assert dateline(home, event, "--undo", "3", "--why", "miscounted") == 0
    assert rows(home, toll) == before
    assert said(capsys).count("is taken back") == 3
    whole_seconds = 'SELECT count(*) FROM event_reviews WHERE microsecond("at") % 1000000 = 0'
    assert rows(home, whole_seconds) == [(0,)], "what one command set is told by its instant"


# -------------------------------------------------------------------------------------------------- merge, split


def test_two_events_that_a_reviewer_merges_stay_one(home: Path, capsys: Any) -> None:
    event, other = event_in(home), event_in(home, "Taloqan")
    assert dateline(home, event, "--merge", other, "--why", "the same mine") == 0
    live = "SELECT id, n_reports FROM events WHERE status = 'live'"
    assert rows(home, live) == [(event, 3)]
    assert rows(home, f"SELECT status, merged_into FROM events WHERE id = '{other}'") == [("merged", event)]
    said(capsys)
    assert dateline(home, other) == 0
    assert f"{other} was merged into {event}" in said(capsys)
    run = run_of(home, 1)
    later = story("later", "Courier", ("Taloqan", 3, "A third herder died of the mine in Taloqan."), hour=21)
    staged(run, [later])
    published(run)
    assert rows(home, live) == [(event, 4)]


def test_a_merge_taken_back_gives_each_event_its_own_again(home: Path) -> None:
    event, other = event_in(home), event_in(home, "Taloqan")
    dateline(home, event, "--merge", other, "--why", "x")
    assert dateline(home, event, "--undo", "1", "--why", "no") == 0
    query = "SELECT id, n_reports, is_reviewed FROM events WHERE status = 'live' ORDER BY n_reports"
    assert rows(home, query) == [(other, 1, False), (event, 2, False)]
    run = run_of(home, 1)
    staged(run, [FIRST, OTHER])
    published(run)
    assert rows(home, query) == [(other, 1, False), (event, 2, False)]


def test_reports_that_a_reviewer_splits_off_stay_another_event(home: Path) -> None:
    event = event_in(home)
    assert dateline(home, event, "--split", SECOND[1][0].id, "--why", "that was the evening's") == 0
    counts = (
        "SELECT n_reports, fatalities_best FROM events WHERE status = 'live' AND place_name = 'Kunduz' ORDER BY ALL"
    )
    assert rows(home, counts) == [(1, 9), (1, 11)]
    assert rows(home, f"SELECT fatalities_best FROM events WHERE id = '{event}'") == [(9,)]
    assert rows(home, "SELECT change, old FROM event_history WHERE change = 'split'") == [("split", event)]
    run = run_of(home, 1)
    staged(
        run, [(a, [replace(r, id=stable_id("anew", r.id), parser="p 2") for r in told]) for a, told in (FIRST, SECOND)]
    )
    published(run)
    assert rows(home, counts) == [(1, 9), (1, 11)]


def test_a_split_taken_back_is_one_event_again(home: Path) -> None:
    event = event_in(home)
    dateline(home, event, "--split", SECOND[1][0].id, "--why", "x")
    assert dateline(home, event, "--undo", "1", "--why", "no") == 0
    live = "SELECT id, n_reports FROM events WHERE status = 'live' AND place_name = 'Kunduz'"
    assert rows(home, live) == [(event, 2)]


def test_what_cannot_be_merged_or_split_is_named(home: Path, capsys: Any) -> None:
    event = event_in(home)
    for words, told in (
        (["--merge", event], "that is this event already"),
        (["--merge", "nothing"], "nothing: no such event"),
        (["--split", OTHER[1][0].id], f"no report of event {event}"),
        (["--split", FIRST[1][0].id, SECOND[1][0].id], "nothing would be left"),
        (["--undo", "7"], "7: no review of that number"),
        (["--merge", "x", "--undo", "1"], "at a time"),
    ):
        assert dateline(home, event, *words, "--why", "x") == 2
        assert told in said(capsys)
    assert dateline(home, event, "--merge", "x") == 2
    assert "needs --why" in said(capsys)


def test_a_night_that_had_clustered_before_a_correction_does_so_again(home: Path) -> None:
    run = run_of(home, 1)
    third = story(
        "third", "Courier", ("Kunduz", 12, "Twelve people were killed by a bomb in Kunduz on Monday."), hour=20
    )
    staged(run, [third])
    with warehouse_of(run, "mark") as warehouse:
        before = staged_mark(warehouse)
    assert dateline(home, event_in(home), "--set", "fatalities_best=10", "--why", "x") == 0
    with warehouse_of(run, "mark") as warehouse:
        assert staged_mark(warehouse) != before
    cluster(run)
    published(run)
    assert rows(home, "SELECT n_reports, fatalities_best FROM events WHERE is_reviewed") == [(3, 10)]


def test_a_story_that_is_taken_down_leaves_the_reviews_too(home: Path) -> None:
    event = event_in(home)
    dateline(home, event, "--set", "fatalities_best=10", "--why", "x")
    settings = run_of(home, 0).settings
    forget(settings, SECOND[0].url, "asked to", datetime(2026, 3, 4, tzinfo=UTC), lambda line: None, anyway=True)
    assert rows(home, "SELECT DISTINCT article_id FROM event_review_reports") == [(FIRST[0].id,)]
    assert rows(home, "SELECT n_reports, fatalities_best FROM events WHERE is_reviewed") == [(1, 10)]


def test_a_night_that_had_clustered_before_a_story_was_taken_down_does_so_again(home: Path) -> None:
    """What it had staged of events is gone with the story: by force too its reports are not published without them."""
    run = run_of(home, 1)
    staged(run, [story("third", "Courier", ("Herat", 3, "Three people were killed by a bomb in Herat."), hour=20)])
    with warehouse_of(run, "mark") as warehouse:
        before = staged_mark(warehouse)
    forget(run.settings, OTHER[0].url, "asked to", datetime(2026, 3, 4, tzinfo=UTC), lambda line: None, anyway=True)
    with warehouse_of(run, "mark") as warehouse:
        assert staged_mark(warehouse) != before


def test_a_review_of_an_event_that_is_taken_down_leaves_nothing_to_the_next_of_its_number(home: Path) -> None:
    """What was split off such an event is about no review any more."""
    event, off = event_in(home), SECOND[1][0].id
    assert dateline(home, event, "--split", off, "--why", "another bomb") == 0
    settings = run_of(home, 0).settings
    forget(settings, FIRST[0].url, "asked to", datetime(2026, 3, 4, tzinfo=UTC), lambda line: None, anyway=True)
    assert rows(home, "SELECT n FROM event_reviews") == []
    assert rows(home, "SELECT n, report_id FROM event_review_reports") == []
    assert dateline(home, event_in(home, "Taloqan"), "--set", "fatalities_best=7", "--why", "x") == 0
    assert rows(home, "SELECT DISTINCT article_id FROM event_review_reports") == [(OTHER[0].id,)]


def test_a_correction_after_a_rollback_does_not_bring_back_what_was_taken_away(home: Path, capsys: Any) -> None:
    event = event_in(home)
    later = run_of(home, 1)
    staged(later, [story("wrong", "Halyard", ("Herat", 900, "A bomb killed 900 people in Herat on Monday."))])
    published(later)
    assert event_in(home, "Herat")
    assert main(["rollback", "--home", str(home)]) == 0
    assert dateline(home, event, "--set", "fatalities_best=10", "--why", "counted at the morgue") == 0
    assert "readers see it when the next night is published: the snapshot was rolled back" in said(capsys)
    assert rows(home, "SELECT count(*) FROM events WHERE place_name = 'Herat'") == [(0,)]
    assert rows(home, "SELECT count(*) FROM events WHERE is_reviewed") == [(0,)]
    published(run_of(home, 2))
    assert rows(home, "SELECT fatalities_best FROM events WHERE is_reviewed") == [(10,)]
