-- Which threats were followed by an attack in the same country within two weeks?
SELECT t.event_date AS threatened, t.source_actors[1] AS who, a.event_date AS attacked, a.source_actors[1] AS by_whom, a.place_name, a.country
FROM v_events AS t JOIN v_events AS a ON a.country = t.country AND a.event_date BETWEEN t.event_date AND t.event_date + 14
WHERE t.event_type = 'THREATEN' AND a.event_type = 'ASSAULT'
ORDER BY threatened, attacked, a.id;
