"""A story that gets another address or another text: one story, one event, and a history that says what changed and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import dateline.pipeline as pipeline
from dateline.config import Settings
from dateline.errors import NightBlocked
from dateline.remembered import warehouse_of
from dateline.replays import run_replay
from dateline.runs import begin_run
from dateline.store.snapshot import digest
from tests.news_site import BOMBING, FIRST_NIGHT, Newspaper, ask, hold, night, print_newspaper, settings_over

TITLE = "Market bomb kills {dead} in Mosul"


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with print_newspaper() as paper:
        yield paper


@pytest.fixture
def settings(paper: Newspaper, tmp_path: Path) -> Settings:
    return settings_over(tmp_path, paper.site.base + "/feed")


def bombing(paper: Newspaper, path: str = "/1", *, dead: str = "12", hour: float = 0.0, **more: str) -> None:
    paper.tell(path, TITLE.format(dead=dead), [text.format(dead=dead) for text in BOMBING], hour=hour, **more)


def articles(settings: Settings) -> list[tuple[str, str]]:
    """The last part of each article's address, and its status."""
    return ask(settings, "SELECT regexp_extract(url, '[^/]*$'), status FROM articles ORDER BY url")


def events(settings: Settings) -> list[tuple]:
    return ask(settings, "SELECT id, status, n_articles, fatalities_best FROM events ORDER BY id")


# ------------------------------------------------------------------------------------------------- addresses


def test_a_story_that_gets_another_address_stays_one_story_and_one_event(paper: Newspaper, settings: Settings) -> None:
    bombing(paper, canonical="/mosul-bomb-12")
    hold(settings, 0)
    ((event_id, *_),) = events(settings)
    bombing(paper, canonical="/mosul-bomb", hour=20)
    hold(settings, 1)
    assert articles(settings) == [("mosul-bomb", "live"), ("mosul-bomb-12", "superseded")]
    assert events(settings) == [(event_id, "live", 1, 12)]
    ((old, new),) = ask(settings, "SELECT id, superseded_by FROM articles WHERE status = 'superseded'")
    assert ask(settings, f"SELECT id, duplicate_group FROM articles WHERE id = '{new}'") == [(new, None)]
    assert ask(settings, "SELECT DISTINCT article_id FROM reports") == [(new,)]
    history = 'SELECT change, field, old, new, article_id, "at"::DATE::TEXT FROM event_history WHERE version > 1'
    assert ask(settings, history) == [("updated", "article_id", old, new, new, "2026-03-03")]
    before = digest(settings.home / "current.duckdb")
    hold(settings, 2)
    assert digest(settings.home / "current.duckdb") == before


def test_an_address_that_another_page_still_gives_keeps_its_article(paper: Newspaper, settings: Settings) -> None:
    for path in ("/1", "/2"):
        bombing(paper, path, canonical="/a")
    hold(settings, 0)
    bombing(paper, "/1", canonical="/b", hour=20)
    hold(settings, 1)
    assert articles(settings) == [("a", "live"), ("b", "live")]
    ((event_id, *told),) = events(settings)
    assert told == ["live", 2, 12]
    bombing(paper, "/2", canonical="/b", hour=44)
    hold(settings, 2)
    assert articles(settings) == [("a", "superseded"), ("b", "live")]
    assert events(settings) == [(event_id, "live", 1, 12)]


def test_pages_that_swap_their_addresses_in_one_night_lose_no_article(paper: Newspaper, settings: Settings) -> None:
    bombing(paper, "/1", canonical="/a")
    hold(settings, 0)
    bombing(paper, "/1", canonical="/b", hour=20)
    bombing(paper, "/2", canonical="/a", hour=20)
    hold(settings, 1)
    assert articles(settings) == [("a", "live"), ("b", "live")]


def test_an_address_given_back_makes_the_first_article_live_again(paper: Newspaper, settings: Settings) -> None:
    for day, canonical in enumerate(("/a", "/b", "/a")):
        bombing(paper, canonical=canonical, hour=22 * day)
        hold(settings, day)
    assert articles(settings) == [("a", "live"), ("b", "superseded")]
    assert [row[1:] for row in events(settings)] == [("live", 1, 12)]
    assert ask(settings, "SELECT superseded_by FROM articles WHERE status = 'live'") == [(None,)]


