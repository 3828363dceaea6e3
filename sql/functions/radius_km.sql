-- radius_km(geo_precision): how far around its point an event may have been, in kilometres; NULL for what has no point.
-- Reads nothing. The page of events draws its rings by the same figures.
CREATE OR REPLACE MACRO radius_km(geo_precision) AS
    CASE geo_precision
        WHEN 'exact' THEN 2 WHEN 'near' THEN 25 WHEN 'admin2' THEN 50 WHEN 'admin1' THEN 100 WHEN 'region' THEN 200 WHEN 'water' THEN 80
    END;
