-- name: event_counts_agree
-- severity: error
-- why: n_reports and n_sources are what analysts weigh an event by.
-- expected: n_reports is the number of linked reports, n_sources and n_articles at least 1 and not above it
WITH linked AS (SELECT event_id, count(*) AS n FROM staging.event_reports GROUP BY event_id)
SELECT e.id, concat('n_reports ', e.n_reports, ', n_articles ', e.n_articles, ', n_sources ', e.n_sources, ', linked ', l.n) AS value
FROM staging.events AS e
JOIN linked AS l ON l.event_id = e.id
WHERE e.status = 'live'
    AND (e.n_reports <> l.n OR e.n_articles NOT BETWEEN 1 AND e.n_reports OR e.n_sources NOT BETWEEN 1 AND e.n_reports)
ORDER BY e.id;
