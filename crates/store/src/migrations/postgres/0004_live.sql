-- Prose that several people write at once. The incident stays the truth for everything else: a
-- document's settled state says what some version of the incident said, and the updates are what
-- was written since.
CREATE TABLE live_documents (
    incident BIGINT PRIMARY KEY REFERENCES incidents (number),
    -- Grows by one with every new state.
    revision BIGINT NOT NULL,
    -- The last update that the state contains.
    upto     BIGINT NOT NULL,
    -- A Yjs update that makes the whole document.
    state    BYTEA NOT NULL
);

CREATE TABLE live_updates (
    incident BIGINT NOT NULL REFERENCES incidents (number),
    seq      BIGINT NOT NULL,
    person   BIGINT,
    at_us    BIGINT NOT NULL,
    body     BYTEA NOT NULL,
    PRIMARY KEY (incident, seq)
);

-- Who wrote a passage together with the author of the change, as a JSON list; null for nobody.
ALTER TABLE changes ADD COLUMN others TEXT;
