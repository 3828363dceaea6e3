-- How do events move from week to week, as a chart?
SELECT date_trunc('week', event_date)::DATE AS week, count(*) AS events, bar(count(*), 0, 60, 30) AS chart
FROM v_events
WHERE event_date_precision = 'day'
GROUP BY week
ORDER BY week DESC
LIMIT 8;
