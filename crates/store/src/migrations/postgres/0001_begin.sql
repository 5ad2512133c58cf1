-- Numbers that are handed out in the transaction that uses them: gapless, and in order of commit.
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES
    ('incidents', 0), ('changes', 0), ('services', 0), ('teams', 0), ('people', 0),
    ('factors', 0), ('tokens', 0), ('revision', 0), ('edits', 0);

CREATE TABLE settings (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL
);

CREATE TABLE services (
    id   BIGINT PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);

CREATE TABLE teams (
    id   BIGINT PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);

CREATE TABLE people (
    id            BIGINT PRIMARY KEY,
    handle        TEXT NOT NULL UNIQUE,
    email         TEXT UNIQUE,
    role          TEXT NOT NULL,
    active        BIGINT NOT NULL,
    password_hash TEXT,
    body          TEXT NOT NULL
);

CREATE TABLE factors (
    id   BIGINT PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);

-- Narrow on purpose: lists, filters and figures read this table and never the documents.
CREATE TABLE incidents (
    number         BIGINT PRIMARY KEY,
    version        BIGINT NOT NULL,
    began_us       BIGINT NOT NULL,
    severity       BIGINT NOT NULL,
    mode           TEXT NOT NULL,
    status         TEXT NOT NULL,
    duplicate_of   BIGINT,
    recovered_us   BIGINT,
    published_us   BIGINT,
    owes_review    BIGINT NOT NULL,
    -- recovered_us while a review is owed and not published: what the review week is counted from
    owed_since_us  BIGINT,
    duration_s     BIGINT,
    detect_s       BIGINT,
    is_repeat      BIGINT NOT NULL,
    has_meeting    BIGINT NOT NULL,
    actions        BIGINT NOT NULL,
    open_actions   BIGINT NOT NULL,
    open_questions BIGINT NOT NULL,
    title          TEXT NOT NULL,
    summary        TEXT NOT NULL
);
CREATE INDEX incidents_began ON incidents (began_us, number);
CREATE INDEX incidents_duration ON incidents (coalesce(duration_s, -1), number);
CREATE INDEX incidents_owed ON incidents (coalesce(owed_since_us, 9223372036854775807), number);

CREATE TABLE incident_bodies (
    incident BIGINT PRIMARY KEY REFERENCES incidents (number),
    body     TEXT NOT NULL
);

-- Lower-cased plain text of everything that a word of a query may be found in.
CREATE TABLE incident_texts (
    incident BIGINT PRIMARY KEY REFERENCES incidents (number),
    content  TEXT NOT NULL
);

CREATE TABLE incident_services (
    incident BIGINT NOT NULL REFERENCES incidents (number),
    place    BIGINT NOT NULL,
    service  BIGINT NOT NULL REFERENCES services (id),
    PRIMARY KEY (incident, place)
);
CREATE INDEX incident_services_service ON incident_services (service, incident);

CREATE TABLE incident_factors (
    incident BIGINT NOT NULL REFERENCES incidents (number),
    factor   BIGINT NOT NULL REFERENCES factors (id),
    PRIMARY KEY (incident, factor)
);
CREATE INDEX incident_factors_factor ON incident_factors (factor, incident);

CREATE TABLE action_items (
    incident     BIGINT NOT NULL REFERENCES incidents (number),
    place        BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    state        TEXT NOT NULL,
    finished     BIGINT NOT NULL,
    owner        BIGINT,
    owner_name   TEXT NOT NULL,
    priority     TEXT,
    due_on       TEXT,
    committed_us BIGINT NOT NULL,
    finished_us  BIGINT,
    carried_over BIGINT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (incident, id)
);
CREATE INDEX action_items_finished ON action_items (finished, due_on, incident);
CREATE INDEX action_items_owner ON action_items (owner, finished);

CREATE TABLE recurrences (
    incident  BIGINT NOT NULL REFERENCES incidents (number),
    earlier   BIGINT NOT NULL,
    verdict   TEXT NOT NULL,
    confirmed BIGINT NOT NULL,
    PRIMARY KEY (incident, earlier)
);
CREATE INDEX recurrences_earlier ON recurrences (earlier, confirmed);
CREATE INDEX recurrences_confirmed ON recurrences (confirmed, incident);

CREATE TABLE changes (
    seq        BIGINT PRIMARY KEY,
    at_us      BIGINT NOT NULL,
    person     BIGINT,
    via        TEXT NOT NULL,
    request_id TEXT,
    incident   BIGINT,
    version    BIGINT,
    name       TEXT NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX changes_incident ON changes (incident, seq);

CREATE TABLE sessions (
    secret_hash BYTEA PRIMARY KEY,
    person      BIGINT NOT NULL REFERENCES people (id),
    created_us  BIGINT NOT NULL,
    expires_us  BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires_us);

CREATE TABLE tokens (
    id           BIGINT PRIMARY KEY,
    person       BIGINT NOT NULL REFERENCES people (id),
    name         TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    secret_hash  BYTEA NOT NULL UNIQUE,
    created_us   BIGINT NOT NULL,
    expires_us   BIGINT,
    last_used_us BIGINT
);
CREATE INDEX tokens_person ON tokens (person);

CREATE TABLE one_time_links (
    secret_hash BYTEA PRIMARY KEY,
    purpose     TEXT NOT NULL,
    expires_us  BIGINT NOT NULL
);

CREATE TABLE import_sources (
    source      TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    incident    BIGINT NOT NULL REFERENCES incidents (number)
);
CREATE INDEX import_sources_incident ON import_sources (incident);

CREATE TABLE idempotency_keys (
    person       BIGINT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    -- when it was taken, then when it was answered
    created_us   BIGINT NOT NULL,
    status       BIGINT,
    headers      TEXT,
    body         TEXT,
    PRIMARY KEY (person, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_us);
