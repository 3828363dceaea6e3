-- What is known of a held row beyond the row itself: whose it is, which parser and which definition of the check made it, since
-- when it is held, whether a person decided, and whether its article was read again since (`superseded_at`). `status` is held,
-- released, dismissed or superseded. `quarantine_history` keeps every change of status. And who published a night by force.
-- Writes the columns of quarantine and runs.

ALTER TABLE quarantine ADD COLUMN article_id TEXT;
ALTER TABLE quarantine ADD COLUMN version_id TEXT;
ALTER TABLE quarantine ADD COLUMN parser TEXT;
ALTER TABLE quarantine ADD COLUMN check_version TEXT;
ALTER TABLE quarantine ADD COLUMN held_at TIMESTAMPTZ;
ALTER TABLE quarantine ADD COLUMN superseded_at TIMESTAMPTZ;
-- The default comes last: it writes to every row, and DuckDB commits no table that is altered after its rows were written.
ALTER TABLE quarantine ADD COLUMN by_hand BOOLEAN DEFAULT false;

UPDATE quarantine SET
    article_id = coalesce(json_extract_string("row", '$.article_id'), json_extract_string("row", '$.document_id')),
    parser = json_extract_string("row", '$.parser'),
    held_at = (SELECT max(logical_at) FROM runs WHERE runs.id = quarantine.run_id);

CREATE TABLE quarantine_history (
    report_id TEXT NOT NULL, check_name TEXT NOT NULL, status TEXT NOT NULL, value TEXT, decided_by TEXT, reason TEXT,
    run_id TEXT, "at" TIMESTAMPTZ
);

ALTER TABLE runs ADD COLUMN forced_by TEXT;
ALTER TABLE runs ADD COLUMN forced_why TEXT;
ALTER TABLE runs ADD COLUMN forced_at TIMESTAMPTZ;
