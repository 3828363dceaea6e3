-- What is staged, as one hash: other articles, versions or reports, or those of another run, give another; so does a reviewer's
-- correction, for what was clustered before it must be clustered again.
-- Grain: one row. Reads staging.articles, staging.reports, main.event_reviews.
SELECT md5(coalesce(string_agg(concat_ws(' ', id, run), ',' ORDER BY id, run), '')) AS mark
FROM (
    SELECT concat_ws(' ', id, version_id, fetched_at) AS id, '' AS run FROM staging.articles
    UNION ALL
    SELECT id, concat_ws(' ', parser, run_id) AS run FROM staging.reports
    UNION ALL
    SELECT concat_ws(' ', 'review', n) AS id, undone_at::TEXT AS run FROM main.event_reviews
);
