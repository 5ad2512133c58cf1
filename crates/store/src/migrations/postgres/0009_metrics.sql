-- Where curves are sampled from, and those that wait for it.
CREATE TABLE metrics_server (
    -- There is one at most.
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    body   TEXT NOT NULL,
    -- The token or the password that lets one in.
    secret TEXT
);

-- Resolutions of alerts whose curves are not sampled yet.
CREATE TABLE curves_due (
    signal   BIGINT PRIMARY KEY REFERENCES signals (id),
    -- Not to be tried before.
    due_us   BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
