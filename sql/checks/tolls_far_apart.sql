-- name: tolls_far_apart
-- severity: warning
-- why: A figure ten times what other sources of one event say was misread, or belongs to another scope.
-- expected: no report's fatalities_best over 10 times the median of the event's reports in other articles
WITH linked AS (
    SELECT l.event_id, r.id, r.article_id, r.fatalities_best AS best
    FROM staging.event_reports AS l JOIN staging.reports AS r ON r.id = l.report_id
    UNION
    SELECT l.event_id, r.id, r.article_id, r.fatalities_best
    FROM staging.event_reports AS l JOIN main.reports AS r ON r.id = l.report_id
    WHERE r.id NOT IN (SELECT id FROM staging.reports)
),
told AS (FROM linked WHERE best > 0),
compared AS (
    SELECT t.id, t.best, median(o.best) AS others
    FROM told AS t JOIN told AS o ON o.event_id = t.event_id AND o.article_id <> t.article_id
    GROUP BY t.id, t.best
)
SELECT id, concat(best, ' dead, others say ', others) AS value FROM compared WHERE best > 10 * others ORDER BY id;
