-- The events that a night brought or changed, as most people count events; deadliest and best attested first.
-- Of a night that was not published: those that wait in staging ($is_staged).
-- Grain: event. `n_all` counts them before the limit. Reads events, event_history, event_reports, reports, articles of both
-- schemas. Parameters $at (the night's logical instant), $is_staged, $limit.
WITH history AS (
    SELECT event_id, change, false AS is_staged FROM main.event_history WHERE "at" = $at
    UNION ALL
    SELECT event_id, change, true FROM staging.event_history WHERE "at" = $at
),
changed AS (
    SELECT event_id, list_sort(list(DISTINCT change)) AS changes FROM history WHERE is_staged = $is_staged GROUP BY event_id
),
known AS (
    SELECT *, false AS is_staged FROM main.events WHERE id IN (SELECT event_id FROM changed)
    UNION ALL BY NAME
    SELECT *, true AS is_staged FROM staging.events WHERE id IN (SELECT event_id FROM changed)
),
chosen AS (
    SELECT e.*, c.changes, count(*) OVER () AS n_all
    FROM known AS e JOIN changed AS c ON c.event_id = e.id
    WHERE e.is_staged = $is_staged AND e.status = 'live' AND NOT e.is_background AND e.assertion IN ('stated', 'attributed')
    ORDER BY e.fatalities_best DESC NULLS LAST, e.n_sources DESC, e.confidence DESC, e.id
    LIMIT $limit
),
links AS (
    SELECT event_id, report_id FROM main.event_reports WHERE event_id IN (SELECT id FROM chosen)
    UNION
    SELECT event_id, report_id FROM staging.event_reports WHERE event_id IN (SELECT id FROM chosen)
),
told AS (
    SELECT id, article_id, evidence, confidence FROM main.reports WHERE id IN (SELECT report_id FROM links)
    UNION ALL
    SELECT id, article_id, evidence, confidence FROM staging.reports WHERE id IN (SELECT report_id FROM links)
),
best AS (
    SELECT l.event_id, arg_max(t.article_id, (t.evidence = e.summary, t.confidence, t.id)) AS article_id
    FROM links AS l JOIN told AS t ON t.id = l.report_id JOIN chosen AS e ON e.id = l.event_id
    GROUP BY l.event_id
),
stories AS (
    SELECT id, url, title, publisher, published_at FROM main.articles WHERE id IN (SELECT article_id FROM best)
    UNION ALL
    SELECT id, url, title, publisher, published_at FROM staging.articles
    WHERE id IN (SELECT article_id FROM best) AND id NOT IN (SELECT id FROM main.articles)
)
SELECT e.*, b.article_id, s.url, s.title, s.publisher, s.published_at
FROM chosen AS e
LEFT JOIN best AS b ON b.event_id = e.id
LEFT JOIN stories AS s ON s.id = b.article_id
ORDER BY e.fatalities_best DESC NULLS LAST, e.n_sources DESC, e.confidence DESC, e.id;
