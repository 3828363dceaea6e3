-- What became of some events: which field changed when, from what to what, because of which story.
-- Grain: line of event_history. Reads event_history. Parameter $ids (events).
SELECT event_id, "at", change, field, old, new, article_id, reviewer, why
FROM event_history
WHERE event_id IN (SELECT unnest($ids))
ORDER BY event_id, "at", version, field NULLS FIRST;
