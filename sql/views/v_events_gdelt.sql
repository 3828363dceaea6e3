-- Events in the column names of GDELT 2.0's event table (its 61 columns, in its order). Grain: event.
-- Reads v_events, v_evidence, countries. EventCode stops at the CAMEO root (140: protest, not specified further); GoldsteinScale is the root's; AvgTone is not measured.
-- Country codes are ISO 3166 alpha-3 for actors (CAMEO's) and FIPS 10-4 for places, as GDELT has them.
CREATE OR REPLACE VIEW v_events_gdelt AS
WITH told AS (
    SELECT
        event_id, count(*) AS n_mentions, count(DISTINCT article_id) AS n_articles, min(published_at) AS first_at,
        arg_min(url, published_at) AS url
    FROM v_evidence GROUP BY event_id
), coded AS (
    SELECT
        e.*, c.fips, c.name AS country_name,
        s.country AS source_country, nullif(CASE WHEN s.country IS NULL THEN e.source_code ELSE substr(e.source_code, 4) END, '') AS source_sector,
        g.country AS target_country, nullif(CASE WHEN g.country IS NULL THEN e.target_code ELSE substr(e.target_code, 4) END, '') AS target_sector,
        CASE
            WHEN e.latitude IS NULL THEN CASE WHEN e.country IS NULL THEN 0 ELSE 1 END
            WHEN e.geo_precision IN ('exact', 'near') THEN CASE WHEN e.country = 'USA' THEN 3 ELSE 4 END
            ELSE CASE WHEN e.country = 'USA' THEN 2 ELSE 5 END
        END AS geo_type
    FROM v_events AS e
    LEFT JOIN countries AS c ON c.country = e.country
    LEFT JOIN countries AS s ON s.country = left(e.source_code, 3)
    LEFT JOIN countries AS g ON g.country = left(e.target_code, 3)
)
SELECT
    e.id AS GLOBALEVENTID, strftime(e.event_date, '%Y%m%d')::INTEGER AS SQLDATE, strftime(e.event_date, '%Y%m')::INTEGER AS MonthYear,
    year(e.event_date) AS "Year", round(year(e.event_date) + (dayofyear(e.event_date) - 1) / 365.0, 4) AS FractionDate,
    e.source_code AS Actor1Code, upper(e.source_actors[1]) AS Actor1Name, e.source_country AS Actor1CountryCode,
    NULL::TEXT AS Actor1KnownGroupCode, NULL::TEXT AS Actor1EthnicCode, NULL::TEXT AS Actor1Religion1Code,
    NULL::TEXT AS Actor1Religion2Code, e.source_sector AS Actor1Type1Code, NULL::TEXT AS Actor1Type2Code, NULL::TEXT AS Actor1Type3Code,
    e.target_code AS Actor2Code, upper(e.target_actors[1]) AS Actor2Name, e.target_country AS Actor2CountryCode,
    NULL::TEXT AS Actor2KnownGroupCode, NULL::TEXT AS Actor2EthnicCode, NULL::TEXT AS Actor2Religion1Code,
    NULL::TEXT AS Actor2Religion2Code, e.target_sector AS Actor2Type1Code, NULL::TEXT AS Actor2Type2Code, NULL::TEXT AS Actor2Type3Code,
    1 AS IsRootEvent, e.cameo_root || '0' AS EventCode, e.cameo_root || '0' AS EventBaseCode, e.cameo_root AS EventRootCode, e.quad_class AS QuadClass,
    CASE e.cameo_root
        WHEN '03' THEN 4.0 WHEN '04' THEN 1.0 WHEN '05' THEN 3.5 WHEN '06' THEN 6.0 WHEN '07' THEN 7.0 WHEN '08' THEN 5.0
        WHEN '09' THEN -2.0 WHEN '10' THEN -5.0 WHEN '11' THEN -2.0 WHEN '12' THEN -4.0 WHEN '13' THEN -6.0 WHEN '14' THEN -6.5
        WHEN '15' THEN -7.2 WHEN '16' THEN -4.0 WHEN '17' THEN -7.0 WHEN '18' THEN -9.0 WHEN '19' THEN -10.0 WHEN '20' THEN -10.0
    END AS GoldsteinScale,
    t.n_mentions AS NumMentions, e.n_sources AS NumSources, t.n_articles AS NumArticles, NULL::DOUBLE AS AvgTone,
    0 AS Actor1Geo_Type, NULL::TEXT AS Actor1Geo_FullName, NULL::TEXT AS Actor1Geo_CountryCode, NULL::TEXT AS Actor1Geo_ADM1Code,
    NULL::TEXT AS Actor1Geo_ADM2Code, NULL::DOUBLE AS Actor1Geo_Lat, NULL::DOUBLE AS Actor1Geo_Long, NULL::TEXT AS Actor1Geo_FeatureID,
    0 AS Actor2Geo_Type, NULL::TEXT AS Actor2Geo_FullName, NULL::TEXT AS Actor2Geo_CountryCode, NULL::TEXT AS Actor2Geo_ADM1Code,
    NULL::TEXT AS Actor2Geo_ADM2Code, NULL::DOUBLE AS Actor2Geo_Lat, NULL::DOUBLE AS Actor2Geo_Long, NULL::TEXT AS Actor2Geo_FeatureID,
    e.geo_type AS ActionGeo_Type, concat_ws(', ', e.place_name, e.admin1, e.country_name) AS ActionGeo_FullName,
    e.fips AS ActionGeo_CountryCode, e.fips || split_part(e.admin1_code, '.', 2) AS ActionGeo_ADM1Code, NULL::TEXT AS ActionGeo_ADM2Code,
    e.latitude AS ActionGeo_Lat, e.longitude AS ActionGeo_Long, e.geonames_id::TEXT AS ActionGeo_FeatureID,
    strftime(t.first_at AT TIME ZONE 'UTC', '%Y%m%d%H%M%S')::BIGINT AS DATEADDED, t.url AS SOURCEURL
FROM coded AS e
LEFT JOIN told AS t ON t.event_id = e.id
ORDER BY SQLDATE, GLOBALEVENTID;
