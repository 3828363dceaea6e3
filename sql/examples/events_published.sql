-- What was published: the events of v_events, newest first.
SELECT
    event_date AS date, event_type AS type, coalesce(event_mode, '') AS mode, place_name AS place, country,
    source_actors[1] AS source, target_actors[1] AS target, toll_range AS dead, n_sources AS sources
FROM v_events
ORDER BY event_date DESC NULLS LAST, country, id;
