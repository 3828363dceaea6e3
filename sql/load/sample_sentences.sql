-- The sentence and the page of reports and events that a check names; an event has those of its oldest report.
-- Grain: id, one of $ids that is known. Staged rows first: they are what the night checked.
-- Reads staging.reports, staging.events, staging.event_reports, staging.articles and their published twins.
WITH report AS (
    SELECT 0 AS rank, id, article_id, evidence FROM staging.reports
    UNION ALL SELECT 1, id, article_id, evidence FROM main.reports
),
link AS (
    SELECT event_id, report_id FROM staging.event_reports
    UNION ALL SELECT event_id, report_id FROM main.event_reports
),
article AS (
    SELECT 0 AS rank, id, url, published_at FROM staging.articles
    UNION ALL SELECT 1, id, url, published_at FROM main.articles
),
named AS (
    SELECT id, id AS report_id FROM report WHERE id IN (SELECT unnest($ids))
    UNION ALL SELECT event_id, report_id FROM link WHERE event_id IN (SELECT unnest($ids))
)
SELECT named.id, report.evidence AS sentence, article.url
FROM named JOIN report ON report.id = named.report_id
LEFT JOIN article ON article.id = report.article_id
QUALIFY row_number() OVER (
    PARTITION BY named.id ORDER BY article.published_at NULLS LAST, named.report_id, report.rank, article.rank
) = 1;
