-- Which tolls were revised, by whom, and when?
SELECT event_id, place_name, ("at" AT TIME ZONE 'UTC')::DATE AS told, publisher, old AS killed_then, new AS killed_now, change, toll_range AS told_in_all
FROM v_changes_since
WHERE field = 'fatalities_best' AND change <> 'new' AND old <> '' AND status = 'live'
ORDER BY event_id, "at", version;
