-- The published reports that may belong with the staged ones: around their days and in their country, those that the staged
-- articles replace, and with them every report of the same events, so that no event is judged by half of its reports.
-- Grain: report id. Reads main.reports, main.event_reports, main.articles, staging.*. Parameter $days.
WITH staged AS (
    SELECT
        country,
        coalesce(r.event_date, a.published_at::DATE) - $days::INTEGER AS first_day,
        coalesce(r.event_date_end, r.event_date, a.published_at::DATE) + $days::INTEGER AS last_day
    FROM staging.reports AS r JOIN staging.articles AS a ON a.id = r.article_id
),
published AS (
    SELECT
        r.id, r.article_id, r.country,
        coalesce(r.event_date, a.published_at::DATE) AS first_day,
        coalesce(r.event_date_end, r.event_date, a.published_at::DATE) AS last_day
    FROM main.reports AS r JOIN main.articles AS a ON a.id = r.article_id
),
near AS (
    SELECT p.id FROM published AS p SEMI JOIN staged AS s
        ON p.first_day <= s.last_day AND p.last_day >= s.first_day AND coalesce(p.country = s.country, true)
    UNION
    SELECT id FROM published WHERE article_id IN (SELECT id FROM staging.articles)
),
their_events AS (SELECT DISTINCT event_id FROM main.event_reports WHERE report_id IN (FROM near))
FROM near
UNION
SELECT report_id FROM main.event_reports WHERE event_id IN (FROM their_events)
ORDER BY id;
