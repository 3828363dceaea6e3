-- name: reports_have_articles
-- severity: critical
-- why: A report whose article is nowhere cannot be traced to its page.
-- expected: each staged report's article is staged or published
SELECT id, 'article ' || article_id AS value
FROM staging.reports
WHERE article_id NOT IN (SELECT id FROM staging.articles UNION ALL SELECT id FROM main.articles)
ORDER BY id;
