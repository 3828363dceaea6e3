-- name: toll_outliers
-- severity: warning
-- why: Over 200 dead in one incident is rare; a total of a war put on one day is not.
-- expected: fatalities_best of a live event at most 200
SELECT id, concat(fatalities_best, ' dead, ', event_date, ', ', coalesce(place_name, country, 'no place')) AS value
FROM staging.events
WHERE status = 'live' AND NOT is_background AND fatalities_best > 200
ORDER BY fatalities_best DESC, id;
