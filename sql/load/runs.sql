-- Write what became of a run.
-- Reads incoming_runs. Writes main.runs. Safe to run again.
INSERT OR REPLACE INTO main.runs BY NAME SELECT * FROM incoming_runs;
