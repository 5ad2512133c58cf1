-- What was given up is looked for by its key as well, and old messages by their age.
DROP INDEX jobs_key;
CREATE INDEX jobs_key ON jobs (key, id);
CREATE INDEX messages_made ON messages (made_us);
