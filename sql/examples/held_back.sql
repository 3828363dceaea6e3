-- Which reports are held back, by which check, and what did it see?
SELECT q.check_name, q.value, q.status, q."row" ->> 'event_type' AS event_type, left(q."row" ->> 'evidence', 80) AS evidence
FROM quarantine AS q
ORDER BY q.check_name, q.report_id;
