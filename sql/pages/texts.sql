-- The texts of some stories: every version that is kept, published or staged, with the story's address and title.
-- Grain: version. Reads articles and article_versions of both schemas. Parameter $ids (articles).
WITH versions AS (
    SELECT id, article_id, text FROM staging.article_versions WHERE article_id IN (SELECT unnest($ids))
    UNION
    SELECT id, article_id, text FROM main.article_versions WHERE article_id IN (SELECT unnest($ids))
),
stories AS (
    SELECT id, url, title, publisher, published_at, version_id, 1 AS is_newer FROM staging.articles WHERE id IN (SELECT unnest($ids))
    UNION ALL
    SELECT id, url, title, publisher, published_at, version_id, 0 FROM main.articles WHERE id IN (SELECT unnest($ids))
),
newest AS (FROM stories QUALIFY row_number() OVER (PARTITION BY id ORDER BY is_newer DESC) = 1)
SELECT n.id AS article_id, n.url, n.title, n.publisher, n.published_at, v.id = n.version_id AS is_latest, v.text
FROM newest AS n JOIN versions AS v ON v.article_id = n.id
ORDER BY n.id, is_latest DESC, v.id;
