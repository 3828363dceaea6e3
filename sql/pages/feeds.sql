-- How the feeds do as of their last poll, worst first.
-- Grain: feed. `n_all` counts them before the limit. Reads main.feeds. Parameter $limit.
SELECT
    name, url, health, failures, last_error, last_polled_at, last_ok_at, last_new_at, moved_to, hole_from, hole_to,
    count(*) OVER () AS n_all
FROM main.feeds
ORDER BY list_position(['gone', 'hard', 'silent', 'soft', 'ok'], health), hole_to DESC NULLS LAST, name
LIMIT $limit;
