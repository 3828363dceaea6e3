-- Add a chunk to what an audit has found.
-- Reads incoming_quarantine, incoming_checked (report_id). Writes audit_found, audit_checked. Not safe to run again.
INSERT INTO audit_found BY NAME SELECT * FROM incoming_quarantine;
INSERT INTO audit_checked BY NAME SELECT * FROM incoming_checked;
