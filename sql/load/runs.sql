-- Write what became of a run. Who published it by force stays told when it is published once more.
-- Reads incoming_runs, main.runs. Writes main.runs. Safe to run again.
INSERT OR REPLACE INTO main.runs BY NAME
SELECT
    new.* REPLACE (
        coalesce(new.forced_by, known.forced_by) AS forced_by, coalesce(new.forced_why, known.forced_why) AS forced_why,
        coalesce(new.forced_at, known.forced_at) AS forced_at
    )
FROM incoming_runs AS new LEFT JOIN main.runs AS known ON known.id = new.id;
