-- Every table of the warehouse. The published ones live in schema `main` and are what the snapshot holds;
-- schema `staging` holds the night's rows until they are published or quarantined.
-- Instants are TIMESTAMPTZ in UTC, days are DATE. Read by every other file under sql/.

CREATE SCHEMA staging;

CREATE TABLE meta (
    schema_version INTEGER NOT NULL, dateline_version TEXT NOT NULL, parser TEXT, run_id TEXT, built_at TIMESTAMPTZ NOT NULL,
    data_through TIMESTAMPTZ, wire TEXT, is_sample BOOLEAN NOT NULL
);

CREATE TABLE feeds (
    url TEXT PRIMARY KEY, name TEXT NOT NULL, publisher TEXT, country TEXT, language TEXT, agency BOOLEAN NOT NULL DEFAULT false,
    health TEXT NOT NULL DEFAULT 'ok', last_polled_at TIMESTAMPTZ, last_ok_at TIMESTAMPTZ, last_new_at TIMESTAMPTZ,
    next_due_at TIMESTAMPTZ, etag TEXT, last_modified TEXT, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT, moved_to TEXT
);

CREATE TABLE pages (
    url TEXT PRIMARY KEY, feed_url TEXT, host TEXT NOT NULL, outcome TEXT, is_final BOOLEAN NOT NULL DEFAULT false, detail TEXT,
    http_status INTEGER, attempts INTEGER NOT NULL DEFAULT 0, first_seen_at TIMESTAMPTZ, fetched_at TIMESTAMPTZ, article_id TEXT,
    warc_file TEXT, warc_offset BIGINT, final_url TEXT, entry_title TEXT, entry_published_at TIMESTAMPTZ,
    entry_updated_at TIMESTAMPTZ, etag TEXT, last_modified TEXT
);

CREATE TABLE articles (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, declared_canonical TEXT, page_url TEXT, publisher TEXT, site TEXT, title TEXT, author TEXT,
    published_at TIMESTAMPTZ, published_precision TEXT, published_source TEXT, modified_at TIMESTAMPTZ, language TEXT, dateline TEXT,
    dateline_place TEXT, credit TEXT, notice TEXT, status TEXT NOT NULL DEFAULT 'live', version_id TEXT NOT NULL,
    n_versions INTEGER NOT NULL DEFAULT 1, text TEXT NOT NULL, word_count INTEGER, duplicate_group TEXT, duplicate_kind TEXT,
    feed_title TEXT, feed_url TEXT, fetched_at TIMESTAMPTZ, parse_outcome TEXT, parse_reason TEXT
);

CREATE TABLE article_versions (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL, title TEXT, text TEXT NOT NULL, fetched_at TIMESTAMPTZ, modified_at TIMESTAMPTZ,
    diff TEXT
);

CREATE TABLE reports (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL, version_id TEXT NOT NULL, run_id TEXT, parser TEXT NOT NULL, ordinal INTEGER NOT NULL,
    event_type TEXT NOT NULL, event_mode TEXT, quad_class INTEGER, cameo_root TEXT, acled_event_type TEXT, acled_sub_event_type TEXT,
    ucdp_violence_type INTEGER, event_date DATE, event_date_end DATE, event_date_precision TEXT, event_date_source TEXT,
    date_text TEXT, place_name TEXT, admin1 TEXT, admin1_code TEXT, admin2 TEXT, country TEXT, latitude DOUBLE, longitude DOUBLE,
    geo_precision TEXT, geonames_id BIGINT, fatalities_low INTEGER, fatalities_best INTEGER, fatalities_high INTEGER,
    injured_low INTEGER, injured_best INTEGER, injured_high INTEGER, detained_best INTEGER, abducted_best INTEGER,
    displaced_best INTEGER, crowd_low INTEGER, crowd_high INTEGER, weapons TEXT[], assertion TEXT NOT NULL, is_disputed BOOLEAN NOT NULL,
    is_background BOOLEAN NOT NULL, is_correction BOOLEAN NOT NULL, evidence TEXT NOT NULL, evidence_start INTEGER NOT NULL,
    evidence_end INTEGER NOT NULL, confidence DOUBLE
);

CREATE TABLE report_actors (
    report_id TEXT NOT NULL, ordinal INTEGER NOT NULL, role TEXT NOT NULL, side INTEGER, name TEXT, entity TEXT, kind TEXT, code TEXT,
    country TEXT, sector TEXT, status TEXT, mention_start INTEGER, mention_end INTEGER, PRIMARY KEY (report_id, ordinal)
);

