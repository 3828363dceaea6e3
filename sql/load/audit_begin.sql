-- Make room for what an audit finds: the rows that fail, the reports that were checked, the articles that were read again.
-- Writes audit_found, audit_checked, audit_read_again (temporary). Safe to run again.
CREATE OR REPLACE TEMP TABLE audit_found AS FROM main.quarantine LIMIT 0;
CREATE OR REPLACE TEMP TABLE audit_checked (report_id TEXT);
CREATE OR REPLACE TEMP TABLE audit_read_again (article_id TEXT, parser TEXT);
