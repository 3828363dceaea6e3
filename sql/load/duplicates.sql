-- Bring articles' duplicate groups up to date when a newcomer changes them.
-- Reads incoming_duplicates (article_id, duplicate_group, duplicate_kind). Writes main.articles, staging.articles. Safe to run again.
UPDATE staging.articles AS a SET duplicate_group = d.duplicate_group, duplicate_kind = d.duplicate_kind
FROM incoming_duplicates AS d WHERE d.article_id = a.id;
UPDATE main.articles AS a SET duplicate_group = d.duplicate_group, duplicate_kind = d.duplicate_kind
FROM incoming_duplicates AS d WHERE d.article_id = a.id;
