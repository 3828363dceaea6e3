-- The sentences behind each event, with the article that has them.
-- Grain: event x report. Reads event_reports, reports, articles.
CREATE OR REPLACE VIEW v_evidence AS
SELECT
    l.event_id, r.id AS report_id, a.publisher, a.published_at, a.title, r.evidence, a.url, r.evidence_start, r.evidence_end,
    a.id AS article_id, r.confidence, l.why
FROM event_reports AS l
JOIN reports AS r ON r.id = l.report_id
JOIN articles AS a ON a.id = r.article_id;
