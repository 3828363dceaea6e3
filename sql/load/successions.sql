-- Which articles some pages gave before, when they now give others: with the text and headline of what they gave. One that a
-- page not among these still leads to, or that one of these gives now, is not among them.
-- Grain: page x former article. Reads main.pages, staging.articles, main.articles. Parameters $urls, $articles (side by side).
WITH given AS (SELECT unnest($urls) AS url, unnest($articles) AS article_id),
former AS (
    SELECT page.article_id AS id, given.article_id AS successor_id, page.url AS page_url
    FROM given
    JOIN main.pages AS page ON page.url = given.url AND page.article_id <> given.article_id
),
carried AS (
    SELECT article_id FROM main.pages
    WHERE article_id IN (SELECT id FROM former) AND url NOT IN (SELECT url FROM given)
    UNION
    SELECT article_id FROM given
)
SELECT former.id, former.successor_id, former.page_url, old.page_url AS own_page_url, old.title, old.text
FROM former
JOIN (
    FROM (SELECT *, 0 AS place FROM staging.articles UNION ALL BY NAME SELECT *, 1 AS place FROM main.articles)
    WHERE id IN (SELECT id FROM former)
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY place) = 1
) AS old ON old.id = former.id
WHERE old.status IN ('live', 'updated') AND former.id NOT IN (SELECT article_id FROM carried)
ORDER BY former.id, former.page_url <> old.page_url, former.page_url;
