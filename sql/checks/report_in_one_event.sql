-- name: report_in_one_event
-- severity: critical
-- why: A report in two events counts its dead twice.
-- expected: each staged report belongs to one event
SELECT report_id AS id, 'events ' || string_agg(event_id, ', ' ORDER BY event_id) AS value
FROM staging.event_reports
GROUP BY report_id
HAVING count(DISTINCT event_id) > 1
ORDER BY id;
