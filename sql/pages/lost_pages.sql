-- The pages of a night that gave no article, and why.
-- Grain: page. `n_all` counts them before the limit. Reads main.pages, main.runs. Parameters $run_id, $limit.
SELECT coalesce(p.outcome, 'waiting') AS outcome, p.url, p.entry_title, p.detail, p.http_status, p.attempts, count(*) OVER () AS n_all
FROM main.pages AS p, (SELECT logical_at, started_at, ended_at FROM main.runs WHERE id = $run_id) AS night
WHERE
    (p.first_seen_at = night.logical_at OR p.fetched_at BETWEEN night.started_at AND night.ended_at)
    AND p.outcome IS DISTINCT FROM 'article'
ORDER BY outcome, p.url
LIMIT $limit;
