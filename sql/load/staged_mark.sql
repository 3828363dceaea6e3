-- What is staged, as one hash: other articles, versions or reports, those of another run, or another decision on what is
-- kept out of them, give another; so does a reviewer's correction, or a story that was taken down, for what was clustered before
-- must be clustered again.
-- Grain: one row. Reads staging.articles, staging.reports, main.quarantine, main.event_reviews, main.tombstones.
SELECT md5(coalesce(string_agg(concat_ws(' ', id, run), ',' ORDER BY id, run), '')) AS mark
FROM (
    SELECT concat_ws(' ', id, version_id, fetched_at, status) AS id, '' AS run FROM staging.articles
    UNION ALL
    SELECT id, concat_ws(' ', parser, run_id) AS run FROM staging.reports
    UNION ALL
    SELECT DISTINCT report_id, 'out' FROM main.quarantine
    WHERE status IN ('held', 'dismissed') AND report_id IN (SELECT id FROM staging.reports)
    UNION ALL
    SELECT concat_ws(' ', 'review', n) AS id, undone_at::TEXT AS run FROM main.event_reviews
    UNION ALL
    SELECT concat_ws(' ', 'down', url_hash) AS id, '' AS run FROM main.tombstones
);
