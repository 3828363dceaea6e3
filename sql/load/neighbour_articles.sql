-- The articles published in a span of time, staged ones before published ones: what copies are looked for among. A superseded
-- one is its successor's story, and no copy of it.
-- Grain: article. Reads main.articles, staging.articles. Parameters $first, $last.
WITH both_places AS (
    SELECT *, 0 AS place FROM staging.articles
    UNION ALL BY NAME
    SELECT *, 1 AS place FROM main.articles
)
SELECT * EXCLUDE (place) FROM (
    FROM both_places
    WHERE published_at BETWEEN $first AND $last
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY place) = 1
)
WHERE status <> 'superseded'
ORDER BY id;
