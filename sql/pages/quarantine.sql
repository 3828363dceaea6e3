-- The reports that a night held back, with the checks they failed and what was decided since.
-- Grain: report. `n_all` counts them before the limit. Reads main.quarantine. Parameters $run_id, $limit.
SELECT
    report_id, list(check_name ORDER BY check_name) AS checks, list("value" ORDER BY check_name) AS "values",
    max(status) AS status, max(decided_by) AS decided_by, max(reason) AS reason, max(decided_at) AS decided_at,
    any_value("row" ->> '$.event_type') AS event_type, any_value("row" ->> '$.event_date') AS event_date,
    any_value("row" ->> '$.place_name') AS place_name, any_value("row" ->> '$.country') AS country,
    any_value("row" ->> '$.evidence') AS evidence,
    any_value(coalesce("row" ->> '$.article_id', "row" ->> '$.document_id')) AS article_id, count(*) OVER () AS n_all
FROM main.quarantine
WHERE run_id = $run_id
GROUP BY report_id
ORDER BY report_id
LIMIT $limit;
