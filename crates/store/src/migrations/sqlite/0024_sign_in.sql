-- Sessions say where they are, when they were seen, and until when their person counts as having
-- shown who they are. Those there were end: of them none of it is known.
DROP TABLE sessions;
CREATE TABLE sessions (
    secret_hash     BLOB PRIMARY KEY,
    person          INTEGER NOT NULL REFERENCES people (id),
    created_us      INTEGER NOT NULL,
    expires_us      INTEGER NOT NULL,
    -- To the minute.
    seen_us         INTEGER NOT NULL,
    -- How long it lives without being used.
    idle_us         INTEGER NOT NULL,
    proved_until_us INTEGER NOT NULL,
    address         TEXT,
    -- What the browser calls itself.
    agent           TEXT,
    -- How its person came in, as JSON.
    way             TEXT NOT NULL,
    -- What the provider gave for it, to be shown when signing out there.
    id_token        TEXT
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires_us);

-- Programs that vouch for people, with what lets Afterword in there.
INSERT INTO counters (name, value) VALUES ('providers', 0);
CREATE TABLE providers (
    id            INTEGER PRIMARY KEY,
    body          TEXT NOT NULL,
    client_secret TEXT
);

-- What a provider calls a person.
CREATE TABLE identities (
    provider  INTEGER NOT NULL REFERENCES providers (id),
    subject   TEXT NOT NULL,
    person    INTEGER NOT NULL REFERENCES people (id),
    linked_us INTEGER NOT NULL,
    PRIMARY KEY (provider, subject)
);
CREATE INDEX identities_person ON identities (person);

CREATE TABLE sign_in_rules (
    id   INTEGER PRIMARY KEY,
    body TEXT NOT NULL
);

-- How often somebody tried to sign in: by name from a place, by name, by place, by browser. The key
-- is a SHA-256, so that no name that was typed lies here.
CREATE TABLE sign_in_tries (
    key     BLOB PRIMARY KEY,
    times   INTEGER NOT NULL,
    last_us INTEGER NOT NULL
);
CREATE INDEX sign_in_tries_last ON sign_in_tries (last_us);

-- Browsers in which a person signed in before: their tries are counted apart from those of strangers.
CREATE TABLE known_browsers (
    secret_hash BLOB NOT NULL,
    person      INTEGER NOT NULL REFERENCES people (id),
    seen_us     INTEGER NOT NULL,
    PRIMARY KEY (secret_hash, person)
);
CREATE INDEX known_browsers_person ON known_browsers (person);

-- From where a change was made.
ALTER TABLE changes ADD COLUMN address TEXT;
