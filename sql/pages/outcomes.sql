-- What became of the pages that a night selected or fetched.
-- Grain: outcome. Reads main.pages, main.runs. Parameter $run_id.
SELECT coalesce(p.outcome, 'waiting') AS outcome, count(*) AS n
FROM main.pages AS p, (SELECT logical_at, started_at, ended_at FROM main.runs WHERE id = $run_id) AS night
WHERE p.first_seen_at = night.logical_at OR p.fetched_at BETWEEN night.started_at AND night.ended_at
GROUP BY ALL
ORDER BY n DESC, outcome;
