-- Files that serve as evidence; what they hold lies beside the database, under its hash.
CREATE TABLE files (
    id         TEXT PRIMARY KEY,
    -- SHA-256 of what it holds.
    hash       BYTEA NOT NULL,
    name       TEXT NOT NULL,
    -- png, jpeg, pdf, svg or text.
    kind       TEXT NOT NULL,
    bytes      BIGINT NOT NULL,
    incident   BIGINT NOT NULL REFERENCES incidents (number),
    created_us BIGINT NOT NULL
);
CREATE INDEX files_incident ON files (incident);
