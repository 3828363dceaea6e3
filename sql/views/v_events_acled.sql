-- Events in the column names of ACLED (codebook of 2024): those whose type ACLED has. Grain: event.
-- Reads v_events, v_evidence, countries. `inter1`/`inter2` are ACLED's words for kinds of actors, told from ours.
-- A toll that no text states is 0 there, as in ACLED; Dateline's own column keeps it NULL.
CREATE OR REPLACE VIEW v_events_acled AS
WITH told AS (
    SELECT event_id, string_agg(DISTINCT publisher, '; ' ORDER BY publisher) AS source, max(published_at) AS told_at
    FROM v_evidence GROUP BY event_id
), coded AS (
    SELECT
        e.*,
        CASE
            WHEN event_type = 'PROTEST' THEN CASE acled_event_type WHEN 'Riots' THEN 'Rioters' ELSE 'Protesters' END
            ELSE acled_inter(source_code)
        END AS inter1,
        acled_inter(target_code) AS inter2
    FROM v_events AS e
)
SELECT
    e.id AS event_id_cnty, e.event_date, year(e.event_date) AS year,
    CASE e.event_date_precision WHEN 'day' THEN 1 WHEN 'week' THEN 2 WHEN 'month' THEN 3 WHEN 'year' THEN 3 END AS time_precision,
    CASE e.acled_event_type
        WHEN 'Protests' THEN
            CASE WHEN e.acled_sub_event_type = 'Excessive force against protesters' THEN 'Political violence; ' ELSE '' END || 'Demonstrations'
        WHEN 'Riots' THEN CASE WHEN e.acled_sub_event_type = 'Violent demonstration' THEN 'Demonstrations' ELSE 'Political violence' END
        WHEN 'Strategic developments' THEN 'Strategic developments' ELSE 'Political violence'
    END AS disorder_type,
    e.acled_event_type AS event_type, e.acled_sub_event_type AS sub_event_type,
    coalesce(e.source_actors[1], CASE e.source_code WHEN 'UAF' THEN 'Unidentified Armed Group' END) AS actor1,
    array_to_string(e.source_actors[2:], '; ') AS assoc_actor_1, e.inter1,
    e.target_actors[1] AS actor2, array_to_string(e.target_actors[2:], '; ') AS assoc_actor_2, e.inter2,
    CASE
        WHEN e.inter1 IS NULL OR e.inter2 IS NULL THEN coalesce(e.inter1, e.inter2) || ' only'
        WHEN acled_inter_rank(e.inter1) <= acled_inter_rank(e.inter2) THEN e.inter1 || '-' || e.inter2
        ELSE e.inter2 || '-' || e.inter1    -- whoever acts: ACLED joins the two in the order of its codes
    END AS interaction,
    CASE
        WHEN e.acled_event_type = 'Violence against civilians' OR e.acled_sub_event_type = 'Excessive force against protesters'
            OR (e.inter2 = 'Civilians' AND e.event_type = 'ASSAULT')
            THEN 'Civilian targeting'
    END AS civilian_targeting,
    c.iso_numeric AS iso, c.acled_region AS region, c.name AS country, e.admin1, NULL::TEXT AS admin2, NULL::TEXT AS admin3,
    e.place_name AS location, e.latitude, e.longitude,
    CASE e.geo_precision WHEN 'exact' THEN 1 WHEN 'near' THEN 2 WHEN 'admin2' THEN 2 ELSE 3 END AS geo_precision,
    t.source, CASE WHEN e.n_sources > 1 THEN 'Multiple' ELSE 'Single' END AS source_scale,
    e.summary AS notes, coalesce(e.fatalities_best, e.fatalities_low, 0) AS fatalities,
    CASE WHEN e.acled_event_type IN ('Protests', 'Riots') THEN 'crowd size=' || coalesce(e.crowd::VARCHAR, 'no report') END AS tags,
    epoch(t.told_at)::BIGINT AS "timestamp"
FROM (
    SELECT e.*, (
        SELECT max(coalesce(r.crowd_high, r.crowd_low)) FROM event_reports AS l JOIN reports AS r ON r.id = l.report_id
        WHERE l.event_id = e.id
    ) AS crowd FROM coded AS e
) AS e
LEFT JOIN countries AS c ON c.country = e.country
LEFT JOIN told AS t ON t.event_id = e.id
WHERE e.acled_event_type IS NOT NULL
ORDER BY e.event_date, e.id;
