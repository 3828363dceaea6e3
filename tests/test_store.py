"""The warehouse and the snapshot: migrations, loads that count once, sets that are replaced, digests that mean something."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from dateline.errors import LockHeld, MigrationError, StoreError
from dateline.records import Actor, Article, Casualty, Event, EventReport, Place, Report, Weapon
from dateline.store.rows import article_row, event_row, link_row, report_rows, reports_of, version_row
from dateline.store.snapshot import build_snapshot, digest, is_rolled_back, list_snapshots, query_snapshot, rollback
from dateline.store.warehouse import Warehouse, held_lock, migrate, open_warehouse
from tests.conftest import ROOT

SQL = ROOT / "sql"
NEWEST = max(int(path.name[:4]) for path in (ROOT / "sql" / "migrations").glob("*.sql"))
META = {
    "dateline_version": "0",
    "run_id": "r",
    "wire": "w.toml",
    "is_sample": True,
    "data_through": None,
    "parser": None,
}
TEXT = "Gunmen killed three farmers near Zaria on Monday, police said."
ARTICLE = Article(
    "a1", "v1", "https://one.example/1", "https://one.example/1", "Three killed", TEXT, publisher="One",
    published_at=datetime(2026, 3, 2, 18, tzinfo=UTC), published_precision="instant", published_source="page",
)  # fmt: skip
REPORT = Report(
    "r1", "v1", "p", 0, "ASSAULT", "firearms", TEXT, 0, len(TEXT), quad_class=4, event_date=date(2026, 3, 2),
    event_date_end=date(2026, 3, 2), event_date_precision="day", country="NGA", fatalities_low=3, fatalities_best=3,
    fatalities_high=3, weapons=(Weapon(0, "guns", "firearm", 0, 6),), actors=(Actor(0, "source", "Gunmen"),),
    casualties=(Casualty(0, "killed", 3, 3, 3),), places=(Place(0, "site", "Zaria", latitude=11.1, longitude=7.7),),
)  # fmt: skip


def open_at(home: Path) -> object:
    return open_warehouse(home, SQL, "a test", wait_s=0.2)


def stage(warehouse: Warehouse, article: Article, *reports: Report) -> None:
    incoming: dict[str, list[dict]] = {
        "articles": [article_row(article, status="live", n_versions=1)],
        "article_versions": [version_row(article, None)],
        **{name: [] for name in ("reports", "report_actors", "report_casualties", "report_places", "report_weapons")},
    }
    for report in reports:
        for table, rows in report_rows(
            report, article_id=article.id, version_id=article.version_id, run_id="r"
        ).items():
            incoming[table] += rows
    warehouse.run_file("stage.sql", incoming)


def count(warehouse: Warehouse, table: str) -> int:
    return warehouse.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]


def test_what_is_loaded_twice_counts_once(tmp_path):
    with open_at(tmp_path) as warehouse:
        for _ in range(2):
            stage(warehouse, ARTICLE, REPORT)
            assert count(warehouse, "staging.reports") == count(warehouse, "staging.report_actors") == 1
        warehouse.run_file("publish.sql")
        stage(warehouse, ARTICLE, REPORT)
        warehouse.run_file("publish.sql")
        assert count(warehouse, "reports") == count(warehouse, "articles") == count(warehouse, "article_versions") == 1
        assert count(warehouse, "staging.articles") == 0


def test_a_report_comes_back_from_its_five_tables_as_it_went_in(tmp_path):
    with open_at(tmp_path) as warehouse:
        stage(warehouse, ARTICLE, REPORT)
        names = ("report_actors", "report_casualties", "report_places", "report_weapons")
        children = {name: warehouse.rows(f"FROM staging.{name}") for name in names}
        back = reports_of(warehouse.rows("FROM staging.reports"), children)
    assert back == [replace(REPORT, document_id="a1")]


def test_half_a_character_and_a_figure_in_billions_do_not_stop_a_load(tmp_path):
    """A site cut its headline inside an emoji; a text has a number that no head count has."""
    odd = replace(ARTICLE, title="Three killed \ud83d")
    with open_at(tmp_path) as warehouse:
        stage(warehouse, odd, replace(REPORT, fatalities_best=5_000_000_000, evidence="\udfff" + TEXT[1:]))
        assert warehouse.rows("SELECT title FROM staging.articles") == [{"title": "Three killed \ufffd"}]
        found = warehouse.rows("SELECT fatalities_best, length(evidence) AS length FROM staging.reports")
        assert found == [{"fatalities_best": 5_000_000_000, "length": len(TEXT)}]


def test_a_new_version_of_a_story_replaces_its_reports_and_keeps_the_old_text(tmp_path):
    newer = replace(ARTICLE, version_id="v2", text=TEXT.replace("three", "four"))
    with open_at(tmp_path) as warehouse:
        stage(warehouse, ARTICLE, REPORT)
        warehouse.run_file("publish.sql")
        stage(warehouse, newer, replace(REPORT, id="r2", document_id="v2", fatalities_best=4))
        assert warehouse.rows("SELECT n_versions, status FROM staging.articles") == [
            {"n_versions": 2, "status": "updated"}
        ]
        warehouse.run_file("publish.sql")
        assert warehouse.rows("SELECT id, fatalities_best FROM reports") == [{"id": "r2", "fatalities_best": 4}]
        assert count(warehouse, "article_versions") == 2 and count(warehouse, "report_actors") == 1


def settle(warehouse: Warehouse, *held: dict) -> None:
    """Write what an audit of all that is staged found."""
    warehouse.run_file("audit_begin.sql")
    warehouse.run_file("audit_found.sql", {"quarantine": held, "checked": [{"report_id": "r1"}]})
    warehouse.run_file("audit_staged.sql")
    at = datetime(2026, 3, 3, tzinfo=UTC)
    audit = {"versions": [{"check_name": "c", "version": "1"}], "audit": [{"run_id": "r", "at": at}]}
    warehouse.run_file("quarantine.sql", audit)


def test_a_held_report_is_not_published_and_one_that_passes_later_is_free(tmp_path):
    held = {
        "report_id": "r1", "run_id": "r", "check_name": "c", "value": "v", "row": "{}", "status": "held",
        "article_id": "a1", "check_version": "1",
    }  # fmt: skip
    with open_at(tmp_path) as warehouse:
        stage(warehouse, ARTICLE, REPORT)
        settle(warehouse, held)
        warehouse.run_file("publish.sql")
        assert count(warehouse, "reports") == 0 and count(warehouse, "articles") == 1
        stage(warehouse, ARTICLE, REPORT)
        settle(warehouse)
        warehouse.run_file("publish.sql")
        assert count(warehouse, "reports") == 1
        assert warehouse.rows("SELECT status, decided_by FROM quarantine") == [
            {"status": "released", "decided_by": "dateline"}
        ]
        assert count(warehouse, "quarantine_history") == 2


def test_a_failing_statement_leaves_nothing_of_its_file_behind(tmp_path):
    with open_at(tmp_path) as warehouse:
        stage(warehouse, ARTICLE, REPORT)
        broken = {"articles": [article_row(replace(ARTICLE, id="a2"), status="live")], "article_versions": []}
        with pytest.raises(StoreError, match=r"stage\.sql"):
            warehouse.run_file("stage.sql", broken)
        assert warehouse.rows("SELECT id FROM staging.articles") == [{"id": "a1"}]


def test_migrations_are_applied_once_and_in_order(tmp_path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (n INTEGER);")
    with duckdb.connect() as connection:
        assert migrate(connection, folder, tmp_path) == 1
        (folder / "0002_two.sql").write_text("ALTER TABLE one ADD COLUMN m INTEGER;")
        assert migrate(connection, folder, tmp_path) == 2 == migrate(connection, folder, tmp_path)
        assert connection.execute("SELECT version FROM schema_migration ORDER BY 1").fetchall() == [(1,), (2,)]


def test_a_migration_that_fails_is_undone_and_named(tmp_path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_half.sql").write_text("CREATE TABLE half (n INTEGER); SELECT nonsense;")
    with duckdb.connect() as connection:
        with pytest.raises(MigrationError, match="0001_half"):
            migrate(connection, folder, tmp_path)
        assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'").fetchone() == (0,)


def test_a_home_of_an_older_schema_with_rows_in_it_is_brought_up_to_date(tmp_path):
    """Migrations that pass over empty tables may fail over full ones."""
    home, folder = tmp_path / "home", tmp_path / "migrations"
    for made in (home, folder):
        made.mkdir()
    for path in sorted((ROOT / "sql" / "migrations").glob("000[1-4]_*.sql")):
        shutil.copy(path, folder)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        assert migrate(connection, folder, home) == 4
        connection.execute(
            "INSERT INTO runs (id, kind, logical_at, status) VALUES ('r', 'night', '2026-03-01 23:00:00+00', 'published');"
            "INSERT INTO articles (id, url, version_id, title, text) VALUES ('a', 'u', 'v', 'Bombs', 'Two bombs.');"
            "INSERT INTO article_versions (id, article_id, text) VALUES ('v', 'a', 'Two bombs.');"
            "INSERT INTO events (id, event_type) VALUES ('e', 'ASSAULT');"
            "INSERT INTO event_history (event_id, version, change) VALUES ('e', 1, 'new');"
            'INSERT INTO quarantine (report_id, run_id, check_name, "row") VALUES '
            "('q', 'r', 'c', '{\"article_id\": \"a\", \"parser\": \"p 1\"}'), ('q', 'gone', 'd', NULL);"
            "INSERT INTO staging.articles BY NAME SELECT * FROM articles;"
            "INSERT INTO staging.events BY NAME SELECT * FROM events;"
        )
    with open_warehouse(home, ROOT / "sql", "a test") as warehouse:
        held = "SELECT check_name, article_id, parser, held_at, status, by_hand FROM quarantine ORDER BY check_name"
        assert [tuple(row.values()) for row in warehouse.rows(held)] == [
            ("c", "a", "p 1", datetime(2026, 3, 1, 23, tzinfo=UTC), "held", False),
            ("d", None, None, None, "held", False),
        ]
        words = "SELECT word, n FROM article_words WHERE article_id = 'a' ORDER BY word"
        assert [tuple(row.values()) for row in warehouse.rows(words)] == [("bomb", 2), ("two", 1)]
        warehouse.run_file("publish.sql")
        assert warehouse.rows("SELECT is_reviewed FROM events") == [{"is_reviewed": False}]


def test_a_migration_that_cannot_be_committed_is_named(tmp_path):
    """DuckDB finds some conflicts only then, and has undone everything by itself."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_full.sql").write_text("UPDATE held SET id = 'b'; ALTER TABLE held ADD COLUMN why TEXT;")
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("CREATE TABLE held (id TEXT PRIMARY KEY); INSERT INTO held VALUES ('a')")
        with pytest.raises(MigrationError, match="0001_full"):
            migrate(connection, folder, tmp_path)


