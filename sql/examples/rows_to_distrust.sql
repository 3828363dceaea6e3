-- Which rows should be distrusted, and why?
SELECT
    event_date, event_type, place_name, round(confidence, 2) AS confidence,
    concat_ws(', ',
        CASE WHEN confidence < 0.5 THEN 'low confidence' END,
        CASE WHEN n_sources = 1 AND fatalities_best >= 20 THEN 'large toll, one source' END,
        CASE WHEN is_disputed THEN 'disputed' END,
        CASE WHEN geo_precision IN ('region', 'country') OR geo_precision IS NULL THEN 'place vague' END,
        CASE WHEN event_date_precision <> 'day' OR event_date IS NULL THEN 'day not known' END
    ) AS why
FROM v_events
WHERE why <> ''
ORDER BY confidence, id
LIMIT 10;
