-- Write what became of each selected page. A page keeps the instant at which it was first seen, and the article that it
-- once gave when a later visit gives none, with the place of that article's bytes: what is published is shown with its page.
-- A withheld version is the exception: it takes back what was published, and is read again where it lies.
-- Reads incoming_pages. Writes main.pages. Safe to run again.
INSERT OR REPLACE INTO main.pages BY NAME
SELECT
    incoming.* REPLACE (
        coalesce(known.first_seen_at, incoming.first_seen_at) AS first_seen_at,
        coalesce(incoming.article_id, known.article_id) AS article_id,
        CASE WHEN is_lost THEN known.warc_file ELSE incoming.warc_file END AS warc_file,
        CASE WHEN is_lost THEN known.warc_offset ELSE incoming.warc_offset END AS warc_offset,
        CASE WHEN is_lost THEN known.final_url ELSE incoming.final_url END AS final_url,
        coalesce(incoming.etag, known.etag) AS etag,
        coalesce(incoming.last_modified, known.last_modified) AS last_modified
    )
FROM incoming_pages AS incoming
LEFT JOIN main.pages AS known ON known.url = incoming.url,
LATERAL (SELECT coalesce(incoming.outcome NOT IN ('article', 'withheld'), true) AND known.article_id IS NOT NULL AS is_lost);
