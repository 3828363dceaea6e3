-- A warehouse of invented events, each with two or three reports by different publishers. Parameters: how many, the night. For events_page.py.
CREATE TEMP TABLE places AS
SELECT row_number() OVER (ORDER BY name, country) AS number, * FROM (VALUES
    ('Kosti', 'SDN', 13.16, 32.66), ('Mopti', 'MLI', 14.49, -4.19), ('Manila', 'PHL', 14.6, 120.98), ('Lima', 'PER', -12.05, -77.04),
    ('Homs', 'SYR', 34.73, 36.72), ('Kharkiv', 'UKR', 49.99, 36.23), ('Aden', 'YEM', 12.78, 45.04), ('Goma', 'COD', -1.68, 29.22),
    ('Quetta', 'PAK', 30.18, 67.0), ('Cali', 'COL', 3.44, -76.52), ('Dhaka', 'BGD', 23.71, 90.41), ('Maiduguri', 'NGA', 11.85, 13.16)
) AS named(name, country, latitude, longitude);

INSERT INTO articles BY NAME
SELECT 'a' || n AS id, 'https://paper' || (n % 40) || '.example/world/2026/story-' || n AS url, 'Paper ' || (n % 40) AS publisher,
    'Story ' || n || ': shots near the bridge, several hurt' AS title, TIMESTAMPTZ '2026-03-08 12:00:00+00' - INTERVAL (n % 2000) HOUR AS published_at,
    'va' || n AS version_id, 'en' AS language, '' AS text
FROM range(CAST($events * 2.5 AS BIGINT)) AS r(n);

INSERT INTO article_versions BY NAME
SELECT 'va' || n AS id, 'a' || n AS article_id,
    repeat('Residents of street ' || n || ' spoke of a long night without power. ', 6)
    || 'Gunmen killed at least ' || (n % 40) || ' people near bridge ' || n || ' on Friday, a hospital and two officers said.'
    || repeat(' The ministry of province ' || n || ' did not answer questions about it.', 6) AS text
FROM range(CAST($events * 2.5 AS BIGINT)) AS r(n);

INSERT INTO reports BY NAME
SELECT 'r' || n AS id, 'a' || n AS article_id, 'va' || n AS version_id, 'bench' AS run_id, 'bench' AS parser, 0 AS ordinal, 'ASSAULT' AS event_type,
    n % 40 AS fatalities_low, 'stated' AS assertion, false AS is_disputed, false AS is_background, false AS is_correction,
    'Gunmen killed at least ' || (n % 40) || ' people near bridge ' || n || ' on Friday, a hospital and two officers said.' AS evidence,
    instr(v.text, 'Gunmen') - 1 AS evidence_start, instr(v.text, 'officers said.') + 13 AS evidence_end, 0.7 AS confidence
FROM range(CAST($events * 2.5 AS BIGINT)) AS r(n) JOIN article_versions AS v ON v.id = 'va' || n;

INSERT INTO events BY NAME
SELECT 'e' || n AS id, ['ASSAULT', 'PROTEST', 'COERCE', 'ACCUSE', 'AID', 'CONSULT'][1 + n % 6] AS event_type,
    [4, 4, 4, 3, 2, 1][1 + n % 6] AS quad_class, DATE '2026-03-08' - (n * 7919 % 90)::INTEGER AS event_date,
    DATE '2026-03-08' - (n * 7919 % 90)::INTEGER AS event_date_end, 'day' AS event_date_precision, p.name || ' ' || (n % 97) AS place_name,
    p.country, CASE WHEN n % 11 > 0 THEN p.latitude + (n * 31 % 600 - 300) / 100.0 END AS latitude,
    CASE WHEN n % 11 > 0 THEN p.longitude + (n * 17 % 600 - 300) / 100.0 END AS longitude,
    CASE WHEN n % 11 = 0 THEN 'country' ELSE ['exact', 'near', 'exact', 'admin2', 'admin1'][1 + n % 5] END AS geo_precision,
    ['Gunmen of group ' || (n % 150)] AS source_actors, ['villagers', 'Army of ' || p.country] AS target_actors,
    CASE WHEN n % 3 = 0 THEN n % 60 END AS fatalities_low, CASE WHEN n % 3 = 0 THEN n % 60 + 2 END AS fatalities_best,
    CASE WHEN n % 3 = 0 THEN n % 60 + 9 END AS fatalities_high, CASE WHEN n % 3 = 0 THEN (n % 60) || '-' || (n % 60 + 9) END AS toll_range,
    'stated' AS assertion, n % 50 = 0 AS is_disputed, n % 30 = 0 AS is_background, false AS is_corrected, 2 + n % 2 AS n_reports,
    2 + n % 2 AS n_articles, 1 + n % 4 AS n_sources, TIMESTAMPTZ '2026-03-08 12:00:00+00' AS first_seen_at,
    TIMESTAMPTZ '2026-03-08 12:00:00+00' AS last_seen_at, 0.3 + (n % 60) / 100.0 AS confidence,
    'Gunmen killed at least ' || (n % 40) || ' people near bridge ' || n || '.' AS summary, 'live' AS status
FROM range($events) AS r(n) JOIN places AS p ON p.number = 1 + n % 12;

INSERT INTO event_reports BY NAME
SELECT 'e' || (n % $events) AS event_id, 'r' || n AS report_id FROM range(CAST($events * 2.5 AS BIGINT)) AS r(n);

INSERT INTO event_history BY NAME
SELECT 'e' || n AS event_id, v AS version, CASE v WHEN 1 THEN 'new' ELSE 'updated' END AS change,
    CASE v WHEN 2 THEN 'fatalities_best' END AS field, CASE v WHEN 2 THEN '4' END AS old, CASE v WHEN 2 THEN '9' END AS new, 'a' || n AS article_id,
    CASE WHEN n % 50 = 0 AND v = 2 THEN $night ELSE $night - INTERVAL (2 + n % 60) DAY END AS "at"
FROM range($events) AS r(n), range(1, 3) AS w(v);
