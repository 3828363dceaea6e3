-- What the quarantine knows of some reports, with where each stands: its article, whether it waits in staging or is published.
-- Grain: report and check. Reads main.quarantine, staging.*, main.*. Parameter $ids.
SELECT
    q.*,
    coalesce(s.url, a.url) AS url, coalesce(s.title, a.title) AS title, coalesce(s.publisher, a.publisher) AS publisher,
    coalesce(s.published_at, a.published_at) AS published_at,
    coalesce(v.text, w.text, s.text, a.text) AS text,
    s.id IS NOT NULL AS is_article_staged, a.id IS NOT NULL AS is_article_published,
    q.report_id IN (SELECT id FROM staging.reports) AS is_staged,
    q.report_id IN (SELECT id FROM main.reports) AS is_published
FROM main.quarantine AS q
LEFT JOIN staging.articles AS s ON s.id = q.article_id
LEFT JOIN main.articles AS a ON a.id = q.article_id
LEFT JOIN main.article_versions AS v ON v.id = q.version_id AND v.article_id = q.article_id
LEFT JOIN (SELECT DISTINCT id, article_id, text FROM staging.article_versions) AS w
    ON w.id = q.version_id AND w.article_id = q.article_id
WHERE q.report_id IN (SELECT unnest($ids))
ORDER BY q.report_id, q.check_name;
