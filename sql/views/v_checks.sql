-- Each check's verdict on each run, with how it did in the run before. Grain: run x check, newest run first.
-- Reads check_results, runs.
CREATE OR REPLACE VIEW v_checks AS
SELECT
    r.logical_at, c.run_id, c.check_name, c.severity, c.status, c.observed, c.expected, c.n_failing,
    lag(c.status) OVER of_check AS status_before,
    lag(c.n_failing) OVER of_check AS n_failing_before,
    r.status AS run_status,
    c.failing_ids
FROM check_results AS c
JOIN runs AS r ON r.id = c.run_id
WINDOW of_check AS (PARTITION BY c.check_name ORDER BY r.logical_at, r.started_at)
ORDER BY
    r.logical_at DESC, list_position(['fail', 'too_little_history', 'pass'], c.status),
    list_position(['critical', 'error', 'warning'], c.severity), c.check_name;
