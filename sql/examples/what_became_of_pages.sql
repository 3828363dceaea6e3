-- What became of every page that was selected?
SELECT outcome, count(*) AS pages, any_value(detail) AS for_example
FROM pages
GROUP BY outcome
ORDER BY pages DESC, outcome;
