-- near(lat, lon, km): the events of v_events within `km` kilometres of a point, nearest first.
-- Grain: event. Reads v_events. Events known only by province or country have no point and are not found. Latitude first: what is no
-- latitude (beyond 90 degrees) is an error.
CREATE OR REPLACE MACRO near(lat, lon, km) AS TABLE
WITH point AS (
    SELECT CASE WHEN abs(lat) > 90 THEN error('near(lat, lon, km): the latitude comes first, from -90 to 90') ELSE lat END AS latitude
)
SELECT round(distance_km(e.latitude, e.longitude, p.latitude, lon), 1) AS distance_km, e.*
FROM v_events AS e, point AS p
WHERE
    e.latitude BETWEEN p.latitude - km / 111.0 AND p.latitude + km / 111.0
    AND distance_km(e.latitude, e.longitude, p.latitude, lon) <= km
ORDER BY distance_km, e.event_date DESC, e.id;
