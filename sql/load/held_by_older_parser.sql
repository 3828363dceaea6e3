-- Published articles of which a row is held that another parser than today's made, the longest held first.
-- Grain: article. Reads main.articles, main.quarantine, staging.articles. Parameters $parser, $n: how many at most.
SELECT a.*
FROM main.articles AS a
JOIN (
    SELECT article_id, min(held_at) AS held_at FROM main.quarantine
    WHERE status = 'held' AND parser IS DISTINCT FROM $parser GROUP BY article_id
) AS q ON q.article_id = a.id
WHERE a.id NOT IN (SELECT id FROM staging.articles) AND a.status IN ('live', 'updated')
ORDER BY q.held_at NULLS FIRST, a.id
LIMIT $n;