def test_the_lock_is_for_one_and_names_who_has_it(tmp_path):
    path = tmp_path / "a.lock"
    with held_lock(path, "the first", 0), pytest.raises(LockHeld, match="the first"), held_lock(path, "the second", 0):
        pass
    with held_lock(path, "the third", 0):
        assert "the third" in path.read_text()


def publish(warehouse: Warehouse, home: Path, name: str) -> Path:
    warehouse.run_file("publish.sql")
    return build_snapshot(warehouse, home, name, META)


def test_a_snapshot_has_the_published_tables_views_and_no_staging(tmp_path):
    event = Event("e1", "ASSAULT", event_date=date(2026, 3, 2), country="NGA", assertion="attributed", summary=TEXT)
    with open_at(tmp_path) as warehouse:
        stage(warehouse, ARTICLE, REPORT)
        links = [link_row(EventReport("e1", "r1", 1.0, "alone"))]
        incoming = {"events": [event_row(event)], "event_reports": links, "event_history": []}
        warehouse.run_file("stage_events.sql", incoming)
        publish(warehouse, tmp_path, "one")
    current = tmp_path / "current.duckdb"
    assert query_snapshot(current, "SELECT evidence FROM v_evidence JOIN v_events ON v_events.id = event_id")[1] == [
        (TEXT,)
    ]
    assert query_snapshot(current, "SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'staging'")[1] == [(0,)]
    assert query_snapshot(current, "SELECT schema_version, is_sample FROM meta")[1] == [(NEWEST, True)]


