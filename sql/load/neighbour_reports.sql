-- The published reports that may belong with the staged ones: around their days and in their country, those that the staged
-- articles replace, and with them every report of the same events, so that no event is judged by half of its reports.
-- Grain: report id. Reads main.reports, main.event_reports, main.articles, staging.*. Parameters $days, $wordy (types of acts
-- that happen between parties rather than at a place: any country's may be the same).
-- What grows with the history is only a scan of a few narrow columns: days are compared as keys of a hash, not as ranges. An
-- incident that is recalled long after it, or over a long span, is looked for by its place and type, else every old day that the news
-- remembers would bring in all that happened around it.
WITH staged AS (
    SELECT DISTINCT
        r.country, event_type, place_name, list_contains($wordy, event_type) AS is_wordy,
        coalesce(r.event_date, a.published_at::DATE) AS first_day,
        coalesce(r.event_date_end, r.event_date, a.published_at::DATE) AS last_day,
        last_day - first_day > 62 OR coalesce(a.published_at::DATE - last_day > 20, false) AS is_recalled
    FROM staging.reports AS r JOIN staging.articles AS a ON a.id = r.article_id
),
news_days AS (
    SELECT DISTINCT
        if(is_wordy, NULL, country) AS country, is_wordy,
        unnest(generate_series(first_day - $days::INTEGER, last_day + $days::INTEGER, INTERVAL 1 DAY))::DATE AS day
    FROM staged WHERE NOT is_recalled
),
home_days AS (SELECT DISTINCT country, day FROM news_days WHERE country IS NOT NULL),
other_days AS (SELECT DISTINCT day, is_wordy FROM news_days WHERE country IS NULL),
all_days AS (SELECT DISTINCT day FROM news_days),
recalled AS (SELECT * FROM staged WHERE is_recalled),
published AS (
    SELECT id, article_id, country, event_type, place_name, event_date AS first_day, coalesce(event_date_end, event_date) AS last_day
    FROM main.reports WHERE event_date IS NOT NULL
    UNION ALL
    SELECT r.id, r.article_id, r.country, r.event_type, r.place_name, a.published_at::DATE, a.published_at::DATE
    FROM (FROM main.reports WHERE event_date IS NULL) AS r JOIN main.articles AS a ON a.id = r.article_id
),
around AS (
    -- A short span overlaps a staged one with its margin exactly when one of its ends lies in it.
    SELECT p.id FROM published AS p SEMI JOIN home_days AS s ON p.first_day = s.day AND p.country = s.country
    UNION
    SELECT p.id FROM published AS p SEMI JOIN home_days AS s ON p.last_day = s.day AND p.country = s.country
    UNION
    SELECT p.id FROM published AS p SEMI JOIN all_days AS s ON p.first_day = s.day WHERE p.country IS NULL
    UNION
    SELECT p.id FROM published AS p SEMI JOIN (FROM other_days WHERE NOT is_wordy) AS s ON p.first_day = s.day
    UNION
    SELECT p.id FROM published AS p SEMI JOIN (FROM other_days WHERE is_wordy) AS s ON p.first_day = s.day
    WHERE list_contains($wordy, p.event_type)
    UNION
    -- A long one (a month, a year) is compared as a range.
    SELECT p.id FROM published AS p SEMI JOIN (FROM staged WHERE NOT is_recalled) AS s
        ON p.country = s.country AND p.first_day <= s.last_day + $days::INTEGER AND p.last_day >= s.first_day - $days::INTEGER
    WHERE p.last_day - p.first_day > 2 * $days::INTEGER
    UNION
    SELECT p.id FROM published AS p SEMI JOIN recalled AS s
        ON p.country = s.country AND p.event_type = s.event_type AND p.place_name = s.place_name
        AND p.first_day <= s.last_day + 1 AND p.last_day >= s.first_day - 1
    UNION
    SELECT p.id FROM published AS p SEMI JOIN (FROM recalled WHERE last_day - first_day <= 62) AS s
        ON p.country = s.country AND p.event_type = s.event_type AND p.first_day = s.first_day
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
