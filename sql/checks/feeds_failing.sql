-- name: feeds_failing
-- severity: warning
-- why: A feed that fails three nights running has moved, or wants us to stay away.
-- expected: fewer than three failures in a row for each feed
SELECT url AS id, concat(name, ': ', failures, ' failures in a row: ', coalesce(last_error, health)) AS value
FROM main.feeds
WHERE failures >= 3
ORDER BY failures DESC, url;
