-- Write events as clustering left them after one of their sources went: their links anew, their changes beside the older ones.
-- Reads incoming_events, incoming_event_reports, incoming_event_history. Writes main.*. Safe to run again.
DELETE FROM main.event_reports WHERE event_id IN (SELECT id FROM incoming_events);
DELETE FROM main.event_reports WHERE report_id IN (SELECT report_id FROM incoming_event_reports);
INSERT OR REPLACE INTO main.events BY NAME SELECT * FROM incoming_events;
INSERT INTO main.event_reports BY NAME SELECT * FROM incoming_event_reports;
INSERT INTO main.event_history BY NAME SELECT * FROM incoming_event_history;
