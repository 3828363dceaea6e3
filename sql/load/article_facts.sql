-- What clustering weighs of an article, staged ones before published ones.
-- Grain: article. Reads staging.articles, main.articles. Parameter $ids.
SELECT id, publisher, site, published_at, duplicate_group, duplicate_kind, credit, status, version_id
FROM (
    SELECT *, 0 AS place FROM staging.articles
    UNION ALL BY NAME
    SELECT *, 1 AS place FROM main.articles
)
WHERE id IN (SELECT unnest($ids))
QUALIFY row_number() OVER (PARTITION BY id ORDER BY place) = 1
ORDER BY id;
