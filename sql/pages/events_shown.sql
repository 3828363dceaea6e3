-- The events of the events page: those whose date is in its span (without a date: that were first seen in it), newest first.
-- Grain: event, merged ones left out. `changes` are those of the last night. Reads events, event_history, meta.
-- Parameters $first, $last (days).
WITH night AS (SELECT max(data_through) AS held_at FROM meta),
changed AS (
    SELECT event_id, list_sort(list(DISTINCT change)) AS changes
    FROM event_history, night WHERE "at" = night.held_at GROUP BY event_id
)
SELECT
    e.id, e.event_type, e.event_mode, e.quad_class, e.event_date, e.event_date_end, e.event_date_precision, e.place_name, e.admin1,
    e.country, e.latitude, e.longitude, e.geo_precision, e.source_actors, e.target_actors, e.weapons, e.fatalities_low,
    e.fatalities_best, e.fatalities_high, e.injured_best, e.toll_range, e.assertion, coalesce(e.is_disputed, false) AS is_disputed,
    coalesce(e.is_background, false) AS is_background, coalesce(e.is_corrected, false) AS is_corrected,
    coalesce(e.is_reviewed, false) AS is_reviewed,
    e.status = 'live' AND NOT e.is_background AND e.assertion IN ('stated', 'attributed') AS is_counted, e.status,
    e.n_reports, e.n_articles, e.n_sources, e.first_seen_at, e.last_seen_at, e.confidence, e.summary,
    coalesce(c.changes, []) AS changes
FROM events AS e LEFT JOIN changed AS c ON c.event_id = e.id
WHERE e.status <> 'merged' AND coalesce(e.event_date, e.first_seen_at::DATE) BETWEEN $first AND $last
ORDER BY coalesce(e.event_date, e.first_seen_at::DATE) DESC, e.fatalities_best DESC NULLS LAST, e.n_sources DESC, e.id;
