-- Synthetic history for benchmarks/cluster_scale.py: $n reports, $a_day a day up to the day before $night, two an article and an event.
-- Writes made (temporary) and the published tables. Parameters $n, $a_day, $night, $types, $towns (each a struct of the gazetteer's columns).
CREATE OR REPLACE TEMP TABLE made AS
WITH numbered AS (
    SELECT
        n, $night::DATE - 1 - (($n - n) // $a_day)::INTEGER AS day, list_extract($types, (1 + hash(n // 2) % len($types))::BIGINT) AS event_type,
        (hash(n // 2 + 13) % len($towns))::BIGINT AS town,
        md5('report ' || n) AS id, md5('article ' || n // 2) AS article_id, md5('event ' || n // 2) AS event_id
    FROM range(1, $n + 1) AS r(n)
)
SELECT * FROM numbered
JOIN (SELECT unnest($towns, recursive := true), unnest(range(len($towns))) AS town) AS named USING (town);
INSERT INTO articles BY NAME
SELECT article_id AS id, 'https://history.example/' || article_id AS url, 'Paper ' || min(n) % 40 AS publisher, 'A title' AS title,
    min(day)::TIMESTAMPTZ + INTERVAL 9 HOUR AS published_at, 'live' AS status, md5('version' || article_id) AS version_id,
    repeat('Men fought in the town of Place, and officials counted their dead. ', 12) AS text, min(day)::TIMESTAMPTZ AS fetched_at
FROM made GROUP BY article_id ORDER BY min(n);
INSERT INTO article_versions BY NAME SELECT version_id AS id, id AS article_id, title, text, fetched_at FROM articles;
INSERT INTO reports BY NAME
SELECT id, article_id, md5('version' || article_id) AS version_id, 'run' AS run_id, 'made 1' AS parser, 0 AS ordinal, event_type,
    if(event_type IN ('ACCUSE', 'MOBILIZE', 'PROTEST', 'SANCTION', 'COERCE', 'ASSAULT'), 4, 1) AS quad_class, day AS event_date, day AS event_date_end, 'day' AS event_date_precision, 'text' AS event_date_source,
    name AS place_name, country, admin1, admin1_code, latitude, longitude, 'exact' AS geo_precision, geonames_id, n % 9 AS fatalities_low, n % 9 AS fatalities_best, n % 9 AS fatalities_high, 'stated' AS assertion,
    false AS is_disputed, hash(n) % 20 = 0 AS is_background, false AS is_correction,
    'Men fought in the town of ' || name || ', and officials counted their dead.' AS evidence, 0 AS evidence_start,
    40 AS evidence_end, 0.7 AS confidence
FROM made ORDER BY n;
INSERT INTO report_actors BY NAME
SELECT id AS report_id, k AS ordinal, if(k = 0, 'source', 'target') AS role, 'Group ' || lpad(((town + k * 50) % 90)::VARCHAR, 2, '0') AS name, 'named' AS status,
    country FROM made, range(2) AS r(k) ORDER BY n, k;
INSERT INTO report_casualties BY NAME
SELECT id AS report_id, 0 AS ordinal, 'killed' AS kind, n % 9 AS low, n % 9 AS best, n % 9 AS high, 'incident' AS scope FROM made ORDER BY n;
INSERT INTO report_places BY NAME
SELECT id AS report_id, 0 AS ordinal, 'site' AS role, name, country FROM made ORDER BY n;
INSERT INTO events BY NAME
SELECT event_id AS id, any_value(event_type) AS event_type, min(day) AS event_date, min(day) AS event_date_end, 'day' AS event_date_precision,
    any_value(name) AS place_name, any_value(country) AS country, count(*) AS n_reports, count(DISTINCT article_id) AS n_articles,
    1 AS n_sources, 'stated' AS assertion, false AS is_disputed, false AS is_background, false AS is_corrected, 0.7 AS confidence,
    'Men fought.' AS summary, min(day)::TIMESTAMPTZ AS first_seen_at, min(day)::TIMESTAMPTZ AS last_seen_at, 'live' AS status
FROM made GROUP BY event_id ORDER BY min(n);
INSERT INTO event_reports BY NAME SELECT event_id, id AS report_id, 1.0 AS score, 'same place' AS why FROM made ORDER BY n;
INSERT INTO event_history BY NAME
SELECT event_id, 1 AS version, 'new' AS change, any_value(article_id) AS article_id, min(day)::TIMESTAMPTZ AS "at"
FROM made GROUP BY event_id ORDER BY min(n);
