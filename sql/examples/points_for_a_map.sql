-- Points for a map, each with the radius within which the place may really lie.
SELECT
    id, latitude, longitude, event_type, toll_range AS killed,
    CASE geo_precision WHEN 'exact' THEN 2 WHEN 'near' THEN 15 WHEN 'admin2' THEN 30 WHEN 'admin1' THEN 100 ELSE 200 END AS radius_km
FROM v_events
WHERE latitude IS NOT NULL
ORDER BY event_date DESC, id
LIMIT 10;
