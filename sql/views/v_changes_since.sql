-- What changed in the events, newest first, with the article that caused it: ask it with WHERE at >= an instant.
-- Grain: one line of event_history. Reads event_history, events, articles.
CREATE OR REPLACE VIEW v_changes_since AS
SELECT
    h."at", h.change, h.event_id, h.version, h.field, h.old, h.new,
    e.event_date, e.event_type, e.event_mode, e.place_name, e.country, e.toll_range, e.status,
    a.publisher, a.title, a.url, h.article_id
FROM event_history AS h
JOIN events AS e ON e.id = h.event_id
LEFT JOIN articles AS a ON a.id = h.article_id
ORDER BY h."at" DESC, h.event_id, h.version, h.field;
