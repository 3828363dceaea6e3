-- name: night_row_count
-- severity: error
-- why: Half a night's rows missing is how a broken parser or a dead network looks from here.
-- expected: reports between 0.4 and 2.5 times the median of the same weekday in the 28 days before (judged from 20 reports, of tonight or usually)
-- min_history: 3
-- history: SELECT count(*) AS "earlier nights" FROM main.runs WHERE kind = 'night' AND status = 'published' AND id <> $run_id
--   AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
--   AND isodow(logical_at) = isodow($logical_at::TIMESTAMPTZ)
-- min_judged: 20
-- judged: SELECT greatest(
--     (SELECT count(*) FROM staging.reports WHERE run_id = $run_id),
--     (SELECT median(n_reports) FROM main.runs WHERE kind = 'night' AND status = 'published' AND id <> $run_id
--         AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
--         AND isodow(logical_at) = isodow($logical_at::TIMESTAMPTZ))
--   ) AS "reports to judge by"
WITH tonight AS (SELECT count(*) AS n FROM staging.reports WHERE run_id = $run_id),
usual AS (
    SELECT median(n_reports) AS n FROM main.runs
    WHERE kind = 'night' AND status = 'published' AND id <> $run_id
        AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
        AND isodow(logical_at) = isodow($logical_at::TIMESTAMPTZ)
)
SELECT $run_id AS id, concat(tonight.n, ' reports, usually ', round(usual.n)::BIGINT) AS value
FROM tonight, usual
WHERE tonight.n < 0.4 * usual.n OR tonight.n > 2.5 * usual.n;
