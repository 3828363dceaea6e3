-- Write a reviewer's correction with the reports that it is about, or mark one as taken back.
-- Reads incoming_event_reviews, incoming_event_review_reports. Writes main.event_reviews, main.event_review_reports. Safe to run again.
INSERT OR REPLACE INTO main.event_reviews BY NAME SELECT * FROM incoming_event_reviews;
INSERT OR REPLACE INTO main.event_review_reports BY NAME SELECT * FROM incoming_event_review_reports;
