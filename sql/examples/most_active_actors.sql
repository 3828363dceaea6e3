-- Which actors act most, and in how many countries?
SELECT source, sum(n_events)::BIGINT AS pairs, list_distinct(flatten(list(countries))) AS countries, max(last_date) AS last_date
FROM v_dyads
WHERE source IS NOT NULL
GROUP BY source
ORDER BY pairs DESC, source
LIMIT 10;
