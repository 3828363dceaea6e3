-- Events and people killed a day, country and type. Grain: event_date x country x event_type.
-- Reads v_events. An event without a day of its own (week, month or year) counts on the first day of its span.
CREATE OR REPLACE VIEW v_daily AS
SELECT
    event_date, country, event_type,
    count(*) AS n_events,
    sum(fatalities_low) AS fatalities_low,
    sum(fatalities_best) AS fatalities_best,    -- NULL when no event states a toll
    sum(coalesce(fatalities_high, fatalities_best, fatalities_low)) AS fatalities_high,
    count(fatalities_best) AS n_with_toll,
    count(*) FILTER (n_sources >= 2) AS n_with_two_sources
FROM v_events
GROUP BY ALL
ORDER BY event_date DESC NULLS LAST, n_events DESC, country, event_type;
