-- The report that says best what an event is: the one whose sentence is the event's summary.
-- Grain: event. Reads events, event_reports, reports of both schemas. Parameter $ids (events).
WITH known AS (
    SELECT id, summary FROM staging.events WHERE id IN (SELECT unnest($ids))
    UNION
    SELECT id, summary FROM main.events WHERE id IN (SELECT unnest($ids)) AND id NOT IN (SELECT id FROM staging.events)
),
links AS (
    SELECT event_id, report_id FROM staging.event_reports WHERE event_id IN (SELECT unnest($ids))
    UNION
    SELECT event_id, report_id FROM main.event_reports WHERE event_id IN (SELECT unnest($ids))
),
told AS (
    SELECT id, evidence, confidence FROM staging.reports WHERE id IN (SELECT report_id FROM links)
    UNION
    SELECT id, evidence, confidence FROM main.reports WHERE id IN (SELECT report_id FROM links)
)
SELECT k.id, arg_max(t.id, (t.evidence = k.summary, t.confidence, t.id)) AS report_id
FROM known AS k JOIN links AS l ON l.event_id = k.id JOIN told AS t ON t.id = l.report_id
GROUP BY k.id;
