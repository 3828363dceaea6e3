-- The stories that some events are told by.
-- Grain: article. Reads articles, event_reports, reports, event_history. Parameter $ids (events).
SELECT a.id, a.url, a.title, a.publisher, a.published_at, a.status
FROM articles AS a
WHERE a.id IN (
    SELECT r.article_id FROM event_reports AS l JOIN reports AS r ON r.id = l.report_id WHERE l.event_id IN (SELECT unnest($ids))
    UNION
    SELECT article_id FROM event_history WHERE event_id IN (SELECT unnest($ids))
)
ORDER BY a.id;
