-- name: feeds_answer_share
-- severity: warning
-- why: A fifth of the feeds failing in one night is a network or a blocked address, not so many dead feeds.
-- expected: at least 80 % of the feeds polled tonight answer (judged from 5 feeds)
-- min_judged: 5
-- judged: SELECT count(*) AS "feeds polled" FROM main.feeds
--   WHERE last_polled_at >= least($logical_at::TIMESTAMPTZ, $started_at::TIMESTAMPTZ)
WITH polled AS (
    SELECT
        count(*) AS n, count(*) FILTER (failures > 0) AS n_failed,
        list(concat(name, ' (', coalesce(last_error, health), ')') ORDER BY name) FILTER (failures > 0) AS failed
    FROM main.feeds
    WHERE last_polled_at >= least($logical_at::TIMESTAMPTZ, $started_at::TIMESTAMPTZ)
)
SELECT
    'feeds' AS id,
    concat(
        n_failed, ' of ', n, ' feeds polled tonight failed: ', array_to_string(failed[:3], '; '),
        CASE WHEN n_failed > 3 THEN concat('; and ', n_failed - 3, ' more') END
    ) AS value
FROM polled
WHERE n_failed > 0.2 * n;
