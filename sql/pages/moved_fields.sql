-- What a night changed in events that were known: which field, from what to what.
-- Grain: event x field. Reads event_history of both schemas. Parameters $at, $is_staged, $ids (the events shown).
SELECT event_id, change, field, old, new FROM (
    SELECT *, false AS is_staged FROM main.event_history WHERE "at" = $at AND event_id IN (SELECT unnest($ids))
    UNION ALL BY NAME
    SELECT *, true AS is_staged FROM staging.event_history WHERE "at" = $at AND event_id IN (SELECT unnest($ids))
)
WHERE is_staged = $is_staged AND change <> 'new' AND field IS NOT NULL
ORDER BY event_id, version, field;
