-- The articles published in a span of time of whose texts this load has taken nothing yet, but for those that it brings. A
-- superseded one is its successor's story, and no copy of it.
-- Grain: article. Reads main.articles, staging.articles, the temporary table printed. Parameters $first, $last, $ids.
SELECT DISTINCT id
FROM (SELECT id, published_at, status FROM staging.articles UNION ALL SELECT id, published_at, status FROM main.articles)
WHERE published_at BETWEEN $first::TIMESTAMPTZ AND $last::TIMESTAMPTZ AND status <> 'superseded'
    AND id NOT IN (SELECT article_id FROM printed) AND id NOT IN (SELECT unnest($ids))
ORDER BY id;
