-- What reviewers corrected in an event, also what was taken back.
-- Grain: review. Reads event_reviews. Parameter $id.
SELECT n, action, field, old, new, other_id, reviewer, why, "at", undone_at, undone_by, undone_why
FROM event_reviews WHERE event_id = $id OR other_id = $id
ORDER BY n;
