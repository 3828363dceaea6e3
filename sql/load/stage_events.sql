-- Stage the events of the days that the staged reports touch, as clustering left them.
-- Reads incoming_*. Replaces staging.events, staging.event_reports, staging.event_history. Safe to run again.
DELETE FROM staging.events;
DELETE FROM staging.event_reports;
DELETE FROM staging.event_history;
INSERT INTO staging.events BY NAME SELECT * FROM incoming_events;
INSERT INTO staging.event_reports BY NAME SELECT * FROM incoming_event_reports;
INSERT INTO staging.event_history BY NAME SELECT * FROM incoming_event_history;
