-- Who acts on whom: each pair of a source and a target actor, with how often and how deadly. Grain: source x target.
-- Reads v_events. An event with two sources and three targets counts in six pairs: never sum this view's tolls.
CREATE OR REPLACE VIEW v_dyads AS
WITH pairs AS (
    SELECT e.*, source, target
    FROM v_events AS e, unnest(coalesce(nullif(e.source_actors, []), [NULL])) AS s(source),
        unnest(coalesce(nullif(e.target_actors, []), [NULL])) AS t(target)
)
SELECT
    source, target,
    count(*) AS n_events,
    count(*) FILTER (quad_class = 4) AS n_material_conflict,
    sum(fatalities_best) AS fatalities_best,
    min(event_date) AS first_date,
    max(coalesce(event_date_end, event_date)) AS last_date,
    list(DISTINCT event_type ORDER BY event_type) AS event_types,
    list(DISTINCT country ORDER BY country) FILTER (country IS NOT NULL) AS countries
FROM pairs
WHERE source IS NOT NULL OR target IS NOT NULL
GROUP BY source, target
ORDER BY n_events DESC, source, target;
