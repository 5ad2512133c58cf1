-- Prose that several people write at once. The incident stays the truth for everything else: a
-- document's settled state says what some version of the incident said, and the updates are what
-- was written since.
CREATE TABLE live_documents (
    incident INTEGER PRIMARY KEY REFERENCES incidents (number),
    -- Grows by one with every new state.
    revision INTEGER NOT NULL,
    -- The last update that the state contains.
    upto     INTEGER NOT NULL,
    -- A Yjs update that makes the whole document.
    state    BLOB NOT NULL
);

CREATE TABLE live_updates (
    incident INTEGER NOT NULL REFERENCES incidents (number),
    seq      INTEGER NOT NULL,
    person   INTEGER,
    at_us    INTEGER NOT NULL,
    body     BLOB NOT NULL,
    PRIMARY KEY (incident, seq)
) WITHOUT ROWID;

-- Who wrote a passage together with the author of the change, as a JSON list; null for nobody.
ALTER TABLE changes ADD COLUMN others TEXT;
