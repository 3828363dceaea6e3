-- How many events of each of ACLED's types, and how deadly?
SELECT event_type, sub_event_type, count(*) AS events, sum(fatalities) AS fatalities
FROM v_events_acled
GROUP BY ALL
ORDER BY events DESC, event_type, sub_event_type;
