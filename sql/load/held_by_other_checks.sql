-- The reports that are held by another definition of a check than the one in force, or by a check that is no more.
-- Grain: report. Reads main.quarantine, main.articles, staging.articles. Parameters $names, $versions: today's checks.
WITH today AS (SELECT unnest($names) AS check_name, unnest($versions) AS version)
SELECT q.report_id, any_value(q.article_id) AS article_id
FROM main.quarantine AS q LEFT JOIN today ON today.check_name = q.check_name
WHERE q.status = 'held' AND q.check_version IS DISTINCT FROM today.version
    AND q.article_id IN (SELECT id FROM main.articles WHERE status IN ('live', 'updated')) AND q.article_id NOT IN (SELECT id FROM staging.articles)
GROUP BY q.report_id
ORDER BY article_id, q.report_id;
