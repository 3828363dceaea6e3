-- What was read of articles before, and of those that they superseded: published readings, and staged ones that no night has
-- published yet.
-- Grain: report. Reads staging.reports, main.reports, staging.articles, main.articles. Parameter $ids.
WITH told AS (
    SELECT id, id AS successor_id FROM (SELECT unnest($ids) AS id)
    UNION
    SELECT id, superseded_by FROM staging.articles WHERE superseded_by IN (SELECT unnest($ids))
    UNION
    SELECT id, superseded_by FROM main.articles WHERE superseded_by IN (SELECT unnest($ids))
)
SELECT told.successor_id, r.*
FROM (SELECT *, true AS is_staged FROM staging.reports UNION ALL BY NAME SELECT *, false AS is_staged FROM main.reports) AS r
JOIN told ON told.id = r.article_id
ORDER BY r.is_staged DESC, r.article_id, r.ordinal, r.id;
