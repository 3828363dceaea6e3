-- What happened within 50 km of a place?
SELECT distance_km, event_date, event_type, event_mode, place_name, toll_range AS killed, geo_precision
FROM near(14.60, 121.00, 50);
