-- Take articles and pages out of every table; events that have no report left go with their history, the others keep it.
-- What is staged of events goes whole: the next run clusters anew before it publishes.
-- Reads incoming_forgotten_articles (id), incoming_forgotten_pages (url), incoming_lost_events (id). Writes every table of main and staging. Safe to run again.
CREATE OR REPLACE TEMP TABLE forgotten_reports AS
SELECT id FROM main.reports WHERE article_id IN (SELECT id FROM incoming_forgotten_articles)
UNION
SELECT id FROM staging.reports WHERE article_id IN (SELECT id FROM incoming_forgotten_articles)
UNION
SELECT report_id FROM main.quarantine
WHERE json_extract_string("row", '$.article_id') IN (SELECT id FROM incoming_forgotten_articles);

DELETE FROM main.report_actors WHERE report_id IN (FROM forgotten_reports);
DELETE FROM main.report_casualties WHERE report_id IN (FROM forgotten_reports);
DELETE FROM main.report_places WHERE report_id IN (FROM forgotten_reports);
DELETE FROM main.report_weapons WHERE report_id IN (FROM forgotten_reports);
DELETE FROM main.event_reports WHERE report_id IN (FROM forgotten_reports);
DELETE FROM main.quarantine WHERE report_id IN (FROM forgotten_reports);
DELETE FROM main.quarantine_history WHERE report_id IN (FROM forgotten_reports);
DELETE FROM main.reports WHERE id IN (FROM forgotten_reports);
DELETE FROM staging.report_actors WHERE report_id IN (FROM forgotten_reports);
DELETE FROM staging.report_casualties WHERE report_id IN (FROM forgotten_reports);
DELETE FROM staging.report_places WHERE report_id IN (FROM forgotten_reports);
DELETE FROM staging.report_weapons WHERE report_id IN (FROM forgotten_reports);
DELETE FROM staging.reports WHERE id IN (FROM forgotten_reports);
DELETE FROM main.article_words WHERE article_id IN (SELECT id FROM incoming_forgotten_articles);
DELETE FROM staging.events;
DELETE FROM staging.event_reports;
DELETE FROM staging.event_history;

UPDATE main.check_results AS result
SET failing_ids = list_filter(result.failing_ids, lambda one: NOT list_contains(gone.ids, one)), samples = '[]'
FROM (
    SELECT list(id) AS ids
    FROM (
        FROM forgotten_reports
        UNION SELECT id FROM incoming_forgotten_articles
        UNION SELECT url FROM incoming_forgotten_pages
        UNION SELECT id FROM incoming_lost_events
    )
) AS gone
WHERE list_has_any(result.failing_ids, gone.ids);

DELETE FROM main.event_review_reports
WHERE article_id IN (SELECT id FROM incoming_forgotten_articles)
    OR n IN (SELECT n FROM main.event_reviews WHERE event_id IN (SELECT id FROM incoming_lost_events));
DELETE FROM main.event_reviews WHERE event_id IN (SELECT id FROM incoming_lost_events);

DELETE FROM main.article_versions WHERE article_id IN (SELECT id FROM incoming_forgotten_articles);
DELETE FROM staging.article_versions WHERE article_id IN (SELECT id FROM incoming_forgotten_articles);
DELETE FROM main.articles WHERE id IN (SELECT id FROM incoming_forgotten_articles);
DELETE FROM staging.articles WHERE id IN (SELECT id FROM incoming_forgotten_articles);
DELETE FROM main.pages WHERE url IN (SELECT url FROM incoming_forgotten_pages);

DELETE FROM main.event_history WHERE event_id IN (SELECT id FROM incoming_lost_events);
DELETE FROM main.event_reports WHERE event_id IN (SELECT id FROM incoming_lost_events);
DELETE FROM main.events WHERE id IN (SELECT id FROM incoming_lost_events);
DELETE FROM main.event_history
WHERE field = 'article_id' AND list_has_any([old, new], (SELECT list(id) FROM incoming_forgotten_articles));
UPDATE main.event_history SET article_id = NULL, version_id = NULL
WHERE article_id IN (SELECT id FROM incoming_forgotten_articles);
DROP TABLE forgotten_reports;
