-- Who sees those incidents that not everybody sees: a row for the incident itself, which names nobody
-- and by which it is restricted at all, and one for each person and team. An incident without a row
-- is open, and costs nothing here.
CREATE TABLE restricted_to (
    incident INTEGER NOT NULL,
    person   INTEGER,
    team     INTEGER
);

CREATE INDEX restricted_to_of ON restricted_to (incident);
