-- Incidents that share words, and of which a person said that this is no pattern. What is projected
-- from the documents is made again with it, and then tells when each step of an incident was over.
INSERT INTO counters (name, value) VALUES ('no_patterns', 0);

CREATE TABLE no_patterns (
    id   BIGINT PRIMARY KEY,
    body TEXT NOT NULL
);
