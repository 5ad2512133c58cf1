-- Where curves are sampled from, and those that wait for it.
CREATE TABLE metrics_server (
    -- There is one at most.
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    body   TEXT NOT NULL,
    -- The token or the password that lets one in.
    secret TEXT
);

-- Resolutions of alerts whose curves are not sampled yet.
CREATE TABLE curves_due (
    signal   INTEGER PRIMARY KEY REFERENCES signals (id),
    -- Not to be tried before.
    due_us   INTEGER NOT NULL,
    attempts INTEGER NOT NULL
);
