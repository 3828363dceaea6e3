-- What did a given agency report first, of what others tell too?
SELECT e.event_date, e.event_type, e.place_name, e.country, f.at, e.n_sources
FROM (
    SELECT event_id, arg_min(publisher, published_at) AS publisher, min(published_at) AS at FROM v_evidence GROUP BY event_id
) AS f
JOIN v_events AS e ON e.id = f.event_id
WHERE f.publisher = 'Meridian' AND e.n_sources > 1
ORDER BY f.at, e.id;
