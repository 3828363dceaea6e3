-- The code lists of countries that other datasets' columns need, and the names that people call them by. Grain: ISO 3166 country.
-- Reads the project's tables countries.csv and country_codes.csv (folder $folder). Rerun-safe.
CREATE OR REPLACE TABLE countries AS
SELECT
    n.alpha3 AS country, n.alpha2, n.name, c.iso_numeric::INTEGER AS iso_numeric, c.fips, c.gwno::INTEGER AS gwno, c.acled_region,
    c.ucdp_region,
    list_sort(list_distinct(list_transform(
        list_filter(string_split(concat_ws('|', n.alpha3, n.name, n.aliases, n.demonyms, n.adjective), '|'), lambda one: one <> ''),
        lambda one: lower(strip_accents(one))
    ))) AS names
FROM read_csv($folder || '/countries.csv', header = true, all_varchar = true) AS n
LEFT JOIN read_csv($folder || '/country_codes.csv', header = true, all_varchar = true) AS c ON c.alpha3 = n.alpha3
ORDER BY n.alpha3;
