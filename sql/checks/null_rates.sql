-- name: null_rates
-- severity: warning
-- why: A column that is suddenly empty, or suddenly full, is a finder that broke: dates, places and actors do not come and go.
-- expected: no column's share of nulls over 25 points from its share in the 28 days before (from 50 reports)
-- min_history: 7
-- history: SELECT count(*) AS "earlier nights" FROM main.runs WHERE kind = 'night' AND status = 'published' AND id <> $run_id
--   AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
-- min_judged: 50
-- judged: SELECT least(
--     (SELECT count(*) FROM staging.reports WHERE run_id = $run_id),
--     (SELECT count(*) FROM main.reports AS r JOIN main.runs AS n ON n.id = r.run_id WHERE n.kind = 'night' AND n.id <> $run_id
--         AND n.logical_at < $logical_at::TIMESTAMPTZ AND n.logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY)
--   ) AS "reports to compare"
WITH recent AS (
    SELECT id FROM main.runs
    WHERE kind = 'night' AND id <> $run_id AND logical_at < $logical_at::TIMESTAMPTZ
        AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY
),
night AS (FROM staging.reports WHERE run_id = $run_id),
past AS (FROM main.reports WHERE run_id IN (SELECT id FROM recent)),
told AS (UNPIVOT (SELECT 1 - count(COLUMNS('(.*)')) / count(*) AS '\1' FROM night) ON * INTO NAME column_name VALUE share),
usual AS (UNPIVOT (SELECT 1 - count(COLUMNS('(.*)')) / count(*) AS '\1' FROM past) ON * INTO NAME column_name VALUE share)
SELECT told.column_name AS id, printf('%.0f %% null tonight, usually %.0f %%', 100 * told.share, 100 * usual.share) AS value
FROM told JOIN usual ON usual.column_name = told.column_name
WHERE abs(told.share - usual.share) > 0.25
ORDER BY id;
