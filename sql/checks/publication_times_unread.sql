-- name: publication_times_unread
-- severity: warning
-- why: Without a publication time "on Monday" cannot be resolved, and the row is dated by guess.
-- expected: at most half of a publisher's staged articles without a time of their own (judged from 5 articles)
-- min_judged: 5
-- judged: SELECT max(n) AS "articles of one publisher" FROM (
--   SELECT count(*) AS n FROM staging.articles GROUP BY coalesce(publisher, site, 'unknown'))
SELECT
    coalesce(publisher, site, 'unknown') AS id,
    concat(count(*) FILTER (published_at IS NULL OR published_source = 'fetch'), ' of ', count(*), ' articles') AS value
FROM staging.articles
GROUP BY ALL
HAVING count(*) >= 5 AND count(*) FILTER (published_at IS NULL OR published_source = 'fetch') > 0.5 * count(*)
ORDER BY id;
