-- Where tickets live, with what lets one in there.
INSERT INTO counters (name, value) VALUES ('trackers', 0);
CREATE TABLE trackers (
    id           INTEGER PRIMARY KEY,
    -- SHA-256 of the word in the address of its webhook.
    address_hash BLOB NOT NULL UNIQUE,
    body         TEXT NOT NULL,
    token        TEXT NOT NULL,
    -- With what its webhook signs; null where it signs nothing.
    hook_secret  TEXT,
    -- What changed before this moment was asked for.
    polled_us    INTEGER NOT NULL,
    -- Why it could not be asked the last time, as JSON.
    trouble      TEXT
);

-- The tickets of action items. One belongs to one action item.
CREATE TABLE ticket_links (
    incident INTEGER NOT NULL REFERENCES incidents (number),
    action   INTEGER NOT NULL,
    tracker  INTEGER NOT NULL REFERENCES trackers (id),
    key      TEXT NOT NULL,
    seen_us  INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (incident, action),
    UNIQUE (tracker, key)
);

-- Tickets that were asked for and are not there yet.
CREATE TABLE ticket_asks (
    incident INTEGER NOT NULL REFERENCES incidents (number),
    action   INTEGER NOT NULL,
    tracker  INTEGER NOT NULL REFERENCES trackers (id),
    body     TEXT NOT NULL,
    PRIMARY KEY (incident, action)
);
