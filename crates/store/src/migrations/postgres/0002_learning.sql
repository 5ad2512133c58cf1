-- What patterns and similar incidents need of a document beside the narrow columns: what its cost
-- is reckoned from, and its title, summary and root cause.
CREATE TABLE incident_gists (
    incident BIGINT PRIMARY KEY REFERENCES incidents (number),
    cost     TEXT NOT NULL,
    content  TEXT NOT NULL
);
