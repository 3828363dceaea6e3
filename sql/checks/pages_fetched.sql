-- name: pages_fetched
-- severity: error
-- why: When most pages of the night cannot be fetched, its row count says nothing about the world.
-- expected: at least 70 % of the night's pages answered (judged from 20 pages)
-- min_judged: 20
-- judged: SELECT count(*) AS "pages fetched" FROM main.pages WHERE fetched_at >= $started_at::TIMESTAMPTZ AND outcome IS NOT NULL
WITH fetched AS (
    SELECT count(*) AS n, count(*) FILTER (outcome IN ('failed', 'timed_out', 'truncated')) AS n_failed
    FROM main.pages
    WHERE fetched_at >= $started_at::TIMESTAMPTZ AND outcome IS NOT NULL
)
SELECT 'pages' AS id, concat(n_failed, ' of ', n, ' pages failed, timed out or were cut off') AS value
FROM fetched
WHERE n_failed > 0.3 * n;
