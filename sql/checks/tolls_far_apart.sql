-- name: tolls_far_apart
-- severity: warning
-- why: A figure ten times what the other reports of one event say was misread, or belongs to another scope.
-- expected: no report's fatalities_best over 10 times the median of the event's other reports
WITH told AS (
    SELECT l.event_id, r.id, r.fatalities_best AS best
    FROM staging.event_reports AS l
    JOIN (SELECT id, fatalities_best FROM staging.reports UNION SELECT id, fatalities_best FROM main.reports) AS r ON r.id = l.report_id
    WHERE r.fatalities_best > 0
),
compared AS (
    SELECT t.id, t.best, median(o.best) AS others FROM told AS t JOIN told AS o ON o.event_id = t.event_id AND o.id <> t.id
    GROUP BY t.id, t.best
)
SELECT id, concat(best, ' dead, others say ', others) AS value FROM compared WHERE best > 10 * others ORDER BY id;
