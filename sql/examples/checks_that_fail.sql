-- Which checks fail, since the run before or longer?
SELECT (logical_at AT TIME ZONE 'UTC')::DATE AS night, check_name, severity, n_failing, coalesce(status_before, 'none') AS before, observed, expected
FROM v_checks
WHERE status = 'fail' AND logical_at = (SELECT max(logical_at) FROM v_checks)
ORDER BY severity, check_name;
