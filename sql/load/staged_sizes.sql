-- How many reports of each article are staged. Articles that share a report's id come first: they are checked together.
-- Grain: article. Reads staging.reports.
WITH twice AS (SELECT id FROM staging.reports GROUP BY id HAVING count(*) > 1)
SELECT article_id, count(*) AS n_reports, bool_or(id IN (FROM twice)) AS is_shared
FROM staging.reports
GROUP BY article_id
ORDER BY is_shared DESC, article_id;
