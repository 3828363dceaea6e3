-- Write what a person decided on rows of the quarantine, and keep it in their history.
-- Reads incoming_decisions (report_id, status, decided_by, reason, decided_at). Writes main.quarantine, main.quarantine_history.
INSERT INTO main.quarantine_history BY NAME
SELECT q.report_id, q.check_name, d.status, q.value, d.decided_by, d.reason, NULL AS run_id, d.decided_at AS "at"
FROM main.quarantine AS q JOIN incoming_decisions AS d ON d.report_id = q.report_id
WHERE q.status <> 'superseded' AND NOT (q.status = 'released' AND d.status = 'released');
UPDATE main.quarantine AS q
SET status = d.status, decided_by = d.decided_by, reason = d.reason, decided_at = d.decided_at, by_hand = true
FROM incoming_decisions AS d
WHERE d.report_id = q.report_id AND q.status <> 'superseded' AND NOT (q.status = 'released' AND d.status = 'released');
