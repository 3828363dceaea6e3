-- What a reviewer corrected in events (`dateline event ID --set`, `--merge`, `--split`), in order, with who, when and why. One that
-- was taken back keeps its row. It is applied again whenever its event is clustered anew, so it survives nights and replays.
-- `event_review_reports` says which reports it was about, by what outlives a parser's ids: article, type, place in the text.

CREATE TABLE event_reviews (
    n INTEGER PRIMARY KEY, event_id TEXT NOT NULL, action TEXT NOT NULL, field TEXT, old TEXT, new TEXT, other_id TEXT,
    reviewer TEXT NOT NULL, why TEXT NOT NULL, "at" TIMESTAMPTZ NOT NULL, undone_at TIMESTAMPTZ, undone_by TEXT, undone_why TEXT
);

CREATE TABLE event_review_reports (
    n INTEGER NOT NULL, part INTEGER NOT NULL, report_id TEXT NOT NULL, article_id TEXT NOT NULL, event_type TEXT NOT NULL,
    evidence_start INTEGER NOT NULL, evidence_end INTEGER NOT NULL, PRIMARY KEY (n, report_id)
);

ALTER TABLE main.events ADD COLUMN is_reviewed BOOLEAN DEFAULT false;
ALTER TABLE staging.events ADD COLUMN is_reviewed BOOLEAN DEFAULT false;
ALTER TABLE main.event_history ADD COLUMN reviewer TEXT;
ALTER TABLE main.event_history ADD COLUMN why TEXT;
ALTER TABLE staging.event_history ADD COLUMN reviewer TEXT;
ALTER TABLE staging.event_history ADD COLUMN why TEXT;
