-- Stage articles with their versions and reports. An article that is staged already (a blocked night's, or this step run
-- twice) is replaced with all its reports: they are one set.
-- Reads incoming_*. Writes staging.*. Safe to run again.
DELETE FROM staging.report_actors WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN incoming_articles AS a ON a.id = r.article_id);
DELETE FROM staging.report_casualties WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN incoming_articles AS a ON a.id = r.article_id);
DELETE FROM staging.report_places WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN incoming_articles AS a ON a.id = r.article_id);
DELETE FROM staging.report_weapons WHERE report_id IN (SELECT r.id FROM staging.reports AS r JOIN incoming_articles AS a ON a.id = r.article_id);
DELETE FROM staging.reports WHERE article_id IN (SELECT id FROM incoming_articles);
DELETE FROM staging.articles WHERE id IN (SELECT id FROM incoming_articles);
DELETE FROM staging.article_versions WHERE id IN (SELECT id FROM incoming_article_versions);

INSERT INTO staging.articles BY NAME SELECT * FROM incoming_articles;
INSERT INTO staging.article_versions BY NAME SELECT * FROM incoming_article_versions;
INSERT INTO staging.reports BY NAME SELECT * FROM incoming_reports;
INSERT INTO staging.report_actors BY NAME SELECT * FROM incoming_report_actors;
INSERT INTO staging.report_casualties BY NAME SELECT * FROM incoming_report_casualties;
INSERT INTO staging.report_places BY NAME SELECT * FROM incoming_report_places;
INSERT INTO staging.report_weapons BY NAME SELECT * FROM incoming_report_weapons;

-- How many versions of each staged article there are, published and staged together.
UPDATE staging.articles AS a
SET n_versions = v.n_versions, status = CASE WHEN a.notice = 'kill' THEN 'killed' WHEN v.n_versions > 1 THEN 'updated' ELSE 'live' END
FROM (
    SELECT article_id, count(DISTINCT id) AS n_versions
    FROM (SELECT article_id, id FROM main.article_versions UNION ALL SELECT article_id, id FROM staging.article_versions)
    WHERE article_id IN (SELECT id FROM incoming_articles)
    GROUP BY article_id
) AS v
WHERE v.article_id = a.id AND a.id IN (SELECT id FROM incoming_articles);
