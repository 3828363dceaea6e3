-- name: event_links_lead_somewhere
-- severity: critical
-- why: A link from an event to a report that is not there makes counts and evidence disagree.
-- expected: both ends of each staged link are staged or published
WITH links AS (
    SELECT event_id, report_id, event_id IN (SELECT id FROM staging.events) AS has_event,
        report_id IN (SELECT id FROM staging.reports) AS has_report
    FROM staging.event_reports
),
known AS (
    SELECT id FROM main.events WHERE id IN (SELECT event_id FROM links WHERE NOT has_event)
    UNION ALL
    SELECT id FROM main.reports WHERE id IN (SELECT report_id FROM links WHERE NOT has_report)
)
SELECT event_id AS id, 'report ' || report_id AS value
FROM links
WHERE (NOT has_event AND event_id NOT IN (SELECT id FROM known)) OR (NOT has_report AND report_id NOT IN (SELECT id FROM known))
ORDER BY id, value;
