-- The reports of an event in the order in which they were told, each with its sentence, its article and its source.
-- Grain: report. Reads event_reports, reports, articles. Parameter $id.
SELECT
    r.id AS report_id, a.published_at, a.publisher, a.credit, a.duplicate_kind, a.title, a.url, a.status AS article_status,
    r.event_type, r.event_mode, r.event_date, r.event_date_end, r.event_date_source, r.place_name, r.country,
    r.fatalities_low, r.fatalities_best, r.fatalities_high, r.injured_best, r.assertion, r.is_disputed, r.is_background,
    r.is_correction, r.confidence, r.evidence, l.score, l.why
FROM event_reports AS l
JOIN reports AS r ON r.id = l.report_id
JOIN articles AS a ON a.id = r.article_id
WHERE l.event_id = $id
ORDER BY a.published_at NULLS LAST, a.id, r.ordinal, r.id;
