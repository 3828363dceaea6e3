-- Points for a map, each with the radius within which the place may really lie.
SELECT id, latitude, longitude, event_type, toll_range AS killed, radius_km(geo_precision) AS radius_km
FROM v_events
WHERE latitude IS NOT NULL
ORDER BY event_date DESC, id
LIMIT 10;
