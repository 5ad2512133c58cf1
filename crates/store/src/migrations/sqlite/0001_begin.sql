-- Numbers that are handed out in the transaction that uses them: gapless, and in order of commit.
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);
INSERT INTO counters (name, value) VALUES
    ('incidents', 0), ('changes', 0), ('services', 0), ('teams', 0), ('people', 0),
    ('factors', 0), ('tokens', 0), ('revision', 0), ('edits', 0);

CREATE TABLE settings (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL
);

CREATE TABLE services (
    id   INTEGER PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);

CREATE TABLE teams (
    id   INTEGER PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);

CREATE TABLE people (
    id            INTEGER PRIMARY KEY,
    handle        TEXT NOT NULL UNIQUE,
    email         TEXT UNIQUE,
    role          TEXT NOT NULL,
    active        INTEGER NOT NULL,
    password_hash TEXT,
    body          TEXT NOT NULL
);

CREATE TABLE factors (
    id   INTEGER PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);

-- Narrow on purpose: lists, filters and figures read this table and never the documents.
CREATE TABLE incidents (
    number         INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL,
    began_us       INTEGER NOT NULL,
    severity       INTEGER NOT NULL,
    mode           TEXT NOT NULL,
    status         TEXT NOT NULL,
    duplicate_of   INTEGER,
    recovered_us   INTEGER,
    published_us   INTEGER,
    owes_review    INTEGER NOT NULL,
    -- recovered_us while a review is owed and not published: what the review week is counted from
    owed_since_us  INTEGER,
    duration_s     INTEGER,
    detect_s       INTEGER,
    is_repeat      INTEGER NOT NULL,
    has_meeting    INTEGER NOT NULL,
    actions        INTEGER NOT NULL,
    open_actions   INTEGER NOT NULL,
    open_questions INTEGER NOT NULL,
    title          TEXT NOT NULL,
    summary        TEXT NOT NULL
);
CREATE INDEX incidents_began ON incidents (began_us, number);
CREATE INDEX incidents_duration ON incidents (coalesce(duration_s, -1), number);
CREATE INDEX incidents_owed ON incidents (coalesce(owed_since_us, 9223372036854775807), number);

CREATE TABLE incident_bodies (
    incident INTEGER PRIMARY KEY REFERENCES incidents (number),
    body     TEXT NOT NULL
);

-- Lower-cased plain text of everything that a word of a query may be found in.
CREATE TABLE incident_texts (
    incident INTEGER PRIMARY KEY REFERENCES incidents (number),
    content  TEXT NOT NULL
);

CREATE TABLE incident_services (
    incident INTEGER NOT NULL REFERENCES incidents (number),
    place    INTEGER NOT NULL,
    service  INTEGER NOT NULL REFERENCES services (id),
    PRIMARY KEY (incident, place)
);
CREATE INDEX incident_services_service ON incident_services (service, incident);

CREATE TABLE incident_factors (
    incident INTEGER NOT NULL REFERENCES incidents (number),
    factor   INTEGER NOT NULL REFERENCES factors (id),
    PRIMARY KEY (incident, factor)
);
CREATE INDEX incident_factors_factor ON incident_factors (factor, incident);

CREATE TABLE action_items (
    incident     INTEGER NOT NULL REFERENCES incidents (number),
    place        INTEGER NOT NULL,
    id           INTEGER NOT NULL,
    state        TEXT NOT NULL,
    finished     INTEGER NOT NULL,
    owner        INTEGER,
    owner_name   TEXT NOT NULL,
    priority     TEXT,
    due_on       TEXT,
    committed_us INTEGER NOT NULL,
    finished_us  INTEGER,
    carried_over INTEGER NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (incident, id)
);
CREATE INDEX action_items_finished ON action_items (finished, due_on, incident);
CREATE INDEX action_items_owner ON action_items (owner, finished);

CREATE TABLE recurrences (
    incident  INTEGER NOT NULL REFERENCES incidents (number),
    earlier   INTEGER NOT NULL,
    verdict   TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (incident, earlier)
);
CREATE INDEX recurrences_earlier ON recurrences (earlier, confirmed);
CREATE INDEX recurrences_confirmed ON recurrences (confirmed, incident);

CREATE TABLE changes (
    seq        INTEGER PRIMARY KEY,
    at_us      INTEGER NOT NULL,
    person     INTEGER,
    via        TEXT NOT NULL,
    request_id TEXT,
    incident   INTEGER,
    version    INTEGER,
    name       TEXT NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX changes_incident ON changes (incident, seq);

CREATE TABLE sessions (
    secret_hash BLOB PRIMARY KEY,
    person      INTEGER NOT NULL REFERENCES people (id),
    created_us  INTEGER NOT NULL,
    expires_us  INTEGER NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires_us);

CREATE TABLE tokens (
    id           INTEGER PRIMARY KEY,
    person       INTEGER NOT NULL REFERENCES people (id),
    name         TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    secret_hash  BLOB NOT NULL UNIQUE,
    created_us   INTEGER NOT NULL,
    expires_us   INTEGER,
    last_used_us INTEGER
);
CREATE INDEX tokens_person ON tokens (person);

CREATE TABLE one_time_links (
    secret_hash BLOB PRIMARY KEY,
    purpose     TEXT NOT NULL,
    expires_us  INTEGER NOT NULL
);

CREATE TABLE import_sources (
    source      TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    incident    INTEGER NOT NULL REFERENCES incidents (number)
);
CREATE INDEX import_sources_incident ON import_sources (incident);

CREATE TABLE idempotency_keys (
    person       INTEGER NOT NULL,
    key          TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    -- when it was taken, then when it was answered
    created_us   INTEGER NOT NULL,
    status       INTEGER,
    headers      TEXT,
    body         TEXT,
    PRIMARY KEY (person, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_us);
