-- name: body_length_halved
-- severity: warning
-- why: A publisher whose stories are suddenly half as long shows us a teaser, or its page changed.
-- expected: a publisher's median length at least half of what it was in 28 days (from 5 articles tonight, 20 before)
-- min_history: 7
-- history: SELECT count(*) AS "earlier nights" FROM main.runs WHERE kind = 'night' AND status = 'published' AND id <> $run_id
--   AND logical_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND logical_at < $logical_at::TIMESTAMPTZ
-- min_judged: 5
-- judged: SELECT max(n) AS "articles of one publisher" FROM (
--   SELECT count(*) AS n FROM staging.articles WHERE publisher IS NOT NULL GROUP BY publisher)
WITH tonight AS (
    SELECT publisher, median(word_count) AS words, count(*) AS n FROM staging.articles WHERE publisher IS NOT NULL GROUP BY publisher
),
usual AS (
    SELECT publisher, median(word_count) AS words, count(*) AS n FROM main.articles
    WHERE fetched_at >= $logical_at::TIMESTAMPTZ - INTERVAL 28 DAY AND publisher IN (SELECT publisher FROM tonight)
        AND id NOT IN (SELECT id FROM staging.articles)
    GROUP BY publisher
)
SELECT tonight.publisher AS id, printf('%.0f words, usually %.0f', tonight.words, usual.words) AS value
FROM tonight JOIN usual ON usual.publisher = tonight.publisher
WHERE tonight.n >= 5 AND usual.n >= 20 AND tonight.words < 0.5 * usual.words
ORDER BY id;
