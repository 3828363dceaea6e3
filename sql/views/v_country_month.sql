-- Events a country and month, by quad class and the commonest questions. Grain: country x month.
-- Reads v_events. An event whose date spans months counts in its first.
CREATE OR REPLACE VIEW v_country_month AS
SELECT
    e.country, c.name AS country_name, date_trunc('month', e.event_date)::DATE AS month,
    count(*) AS n_events,
    count(*) FILTER (e.quad_class = 4) AS n_material_conflict,
    count(*) FILTER (e.quad_class = 3) AS n_verbal_conflict,
    count(*) FILTER (e.quad_class IN (1, 2)) AS n_cooperation,
    count(*) FILTER (e.event_type = 'ASSAULT') AS n_assaults,
    count(*) FILTER (e.event_type = 'PROTEST') AS n_protests,
    count(*) FILTER (e.event_type = 'COERCE' AND e.event_mode = 'arrest') AS n_arrests,
    sum(e.fatalities_best) AS fatalities_best,
    count(DISTINCT coalesce(e.admin1_code, e.admin1)) AS n_admin1
FROM v_events AS e
LEFT JOIN countries AS c ON c.country = e.country
GROUP BY ALL
ORDER BY month DESC NULLS LAST, n_events DESC, e.country;
