-- What changed since a day: new tolls, corrections, events that went?
SELECT ("at" AT TIME ZONE 'UTC')::DATE AS told, change, event_type, place_name, country, field, old, new, publisher
FROM v_changes_since
WHERE "at" >= TIMESTAMPTZ '2026-03-04 00:00:00+00' AND change <> 'new' AND field IN ('fatalities_best', 'place_name', 'event_date', 'status', 'merged_into')
ORDER BY told, place_name, event_id, field;
