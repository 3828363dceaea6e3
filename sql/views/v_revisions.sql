-- What new versions of articles changed: in their text (`diff`), and in the events that they tell of (`old` -> `new`).
-- Grain: article version x event x field, versions without a change in any event once. Reads article_versions, event_history.
CREATE OR REPLACE VIEW v_revisions AS
SELECT
    v.article_id, v.id AS version_id, v.title, v.fetched_at, v.diff, h.event_id, h.change, h.field, h.old, h.new
FROM article_versions AS v
LEFT JOIN event_history AS h ON h.version_id = v.id AND h.version > 1
WHERE v.diff IS NOT NULL OR h.event_id IS NOT NULL
ORDER BY v.fetched_at, v.id, h.event_id, h.field;
