-- The published reports that may belong with the staged ones: around their days and in their country, those that the staged
-- articles replace, and with them every report of the same events, so that no event is judged by half of its reports.
-- Grain: report id. Reads main.reports, main.event_reports, main.articles, staging.*. Parameters $days, $wordy (types of acts
-- that happen between parties rather than at a place: any country's may be the same).
-- What grows with the history is only a scan of a few narrow columns: days are compared as keys of a hash, not as ranges.
WITH staged AS (
    SELECT DISTINCT
        if(list_contains($wordy, event_type), NULL, country) AS country, list_contains($wordy, event_type) AS is_wordy, event_type,
        place_name, coalesce(r.event_date, a.published_at::DATE) AS first_day,
        coalesce(r.event_date_end, r.event_date, a.published_at::DATE) AS last_day
    FROM staging.reports AS r JOIN staging.articles AS a ON a.id = r.article_id
),
staged_days AS (
    SELECT DISTINCT country, is_wordy, unnest(generate_series(first_day - $days::INTEGER, last_day + $days::INTEGER, INTERVAL 1 DAY))::DATE AS day
    FROM staged WHERE last_day - first_day <= 62
),
published AS (
    SELECT id, article_id, country, event_type, place_name, event_date AS first_day, coalesce(event_date_end, event_date) AS last_day
    FROM main.reports WHERE event_date IS NOT NULL
    UNION ALL
    SELECT r.id, r.article_id, r.country, r.event_type, r.place_name, a.published_at::DATE, a.published_at::DATE
    FROM (FROM main.reports WHERE event_date IS NULL) AS r JOIN main.articles AS a ON a.id = r.article_id
),
around AS (
    -- A short span overlaps a staged one with its margin exactly when one of its ends lies in it.
    SELECT p.id FROM published AS p SEMI JOIN staged_days AS s ON p.first_day = s.day AND p.country = s.country
    UNION
    SELECT p.id FROM published AS p SEMI JOIN staged_days AS s ON p.last_day = s.day AND p.country = s.country
    UNION
    SELECT p.id FROM published AS p SEMI JOIN staged_days AS s
        ON p.first_day = s.day AND (p.country IS NULL OR (s.country IS NULL AND (NOT s.is_wordy OR list_contains($wordy, p.event_type))))
    UNION
    -- A long one (a month, a year) is compared as a range, and a long staged one with what tells of its place.
    SELECT p.id FROM published AS p SEMI JOIN staged AS s
        ON p.country = s.country AND p.first_day <= s.last_day + $days::INTEGER AND p.last_day >= s.first_day - $days::INTEGER
    WHERE p.last_day - p.first_day > 2 * $days::INTEGER
    UNION
    SELECT p.id FROM published AS p SEMI JOIN (FROM staged WHERE last_day - first_day > 62) AS s
        ON p.country = s.country AND p.event_type = s.event_type AND p.place_name IS NOT DISTINCT FROM s.place_name
        AND p.first_day <= s.last_day AND p.last_day >= s.first_day
),
near AS (
    FROM around
    UNION
    SELECT id FROM main.reports WHERE article_id IN (SELECT id FROM staging.articles)
),
their_events AS (SELECT DISTINCT event_id FROM main.event_reports WHERE report_id IN (FROM near))
FROM near
UNION
SELECT report_id FROM main.event_reports WHERE event_id IN (FROM their_events)
ORDER BY id;
