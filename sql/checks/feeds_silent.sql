-- name: feeds_silent
-- severity: warning
-- why: A feed that answers and brings nothing new for far longer than usual is stale: its publisher moved on.
-- expected: something new from each answering feed within 4 times its usual gap (7 days where that is not known)
SELECT url AS id, concat(name, ': nothing new since ', last_new_at::DATE) AS value
FROM main.feeds
WHERE failures = 0 AND (health = 'silent' OR (usual_gap_s IS NULL AND last_new_at < last_polled_at - INTERVAL 7 DAY))
ORDER BY last_new_at, url;
