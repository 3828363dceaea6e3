-- Which tolls were revised, by whom, and when?
SELECT t.event_id, e.place_name, t.step, t.publisher, (t.published_at AT TIME ZONE 'UTC')::DATE AS told, t.fatalities_best AS killed, t.change, t.is_correction
FROM v_tolls AS t JOIN v_events AS e ON e.id = t.event_id
WHERE t.event_id IN (SELECT event_id FROM v_tolls WHERE change <> 0)
ORDER BY t.event_id, t.step;