def test_the_contracts_tables_and_columns_are_there(tmp_path):
    """What analysts' queries name; new columns may come, these may not go."""
    with open_at(tmp_path) as warehouse:
        publish(warehouse, tmp_path, "one")
    query = "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE NOT internal GROUP BY 1"
    columns = {table: set(names) for table, names in query_snapshot(tmp_path / "current.duckdb", query)[1]}
    assert {"url", "outcome", "is_final", "detail", "warc_file", "warc_offset", "article_id"} <= columns["pages"]
    assert {"published_precision", "duplicate_group", "n_versions", "status", "notice"} <= columns["articles"]
    assert {"evidence_start", "geo_precision", "crowd_high", "is_correction", "ucdp_violence_type"} <= columns[
        "reports"
    ]
    assert {"mention_start", "side", "entity", "sector", "status"} <= columns["report_actors"]
    assert {"toll_range", "n_sources", "summary", "merged_into", "first_seen_at"} <= columns["events"]
    assert {"event_id", "version", "change", "field", "old", "new", "article_id", "at"} <= columns["event_history"]
    assert {"n", "event_id", "action", "field", "old", "new", "reviewer", "why", "undone_at"} <= columns[
        "event_reviews"
    ]
    assert {"run_id", "check_name", "severity", "failing_ids", "samples"} <= columns["check_results"]
    assert {"meta", "feeds", "runs", "quarantine", "report_weapons", "report_places", "event_reports"} <= set(columns)


