-- Who was arrested, how many, by whom?
SELECT e.event_date, e.place_name, e.country, e.source_actors[1] AS by_whom, e.target_actors[1] AS who, max(r.detained_best) AS detained
FROM v_events AS e JOIN event_reports AS l ON l.event_id = e.id JOIN reports AS r ON r.id = l.report_id
WHERE e.event_type = 'COERCE' AND e.event_mode = 'arrest'
GROUP BY ALL
ORDER BY detained DESC NULLS LAST, event_date, place_name;
