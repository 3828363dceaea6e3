-- The version of each article before the one that is staged now: the latest fetched of all others, published or staged. So a
-- diff is the same when a step is run again, though the new version is staged by then.
-- Grain: article. Reads main.article_versions, staging.article_versions. Parameters $ids, $versions.
SELECT article_id AS id, id AS version_id, text
FROM (FROM main.article_versions UNION ALL BY NAME FROM staging.article_versions)
WHERE article_id IN (SELECT unnest($ids)) AND id NOT IN (SELECT unnest($versions))
QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY fetched_at DESC NULLS LAST, id) = 1
ORDER BY article_id;
