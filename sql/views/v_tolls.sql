-- How the toll of each event moved, as one article after the other told it. Grain: event x report that states a toll.
-- Reads event_reports, reports, articles. `step` counts from 1 in the order of publication; `change` is against the step before.
CREATE OR REPLACE VIEW v_tolls AS
SELECT
    l.event_id,
    row_number() OVER told AS step,
    a.published_at, a.publisher, a.credit,
    r.fatalities_low, r.fatalities_best, r.fatalities_high, r.injured_best,
    coalesce(r.fatalities_best, r.fatalities_low, r.fatalities_high)
        - lag(coalesce(r.fatalities_best, r.fatalities_low, r.fatalities_high)) OVER told AS change,
    r.is_correction,
    r.evidence, a.url, r.id AS report_id, a.id AS article_id
FROM event_reports AS l
JOIN reports AS r ON r.id = l.report_id
JOIN articles AS a ON a.id = r.article_id
WHERE coalesce(r.fatalities_best, r.fatalities_low, r.fatalities_high, r.injured_best) IS NOT NULL
WINDOW told AS (PARTITION BY l.event_id ORDER BY a.published_at NULLS LAST, a.id, r.ordinal)
ORDER BY l.event_id, step;
