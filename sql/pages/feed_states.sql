-- How many feeds are in which state.
-- Grain: health. Reads main.feeds.
SELECT health, count(*) AS n FROM main.feeds GROUP BY health
ORDER BY list_position(['ok', 'soft', 'silent', 'hard', 'gone'], health);
