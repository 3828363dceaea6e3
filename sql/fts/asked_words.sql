-- asked_words(text), the variant of a session that has DuckDB's fts extension: every word of the articles that has one stem with an
-- asked word stands for it, so that "attack" finds "attacked" and "attackers". Grain: word x asked word. Reads article_words.
-- Temporary: it lives in the reader's session and writes nothing.
CREATE OR REPLACE TEMP MACRO asked_words(text) AS TABLE
WITH asked AS (
    SELECT DISTINCT unnest(words_of(text)) AS asked
), vocabulary AS (
    SELECT DISTINCT w.word FROM article_words AS w
)
SELECT v.word, q.asked FROM vocabulary AS v JOIN asked AS q ON stem(v.word, 'english') = stem(q.asked, 'english')
UNION
SELECT q.asked, q.asked FROM asked AS q;
