-- name: children_have_reports
-- severity: critical
-- why: An actor or a toll of no report is counted by nobody, and means that a load stopped half-way.
-- expected: each staged actor, casualty, place and weapon belongs to a staged report
WITH children AS (
    SELECT report_id, 'report_actors' AS child FROM staging.report_actors
    UNION ALL
    SELECT report_id, 'report_casualties' FROM staging.report_casualties
    UNION ALL
    SELECT report_id, 'report_places' FROM staging.report_places
    UNION ALL
    SELECT report_id, 'report_weapons' FROM staging.report_weapons
)
SELECT report_id AS id, child || ': ' || count(*) || ' rows' AS value
FROM children
WHERE report_id NOT IN (SELECT id FROM staging.reports)
GROUP BY report_id, child
ORDER BY id, value;
