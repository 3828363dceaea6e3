-- name: feeds_answer_share
-- severity: warning
-- why: A fifth of the feeds failing in one night is a network or a blocked address, not so many dead feeds.
-- expected: at least 80 % of the feeds polled tonight answer (judged from 5 feeds)
WITH polled AS (
    SELECT count(*) AS n, count(*) FILTER (failures > 0) AS n_failed FROM main.feeds
    WHERE last_polled_at >= least($logical_at::TIMESTAMPTZ, $started_at::TIMESTAMPTZ)
)
SELECT 'feeds' AS id, concat(n_failed, ' of ', n, ' feeds polled tonight failed') AS value
FROM polled
WHERE n >= 5 AND n_failed > 0.2 * n;
