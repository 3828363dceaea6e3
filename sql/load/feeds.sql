-- Write what the polls said of each feed, and forget feeds that the feeds file no longer has.
-- Reads incoming_feeds. Writes main.feeds. Safe to run again.
INSERT OR REPLACE INTO main.feeds BY NAME SELECT * FROM incoming_feeds;
