-- Write what became of the reports that were checked. A held row that passes now is released, one whose article was read again
-- without it is superseded, both by `dateline` with the reason; what a person decided stays as it is. Every change of status
-- goes into quarantine_history.
-- Reads audit_found (the rows that are kept out, or let in by a decision), audit_checked, audit_read_again,
-- incoming_versions (check_name, version), incoming_audit (run_id, at: one row).
-- Writes main.quarantine, main.quarantine_history. Safe to run again.
CREATE OR REPLACE TEMP TABLE settled AS
SELECT
    q.report_id, q.check_name, q.value,
    CASE WHEN c.report_id IS NULL THEN 'superseded' ELSE 'released' END AS status,
    CASE
        WHEN c.report_id IS NULL AND r.parser IS NULL THEN 'its article was read again and tells of nothing any more'
        WHEN c.report_id IS NULL THEN 'its article was read again by ' || r.parser
        WHEN v.version IS NULL THEN 'the check holds no rows back any more'
        WHEN q.check_version IS DISTINCT FROM v.version THEN 'the check has changed, and the row passes it'
        ELSE 'the row was made again, and passes the check'
    END AS reason
FROM main.quarantine AS q
LEFT JOIN (SELECT DISTINCT report_id FROM audit_checked) AS c ON c.report_id = q.report_id
LEFT JOIN audit_read_again AS r ON r.article_id = q.article_id
LEFT JOIN incoming_versions AS v ON v.check_name = q.check_name
WHERE q.status = 'held' AND (c.report_id IS NOT NULL OR r.article_id IS NOT NULL)
    AND NOT EXISTS (FROM audit_found AS i WHERE i.report_id = q.report_id AND i.check_name = q.check_name);

INSERT INTO main.quarantine_history BY NAME
SELECT s.report_id, s.check_name, s.status, s.value, 'dateline' AS decided_by, s.reason, a.run_id, a."at"
FROM settled AS s, incoming_audit AS a;
INSERT INTO main.quarantine_history BY NAME
SELECT i.report_id, i.check_name, i.status, i.value, i.decided_by, i.reason, a.run_id, a."at"
FROM audit_found AS i CROSS JOIN incoming_audit AS a
LEFT JOIN main.quarantine AS q ON q.report_id = i.report_id AND q.check_name = i.check_name
WHERE q.status IS DISTINCT FROM i.status;

UPDATE main.quarantine AS q
SET status = s.status, decided_by = 'dateline', reason = s.reason, decided_at = a."at", by_hand = false
FROM settled AS s, incoming_audit AS a
WHERE s.report_id = q.report_id AND s.check_name = q.check_name;
UPDATE main.quarantine AS q
SET superseded_at = a."at"
FROM incoming_audit AS a
WHERE q.superseded_at IS NULL AND q.article_id IN (SELECT article_id FROM audit_read_again)
    AND q.report_id NOT IN (SELECT report_id FROM audit_checked);
UPDATE main.quarantine SET superseded_at = NULL WHERE report_id IN (SELECT report_id FROM audit_checked);

INSERT INTO main.quarantine BY NAME
SELECT * FROM audit_found
ON CONFLICT (report_id, check_name) DO UPDATE SET
    run_id = excluded.run_id, value = excluded.value, "row" = excluded."row", status = excluded.status,
    decided_by = excluded.decided_by, reason = excluded.reason, decided_at = excluded.decided_at,
    article_id = excluded.article_id, version_id = excluded.version_id, parser = excluded.parser,
    check_version = excluded.check_version, by_hand = excluded.by_hand, superseded_at = NULL,
    held_at = CASE WHEN status = 'held' THEN coalesce(held_at, excluded.held_at) ELSE excluded.held_at END;
DROP TABLE settled;
