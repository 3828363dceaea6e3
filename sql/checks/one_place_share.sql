-- name: one_place_share
-- severity: warning
-- why: When one name takes most of a night, it is more often a word read as a place than the news.
-- expected: no place with over 40 % of the night's reports that have a place (judged from 50 reports)
-- min_judged: 50
-- judged: SELECT count(*) AS "reports with a place" FROM staging.reports
--   WHERE place_name IS NOT NULL AND NOT is_background AND run_id = $run_id
WITH placed AS (
    SELECT place_name, country FROM staging.reports
    WHERE place_name IS NOT NULL AND NOT is_background AND run_id = $run_id
),
counted AS (SELECT place_name, country, count(*) AS n, (SELECT count(*) FROM placed) AS n_all FROM placed GROUP BY ALL)
SELECT place_name AS id, concat(n, ' of ', n_all, ' reports: ', place_name, ', ', coalesce(country, 'no country')) AS value
FROM counted
WHERE n > 0.4 * n_all
ORDER BY n DESC;
