-- Move what is staged into the published tables: articles with their reports as sets, events with their links.
-- Reports held in quarantine stay out, and out of staging too: their whole row is kept in main.quarantine.
-- Reads staging.*, main.quarantine. Writes main.*, empties staging. Safe to run again: with nothing staged it does nothing.
INSERT OR REPLACE INTO main.articles BY NAME SELECT * FROM staging.articles;
DELETE FROM main.article_words WHERE article_id IN (SELECT id FROM staging.articles);
INSERT INTO main.article_words
SELECT id, word, count(*)
FROM (SELECT id, unnest(words_of(concat_ws(' ', title, text))) AS word FROM staging.articles WHERE status IN ('live', 'updated'))
GROUP BY ALL;
INSERT OR IGNORE INTO main.article_versions BY NAME SELECT * FROM staging.article_versions;

CREATE OR REPLACE TEMP TABLE replaced_reports AS
SELECT id FROM main.reports WHERE article_id IN (SELECT id FROM staging.articles);
DELETE FROM main.report_actors WHERE report_id IN (FROM replaced_reports);
DELETE FROM main.report_casualties WHERE report_id IN (FROM replaced_reports);
DELETE FROM main.report_places WHERE report_id IN (FROM replaced_reports);
DELETE FROM main.report_weapons WHERE report_id IN (FROM replaced_reports);
DELETE FROM main.reports WHERE article_id IN (SELECT id FROM staging.articles);

DELETE FROM staging.reports WHERE id IN (SELECT report_id FROM main.quarantine WHERE status IN ('held', 'dismissed'));

INSERT INTO main.reports BY NAME SELECT * FROM staging.reports;
INSERT INTO main.report_actors BY NAME SELECT c.* FROM staging.report_actors AS c SEMI JOIN staging.reports AS r ON r.id = c.report_id;
INSERT INTO main.report_casualties BY NAME SELECT c.* FROM staging.report_casualties AS c SEMI JOIN staging.reports AS r ON r.id = c.report_id;
INSERT INTO main.report_places BY NAME SELECT c.* FROM staging.report_places AS c SEMI JOIN staging.reports AS r ON r.id = c.report_id;
INSERT INTO main.report_weapons BY NAME SELECT c.* FROM staging.report_weapons AS c SEMI JOIN staging.reports AS r ON r.id = c.report_id;

DELETE FROM main.event_reports WHERE event_id IN (SELECT id FROM staging.events);
DELETE FROM main.event_reports WHERE report_id IN (SELECT report_id FROM staging.event_reports);
DELETE FROM main.event_reports WHERE report_id IN (FROM replaced_reports) AND report_id NOT IN (SELECT id FROM staging.reports);
DROP TABLE replaced_reports;
INSERT OR REPLACE INTO main.events BY NAME SELECT * FROM staging.events;
INSERT INTO main.event_reports BY NAME SELECT * FROM staging.event_reports;
INSERT INTO main.event_history BY NAME
SELECT * FROM staging.event_history AS new
WHERE NOT EXISTS (
    FROM main.event_history AS old
    WHERE old.event_id = new.event_id AND old.version = new.version AND old.change = new.change AND old.field IS NOT DISTINCT FROM new.field
);

DELETE FROM staging.report_actors;
DELETE FROM staging.report_casualties;
DELETE FROM staging.report_places;
DELETE FROM staging.report_weapons;
DELETE FROM staging.reports;
DELETE FROM staging.articles;
DELETE FROM staging.article_versions;
DELETE FROM staging.events;
DELETE FROM staging.event_reports;
DELETE FROM staging.event_history;