def test_an_address_that_is_given_to_another_story_leaves_the_first_one_true(
    paper: Newspaper, settings: Settings
) -> None:
    bombing(paper, "/latest", canonical="/mosul-bomb")
    hold(settings, 0)
    fire = (
        "A fire at a warehouse in Basra in southern Iraq killed three workers on Tuesday, the fire brigade said.",
        "The flames were put out after four hours. A spokesman for the port said that the building had held paint and "
        "other goods, and that nobody had been allowed to smoke there for years.",
        "An inquiry was opened into how it began, and the owner was asked to come to the police station.",
    )
    paper.tell("/latest", "Three die in Basra fire", fire, canonical="/basra-fire", hour=20)
    hold(settings, 1)
    assert articles(settings) == [("basra-fire", "live"), ("mosul-bomb", "live")]
    assert ("live", 1, 12) in [row[1:] for row in events(settings)]


def test_a_new_address_and_a_new_toll_change_one_event(paper: Newspaper, settings: Settings) -> None:
    bombing(paper, canonical="/a")
    hold(settings, 0)
    ((event_id, *_),) = events(settings)
    bombing(paper, canonical="/b", dead="17", hour=20)
    hold(settings, 1)
    assert events(settings) == [(event_id, "live", 1, 17)]
    assert "-A bomb exploded" in ask(settings, "SELECT diff FROM article_versions WHERE diff IS NOT NULL")[0][0]


def test_a_blocked_night_changes_no_address_until_one_is_published(paper: Newspaper, settings: Settings) -> None:
    bombing(paper, canonical="/a")
    hold(settings, 0)
    before = digest(settings.home / "current.duckdb")
    ((event_id, *_),) = events(settings)
    bombing(paper, canonical="/b", hour=20)
    run = night(settings, 1)
    for _ in range(2):  # the step done again, as after a kill
        take_up_to_load(run)
    with warehouse_of(run, "a test") as warehouse:
        warehouse.connection.execute(
            "INSERT INTO staging.report_actors (report_id, ordinal, role) VALUES ('x', 0, 'y')"
        )
    pipeline.check_rows(run)
    pipeline.cluster(run)
    with pytest.raises(NightBlocked):
        pipeline.check_night(run)
    assert digest(settings.home / "current.duckdb") == before
    with warehouse_of(run, "a test") as warehouse:
        warehouse.connection.execute("DELETE FROM staging.report_actors WHERE report_id = 'x'")
    run.close()
    hold(settings, 2)
    assert articles(settings) == [("a", "superseded"), ("b", "live")]
    assert events(settings) == [(event_id, "live", 1, 12)]


def test_a_replay_after_a_change_of_address_changes_nothing(paper: Newspaper, settings: Settings) -> None:
    for day, canonical in enumerate(("/a", "/b")):
        bombing(paper, canonical=canonical, hour=20 * day)
        hold(settings, day)
    before = digest(settings.home / "current.duckdb")
    assert run_replay(begin_run(settings, "replay__x", FIRST_NIGHT, "replay"), [], None, None) == "published"
    assert digest(settings.home / "current.duckdb") == before


def take_up_to_load(run: pipeline.Run) -> None:
    polled = [pipeline.poll(run, batch) for batch in pipeline.plan(run)]
    extracted = [pipeline.extract(run, pipeline.fetch(run, batch)) for batch in pipeline.select(run, polled)]
    pipeline.load(run, polled, extracted, [pipeline.parse(run, path) for path in extracted])


# ------------------------------------------------------------------------------------------------ new versions

CHANGES = """
SELECT h.change, h.field, h.old, h.new, v.text LIKE '%{words}%' FROM event_history AS h
JOIN article_versions AS v ON v.id = h.version_id AND v.article_id = h.article_id
WHERE h.version > 1 AND field IN ('fatalities_best', 'event_date', 'place_name', 'is_corrected') ORDER BY field
"""


