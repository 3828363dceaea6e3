-- Everything that is known of the deadliest event: each sentence, its source, its link.
SELECT publisher, published_at, evidence, url
FROM v_evidence
WHERE event_id = (SELECT id FROM v_events ORDER BY fatalities_best DESC NULLS LAST, id LIMIT 1)
ORDER BY published_at, report_id;
