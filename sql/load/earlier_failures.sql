-- Which checks failed in the nights before a run that came as far as their checks, newest night first.
-- Grain: run. Reads main.runs, main.check_results. Parameters $run_id, $logical_at.
SELECT r.id, list(c.check_name ORDER BY c.check_name) FILTER (WHERE c.status = 'fail') AS failed
FROM main.runs AS r
LEFT JOIN main.check_results AS c ON c.run_id = r.id
WHERE r.kind = 'night' AND r.status <> 'failed' AND r.id <> $run_id AND r.logical_at <= $logical_at
GROUP BY r.id, r.logical_at, r.started_at
ORDER BY r.logical_at DESC, r.started_at DESC
LIMIT 60;
