-- name: staged_ids_once
-- severity: critical
-- why: A row staged twice would be published twice, and every count over it doubled.
-- expected: every id given, and once in staging.articles, staging.reports and staging.events
SELECT id, 'staging.articles: ' || count(*) || ' rows' AS value FROM staging.articles GROUP BY id HAVING count(*) > 1 OR id IS NULL
UNION ALL
SELECT id, 'staging.reports: ' || count(*) || ' rows' FROM staging.reports GROUP BY id HAVING count(*) > 1 OR id IS NULL
UNION ALL
SELECT id, 'staging.events: ' || count(*) || ' rows' FROM staging.events GROUP BY id HAVING count(*) > 1 OR id IS NULL
ORDER BY id;
