-- asked_words(text): the words that `search` looks up, each with the asked word that it stands for. Grain: word.
-- Reads nothing. Where the fts extension is loaded, sql/fts/asked_words.sql takes its place and adds all words of one stem.
CREATE OR REPLACE MACRO asked_words(text) AS TABLE
SELECT DISTINCT unnest(words_of(text)) AS word, word AS asked;
