-- The names of the countries. Grain: country. Reads countries.
SELECT country, name FROM countries ORDER BY country;
