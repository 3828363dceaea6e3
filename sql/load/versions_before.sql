-- The version of each article before the one that is staged now: the latest fetched of all others, published or staged; of an
-- article that has none, that of the one it superseded. So a diff is the same when a step is run again, though the new version is
-- staged by then.
-- Grain: article. Reads article_versions and articles of main and staging. Parameters $ids, $versions.
WITH told AS (
    SELECT id AS article_id, id, 0 AS place FROM (SELECT unnest($ids) AS id)
    UNION
    SELECT id, superseded_by, 1 FROM staging.articles WHERE superseded_by IN (SELECT unnest($ids))
    UNION
    SELECT id, superseded_by, 1 FROM main.articles WHERE superseded_by IN (SELECT unnest($ids))
)
SELECT told.id, v.id AS version_id, v.text
FROM (FROM main.article_versions UNION ALL BY NAME FROM staging.article_versions) AS v
JOIN told ON told.article_id = v.article_id
WHERE v.id NOT IN (SELECT unnest($versions))
QUALIFY row_number() OVER (PARTITION BY told.id ORDER BY told.place, v.fetched_at DESC NULLS LAST, v.id) = 1
ORDER BY told.id;
