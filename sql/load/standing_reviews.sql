-- The corrections that stand, with the reports that they are about, of events or articles that are clustered now.
-- Grain: review. Reads main.event_reviews, main.event_review_reports. Parameters $events, $articles.
SELECT
    r.n, r.event_id, r.action, r.field, r.new, r.other_id,
    coalesce(
        list({
            'report_id': a.report_id, 'article_id': a.article_id, 'event_type': a.event_type, 'evidence_start': a.evidence_start,
            'evidence_end': a.evidence_end, 'part': a.part
        } ORDER BY a.report_id) FILTER (WHERE a.report_id IS NOT NULL),
        []
    ) AS anchors
FROM main.event_reviews AS r
LEFT JOIN main.event_review_reports AS a ON a.n = r.n
WHERE r.undone_at IS NULL AND (
    list_contains($events, r.event_id)
    OR EXISTS (FROM main.event_review_reports AS b WHERE b.n = r.n AND list_contains($articles, b.article_id))
)
GROUP BY ALL
ORDER BY r.n;
