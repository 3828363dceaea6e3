-- Tell an audit of all that is staged which articles were read again, and by which parser.
-- Reads staging.articles, staging.reports. Writes audit_read_again.
INSERT INTO audit_read_again
SELECT a.id, max(r.parser) FROM staging.articles AS a LEFT JOIN staging.reports AS r ON r.article_id = a.id GROUP BY a.id;
