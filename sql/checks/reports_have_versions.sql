-- name: reports_have_versions
-- severity: critical
-- why: Evidence offsets point into one version of a text; without that version nothing can be shown.
-- expected: each staged report's version is kept, and belongs to the report's article
WITH versions AS (
    SELECT id, article_id FROM staging.article_versions
    UNION ALL
    SELECT id, article_id FROM main.article_versions WHERE id IN (SELECT version_id FROM staging.reports)
)
SELECT r.id, 'version ' || coalesce(r.version_id, 'null') || ' of article ' || r.article_id AS value
FROM staging.reports AS r
WHERE NOT EXISTS (FROM versions AS v WHERE v.id = r.version_id AND v.article_id = r.article_id)
ORDER BY r.id;
