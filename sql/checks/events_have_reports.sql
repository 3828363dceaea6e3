-- name: events_have_reports
-- severity: critical
-- why: An event that no report tells of was invented, or lost its evidence.
-- expected: each staged live event has at least one report
SELECT id, coalesce(event_type, '') || ' ' || coalesce(event_date::TEXT, 'no date') AS value
FROM staging.events
WHERE status = 'live' AND id NOT IN (SELECT event_id FROM staging.event_reports)
ORDER BY id;
