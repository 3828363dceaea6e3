-- ACLED's word for a kind of actor (inter1, inter2), told from one of our codes (country and sector); NULL when unknown.
-- Reads nothing. Who protests is told from the event's type, by the view.
CREATE OR REPLACE MACRO acled_inter(actor_code) AS
    CASE
        WHEN actor_code IS NULL OR actor_code = 'UNK' THEN NULL
        WHEN right(actor_code, 3) IN ('GOV', 'MIL', 'COP', 'SPY', 'JUD', 'LEG') THEN 'State forces'
        WHEN right(actor_code, 3) = 'REB' THEN 'Rebel group'
        WHEN right(actor_code, 3) IN ('PRM', 'UAF', 'CRM') THEN 'Political militia'
        WHEN right(actor_code, 3) IN
            ('CVL', 'AGR', 'BUS', 'EDU', 'ELI', 'JRN', 'LAB', 'MED', 'REF', 'REL', 'OPP', 'SOC', 'PTY') THEN 'Civilians'
        ELSE 'External/Other forces'
    END;