def test_a_new_version_says_in_the_history_what_changed_by_which_version(paper: Newspaper, settings: Settings) -> None:
    bombing(paper)
    hold(settings, 0)
    bombing(paper, dead="17", hour=20)
    hold(settings, 1)
    assert ask(settings, CHANGES.format(words="killing 17")) == [("updated", "fatalities_best", "12", "17", True)]
    assert ask(settings, "SELECT status, n_versions FROM articles") == [("updated", 2)]
    ((diff,),) = ask(settings, "SELECT diff FROM article_versions WHERE diff IS NOT NULL")
    assert "-A bomb exploded" in diff and "+A bomb exploded" in diff
    told = "SELECT diff = $$" + diff + "$$, old, new FROM v_revisions WHERE field = 'fatalities_best'"
    assert ask(settings, told) == [(True, "12", "17")]


def test_a_change_names_the_article_that_brought_it_and_no_other_of_the_event(
    paper: Newspaper, settings: Settings
) -> None:
    for path in ("/1", "/2"):
        bombing(paper, path)
    hold(settings, 0)
    assert [row[1:] for row in events(settings)] == [("live", 2, 12)]
    ((first, path), _) = ask(settings, "SELECT id, regexp_extract(url, '/[^/]*$') FROM articles ORDER BY id")
    bombing(paper, path, dead="17", hour=20)
    hold(settings, 1)
    told = "SELECT old, new, article_id FROM event_history WHERE field = 'toll_range'"
    assert ask(settings, told) == [("12", "12-17", first)]


@pytest.mark.parametrize("wording", ["first line", "headline"])
def test_a_correction_notice_marks_the_report_that_changed_and_its_event(
    wording: str, paper: Newspaper, settings: Settings
) -> None:
    other = "Gunmen killed three soldiers at a checkpoint in Basra in southern Iraq on Sunday, the army said."
    paper.tell("/1", "Market bomb kills 12", [*(text.format(dead=12) for text in BOMBING), other])
    hold(settings, 0)
    told = [text.format(dead=9) for text in BOMBING]
    title = "Market bomb kills 9"
    if wording == "headline":
        title = f"CORRECTED: {title}"
    else:
        told.insert(0, "CORRECTED: An earlier version of this story gave a wrong number of dead.")
    paper.tell("/1", title, [*told, other], hour=20)
    hold(settings, 1)
    assert ask(settings, "SELECT notice FROM articles") == [("correction",)]
    marked = "SELECT fatalities_best, is_correction FROM reports WHERE fatalities_best IS NOT NULL ORDER BY ALL"
    assert ask(settings, marked) == [(3, False), (9, True)]
    assert ask(settings, "SELECT fatalities_best, is_corrected FROM events WHERE status = 'live' ORDER BY ALL") == [
        (3, False),
        (9, True),
    ]
    assert ask(settings, CHANGES.format(words="killing 9")) == [
        ("corrected", "fatalities_best", "12", "9", True),
        ("corrected", "is_corrected", "false", "true", True),
    ]
    before = digest(settings.home / "current.duckdb")
    assert run_replay(begin_run(settings, "replay__x", FIRST_NIGHT, "replay"), [], None, None) == "published"
    assert digest(settings.home / "current.duckdb") == before, "read again, it is still the corrected version"


@pytest.mark.parametrize(
    ("field", "old", "new"), [("event_date", "Monday", "Sunday"), ("place_name", "Mosul", "Kirkuk")]
)
def test_a_corrected_day_or_place_is_told_of_too(
    field: str, old: str, new: str, paper: Newspaper, settings: Settings
) -> None:
    bombing(paper)
    hold(settings, 0)
    told = [text.format(dead=12).replace(old, new) for text in BOMBING]
    told.append(f"(CORRECTED: the attack was {new}, not {old}.)")
    paper.tell("/1", "CORRECTED: Market bomb kills 12", told, hour=20)
    hold(settings, 1)
    changes = ask(settings, CHANGES.format(words=f" {new}"))
    assert [row[0] for row in changes if row[1] == field] == ["corrected"]
    assert ask(settings, "SELECT is_correction FROM reports") == [(True,)]
