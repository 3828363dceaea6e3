-- The rows that are kept out of some articles, held or dismissed, and some reports whatever became of them, of the reading
-- that is published.
-- Grain: report. Reads main.quarantine, main.articles. Parameters $ids (articles), $reports.
SELECT q.report_id, q.article_id, any_value(coalesce(q.version_id, a.version_id)) AS version_id,
    any_value(q.run_id) AS run_id, any_value(q."row") AS "row"
FROM main.quarantine AS q JOIN main.articles AS a ON a.id = q.article_id
WHERE q.article_id IN (SELECT unnest($ids)) AND coalesce(q.version_id, a.version_id) = a.version_id
    AND ((q.status IN ('held', 'dismissed') AND q.superseded_at IS NULL) OR q.report_id IN (SELECT unnest($reports)))
    AND q.report_id NOT IN (SELECT id FROM main.reports)
GROUP BY q.report_id, q.article_id
ORDER BY q.article_id, q.report_id;