def test_the_digest_changes_with_content_and_not_with_bookkeeping(tmp_path):
    current = tmp_path / "current.duckdb"
    with open_at(tmp_path) as warehouse:
        stage(warehouse, ARTICLE, REPORT)
        publish(warehouse, tmp_path, "one")
        first = digest(current)
        stage(warehouse, replace(ARTICLE, fetched_at=datetime(2026, 3, 9, tzinfo=UTC)), REPORT)
        publish(warehouse, tmp_path, "two")
        assert digest(current) == first
        stage(warehouse, ARTICLE, replace(REPORT, fatalities_best=2))
        publish(warehouse, tmp_path, "three")
        assert digest(current) != first


def test_who_published_a_run_by_force_stays_told_when_it_is_published_once_more(tmp_path):
    at = datetime(2026, 3, 2, tzinfo=UTC)
    row = {"id": "night", "kind": "night", "logical_at": at, "status": "published"}
    with open_at(tmp_path) as warehouse:
        warehouse.run_file("runs.sql", {"runs": [row | {"forced_by": "ada", "forced_why": "read", "forced_at": at}]})
        warehouse.run_file("runs.sql", {"runs": [row | {"n_events": 3}]})
        told = warehouse.rows("SELECT forced_by, forced_why, forced_at, n_events FROM main.runs")
    assert told == [{"forced_by": "ada", "forced_why": "read", "forced_at": at, "n_events": 3}]


def test_rollback_publishes_the_one_before_and_says_when_there_is_none(tmp_path):
    with open_at(tmp_path) as warehouse:
        publish(warehouse, tmp_path, "one")
        with pytest.raises(StoreError, match="no older snapshot"):
            rollback(tmp_path)
        publish(warehouse, tmp_path, "two")
    assert [path.stem for path in list_snapshots(tmp_path)] == ["two", "one"]
    assert rollback(tmp_path).stem == "one"
    assert (tmp_path / "current.duckdb").samefile(tmp_path / "snapshots" / "one.duckdb")


def test_rollback_in_a_restored_home_goes_one_back_though_its_links_are_files_of_their_own(tmp_path):
    home, restored = tmp_path / "home", tmp_path / "restored"
    with open_at(home) as warehouse:
        publish(warehouse, home, "one")
        publish(warehouse, home, "two")
    shutil.copytree(home, restored)
    assert not (restored / "current.duckdb").samefile(restored / "snapshots" / "two.duckdb")
    assert (rollback(restored).stem, is_rolled_back(restored)) == ("one", True)
    shutil.copytree(restored, tmp_path / "again")
    assert is_rolled_back(tmp_path / "again")


def test_somebody_who_writes_into_the_snapshot_is_not_overwritten(tmp_path):
    with open_at(tmp_path) as warehouse:
        publish(warehouse, tmp_path, "one")
        (tmp_path / "current.duckdb.wal").write_bytes(b"being written")
        with pytest.raises(StoreError, match="opened the snapshot for writing"):
            publish(warehouse, tmp_path, "two")


def test_a_wrong_query_is_answered_in_duckdbs_words(tmp_path):
    with open_at(tmp_path) as warehouse:
        publish(warehouse, tmp_path, "one")
    with pytest.raises(StoreError, match="evnts"):
        query_snapshot(tmp_path / "current.duckdb", "SELECT * FROM evnts")
