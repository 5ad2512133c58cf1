-- How a signal came to be an entry: alerted or joined (by the rules, in an incident that alerts or
-- that a person opened), or chosen (a person said so, and no rule takes it away).
ALTER TABLE signal_entries ADD COLUMN how TEXT NOT NULL DEFAULT 'joined';
