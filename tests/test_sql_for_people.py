"""What analysts query: views, macros and examples over a small home that was written row by row."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from dateline.config import ROOT
from dateline.errors import StoreError
from dateline.pages.events import RADIUS_KM
from dateline.shell import read_examples
from dateline.store.asking import query_for_people
from dateline.store.dictionary import comment_all, entries_of, read_comments
from dateline.store.snapshot import open_snapshot, query_snapshot
from dictionary import page as dictionary_page
from queries import ANSWERS, FIRST, answer, in_order
from queries import page as queries_page

from .example_home import build_example_home

EXAMPLES = read_examples(ROOT / "sql" / "examples")
ACLED = """event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2
    assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude
    geo_precision source source_scale notes fatalities tags timestamp"""
UCDP = """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id
    dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office
    source_date source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt
    priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians
    deaths_unknown best high low gwnoa gwnob"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_example_home(tmp_path_factory.mktemp("home"))


def asked(snapshot: Path, query: str) -> list[tuple]:
    return query_snapshot(snapshot, query)[1]


def columns(snapshot: Path, view: str) -> list[str]:
    return query_snapshot(snapshot, f"FROM {view} LIMIT 0")[0]


# ------------------------------------------------------------------------------------------------- examples


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.name for one in EXAMPLES])
def test_an_example_gives_the_answer_that_is_written_down(example, snapshot):
    assert answer(example, snapshot) + "\n" == (ANSWERS / f"{example.name}.txt").read_text(encoding="utf-8")


def test_there_are_examples_enough_and_each_asks_something(snapshot):
    assert len(EXAMPLES) >= 25 and {one.name for one in EXAMPLES} >= set(FIRST)
    assert len({one.question for one in EXAMPLES}) == len(EXAMPLES)
    assert {path.stem for path in ANSWERS.glob("*.txt")} == {one.name for one in in_order()}
    empty = [one.name for one in EXAMPLES if not query_snapshot(snapshot, one.query)[1]]
    assert not empty, "these show a reader nothing"


