-- Remember by which page a load gave each article: of two pages that give one, the last by address counts, in whatever batches.
-- Reads incoming_loaded (id, page_url). Writes the temporary table loaded. Safe to run again.
INSERT INTO loaded BY NAME SELECT id, page_url FROM incoming_loaded
ON CONFLICT (id) DO UPDATE SET page_url = greatest(loaded.page_url, excluded.page_url);
