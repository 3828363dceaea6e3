-- Which events does only one source tell?
SELECT event_date, event_type, place_name, country, toll_range AS killed, v.publisher, confidence
FROM (SELECT * FROM v_events WHERE n_sources = 1 AND quad_class = 4) AS e
JOIN (SELECT event_id, string_agg(DISTINCT publisher, ', ') AS publisher FROM v_evidence GROUP BY event_id) AS v ON v.event_id = e.id
ORDER BY coalesce(fatalities_best, fatalities_low) DESC NULLS LAST, event_date DESC, e.id
LIMIT 10;
