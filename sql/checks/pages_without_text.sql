-- name: pages_without_text
-- severity: warning
-- why: Empty bodies all at once mean that a site changed its pages, or that a wall went up.
-- expected: at most half of a host's pages of the night without a text (judged from 5 pages)
-- min_judged: 5
-- judged: SELECT max(n) AS "pages of one host" FROM (
--   SELECT count(*) AS n FROM main.pages WHERE fetched_at >= $started_at::TIMESTAMPTZ AND outcome IS NOT NULL GROUP BY host)
WITH fetched AS (
    SELECT host, count(*) AS n, count(*) FILTER (outcome IN ('empty', 'shell', 'consent', 'paywall', 'truncated')) AS n_empty
    FROM main.pages
    WHERE fetched_at >= $started_at::TIMESTAMPTZ AND outcome IS NOT NULL
    GROUP BY host
)
SELECT host AS id, concat(n_empty, ' of ', n, ' pages without a text') AS value
FROM fetched
WHERE n >= 5 AND n_empty > 0.5 * n
ORDER BY n_empty DESC, host;
