-- The number of a kind of actor in ACLED's codebook (its inter codes of 1 to 8), by which `interaction` is put in order.
-- Reads nothing.
CREATE OR REPLACE MACRO acled_inter_rank(inter) AS
    list_position(
        ['State forces', 'Rebel group', 'Political militia', 'Identity militia', 'Rioters', 'Protesters', 'Civilians', 'External/Other forces'],
        inter
    );