def test_the_pages_of_queries_and_of_the_dictionary_are_current(snapshot):
    assert (ROOT / "docs" / "queries.md").read_text(encoding="utf-8").rstrip() == queries_page(snapshot).rstrip()
    assert (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8").rstrip() == dictionary_page().rstrip()


def test_an_event_of_two_weapons_counts_once_in_its_countrys_total(tmp_path):
    path = build_example_home(tmp_path)
    query = next(one.query for one in EXAMPLES if one.name == "weapons_by_country")
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE events SET weapons = ['drone', 'missile'] WHERE id = 'kosti'")
        connection.execute("UPDATE events SET weapons = ['rifle'] WHERE country = 'MLI' AND id = 'mopti'")
        connection.execute(
            "INSERT INTO events BY NAME SELECT events.* REPLACE ('second' AS id, ['drone'] AS weapons, 2 AS fatalities_best) "
            "FROM events WHERE id = 'kosti'"
        )
        assert connection.execute(query).fetchall() == [
            ("MLI", "any", 1, 21), ("MLI", "rifle", 1, 21),
            ("SDN", "any", 2, 16), ("SDN", "drone", 2, 16), ("SDN", "missile", 1, 14),
        ]  # fmt: skip
        of_sudan = "SELECT count(*), sum(fatalities_best) FROM v_events WHERE country = 'SDN'"
        assert connection.execute(of_sudan).fetchall() == [(2, 16)], "the total is that of the events"


# ------------------------------------------------------------------------------------------------ dictionary


def test_every_table_view_macro_and_column_has_a_comment(snapshot):
    with open_snapshot(snapshot) as connection:
        entries = list(entries_of(connection))
    silent = [entry.name for entry in entries if not entry.comment]
    silent += [f"{entry.name}.{column.name}" for entry in entries for column in entry.columns if not column.comment]
    assert not silent and {entry.kind for entry in entries} == {"TABLE", "VIEW", "MACRO", "MACRO TABLE"}


def test_a_comment_on_what_is_not_there_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "dictionary.csv"
    path.write_text("object,column,comment\nevents,colour,Which one.\n")
    with duckdb.connect() as connection, pytest.raises(StoreError, match=r"events\.colour"):
        connection.execute("CREATE TABLE events (id INTEGER)")
        comment_all(connection, path)
    path.write_text("object,column,comment\nevents,id\n")
    with pytest.raises(StoreError, match="line 2"):
        read_comments(path)


# -------------------------------------------------------------------------------------- views of other datasets


def test_the_views_have_the_columns_of_the_datasets_that_they_are_named_after(snapshot):
    assert columns(snapshot, "v_events_acled") == ACLED.split()
    assert columns(snapshot, "v_events_ucdp") == UCDP.split()
    gdelt = columns(snapshot, "v_events_gdelt")
    assert len(gdelt) == 61
    assert (gdelt[0], gdelt[26], gdelt[30], gdelt[-1]) == ("GLOBALEVENTID", "EventCode", "GoldsteinScale", "SOURCEURL")
    assert [name for name in gdelt if name.startswith("ActionGeo")] == [
        f"ActionGeo_{part}"
        for part in ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
    ]


def test_an_attack_reads_in_each_datasets_own_words(snapshot):
    acled = "SELECT disorder_type, sub_event_type, inter1, inter2, civilian_targeting, iso, region, fatalities, source"
    assert asked(snapshot, f"{acled} FROM v_events_acled WHERE location = 'Kosti'") == [
        ("Political violence", "Air/drone strike", "Political militia", "Civilians", "Civilian targeting", 729,
         "Northern Africa", 14, "Levant Post; Meridian; Port Herald")
    ]  # fmt: skip
    ucdp = "SELECT type_of_violence, side_b, where_prec, country_id, date_prec, deaths_civilians, best, priogrid_gid, gwnob"
    assert asked(snapshot, f"{ucdp} FROM v_events_ucdp ORDER BY date_start") == [
        (3, "dockers", 1, 625, 1, 14, 14, 148746, None), (1, "Malian army", 2, 432, 1, None, 21, 150112, 432),
    ]  # fmt: skip
    gdelt = "SELECT SQLDATE, Actor1CountryCode, Actor1Type1Code, EventCode, EventRootCode, GoldsteinScale, NumSources, ActionGeo_CountryCode"
    assert asked(snapshot, f"{gdelt} FROM v_events_gdelt WHERE ActionGeo_FullName LIKE 'Kosti%'") == [
        (20260310, "SDN", "PRM", "190", "19", -10, 2, "SU")
    ]


def test_acled_tags_the_crowds_of_demonstrations_alone(snapshot):
    rows = asked(
        snapshot, "SELECT DISTINCT event_type IN ('Protests', 'Riots'), tags LIKE 'crowd size=%' FROM v_events_acled"
    )
    assert sorted(rows, key=str) == [(False, None), (True, True)]


@pytest.mark.parametrize(
    "end, precision", [("03-10", 1), ("03-11", 2), ("03-15", 2), ("03-16", 3), ("03-25", 4), ("06-01", 5)]
)
def test_ucdp_has_a_long_span_of_days_as_a_vague_date(snapshot, tmp_path, end, precision):
    shutil.copy(snapshot, tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as connection:
        connection.execute(f"UPDATE events SET event_date_end = DATE '2026-{end}' WHERE id = 'kosti'")
        assert connection.execute("SELECT date_prec FROM v_events_ucdp WHERE id = 'kosti'").fetchall() == [(precision,)]


def test_acled_joins_the_kinds_of_two_actors_in_the_order_of_its_codes(tmp_path):
    path = build_example_home(tmp_path)
    told = "SELECT interaction, disorder_type, civilian_targeting FROM v_events_acled WHERE event_id_cnty = '{}'"
    with duckdb.connect(str(path)) as connection:
        assert connection.execute(told.format("mopti")).fetchone()[0] == "State forces-Political militia", (
            "gunmen on an army"
        )
        assert connection.execute(told.format("kosti")).fetchone()[0] == "Political militia-Civilians"
        connection.execute(
            "UPDATE events SET target_code = NULL, target_actors = [], acled_sub_event_type = 'Excessive force against protesters' "
            "WHERE id = 'manila'"
        )
        assert connection.execute(told.format("manila")).fetchall() == [
            ("Protesters only", "Political violence; Demonstrations", "Civilian targeting")
        ]


# -------------------------------------------------------------------------------------------------- macros


def test_v_events_leaves_out_background_and_merged_ones(snapshot):
    assert {row[0] for row in asked(snapshot, "SELECT id FROM v_events")} == {
        "kosti",
        "mopti",
        "segou",
        "manila",
        "arrest",
    }


def test_near_counts_kilometres_and_not_degrees(snapshot):
    assert asked(snapshot, "SELECT id FROM near(14.6, 120.98, 1)") == [("manila",)]
    assert asked(snapshot, "SELECT id, distance_km FROM near(14.6, 120.98, 10)") == [("manila", 0.0), ("arrest", 9.4)]
    assert asked(snapshot, "SELECT round(distance_km(52.52, 13.405, 48.857, 2.352))") == [(877.0,)]


def test_a_dyad_is_found_by_name_or_code_and_says_who_acts(snapshot):
    found = asked(snapshot, "SELECT direction, id FROM dyad('MLI', 'gunmen')")
    assert found == [("gunmen -> MLI", "mopti"), ("gunmen -> MLI", "segou")]
    assert asked(snapshot, "SELECT id FROM dyad('gunmen', 'police')") == []


@pytest.mark.parametrize("a, b, ids", [
    ("mlimil", "gunmen", ["mopti", "segou"]), ("Mali", "gunmen", ["mopti", "segou"]), ("malian", "GUNMEN", ["mopti", "segou"]),
    ("Philippines", "jeepney drivers", ["arrest", "manila"]), ("Filipino", "LAB", ["arrest", "manila"]),
    ("gunmen", None, ["mopti", "segou"]), ("Mali", None, ["mopti", "segou"]),
    ("support force", "dockers", ["kosti"]), ("RSF", "dockers", []), ("us", "dockers", []), ("ort", "dockers", []),
])  # fmt: skip
def test_a_dyad_takes_a_country_by_any_of_its_names_and_words_by_their_beginning(snapshot, a, b, ids):
    with open_snapshot(snapshot) as connection:
        found = connection.execute("SELECT id FROM dyad($1, $2) ORDER BY id", [a, b]).fetchall()
    assert [row[0] for row in found] == ids


def test_one_actor_that_both_words_mean_is_no_clash_of_two(tmp_path):
    path = build_example_home(tmp_path)
    with duckdb.connect(str(path)) as connection:
        found = "SELECT direction FROM dyad('Sudan', 'rapid support')"
        assert connection.execute(found).fetchall() == []
        connection.execute(
            "UPDATE events SET source_actors = ['Sudanese army', 'Rapid Support Forces'] WHERE id = 'kosti'"
        )
        assert connection.execute(found).fetchall() == [("Sudan <-> rapid support",)]


def test_a_country_is_known_by_code_name_or_people_and_two_of_a_name_by_none(snapshot):
    named = "SELECT country_code('{}')"
    called = ["Syria", "syr", "Burma", "Thai", "UK", "CÔTE D'Ivoire".replace("'", "''"), "Congolese", "Atlantis", "IS"]
    assert [asked(snapshot, named.format(one))[0][0] for one in called] == [
        "SYR", "SYR", "MMR", "THA", "GBR", "CIV", None, None, None
    ]  # fmt: skip


def test_the_events_of_an_earlier_instant_are_as_they_stood(snapshot):
    then = "SELECT id, fatalities_best, toll_range, n_sources FROM as_of('{}') WHERE place_name = 'Kosti' ORDER BY id"
    assert asked(snapshot, then.format("2026-03-10 12:00:00+00")) == []
    assert asked(snapshot, then.format("2026-03-11 00:00:00+00")) == [("gone", 9, "9", 1), ("kosti", 9, "9", 1)]
    assert asked(snapshot, then.format("2026-03-14 00:00:00+00")) == [("kosti", 14, "9-14", 2)]
    assert asked(snapshot, "SELECT count(*) FROM as_of(now())") == asked(
        snapshot, "SELECT count(*) FROM events WHERE status = 'live'"
    )


def test_a_merge_that_was_taken_back_holds_for_the_time_between(tmp_path):
    path = build_example_home(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE events SET status = 'live', merged_into = NULL WHERE id = 'gone'")
        connection.execute(
            'INSERT INTO event_history (event_id, version, change, field, old, new, "at") '
            "VALUES ('gone', 3, 'split', 'merged_into', 'kosti', NULL, '2026-03-14 23:30:00+00')"
        )
        then = "SELECT count(*) FROM as_of('{}') WHERE id = 'gone'"
        days = ("2026-03-11 12:00:00+00", "2026-03-13 12:00:00+00", "2026-03-15 12:00:00+00")
        assert [connection.execute(then.format(day)).fetchone() for day in days] == [(1,), (0,), (1,)]


def test_a_spike_stands_out_from_the_weeks_before_it(tmp_path):
    path = build_example_home(tmp_path)
    weekly = "SELECT n_events, is_spike FROM spike('SDN', weeks := 2)"
    with duckdb.connect(str(path)) as connection:
        assert connection.execute(weekly).fetchall() == [(1, None), (0, None)], "a week of history judges nothing"
        connection.execute(
            "INSERT INTO events BY NAME SELECT events.* REPLACE ('w' || w || '-' || n AS id, event_date - (7 * w)::INTEGER AS event_date) "
            "FROM events, (SELECT unnest(range(0, 8)) AS w), range(9) AS b(n) WHERE id = 'kosti' AND (w = 0 OR n < 2)"
        )
        assert connection.execute(weekly).fetchall() == [(10, True), (2, False)]


def test_a_spike_takes_a_country_by_name_and_refuses_what_is_none(snapshot):
    weeks = "SELECT week, n_events FROM spike('{}', weeks := 2)"
    assert asked(snapshot, weeks.format("Sudan")) == asked(snapshot, weeks.format("sdn")) != []
    with pytest.raises(StoreError, match="no country is called Atlantis"):
        asked(snapshot, weeks.format("Atlantis"))


def test_a_country_that_was_quiet_until_now_can_spike(tmp_path):
    path = build_example_home(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO events BY NAME SELECT events.* REPLACE ('p' || n AS id, DATE '2026-01-28' AS event_date) "
            "FROM events, range(2) AS b(n) WHERE id = 'manila'"
        )
        connection.execute(
            "INSERT INTO events BY NAME SELECT events.* REPLACE ('k' || n AS id) FROM events, range(6) AS b(n) WHERE id = 'kosti'"
        )
        weekly = "SELECT n_events, mean_before, is_spike FROM spike('SDN', weeks := 1)"
        assert connection.execute(weekly).fetchall() == [(7, 0.0, True)]
        assert connection.execute("SELECT sum(n_events) FROM spike('Chad')").fetchall() == [(0,)]


def test_a_point_with_its_longitude_first_is_an_error(snapshot):
    with pytest.raises(StoreError, match="latitude comes first"):
        asked(snapshot, "FROM near(120.98, 14.6, 10)")


def test_days_are_those_of_utc_wherever_the_reader_sits(snapshot):
    with open_snapshot(snapshot) as connection:
        views = [
            row[0] for row in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        ]
        queries = [f"FROM {view}" for view in views] + [one.query for one in EXAMPLES] + ["FROM spike(NULL)"]

        def answers(zone: str) -> list[list[str]]:
            connection.execute(f"SET TimeZone = '{zone}'")
            found = [connection.execute(query).fetchall() for query in queries]
            return [
                sorted(str([one.timestamp() if isinstance(one, datetime) else one for one in row]) for row in rows)
                for rows in found
            ]

        at_home = answers("UTC")
        for zone in ("Asia/Manila", "America/Los_Angeles"):
            assert [
                query for query, here, there in zip(queries, at_home, answers(zone), strict=True) if here != there
            ] == []


def test_rings_are_drawn_by_the_radius_that_queries_give(snapshot):
    told = {name: asked(snapshot, f"SELECT radius_km('{name}')")[0][0] for name in (*RADIUS_KM, "country")}
    assert told == RADIUS_KM | {"exact": 2, "country": None}  # a point is drawn as a dot


def test_search_finds_all_words_in_any_form_with_the_sentence_and_the_event(snapshot):
    found = "SELECT article_id, event_ids FROM search('{}') ORDER BY article_id"
    assert asked(snapshot, found.format("gunmen CONVOYS")) == [("a4", ["mopti"]), ("a5", ["segou"])]
    assert asked(snapshot, found.format("gunmen dockers")) == []
    assert asked(snapshot, found.format("attack convoy")) == [("a4", ["mopti"]), ("a5", ["segou"])]
    assert asked(snapshot, found.format("arresting")) == [], "plain SQL folds plurals, not verbs"
    assert asked(snapshot, "SELECT evidence FROM search('jeepney phase')")[0][0].startswith("Jeepney drivers marched")


def test_where_the_extension_is_installed_search_compares_stems(snapshot):
    _, rows = query_for_people(snapshot, ROOT / "sql", "SELECT article_id FROM search('arresting drivers')")
    assert rows == [("a7",)]


def test_the_words_of_a_text_are_folded_alike_in_any_script(snapshot):
    words = "SELECT words_of('Téra''s gas; Bodies, boxes, crisis — Дамаск 12')"
    assert asked(snapshot, words) == [(["tera", "s", "gas", "body", "box", "crisis", "дамаск", "12"],)]


def test_no_query_for_people_reads_the_clock():
    files = [*(ROOT / "sql" / "views").glob("*.sql"), *(ROOT / "sql" / "examples").glob("*.sql")]
    assert not [path.name for path in files if re.search(r"\bnow\(\)|current_date", path.read_text())]
