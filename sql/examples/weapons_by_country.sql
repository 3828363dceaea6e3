-- Which weapons are used where?
-- An event of two weapons is in the row of each: the rows of weapons do not add up. `any` is the country's total, each event
-- and its dead once. Events of which no weapon is told are in no row.
SELECT country, weapon, count(*) AS events, sum(fatalities_best) AS killed
FROM (
    SELECT country, fatalities_best, unnest(list_prepend('any', list_distinct(weapons))) AS weapon
    FROM v_events
    WHERE len(weapons) > 0
)
GROUP BY country, weapon
ORDER BY country, weapon <> 'any', events DESC, killed DESC NULLS LAST, weapon;
