-- Similar incidents are found by what is read from the documents themselves.
ALTER TABLE incident_gists DROP COLUMN content;
