-- What other programs send: the ways in, each delivery as it came, what it said once it was read,
-- and what became of that in which incident.
INSERT INTO counters (name, value) VALUES ('integrations', 0);

CREATE TABLE integrations (
    id           BIGINT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    -- Of the word at the end of its address.
    address_hash BYTEA NOT NULL UNIQUE,
    body         TEXT NOT NULL,
    -- What deliveries are signed with, as a JSON list.
    secrets      TEXT NOT NULL
);

CREATE TABLE deliveries (
    seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    integration BIGINT NOT NULL,
    -- The same for a delivery that is made again.
    identity    BYTEA NOT NULL,
    received_us BIGINT NOT NULL,
    headers     TEXT NOT NULL,
    body        BYTEA NOT NULL,
    -- waiting, read, nothing, confirm or unreadable.
    state       TEXT NOT NULL,
    -- Why there is nothing, what is to be visited, or what could not be read.
    remark      TEXT,
    UNIQUE (integration, identity)
);
CREATE INDEX deliveries_waiting ON deliveries (seq) WHERE state = 'waiting';
CREATE INDEX deliveries_of ON deliveries (integration, seq);

CREATE TABLE signals (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    integration BIGINT NOT NULL,
    key         TEXT NOT NULL,
    -- The delivery that told it first.
    delivery    BIGINT NOT NULL,
    occurred_us BIGINT NOT NULL,
    -- The service that it is about, when the workspace knows it.
    service     BIGINT,
    -- The alert that it is about.
    alert       TEXT,
    -- Where it was said.
    channel     TEXT,
    body        TEXT NOT NULL,
    UNIQUE (integration, key)
);
CREATE INDEX signals_alert ON signals (integration, alert) WHERE alert IS NOT NULL;
CREATE INDEX signals_service ON signals (service, occurred_us);

-- A signal that became an entry of an incident's timeline, or was set aside there.
CREATE TABLE signal_entries (
    incident BIGINT NOT NULL REFERENCES incidents (number),
    signal   BIGINT NOT NULL REFERENCES signals (id),
    -- Null when it was set aside.
    event    BIGINT,
    PRIMARY KEY (incident, signal)
);
CREATE INDEX signal_entries_signal ON signal_entries (signal);
