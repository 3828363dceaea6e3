-- name: night_row_count
-- severity: error
-- why: Half a night's rows missing is how a broken parser or a dead network looks from here.
-- expected: reports between 0.4 and 2.5 times the median of the same weekday in the 28 days before
-- min_history: 3
-- history: SELECT count(*) FROM main.runs AS past, (SELECT coalesce(max(logical_at), now()) AS logical_at FROM main.runs
--   WHERE id = $run_id) AS tonight WHERE past.kind = 'night' AND past.status = 'published' AND past.id <> $run_id
--   AND past.logical_at >= tonight.logical_at - INTERVAL 28 DAY AND past.logical_at < tonight.logical_at
--   AND isodow(past.logical_at) = isodow(tonight.logical_at)
WITH tonight AS (
    SELECT
        (SELECT coalesce(max(logical_at), now()) FROM main.runs WHERE id = $run_id) AS logical_at,
        (SELECT count(*) FROM staging.reports WHERE run_id = $run_id) AS n
),
usual AS (
    SELECT median(past.n_reports) AS n FROM main.runs AS past, tonight
    WHERE past.kind = 'night' AND past.status = 'published' AND past.id <> $run_id
        AND past.logical_at >= tonight.logical_at - INTERVAL 28 DAY AND past.logical_at < tonight.logical_at
        AND isodow(past.logical_at) = isodow(tonight.logical_at)
)
SELECT $run_id AS id, concat(tonight.n, ' reports, usually ', usual.n) AS value
FROM tonight, usual
WHERE tonight.n < 0.4 * usual.n OR tonight.n > 2.5 * usual.n;
