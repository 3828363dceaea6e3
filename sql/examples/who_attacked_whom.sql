-- Who attacked whom in a country?
SELECT source_actors[1] AS source, target_actors[1] AS target, event_mode AS mode, count(*) AS events, sum(fatalities_best) AS killed
FROM v_events
WHERE country = 'MLI' AND event_type = 'ASSAULT'
GROUP BY ALL
ORDER BY events DESC, killed DESC NULLS LAST, source, target;
