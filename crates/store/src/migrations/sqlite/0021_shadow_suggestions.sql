-- What would be suggested of an incident while suggestions are recorded and not shown: as it was
-- looked at last before a person decided.
CREATE TABLE shadow_looks (
    incident  INTEGER PRIMARY KEY REFERENCES incidents (number),
    suggested TEXT NOT NULL,
    at_us     INTEGER NOT NULL
);

-- From when until when they were recorded.
CREATE TABLE shadow_periods (
    from_us  INTEGER PRIMARY KEY,
    until_us INTEGER
);
