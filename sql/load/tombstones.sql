-- Put up tombstones; one that stands keeps its day and its reason.
-- Reads incoming_tombstones. Writes main.tombstones. Safe to run again.
INSERT OR IGNORE INTO main.tombstones BY NAME SELECT * FROM incoming_tombstones;
