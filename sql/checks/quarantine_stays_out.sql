-- name: quarantine_stays_out
-- severity: critical
-- why: What a check holds back must not come in through an event.
-- expected: no staged event is told by a report that is held or dismissed
SELECT l.report_id AS id, 'event ' || l.event_id || ', held by ' || string_agg(q.check_name, ', ' ORDER BY q.check_name) AS value
FROM staging.event_reports AS l
JOIN main.quarantine AS q ON q.report_id = l.report_id
WHERE q.status IN ('held', 'dismissed')
GROUP BY l.report_id, l.event_id
ORDER BY id;
