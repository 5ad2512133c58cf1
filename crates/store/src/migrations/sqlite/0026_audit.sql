-- Each entry carries a hash over itself and the one before. Entries of before are chained when the
-- database is migrated, after this.
ALTER TABLE changes ADD COLUMN hash BLOB;

-- Stretches of entries that were removed since they were too old, with the hash of the last of each:
-- what the entry behind it follows.
CREATE TABLE change_anchors (
    last_seq  INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    hash      BLOB NOT NULL
);

-- What happened to the workspace, by what it touched and when: views and exports of an incident, and
-- what is too old.
CREATE INDEX changes_of_workspace ON changes (place, at_us) WHERE incident IS NULL;
