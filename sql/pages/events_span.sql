-- What the snapshot holds: the last night, the span of its events, and how many a span leaves out.
-- Grain: one row. Reads meta, events. Parameters $first, $last (days).
WITH dated AS (
    SELECT coalesce(event_date, first_seen_at::DATE) AS day FROM events WHERE status <> 'merged'
)
SELECT
    m.data_through, m.run_id, m.is_sample, d.oldest, d.newest, d.n_all, d.n_before, d.n_after
FROM meta AS m, (
    SELECT
        min(day) AS oldest, max(day) AS newest, count(*) AS n_all, count(*) FILTER (day < $first) AS n_before,
        count(*) FILTER (day > $last) AS n_after
    FROM dated
) AS d;
