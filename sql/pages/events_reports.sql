-- Each report of some events, with its sentence and the text of the story around it, as the report's own version has it.
-- Grain: event x report, in the order of publication. `is_quoted`: the story says at that place what the report quotes;
-- else `before` and `after` are empty. Offsets count code points, as DuckDB's substring does.
-- Reads event_reports, reports, articles, article_versions. Parameters $ids (events), $context (characters), $most (of a sentence).
WITH told AS (
    SELECT
        l.event_id, r.id AS report_id, r.article_id, r.evidence, r.evidence_start AS start, r.evidence_end AS stop, r.confidence,
        r.fatalities_low, r.fatalities_best, r.fatalities_high, r.is_correction, a.published_at,
        coalesce(v.text, CASE WHEN a.version_id = r.version_id THEN a.text END) AS story
    FROM event_reports AS l
    JOIN reports AS r ON r.id = l.report_id
    JOIN articles AS a ON a.id = r.article_id
    LEFT JOIN article_versions AS v ON v.id = r.version_id
    WHERE l.event_id IN (SELECT unnest($ids))
),
placed AS (
    SELECT *, coalesce(substring(story, start + 1, stop - start) = evidence, false) AS is_quoted FROM told
)
SELECT
    event_id, report_id, article_id, confidence, fatalities_low, fatalities_best, fatalities_high, coalesce(is_correction, false) AS is_correction,
    left(evidence, $most) AS evidence, is_quoted,
    CASE WHEN is_quoted THEN substring(story, greatest(start - $context, 0) + 1, least(start, $context)) ELSE '' END AS before,
    CASE WHEN is_quoted AND length(evidence) <= $most THEN substring(story, stop + 1, $context) ELSE '' END AS after,
    is_quoted AND start > $context AS is_cut_before,
    length(evidence) > $most OR (is_quoted AND length(story) > stop + $context) AS is_cut_after
FROM placed
ORDER BY event_id, published_at NULLS LAST, report_id;
