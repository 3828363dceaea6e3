-- A story that a page gives under a new address replaces the article of the old one: `status` 'superseded', and by which article.
-- What changed in an event says which version of an article brought it.
-- Writes columns of articles, event_history and their staging twins.

ALTER TABLE main.articles ADD COLUMN superseded_by TEXT;
ALTER TABLE staging.articles ADD COLUMN superseded_by TEXT;
ALTER TABLE main.event_history ADD COLUMN version_id TEXT;
ALTER TABLE staging.event_history ADD COLUMN version_id TEXT;
