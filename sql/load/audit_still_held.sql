-- Of what an audit of held rows found, keep what concerns the rows that stay held: what passes is settled when it is staged.
-- Reads incoming_still_held (report_id). Writes audit_found, audit_checked.
DELETE FROM audit_found WHERE report_id NOT IN (SELECT report_id FROM incoming_still_held);
DELETE FROM audit_checked WHERE report_id NOT IN (SELECT report_id FROM incoming_still_held);
