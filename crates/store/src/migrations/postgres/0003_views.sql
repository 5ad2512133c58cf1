-- Saved views of the list of incidents, and links by which one person chooses a password.
INSERT INTO counters (name, value) VALUES ('views', 0);

CREATE TABLE views (
    id     BIGINT PRIMARY KEY,
    owner  BIGINT NOT NULL REFERENCES people (id),
    key    TEXT NOT NULL,
    shared BIGINT NOT NULL,
    body   TEXT NOT NULL,
    UNIQUE (owner, key)
);

-- Whose the link is, when it is somebody's.
ALTER TABLE one_time_links ADD COLUMN person BIGINT REFERENCES people (id);
