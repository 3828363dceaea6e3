-- Write check results of a run; a check run again replaces what it said before.
-- Reads incoming_check_results. Writes main.check_results. Safe to run again.
DELETE FROM main.check_results AS old
WHERE EXISTS (FROM incoming_check_results AS new WHERE new.run_id = old.run_id AND new.check_name = old.check_name);
INSERT INTO main.check_results BY NAME SELECT * FROM incoming_check_results;
