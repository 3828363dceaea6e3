-- The words of each article, by which `search(...)` finds it in any DuckDB, without an extension; those already there are filled in.
-- Grain: article x word. `n` is how often the word stands in title and text. `publish.sql` keeps it for what a night changes.

-- Words as they are compared: small letters, no accents, plural -s, -es and -ies folded.
CREATE MACRO words_of(words) AS
    list_transform(
        regexp_extract_all(lower(strip_accents(words)), '[\p{L}\p{N}]+'),
        lambda word: CASE
            WHEN length(word) > 4 AND word LIKE '%ies' THEN left(word, length(word) - 3) || 'y'
            WHEN length(word) > 4 AND regexp_matches(word, '(ch|sh|ss|x|z)es$') THEN left(word, length(word) - 2)
            WHEN length(word) > 3 AND word LIKE '%s' AND NOT regexp_matches(word, '(ss|us|is)$') THEN left(word, length(word) - 1)
            ELSE word
        END
    );

CREATE TABLE article_words (article_id TEXT NOT NULL, word TEXT NOT NULL, n INTEGER NOT NULL);

INSERT INTO article_words
SELECT id, word, count(*) FROM (SELECT id, unnest(words_of(concat_ws(' ', title, text))) AS word FROM articles WHERE status IN ('live', 'updated')) GROUP BY ALL;
