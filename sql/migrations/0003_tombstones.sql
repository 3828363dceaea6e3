-- Stories that were taken down (`dateline forget`): the hash of each of their addresses, when and why, and nothing else of them.
-- An address with a tombstone is not fetched again. `url_hash` is the id that an article of that address would have.

CREATE TABLE tombstones (url_hash TEXT PRIMARY KEY, forgotten_at TIMESTAMPTZ NOT NULL, why TEXT NOT NULL);
