-- Stage articles as superseded by others, without reports: their stories are told under other addresses now.
-- Reads incoming_superseded (id, successor_id), main.articles. Writes staging.*. Safe to run again.
CREATE OR REPLACE TEMP TABLE superseded AS
SELECT
    old.* EXCLUDE (place) REPLACE (
        'superseded' AS status, incoming.successor_id AS superseded_by, NULL::TEXT AS duplicate_group, NULL::TEXT AS duplicate_kind
    )
FROM (SELECT *, 0 AS place FROM staging.articles UNION ALL BY NAME SELECT *, 1 AS place FROM main.articles) AS old
JOIN incoming_superseded AS incoming ON incoming.id = old.id
WHERE old.id IN (SELECT id FROM incoming_superseded)
QUALIFY row_number() OVER (PARTITION BY old.id ORDER BY place) = 1;

DELETE FROM staging.report_actors WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN superseded AS a ON a.id = r.article_id);
DELETE FROM staging.report_casualties WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN superseded AS a ON a.id = r.article_id);
DELETE FROM staging.report_places WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN superseded AS a ON a.id = r.article_id);
DELETE FROM staging.report_weapons WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN superseded AS a ON a.id = r.article_id);
DELETE FROM staging.reports WHERE article_id IN (SELECT id FROM superseded);
DELETE FROM staging.articles WHERE id IN (SELECT id FROM superseded);
INSERT INTO staging.articles BY NAME SELECT * FROM superseded;
DROP TABLE superseded;
