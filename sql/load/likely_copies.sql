-- The articles of a span of time whose texts have a number in common with one of some articles, and those in one group with
-- them: what these may be copies of. Staged ones before published ones, superseded ones never.
-- Grain: article. Reads main.articles, staging.articles, the temporary table prints. Parameters $ids, $first, $last.
WITH ours AS (SELECT unnest($ids) AS id),
in_time AS (
    SELECT id FROM (SELECT id, published_at FROM staging.articles UNION ALL SELECT id, published_at FROM main.articles)
    WHERE published_at BETWEEN $first::TIMESTAMPTZ AND $last::TIMESTAMPTZ
),
likely AS (
    SELECT DISTINCT article_id AS id FROM prints
    WHERE print IN (SELECT print FROM prints WHERE article_id IN (FROM ours))
        AND article_id NOT IN (FROM ours) AND article_id IN (FROM in_time)
),
likely_groups AS (
    SELECT duplicate_group FROM staging.articles WHERE id IN (FROM likely)
    UNION
    SELECT duplicate_group FROM main.articles WHERE id IN (FROM likely)
),
wanted AS (
    FROM likely
    UNION
    SELECT id FROM staging.articles WHERE duplicate_group IN (FROM likely_groups)
    UNION
    SELECT id FROM main.articles WHERE duplicate_group IN (FROM likely_groups)
)
SELECT * EXCLUDE (place) FROM (
    FROM (SELECT *, 0 AS place FROM staging.articles UNION ALL BY NAME SELECT *, 1 AS place FROM main.articles)
    WHERE id IN (FROM wanted) AND id NOT IN (FROM ours)
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY place) = 1
)
WHERE status <> 'superseded'
ORDER BY id;
