-- Meetings by their time, for lists and calendars: made from the documents, like everything beside
-- them. And the secret addresses under which a calendar program reads them.
CREATE TABLE meetings (
    incident   INTEGER PRIMARY KEY REFERENCES incidents (number),
    at_us      INTEGER NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX meetings_at ON meetings (at_us);

CREATE TABLE calendar_links (
    secret_hash BLOB PRIMARY KEY,
    person      INTEGER NOT NULL REFERENCES people (id),
    scope       TEXT NOT NULL,
    created_us  INTEGER NOT NULL,
    UNIQUE (person, scope)
);
