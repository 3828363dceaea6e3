-- What changed in an event's life, in order, and because of which article or reviewer.
-- Grain: change. Reads event_history, articles. Parameter $id.
SELECT h.version, h.change, h.field, h.old, h.new, h."at", a.publisher, a.title, a.url, h.reviewer, h.why
FROM event_history AS h
LEFT JOIN articles AS a ON a.id = h.article_id
WHERE h.event_id = $id
ORDER BY h.version, h.field NULLS FIRST, h.change, h.new;
