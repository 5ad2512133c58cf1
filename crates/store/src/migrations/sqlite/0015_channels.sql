-- The server that letters are handed to: one at most.
CREATE TABLE mail_server (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    body     TEXT NOT NULL,
    password TEXT
);
