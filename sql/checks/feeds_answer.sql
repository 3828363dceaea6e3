-- name: feeds_answer
-- severity: error
-- why: When no feed answers it is our network, not the world's newspapers.
-- expected: at least one of the feeds that were polled answers
SELECT url AS id, concat(name, ': ', coalesce(last_error, health)) AS value
FROM main.feeds
WHERE last_polled_at IS NOT NULL
    AND NOT EXISTS (FROM main.feeds WHERE last_polled_at IS NOT NULL AND failures = 0)
ORDER BY url;
