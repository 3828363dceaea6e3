-- The section of the paper or site that a story stands in ("World", "Middle East"), as its page says.
-- Writes a column of articles and its staging twin.

ALTER TABLE main.articles ADD COLUMN section TEXT;
ALTER TABLE staging.articles ADD COLUMN section TEXT;
