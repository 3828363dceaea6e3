-- What is known of a feed's address, its pace, and the hours that no poll saw.
ALTER TABLE feeds ADD COLUMN moved_seen INTEGER DEFAULT 0;
ALTER TABLE feeds ADD COLUMN usual_gap_s BIGINT;
ALTER TABLE feeds ADD COLUMN hole_from TIMESTAMPTZ;
ALTER TABLE feeds ADD COLUMN hole_to TIMESTAMPTZ;
