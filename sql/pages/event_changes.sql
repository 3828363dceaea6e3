-- How many events a night brought and changed, by kind of change, also those that `v_events` leaves out.
-- Grain: change. Reads event_history and events of both schemas. Parameters $at, $is_staged.
WITH history AS (
    SELECT event_id, change, false AS is_staged FROM main.event_history WHERE "at" = $at
    UNION ALL
    SELECT event_id, change, true FROM staging.event_history WHERE "at" = $at
),
shown AS (
    SELECT id, status = 'live' AND NOT is_background AND assertion IN ('stated', 'attributed') AS is_counted, false AS is_staged
    FROM main.events WHERE id IN (SELECT event_id FROM history)
    UNION ALL
    SELECT id, status = 'live' AND NOT is_background AND assertion IN ('stated', 'attributed'), true
    FROM staging.events WHERE id IN (SELECT event_id FROM history)
)
SELECT
    h.change, count(DISTINCT h.event_id) AS n_events,
    count(DISTINCT h.event_id) FILTER (WHERE s.is_counted) AS n_counted
FROM history AS h LEFT JOIN shown AS s ON s.id = h.event_id AND s.is_staged = h.is_staged
WHERE h.is_staged = $is_staged
GROUP BY h.change
ORDER BY list_position(['new', 'updated', 'corrected', 'retracted', 'merged', 'split'], h.change);
