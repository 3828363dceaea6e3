-- is_called(name, asked): whether words of an actor's name begin with what is asked, in any case and without accents; what has three
-- letters or fewer must be a whole word, so that 'US' is not in 'Russia'.
-- Reads nothing.
CREATE OR REPLACE MACRO is_called(called, asked) AS
    regexp_matches(
        lower(strip_accents(called)),
        concat('(^|[^\pL\pN])', regexp_escape(lower(strip_accents(trim(asked)))),
            CASE WHEN length(trim(asked)) <= 3 THEN '($|[^\pL\pN])' ELSE '' END)
    );
