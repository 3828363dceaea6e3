-- How do events move from week to week, as a chart?
WITH weeks AS (
    SELECT date_trunc('week', event_date)::DATE AS week, count(*) AS events
    FROM v_events
    WHERE event_date_precision = 'day'
    GROUP BY week
    ORDER BY week DESC
    LIMIT 8
)
SELECT week, events, bar(events, 0, max(events) OVER (), 30) AS chart
FROM weeks
ORDER BY week DESC;
