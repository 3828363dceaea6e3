-- Write what became of each selected page. A page keeps the instant at which it was first seen, and the article that it
-- once gave when a later visit gives none.
-- Reads incoming_pages. Writes main.pages. Safe to run again.
INSERT OR REPLACE INTO main.pages BY NAME
SELECT
    incoming.* REPLACE (
        coalesce(known.first_seen_at, incoming.first_seen_at) AS first_seen_at,
        coalesce(incoming.article_id, known.article_id) AS article_id,
        coalesce(incoming.etag, known.etag) AS etag,
        coalesce(incoming.last_modified, known.last_modified) AS last_modified
    )
FROM incoming_pages AS incoming
LEFT JOIN main.pages AS known ON known.url = incoming.url;
