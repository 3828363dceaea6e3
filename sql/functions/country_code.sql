-- country_code(name): the alpha-3 code of a country by its code, its name, another name of it or its people's ('Syria', 'Burma', 'Thai',
-- 'UK'), in any case and without accents; NULL for what names none, or two ('Congolese').
-- Reads countries.
CREATE OR REPLACE MACRO country_code(called) AS (
    SELECT CASE WHEN count(*) = 1 THEN max(c.country) END
    FROM countries AS c WHERE list_contains(c.names, lower(strip_accents(trim(called))))
);
