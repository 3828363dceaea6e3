-- What do sources contradict one another about?
SELECT e.event_date, e.event_type, e.place_name, e.assertion, e.toll_range AS killed, v.publisher, v.evidence
FROM v_events AS e JOIN v_evidence AS v ON v.event_id = e.id
WHERE e.is_disputed
ORDER BY e.event_date, e.id, v.published_at;
