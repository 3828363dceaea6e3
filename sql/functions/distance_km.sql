-- Kilometres between two points on the globe (haversine, mean radius 6371 km); NULL when a coordinate is NULL.
-- Reads nothing.
CREATE OR REPLACE MACRO distance_km(latitude1, longitude1, latitude2, longitude2) AS
    2 * 6371 * asin(sqrt(least(1.0,
        pow(sin(radians(latitude2 - latitude1) / 2), 2)
        + cos(radians(latitude1)) * cos(radians(latitude2)) * pow(sin(radians(longitude2 - longitude1) / 2), 2)
    )));
