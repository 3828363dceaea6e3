-- What is staged, as one hash: other articles, versions or reports, or those of another run, give another.
-- Grain: one row. Reads staging.articles, staging.reports.
SELECT md5(coalesce(string_agg(concat_ws(' ', id, run), ',' ORDER BY id, run), '')) AS mark
FROM (
    SELECT concat_ws(' ', id, version_id, fetched_at, status) AS id, '' AS run FROM staging.articles
    UNION ALL
    SELECT id, concat_ws(' ', parser, run_id) AS run FROM staging.reports
);
