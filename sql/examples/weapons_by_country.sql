-- Which weapons are used where?
SELECT country, weapon, count(*) AS events, sum(fatalities_best) AS killed
FROM (SELECT country, fatalities_best, unnest(weapons) AS weapon FROM v_events)
GROUP BY ALL
ORDER BY events DESC, killed DESC NULLS LAST, country, weapon;
