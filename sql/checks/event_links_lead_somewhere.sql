-- name: event_links_lead_somewhere
-- severity: critical
-- why: A link from an event to a report that is not there makes counts and evidence disagree.
-- expected: both ends of each staged link are staged or published
SELECT event_id AS id, 'report ' || report_id AS value
FROM staging.event_reports
WHERE event_id NOT IN (SELECT id FROM staging.events UNION ALL SELECT id FROM main.events)
    OR report_id NOT IN (SELECT id FROM staging.reports UNION ALL SELECT id FROM main.reports)
ORDER BY id, value;
