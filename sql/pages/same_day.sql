-- The other runs of the day of a run: they share its folder under pages/.
-- Grain: run, oldest first. Reads main.runs. Parameter $run_id.
SELECT r.id, r.started_at > looked_at.started_at AS is_later, r.kind, r.logical_at, r.status
FROM main.runs AS r, (SELECT id, logical_at, started_at FROM main.runs WHERE id = $run_id) AS looked_at
WHERE r.id <> looked_at.id AND r.logical_at::DATE = looked_at.logical_at::DATE
ORDER BY r.started_at;
