-- Keep the numbers that were taken of texts; a newer text's replace those of the older one.
-- Reads incoming_prints (article_id, print). Writes the temporary tables prints, printed. Safe to run again.
DELETE FROM prints WHERE article_id IN (SELECT p.article_id FROM printed AS p SEMI JOIN incoming_prints AS i USING (article_id));
INSERT INTO prints BY NAME SELECT print::UBIGINT AS print, article_id FROM incoming_prints;
INSERT OR IGNORE INTO printed SELECT DISTINCT article_id FROM incoming_prints;
