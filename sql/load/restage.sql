-- Stage published articles once more, whole: with the reports that are published and with further ones of the same reading
-- (held until now, or released). An article that is staged already is left as it is.
-- Reads incoming_restaged (id), incoming_reports and its children, main.*. Writes staging.*. Safe to run again.
CREATE OR REPLACE TEMP TABLE restaged AS
SELECT id FROM main.articles
WHERE id IN (SELECT id FROM incoming_restaged) AND id NOT IN (SELECT id FROM staging.articles);
CREATE OR REPLACE TEMP TABLE restaged_reports AS
SELECT id FROM main.reports WHERE article_id IN (FROM restaged);
CREATE OR REPLACE TEMP TABLE further_reports AS
SELECT id FROM incoming_reports WHERE article_id IN (FROM restaged) AND id NOT IN (FROM restaged_reports);

INSERT INTO staging.articles BY NAME SELECT * FROM main.articles WHERE id IN (FROM restaged);
INSERT INTO staging.reports BY NAME SELECT * FROM main.reports WHERE id IN (FROM restaged_reports);
INSERT INTO staging.report_actors BY NAME SELECT * FROM main.report_actors WHERE report_id IN (FROM restaged_reports);
INSERT INTO staging.report_casualties BY NAME SELECT * FROM main.report_casualties WHERE report_id IN (FROM restaged_reports);
INSERT INTO staging.report_places BY NAME SELECT * FROM main.report_places WHERE report_id IN (FROM restaged_reports);
INSERT INTO staging.report_weapons BY NAME SELECT * FROM main.report_weapons WHERE report_id IN (FROM restaged_reports);

INSERT INTO staging.reports BY NAME SELECT * FROM incoming_reports WHERE id IN (FROM further_reports);
INSERT INTO staging.report_actors BY NAME SELECT * FROM incoming_report_actors WHERE report_id IN (FROM further_reports);
INSERT INTO staging.report_casualties BY NAME SELECT * FROM incoming_report_casualties WHERE report_id IN (FROM further_reports);
INSERT INTO staging.report_places BY NAME SELECT * FROM incoming_report_places WHERE report_id IN (FROM further_reports);
INSERT INTO staging.report_weapons BY NAME SELECT * FROM incoming_report_weapons WHERE report_id IN (FROM further_reports);
DROP TABLE restaged;
DROP TABLE restaged_reports;
DROP TABLE further_reports;
