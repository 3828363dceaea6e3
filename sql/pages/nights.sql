-- The nights up to the one that is looked at, newest first: what each brought, and how it ended.
-- Grain: run. Reads main.runs. Parameters $run_id, $nights.
WITH looked_at AS (SELECT logical_at, started_at FROM main.runs WHERE id = $run_id)
SELECT
    r.id, r.kind, r.logical_at, r.started_at, r.ended_at, r.status, r.n_feeds, r.n_pages, r.n_articles, r.n_reports, r.n_events,
    r.n_quarantined, r.step_seconds
FROM main.runs AS r, looked_at
WHERE
    r.id = $run_id
    OR (r.kind = 'night' AND (r.logical_at, r.started_at) < (looked_at.logical_at, looked_at.started_at))
ORDER BY r.id = $run_id DESC, r.logical_at DESC, r.started_at DESC
LIMIT $nights;
