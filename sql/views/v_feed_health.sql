-- How each feed does: its health, since when nothing was new, its usual pace, where it moved to, the hours nobody saw.
-- Grain: feed, worst first. Reads feeds.
CREATE OR REPLACE VIEW v_feed_health AS
SELECT
    name, health, failures, last_error, last_polled_at, last_ok_at, last_new_at,
    round(usual_gap_s / 3600.0, 1) AS usual_gap_hours,
    round(date_diff('minute', last_new_at, last_polled_at) / 60.0, 1) AS hours_without_news,
    CASE WHEN moved_to IS NOT NULL THEN concat(moved_to, ' (', moved_seen, ' times)') END AS moved_to,
    hole_from, hole_to, next_due_at, url
FROM feeds
ORDER BY list_position(['gone', 'hard', 'silent', 'soft', 'ok'], health), name;