CREATE TABLE report_casualties (
    report_id TEXT NOT NULL, ordinal INTEGER NOT NULL, kind TEXT NOT NULL, low INTEGER, best INTEGER, high INTEGER, qualifier TEXT,
    victim TEXT, part_of_total BOOLEAN, scope TEXT, reporter TEXT, mention_start INTEGER, mention_end INTEGER,
    PRIMARY KEY (report_id, ordinal)
);

CREATE TABLE report_places (
    report_id TEXT NOT NULL, ordinal INTEGER NOT NULL, role TEXT NOT NULL, name TEXT, geonames_id BIGINT, country TEXT, admin1 TEXT,
    latitude DOUBLE, longitude DOUBLE, precision TEXT, mention_start INTEGER, mention_end INTEGER, PRIMARY KEY (report_id, ordinal)
);

CREATE TABLE report_weapons (
    report_id TEXT NOT NULL, ordinal INTEGER NOT NULL, mention TEXT NOT NULL, weapon_type TEXT, mention_start INTEGER,
    mention_end INTEGER, PRIMARY KEY (report_id, ordinal)
);

CREATE TABLE events (
    id TEXT PRIMARY KEY, event_type TEXT NOT NULL, event_mode TEXT, quad_class INTEGER, cameo_root TEXT, acled_event_type TEXT,
    acled_sub_event_type TEXT, ucdp_violence_type INTEGER, event_date DATE, event_date_end DATE, event_date_precision TEXT,
    place_name TEXT, admin1 TEXT, admin1_code TEXT, country TEXT, latitude DOUBLE, longitude DOUBLE, geo_precision TEXT,
    geonames_id BIGINT, source_actors TEXT[], target_actors TEXT[], source_code TEXT, target_code TEXT, weapons TEXT[],
    fatalities_low INTEGER, fatalities_best INTEGER, fatalities_high INTEGER, injured_best INTEGER, toll_range TEXT,
    assertion TEXT, is_disputed BOOLEAN, is_background BOOLEAN, is_corrected BOOLEAN, n_reports INTEGER, n_articles INTEGER,
    n_sources INTEGER, first_seen_at TIMESTAMPTZ, last_seen_at TIMESTAMPTZ, confidence DOUBLE, summary TEXT,
    status TEXT NOT NULL DEFAULT 'live', merged_into TEXT
);

CREATE TABLE event_reports (event_id TEXT NOT NULL, report_id TEXT NOT NULL, score DOUBLE, why TEXT, PRIMARY KEY (event_id, report_id));

CREATE TABLE event_history (
    event_id TEXT NOT NULL, version INTEGER NOT NULL, change TEXT NOT NULL, field TEXT, old TEXT, new TEXT, article_id TEXT,
    "at" TIMESTAMPTZ
);

CREATE TABLE runs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, logical_at TIMESTAMPTZ, started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, status TEXT NOT NULL,
    n_feeds INTEGER, n_pages INTEGER, n_articles INTEGER, n_reports INTEGER, n_events INTEGER, n_quarantined INTEGER,
    step_seconds MAP(TEXT, DOUBLE)
);

CREATE TABLE check_results (
    run_id TEXT NOT NULL, check_name TEXT NOT NULL, severity TEXT NOT NULL, status TEXT NOT NULL, observed TEXT, expected TEXT,
    n_failing INTEGER, failing_ids TEXT[], samples JSON
);

CREATE TABLE quarantine (
    report_id TEXT NOT NULL, run_id TEXT NOT NULL, check_name TEXT NOT NULL, value TEXT, "row" JSON, status TEXT NOT NULL DEFAULT 'held',
    decided_by TEXT, reason TEXT, decided_at TIMESTAMPTZ, PRIMARY KEY (report_id, check_name)
);

-- Staging twins: the same columns, no keys (rows are replaced there as sets).
CREATE TABLE staging.articles AS FROM main.articles LIMIT 0;
CREATE TABLE staging.article_versions AS FROM main.article_versions LIMIT 0;
CREATE TABLE staging.reports AS FROM main.reports LIMIT 0;
CREATE TABLE staging.report_actors AS FROM main.report_actors LIMIT 0;
CREATE TABLE staging.report_casualties AS FROM main.report_casualties LIMIT 0;
CREATE TABLE staging.report_places AS FROM main.report_places LIMIT 0;
CREATE TABLE staging.report_weapons AS FROM main.report_weapons LIMIT 0;
CREATE TABLE staging.events AS FROM main.events LIMIT 0;
CREATE TABLE staging.event_reports AS FROM main.event_reports LIMIT 0;
CREATE TABLE staging.event_history AS FROM main.event_history LIMIT 0;
