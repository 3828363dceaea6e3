-- spike(country, weeks): material conflict week by week (Monday to Sunday) for the last `weeks` weeks, against the 12 weeks before each.
-- Grain: week, newest first. Reads v_events, meta, countries. `country` is a code or a name; NULL means all; what is none is an error.
-- `is_spike`: at least 5 events, and more than twice the mean and two standard deviations above it; NULL with fewer than 4 weeks of
-- history, which begins with the first week of any country: one that was quiet until now has weeks with no event before.
CREATE OR REPLACE MACRO spike(country, weeks := 8) AS TABLE
WITH ends AS (
    SELECT date_trunc('week', coalesce((max(m.data_through) AT TIME ZONE 'UTC')::DATE, current_date))::DATE AS last_week FROM meta AS m
), asked AS (
    SELECT CASE
        WHEN country IS NOT NULL AND country_code(country) IS NULL THEN error(concat('spike: no country is called ', country))
        ELSE country_code(country)
    END AS code
), conflict AS (
    SELECT date_trunc('week', e.event_date)::DATE AS week, e.country AS of_country, e.fatalities_best
    FROM v_events AS e
    WHERE e.quad_class = 4 AND e.event_date_precision IN ('day', 'week')
), counted AS (
    SELECT e.week, count(*) AS n_events, sum(e.fatalities_best) AS fatalities_best
    FROM conflict AS e, asked AS q
    WHERE q.code IS NULL OR e.of_country = q.code
    GROUP BY ALL
), calendar AS (
    SELECT (d.last_week - INTERVAL (7 * w.n) DAY)::DATE AS week
    FROM ends AS d, range(weeks + 12) AS w(n)
    WHERE (d.last_week - INTERVAL (7 * w.n) DAY)::DATE >= (SELECT min(c.week) FROM conflict AS c)
), filled AS (
    SELECT k.week, coalesce(c.n_events, 0) AS n_events, c.fatalities_best FROM calendar AS k LEFT JOIN counted AS c ON c.week = k.week
), judged AS (
    SELECT
        f.*,
        avg(n_events) OVER before AS mean_before, stddev_samp(n_events) OVER before AS sd_before, count(*) OVER before AS n_weeks_before
    FROM filled AS f
    WINDOW before AS (ORDER BY week ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING)
)
SELECT
    week, n_events, fatalities_best, round(mean_before, 1) AS mean_before, round(n_events / nullif(mean_before, 0), 1) AS times_mean,
    CASE WHEN n_weeks_before >= 4
        THEN n_events >= 5 AND n_events > 2 * mean_before AND n_events > mean_before + 2 * coalesce(sd_before, 0) END AS is_spike,
    n_weeks_before
FROM judged
WHERE week > (SELECT d.last_week FROM ends AS d) - INTERVAL (7 * weeks) DAY
ORDER BY week DESC;
