-- How many protests, by country and month?
SELECT country, country_name, month, n_protests
FROM v_country_month
WHERE n_protests > 0
ORDER BY month DESC, n_protests DESC, country;
