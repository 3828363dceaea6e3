-- name: feeds_silent
-- severity: warning
-- why: A feed that answers and brings nothing new for a week is stale: its publisher moved on.
-- expected: something new from each answering feed in the last 7 days before its last poll
SELECT url AS id, concat('nothing new since ', last_new_at::DATE) AS value
FROM main.feeds
WHERE failures = 0 AND last_new_at < last_polled_at - INTERVAL 7 DAY
ORDER BY last_new_at, url;
