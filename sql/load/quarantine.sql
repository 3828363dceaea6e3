-- Hold the staged reports that failed a row check. What is staged was checked anew, so earlier `held` rows of the same
-- articles go first: a report whose fault was mended comes free. What a person decided stays.
-- Reads incoming_quarantine. Writes main.quarantine. Safe to run again.
DELETE FROM main.quarantine
WHERE status = 'held' AND (
    report_id IN (SELECT id FROM staging.reports)
    OR json_extract_string("row", '$.article_id') IN (SELECT id FROM staging.articles)
);
INSERT INTO main.quarantine BY NAME
SELECT * FROM incoming_quarantine AS incoming
WHERE NOT EXISTS (
    FROM main.quarantine AS known WHERE known.report_id = incoming.report_id AND known.check_name = incoming.check_name
);
