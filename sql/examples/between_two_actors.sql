-- What passed between two actors, whoever acted?
SELECT direction, event_date, event_type, event_mode, place_name, country, toll_range AS killed
FROM dyad('gunmen', 'army');
