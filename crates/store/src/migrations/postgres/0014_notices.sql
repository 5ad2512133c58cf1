-- What people were told: each thing on each occasion once.
CREATE TABLE notices (
    key     TEXT PRIMARY KEY,
    person  BIGINT NOT NULL REFERENCES people (id),
    body    TEXT NOT NULL,
    told_us BIGINT NOT NULL
);
CREATE INDEX notices_told ON notices (person, told_us);

-- What they want to be told, where that is not the usual.
CREATE TABLE notice_preferences (
    person BIGINT PRIMARY KEY REFERENCES people (id),
    body   TEXT NOT NULL
);
