-- The verdicts of some runs, what failed first.
-- Grain: run x check. Reads main.check_results. Parameter $runs (ids). The ids of failing rows are cut to the first 200.
SELECT
    run_id, check_name, severity, status, observed, expected, coalesce(n_failing, 0) AS n_failing,
    failing_ids[1:200] AS failing_ids, samples
FROM main.check_results
WHERE run_id IN (SELECT unnest($runs))
ORDER BY
    list_position(['fail', 'too_little_history', 'pass'], status), list_position(['critical', 'error', 'warning'], severity),
    check_name;
