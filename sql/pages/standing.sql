-- What was published last before a run began: what people go on reading when that run is not published.
-- Grain: at most one run. Reads main.runs. Parameter $run_id.
SELECT r.id, r.kind, r.logical_at, r.ended_at
FROM main.runs AS r, (SELECT started_at, id FROM main.runs WHERE id = $run_id) AS looked_at
WHERE r.status = 'published' AND r.started_at < looked_at.started_at AND r.id <> looked_at.id
ORDER BY r.started_at DESC
LIMIT 1;
