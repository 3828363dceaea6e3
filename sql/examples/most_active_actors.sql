-- Which named actors act most, and in which countries?
SELECT coalesce(a.entity, a.name) AS actor, count(DISTINCT e.id) AS events, list(DISTINCT e.country ORDER BY e.country) FILTER (e.country IS NOT NULL) AS countries, max(e.event_date) AS last_date
FROM v_events AS e JOIN event_reports AS l ON l.event_id = e.id JOIN report_actors AS a ON a.report_id = l.report_id
WHERE a.role = 'source' AND a.status = 'named'
GROUP BY actor
ORDER BY events DESC, actor
LIMIT 10;
