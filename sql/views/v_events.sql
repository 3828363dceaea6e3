-- Events as most people count them: published, in the news of their day, and not only denied, planned or possible.
-- Grain: one incident in the world. Reads events.
CREATE OR REPLACE VIEW v_events AS
SELECT * FROM events
WHERE status = 'live' AND NOT is_background AND assertion IN ('stated', 'attributed');
