-- as_of(instant): the live events as they stood at an instant, before later articles changed, corrected, merged or withdrew them.
-- Grain: event. Reads events, event_history. Only fields that the history keeps are there; they are put back change by change.
CREATE OR REPLACE MACRO as_of(instant) AS TABLE
WITH born AS (
    SELECT h.event_id, min(h."at") AS first_seen_at FROM event_history AS h WHERE h.change IN ('new', 'split') GROUP BY ALL
), later AS (
    SELECT h.event_id, h.field, arg_min(coalesce(h.old, ''), h.version) AS old
    FROM event_history AS h
    WHERE h."at" > instant::TIMESTAMPTZ AND h.field IS NOT NULL AND h.change <> 'new' AND h.field <> 'id'
    GROUP BY ALL
), undone AS (
    SELECT l.event_id, map_from_entries(list((l.field, l.old))) AS was FROM later AS l GROUP BY ALL
), stood AS (
    SELECT e.*, b.first_seen_at AS born_at, coalesce(u.was, MAP {}::MAP(VARCHAR, VARCHAR)) AS was
    FROM events AS e JOIN born AS b ON b.event_id = e.id LEFT JOIN undone AS u ON u.event_id = e.id
    WHERE b.first_seen_at <= instant::TIMESTAMPTZ
)
SELECT
    s.id,
    coalesce(s.was['event_type'], s.event_type) AS event_type,
    nullif(coalesce(s.was['event_mode'], s.event_mode), '') AS event_mode,
    nullif(coalesce(s.was['event_date'], s.event_date::VARCHAR), '')::DATE AS event_date,
    nullif(coalesce(s.was['event_date_end'], s.event_date_end::VARCHAR), '')::DATE AS event_date_end,
    nullif(coalesce(s.was['event_date_precision'], s.event_date_precision), '') AS event_date_precision,
    nullif(coalesce(s.was['place_name'], s.place_name), '') AS place_name,
    nullif(coalesce(s.was['country'], s.country), '') AS country,
    nullif(coalesce(s.was['geo_precision'], s.geo_precision), '') AS geo_precision,
    nullif(coalesce(s.was['geonames_id'], s.geonames_id::VARCHAR), '')::BIGINT AS geonames_id,
    CASE WHEN s.was['source_actors'] IS NULL THEN s.source_actors ELSE list_filter(string_split(s.was['source_actors'], '; '), lambda x: x <> '') END AS source_actors,
    CASE WHEN s.was['target_actors'] IS NULL THEN s.target_actors ELSE list_filter(string_split(s.was['target_actors'], '; '), lambda x: x <> '') END AS target_actors,
    nullif(coalesce(s.was['fatalities_low'], s.fatalities_low::VARCHAR), '')::BIGINT AS fatalities_low,
    nullif(coalesce(s.was['fatalities_best'], s.fatalities_best::VARCHAR), '')::BIGINT AS fatalities_best,
    nullif(coalesce(s.was['fatalities_high'], s.fatalities_high::VARCHAR), '')::BIGINT AS fatalities_high,
    nullif(coalesce(s.was['injured_best'], s.injured_best::VARCHAR), '')::BIGINT AS injured_best,
    nullif(coalesce(s.was['toll_range'], s.toll_range), '') AS toll_range,
    nullif(coalesce(s.was['assertion'], s.assertion), '') AS assertion,
    nullif(coalesce(s.was['is_disputed'], s.is_disputed::VARCHAR), '')::BOOLEAN AS is_disputed,
    nullif(coalesce(s.was['is_background'], s.is_background::VARCHAR), '')::BOOLEAN AS is_background,
    nullif(coalesce(s.was['is_corrected'], s.is_corrected::VARCHAR), '')::BOOLEAN AS is_corrected,
    nullif(coalesce(s.was['n_sources'], s.n_sources::VARCHAR), '')::INTEGER AS n_sources,
    s.born_at AS first_seen_at
FROM stood AS s
WHERE    -- withdrawn or merged only later counts as live; merged then and parted again later does not
    CASE
        WHEN s.was['merged_into'] IS NOT NULL THEN s.was['merged_into'] = ''
        WHEN s.was['status'] IS NOT NULL THEN s.was['status'] = 'live'
        ELSE s.status = 'live'
    END
ORDER BY event_date DESC NULLS LAST, s.id;
