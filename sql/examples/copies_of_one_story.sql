-- Which stories are copies of one wire story?
SELECT
    any_value(title) FILTER (duplicate_kind = 'original') AS original, count(*) AS stories,
    list(DISTINCT publisher ORDER BY publisher) AS publishers, list(DISTINCT duplicate_kind ORDER BY duplicate_kind) AS kinds
FROM articles
WHERE duplicate_group IS NOT NULL
GROUP BY duplicate_group
ORDER BY stories DESC, original;
