-- name: event_type_mix
-- severity: warning
-- why: A mix of types that changes overnight is a broken trigger list more often than a changed world.
-- expected: no event type's share of the night over 20 points from its share in the 28 days before (from 50 reports)
-- min_history: 14
-- history: SELECT count(*) AS "earlier nights" FROM main.runs WHERE kind = 'night' AND status = 'published' AND id <> $run_id
--   AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
-- min_judged: 50
-- judged: SELECT count(*) AS "reports tonight" FROM staging.reports WHERE run_id = $run_id
WITH recent AS (
    SELECT event_type FROM main.reports
    WHERE run_id IN (
        SELECT id FROM main.runs
        WHERE kind = 'night' AND id <> $run_id AND logical_at < $logical_at::TIMESTAMPTZ
            AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY
    )
),
usual AS (SELECT event_type, count(*) / (SELECT count(*) FROM recent) AS share FROM recent GROUP BY event_type),
night AS (SELECT event_type FROM staging.reports WHERE run_id = $run_id),
tonight AS (SELECT event_type, count(*) / (SELECT count(*) FROM night) AS share FROM night GROUP BY event_type)
SELECT
    coalesce(tonight.event_type, usual.event_type) AS id,
    printf('%.0f %% tonight, usually %.0f %%', 100 * coalesce(tonight.share, 0), 100 * coalesce(usual.share, 0)) AS value
FROM tonight FULL JOIN usual ON usual.event_type = tonight.event_type
WHERE abs(coalesce(tonight.share, 0) - coalesce(usual.share, 0)) > 0.2
ORDER BY id;
