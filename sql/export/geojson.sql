-- The events that have a point, one GeoJSON feature a row (RFC 7946), with the radius in km within which the place may really lie.
-- Grain: event. Reads v_events, v_evidence.
SELECT
    json_object(
        'type', 'Feature', 'id', e.id,
        'geometry', json_object('type', 'Point', 'coordinates', json_array(e.longitude, e.latitude)),
        'properties', json_object(
            'event_type', e.event_type, 'event_mode', e.event_mode, 'event_date', e.event_date, 'event_date_end', e.event_date_end,
            'event_date_precision', e.event_date_precision, 'place_name', e.place_name, 'admin1', e.admin1, 'country', e.country,
            'geo_precision', e.geo_precision,
            'radius_km', radius_km(e.geo_precision),
            'source_actors', e.source_actors, 'target_actors', e.target_actors, 'toll_range', e.toll_range,
            'fatalities_low', e.fatalities_low, 'fatalities_best', e.fatalities_best, 'fatalities_high', e.fatalities_high,
            'assertion', e.assertion, 'is_disputed', e.is_disputed, 'n_sources', e.n_sources, 'confidence', e.confidence,
            'summary', e.summary, 'url', (SELECT arg_min(v.url, v.published_at) FROM v_evidence AS v WHERE v.event_id = e.id)
        )
    ) AS feature
FROM exported AS e
WHERE e.latitude IS NOT NULL
ORDER BY e.event_date, e.id;
