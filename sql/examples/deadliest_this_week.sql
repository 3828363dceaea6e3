-- Which events of the last seven days were the deadliest?
SELECT event_date, place_name, country, toll_range AS killed, n_sources, source_actors[1] AS by_whom
FROM v_events, meta
WHERE event_date > (data_through AT TIME ZONE 'UTC')::DATE - 7 AND coalesce(fatalities_best, fatalities_low) > 0
ORDER BY coalesce(fatalities_best, fatalities_low) DESC, id
LIMIT 10;
