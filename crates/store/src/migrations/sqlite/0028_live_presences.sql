-- Who has which document open, and where in it they are, for other servers. With a file there is one
-- server, and nothing is ever written here.
CREATE TABLE live_presences (
    incident INTEGER NOT NULL,
    client   INTEGER NOT NULL,
    server   INTEGER NOT NULL,
    clock    INTEGER NOT NULL,
    state    TEXT NOT NULL,
    at_us    INTEGER NOT NULL,
    PRIMARY KEY (incident, client)
);
CREATE INDEX live_presences_of ON live_presences (server);
