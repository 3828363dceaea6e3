-- name: night_row_count
-- severity: error
-- why: Half a night's rows missing is how a broken parser or a dead network looks from here.
-- expected: reports between 0.4 and 2.5 times the median of the same weekday in the 28 days before (judged from 20 reports, of tonight or usually)
-- min_history: 3
-- history: SELECT count(*) FROM main.runs WHERE kind = 'night' AND status = 'published' AND id <> $run_id
--   AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
--   AND isodow(logical_at) = isodow($logical_at::TIMESTAMPTZ)
WITH tonight AS (SELECT count(*) AS n FROM staging.reports WHERE run_id = $run_id),
usual AS (
    SELECT median(n_reports) AS n FROM main.runs
    WHERE kind = 'night' AND status = 'published' AND id <> $run_id
        AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
        AND isodow(logical_at) = isodow($logical_at::TIMESTAMPTZ)
)
SELECT $run_id AS id, concat(tonight.n, ' reports, usually ', round(usual.n)::BIGINT) AS value
FROM tonight, usual
WHERE greatest(tonight.n, usual.n) >= 20 AND (tonight.n < 0.4 * usual.n OR tonight.n > 2.5 * usual.n);
