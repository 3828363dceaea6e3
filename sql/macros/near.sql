-- near(lat, lon, km): the events of v_events within `km` kilometres of a point, nearest first.
-- Grain: event. Reads v_events. Events known only by province or country have no point and are not found.
CREATE OR REPLACE MACRO near(lat, lon, km) AS TABLE
SELECT round(distance_km(e.latitude, e.longitude, lat, lon), 1) AS distance_km, e.*
FROM v_events AS e
WHERE
    e.latitude BETWEEN lat - km / 111.0 AND lat + km / 111.0
    AND distance_km(e.latitude, e.longitude, lat, lon) <= km
ORDER BY distance_km, e.event_date DESC, e.id;
