-- dyad(a, b): the events between two actors, whoever acts, newest first; NULL for b: with anyone. Grain: event. Reads v_events, countries.
-- An actor is the beginning of words in a name, in any case ('boko haram'), the beginning of a code ('NGAMIL', 'nga'), or a country by any
-- of its names ('Nigeria', 'Nigerian'): then it is all whose code begins with that country's. `direction` says who acts.
CREATE OR REPLACE MACRO dyad(a, b) AS TABLE
WITH asked AS (
    SELECT coalesce(country_code(a), upper(trim(a))) AS a_code, coalesce(country_code(b), upper(trim(b))) AS b_code
), judged AS (
    SELECT
        e.*,
        list_filter(coalesce(e.source_actors, []), lambda one: is_called(one, a)) AS a_sources,
        list_filter(coalesce(e.source_actors, []), lambda one: is_called(one, b)) AS b_sources,
        starts_with(e.source_code, q.a_code) IS TRUE AS a_acts_by_code,
        starts_with(e.source_code, q.b_code) IS TRUE AS b_acts_by_code,
        len(list_filter(coalesce(e.target_actors, []), lambda one: is_called(one, a))) > 0 OR starts_with(e.target_code, q.a_code) IS TRUE
            AS a_suffers,
        b IS NULL OR len(list_filter(coalesce(e.target_actors, []), lambda one: is_called(one, b))) > 0
            OR starts_with(e.target_code, q.b_code) IS TRUE AS b_suffers
    FROM v_events AS e, asked AS q
), found AS (
    SELECT
        *,
        len(a_sources) > 0 OR a_acts_by_code AS a_acts,
        b IS NULL OR len(b_sources) > 0 OR b_acts_by_code AS b_acts,
        -- both act in a two-sided clash: then they are two of its sources, and not one that both words mean
        b IS NOT NULL AND len(source_actors) >= 2 AND CASE
            WHEN len(a_sources) > 0 AND len(b_sources) > 0 THEN len(list_distinct(a_sources || b_sources)) >= 2
            WHEN len(a_sources) > 0 THEN b_acts_by_code AND len(a_sources) < len(source_actors)
            WHEN len(b_sources) > 0 THEN a_acts_by_code AND len(b_sources) < len(source_actors)
            ELSE false
        END AS both_act
    FROM judged
)
SELECT
    CASE
        WHEN a_acts AND b_suffers THEN a || ' -> ' || coalesce(b, 'anyone')
        WHEN b_acts AND a_suffers THEN coalesce(b, 'anyone') || ' -> ' || a
        ELSE a || ' <-> ' || b
    END AS direction,
    * EXCLUDE (a_sources, b_sources, a_acts_by_code, b_acts_by_code, a_acts, a_suffers, b_acts, b_suffers, both_act)
FROM found
WHERE (a_acts AND b_suffers) OR (b_acts AND a_suffers) OR both_act
ORDER BY event_date DESC NULLS LAST, id;
