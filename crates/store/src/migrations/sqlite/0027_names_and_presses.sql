-- A file's name may stand for one incident among those that some see and for another among those that
-- others see: nobody learns from a name that an incident is there which they do not see.
CREATE TABLE import_names (
    source      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    incident    INTEGER NOT NULL REFERENCES incidents (number),
    PRIMARY KEY (source, incident)
);
INSERT INTO import_names (source, fingerprint, incident)
SELECT source, fingerprint, incident FROM import_sources;
DROP TABLE import_sources;
ALTER TABLE import_names RENAME TO import_sources;
CREATE INDEX import_sources_incident ON import_sources (incident);

-- The incident whose notice a button was pressed on; absent for every other delivery.
ALTER TABLE deliveries ADD COLUMN incident INTEGER;
