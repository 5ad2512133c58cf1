-- Who has which document open, and where in it they are, for the other servers to tell their own.
-- A row holds for some seconds and is said again; what a crash of the database takes away is said
-- again as well, so that none of it has to go through the log of writes.
CREATE UNLOGGED TABLE live_presences (
    incident BIGINT NOT NULL,
    -- The Yjs client.
    client   BIGINT NOT NULL,
    -- The server that holds the connection, by a number that it drew when it started.
    server   BIGINT NOT NULL,
    -- Grows with everything that the client says of itself.
    clock    BIGINT NOT NULL,
    state    TEXT NOT NULL,
    at_us    BIGINT NOT NULL,
    PRIMARY KEY (incident, client)
);
CREATE INDEX live_presences_of ON live_presences (server);
