-- Write what the polls said of each feed, and forget feeds that the feeds file no longer has, or has with `enabled = false`:
-- whoever put a dead feed out of use would be told of it for ever.
-- Reads incoming_feeds, incoming_wire (url). Writes main.feeds. Safe to run again.
DELETE FROM main.feeds WHERE url NOT IN (SELECT url FROM incoming_wire);
INSERT OR REPLACE INTO main.feeds BY NAME SELECT * FROM incoming_feeds;
