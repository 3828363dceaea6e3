-- name: reports_have_articles
-- severity: critical
-- why: A report whose article is nowhere cannot be traced to its page.
-- expected: each staged report's article is staged or published
WITH loose AS (SELECT id, article_id FROM staging.reports WHERE article_id NOT IN (SELECT id FROM staging.articles))
SELECT id, 'article ' || article_id AS value
FROM loose
WHERE article_id NOT IN (SELECT id FROM main.articles WHERE id IN (SELECT article_id FROM loose))
ORDER BY id;
