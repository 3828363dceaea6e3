-- Where are civilians the target?
SELECT event_date, place_name, country, event_mode, source_actors[1] AS source, target_actors[1] AS target, toll_range AS killed
FROM v_events
WHERE event_type = 'ASSAULT' AND right(target_code, 3) IN ('CVL', 'JRN', 'MED', 'EDU', 'REF', 'AGR', 'REL', 'LAB')
ORDER BY event_date DESC, id;
