-- dyad(a, b): the events between two actors, whoever acts, newest first. Grain: event. Reads v_events.
-- An actor is a part of a name in any case ('boko haram'), or the beginning of a code ('NGAMIL', 'NGA'). `direction` says who acts.
CREATE OR REPLACE MACRO dyad(a, b) AS TABLE
WITH judged AS (
    SELECT
        e.*,
        (contains(lower(array_to_string(e.source_actors, '; ')), lower(a)) OR starts_with(e.source_code, a)) IS TRUE AS a_acts,
        (contains(lower(array_to_string(e.target_actors, '; ')), lower(a)) OR starts_with(e.target_code, a)) IS TRUE AS a_suffers,
        (contains(lower(array_to_string(e.source_actors, '; ')), lower(b)) OR starts_with(e.source_code, b)) IS TRUE AS b_acts,
        (contains(lower(array_to_string(e.target_actors, '; ')), lower(b)) OR starts_with(e.target_code, b)) IS TRUE AS b_suffers
    FROM v_events AS e
)
SELECT
    CASE WHEN a_acts AND b_suffers THEN a || ' -> ' || b WHEN b_acts AND a_suffers THEN b || ' -> ' || a ELSE a || ' <-> ' || b END AS direction,
    * EXCLUDE (a_acts, a_suffers, b_acts, b_suffers)
FROM judged
WHERE (a_acts AND b_suffers) OR (b_acts AND a_suffers) OR (a_acts AND b_acts)    -- both act in a two-sided clash
ORDER BY event_date DESC NULLS LAST, id;
