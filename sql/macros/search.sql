-- search(text): the articles that hold all the words, best first, with the sentence of theirs that holds most of them.
-- Grain: article. Reads article_words, articles, reports, event_reports. Ranked by BM25 (k1 1.2, b 0.75), sentences that carry an event
-- and hold a word count on top. Words are compared as words_of folds them; where DuckDB's fts extension is loaded, `dateline sql` compares
-- their stems (sql/fts).
CREATE OR REPLACE MACRO search(text) AS TABLE
WITH asked AS (
    SELECT q.word, q.asked FROM asked_words(text) AS q
), sizes AS (
    SELECT count(*) AS n_articles, avg(a.word_count) AS mean_words FROM articles AS a WHERE a.status <> 'forgotten'
), hits AS (
    SELECT w.article_id, q.asked AS word, sum(w.n) AS n FROM article_words AS w JOIN asked AS q ON q.word = w.word GROUP BY ALL
), weights AS (
    SELECT h.word, ln(1 + (any_value(s.n_articles) - count(*) + 0.5) / (count(*) + 0.5)) AS weight FROM hits AS h, sizes AS s GROUP BY h.word
), scored AS (
    SELECT
        h.article_id, count(*) AS n_found,
        sum(w.weight * h.n * 2.2 / (h.n + 1.2 * (0.25 + 0.75 * a.word_count / greatest(s.mean_words, 1)))) AS score
    FROM hits AS h JOIN weights AS w ON w.word = h.word JOIN articles AS a ON a.id = h.article_id, sizes AS s
    GROUP BY h.article_id
    HAVING count(*) = (SELECT count(DISTINCT q.asked) FROM asked AS q)
), told AS (
    SELECT
        r.article_id, l.event_id, r.evidence,
        len(list_intersect(words_of(r.evidence), (SELECT list(q.word) FROM asked AS q))) AS n_words
    FROM scored AS c JOIN reports AS r ON r.article_id = c.article_id LEFT JOIN event_reports AS l ON l.report_id = r.id
), best AS (
    SELECT
        t.article_id, max(t.n_words) AS n_words, arg_max(t.evidence, t.n_words) AS evidence,
        list(DISTINCT t.event_id ORDER BY t.event_id) FILTER (t.event_id IS NOT NULL AND t.n_words > 0) AS event_ids
    FROM told AS t GROUP BY t.article_id
)
SELECT
    round(c.score + coalesce(b.n_words, 0) * 0.5, 3) AS score, a.published_at, a.publisher, a.title,
    CASE WHEN b.n_words > 0 THEN b.evidence END AS evidence, b.event_ids, a.url, a.id AS article_id
FROM scored AS c JOIN articles AS a ON a.id = c.article_id LEFT JOIN best AS b ON b.article_id = c.article_id
ORDER BY score DESC, a.published_at DESC, a.id;
