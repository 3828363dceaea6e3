-- What did a given agency report first?
WITH first AS (
    SELECT event_id, arg_min(publisher, published_at) AS publisher, min(published_at) AS at, count(DISTINCT publisher) AS n_publishers
    FROM v_evidence GROUP BY event_id
)
SELECT e.event_date, e.event_type, e.place_name, e.country, f.at, f.n_publishers
FROM first AS f JOIN v_events AS e ON e.id = f.event_id
WHERE f.publisher = 'Meridian' AND f.n_publishers > 1
ORDER BY f.at, e.id;
