-- What did we know at the end of a day, before later corrections?
SELECT s.event_date, s.place_name, s.toll_range AS killed_then, e.toll_range AS killed_now
FROM as_of('2026-03-10 23:59:00+00') AS s JOIN events AS e ON e.id = s.id
WHERE s.fatalities_best IS DISTINCT FROM e.fatalities_best
ORDER BY s.event_date, s.id;
