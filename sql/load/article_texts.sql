-- The texts of articles, staged ones before published ones.
-- Grain: article. Reads staging.articles, main.articles. Parameter $ids.
SELECT id, text
FROM (SELECT id, text, 0 AS place FROM staging.articles UNION ALL SELECT id, text, 1 AS place FROM main.articles)
WHERE id IN (SELECT unnest($ids))
QUALIFY row_number() OVER (PARTITION BY id ORDER BY place) = 1
ORDER BY id;
