-- Deadly organised violence in the column names of UCDP GED (Georeferenced Event Dataset, version 24): type_of_violence known,
-- at least one death possible. Grain: event. Reads v_events, v_evidence, countries.
-- Columns that Dateline has no value for are there and NULL: ids of conflicts, dyads and actors are UCDP's own.
CREATE OR REPLACE VIEW v_events_ucdp AS
WITH told AS (
    SELECT
        event_id,
        arg_min(publisher, published_at) AS source_office,
        (min(published_at) AT TIME ZONE 'UTC')::DATE AS source_date,
        arg_min(title, published_at) AS source_headline,
        string_agg(concat_ws(', ', publisher, (published_at AT TIME ZONE 'UTC')::DATE, title), '; ' ORDER BY published_at, report_id) AS source_article
    FROM v_evidence GROUP BY event_id
)
SELECT
    e.id, e.id AS relid, year(e.event_date) AS year, true AS active_year,
    CASE WHEN e.is_disputed OR e.n_sources < 2 THEN 'Check' ELSE 'Clear' END AS code_status,
    e.ucdp_violence_type AS type_of_violence,
    NULL::BIGINT AS conflict_dset_id, NULL::BIGINT AS conflict_new_id,
    concat_ws(': ', c.name, array_to_string(e.source_actors, ', ')) AS conflict_name,
    NULL::BIGINT AS dyad_dset_id, NULL::BIGINT AS dyad_new_id,
    concat_ws(' - ', coalesce(e.source_actors[1], 'XXX'), coalesce(e.target_actors[1], 'XXX')) AS dyad_name,
    NULL::BIGINT AS side_a_dset_id, NULL::BIGINT AS side_a_new_id, e.source_actors[1] AS side_a,
    NULL::BIGINT AS side_b_dset_id, NULL::BIGINT AS side_b_new_id,
    coalesce(e.target_actors[1], CASE WHEN e.ucdp_violence_type = 3 THEN 'Civilians' END) AS side_b,
    e.n_sources AS number_of_sources, t.source_article, t.source_office, t.source_date, t.source_headline,
    NULL::TEXT AS source_original,
    CASE e.geo_precision
        WHEN 'exact' THEN 1 WHEN 'near' THEN 2 WHEN 'admin2' THEN 3 WHEN 'admin1' THEN 4 WHEN 'region' THEN 5
        WHEN 'country' THEN 6 WHEN 'water' THEN 7
    END AS where_prec,
    e.place_name AS where_coordinates, e.place_name AS where_description, e.admin1 AS adm_1, NULL::TEXT AS adm_2,
    e.latitude, e.longitude,
    CASE WHEN e.latitude IS NOT NULL THEN format('POINT ({} {})', e.longitude, e.latitude) END AS geom_wkt,
    (floor((90 + e.latitude) * 2) * 720 + floor((180 + e.longitude) * 2) + 1)::BIGINT AS priogrid_gid,
    c.name AS country, c.gwno AS country_id, c.ucdp_region AS region,
    CASE e.event_date_precision WHEN 'day' THEN 1 ELSE 2 END AS event_clarity,
    CASE e.event_date_precision
        WHEN 'day' THEN CASE    -- a span of days is as precise as it is long
            WHEN coalesce(e.event_date_end, e.event_date) = e.event_date THEN 1 WHEN e.event_date_end - e.event_date < 6 THEN 2
            WHEN e.event_date_end - e.event_date < 7 THEN 3 WHEN e.event_date_end - e.event_date < 31 THEN 4 ELSE 5
        END
        WHEN 'week' THEN 3 WHEN 'month' THEN 4 WHEN 'year' THEN 5
    END AS date_prec,
    e.event_date AS date_start, coalesce(e.event_date_end, e.event_date) AS date_end,
    NULL::BIGINT AS deaths_a, NULL::BIGINT AS deaths_b,
    CASE WHEN e.ucdp_violence_type = 3 THEN e.fatalities_best END AS deaths_civilians,
    CASE WHEN e.ucdp_violence_type <> 3 THEN e.fatalities_best END AS deaths_unknown,
    e.fatalities_best AS best,
    coalesce(e.fatalities_high, e.fatalities_best, e.fatalities_low) AS high,
    coalesce(e.fatalities_low, e.fatalities_best, 0) AS low,
    CASE WHEN e.ucdp_violence_type IN (1, 3) THEN s.gwno END AS gwnoa,
    CASE WHEN e.ucdp_violence_type = 1 THEN g.gwno END AS gwnob
FROM v_events AS e
LEFT JOIN countries AS c ON c.country = e.country
LEFT JOIN countries AS s ON s.country = left(e.source_code, 3) AND substr(e.source_code, 4) IN ('GOV', 'MIL', 'COP', 'SPY')
LEFT JOIN countries AS g ON g.country = left(e.target_code, 3) AND substr(e.target_code, 4) IN ('GOV', 'MIL', 'COP', 'SPY')
LEFT JOIN told AS t ON t.event_id = e.id
WHERE e.ucdp_violence_type IS NOT NULL AND coalesce(e.fatalities_high, e.fatalities_best, e.fatalities_low, 0) > 0
ORDER BY date_start, e.id;
