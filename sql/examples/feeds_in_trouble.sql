-- Which feeds need a person?
SELECT name, health, failures, last_error, hours_without_news, usual_gap_hours
FROM v_feed_health
WHERE health <> 'ok' OR hole_to IS NOT NULL;
